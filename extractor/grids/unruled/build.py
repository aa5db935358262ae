"""Tables without a lattice of ruled lines: columns from the gaps between words, rows from baselines.

Takes the words of one table (all its pages for the columns, one page for the rows) and whatever
horizontal lines are drawn, gives a :class:`Grid`.  Columns are the x ranges that the body's words
cover; a row is a set of cells on one height; a cell of several lines is recognised by its leading
being tighter than the distance of the rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from gouji.grids.grid import Cell, Grid
from gouji.grids.ruled import make_cell
from gouji.grids.unruled.borders import (
    ColumnRange,
    ColumnSet,
    GroupSpan,
    alignment,
    column_set,
    fitted_borders,
    plain_borders,
)
from gouji.grids.unruled.cells import (
    Lines,
    TextBlock,
    block_of,
    chain_blocks,
    entries,
    flush_right,
    leading_of,
)
from gouji.grids.unruled.form_head import form_head
from gouji.grids.unruled.header import label_lines
from gouji.grids.unruled.header_spans import Span, tile_header
from gouji.grids.unruled.labels import OFF_CENTRE, Labels, label_tree
from gouji.grids.unruled.merged_cells import is_total
from gouji.grids.unruled.rows import body_rows, column_of
from gouji.read.model import BBox, RuledLine, Word

CROSSED = 0.2
"""No more than this share of a range's entries are merged cells that cross the border between two labels."""
HAIR = 0.8
"""White narrower than this (points) does not part two columns."""
TIGHT = 6.0
"""With labels less than this off their centre (points, mean) the header's spans count as certain."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Column borders, and how many lines at the top of the first page are header."""

    borders: tuple[float, ...]
    header: int
    leading: float
    """The largest distance of two lines of one cell."""
    sets: tuple[ColumnSet, ...] = ()
    """How each column's cells are set."""


def find_columns(pages: Sequence[Lines], header: int, rules: Sequence[RuledLine] = ()) -> Columns | None:
    """The columns of a table from the lines of all its pages; ``header`` lines of the first are labels."""
    body = [line for k, lines in enumerate(pages) for line in (lines[header:] if k == 0 else lines)]
    leading = leading_of(*pages)
    found = [block_of(run) for line in body for run in entries(line)]
    head = pages[0][: label_lines(pages[0], header)]
    tree = label_tree([block.box for block in chain_blocks(head, leading, rules)], rules)
    every = [*tree.boxes, *(block.box for block in found)]
    if not every:
        return None
    left, right = min(b.x0 for b in every) - 1, max(b.x1 for b in every) + 1
    ranges = _with_empty_columns(_ranges(found, tree.leaves), tree, left, right)
    if len(ranges) < 2:
        return None
    frame = _frame(rules, left, right)
    borders = fitted_borders(ranges, tree.leaves, left, right, (), frame)
    groups = _group_spans(tree, borders)
    if groups:
        borders = fitted_borders(ranges, tree.leaves, left, right, groups, frame)
    sets = tuple(column_set([box.x0 for box in r.boxes], r.figures) for r in ranges)
    return Columns(borders, header, leading, sets)


def _frame(rules: Sequence[RuledLine], left: float, right: float) -> tuple[float, float] | None:
    """What the lines over the whole table cover, when one is as wide as its words."""
    wide = [r for r in rules if r.y0 == r.y1 and r.x0 <= left + 2 and r.x1 >= right - 2]
    return (wide[0].x0, wide[0].x1) if wide else None


def _group_spans(tree: Labels, borders: Sequence[float]) -> list[GroupSpan]:
    """The columns of each group, once the borders are roughly known."""
    if not tree.groups:
        return []
    spans, _ = tile_header(tree.boxes, borders, tree)
    return [
        GroupSpan(s.first, s.last + 1, tree.boxes[s.label].cx, tree.extents.get(s.label))
        for s in spans
        if s.label in tree.groups and s.last > s.first
    ]


