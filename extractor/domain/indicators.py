"""Vocabulary of performance indicator tables (绩效目标表, 绩效自评表), as data: columns, levels, operators, units.

Source: 财预〔2020〕10号 《项目支出绩效评价管理办法》 and 财预〔2019〕136号: three levels of indicators, the second
level under each first one; 财预〔2021〕101号 for the three kinds of 成本指标; 财预〔2013〕53号 for 环境效益 and 社会公众;
the columns 指标性质/方向/值/计量单位/分值 of the 预算管理一体化 exports.

All words and patterns are those of :func:`gouji.normalise.fold`.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from enum import StrEnum

from gouji.domain.words import rows
from gouji.normalise import fold


class Role(StrEnum):
    """What a column of an indicator table holds."""

    NAME = "name"
    ENTITY = "entity"
    CATEGORY = "category"
    BUDGET = "budget"
    GOAL = "goal"
    LEVEL1 = "level1"
    LEVEL2 = "level2"
    LEVEL3 = "level3"
    NATURE = "nature"
    OPERATOR = "operator"
    VALUE = "value"
    UNIT = "unit"
    UNIT_OR_WORDS = "unit or words"
    WEIGHT = "weight"
    STANDARD = "standard"
    SCORE = "score"
    ACTUAL = "actual"
    TEXT = "text"


COLUMN_ROLES: tuple[tuple[re.Pattern[str], Role], ...] = (
    (re.compile(r"一级指标"), Role.LEVEL1),
    (re.compile(r"二级指标"), Role.LEVEL2),
    (re.compile(r"三级指标|^指标名称|^指标内容$|绩效指标名称"), Role.LEVEL3),
    (re.compile(r"^单位\(文字描述\)$"), Role.UNIT_OR_WORDS),
    (re.compile(r"计量单位|度量单位|^单位(?:\([^()]*\))?$"), Role.UNIT),
    (re.compile(r"[评扣)]分标准"), Role.STANDARD),
    (re.compile(r"偏差|原因|改进|措施|说明|描述|依据|备注"), Role.TEXT),
    (re.compile(r"指标性质$"), Role.NATURE),
    (re.compile(r"指标方向|指标值类型|符号|运算符"), Role.OPERATOR),
    (re.compile(r"分值|权重"), Role.WEIGHT),
    (re.compile(r"得分"), Role.SCORE),
    (re.compile(r"完成值|完成情况"), Role.ACTUAL),
    (re.compile(r"目标值|指标值|年度值|^值$"), Role.VALUE),
    (re.compile(r"预算数|预算金额|金额"), Role.BUDGET),
    (re.compile(r"绩效目标|总体目标|年度目标"), Role.GOAL),
    (re.compile(r"项目类别|项目类型|项目分类"), Role.CATEGORY),
    (re.compile(r"项目单位|单位名称|实施单位|主管部门"), Role.ENTITY),
    (re.compile(r"项目名称|项目编码|(?:单位\(项目\)|项目\(单位\))名称"), Role.NAME),
)
"""First match on a folded label.  单位（文字描述） has the unit of a figure or, where the operator is 文字描述, the wording in
place of one; 单位（项目）名称 is a name."""

MERGED_ROLES: frozenset[Role] = frozenset({Role.NAME, Role.ENTITY, Role.CATEGORY, Role.BUDGET, Role.GOAL})
"""Columns whose cell covers all indicators of a project."""

FIRST_LEVEL: tuple[str, ...] = ("产出", "效益", "效果", "满意度", "成本")
SECOND_LEVEL: tuple[str, ...] = (
    *("数量", "质量", "时效", "成本", "经济成本", "社会成本", "生态环境成本"),
    *("经济效益", "社会效益", "生态效益", "环境效益", "可持续影响", "可持续发展"),
    *("服务对象满意度", "受益对象满意度", "社会公众满意度", "满意度"),
)
"""一级、二级指标 without the 指标 that may follow."""
UNMISTAKABLE: frozenset[str] = frozenset(
    {word for word in SECOND_LEVEL if word.endswith(("效益", "对象满意度", "公众满意度"))} | {"可持续影响"}
)
"""Second levels that are known without 指标 in running text too, where the others may begin any name."""

_POINTS = r"(?:\(\d+(?:\.\d+)?分?\))?"


def _level(names: Iterable[str], bare: Container[str]) -> re.Pattern[str]:
    """``names`` with 指标, those that are ``bare`` also without, and the points behind them."""
    words = "|".join(f"{name}(?:指标)?" if name in bare else f"{name}指标" for name in names)
    return re.compile(rf"^(?:{words}){_POINTS}$")


LEVEL1 = _level(FIRST_LEVEL, {"产出", "效益", "满意度"})
LEVEL2 = _level(SECOND_LEVEL, SECOND_LEVEL)
"""A whole cell; 成本 and 效果 alone name no first level."""
LEVEL1_IN_TEXT = _level(FIRST_LEVEL, ())
LEVEL2_IN_TEXT = _level(SECOND_LEVEL, UNMISTAKABLE)
"""The same where nothing says where a cell ends."""
LEVEL2_OF: dict[str, tuple[str, ...]] = {
    "产出": ("数量", "质量", "时效", "成本"),
    "成本": ("成本", "经济成本", "社会成本", "生态环境成本"),
    "效益": ("经济效益", "社会效益", "生态效益", "环境效益", "可持续"),
    "效果": ("经济效益", "社会效益", "生态效益", "环境效益", "可持续"),
    "满意度": ("服务对象", "受益对象", "社会公众", "满意度"),
    "可持续": ("可持续",),
}
"""First-level stem → the stems of its second level; a merged label covers only what belongs under it."""

LEVEL2_HINTS: dict[str, re.Pattern[str]] = {
    "时效": re.compile(r"时间|时限|及时|期限|按时|周期|日前|月底|\d月"),
    "数量": re.compile(r"数量|次数|人数|个数|户数|面积"),
    "质量": re.compile(r"率|合格|质量|达标|准确"),
    "成本": re.compile(r"成本|费用|金额|预算|支出"),
}
"""How a third-level indicator shows to which second level it belongs."""

COMPARISONS: tuple[tuple[str, str], ...] = tuple(
    (word, sign) for word, sign in rows("comparison_words.tsv", "word", "sign")
)
"""What stands before the figure of a target, and the sign of what it promises."""
SIGNS: dict[str, str] = {fold(word): sign for word, sign in COMPARISONS}
"""An operator as it is printed → its sign."""
QUALITATIVE: frozenset[str] = frozenset({"定性", "定性指标", "文字描述"})
"""What stands in the operator's place where the target is a wording."""
OPERATORS: frozenset[str] = frozenset({*SIGNS, *QUALITATIVE, "定量"})
"""What the column of operators prints; the 预算管理一体化 export prints the same under 指标性质."""
NATURES: frozenset[str] = frozenset(
    f"{word}{ending}" for word in ("正向", "反向", "定性", "定量") for ending in ("", "指标")
)
"""What 指标性质 and 指标方向 print beside a column of operators."""
MISPRINTED_OPERATORS: frozenset[str] = frozenset({"0"})
"""``0`` stands for ``=`` in prints whose font lost the sign; an operator only before a figure."""
SIGN = re.compile("[≥≤><=≧≦]=?")
CATEGORY = re.compile(r"^\d{1,3}[-—.]|(?:类|项目|支出)$")
"""项目类别: ``31-部门预算项目``, ``3-特定目标类``."""

