"""From the words before a figure to the subject: the shortest form that identifies it, as printed.

Takes the squashed text before a figure, gives a :class:`NamedSubject`: what is measured, the year that
the words state, and whether they name the budget or the outturn.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from gouji.domain.numbering import without_number
from gouji.prose.quantities import leading_year
from gouji.prose.vocabulary import (
    BUDGET_LABELS,
    FINAL_LABELS,
    LINK_VERBS,
    ORGAN_SUFFIXES,
    ORGAN_TAILS,
    OWN_NAMES,
    SUBJECT_LEADS,
)

Stage = Literal["budget", "final", "executed"]


@dataclass(frozen=True, slots=True)
class NamedSubject:
    """``name`` is empty where the words only say which stage of the budget the figure is (``年初预算``)."""

    name: str
    year: int | None = None
    stage: Stage | None = None
    intro: bool = False
    """A word such as 其中 or 包括 stood before it: one item of a list."""
    linked: bool = False
    """A verb (为, 共计) ties the name to the figure."""
    words: str = ""
    """The words as printed."""


def _any(words: tuple[str, ...]) -> str:
    """An alternation, the longest first; 机关 is no tail of a name where it begins 机关运行经费."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_TAILS = _any(ORGAN_TAILS).replace("机关", "机关(?!运行|内设|事业|服务|工作|党|离退休|干部)")
_LEAD = re.compile(rf"(?:{_any(SUBJECT_LEADS)})[，,：:]?")
_INTRO = re.compile(r"其中|包括|包含|主要为|主要是|主要用于|分别")
_LINK = re.compile(rf"(?:{_any(LINK_VERBS)})$(?<!实有)(?<!保有)(?<!下达)(?<!送达)")
_NUMBERED_YEAR = re.compile(r"^[（(]\d{1,2}[)）](?=\d{4}年)")
"""``（1）2021年…``: a list number, for all that digits follow it."""
_NAMED_ITEM = re.compile(r"^“(?P<item>[^“”]+)”科目$")
_SUM_OF_FEE = re.compile(r"(?<=费)(?:支出)?预算(?:总计|总额|合计)$")
_BUDGET = re.compile(rf"(?:{_any(BUDGET_LABELS)})$")
_FINAL = re.compile(rf"(?:{_any(FINAL_LABELS)})$(?<!总决算)")
_OWN = re.compile(rf"(?:{_any(OWN_NAMES)})(?:机关本级|本级)?(?=\d|[一-龥“（])")
_ORGAN_YEAR = re.compile(
    rf"^[^，。；]*?(?:{_any(ORGAN_SUFFIXES)}|公司)(?:{_TAILS})*(?=(?:\d{{4}})年|截至|所属|下属|共有|上年末|本年|\d+家|各预算)"
)
_ORGAN_SHORT = re.compile(
    rf"^[省市区县州盟旗][一-龥]{{2,14}}?(?:{_any(ORGAN_SUFFIXES)})(?=机关运行|政府采购|“三公|财政拨款|一般公共|国有资产)"
)
"""``县水利局机关运行经费``: the office as its own prose calls it, without its region."""
_SCOPE = re.compile(
    r"^.*?(?:编制范围的|编制范围内的|公开范围的|(?:拨款|资金|预算)安排的|财政拨款的(?=机关|机构)|全年(?:使用财政拨款)?安排的|开支财政拨款的|所属各预算单位|各预算单位|各单位)"
    r"|^按[^，。、]{2,12}?(?:划分|分类|分)(?:为|：|，)(?=[一-龥“])"
    r"|^.*?(?:预算|拨款)安排(?:用于)?(?=(?!的|支出|收入|数|情况|合计|资金|项目支出|基本支出|总)[一-龥“]{3,})"
    r"|^(?:当年)?(?:安排|拟安排|计划安排|拟)(?=[^，。；]{3,}(?:费|经费|预算|公务用车|设备|车辆)$)"
    r"|^当年一般公共预算(?=“三公|会议费|培训费)|^当年(?=本部门|本单位|我部门|我单位)"
    r"|^.*?经费预算支出中，?|^.*?(?:(?:拨款|资金|预算|口径)(?:安排|开支)|预算中)(?=“)"
)
_ITEM = re.compile(r"(?:^|[^一-龥]).*?[（(]\d*类[)）](?P<rest>.+[（(]\d*款[)）].+)$")
_ITEM_END = re.compile(r"(?P<item>.*[（(]\d*项[)）])(?:支出|的支出)?$")
_CODE_BEFORE = re.compile(r"^\d{3}(?:\d\d){0,2}[-—－_]?(?=[一-龥]{2,})")
"""``2010301-行政运行``: the code of an item before its name."""
_NOT_OF_STAFF = "(?!行政(?:编制|实有|人员|$)|事业(?:编制|实有|人员|$)|编制|在职|离退休|实有)"
"""``市委宣传部行政编制87人、市委讲师团事业编制18人``: which unit's staff it is stays in the subject."""
_CLASS = re.compile(r"[（(]\d*(?:类|款|项)[)）]")
_PREVIOUS_PLAN = re.compile(r"^上年(?:财政)?(?:仅|只)?安排")
_OF_THIS_YEAR = re.compile(r"^本年(?=(?:收入|支出)(?:预算|决算)?合计)")
_REMARK = re.compile(r"^[（(][^（()）]*[)）][，,、；;]*(?=[一-龥“])")
"""A remark on the figure before (``（含年初结转和结余）、支出总计``)."""
_DEFINED = re.compile(
    r"[（(](?:含|包括|包含|不含|不包括|即|指|主要|按|根据|以|简称|用于|其中)(?:[^（()）]|[（(][^（()）]*[)）]){8,}[)）]|[（(](?:以合同[^）)]*|含[^）)]{0,12}单位[^）)]*|详见[^）)]*)[)）]"
)
"""What a subject consists of, between it and its figure."""
BUDGET_KEPT = re.compile(r"(?:收入|支出|采购|总|收支|拨款|货物|工程|服务|收、支|项目)预算$")
_YEAR_OF_BUDGET = re.compile(r"[一-龥）)]\d{4}年(?:度)?预算$")
_YEAR_AT_END = re.compile(r"(\d{4})年(?:度)?$")
_PREVIOUS_YEAR = re.compile(r"^(?:上年末|上年度末|上年年末|上年底|年初固定)")


