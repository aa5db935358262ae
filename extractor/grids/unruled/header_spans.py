"""Which columns each header label covers when no line says so.

Takes the label blocks of a header and the column borders, gives the cells of the header with row and
column spans.  A label is centred over the columns that it covers and everything beneath it lies
within them; among all ways to tile the columns with labels the one with the smallest sum of
off-centre distances is taken (dynamic programming over column ranges).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from gouji.grids.unruled.labels import Labels
from gouji.read.model import BBox

NO_LABEL = 60.0
"""Cost (points) of a column without any label; dearer than any plausible misplacement."""
OVERHANG = 2.0
"""Cost of each point by which a label sticks out of the columns that it is said to cover."""
STACK = 3.0
"""Cost of one label right above another in a single column; groups of one column are rare."""
SPREAD = 10.0
"""Cost of each further column under one label that has no labels beneath (项目名称 over group and item)."""
OFF_MIDDLE = 1.0
"""Cost of each point by which a label without others above or below is off the header's middle:
a label merged over all levels stands there, one on the lowest level has a group above it."""
CONTRARY = 40.0
"""Cost of a label over others, or right above one of a single column, that the header's tree says otherwise."""
STACKED = 0.5
"""Labels belong to different levels when one starts below the middle of the other."""


@dataclass(frozen=True, slots=True)
class Span:
    """Label ``label`` (index) covers columns ``first..last`` and header rows ``top..bottom``."""

    label: int
    first: int
    last: int
    top: int
    bottom: int


@dataclass(frozen=True, slots=True)
class _Node:
    label: int
    first: int
    last: int
    depth: int


def tile_header(
    labels: Sequence[BBox], borders: Sequence[float], tree: Labels | None = None
) -> tuple[list[Span], float]:
    """The spans of all labels and the mean distance (points) by which a label is off its centre.

    ``tree``: which of the labels name groups, where that is known already.
    """
    cost, nodes = _tiler(tuple(labels), tuple(borders), tree)(0, len(borders) - 1, float("-inf"), 0)
    height = 1 + max((node.depth for node in nodes), default=0)
    lowest: dict[int, int] = {}
    for node in nodes:
        for col in range(node.first, node.last + 1):
            lowest[col] = max(lowest.get(col, 0), node.depth)
    spans = [
        Span(n.label, n.first, n.last, n.depth, height - 1 if _is_leaf(n, lowest) else n.depth) for n in nodes
    ]
    return spans, cost / max(1, len(labels))


def _is_leaf(node: _Node, lowest: dict[int, int]) -> bool:
    return all(lowest[col] == node.depth for col in range(node.first, node.last + 1))


_Tiling = tuple[float, tuple[_Node, ...]]


def _tiler(
    labels: tuple[BBox, ...], borders: tuple[float, ...], tree: Labels | None
) -> Callable[[int, int, float, int], _Tiling]:
    """``solve(i, j, floor, depth)``: the best tiling of columns ``i..j-1`` with the labels below ``floor``."""

    top_edge = min((box.y0 for box in labels), default=0.0)
    bottom_edge = max((box.y1 for box in labels), default=0.0)
    levels = tree.levels if tree is not None else []

    @cache
    def inside(i: int, j: int, floor: float) -> tuple[int, ...]:
        return tuple(
            k for k, box in enumerate(labels) if borders[i] <= box.cx < borders[j] and box.cy > floor
        )

    @cache
    def solve(i: int, j: int, floor: float, depth: int) -> _Tiling:
        best: list[_Tiling] = [(0.0, ())]
        for end in range(i + 1, j + 1):
            options: list[_Tiling] = []
            for start in range(i, end):
                cost, nodes = group(start, end, floor, depth)
                before, kept = best[start - i]
                options.append((before + cost, kept + nodes))
            best.append(min(options, key=lambda option: option[0]))
        return best[j - i]

    def group(start: int, end: int, floor: float, depth: int) -> _Tiling:
        found = inside(start, end, floor)
        if not found:
            return NO_LABEL * (end - start), ()
        centre = (borders[start] + borders[end]) / 2
        if end - start == 1:
            stack = sorted(found, key=lambda k: labels[k].cy)
            cost = STACK * (len(stack) - 1) + sum(
                min(abs(labels[k].cx - centre), flush(labels[k], start, end))
                + overhang(labels[k], start, end)
                for k in stack
            )
            cost += CONTRARY * sum(1 for k in stack if tree is not None and k in tree.groups)
            if len(stack) == 1:
                cost += OFF_MIDDLE * abs(labels[stack[0]].cy - (max(floor, top_edge) + bottom_edge) / 2)
            return cost, tuple(_Node(k, start, end - 1, depth + n) for n, k in enumerate(stack))
        top = min(found, key=lambda k: labels[k].cy)
        box = labels[top]
        below = box.cy + STACKED * box.height
        rest = [k for k in found if k != top]
        if not rest:
            spread = SPREAD * (end - start - 1)
            return abs(box.cx - centre) + overhang(box, start, end) + spread, (
                _Node(top, start, end - 1, depth),
            )
        if any(labels[k].cy <= below for k in rest):
            return float("inf"), ()
        cost, nodes = solve(start, end, below, depth + 1)
        if tree is not None:
            cost += off_level(top, depth) if top in tree.groups else CONTRARY
        return off_extent(top, start, end) + overhang(box, start, end) + cost, (
            _Node(top, start, end - 1, depth),
            *nodes,
        )

    def off_extent(k: int, start: int, end: int) -> float:
        """How far a group's name is off the middle of its columns, or the line below it off their borders."""
        if tree is None or k not in tree.extents:
            return abs(labels[k].cx - (borders[start] + borders[end]) / 2)
        x0, x1 = tree.extents[k]
        return abs(x0 - borders[start]) + abs(x1 - borders[end])

    def off_level(k: int, depth: int) -> float:
        """How far a group's name is from the height of the groups of its level."""
        level = levels[min(depth, len(levels) - 1)]
        return abs(labels[k].cy - level)

    def overhang(box: BBox, start: int, end: int) -> float:
        """A label lies within its columns."""
        return OVERHANG * (max(0.0, borders[start] - box.x0) + max(0.0, box.x1 - borders[end]))

    def flush(box: BBox, start: int, end: int) -> float:
        """A label set flush with one side of its column is not off centre."""
        return max(0.0, min(abs(box.x0 - borders[start]), abs(box.x1 - borders[end])) - 4.0) + 2.0

    return solve
