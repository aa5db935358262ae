"""The columns of the statutory tables: known labels, and under which labels they may stand.

Takes the kind of a table, gives its :class:`TableFormat`: the paths of label keys that the published formats know, read
from ``data/column_formats.tsv``; the keys are those of :mod:`gouji.domain.column_labels`.  Nothing here says in
which order a document prints its columns: the print decides that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from gouji.domain.column_labels import label_of
from gouji.domain.words import rows, words
from gouji.schemas.record import TableKind as K

Path = tuple[str, ...]

BY_NATURE: tuple[str, ...] = ("一般公共预算", "政府性基金预算", "国有资本经营预算")
REVENUES: tuple[str, ...] = (
    "财政拨款",
    *BY_NATURE,
    "财政专户管理资金",
    "事业收入",
    "上级补助收入",
    "附属单位上缴收入",
    "经营收入",
    "其他收入",
    "单位资金",
)
USES: tuple[str, ...] = (
    "基本支出",
    "项目支出",
    "经营支出",
    "上缴上级支出",
    "对附属单位补助支出",
    "单位预留机动经费",
    "结转下年",
)
"""What expenditure is divided into beside the functional classes: the columns of 支出总表."""
UNIT_FUNDS: tuple[str, ...] = ("事业收入", "上级补助收入", "附属单位上缴收入", "经营收入", "其他收入")
"""What 单位资金 is made of (预算管理一体化规范: 单位资金收入)."""


@dataclass(frozen=True, slots=True)
class TableFormat:
    """What the formats know of one kind of table.

    ``paths``: label keys from the outermost group to the column.  A document may leave out any
    group and any column.  ``sides``: for a table printed in blocks side by side (收入 | 支出), the groups
    that open the blocks.
    """

    kind: K
    paths: tuple[Path, ...]
    sides: tuple[str, ...] = ()


def _formats() -> tuple[TableFormat, ...]:
    paths: dict[K, list[Path]] = {}
    sides: dict[K, dict[str, None]] = {}
    for kind, path, side in rows("column_formats.tsv", "kind", "path", "side"):
        keys = tuple(path.split(" / "))
        paths.setdefault(K(kind), []).append(keys)
        if side == "yes":
            sides.setdefault(K(kind), {})[keys[0]] = None
    return tuple(TableFormat(kind, tuple(found), tuple(sides.get(kind, ()))) for kind, found in paths.items())


FORMATS: tuple[TableFormat, ...] = _formats()

GROUPS_WITH_SUBTOTAL: frozenset[str] = frozenset({"本年收入", "上年结转", "本年支出", "事业收入"})
"""Labels that are a group only where a 小计 is printed under them, and a column otherwise."""

MEASURES: frozenset[str] = frozenset({"预算数", "决算数"})
"""Labels that are a group only as outermost labels, and a column under any other label."""

REPEATED_GROUPS: frozenset[str] = frozenset({"人员经费", "公用经费"})
"""Groups that print their columns more than once (two blocks of 公用经费 beside one of 人员经费)."""

EXPENDITURE_CLASSES: tuple[str, ...] = words("side_words.tsv", "expenditure")
"""Words that open a name on the expenditure side (类 of 政府收支分类科目, and the closing lines)."""

REVENUE_WORDS: tuple[str, ...] = words("side_words.tsv", "revenue")
"""Words of a name on the revenue side."""

ECONOMIC_CLASS: dict[str, str] = {
    "301": "人员经费",
    "303": "人员经费",
    "302": "公用经费",
    "309": "公用经费",
    "310": "公用经费",
    "307": "公用经费",
    "399": "公用经费",
}
"""Which half of 基本支出 a class of 部门预算支出经济分类 goes to (人员经费 is 301 and 303 in the published
基本支出 tables, 公用经费 the other classes): a prior, not a rule."""

RARE_COLUMNS: frozenset[str] = frozenset(
    {
        "公务用车购置",
        "国有资本经营预算",
        "财政专户管理资金",
        "上级补助收入",
        "附属单位上缴收入",
        "经营收入",
        "经营支出",
        "上缴上级支出",
        "对附属单位补助支出",
    }
)
"""Columns that are empty in most disclosures (a car is bought in few years, bureaux have no business income): a
prior where nothing else decides."""
RARE_IN: dict[K, frozenset[str]] = {
    K.GOVERNMENT_FUND_EXPENDITURE: frozenset({"基本支出", "年初结转和结余", "年末结转和结余"}),
    K.STATE_CAPITAL_EXPENDITURE: frozenset({"基本支出", "年初结转和结余", "年末结转和结余"}),
}
"""The same for one kind: these funds pay for projects (政府性基金预算 and 国有资本经营预算 are bound to a purpose, 预算法 第九、十条)."""


@cache
def format_of(kind: K | None) -> TableFormat:
    """The format of a kind; for an unknown kind all paths of all one-sided formats together."""
    known = next((entry for entry in FORMATS if entry.kind is kind), None)
    if known is not None:
        return known
    paths = dict.fromkeys(path for entry in FORMATS if not entry.sides for path in entry.paths)
    return TableFormat(K.OTHER, tuple(paths))


REMARK = "附注"
"""The key of header text that adds to a label and is no column: 分值权重 (其中：预算执行率权重10%)."""
_REMARK = re.compile(r"其中[:：].{1,14}?(?:\d+%|$)")


def rare_columns(kind: K | None) -> frozenset[str]:
    """The keys of the columns that are mostly empty in tables of a kind."""
    return RARE_COLUMNS | (RARE_IN.get(kind, frozenset()) if kind is not None else frozenset())


@cache
def patterns_of(kind: K | None) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """(key, pattern) for each label of a kind's format, in the order of the format."""
    keys = dict.fromkeys(key for path in format_of(kind).paths for key in path)
    known = tuple((key, re.compile(form)) for key in keys for form in label_of(key).forms)
    return (*known, (REMARK, _REMARK))