def read_subject(words: str, department: str | None, year: int | None) -> NamedSubject:
    """The subject in ``words``; ``year`` is the fiscal year that 上年末 counts from.

    >>> read_subject("某市财政局2024年度收入预算合计", "某市财政局", 2024).name
    '收入预算合计'
    """
    bare = _NUMBERED_YEAR.sub("", without_number(words))
    text, intro, stated = _leads(_REMARK.sub("", bare), department, year)
    name = _DEFINED.sub("", _REMARK.sub("", text))
    linked = False
    while (link := _LINK.search(name)) is not None:
        name, linked = name[: link.start()], True
    name, stage = _stage(name, linked or bool(_YEAR_OF_BUDGET.search(name)))
    later: int | None = None
    dated = _YEAR_AT_END.search(name)
    if dated:
        name, later = name[: dated.start()], int(dated.group(1))
    name = _NAMED_ITEM.sub(r"\g<item>", _SUM_OF_FEE.sub("", name)).removeprefix("的")
    return NamedSubject(_functional(name), stated or later, stage, intro, linked, words)


def _leads(text: str, department: str | None, year: int | None) -> tuple[str, bool, int | None]:
    """Drop introductions, dates and the office's own name from the front, in whatever order they come."""
    intro, stated, before = False, None, ""
    while text != before:
        before = text
        lead = _LEAD.match(text)
        if lead and lead.end() < len(text) and not _is_word(text, lead):
            intro = intro or bool(_INTRO.search(lead.group()))
            stated = stated or (year if lead.group().startswith("本年度") else None)
            text = text[lead.end() :]
        dated = leading_year(text)
        if dated and not text[dated[1] :].startswith(("新增", "以来")):
            stated, text = stated or dated[0], text[dated[1] :]
        if _PREVIOUS_YEAR.match(text) and year is not None:
            stated, text = stated or year - 1, re.sub(r"^上年(?:度|年)?[末底]", "", text)
        if _PREVIOUS_PLAN.match(text) and year is not None:
            stated, text = stated or year - 1, _PREVIOUS_PLAN.sub("", text)
        bare = _without_organ(text.lstrip("，,：:、；;"), department)
        text = _OF_THIS_YEAR.sub("", bare) if bare != text and text else bare
    return text, intro, stated


def _is_word(text: str, lead: re.Match[str]) -> bool:
    """和 or 与 at the beginning of a longer word stays (``及时``), so does 等 in 等级."""
    return lead.group() in ("及", "等", "与", "并", "另") and text[lead.end()] in "时级同行外入"


def _without_organ(text: str, department: str | None) -> str:
    for pattern in _department_patterns(department):
        match = pattern.match(text)
        if match and match.end() < len(text):
            return text[match.end() :]
    for pattern in (_ORGAN_YEAR, _ORGAN_SHORT, _SCOPE, _OWN):
        match = pattern.match(text)
        if match and match.end() < len(text):
            return text[match.end() :]
    return text


@lru_cache(maxsize=64)
def _department_patterns(department: str | None) -> tuple[re.Pattern[str], ...]:
    """The department's name with the words that go with it; a short form without the region too."""
    if not department:
        return ()
    tails = rf"(?:{_TAILS})*(?:下属\d+家机关|下属|所属)?"
    names = [department]
    short = re.sub(r"^.*?[省市区县旗盟州](?=.{3,})", "", department)
    if short != department:
        names.append(short)
    return tuple(re.compile(rf"(?:[省市区县]?){re.escape(name)}{tails}{_NOT_OF_STAFF}") for name in names)


def _stage(name: str, linked: bool) -> tuple[str, Stage | None]:
    """Cut the words that say budget or outturn; 收入预算 and 政府采购预算 are names and stay."""
    final = _FINAL.search(name)
    if final:
        rest = name[: final.start()]
        executed = "执行" in final.group()
        rest = re.sub(r"(?:\d{4}年)?(?:当年|全年)?$", "", rest)
        return ("" if rest == "支出" else rest), "executed" if executed else "final"
    budget = _BUDGET.search(name)
    if budget:
        return name[: budget.start()], "budget"
    if name.endswith("预算") and (name == "预算" or linked and not BUDGET_KEPT.search(name)):
        return name[:-2], "budget"
    return name, None


def _functional(name: str) -> str:
    """A functional item by its 款 and 项 (政府收支分类科目): the 类 and a trailing 支出 go."""
    name = _CODE_BEFORE.sub("", name)
    name = name.strip('“”"。，,：:、；; ') if _CLASS.search(name) else name.strip("。，,：:、；; ")
    match = _ITEM.match("\x00" + name)
    if match:
        name = match.group("rest")
    end = _ITEM_END.match(name)
    return end.group("item") if end else name
