"""The columns of the statutory tables, as data: known labels, and under which labels they may stand.

Source: the published formats of 财政部 for 部门预算公开 and 部门决算公开 (财预〔2016〕143号),
the provinces' variants of them, the 项目支出绩效目标表 of 财预〔2020〕10号 and the 政府收支分类科目.

The labels are those of :mod:`gouji.domain.column_labels`; a :class:`TableFormat` gives, per table kind,
the paths of keys that the format knows.
Nothing here says in which order a document prints its columns: the print decides that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from gouji.domain.column_labels import label_of
from gouji.schemas.record import TableKind as K

Path = tuple[str, ...]

_FUNCTION_KEY: tuple[Path, ...] = (
    ("序号",),
    ("项目栏", "科目", "科目编码", "类"),
    ("项目栏", "科目", "科目编码", "款"),
    ("项目栏", "科目", "科目编码", "项"),
    ("项目栏", "科目", "科目名称"),
)
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
_TRIO: tuple[str, ...] = ("因公出国", "公务接待")
_BOTH: tuple[str, ...] = ("预算数", "决算数")
_CAR: tuple[Path, ...] = tuple(("公务用车", key) for key in ("小计", "公务用车购置", "公务用车运行"))


def _under(groups: Path, keys: tuple[str, ...]) -> tuple[Path, ...]:
    return tuple((*groups, key) for key in keys)


_HALF: tuple[str, ...] = ("科目编码", "科目名称", "预算数", "决算数", "金额")
"""Columns under 人员经费 and 公用经费 where the table prints the two side by side."""
_COMPARED: tuple[Path, ...] = (("上年执行数",), *_under(("比较",), ("增减额", "增减率")))
"""Last year beside this year's 合计、基本支出、项目支出 and the change between them: the format of the central departments."""
_SPLIT: tuple[Path, ...] = (
    *_under(("年度数",), ("合计", "小计", "金额", "项目支出", "基本支出")),
    *_under(("年度数", "基本支出"), ("小计", "人员经费", "公用经费")),
)
_BASIC: tuple[Path, ...] = _under(
    ("年度数",), ("合计", "小计", "金额", "预算数", "决算数", "人员经费", "公用经费")
)
_FUND: tuple[Path, ...] = (
    *_FUNCTION_KEY,
    *_COMPARED,
    *_SPLIT,
    ("年初结转和结余",),
    ("本年收入",),
    ("年末结转和结余",),
    *_under(("本年支出",), ("小计", "基本支出", "项目支出")),
)


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


