"""The rows of a table without vertical lines, once its columns are known.

Takes the words below the header and the column borders, gives rows of cells.  A row is a set of cells
on one height.  A column whose cells stand between the rows prints each once for the rows it covers
(merged cells): its cells are laid over the rows so that each is in the middle of its own.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from gouji.grids.grid import Cell
from gouji.grids.ruled import make_cell
from gouji.grids.unruled.borders import PADDING, ColumnSet, column_set
from gouji.grids.unruled.cells import TextBlock, flush_right, is_figure, opens_cell
from gouji.grids.unruled.header import LONG
from gouji.grids.unruled.merged_cells import (
    OFF_ROW,
    Band,
    bands_by_height,
    closes_table,
    fitting_columns,
    is_total,
    lay_cells,
    merged_columns,
    row_box,
)
from gouji.read.geometry import text_lines, union
from gouji.read.model import RuledLine, Word

MOSTLY = 0.8
"""Share of a column's cells that are amounts in a column of amounts."""
CENTRED = 2.0
"""A cell stands in the middle of its columns to this (points)."""


@dataclass(frozen=True, slots=True)
class BodyRows:
    """Rows of cells; ``merged`` when cells that cover several rows were found and laid over them."""

    rows: list[list[Cell]]
    merged: bool


def body_rows(
    words: Sequence[Word],
    borders: Sequence[float],
    rules: Sequence[RuledLine],
    leading: float,
    page: int,
    carried: Sequence[Cell] = (),
    sets: Sequence[ColumnSet] = (),
) -> BodyRows:
    """The rows below the header; ``carried`` are the last cells of the page before, which may go on here.

    ``sets`` tells how the columns are set over all pages.
    """
    if not words:
        return BodyRows([], False)
    blocks = _blocks(words, borders, leading)
    columns = len(borders) - 1
    bands, merged = _bands(blocks, rules, borders), merged_columns(blocks, columns)
    if merged:
        bands = _bands_beside(blocks, merged, borders)
    merged |= fitting_columns(blocks, [row_box(band) for band in bands], len(merged), columns)
    rows = [[Cell() for _ in range(columns)] for _ in bands]
    sets = sets or _page_sets(blocks, columns)
    totals = [any(closes_table(block.text) for block in band) for band in bands]
    for row, band, total in zip(rows, bands, totals, strict=True):
        for col in range(columns):
            inside = [w for block in band if block.col == col for w in block.words]
            if inside and (total or col not in merged):
                row[col] = make_cell(inside, page)
        _widen_merged(row, band, sets, borders)
    if merged and False in totals:
        first, last = totals.index(False), len(totals) - totals[::-1].index(False)
        used = {id(b) for band, total in zip(bands, totals, strict=True) if total for b in band}
        loose = [b for b in blocks if b.col in merged and id(b) not in used]
        lay_cells(rows[first:last], loose, [row_box(b) for b in bands[first:last]], page, carried)
    return BodyRows(rows, bool(merged))


def _bands_beside(
    blocks: Sequence[TextBlock], merged: frozenset[int], borders: Sequence[float]
) -> list[Band]:
    """Rows of the columns without merged cells, and rows that only the others print (合计)."""
    bands = _bands([b for b in blocks if b.col not in merged], (), borders)
    boxes = [row_box(band) for band in bands]
    top, bottom = boxes[0].y0, boxes[-1].y1
    for block in (b for b in blocks if b.col in merged and closes_table(b.text)):
        level = [
            b for b in blocks if b.col in merged and abs(b.box.cy - block.box.cy) <= OFF_ROW * b.box.height
        ]
        own = next((x for x in bands if abs(row_box(x).cy - block.box.cy) <= block.box.height / 2), None)
        if own is not None:
            own.extend(level)
        elif not top < block.box.cy < bottom:
            bands.append(level)
    return sorted(bands, key=lambda band: row_box(band).cy)


def column_of(word: Word, borders: Sequence[float]) -> int:
    return min(max(bisect_right(borders, word.bbox.cx) - 1, 0), len(borders) - 2)


