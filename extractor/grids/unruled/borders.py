"""Column borders that nobody drew, from how the cells are set within them.

Takes the x range of each column's entries and the labels above them, gives the borders.  A label is set in
the middle of its column, amounts keep a fixed distance from its right border, words from its left
one; the borders that fit all of these best (least squares) are taken where they run through the white.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from gouji.read.model import BBox

PADDING = 3.0
"""The usual white (points) between an entry and the border of its cell."""
PADDING_TRUST = 2.0
"""How many entries the usual padding counts for."""
WEAK = 0.05
"""Weight of the plain guess (the middle of the white), for borders that nothing else settles."""
OUTLIER = 6.0
"""A label further off the middle of its column (points) is no label of this column alone."""
ENDS = 0.2
"""Weight of the ends of a line below a group's name, which keep a distance from the borders."""
SAME_EDGE = 1.0
MOSTLY = 0.6


@dataclass(frozen=True, slots=True)
class ColumnRange:
    """The x range of a column's entries, the entries' boxes, and whether they are all figures."""

    x0: float
    x1: float
    figures: bool
    boxes: tuple[BBox, ...] = ()
    scores: bool = False
    """All entries are small counts, which are set like amounts when they are not centred."""


def alignment(column: ColumnRange) -> str:
    """``left``, ``right`` or ``centre`` where the entries agree in one of these alone; ``""`` where they do not say.

    Amounts are set flush right, whatever else agrees.
    """
    boxes = column.boxes
    if column.figures:
        return "right"
    if len(boxes) < 2:
        return ""
    sides = {
        "left": sorted(box.x0 for box in boxes),
        "right": sorted((box.x1 for box in boxes), reverse=True),
        "centre": sorted(box.cx for box in boxes),
    }
    agreed = [side for side, values in sides.items() if _agree(values, side) >= MOSTLY * len(boxes)]
    return agreed[0] if len(agreed) == 1 else ""


def _agree(values: Sequence[float], side: str) -> int:
    """How many edges agree with the outermost one, or middles with the median."""
    at = values[len(values) // 2] if side == "centre" else values[0]
    return sum(1 for x in values if abs(x - at) <= SAME_EDGE)


@dataclass(frozen=True, slots=True)
class ColumnSet:
    """How the cells of a column are set: the left edge of its labels, and whether it holds amounts only."""

    start: float
    amounts: bool


def column_set(edges: Sequence[float], amounts: bool) -> ColumnSet:
    """``edges``: the left edges of the column's words."""
    return ColumnSet(median(edges) if edges else float("inf"), amounts)


Equation = tuple[dict[int, float], float, float]
"""Coefficients by unknown, right-hand side, weight."""


def plain_borders(ranges: Sequence[ColumnRange], left: float, right: float) -> tuple[float, ...]:
    """Borders close behind columns of amounts (set flush right), else in the middle of the gap."""
    inner = []
    for a, b in pairwise(ranges):
        middle = (a.x1 + b.x0) / 2
        inner.append(min(a.x1 + PADDING, middle) if a.figures else middle)
    return (left, *inner, right)


@dataclass(frozen=True, slots=True)
class GroupSpan:
    """Columns ``first..last - 1`` under one name with its middle at ``middle``; ``extent`` where a line shows it."""

    first: int
    last: int
    middle: float
    extent: tuple[float, float] | None = None


def fitted_borders(
    ranges: Sequence[ColumnRange],
    labels: Sequence[BBox],
    left: float,
    right: float,
    groups: Sequence[GroupSpan] = (),
    frame: tuple[float, float] | None = None,
) -> tuple[float, ...]:
    """The borders that fit labels and entries best; the plain ones where the fit leaves the white.

    ``frame`` is what the lines over the whole table cover.
    """
    plain = plain_borders(ranges, left, right)
    fixed = [*_guesses(plain), *(e for k, r in enumerate(ranges) for e in _set_equations(r, k, len(ranges)))]
    fixed += [e for group in groups for e in _group_equations(group)]
    if frame is not None:
        fixed += [({0: 1.0}, frame[0], 1.0), ({len(ranges): 1.0}, frame[1], 1.0)]
    leaves = _leaves(labels, plain)
    for _ in range(2):
        solved = _solve([*fixed, *(_centred(k, box.cx) for k, box in leaves.items())], len(ranges) + 2)
        leaves = {
            k: box for k, box in leaves.items() if abs(box.cx - (solved[k] + solved[k + 1]) / 2) <= OUTLIER
        }
    solved = _solve([*fixed, *(_centred(k, box.cx) for k, box in leaves.items())], len(ranges) + 2)
    inner = [
        solved[k + 1] if a.x1 <= solved[k + 1] <= b.x0 else plain[k + 1]
        for k, (a, b) in enumerate(pairwise(ranges))
    ]
    return (min(left, solved[0]), *inner, max(right, solved[len(ranges)]))


def _group_equations(group: GroupSpan) -> list[Equation]:
    """A name stands in the middle of its columns; the line below it ends near their borders."""
    found: list[Equation] = [({group.first: 0.5, group.last: 0.5}, group.middle, 1.0)]
    if group.extent is not None:
        found += [({group.first: 1.0}, group.extent[0], ENDS), ({group.last: 1.0}, group.extent[1], ENDS)]
    return found


def _leaves(labels: Sequence[BBox], borders: Sequence[float]) -> dict[int, BBox]:
    """The lowest label above each column."""
    found: dict[int, BBox] = {}
    for k in range(len(borders) - 1):
        above = [box for box in labels if borders[k] <= box.cx < borders[k + 1]]
        if above:
            found[k] = max(above, key=lambda box: box.y1)
    return found


def _guesses(borders: Sequence[float]) -> list[Equation]:
    pad = len(borders)
    return [({k: 1.0}, x, WEAK) for k, x in enumerate(borders)] + [({pad: 1.0}, PADDING, PADDING_TRUST)]


def _centred(column: int, middle: float) -> Equation:
    return {column: 0.5, column + 1: 0.5}, middle, 1.0


def _set_equations(column: ColumnRange, k: int, columns: int) -> list[Equation]:
    """What the entries of one column say: flush right, flush left, or centred."""
    pad = columns + 1
    if not column.boxes:
        return []
    side = alignment(column)
    if side == "right":
        return [({k + 1: 1.0, pad: -1.0}, max(box.x1 for box in column.boxes), 1.0)]
    if side == "left":
        return [({k: 1.0, pad: 1.0}, min(box.x0 for box in column.boxes), 1.0)]
    if side == "centre":
        return [_centred(k, median(box.cx for box in column.boxes))]
    return []  # equally long codes look flush and centred alike: the label decides


def _solve(equations: Sequence[Equation], size: int) -> list[float]:
    """Weighted least squares by the normal equations (Gauss elimination; some twenty unknowns)."""
    matrix = [[0.0] * (size + 1) for _ in range(size)]
    for terms, value, weight in equations:
        for a, ca in terms.items():
            for b, cb in terms.items():
                matrix[a][b] += weight * ca * cb
            matrix[a][size] += weight * ca * value
    for k in range(size):
        pivot = max(range(k, size), key=lambda r: abs(matrix[r][k]))
        matrix[k], matrix[pivot] = matrix[pivot], matrix[k]
        for r in range(size):
            if r != k and matrix[r][k]:
                factor = matrix[r][k] / matrix[k][k]
                matrix[r] = [x - factor * y for x, y in zip(matrix[r], matrix[k], strict=True)]
    return [matrix[k][size] / matrix[k][k] for k in range(size)]
