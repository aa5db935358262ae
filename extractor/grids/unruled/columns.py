"""The columns of a table that draws no vertical lines: what its words cover, and where the borders run.

Takes the lines of all its pages and its header's labels, gives :class:`Columns`.  Columns are the x ranges that the
body's words cover, parted where a border runs between two labels, and one for each label that has none.  A label is
set in the middle of its column, amounts keep a fixed distance from its right border, words from its left one; the
borders that fit all of these best (least squares) are taken where they run through the white.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from gouji.domain.totals import is_total
from gouji.grids.settings import UnruledSettings
from gouji.grids.unruled.cells import (
    TextBlock,
    WordLines,
    block_of,
    chain_blocks,
    entries,
    flush_right,
    leading_of,
)
from gouji.grids.unruled.header import LabelTree, fit_labels, label_lines, label_tree
from gouji.read.model import BBox, RuledLine


@dataclass(frozen=True, slots=True)
class Columns:
    """Column borders, and how many lines at the top of the first page are header."""

    borders: tuple[float, ...]
    header: int
    leading: float
    """The largest distance of two lines of one cell."""
    sets: tuple[CellAlignment, ...] = ()
    """How each column's cells are set."""


def find_columns(
    pages: Sequence[WordLines], header: int, rules: Sequence[RuledLine] = (), *, settings: UnruledSettings
) -> Columns | None:
    """The columns of a table from the lines of all its pages; ``header`` lines of the first are labels."""
    body = [line for k, lines in enumerate(pages) for line in (lines[header:] if k == 0 else lines)]
    leading = leading_of(*pages, settings=settings)
    found = [block_of(run) for line in body for run in entries(line, settings.entry_gap, settings)]
    head = pages[0][: label_lines(pages[0], header)]
    tree = label_tree(
        [block.box for block in chain_blocks(head, leading, rules, settings=settings)],
        rules,
        settings=settings,
    )
    every = [*tree.boxes, *(block.box for block in found)]
    if not every:
        return None
    left, right = min(b.x0 for b in every) - 1, max(b.x1 for b in every) + 1
    ranges = _with_empty_columns(_ranges(found, tree.leaves, settings), tree, left, right, settings)
    if len(ranges) < 2:
        return None
    frame = _frame(rules, left, right, settings)
    borders = fitted_borders(ranges, tree.leaves, left, right, (), frame, settings=settings)
    groups = _group_spans(tree, borders, settings)
    if groups:
        borders = fitted_borders(ranges, tree.leaves, left, right, groups, frame, settings=settings)
    sets = tuple(cell_alignment([box.x0 for box in r.boxes], r.figures) for r in ranges)
    return Columns(borders, header, leading, sets)


def _frame(
    rules: Sequence[RuledLine], left: float, right: float, settings: UnruledSettings
) -> tuple[float, float] | None:
    """What the lines over the whole table cover, when one is as wide as its words."""
    wide = [
        r for r in rules if r.y0 == r.y1 and r.x0 <= left + settings.frame and r.x1 >= right - settings.frame
    ]
    return (wide[0].x0, wide[0].x1) if wide else None


def _group_spans(tree: LabelTree, borders: Sequence[float], settings: UnruledSettings) -> list[GroupSpan]:
    """The columns of each group, once the borders are roughly known."""
    if not tree.groups:
        return []
    spans, _ = fit_labels(tree.boxes, borders, tree, settings=settings)
    return [
        GroupSpan(s.first, s.last + 1, tree.boxes[s.label].cx, tree.extents.get(s.label))
        for s in spans
        if s.label in tree.groups and s.last > s.first
    ]


def _ranges(
    runs: Sequence[TextBlock], leaves: Sequence[BBox], settings: UnruledSettings
) -> list[ColumnRange]:
    """The x ranges that the entries cover, parted where a border runs between two labels.

    A centred 合计 may bridge two columns and counts only where nothing else is printed.
    """
    plain = [run for run in runs if not is_total(run.text)]
    found: list[ColumnRange] = []
    for cluster in _clusters(plain if leaves else plain or runs, settings):
        found.extend(_parted(cluster, leaves, settings))
    return found