def _blocks(words: Sequence[Word], borders: Sequence[float], leading: float) -> list[TextBlock]:
    blocks: list[TextBlock] = []
    for col in range(len(borders) - 1):
        previous: TextBlock | None = None
        for line in text_lines(w for w in words if column_of(w, borders) == col):
            box = union(w.bbox for w in line)
            new = TextBlock(list(line), box, box, col)
            near = previous is not None and box.cy - previous.last.cy <= leading
            if previous is not None and near and not opens_cell(new, previous):
                previous.extend(line, box)
            else:
                blocks.append(new)
                previous = new
    return blocks


# ---- rows ---------------------------------------------------------------------------------------


def _bands(blocks: Sequence[TextBlock], rules: Sequence[RuledLine], borders: Sequence[float]) -> list[Band]:
    """Rows: blocks on one height.  Low blocks found them first, so that a tall one cannot join two rows."""
    drawn = _drawn_bands(blocks, rules, borders)
    if drawn is not None:
        return drawn
    return bands_by_height(blocks)


def _drawn_bands(
    blocks: Sequence[TextBlock], rules: Sequence[RuledLine], borders: Sequence[float]
) -> list[Band] | None:
    """Rows between long horizontal lines, where nearly every row is parted by one."""
    width = borders[-1] - borders[0]
    ys = sorted(r.y0 for r in rules if r.x1 - r.x0 >= LONG * width)
    rows: dict[int, Band] = {}
    for block in blocks:
        rows.setdefault(bisect_right(ys, block.box.cy), []).append(block)
    most = max(sum(1 for b in row if b.col == col) for row in rows.values() for col in {b.col for b in row})
    if len(ys) < 4 or len(rows) < 2 or most > 3:
        return None
    return [rows[key] for key in sorted(rows)]


# ---- cells over several columns -------------------------------------------------------------------


def _page_sets(blocks: Sequence[TextBlock], columns: int) -> list[ColumnSet]:
    """How the columns are set, from one page alone."""
    found = []
    for col in range(columns):
        inside = [b for b in blocks if b.col == col]
        figures = sum(1 for b in inside if flush_right(b.text))
        edges = [b.box.x0 for b in inside if not _is_set_apart(b)]
        found.append(column_set(edges, figures > MOSTLY * len(inside)))
    return found


def _is_set_apart(block: TextBlock) -> bool:
    return is_figure(block.text) or is_total(block.text)


def _widen_merged(row: list[Cell], band: Band, sets: Sequence[ColumnSet], borders: Sequence[float]) -> None:
    """A cell centred over several columns covers them: 合计 over code and name, words in a column of amounts.

    Its left edge is not that of the column's labels, and it stands in the middle of the wider range.
    """
    labels = [block for block in band if not is_figure(block.text)]
    off = [block for block in labels if _is_off(block, sets[block.col])]
    if any(is_total(block.text) for block in off):
        off = [block for block in labels if is_total(block.text) or block in off]
    for block in off:
        col, cell = block.col, row[block.col]
        filled = [k for k, other in enumerate(row) if other.text and other is not cell]
        low = max((k + 1 for k in filled if k < col), default=0)
        high = min((k for k in filled if k > col), default=len(row))
        first, last = _centred_range(block.box.cx, borders, col, (low, high), not sets[col].amounts)
        wide = replace(cell, colspan=last - first + 1)
        row[first : last + 1] = [wide] * (last - first + 1)


def _is_off(block: TextBlock, column: ColumnSet) -> bool:
    if column.amounts:
        return True
    return is_total(block.text) and abs(block.box.x0 - column.start) >= PADDING


def _centred_range(
    middle: float, borders: Sequence[float], col: int, within: tuple[int, int], alone: bool
) -> tuple[int, int]:
    """The fewest columns around ``col`` whose common middle is ``middle``, else the nearest.

    ``within`` is the first column and one past the last that may be covered; ``col`` alone may be
    the answer only where it holds words, or nothing else fits.
    """
    low, high = within
    options = [(a, b) for a in range(low, col + 1) for b in range(col, high)]
    off = {r: abs(middle - (borders[r[0]] + borders[r[1] + 1]) / 2) for r in options}
    wide = [r for r in options if r != (col, col) and off[r] <= CENTRED]
    if wide and not alone:
        options = wide
    return min(options, key=lambda r: (max(0.0, off[r] - CENTRED), r[1] - r[0], off[r]))