def _ranges(runs: Sequence[TextBlock], leaves: Sequence[BBox]) -> list[ColumnRange]:
    """The x ranges that the entries cover, parted where a border runs between two labels.

    A centred 合计 may bridge two columns and counts only where nothing else is printed.
    """
    plain = [run for run in runs if not is_total(run.text)]
    found: list[ColumnRange] = []
    for cluster in _clusters(plain if leaves else plain or runs):
        found.extend(_parted(cluster, leaves))
    return found


def _clusters(runs: Sequence[TextBlock]) -> list[list[TextBlock]]:
    """Entries whose x ranges overlap; a hair's breadth does not part two ranges."""
    clusters: list[list[TextBlock]] = []
    end = float("-inf")
    for run in sorted(runs, key=lambda run: run.box.x0):
        if clusters and run.box.x0 <= end + HAIR:
            clusters[-1].append(run)
            end = max(end, run.box.x1)
        else:
            clusters.append([run])
            end = run.box.x1
    return clusters


def _parted(runs: list[TextBlock], leaves: Sequence[BBox]) -> list[ColumnRange]:
    """One range, or several where few of the entries (merged cells) cross from one label's column to the next."""
    low, high = min(run.box.x0 for run in runs), max(run.box.x1 for run in runs)
    inside = [leaf for leaf in leaves if low < leaf.x1 - 1 and leaf.x0 + 1 < high]
    for a, b in pairwise(inside):
        cut = _cut_between(runs, a, b)
        if cut is not None:
            left = [run for run in runs if run.box.x1 <= cut + 0.4]
            right = [run for run in runs if run.box.x0 >= cut - 0.4]
            return [r for side in (left, right) if side for c in _clusters(side) for r in _parted(c, leaves)]
    amounts = [run for run in runs if flush_right(run.words[0].text)]
    figures = len(amounts) >= (1 - CROSSED) * len(runs)
    if figures:  # the few words among them are merged cells, which say nothing about the column
        runs, low = amounts, min(run.box.x0 for run in amounts)
        high = max(run.box.x1 for run in amounts)
    scores = all(_is_small(run.text) for run in runs)
    return [ColumnRange(low, high, figures, tuple(run.box for run in runs), scores)]


def _is_small(text: str) -> bool:
    """A count or a score; codes are longer or begin with 0."""
    return text.isdigit() and len(text) < 3 and text[0] != "0"


def _cut_between(runs: Sequence[TextBlock], a: BBox, b: BBox) -> float | None:
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
    return cut if crossed <= CROSSED * len(runs) else None


def _with_empty_columns(
    ranges: list[ColumnRange], tree: Labels, left: float, right: float
) -> list[ColumnRange]:
    """The columns: one for each leaf of the header, filled or not, and the ranges that have none."""
    leaves = tree.leaves
    found, own = _by_leaf(sorted(ranges, key=lambda r: r.x0), leaves)
    for k, box in enumerate(leaves):
        if k in own:
            found[found.index(own[k])] = _over_label(own[k], box, found)
        elif any(_meets(box, r) for r in found):
            continue
        elif tree.extents or not _names_group(tree.boxes.index(box), tree.boxes, found, left, right):
            found = sorted([*found, ColumnRange(box.x0, box.x1, False)], key=lambda r: r.x0)
    return found


def _by_leaf(
    ranges: list[ColumnRange], leaves: Sequence[BBox]
) -> tuple[list[ColumnRange], dict[int, ColumnRange]]:
    """The ranges, those of one label joined where no row fills both, and the range of each label."""
    found: list[ColumnRange] = []
    own: dict[int, ColumnRange] = {}
    for column in ranges:
        leaf = _leaf_of(column, leaves)
        if (
            leaf is not None
            and leaf in own
            and own[leaf] is found[-1]
            and not _side_by_side(own[leaf], column)
        ):
            most = max(own[leaf], column, key=lambda r: len(r.boxes))
            column = ColumnRange(own[leaf].x0, column.x1, most.figures, most.boxes)
            found.pop()
        found.append(column)
        if leaf is not None:
            own[leaf] = column
    return found, own


