"""The rows of a table without vertical lines, once its columns are known.

Takes the words below the header and the column borders, gives rows of cells (:func:`body_rows`); of a form also the
rows of its head (:func:`form_head`).  A row is a set of cells on one height.  A column whose cells stand between the
rows prints each once for the rows it covers (merged cells): a cell stands in the middle of the rows that it covers,
and its rows are a union of those that the cells to its right cover.  A field of a form's head is set in the middle of
the columns that it covers.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from gouji.domain.totals import WHOLE, TotalLevel, is_total, total_level
from gouji.figures import is_data
from gouji.grids.grid import make_cell
from gouji.grids.settings import UnruledSettings
from gouji.grids.unruled.cells import (
    TextBlock,
    WordLines,
    chain_blocks,
    flush_right,
    opens_cell,
)
from gouji.grids.unruled.columns import CellAlignment, cell_alignment
from gouji.read.geometry import text_lines, union
from gouji.read.model import BBox, Cell, RuledLine, Word

RowRange = tuple[int, int]
RowCells = list[TextBlock]


def closes_table(text: str) -> bool:
    """The 合计 of a table, which stands beside no merged cell; a 小计 is the first row below one."""
    return total_level(text) in WHOLE | {TotalLevel.YEAR, TotalLevel.SCORE}


def row_box(band: RowCells) -> BBox:
    return union(block.box for block in band)


def bands_by_height(blocks: Sequence[TextBlock], settings: UnruledSettings) -> list[RowCells]:
    """Rows of blocks that overlap in height, at most one of each column."""
    rows: list[RowCells] = []
    for block in sorted(blocks, key=lambda b: (round(b.box.height), b.box.y0)):
        options = [(share, row) for row in rows if (share := _overlap(block, row)) >= settings.row_overlap]
        free = [(s, row) for s, row in options if all(other.col != block.col for other in row)]
        if free:
            max(free, key=lambda option: option[0])[1].append(block)
        else:
            rows.append([block])
    return sorted(rows, key=lambda row: min(b.box.cy for b in row))


def _overlap(block: TextBlock, row: RowCells) -> float:
    """The share of the lower of the two heights in which a block and a row overlap."""
    top, bottom = min(b.box.y0 for b in row), max(b.box.y1 for b in row)
    shared = min(bottom, block.box.y1) - max(top, block.box.y0)
    return shared / min(bottom - top, block.box.height)


def merged_columns(blocks: Sequence[TextBlock], columns: int, settings: UnruledSettings) -> frozenset[int]:
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
            row_box(x)
            for x in bands_by_height([b for b in blocks if b.col > col and b.col not in loose], settings)
        ]
        if any(b.col == col and not is_data(b.text) and _between(b, rows, height, settings) for b in blocks):
            loose.add(col)
    return frozenset(range(max(loose) + 1)) if loose and max(loose) + 1 < columns else frozenset()


def _between(block: TextBlock, rows: Sequence[BBox], height: float, settings: UnruledSettings) -> bool:
    """Whether a block stands between two rows that leave no room for a row of its own."""
    above = max((r for r in rows if r.cy <= block.box.cy), key=lambda r: r.cy, default=None)
    below = min((r for r in rows if r.cy > block.box.cy), key=lambda r: r.cy, default=None)
    if above is None or below is None or below.y0 - above.y1 >= block.last.height:
        return False
    return min(block.box.cy - above.cy, below.cy - block.box.cy) > settings.off_row * height


def fitting_columns(
    blocks: Sequence[TextBlock], rows: Sequence[BBox], start: int, columns: int, settings: UnruledSettings
) -> frozenset[int]:
    """The columns of words from ``start`` on whose fewer cells stand in the middle of ranges that cover all rows."""
    found: set[int] = set()
    totals = [b.box.cy for b in blocks if closes_table(b.text) and b.col <= start + 1]
    body = [r for r in rows if all(abs(r.cy - y) > 1 for y in totals)]
    for col in range(start, columns - 1):
        inside = [b for b in blocks if b.col == col and all(abs(b.box.cy - y) > 1 for y in totals)]
        if not 1 < len(inside) < len(body) or any(is_data(b.text) for b in inside):
            break
        if not _fits([b.box.cy for b in inside], row_edges(body), settings):
            break
        found.add(col)
    return frozenset(found)


def _fits(middles: Sequence[float], edges: Sequence[float], settings: UnruledSettings) -> bool:
    spans = _row_ranges(middles, edges, frozenset(range(len(edges))), open_start=False)
    covered = bool(spans) and spans[-1][1] == len(edges) - 1
    off = (abs(y - (edges[a] + edges[b]) / 2) for y, (a, b) in zip(middles, spans, strict=False))
    return covered and all(x <= settings.rows_middle for x in off)


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
        spans = _row_ranges([b.box.cy for b in column], edges, allowed, open_start=before is not None)
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


def _row_ranges(
    middles: Sequence[float], edges: Sequence[float], allowed: frozenset[int], open_start: bool
) -> list[RowRange]:
    """Consecutive row ranges, one per middle, with the smallest sum of distances from their middles."""
    count = len(edges) - 1
    starts = sorted(allowed) if open_start else [0]
    best: dict[int, tuple[float, list[RowRange]]] = {start: (0.0, []) for start in starts}
    for middle in middles:
        step: dict[int, tuple[float, list[RowRange]]] = {}
        for start, (cost, spans) in best.items():
            for end in range(start + 1, count + 1):
                total = cost + abs(middle - (edges[start] + edges[end]) / 2)
                if end in allowed and (end not in step or total < step[end][0]):
                    step[end] = (total, [*spans, (start, end)])
        best = step
    rest = {end: (cost + (edges[-1] - edges[end]), spans) for end, (cost, spans) in best.items()}
    return min(rest.values(), key=lambda option: option[0])[1] if rest else []


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
    sets: Sequence[CellAlignment] = (),
    *,
    settings: UnruledSettings,
) -> BodyRows:
    """The rows below the header; ``carried`` are the last cells of the page before, which may go on here.

    ``sets`` tells how the columns are set over all pages.
    """
    if not words:
        return BodyRows([], False)
    blocks = _blocks(words, borders, leading)
    columns = len(borders) - 1
    bands, merged = _bands(blocks, rules, borders, settings), merged_columns(blocks, columns, settings)
    if merged:
        bands = _bands_beside(blocks, merged, borders, settings)
    merged |= fitting_columns(blocks, [row_box(band) for band in bands], len(merged), columns, settings)
    rows = [[Cell() for _ in range(columns)] for _ in bands]
    sets = sets or _page_sets(blocks, columns, settings)
    totals = [any(closes_table(block.text) for block in band) for band in bands]
    for row, band, total in zip(rows, bands, totals, strict=True):
        for col in range(columns):
            inside = [w for block in band if block.col == col for w in block.words]
            if inside and (total or col not in merged):
                row[col] = make_cell(inside, page)
        _widen_merged(row, band, sets, borders, settings)
    if merged and False in totals:
        first, last = totals.index(False), len(totals) - totals[::-1].index(False)
        used = {id(b) for band, total in zip(bands, totals, strict=True) if total for b in band}
        loose = [b for b in blocks if b.col in merged and id(b) not in used]
        lay_cells(rows[first:last], loose, [row_box(b) for b in bands[first:last]], page, carried)
    return BodyRows(rows, bool(merged))


def _bands_beside(
    blocks: Sequence[TextBlock], merged: frozenset[int], borders: Sequence[float], settings: UnruledSettings
) -> list[RowCells]:
    """Rows of the columns without merged cells, and rows that only the others print (合计)."""
    bands = _bands([b for b in blocks if b.col not in merged], (), borders, settings)
    boxes = [row_box(band) for band in bands]
    top, bottom = boxes[0].y0, boxes[-1].y1
    for block in (b for b in blocks if b.col in merged and closes_table(b.text)):
        level = [
            b
            for b in blocks
            if b.col in merged and abs(b.box.cy - block.box.cy) <= settings.off_row * b.box.height
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


def _bands(
    blocks: Sequence[TextBlock],
    rules: Sequence[RuledLine],
    borders: Sequence[float],
    settings: UnruledSettings,
) -> list[RowCells]:
    """Rows: blocks on one height.  Low blocks found them first, so that a tall one cannot join two rows."""
    drawn = _drawn_bands(blocks, rules, borders, settings)
    if drawn is not None:
        return drawn
    return bands_by_height(blocks, settings)


def _drawn_bands(
    blocks: Sequence[TextBlock],
    rules: Sequence[RuledLine],
    borders: Sequence[float],
    settings: UnruledSettings,
) -> list[RowCells] | None:
    """Rows between long horizontal lines, where nearly every row is parted by one."""
    width = borders[-1] - borders[0]
    ys = sorted(r.y0 for r in rules if r.x1 - r.x0 >= settings.long_line * width)
    rows: dict[int, RowCells] = {}
    for block in blocks:
        rows.setdefault(bisect_right(ys, block.box.cy), []).append(block)
    most = max(sum(1 for b in row if b.col == col) for row in rows.values() for col in {b.col for b in row})
    if len(ys) < 4 or len(rows) < 2 or most > 3:
        return None
    return [rows[key] for key in sorted(rows)]


# ---- cells over several columns -------------------------------------------------------------------


def _page_sets(blocks: Sequence[TextBlock], columns: int, settings: UnruledSettings) -> list[CellAlignment]:
    """How the columns are set, from one page alone."""
    found = []
    for col in range(columns):
        inside = [b for b in blocks if b.col == col]
        figures = sum(1 for b in inside if flush_right(b.text))
        edges = [b.box.x0 for b in inside if not _is_set_apart(b)]
        found.append(cell_alignment(edges, figures > settings.amounts * len(inside)))
    return found


def _is_set_apart(block: TextBlock) -> bool:
    return is_data(block.text) or is_total(block.text)


def _widen_merged(
    row: list[Cell],
    band: RowCells,
    sets: Sequence[CellAlignment],
    borders: Sequence[float],
    settings: UnruledSettings,
) -> None:
    """A cell centred over several columns covers them: 合计 over code and name, words in a column of amounts.

    Its left edge is not that of the column's labels, and it stands in the middle of the wider range.
    """
    labels = [block for block in band if not is_data(block.text)]
    off = [block for block in labels if _is_off(block, sets[block.col], settings)]
    if any(is_total(block.text) for block in off):
        off = [block for block in labels if is_total(block.text) or block in off]
    for block in off:
        col, cell = block.col, row[block.col]
        filled = [k for k, other in enumerate(row) if other.text and other is not cell]
        low = max((k + 1 for k in filled if k < col), default=0)
        high = min((k for k in filled if k > col), default=len(row))
        first, last = _centred_range(block.box.cx, borders, col, (low, high), not sets[col].amounts, settings)
        wide = replace(cell, colspan=last - first + 1)
        row[first : last + 1] = [wide] * (last - first + 1)


def _is_off(block: TextBlock, column: CellAlignment, settings: UnruledSettings) -> bool:
    if column.amounts:
        return True
    return is_total(block.text) and abs(block.box.x0 - column.start) >= settings.padding


def _centred_range(
    middle: float,
    borders: Sequence[float],
    col: int,
    within: tuple[int, int],
    alone: bool,
    settings: UnruledSettings,
) -> tuple[int, int]:
    """The fewest columns around ``col`` whose common middle is ``middle``, else the nearest.

    ``within`` is the first column and one past the last that may be covered; ``col`` alone may be
    the answer only where it holds words, or nothing else fits.
    """
    low, high = within
    options = [(a, b) for a in range(low, col + 1) for b in range(col, high)]
    off = {r: abs(middle - (borders[r[0]] + borders[r[1] + 1]) / 2) for r in options}
    wide = [r for r in options if r != (col, col) and off[r] <= settings.columns_middle]
    if wide and not alone:
        options = wide
    return min(options, key=lambda r: (max(0.0, off[r] - settings.columns_middle), r[1] - r[0], off[r]))


def form_head(
    lines: WordLines,
    borders: Sequence[float],
    rules: Sequence[RuledLine],
    leading: float,
    page: int,
    settings: UnruledSettings,
) -> list[list[Cell]]:
    """The rows of a form above its indicators."""
    blocks = chain_blocks(lines, leading, rules, settings=settings)
    for index, block in enumerate(blocks):
        block.col = index + 1
    labels = [b for b in blocks if borders[0] - 3 <= b.box.cx < borders[1] and b.box.x1 <= borders[1] + 3]
    bands = bands_by_height([b for b in blocks if b not in labels], settings)
    boxes = [row_box(band) for band in bands]
    alone = [b for b in labels if all(b.box.y1 < box.y0 or b.box.y0 > box.y1 for box in boxes)]
    bands = sorted([*bands, *([b] for b in alone)], key=lambda band: row_box(band).cy)
    rows = [_head_row(band, borders, page, labelled=bool(labels), settings=settings) for band in bands]
    for label in labels:
        label.col = 0
    if labels and bands:
        for row in rows:
            row[0] = Cell()
        lay_cells(rows, labels, [row_box(band) for band in bands], page, ())
    return rows


def _head_row(
    band: RowCells, borders: Sequence[float], page: int, labelled: bool, settings: UnruledSettings
) -> list[Cell]:
    """The fields of one row over the columns, each where it is most nearly in the middle."""
    columns = len(borders) - 1
    blocks = sorted((b for b in band), key=lambda b: b.box.x0)
    row = [Cell() for _ in range(columns)]
    for block, (first, last) in zip(
        blocks, _head_ranges(blocks, borders, 1 if labelled else 0, settings), strict=False
    ):
        cell = make_cell(block.words, page, 1, last - first)
        row[first:last] = [cell] * (last - first)
    return row


def _head_ranges(
    blocks: Sequence[TextBlock], borders: Sequence[float], start: int, settings: UnruledSettings
) -> list[tuple[int, int]]:
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
                    total = cost + off + settings.head_overhang * over + settings.head_open * (first - done)
                    if last not in step or total < step[last][0]:
                        step[last] = (total, [*found, (first, last)])
        best = step
    rest = {
        last: (cost + settings.head_open * (columns - last), found) for last, (cost, found) in best.items()
    }
    return min(rest.values(), key=lambda option: option[0])[1] if rest else []