def _clusters(runs: Sequence[TextBlock], settings: UnruledSettings) -> list[list[TextBlock]]:
    """Entries whose x ranges overlap; a hair's breadth does not part two ranges."""
    clusters: list[list[TextBlock]] = []
    end = float("-inf")
    for run in sorted(runs, key=lambda run: run.box.x0):
        if clusters and run.box.x0 <= end + settings.hair:
            clusters[-1].append(run)
            end = max(end, run.box.x1)
        else:
            clusters.append([run])
            end = run.box.x1
    return clusters


def _parted(runs: list[TextBlock], leaves: Sequence[BBox], settings: UnruledSettings) -> list[ColumnRange]:
    """One range, or several where few of the entries (merged cells) cross from one label's column to the next."""
    low, high = min(run.box.x0 for run in runs), max(run.box.x1 for run in runs)
    inside = [leaf for leaf in leaves if low < leaf.x1 - 1 and leaf.x0 + 1 < high]
    for a, b in pairwise(inside):
        cut = _cut_between(runs, a, b, settings)
        if cut is not None:
            left = [run for run in runs if run.box.x1 <= cut + 0.4]
            right = [run for run in runs if run.box.x0 >= cut - 0.4]
            return [
                r
                for side in (left, right)
                if side
                for c in _clusters(side, settings)
                for r in _parted(c, leaves, settings)
            ]
    amounts = [run for run in runs if flush_right(run.words[0].text)]
    figures = len(amounts) >= (1 - settings.crossed) * len(runs)
    if figures:  # the few words among them are merged cells, which say nothing about the column
        runs, low = amounts, min(run.box.x0 for run in amounts)
        high = max(run.box.x1 for run in amounts)
    scores = all(_is_small(run.text) for run in runs)
    return [ColumnRange(low, high, figures, tuple(run.box for run in runs), scores)]


def _is_small(text: str) -> bool:
    """A count or a score; codes are longer or begin with 0."""
    return text.isdigit() and len(text) < 3 and text[0] != "0"


def _cut_between(runs: Sequence[TextBlock], a: BBox, b: BBox, settings: UnruledSettings) -> float | None:
    """Where between the middles of two labels the fewest entries cross, if these are few."""
    if a.x1 > b.x0 + 1:
        return None
    edges = sorted({x for run in runs for x in (run.box.x0, run.box.x1) if a.cx < x < b.cx} | {a.cx, b.cx})
    options = []
    for x0, x1 in pairwise(edges):
        crossed = sum(1 for run in runs if run.box.x0 < x0 + 0.1 and run.box.x1 > x1 - 0.1)
        if crossed:  # a hair's breadth that nothing crosses is chance
            options.append((crossed, x0 - x1, (x0 + x1) / 2))
    crossed, _, cut = min(options, default=(len(runs), 0.0, 0.0))
    return cut if crossed <= settings.crossed * len(runs) else None


def _with_empty_columns(
    ranges: list[ColumnRange], tree: LabelTree, left: float, right: float, settings: UnruledSettings
) -> list[ColumnRange]:
    """The columns: one for each leaf of the header, filled or not, and the ranges that have none."""
    leaves = tree.leaves
    found, own = _by_leaf(sorted(ranges, key=lambda r: r.x0), leaves, settings)
    for k, box in enumerate(leaves):
        if k in own:
            found[found.index(own[k])] = _over_label(own[k], box, found)
        elif any(_meets(box, r) for r in found):
            continue
        elif tree.extents or not _names_group(
            tree.boxes.index(box), tree.boxes, found, left, right, settings
        ):
            found = sorted([*found, ColumnRange(box.x0, box.x1, False)], key=lambda r: r.x0)
    return found


