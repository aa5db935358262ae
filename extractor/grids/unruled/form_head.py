"""The head of a form that draws no vertical lines: which columns and rows its fields cover.

Takes the lines above the indicator header and the column borders of the indicators below, gives rows of
cells on these columns, as a ruled form would.  A field is set in the middle of the columns that it
covers; the labels in the first column stand in the middle of their rows.
"""

from __future__ import annotations

from collections.abc import Sequence

from gouji.grids.grid import Cell
from gouji.grids.ruled import make_cell
from gouji.grids.unruled.cells import Lines, TextBlock, chain_blocks
from gouji.grids.unruled.merged_cells import Band, bands_by_height, lay_cells, row_box
from gouji.read.model import RuledLine

OPEN = 6.0
"""Cost (points off centre) of leaving a column of a head row without a cell."""
OVERHANG = 2.0
"""Cost of each point by which a field sticks out of the columns that it is said to cover."""


def form_head(
    lines: Lines, borders: Sequence[float], rules: Sequence[RuledLine], leading: float, page: int
) -> list[list[Cell]]:
    """The rows of a form above its indicators."""
    blocks = chain_blocks(lines, leading, rules)
    for index, block in enumerate(blocks):
        block.col = index + 1
    labels = [b for b in blocks if borders[0] - 3 <= b.box.cx < borders[1] and b.box.x1 <= borders[1] + 3]
    bands = bands_by_height([b for b in blocks if b not in labels])
    boxes = [row_box(band) for band in bands]
    alone = [b for b in labels if all(b.box.y1 < box.y0 or b.box.y0 > box.y1 for box in boxes)]
    bands = sorted([*bands, *([b] for b in alone)], key=lambda band: row_box(band).cy)
    rows = [_head_row(band, borders, page, labelled=bool(labels)) for band in bands]
    for label in labels:
        label.col = 0
    if labels and bands:
        for row in rows:
            row[0] = Cell()
        lay_cells(rows, labels, [row_box(band) for band in bands], page, ())
    return rows


def _head_row(band: Band, borders: Sequence[float], page: int, labelled: bool) -> list[Cell]:
    """The fields of one row over the columns, each where it is most nearly in the middle."""
    columns = len(borders) - 1
    blocks = sorted((b for b in band), key=lambda b: b.box.x0)
    row = [Cell() for _ in range(columns)]
    for block, (first, last) in zip(blocks, _ranges(blocks, borders, 1 if labelled else 0), strict=False):
        cell = make_cell(block.words, page, 1, last - first)
        row[first:last] = [cell] * (last - first)
    return row


def _ranges(blocks: Sequence[TextBlock], borders: Sequence[float], start: int) -> list[tuple[int, int]]:
    """Column ranges for the fields, in order, with the smallest sum of distances from their middles."""
    columns = len(borders) - 1
    best: dict[int, tuple[float, list[tuple[int, int]]]] = {start: (0.0, [])}
    for block in blocks:
        step: dict[int, tuple[float, list[tuple[int, int]]]] = {}
        for done, (cost, found) in best.items():
            for first in range(done, columns):
                for last in range(first + 1, columns + 1):
                    off = abs(block.box.cx - (borders[first] + borders[last]) / 2)
                    over = max(0.0, borders[first] - block.box.x0) + max(0.0, block.box.x1 - borders[last])
                    total = cost + off + OVERHANG * over + OPEN * (first - done)
                    if last not in step or total < step[last][0]:
                        step[last] = (total, [*found, (first, last)])
        best = step
    rest = {last: (cost + OPEN * (columns - last), found) for last, (cost, found) in best.items()}
    return min(rest.values(), key=lambda option: option[0])[1] if rest else []
