"""Names of public bodies: what one ends in, what stands before and after the name proper.

Takes a name as printed, tells whether it names a body (``某市财政局``), and gives it without the level of the account
(``（本级）``, 机关) or without the party or league before its place (``中共``, ``共青团``).  The words and their
sources stand in ``data/body_words.tsv``.
"""

from __future__ import annotations

import re
from typing import Final

from gouji.domain.words import pattern

_ALLEGIANCE: Final = pattern("body_words.tsv", "allegiance", "^(?:{})")
_ENDING: Final = pattern("body_words.tsv", "ending", "(?:{})$")
_LEVEL: Final = pattern("body_words.tsv", "level", "(?:{})$")
_BRACKETED: Final = re.compile(r"[（(][^（()）]*[)）]$")
_NAME: Final = re.compile(r"[\u4e00-\u9fff（）()“”·、\dA-Za-z〇○-]{3,40}")
_NO_NAME: Final = re.compile(r"[:：]|\d{4}年|[万千百]?元$|合计|小计")


def is_body(name: str) -> bool:
    """Whether a text is the name of a body and nothing else; a second name in brackets is left aside.

    >>> is_body("上海市财务会计综合管理事务中心（上海市财政科学研究所）"), is_body("合计一般公共预算")
    (True, False)
    """
    if not _NAME.fullmatch(name) or _NO_NAME.search(name):
        return False
    return bool(_ENDING.search(_BRACKETED.sub("", name)))


def without_level(name: str) -> str:
    """The name without the words that say whose accounts are meant (``西安市审计局（汇总）``)."""
    before = None
    while name != before:
        before, name = name, _LEVEL.sub("", name)
    return name


def without_allegiance(name: str) -> str:
    """The name from its place on (``西安市委宣传部`` of ``中共西安市委宣传部``)."""
    return _ALLEGIANCE.sub("", name)


def same_body(one: str, other: str) -> bool:
    """Whether two printed names may be of one body: equal but for level and allegiance, or one the shorter form."""
    short, long = sorted((_core(one), _core(other)), key=len)
    return long.endswith(short) or long.startswith(short)


def _core(name: str) -> str:
    core = without_allegiance(_BRACKETED.sub("", without_level(name)))
    return re.sub(r"委员会", "委", core)