FORMATS: tuple[TableFormat, ...] = (
    TableFormat(
        K.REVENUE_EXPENDITURE_SUMMARY,
        (
            ("序号",),
            *_under(("收入方",), ("项目", "项目名称", "行次", "预算数", "决算数", "金额")),
            *_under(("支出方",), ("项目", "项目名称", "行次", "预算数", "决算数", "金额")),
            *_under(("支出方", "功能分类"), ("项目", "金额", "预算数", "决算数")),
            *_under(("支出方", "支出用途"), ("项目名称", "项目", "金额", "预算数", "决算数")),
        ),
        ("收入方", "支出方"),
    ),
    TableFormat(
        K.REVENUE_SUMMARY,
        (
            *_FUNCTION_KEY,
            ("单位代码",),
            ("单位名称",),
            ("合计",),
            ("项目名称",),
            ("金额",),
            *_under(("年度数",), ("合计", *REVENUES)),
            *_under(("本年收入",), ("小计", *REVENUES)),
            *_under(("上年结转",), ("小计", *REVENUES)),
            *_under(("年度数", "事业收入"), ("小计", "教育收费")),
            ("弥补收支差额",),
            ("非财政拨款结余",),
        ),
    ),
    TableFormat(
        K.EXPENDITURE_SUMMARY,
        (
            *_FUNCTION_KEY,
            ("单位代码",),
            ("单位名称",),
            *_SPLIT,
            ("本年支出",),
            *_under(
                ("年度数",),
                ("经营支出", "上缴上级支出", "对附属单位补助支出", "单位预留机动经费", "结转下年"),
            ),
        ),
    ),
    TableFormat(
        K.APPROPRIATION_SUMMARY,
        (
            ("序号",),
            *_under(("收入方",), ("项目", "项目名称", "行次", "预算数", "决算数", "金额")),
            *_under(
                ("支出方",), ("项目", "项目名称", "行次", "预算数", "决算数", "金额", "合计", *BY_NATURE)
            ),
            *_under(("支出方", "支出用途"), ("项目名称", "项目", "金额")),
        ),
        ("收入方", "支出方"),
    ),
    TableFormat(K.APPROPRIATION_EXPENDITURE, (*_FUNCTION_KEY, *_SPLIT)),
    TableFormat(K.APPROPRIATION_BASIC_EXPENDITURE, (*_FUNCTION_KEY, *_BASIC)),
    TableFormat(K.GENERAL_PUBLIC_EXPENDITURE, (*_FUNCTION_KEY, *_COMPARED, *_SPLIT)),
    TableFormat(
        K.GENERAL_PUBLIC_BASIC_EXPENDITURE,
        (
            *_FUNCTION_KEY,
            *_BASIC,
            *_under(("人员经费",), _HALF),
            *_under(("公用经费",), _HALF),
        ),
    ),
    TableFormat(
        K.GENERAL_PUBLIC_PROJECT_EXPENDITURE, (*_FUNCTION_KEY, *_SPLIT, ("项目名称",), ("单位名称",))
    ),
    TableFormat(
        K.THREE_PUBLIC,
        (
            ("序号",),
            ("单位代码",),
            ("单位名称",),
            ("项目",),
            *_under(("年度数",), ("合计", "小计", *_TRIO, "会议费", "培训费")),
            *(("年度数", *path) for path in _CAR),
            ("会议费",),
            ("培训费",),
            *(path for group in _BOTH for path in _under((group,), ("合计", "小计", *_TRIO))),
            *((group, *path) for group in _BOTH for path in _CAR),
            *_under(("三公",), ("合计", "小计", *_TRIO)),
            *(("三公", *path) for path in _CAR),
            ("机关运行经费",),
            *_under(("资金性质",), ("合计", *BY_NATURE)),
            *_under(("三公", "合计"), _BOTH),
            *(path for key in _TRIO for path in _under(("三公", key), _BOTH)),
            *(path for car in _CAR for path in _under(("三公", *car), _BOTH)),
        ),
    ),
    TableFormat(K.GOVERNMENT_FUND_EXPENDITURE, _FUND),
    TableFormat(K.STATE_CAPITAL_EXPENDITURE, _FUND),
    TableFormat(
        K.PROJECT_EXPENDITURE,
        (
            ("序号",),
            ("类型",),
            ("项目类别",),
            ("项目编码",),
            ("项目名称",),
            ("单位代码",),
            ("单位名称",),
            ("合计",),
            ("金额",),
            *_under(("本年拨款",), ("小计", *BY_NATURE)),
            *_under(("财政拨款结转结余",), ("小计", *BY_NATURE)),
            ("财政专户管理资金",),
            ("单位资金",),
        ),
    ),
    TableFormat(
        K.PROJECT_PERFORMANCE,
        tuple(
            (key,)
            for key in (
                "序号",
                "单位代码",
                "单位名称",
                "项目编码",
                "项目名称",
                "项目类别",
                "预算数",
                "绩效目标",
                "一级指标",
                "二级指标",
                "三级指标",
                "指标性质",
                "指标方向",
                "指标值",
                "度量单位",
                "分值",
                "指标说明",
                "指标确定依据",
                "备注",
            )
        )
        + _under(("指标值",), ("指标方向", "值", "单位（文字描述）")),
    ),
    TableFormat(
        K.PROJECT_SELF_EVALUATION,
        tuple(
            (key,)
            for key in (
                "一级指标",
                "二级指标",
                "三级指标",
                "指标值",
                "实际完成值",
                "分值",
                "得分",
                "偏差原因",
            )
        ),
    ),
    TableFormat(K.AGENCY_OPERATING_EXPENDITURE, (*_FUNCTION_KEY, ("机关运行经费",), *_BASIC)),
    TableFormat(
        K.PROCUREMENT,
        (
            ("序号",),
            ("单位代码",),
            ("单位名称",),
            ("项目编码",),
            ("项目名称",),
            ("采购品目",),
            ("经济科目",),
            ("采购组织形式",),
            ("计量单位",),
            *_under(("申报情况",), ("数量", "单价", "金额")),
            ("采购金额",),
            *_under(("资金性质",), ("合计", *REVENUES)),
            *_under(("采购项目来源",), ("项目名称", "预算资金")),
            *_under(("采购金额",), ("合计", *REVENUES, "财政拨款结转", "非财政拨款结余")),
            ("预留份额",),
        ),
    ),
    TableFormat(K.FIXED_ASSETS, (("序号",), ("项目",), ("数量",), ("价值",), ("金额",))),
    TableFormat(
        K.ENTITY_LIST,
        (("序号",), ("单位代码",), ("单位名称",), ("单位性质",), ("单位规格",), ("经费保障形式",), ("备注",)),
    ),
)

GROUPS_WITH_SUBTOTAL: frozenset[str] = frozenset({"本年收入", "上年结转", "本年支出", "事业收入"})
"""Labels that are a group only where a 小计 is printed under them, and a column otherwise."""

MEASURES: frozenset[str] = frozenset({"预算数", "决算数"})
"""Labels that are a group only as outermost labels, and a column under any other label."""

REPEATED_GROUPS: frozenset[str] = frozenset({"人员经费", "公用经费"})
"""Groups that print their columns more than once (two blocks of 公用经费 beside one of 人员经费)."""

EXPENDITURE_CLASSES: tuple[str, ...] = (
    "一般公共服务",
    "外交",
    "国防",
    "公共安全",
    "教育",
    "科学技术",
    "文化旅游体育与传媒",
    "文化体育与传媒",
    "社会保障和就业",
    "社会保险基金",
    "卫生健康",
    "医疗卫生",
    "节能环保",
    "城乡社区",
    "农林水",
    "交通运输",
    "资源勘探",
    "商业服务业",
    "金融",
    "援助其他地区",
    "自然资源",
    "国土",
    "住房保障",
    "粮油物资",
    "国有资本经营预算支出",
    "灾害防治",
    "预备费",
    "其他支出",
    "转移性",
    "债务还本",
    "债务付息",
    "债务发行",
    "抗疫特别国债",
    "基本支出",
    "项目支出",
    "结转下年",
    "年末结转",
    "年末财政拨款结转",
    "年终结转",
    "结余分配",
    "上缴上级",
    "经营支出",
    "对附属单位",
    "本年支出",
)
"""Words that open a name on the expenditure side (类 of 政府收支分类科目, and the closing lines)."""

REVENUE_WORDS: tuple[str, ...] = (
    "收入",
    "拨款",
    "上年结转",
    "年初结转",
    "使用非财政拨款",
    "财政专户",
    "用事业基金",
    "动用",
)
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
