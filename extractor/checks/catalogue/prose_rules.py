"""Rules about prose: against the tables, against itself, and its own arithmetic."""

from __future__ import annotations

from typing import Final

from gouji.checks.families.prose_cells import Concepts
from gouji.checks.families.sums import PartOf, ProseSum
from gouji.checks.model import Rule, Text
from gouji.schemas.record import FindingType, Severity

SAME: Final = (
    "财预〔2016〕143号《地方预决算公开操作规程》第四条：公开应当内容准确，说明与报表的同一数字应当相同"
)
OPEN: Final = "财预〔2016〕143号《地方预决算公开操作规程》第三、四条：公开内容应当全面、真实、完整、准确"
THREE: Final = (
    "财预〔2016〕143号《地方预决算公开操作规程》：“三公”经费按因公出国（境）费、公务用车购置及运行费（细化到购置费、运行费）、"
    "公务接待费公开，并对增减变化情况进行说明"
)

_GROUPS: Final[tuple[tuple[str, str, str, tuple[str, ...]], ...]] = (
    (
        "01",
        "收入",
        "income",
        (
            "rev.total",
            "rev.year",
            "rev.carry_in",
            "rev.general",
            "rev.fund",
            "rev.capital",
            "rev.business",
            "rev.operating",
            "rev.superior",
            "rev.subordinate",
            "rev.other",
            "rev.special",
        ),
    ),
    (
        "02",
        "支出",
        "expenditure",
        ("exp.total", "exp.year", "exp.basic", "exp.project", "exp.reserve", "exp.carry_out"),
    ),
    (
        "03",
        "财政拨款收支",
        "appropriations",
        (
            "app.rev.total",
            "app.rev.year",
            "app.rev.general",
            "app.exp.total",
            "app.exp.year",
            "app.year",
        ),
    ),
    ("04", "一般公共预算支出", "general-budget expenditure", ("general.year", "general.project")),
    (
        "05",
        "基本支出",
        "basic expenditure",
        (
            "general.basic",
            "general.personnel",
            "general.public",
            "app.basic",
            "app.personnel",
            "app.public",
            "app.project",
        ),
    ),
    (
        "06",
        "“三公”经费",
        "“three public” expenses",
        (
            "three.total@current",
            "three.abroad@current",
            "three.vehicle@current",
            "three.vehicle_buy@current",
            "three.vehicle_run@current",
            "three.reception@current",
            "three.meeting@current",
            "three.training@current",
        ),
    ),
    (
        "07",
        "政府性基金和国有资本经营支出",
        "fund and state-capital expenditure",
        ("fund.year", "capital.year"),
    ),
    ("08", "机关运行经费", "agency operating expenditure", ("agency.total",)),
    ("09", "政府采购", "procurement", ("proc.total", "proc.goods", "proc.works", "proc.services")),
    ("10", "项目支出总额", "project totals", ("proj.total", "proj.year", "proj.carry", "perf.total")),
)

_SUMS: Final = (
    ProseSum(("rev.total",), ("rev.year", "rev.carry_in", "rev.used_surplus"), ("rev.year", "rev.carry_in")),
    ProseSum(
        ("exp.total",), ("exp.year", "exp.carry_out", "exp.distribution"), ("exp.year", "exp.carry_out")
    ),
    ProseSum(
        ("exp.total", "exp.year"),
        ("exp.basic", "exp.project", "exp.reserve", "exp.operating", "exp.upward", "exp.subsidy"),
        ("exp.basic", "exp.project"),
    ),
    ProseSum(
        ("rev.year",),
        (
            "rev.general",
            "rev.fund",
            "rev.capital",
            "rev.special",
            "rev.business",
            "rev.operating",
            "rev.superior",
            "rev.subordinate",
            "rev.other",
        ),
        ("rev.general", "rev.other"),
    ),
    ProseSum(
        ("general.basic",), ("general.personnel", "general.public"), ("general.personnel", "general.public")
    ),
    ProseSum(
        ("exp.basic",), ("general.personnel", "general.public"), ("general.personnel", "general.public")
    ),
    ProseSum(("app.basic",), ("app.personnel", "app.public"), ("app.personnel", "app.public")),
    ProseSum(
        ("three.total@current",),
        ("three.abroad@current", "three.vehicle@current", "three.reception@current"),
        ("three.abroad@current", "three.vehicle@current", "three.reception@current"),
    ),
    ProseSum(
        ("three.vehicle@current",),
        ("three.vehicle_buy@current", "three.vehicle_run@current"),
        ("three.vehicle_buy@current", "three.vehicle_run@current"),
    ),
    ProseSum(("proc.total",), ("proc.goods", "proc.works", "proc.services"), ("proc.goods", "proc.services")),
)

_PARTS: Final = (
    PartOf("rev.total", "app.rev.total"),
    PartOf("rev.year", "rev.general"),
    PartOf("exp.total", "app.exp.total"),
)


def _rule(
    rule_id: str,
    family: str,
    zh: str,
    en: str,
    type_: FindingType,
    *,
    basis: str = OPEN,
    severity: Severity = "error",
    spec: object = None,
    explain: Text | None = None,
) -> Rule:
    return Rule(rule_id, family, Text(zh, en), basis, type_, severity, spec=spec, explain=explain)