def _by_leaf(
    ranges: list[ColumnRange], leaves: Sequence[BBox], settings: UnruledSettings
) -> tuple[list[ColumnRange], dict[int, ColumnRange]]:
    """The ranges, those of one label joined where no row fills both, and the range of each label."""
    found: list[ColumnRange] = []
    own: dict[int, ColumnRange] = {}
    for column in ranges:
        leaf = _leaf_of(column, leaves, settings)
        if (
            leaf is not None
            and leaf in own
            and own[leaf] is found[-1]
            and not _side_by_side(own[leaf], column, settings)
        ):
            most = max(own[leaf], column, key=lambda r: len(r.boxes))
            column = ColumnRange(own[leaf].x0, column.x1, most.figures, most.boxes)
            found.pop()
        found.append(column)
        if leaf is not None:
            own[leaf] = column
    return found, own


def _side_by_side(a: ColumnRange, b: ColumnRange, settings: UnruledSettings) -> bool:
    return any(abs(x.cy - y.cy) < settings.same_row * x.height for x in a.boxes for y in b.boxes)


def _leaf_of(column: ColumnRange, leaves: Sequence[BBox], settings: UnruledSettings) -> int | None:
    """The label of a range.  The right border of a label's column runs between its middle and the next one's:
    so the label of what is set flush right is the last one whose middle is left of the right edge, that
    of what is set flush left the first one whose middle is right of the left edge.
    """
    over = [k for k, box in enumerate(leaves) if _meets(box, column)]
    side = alignment(column, settings)
    if not side and len(over) == 1:
        return over[0]
    if side == "right" or not side and column.scores:
        return max((k for k, box in enumerate(leaves) if box.cx < column.x1), default=None)
    if side == "centre":
        middle = (column.x0 + column.x1) / 2
        return min(range(len(leaves)), key=lambda k: abs(leaves[k].cx - middle), default=None)
    return min((k for k, box in enumerate(leaves) if box.cx > column.x0), default=None)


def _over_label(column: ColumnRange, label: BBox, others: Sequence[ColumnRange]) -> ColumnRange:
    """The range widened to its label, as far as no other range stands there."""
    x0, x1 = min(column.x0, label.x0), max(column.x1, label.x1)
    if any(r.x0 < x1 and r.x1 > x0 for r in others if r is not column):
        return column
    return ColumnRange(x0, x1, column.figures, column.boxes)


def _meets(label: BBox, column: ColumnRange) -> bool:
    return column.x0 < label.x1 - 1 and label.x0 + 1 < column.x1


def _names_group(
    index: int,
    labels: Sequence[BBox],
    found: Sequence[ColumnRange],
    left: float,
    right: float,
    settings: UnruledSettings,
) -> bool:
    """Whether a label is centred over two or more of the columns found so far, labels beneath it."""
    if len(found) < 2:
        return False
    borders = plain_borders(found, left, right, settings)
    spans, _ = fit_labels(labels, borders, settings=settings)
    span = next((s for s in spans if s.label == index), None)
    if span is None or span.first == span.last:
        return False
    off = abs(labels[index].cx - (borders[span.first] + borders[span.last + 1]) / 2)
    return off <= settings.group_centre * (borders[span.last + 1] - borders[span.first])


@dataclass(frozen=True, slots=True)
class ColumnRange:
    """The x range of a column's entries, the entries' boxes, and whether they are all figures."""

    x0: float
    x1: float
    figures: bool
    boxes: tuple[BBox, ...] = ()
    scores: bool = False
    """All entries are small counts, which are set like amounts when they are not centred."""


def alignment(column: ColumnRange, settings: UnruledSettings) -> str:
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
    agreed = [
        side
        for side, values in sides.items()
        if _agree(values, side, settings) >= settings.edges_agree * len(boxes)
    ]
    return agreed[0] if len(agreed) == 1 else ""


