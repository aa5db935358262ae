"""Tables without a lattice of ruled lines: columns from the gaps between words, rows from baselines.

Takes the words of one table (all its pages for the columns, one page for the rows) and whatever
horizontal lines are drawn, gives a :class:`Grid`.  Columns are the x ranges that the body's words
cover; a row is a set of cells on one height; a cell of several lines is recognised by its leading
being tighter than the distance of the rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.read.model import BBox, Rule, Word
from extractor.tables.grid import Cell, Grid
from extractor.tables.header_spans import Span, tile_header
from extractor.tables.ruled import make_cell
from extractor.tables.unruled_blocks import (
    AMOUNT,
    Lines,
    TextBlock,
    block_of,
    chain_blocks,
    entries,
    is_figure,
    leading_of,
)
from extractor.tables.unruled_borders import ColumnRange, fitted_borders, plain_borders
from extractor.tables.unruled_form import form_head
from extractor.tables.unruled_header import label_lines
from extractor.tables.unruled_merged import is_total
from extractor.tables.unruled_rows import body_rows, column_of

OFF_CENTRE = 0.12
"""The name of a group is off the middle of its columns by no more than this share of their width."""
TIGHT = 6.0
"""With labels less than this off their centre (points, mean) the header's spans count as certain."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Column borders, and how many lines at the top of the first page are header."""

    borders: tuple[float, ...]
    header: int
    leading: float
    """The largest distance of two lines of one cell."""


def find_columns(pages: Sequence[Lines], header: int, rules: Sequence[Rule] = ()) -> Columns | None:
    """The columns of a table from the lines of all its pages; ``header`` lines of the first are labels."""
    body = [line for k, lines in enumerate(pages) for line in (lines[header:] if k == 0 else lines)]
    leading = leading_of([line for lines in pages for line in lines])
    found = [block_of(run) for line in body for run in entries(line)]
    head = pages[0][: label_lines(pages[0], header)]
    labels = [block.box for block in chain_blocks(head, leading, rules)]
    every = [*labels, *(block.box for block in found)]
    if not every:
        return None
    left, right = min(b.x0 for b in every) - 1, max(b.x1 for b in every) + 1
    ranges = _with_empty_columns(_ranges(found), labels, left, right)
    if len(ranges) < 2:
        return None
    return Columns(fitted_borders(ranges, labels, left, right), header, leading)


def _ranges(runs: Sequence[TextBlock]) -> list[ColumnRange]:
    """The x ranges that the entries cover; a hair's breadth does not part two ranges.

    A centred 合计 may bridge two columns and counts only where nothing else is printed.
    """
    plain = [run for run in runs if not is_total(run.text)]
    joined: list[ColumnRange] = []
    for run in sorted(plain or runs, key=lambda run: run.box.x0):
        x0, _, x1, _ = run.box
        figure = _flush_right(run.words[0].text)
        if joined and x0 <= joined[-1].x1 + 0.8:
            last = joined[-1]
            joined[-1] = ColumnRange(
                last.x0, max(x1, last.x1), last.figures and figure, (*last.boxes, run.box)
            )
        else:
            joined.append(ColumnRange(x0, x1, figure, (run.box,)))
    return joined


def _flush_right(text: str) -> bool:
    """Amounts are set flush right; codes and serial numbers need not be."""
    return AMOUNT.fullmatch(text) is not None or text in ("0", "-", "—") or is_figure(text) and "," in text


def _with_empty_columns(
    ranges: list[ColumnRange], labels: Sequence[BBox], left: float, right: float
) -> list[ColumnRange]:
    """Add the columns that only a label shows.

    A label between two ranges belongs to a short-filled neighbour that has no label of its own (figures
    stand flush right under a centred label), or it is a column of its own, or the name of a group.  The name of a group stands above
    the middle of the header, or is centred over columns that have labels of their own beneath it.
    """
    found = sorted(ranges, key=lambda r: r.x0)
    if not labels:
        return found
    middle = (min(b.y0 for b in labels) + max(b.y1 for b in labels)) / 2
    lower = [box for box in labels if box.y1 >= middle]
    for box in sorted(lower, key=lambda b: (-b.cy, b.x0)):
        if any(_meets(box, r) for r in found):
            continue
        free = [r for r in found if not any(_meets(other, r) for other in lower)]
        after = next((r for r in found if r.x0 > box.cx), None)
        before = next((r for r in reversed(found) if r.x1 < box.cx), None)
        owner = after if after in free and after is not None and after.figures else before
        if owner is not None and owner in free and (owner is after or not owner.figures):
            x0, x1 = min(owner.x0, box.x0), max(owner.x1, box.x1)
            found[found.index(owner)] = ColumnRange(x0, x1, owner.figures, owner.boxes)
        elif not _names_group(labels.index(box), labels, found, left, right):
            found = sorted([*found, ColumnRange(box.x0, box.x1, False)], key=lambda r: r.x0)
    return found


def _meets(label: BBox, column: ColumnRange) -> bool:
    return column.x0 < label.x1 - 1 and label.x0 + 1 < column.x1


def _names_group(
    index: int, labels: Sequence[BBox], found: Sequence[ColumnRange], left: float, right: float
) -> bool:
    """Whether a label is centred over two or more of the columns found so far, labels beneath it."""
    if len(found) < 2:
        return False
    if _over_several(labels[index], labels):
        return True
    borders = plain_borders(found, left, right)
    spans, _ = tile_header(labels, borders)
    span = next((s for s in spans if s.label == index), None)
    if span is None or span.first == span.last:
        return False
    off = abs(labels[index].cx - (borders[span.first] + borders[span.last + 1]) / 2)
    return off <= OFF_CENTRE * (borders[span.last + 1] - borders[span.first])


def _over_several(label: BBox, labels: Sequence[BBox]) -> bool:
    """Whether the label stands over the middle of two or more neighbouring labels of the next level."""
    below = [box for box in labels if box.cy > label.cy + label.height and box.y0 >= label.y1 - 1]
    top = min((box.cy for box in below), default=0.0)
    level = sorted(box.cx for box in below if abs(box.cy - top) <= label.height)
    for i, first in enumerate(level):
        for last in level[i + 1 :]:
            if abs((first + last) / 2 - label.cx) <= OFF_CENTRE * (last - first) and first < label.cx < last:
                return True
    return False


def build_unruled(
    lines: Lines,
    columns: Columns,
    rules: Sequence[Rule],
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
    body = body_rows(words, borders, rules, columns.leading, page, carried)
    above = form_head(head, borders, rules, columns.leading, page) if head else []
    return Grid(
        rows=tuple(tuple(row) for row in [*above, *top, *body.rows]),
        spans_known=certain or bool(above),
        header_rows=len(top) if top and not above else None,
        page=page,
        decisions=("无表格线：列按文字间距、行按基线划分",),
    )


def _header_rows(
    lines: Lines, columns: Columns, rules: Sequence[Rule], page: int
) -> tuple[list[list[Cell]], bool]:
    blocks = chain_blocks(lines, columns.leading, rules)
    spans, off_centre = tile_header([block.box for block in blocks], columns.borders)
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
