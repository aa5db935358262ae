"""Units of money as documents print them: in a line above or below a table, in a column label, once for all tables.

Takes printed text, gives one of :data:`MONEY_UNITS` or ``None``.  A unit of measure (度量单位：个), a rate
(元/人) and the name of a unit (单位：虚构市财政局) are none.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from gouji.normalise import fold

MONEY_UNITS: Final = ("元", "百元", "千元", "万元", "百万元", "亿元")

_AFTER = r"(?:[/／]?人民币)?(?![/／每])(?:(?<!(?<![亿万千百])元)|(?=$|[^\u4e00-\u9fff]|部门|编制|填报|日期|单位|预算|公开|金额|制表|审核))"
"""元 may be the beginning of a name (元氏县), 万元 is not."""
_MONEY = rf"(?:(?:人民币|RMB|CNY)[(（]?)?(?P<unit>亿元|百万元|万元|千元|百元|元){_AFTER}"
_CUT = r"(?:人民币)?(?P<cut>亿|百万|万|千|百)(?=$|[)）\]】，,;；、])"
"""A unit whose 元 is left to the reader (单位：万)."""
_WORD = r"(?:金额|货币|计量|计价|数额|(?<!度量))单位"

STATED: Final = re.compile(rf"{_WORD}[:：]?[(（]?(?:{_MONEY}|{_CUT})")
"""单位：万元, 金额单位（万元）, 单位：人民币万元, 单位：万."""
_BARE = re.compile(
    rf"^(?:[(（\[【]{_MONEY}[)）\]】]|(?!元$)(?:金额[:：])?{_MONEY.replace('?P<unit>', '?P<plain>')})$"
)
"""（万元）, 万元; 元 alone is the end of something else."""
_TAIL = re.compile(
    rf"(?:[(（\[【](?:{_WORD}[:：]?)?{_MONEY}[)）\]】]|{_WORD}[:：]{_MONEY.replace('?P<unit>', '?P<plain>')})$"
)
"""What a title carries behind it: 收支总表（万元）, 收支总表（单位：万元）, 收支总表 单位：万元."""
_LABEL = re.compile(
    rf"[(（\[【](?:{_WORD}[:：]?)?{_MONEY}[)）\]】]|[/／,，]{_MONEY.replace('?P<unit>', '?P<plain>')}$"
)
"""A column label: 预算数（万元）, 金额（单位：元）, 金额/万元."""
_PIECE = re.compile(r"^(?:位?[:：])?(?:人民币)?(?:亿|百万|万|千|百)?元?[)）]?$")
"""What a narrow column leaves of a unit on a line of its own: 位：万元, 万元, 元."""

_ALL = (
    r"(?:(?:以下|下列|下述|各|所有|全部|全套|本套|本册|上述|以上)\S{0,10}?(?:报表|表格|附表|表|金额|数据|数字)"
    r"|本(?:报告|文件|资料|次公开)|公开的?(?:报表|表格))"
)
_FOR_ALL: Final = (
    re.compile(rf"{_ALL}\S{{0,10}}?单位(?:均|都|皆|统一|一律)?(?:为|是|[:：]){_MONEY}"),
    re.compile(rf"{_ALL}\S{{0,10}}?(?:均|都|皆|统一|一律)(?:以|用|按){_MONEY}为(?:\S{{0,2}})单位"),
    re.compile(rf"(?:表|金额|货币|数据|数字)\S{{0,6}}?单位(?:均|都|皆|统一|一律)(?:为|是|以|[:：]){_MONEY}"),
    re.compile(rf"(?:除\S{{1,12}}外)[，,]?\S{{0,12}}?单位(?:均|都|皆|统一|一律)?(?:为|是|[:：]){_MONEY}"),
    re.compile(rf"单位[:：]?{_MONEY}[)）]?[，,、（(]?(?:以下各表|以下|下)(?:均)?(?:相)?同"),
)
"""以下各表单位均为万元; 除特别注明外，金额单位为万元; 单位：万元（下同）."""
_FORWARD = re.compile(r"以下|下列|下述|下同")

Reach = Literal["all", "after"]


def stated_unit(text: str) -> str | None:
    """The unit that a line states (``单位：万元``), or that it is (``（万元）``)."""
    bare = fold(text)
    found = STATED.search(bare)
    if found is not None:
        return found["unit"] or f"{found['cut']}元"
    return bare_unit(bare)


def bare_unit(text: str) -> str | None:
    """The unit when a text is nothing else: ``（万元）``, ``万元``."""
    found = _BARE.match(fold(text))
    return found and (found["unit"] or found["plain"])


def is_unit_line(text: str) -> bool:
    """Whether a text states a unit of money and nothing else."""
    bare = fold(text).strip("()[]【】")
    return bare_unit(text) is not None or bool((found := STATED.match(bare)) and found.end() == len(bare))


def label_unit(label: str) -> str | None:
    """The unit that the label of a column states: ``预算数（万元）``; a label that is a unit states it too."""
    bare = fold(label)
    found = _LABEL.search(bare)
    if found is not None:
        return found["unit"] or found["plain"]
    if bare in MONEY_UNITS:
        return bare
    found = re.search(rf"{_WORD}:{_MONEY}", bare)
    return found["unit"] if found is not None else None


def without_label_unit(label: str) -> str:
    """A folded label without the unit that it states."""
    return _LABEL.sub("", label)


def parted_title(title: str) -> tuple[str, str | None]:
    """A title without the unit behind it, and that unit."""
    found = _TAIL.search(title)
    if found is None or found.start() == 0:
        return title, None
    return title[: found.start()], found["unit"] or found["plain"]


def torn_unit(above: str, below: str) -> str | None:
    """The unit that two lines state together and neither states alone: ``单位：万`` over ``元``."""
    upper, rest = fold(above), fold(below)
    whole = STATED.search(upper)
    if not rest or not _PIECE.match(rest) or (whole is not None and whole["unit"]):
        return None
    found = next((m for m in STATED.finditer(upper + rest) if m.end() >= len(upper + rest) - 1), None)
    if found is None or found["unit"] is None or found.start() >= len(upper):
        return None
    return str(found["unit"])


def unit_for_all(sentence: str) -> tuple[str, Reach] | None:
    """The unit that a sentence states for all tables (``all``) or those that follow it (``after``)."""
    bare = fold(sentence)
    for pattern in _FOR_ALL:
        found = pattern.search(bare)
        if found is not None:
            return found["unit"], "after" if _FORWARD.search(found.group()) else "all"
    return None