def _agree(values: Sequence[float], side: str, settings: UnruledSettings) -> int:
    """How many edges agree with the outermost one, or middles with the median."""
    at = values[len(values) // 2] if side == "centre" else values[0]
    return sum(1 for x in values if abs(x - at) <= settings.same_edge)


@dataclass(frozen=True, slots=True)
class CellAlignment:
    """How the cells of a column are set: the left edge of its labels, and whether it holds amounts only."""

    start: float
    amounts: bool


def cell_alignment(edges: Sequence[float], amounts: bool) -> CellAlignment:
    """``edges``: the left edges of the column's words."""
    return CellAlignment(median(edges) if edges else float("inf"), amounts)


Equation = tuple[dict[int, float], float, float]
"""Coefficients by unknown, right-hand side, weight."""


def plain_borders(
    ranges: Sequence[ColumnRange], left: float, right: float, settings: UnruledSettings
) -> tuple[float, ...]:
    """Borders close behind columns of amounts (set flush right), else in the middle of the gap."""
    inner = []
    for a, b in pairwise(ranges):
        middle = (a.x1 + b.x0) / 2
        inner.append(min(a.x1 + settings.padding, middle) if a.figures else middle)
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
    *,
    settings: UnruledSettings,
) -> tuple[float, ...]:
    """The borders that fit labels and entries best; the plain ones where the fit leaves the white.

    ``frame`` is what the lines over the whole table cover.
    """
    plain = plain_borders(ranges, left, right, settings)
    fixed = [
        *_guesses(plain, settings),
        *(e for k, r in enumerate(ranges) for e in _set_equations(r, k, len(ranges), settings)),
    ]
    fixed += [e for group in groups for e in _group_equations(group, settings)]
    if frame is not None:
        fixed += [({0: 1.0}, frame[0], 1.0), ({len(ranges): 1.0}, frame[1], 1.0)]
    leaves = _leaves(labels, plain)
    for _ in range(2):
        solved = _solve([*fixed, *(_centred(k, box.cx) for k, box in leaves.items())], len(ranges) + 2)
        leaves = {
            k: box
            for k, box in leaves.items()
            if abs(box.cx - (solved[k] + solved[k + 1]) / 2) <= settings.outlier
        }
    solved = _solve([*fixed, *(_centred(k, box.cx) for k, box in leaves.items())], len(ranges) + 2)
    inner = [
        solved[k + 1] if a.x1 <= solved[k + 1] <= b.x0 else plain[k + 1]
        for k, (a, b) in enumerate(pairwise(ranges))
    ]
    return (min(left, solved[0]), *inner, max(right, solved[len(ranges)]))


def _group_equations(group: GroupSpan, settings: UnruledSettings) -> list[Equation]:
    """A name stands in the middle of its columns; the line below it ends near their borders."""
    found: list[Equation] = [({group.first: 0.5, group.last: 0.5}, group.middle, 1.0)]
    if group.extent is not None:
        found += [
            ({group.first: 1.0}, group.extent[0], settings.ends_weight),
            ({group.last: 1.0}, group.extent[1], settings.ends_weight),
        ]
    return found


def _leaves(labels: Sequence[BBox], borders: Sequence[float]) -> dict[int, BBox]:
    """The lowest label above each column."""
    found: dict[int, BBox] = {}
    for k in range(len(borders) - 1):
        above = [box for box in labels if borders[k] <= box.cx < borders[k + 1]]
        if above:
            found[k] = max(above, key=lambda box: box.y1)
    return found


def _guesses(borders: Sequence[float], settings: UnruledSettings) -> list[Equation]:
    pad = len(borders)
    return [({k: 1.0}, x, settings.plain_weight) for k, x in enumerate(borders)] + [
        ({pad: 1.0}, settings.padding, settings.padding_trust)
    ]


def _centred(column: int, middle: float) -> Equation:
    return {column: 0.5, column + 1: 0.5}, middle, 1.0


def _set_equations(column: ColumnRange, k: int, columns: int, settings: UnruledSettings) -> list[Equation]:
    """What the entries of one column say: flush right, flush left, or centred."""
    pad = columns + 1
    if not column.boxes:
        return []
    side = alignment(column, settings)
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
