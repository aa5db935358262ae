"""Indicator rows of a form in flat text: the runs of a line put into its columns.

Takes the runs behind the level words and the columns right of them, gives one tuple of pieces per column.  A run is not
a cell: converters set spaces between digits and letters (``≥ 5 项``), and empty cells are gone.  Of all order-keeping
ways to cut the runs into cells the cheapest is taken: weights and scores are bare figures, a unit stays with its digits, an
indicator has a name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import inf

from gouji.grids.flat.header import Column
from gouji.grids.flat.text import Piece, adjoins, is_figure
from gouji.sums.alignment import align

FIGURES = frozenset({"分值", "得分"})
VALUES = frozenset({"指标值", "实际完成值", "值"})
EMPTY = {"name": 3.0, "value": 0.8, "figure": 0.5, "remark": 0.2, "text": 0.5}
"""Cost of a column without a cell."""
BORDER_COST = 0.1
"""Cost of a space between digits and letters inside a cell."""
SPACE_COST = 0.5
LINE_COST = 0.3
UNIT_COST = 0.25
"""Cost of a cell that begins with letters right behind the digits of the cell before it."""
MISFIT_COST = 3.0
BARE_COST = 0.15
"""Cost of a bare figure where a value with its unit, or words, are expected."""
WORDY_COST = 0.4
"""Cost of words without a figure in front where a value is expected (不断提高 is one, but most are figures)."""
MAX_RUNS = 6
_VALUE = re.compile(r"^[≥≤=＝><＞＜]?\d")
_SIGN = re.compile(r"[≥≤=＝><＞＜]$")


def _role(column: Column) -> str:
    if column.key == "三级指标":
        return "name"
    if column.key in FIGURES:
        return "figure"
    if column.key in VALUES:
        return "value"
    return "remark" if column.key in ("偏差原因", "备注") else "text"


def place_runs(pieces: Sequence[Piece], columns: Sequence[Column]) -> list[tuple[Piece, ...]]:
    """One cell per column; what no column can take goes to the last one."""
    roles = [_role(column) for column in columns]

    def share(slot: int, first: int, end: int, _: None) -> tuple[float, None]:
        if first == end:
            return EMPTY[roles[slot]], None
        if end - first > MAX_RUNS:
            return inf, None
        steps = sum(_step(pieces, first, at, roles[slot]) for at in range(first, end))
        return steps + _fit(pieces[first:end], roles[slot]), None

    ends = align(len(pieces), len(roles), share, None, left_over=MISFIT_COST, ties="right")
    cells = [tuple(pieces[a:b]) for a, b in zip((0, *ends[:-1]), ends, strict=True)]
    if cells and ends[-1] < len(pieces):
        cells[-1] = (*cells[-1], *pieces[ends[-1] :])
    return cells


def _step(pieces: Sequence[Piece], first: int, at: int, role: str) -> float:
    """What it costs that the run ``at`` stands in the cell that begins with ``first``."""
    if at == 0:
        return 0.0
    left, right = pieces[at - 1], pieces[at]
    if at == first:
        return UNIT_COST if adjoins(left, right) and _digits_then_letters(left.bare, right.bare) else 0.0
    if not adjoins(left, right):
        return LINE_COST
    if role == "value" and right.bare[0].isdigit() and not _SIGN.search(left.bare):
        return 2 * SPACE_COST
    return BORDER_COST if _is_border(left.bare, right.bare) else SPACE_COST


def _digits_then_letters(left: str, right: str) -> bool:
    return left[-1].isdigit() and (not right[0].isascii() or right[0] == "%") and not is_figure(right)


def _is_border(left: str, right: str) -> bool:
    """Whether two runs meet where digits (or Latin letters, or a sign) meet Chinese ones."""
    signed = bool(_SIGN.search(left)) and right[0].isdigit()
    return signed or left[-1].isascii() != right[0].isascii() or right[0] == "%"


def _fit(cell: Sequence[Piece], role: str) -> float:
    bare = len(cell) == 1 and is_figure(cell[0].bare)
    if role == "figure":
        return 0.0 if bare else MISFIT_COST
    if role == "value" and not _VALUE.match("".join(piece.bare for piece in cell)):
        return WORDY_COST
    return BARE_COST if bare else 0.0
