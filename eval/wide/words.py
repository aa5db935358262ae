"""The words of ``gouji eval wide``: key → (Chinese, English)."""

from __future__ import annotations

from typing import Final

from gouji.eval.wide.model import ResidualShape

WORDS: Final[dict[str, tuple[str, str]]] = {
    "title": ("勾稽 未标注文档评测", "gouji on unlabelled documents"),
    "documents": ("文档", "Documents"),
    "document": ("文档", "Document"),
    "failed": ("没有读出的文档", "Documents not read"),
    "tables": ("表", "Tables"),
    "unknown": ("未归类的表", "Tables of no known kind"),
    "figures": ("金额", "Amounts"),
    "coverage": ("已核对", "Compared"),
    "learned": ("其中仅凭数字", "By figures alone"),
    "only_trivial": ("仅在单项合计中", "One-part sums only"),
    "confirmed": ("成立", "Hold"),
    "broken": ("不成立", "Broken"),
    "undecided": ("未定", "Undecided"),
    "errors": ("错误", "Errors"),
    "each": ("每份错误", "Errors each"),
    "rounding": ("尾差", "Rounding"),
    "notes": ("提示", "Notes"),
    "kind": ("表类", "Kind"),
    "kinds": ("按表类", "By kind of table"),
    "cluster": ("版式", "Layout"),
    "clusters": ("按版式", "By layout"),
    "clusters_help": (
        "表头大多相同的文档归为一种版式，与文件名无关。",
        "Documents whose tables share most headers are of one layout, whatever their names.",
    ),
    "suspected": ("疑为一处误读", "One misreading may explain these"),
    "suspected_help": (
        "同一条关系在同一版式中大半不成立，或差额同形反复出现：先看是不是读错或口径理解有误。",
        "The same relation breaks in most of its instances, or differences of one shape come again and again: see first"
        " whether it was misread or misunderstood.",
    ),
    "rule": ("规则", "Rule"),
    "relation": ("关系或差额的形状", "Relation, or shape of the differences"),
    "pages": ("位置", "Places"),
    "outliers": ("最反常的文档在前", "The oddest documents first"),
    "rivals": ("无法核对的原因", "Why not checkable"),
    "places": ("处", "Places"),
    "reason": ("原因", "Reason"),
    "mechanism": ("机制", "Mechanism"),
    "message": ("问题", "Finding"),
    "page": ("页", "Page"),
    "unread": ("未读部分", "Parts not read"),
    "none": ("无", "none"),
    "beyond": ("越过底线", "Beyond its limit"),
}

SHAPES: Final[dict[ResidualShape, tuple[str, str]]] = {
    "multiple of the total": ("分项之和是合计的整倍数", "the parts make a multiple of the total"),
    "power of ten": ("两边相差十的整次方", "the sides differ by a power of ten"),
    "one amount again and again": ("同一差额反复出现", "the same amount is missing again and again"),
}