def _side_by_side(a: ColumnRange, b: ColumnRange) -> bool:
    return any(abs(x.cy - y.cy) < 0.5 * x.height for x in a.boxes for y in b.boxes)


def _leaf_of(column: ColumnRange, leaves: Sequence[BBox]) -> int | None:
    """The label of a range.  The right border of a label's column runs between its middle and the next one's:
    so the label of what is set flush right is the last one whose middle is left of the right edge, that
    of what is set flush left the first one whose middle is right of the left edge.
    """
    over = [k for k, box in enumerate(leaves) if _meets(box, column)]
    side = alignment(column)
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
    index: int, labels: Sequence[BBox], found: Sequence[ColumnRange], left: float, right: float
) -> bool:
    """Whether a label is centred over two or more of the columns found so far, labels beneath it."""
    if len(found) < 2:
        return False
    borders = plain_borders(found, left, right)
    spans, _ = tile_header(labels, borders)
    span = next((s for s in spans if s.label == index), None)
    if span is None or span.first == span.last:
        return False
    off = abs(labels[index].cx - (borders[span.first] + borders[span.last + 1]) / 2)
    return off <= OFF_CENTRE * (borders[span.last + 1] - borders[span.first])


def build_unruled(
    lines: Lines,
    columns: Columns,
    rules: Sequence[RuledLine],
    page: int,
    header: int,
    carried: Sequence[Cell] = (),
    head: Lines = (),
) -> Grid:
    """The grid of one page of a table; ``header`` of its lines are header, ``head`` those of a form above it.

    ``carried`` are the cells of the last row of the page before; merged ones may go on here.
    """
    borders = columns.borders
    labels = label_lines(lines, header)
    top, certain = _header_rows(lines[:labels], columns, rules, page) if labels else ([], True)
    if labels < header:
        top.append(_number_row([w for line in lines[labels:header] for w in line], borders, page))
    words = [w for line in lines[header:] for w in line]
    body = body_rows(words, borders, rules, columns.leading, page, carried, columns.sets)
    above = form_head(head, borders, rules, columns.leading, page) if head else []
    return Grid(
        rows=tuple(tuple(row) for row in [*above, *top, *body.rows]),
        spans_known=certain or bool(above),
        header_rows=len(top) if top and not above else None,
        page=page,
        decisions=("无表格线：列按文字间距、行按基线划分",),
    )


def _header_rows(
    lines: Lines, columns: Columns, rules: Sequence[RuledLine], page: int
) -> tuple[list[list[Cell]], bool]:
    blocks = chain_blocks(lines, columns.leading, rules)
    tree = label_tree([block.box for block in blocks], rules)
    spans, off_centre = tile_header(tree.boxes, columns.borders, tree)
    height = 1 + max(span.bottom for span in spans)
    rows = [[Cell() for _ in range(len(columns.borders) - 1)] for _ in range(height)]
    for span in spans:
        _put_span(rows, span, blocks[span.label].words, page)
    return rows, off_centre <= TIGHT and len(spans) == len(blocks)


def _number_row(words: Sequence[Word], borders: Sequence[float], page: int) -> list[Cell]:
    columns = range(len(borders) - 1)
    parts = [[w for w in words if column_of(w, borders) == col] for col in columns]
    return [make_cell(part, page) if part else Cell() for part in parts]


def _put_span(rows: list[list[Cell]], span: Span, words: Sequence[Word], page: int) -> None:
    cell = make_cell(words, page, span.bottom - span.top + 1, span.last - span.first + 1)
    for row in range(span.top, span.bottom + 1):
        for col in range(span.first, span.last + 1):
            rows[row][col] = cell