SENTENCE_MARK = re.compile(r"[。；，]")
"""Marks of running text: an 绩效目标 or the rest of one."""

PART_OF_A_WHOLE = re.compile(
    "(?:覆盖|达标|合格|及时|准时|满意|知晓|准确|正确|通过|落实|报销|保障|完好|普及|办结|公开|优良|优秀)(?:率|度|性)?$"
)
"""What an indicator ends in that gives the part of a whole, in percent: never more than all of it."""
PROPORTION = re.compile(
    rf"{PART_OF_A_WHOLE.pattern}|(?:完成|到位|执行|使用|利用|参保|参与|入学|就业|增长|支付|发放|处置|整改|成活|控制)率$"
)
"""The same, and shares of a plan or of a population, which may pass 100 %; 事故率, 点击率 and 投诉率 also count cases."""

RATE_UNITS: frozenset[str] = frozenset("% %% ‰ 百分比 比例 百分点 率".split())
"""Units of a rate."""
UNITS: frozenset[str] = RATE_UNITS | frozenset(
    "个 次 人 家 元 千元 万元 亿元 万 亿 年 月 日 天 周 小时 分钟 工作日 条 册 本 批 项 台 套 份 场 场次 辆 户 期 件 名 所 处 "
    "篇 张 块 幅 只 头 吨 公斤 千克 米 公里 平方米 亩 公顷 人次 人/次 元/人 元/月 元/年 元/次 人天 课时 例 起 宗 座 栋 间 组 级 分 倍 度 支 "
    "万人 万人次 万份 万次 万册 万条 元/人次 个月 季度 学期 批次 种 类 点 站 村 镇 乡 县 区 市 校 班 队 团 届 部 集 期/年 次/年 人/年".split()
)
PLACEHOLDER = re.compile(r"^(?:指标\d+[:：]?|[.…·]+)$")
"""Rows of a blank form that nobody filled in."""


def role_of(path: Sequence[str]) -> Role | None:
    """The role of a column by the last label of its path that says one."""
    for label in reversed(path):
        for pattern, role in COLUMN_ROLES:
            if pattern.search(fold(label)):
                return role
    return None


def belongs_under(level1: str | None, level2: str) -> bool:
    """Whether a second-level label can stand under a first-level one; unknown labels can."""
    if level1 is None:
        return True
    first, second = fold(level1), fold(level2)
    stems = next((v for k, v in LEVEL2_OF.items() if first.startswith(k)), None)
    known = any(second.startswith(s) for group in LEVEL2_OF.values() for s in group)
    return stems is None or not known or any(second.startswith(s) for s in stems)


LOWER_IS_BETTER = re.compile(
    r"成本|费用|支出|金额控制|丢失率|差错|投诉|失误|事故|违规|死亡|发病|损失|时限|时间|天数|时长|逾期|欠|返工|退货|负面|能耗|排放"
)
"""Indicators of which less is better, unless an operator says otherwise."""
