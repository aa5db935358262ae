"""Rows that number the columns: 栏次 1 2 3, ``** ** 1 2 3``, 甲 乙 1 2, ``1=2+3``, whatever stands before them.

Takes the printed cells of a row from left to right, says whether the row numbers the columns.  It is part of the
header, wherever it is printed: below the labels, at the top of a further page, in the middle of a table.  The mark is
the mechanism, not a word: consecutive small integers, one a column, and nothing that names an item.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gouji.domain.headers import COLUMN_NUMBER_LABEL
from gouji.normalise import fold, squash

_LABELS = COLUMN_NUMBER_LABEL | {"列号", "栏号", "行号", "序", "栏序", "列序"}
"""Words that introduce the numbers; 序 alone may be the half of a torn 序号."""
_MARKS = re.compile(r"^[*＊—－\-–/×·.…]{1,4}$")
"""What stands above a column that has no number."""
_ORDINARY = re.compile(
    r"^第?\(?(?P<number>[1-9]\d?|[A-Z])\)?[栏列]?(?:=(?P<formula>[\dA-Z()+\-−－*×/÷=,、.…第栏列]+))?$"
)
"""1, (1), 第1栏, 1=2+3, A=B+C.  :func:`~gouji.normalise.fold` has made ①, （1） and １ of one kind."""
_DECIMAL = re.compile(r"^([1-9]\d?)\.0+$")
"""1.00: a number of a column that a spreadsheet gave the form of the amounts below it."""
_NUMERALS = "I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX".split()
_PREFIXED = re.compile(r"^(?P<prefix>[A-Za-z]{1,3})(?P<number>[1-9]\d?)$")
"""c1 c2 c3: numbers with the same letters before each."""
_STEMS = "甲乙丙丁戊己庚辛壬癸"
ENOUGH = 2
"""Numbers in a row that no label introduces, from 1 or 2 on."""
ENOUGH_INSIDE = 3
"""The same for a row among the data (and at least half of the columns from the first one on), for one that begins elsewhere, with letters."""


def is_number_row(cells: Sequence[str], *, inside: bool = False) -> bool:
    """Whether the cells (as printed, blank ones included) number the columns.

    ``inside``: the row stands among rows of data, where it must number more columns to be one.
    """
    printed = [text for cell in cells if (text := squash(cell))]
    if not printed:
        return False
    words = [fold(text) for text in printed]
    labelled = any(text in _LABELS for text in words)
    rest = [
        word
        for text, word in zip(printed, words, strict=True)
        if word not in _LABELS and not _MARKS.match(text)
    ]
    if not rest:
        return any(text in COLUMN_NUMBER_LABEL for text in words)
    rest = _as_integers(rest, labelled=labelled)
    letters, numbers = _parted(rest)
    if numbers is None or not _run(letters) or not _rises(numbers, labelled or len(numbers) > ENOUGH_INSIDE):
        return False
    if labelled or set("".join(printed)) & set("*＊"):
        return bool(numbers or letters)
    if letters:
        return letters[0] in "A甲" and len(rest) >= ENOUGH_INSIDE and 2 * len(rest) > len(cells)
    odd = inside or numbers[0] > ENOUGH
    figures = len(cells) - next(at for at, cell in enumerate(cells) if squash(cell))
    return len(numbers) >= (ENOUGH_INSIDE if odd else ENOUGH) and (not inside or 2 * len(numbers) >= figures)


def _as_integers(words: Sequence[str], *, labelled: bool) -> list[str]:
    """Numbers of columns in another form as integers: Ⅰ Ⅱ Ⅲ, c1 c2 c3; all in one form, or none.

    1.00 2.00 3.00 may be amounts, where no label introduces them.
    """
    numerals = [str(_NUMERALS.index(word) + 1) for word in words if word in _NUMERALS]
    prefixed = [found for word in words if (found := _PREFIXED.match(word))]
    decimals = [found[1] for word in words if (found := _DECIMAL.match(word)) and labelled]
    for found_all in (
        numerals,
        [found["number"] for found in prefixed] if len({found["prefix"] for found in prefixed}) == 1 else [],
        decimals,
    ):
        if len(found_all) == len(words) >= ENOUGH_INSIDE and found_all[0] in ("1", "2"):
            return found_all
    return list(words)


def _parted(words: Sequence[str]) -> tuple[list[str], list[int] | None]:
    """The letters of columns that hold no figure, then the numbers of the others; ``None`` for other text."""
    letters: list[str] = []
    numbers: list[int] = []
    for word in words:
        found = _ORDINARY.match(word)
        if word in _STEMS:
            letters.append(word)
        elif found is None:
            return letters, None
        elif found["number"].isdigit():
            numbers.append(int(found["number"]))
        else:
            letters.append(found["number"])
    return letters, numbers


def _run(letters: Sequence[str]) -> bool:
    """Whether letters follow each other in their own order (甲 乙, A B C); two sides may each begin anew."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    for row in (alphabet, _STEMS):
        places = [row.index(letter) for letter in letters if letter in row]
        if any(b not in (a + 1, 0) for a, b in zip(places, places[1:], strict=False)):
            return False
    return True


def _rises(numbers: Sequence[int], may_restart: bool) -> bool:
    """Whether numbers count on by one; the second side of a table may begin at 1 again."""
    return all(
        b == a + 1 or (may_restart and b == 1 and a > 1) for a, b in zip(numbers, numbers[1:], strict=False)
    ) and all(number > 0 for number in numbers)
