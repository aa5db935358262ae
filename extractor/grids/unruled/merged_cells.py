"""Cells that cover several rows of a table without vertical lines.

Takes the cells of the leading columns and the boxes of the rows, gives which columns print one cell for several
rows, and lays their cells over the rows: a cell stands in the middle of the rows that it covers, and
its rows are a union of those that the cells to its right cover.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from gouji.domain.headers import TOTAL
from gouji.grids.grid import Cell
from gouji.grids.ruled import make_cell
from gouji.grids.unruled.cells import TextBlock, is_figure
from gouji.read.geometry import union
from gouji.read.model import BBox

OFF_ROW = 0.3
"""A cell further off the middle of every row than this share of the text height covers several rows."""
FIT = 2.5
"""A cell stands in the middle of its rows to this (points)."""

Span = tuple[int, int]
Band = list[TextBlock]


def is_total(text: str) -> bool:
    return TOTAL.match(text) is not None or text.endswith(("合计", "总计", "小计")) and len(text) <= 10


def closes_table(text: str) -> bool:
    """The 合计 of a table, which stands beside no merged cell; a 小计 is the first row below one."""
    return is_total(text) and not text.endswith("小计")


def row_box(band: Band) -> BBox:
    return union(block.box for block in band)


def bands_by_height(blocks: Sequence[TextBlock]) -> list[Band]:
    """Rows of blocks that overlap in height, at most one of each column."""
    rows: list[Band] = []
    for block in sorted(blocks, key=lambda b: (round(b.box.height), b.box.y0)):
        options = [(share, row) for row in rows if (share := _overlap(block, row)) >= 0.5]
        free = [(s, row) for s, row in options if all(other.col != block.col for other in row)]
        if free:
            max(free, key=lambda option: option[0])[1].append(block)
        else:
            rows.append([block])
    return sorted(rows, key=lambda row: min(b.box.cy for b in row))


def _overlap(block: TextBlock, row: Band) -> float:
    """The share of the lower of the two heights in which a block and a row overlap."""
    top, bottom = min(b.box.y0 for b in row), max(b.box.y1 for b in row)
    shared = min(bottom, block.box.y1) - max(top, block.box.y0)
    return shared / min(bottom - top, block.box.height)


def merged_columns(blocks: Sequence[TextBlock], columns: int) -> frozenset[int]:
    """The leading columns up to the last one that prints a cell between two rows.

    Rows are those of the columns further right that print no such cell.  In a table without merged cells
    every cell is in the middle of a row (or at its top), so no column is found.
    """
    counts = [sum(1 for b in blocks if b.col == col) for col in range(columns)]
    full = counts.index(max(counts))
    height = median(b.last.height for b in blocks)
    loose: set[int] = set()
    for col in (col for col in range(full - 1, -1, -1) if counts[col] < counts[full]):
        rows = [
            row_box(x) for x in bands_by_height([b for b in blocks if b.col > col and b.col not in loose])
        ]
        if any(b.col == col and not is_figure(b.text) and _between(b, rows, height) for b in blocks):
            loose.add(col)
    return frozenset(range(max(loose) + 1)) if loose and max(loose) + 1 < columns else frozenset()


def _between(block: TextBlock, rows: Sequence[BBox], height: float) -> bool:
    """Whether a block stands between two rows that leave no room for a row of its own."""
    above = max((r for r in rows if r.cy <= block.box.cy), key=lambda r: r.cy, default=None)
    below = min((r for r in rows if r.cy > block.box.cy), key=lambda r: r.cy, default=None)
    if above is None or below is None or below.y0 - above.y1 >= block.last.height:
        return False
    return min(block.box.cy - above.cy, below.cy - block.box.cy) > OFF_ROW * height


def fitting_columns(
    blocks: Sequence[TextBlock], rows: Sequence[BBox], start: int, columns: int
) -> frozenset[int]:
    """The columns of words from ``start`` on whose fewer cells stand in the middle of ranges that cover all rows."""
    found: set[int] = set()
    totals = [b.box.cy for b in blocks if closes_table(b.text) and b.col <= start + 1]
    body = [r for r in rows if all(abs(r.cy - y) > 1 for y in totals)]
    for col in range(start, columns - 1):
        inside = [b for b in blocks if b.col == col and all(abs(b.box.cy - y) > 1 for y in totals)]
        if not 1 < len(inside) < len(body) or any(is_figure(b.text) for b in inside):
            break
        if not _fits([b.box.cy for b in inside], row_edges(body)):
            break
        found.add(col)
    return frozenset(found)


def _fits(middles: Sequence[float], edges: Sequence[float]) -> bool:
    spans = _tile(middles, edges, frozenset(range(len(edges))), open_start=False)
    covered = bool(spans) and spans[-1][1] == len(edges) - 1
    off = (abs(y - (edges[a] + edges[b]) / 2) for y, (a, b) in zip(middles, spans, strict=False))
    return covered and all(x <= FIT for x in off)


def row_edges(rows: Sequence[BBox]) -> list[float]:
    """The heights at which rows meet: in the middle of the white between them."""
    inner = [(a.y1 + b.y0) / 2 for a, b in pairwise(rows)]
    gap = (inner[0] - rows[0].y1) if inner else 0.0
    return [rows[0].y0 - gap, *inner, rows[-1].y1 + gap]


def lay_cells(
    rows: list[list[Cell]],
    blocks: Sequence[TextBlock],
    boxes: Sequence[BBox],
    page: int,
    carried: Sequence[Cell],
) -> None:
    """Write the cells of merged columns into ``rows``, which stand at ``boxes``.

    ``carried`` are the last cells of the page before, which may go on in the first rows.
    """
    allowed = frozenset(range(len(rows) + 1))
    edges = row_edges(boxes)
    for col in sorted({b.col for b in blocks} | _carried_columns(blocks, carried), reverse=True):
        column = [b for b in blocks if b.col == col]
        before = carried[col] if col < len(carried) and carried[col].text else None
        spans = _tile([b.box.cy for b in column], edges, allowed, open_start=before is not None)
        for row in rows[: spans[0][0] if spans else len(rows)]:
            row[col] = before or row[col]
        for block, (a, b) in zip(column, spans, strict=False):
            cell = make_cell(block.words, page, b - a)
            for row in rows[a:b]:
                row[col] = cell
        if spans:
            allowed = frozenset(edge for span in spans for edge in span) | {0, len(rows)}


def _carried_columns(blocks: Sequence[TextBlock], carried: Sequence[Cell]) -> set[int]:
    last = max((b.col for b in blocks), default=-1)
    return {col for col, cell in enumerate(carried[: last + 1]) if cell.text}


def _tile(
    middles: Sequence[float], edges: Sequence[float], allowed: frozenset[int], open_start: bool
) -> list[Span]:
    """Consecutive row ranges, one per middle, with the smallest sum of distances from their middles."""
    count = len(edges) - 1
    starts = sorted(allowed) if open_start else [0]
    best: dict[int, tuple[float, list[Span]]] = {start: (0.0, []) for start in starts}
    for middle in middles:
        step: dict[int, tuple[float, list[Span]]] = {}
        for start, (cost, spans) in best.items():
            for end in range(start + 1, count + 1):
                total = cost + abs(middle - (edges[start] + edges[end]) / 2)
                if end in allowed and (end not in step or total < step[end][0]):
                    step[end] = (total, [*spans, (start, end)])
        best = step
    rest = {end: (cost + (edges[-1] - edges[end]), spans) for end, (cost, spans) in best.items()}
    return min(rest.values(), key=lambda option: option[0])[1] if rest else []
