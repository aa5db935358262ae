"""What a cell is (figure, code, text) and when two cells agree.

Takes cells in the gold normal form (``gouji.figures.cell_text``); gives two grades of
agreement: *exact* (the same characters) and *equal* (the same amount, or the same text after
:func:`gouji.normalise.fold`).  Codes are never compared as numbers: ``01`` is not ``1``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gouji.figures import amount, plain_number
from gouji.normalise import fold

_CODE_HEADER = re.compile(r"编码|代码|编号|序号|目录|电话|年度$|^[类款项]$")
_CODE_CELL = re.compile(r"0\d+|\d{13,}")
"""A leading zero, or thirteen digits and more (10 万亿元 printed in 元): a code wherever it stands."""


def header_key(path: Sequence[str]) -> tuple[str, ...]:
    """A header path in the form in which paths are compared: folded, empty levels dropped."""
    return tuple(text for text in (fold(level) for level in path) if text)


def is_code_header(path: Sequence[str]) -> bool:
    """Whether the column holds codes (科目编码, 项目代码, 序号, 类/款/项)."""
    key = header_key(path)
    return bool(key) and _CODE_HEADER.search(key[-1]) is not None


def is_figure(cell: str | None, *, code_column: bool = False) -> bool:
    """Whether a cell is a figure, as against a code or a text."""
    if cell is None or code_column:
        return False
    digits = plain_number(cell)
    return digits is not None and _CODE_CELL.fullmatch(digits) is None


def same_exact(gold: str | None, ours: str | None) -> bool:
    """The same characters."""
    return gold == ours


def same_equal(gold: str | None, ours: str | None, *, figure: bool) -> bool:
    """The same amount for a figure, the same folded text otherwise; empty agrees only with empty."""
    if gold is None or ours is None:
        return gold is ours
    if figure:
        return same_figure(gold, ours)
    return fold(gold) == fold(ours)


def same_figure(gold: str | None, ours: str | None) -> bool:
    """Numerically equal as ``Decimal``; a percentage equals only a percentage."""
    if gold is None or ours is None:
        return gold is ours
    left, right = plain_number(gold), plain_number(ours)
    if left is None or right is None:
        one, other = amount(gold), amount(ours)
        return fold(gold) == fold(ours) if one is None or other is None else one == other
    if left.endswith("%") != right.endswith("%"):
        return False
    return amount(left.rstrip("%")) == amount(right.rstrip("%"))
