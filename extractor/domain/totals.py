"""Which labels of rows and columns name a total, and of what: the one place that decides it.

Takes a printed label, gives its :class:`TotalLevel`, or ``None`` for the label of anything else.  The words are data
(``data/total_words.tsv``: a pattern for the whole label, the level, where the word may stand, the form that prints it);
the first line that fits decides.  Verbs of prose (共计, 累计) name no row or column and are no business of this module.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache
from typing import Final

from gouji.domain.numbering import without_number
from gouji.domain.words import rows
from gouji.normalise import fold


class TotalLevel(Enum):
    """What a total sums."""

    SUBTOTAL = "subtotal"
    """小计: what stands beside it under one label, or the rows since the last total."""
    YEAR = "year"
    """本年收入合计: what belongs to the year, without what is carried over."""
    TOTAL = "total"
    """合计: all of its table or of its side, all columns of its group."""
    GRAND = "grand"
    """总计, 收入总计: all of its table, what is carried over included."""
    PART = "part"
    """人员经费合计, 某单位小计: what it names itself."""
    SCORE = "score"
    """总分: points, no money."""


WHOLE: Final = frozenset({TotalLevel.TOTAL, TotalLevel.GRAND})
"""Totals of a whole table or of one of its sides."""
BARE: Final = WHOLE | {TotalLevel.SUBTOTAL, TotalLevel.YEAR}
"""Totals that do not name a part: of several columns of a group, these sum the others."""
UNNAMED: Final = BARE | {TotalLevel.SCORE}
"""Labels that are nothing but the word of a total."""

_REST: Final = re.compile(r"(?:\((?:万元|元|亿元)\)|[-:])+$")
"""What may follow the word: the unit, a colon, the dash of an empty code."""


@lru_cache(maxsize=4096)
def total_level(label: str, *, of_row: bool = False) -> TotalLevel | None:
    """The level of the total that a label names; a numbering before it and a unit behind it do not count.

    ``of_row``: the label heads a row, where 本年收入 and 人员经费合计 say more than above a column.

    >>> total_level("合 计"), total_level("“三公”经费合计"), total_level("基本支出")
    (<TotalLevel.TOTAL: 'total'>, <TotalLevel.PART: 'part'>, None)
    """
    bare = _REST.sub("", without_number(fold(label)))
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
    lines = rows("total_words.tsv", "pattern", "level", "place")
    return tuple((re.compile(pattern), TotalLevel(level), place == "row") for pattern, level, place in lines)
