"""A cell of the record → what a spreadsheet stores for it: a number with its format, or a text.

Takes a printed cell and its column, gives value and number format.  A figure becomes a number only
where nothing is lost: codes keep their zeros, figures beyond a spreadsheet's 15 significant digits
stay text.  Text never becomes a formula, whatever it starts with.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from gouji.figures import amount, plain_number

MAX_DIGITS = 15
"""Significant digits that a spreadsheet keeps (IEEE 754 double)."""

MAX_TEXT = 32_767
"""UTF-16 units that one cell holds (ECMA-376)."""

_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")
"""Characters that XML 1.0 cannot carry."""


@dataclass(frozen=True, slots=True)
class CellValue:
    """What one spreadsheet cell stores; ``number_format`` is ``None`` for a text."""

    value: str | Decimal | None
    number_format: str | None = None


def cell_value(text: str | None, *, is_code: bool = False) -> CellValue:
    """The value of a printed cell.

    >>> cell_value("87267272.44")
    CellValue(value=Decimal('87267272.44'), number_format='#,##0.00')
    >>> cell_value("20805", is_code=True)
    CellValue(value='20805', number_format=None)
    """
    if text is None:
        return CellValue(None)
    number = None if is_code else _number(text)
    return number or CellValue(clean(text))


def _number(text: str) -> CellValue | None:
    is_percent = text.endswith("%")
    value = amount(text.removesuffix("%"))
    digits = plain_number(text.lstrip("△▲").removesuffix("%"))
    if value is None or digits is None or not _fits(digits):
        return None
    decimals = len(digits.partition(".")[2])
    fraction = "." + "0" * decimals if decimals else ""
    if is_percent:
        return CellValue(value / 100, f"0{fraction}%")
    return CellValue(value, f"#,##0{fraction}")


def _fits(digits: str) -> bool:
    """Whether a number keeps these digits: no leading zero to lose, at most 15 significant ones."""
    body = digits.lstrip("+-")
    has_leading_zero = len(body) > 1 and body[0] == "0" and body[1].isdigit()
    significant = body.replace(".", "").lstrip("0")
    return not has_leading_zero and len(significant) <= MAX_DIGITS


def clean(text: str) -> str:
    """Text that a spreadsheet can store: without the characters that XML forbids, not too long."""
    kept = _ILLEGAL.sub("", text)
    return kept if cut(kept, MAX_TEXT) == kept else cut(kept, MAX_TEXT - 1) + "…"


def cut(text: str, units: int) -> str:
    """The start of ``text`` that takes at most ``units`` of UTF-16, in which a spreadsheet counts.

    A character beyond the basic plane (𠮷) takes two.
    """
    if len(text) * 2 <= units:
        return text
    return text.encode("utf-16-le")[: units * 2].decode("utf-16-le", errors="ignore")


def lines_needed(text: str, width: float) -> int:
    """How many lines a text takes in a cell of this width."""
    return sum(max(1, math.ceil(display_width(line) / max(width - 2, 1))) for line in text.split("\n"))


def display_width(text: str) -> int:
    """The width of a text in half-width characters: a Chinese character takes two."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What Excel and LibreOffice take for a formula at the start of a CSV cell (OWASP, CSV injection); the full-width forms
too: Excel of East Asian locales folds them."""


def guarded(text: str) -> str:
    """``text`` for a CSV cell: behind an apostrophe what would run; a printed negative number stays as it is."""
    if text.lstrip(" ").startswith(FORMULA_STARTS) and plain_number(text) is None:
        return f"'{text}"
    return text


def unguarded(text: str) -> str:
    """What stood in the cell before :func:`guarded`, or what a person typed as text behind an apostrophe."""
    return text[1:] if text.startswith("'") and text[1:].lstrip(" ").startswith(FORMULA_STARTS) else text
