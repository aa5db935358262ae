"""Which labels of rows and columns name a total, and of what: the one place that decides it.

Takes a printed label, gives its :class:`TotalLevel`, or ``None`` for the label of anything else.  The words are data
(``data/total_words.tsv``: a pattern for the whole label, the level, where the word may stand, the form that prints it);
the first line that fits decides.  Verbs of prose (共计, 累计) name no row or column and are no business of this module.
"""

from __future__ import annotations

import csv
import re
from enum import Enum
from functools import lru_cache
from importlib import resources
from typing import Final

from gouji.normalise import fold


class TotalLevel(Enum):
    """What a total sums."""

    SUBTOTAL = "subtotal"
    """小计: what stands beside it under one label, or the rows since the last total."""
    YEAR = "year"
    """本年收入合计: what belongs to the year, without what is carried over."""
    GRAND = "grand"
    """合计, 收入总计: all of its table or of its side, all columns of its group."""
    PART = "part"
    """人员经费合计, 某单位小计: what it names itself."""
    SCORE = "score"
    """总分: points, no money."""


BARE: Final = frozenset({TotalLevel.SUBTOTAL, TotalLevel.YEAR, TotalLevel.GRAND})
"""Totals that do not name a part: of several columns of a group, these sum the others."""

_NUMBERED: Final = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.,]|\([一二三四五六七八九十]{1,3}\)|\d{1,2}[、.](?!\d))"
)
_REST: Final = re.compile(r"(?:\((?:万元|元|亿元)\)|[-:])+$")
"""What may follow the word: the unit, a colon, the dash of an empty code."""


@lru_cache(maxsize=4096)
def total_level(label: str, *, of_row: bool = False) -> TotalLevel | None:
    """The level of the total that a label names; a numbering before it and a unit behind it do not count.

    ``of_row``: the label heads a row, where 本年收入 and 人员经费合计 say more than above a column.

    >>> total_level("合 计"), total_level("“三公”经费合计"), total_level("基本支出")
    (<TotalLevel.GRAND: 'grand'>, <TotalLevel.PART: 'part'>, None)
    """
    bare = _REST.sub("", _NUMBERED.sub("", fold(label)))
    if not bare:
        return None
    return next(
        (
            level
            for pattern, level, row_only in _words()
            if (of_row or not row_only) and pattern.fullmatch(bare)
        ),
        None,
    )


def is_total(label: str) -> bool:
    """Whether a label names a total of any level.

    >>> is_total("本年收入合计"), is_total("一般公共预算拨款")
    (True, False)
    """
    return total_level(label) is not None


@lru_cache(maxsize=1)
def _words() -> tuple[tuple[re.Pattern[str], TotalLevel, bool], ...]:
    """The lines of the table of words: pattern, level, whether only a row is named so."""
    text = resources.files("gouji.domain").joinpath("data/total_words.tsv").read_text(encoding="utf-8")
    lines = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return tuple(
        (re.compile(line["pattern"]), TotalLevel(line["level"]), line["place"] == "row") for line in lines
    )
