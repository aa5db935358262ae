"""The vocabulary of table headers: which texts are labels of columns, and of what.

Takes a cell as :func:`gouji.normalise.fold` leaves it.  The words and their sources stand in
``data/header_words.tsv``, what is grammar rather than a word (a year, an enumerator) here.
"""

from __future__ import annotations

import re

from gouji.domain.numbering import ITEM, OF_WHICH
from gouji.domain.words import pattern, words

_FILE = "header_words.tsv"

HEADER_WORDS: frozenset[str] = frozenset(words(_FILE, "label"))
"""Whole header cells."""

HEADER_TAIL = pattern(_FILE, "ending", "(?:{})$")
"""What a header cell ends in; it must also carry no mark of a data cell."""

DATA_MARK = re.compile(rf"^(?:{ITEM}|{OF_WHICH})")
"""Enumerators open a data cell (一、 （一） 1. 其中：), never a header cell."""

MEASURE = re.compile(r"^(\d{4}年)?(年初|全年|调整|上年)?(预算数|决算数|执行数|金额|统计数|预算|决算)$")
"""A leaf label that says which figure of an item a column gives, not which part of a whole."""

CHANGE = pattern(_FILE, "change")
"""Labels of columns that print a difference of two years, no amount of either."""

SUBSET = re.compile(r"^其中")
"""A column or row that is contained in its neighbour and must not be added to it."""

WHOLE_ITEM = pattern(_FILE, "item ending", "(?:{})$")
"""What an item of a 收支总表 ends in; one that does not was cut by the page end."""

COLUMN_NUMBER_LABEL: frozenset[str] = frozenset(words(_FILE, "number"))

CODE_HEADER = re.compile(
    r"^(?:(?:支出|收入)?(?:部门)?(?:预算)?(?:功能|经济)?(?:分类)?(?:科目)?(?:编码|代码)|类|款|项)$"
)
"""Labels above the columns of a code; a row of nothing else divides no column and is header all the same."""

CODE_PART_WORDS: tuple[str, ...] = words(_FILE, "part")
"""The three parts of a 收支分类科目 code, when each has a column of its own."""


def is_header_word(folded: str) -> bool:
    """Whether a folded cell text reads like the label of a column."""
    if folded in HEADER_WORDS:
        return True
    return len(folded) <= 40 and not DATA_MARK.match(folded) and bool(HEADER_TAIL.search(folded))


EMPTY_TABLE = pattern(_FILE, "empty", "^(?:{})$")
"""What a table without data prints in place of its rows."""