PROSE: Final = (
    *(
        _rule(
            f"P{n}",
            "prose.table",
            f"文字与表：{zh}",
            f"Prose against tables: {en}",
            "prose_vs_table",
            basis=SAME,
            spec=Concepts(concepts),
        )
        for n, zh, en, concepts in _GROUPS
    ),
    _rule(
        "P11",
        "prose.agency",
        "机关运行经费不大于公用经费，全为行政、参公单位时相等",
        "Agency operating expenditure is at most the operating expenditure, equal where all units are agencies",
        "prose_vs_table",
        basis="财预〔2016〕143号 公开机关运行经费；其定义（部门公开的名词解释）：行政单位和参照公务员法管理的事业单位使用一般公共预算"
        "安排的基本支出中的日常公用经费支出",
    ),
    _rule(
        "P20",
        "prose.subject",
        "文字与表：功能科目",
        "Prose against tables: functional subjects",
        "prose_vs_table",
        basis=SAME,
    ),
    _rule(
        "P21",
        "prose.economic",
        "文字与表：基本支出明细",
        "Prose against tables: items of basic expenditure",
        "prose_vs_table",
        basis=SAME,
    ),
    _rule(
        "P22",
        "prose.unlisted",
        "表中有数的经济科目在文字列举中缺项",
        "An item of the table is missing from the enumeration",
        "prose_vs_table",
        basis=SAME,
    ),
    _rule(
        "P23",
        "prose.names",
        "科目名称：文字与表一致",
        "Subject names agree between prose and tables",
        "label",
        severity="note",
        basis="财政部《政府收支分类科目》",
    ),
    _rule(
        "P24",
        "prose.listed_names",
        "列举的经济科目在表中有数",
        "Listed economic items are filled in the table",
        "prose_vs_table",
        basis=SAME,
    ),
    _rule(
        "P25",
        "prose.purpose",
        "用途写基本（项目）支出的，表中有基本（项目）支出",
        "The stated purpose fits the table",
        "prose_vs_table",
        basis=SAME,
    ),
    _rule(
        "Q36",
        "prose.whole_projects",
        "全部项目的绩效预算＝项目支出",
        "The budget of all projects is the project expenditure",
        "prose_vs_prose",
    ),
    *(
        _rule(
            f"Q{n}",
            "prose.prose",
            f"文字前后：{zh}",
            f"Prose against prose: {en}",
            "prose_vs_prose",
            spec=Concepts(concepts),
        )
        for n, zh, en, concepts in _GROUPS
    ),
    _rule(
        "Q20",
        "prose.subject_prose",
        "文字前后：同一科目",
        "Prose against prose: the same subject",
        "prose_vs_prose",
    ),
    _rule(
        "Q30",
        "sums.concepts",
        "文字中的合计等于各项之和",
        "A total in prose equals its parts",
        "prose_vs_prose",
        spec=_SUMS,
    ),
    _rule(
        "Q31",
        "sums.functional",
        "文字中类＝Σ项，总额＝Σ类：金额、增减额、年初预算",
        "Classes equal their items in prose",
        "prose_vs_prose",
    ),
    _rule(
        "Q32",
        "sums.enumerations",
        "文字中列举之和等于总数",
        "An enumeration adds up to its head",
        "prose_vs_prose",
    ),
    _rule("Q33", "sums.counts", "车辆总数等于分列之和", "Vehicles add up", "prose_vs_prose"),
    _rule(
        "Q34",
        "sums.parts",
        "部分不大于整体（含倒推的基期）",
        "A part does not exceed its whole",
        "prose_vs_prose",
        spec=_PARTS,
    ),
    _rule(
        "Q35",
        "sums.changes",
        "同一比较的增减额和方向前后一致",
        "One comparison, one change and one direction",
        "prose_vs_prose",
    ),
    _rule("A01", "arithmetic.growth", "增减率＝增减额÷上年数", "Growth rate recomputed", "percent"),
    _rule(
        "A02",
        "arithmetic.between",
        "增减率＝（本年数－上年数）÷上年数",
        "Growth rate between two amounts",
        "percent",
    ),
    _rule("A03", "arithmetic.completion", "完成率＝决算数÷预算数", "Completion rate recomputed", "percent"),
    _rule("A04", "arithmetic.shares", "占比＝本项÷合计", "Share recomputed", "percent"),
    _rule("A05", "arithmetic.hundred", "占比相加等于 100%", "Shares add up to 100", "percent"),
    _rule(
        "A06", "arithmetic.base", "倒推的上年数不小于 0", "The implied base is not negative", "prose_vs_prose"
    ),
    _rule(
        "A07",
        "arithmetic.directions",
        "增减用词与数字一致",
        "Direction words agree with the figures",
        "direction",
    ),
    _rule(
        "A08",
        "arithmetic.flat",
        "写持平的，原因不说增减",
        "A flat figure gives no reason for a change",
        "direction",
        severity="note",
    ),
    _rule("A09", "arithmetic.base_year", "比较的是以前年度", "A comparison names an earlier year", "date"),
    _rule(
        "A10",
        "arithmetic.prior",
        "“三公”经费：本年数－增减额＝表中上年数",
        "三公: amount less change is the table's earlier figure",
        "direction",
        basis=THREE,
    ),
)
