"""The rows of a table without vertical lines, once its columns are known.

Takes the words below the header and the column borders, gives rows of cells.  A row is a set of cells
on one height.  A column whose cells stand between the rows prints each once for the rows it covers
(merged cells): its cells are laid over the rows so that each is in the middle of its own.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from extractor.domain.headers import TOTAL
from extractor.read.geometry import text_lines, union
from extractor.read.model import Rule, Word
from extractor.tables.grid import Cell
from extractor.tables.ruled import make_cell
from extractor.tables.unruled_blocks import TextBlock, is_figure, opens_cell
from extractor.tables.unruled_borders import PADDING
from extractor.tables.unruled_header import LONG

OFF_ROW = 0.3
"""A cell further off the middle of every row than this share of the text height covers several rows."""

Band = list[TextBlock]


@dataclass(frozen=True, slots=True)
class BodyRows:
    """Rows of cells; ``merged`` when cells that cover several rows were found and laid over them."""

    rows: list[list[Cell]]
    merged: bool


def body_rows(
    words: Sequence[Word],
    borders: Sequence[float],
    rules: Sequence[Rule],
    leading: float,
    page: int,
    carried: Sequence[Cell] = (),
) -> BodyRows:
    """The rows below the header; ``carried`` are the last cells of the page before, which may go on here."""
    if not words:
        return BodyRows([], False)
    blocks = _blocks(words, borders, leading)
    columns = len(borders) - 1
    bands, merged = _bands(blocks, rules, borders), frozenset[int]()
    if (loose := _merged_columns(blocks, bands, columns)) and loose != frozenset(range(columns)):
        bands, merged = _bands([b for b in blocks if b.col not in loose], (), borders), loose
    rows = [[Cell() for _ in range(columns)] for _ in bands]
    starts = _usual_starts(blocks, columns)
    for row, band in zip(rows, bands, strict=True):
        for col in range(columns):
            inside = [w for block in band if block.col == col for w in block.words]
            if inside:
                row[col] = make_cell(inside, page)
        _widen_totals(row, band, starts, borders)
    for col in sorted(merged):
        column = [b for b in blocks if b.col == col]
        before = carried[col] if col < len(carried) and carried[col].text else None
        _lay(rows, col, column, _edges(bands), page, before)
    return BodyRows(rows, bool(merged))


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


def _bands(blocks: Sequence[TextBlock], rules: Sequence[Rule], borders: Sequence[float]) -> list[Band]:
    """Rows: blocks on one height.  Low blocks found them first, so that a tall one cannot join two rows."""
    drawn = _drawn_bands(blocks, rules, borders)
    if drawn is not None:
        return drawn
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


def _drawn_bands(
    blocks: Sequence[TextBlock], rules: Sequence[Rule], borders: Sequence[float]
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


# ---- merged cells -------------------------------------------------------------------------------


def _merged_columns(blocks: Sequence[TextBlock], bands: Sequence[Band], columns: int) -> frozenset[int]:
    """The leading columns up to the last one that prints a cell between two rows.

    Rows are those of the column with most cells.  In a table without merged cells every cell is in
    the middle of a row (or at its top), so no column is found.
    """
    counts = [sum(1 for b in blocks if b.col == col) for col in range(columns)]
    full = counts.index(max(counts))
    heights = median(b.last.height for b in blocks)
    rows = [b.box for b in blocks if b.col == full]
    if len(rows) < 2:
        return frozenset()

    def between(block: TextBlock) -> bool:
        above = max((r for r in rows if r.cy <= block.box.cy), key=lambda r: r.cy, default=None)
        below = min((r for r in rows if r.cy > block.box.cy), key=lambda r: r.cy, default=None)
        if above is None or below is None or below.y0 - above.y1 >= block.last.height:
            return False
        return min(block.box.cy - above.cy, below.cy - block.box.cy) > OFF_ROW * heights

    loose = {b.col for b in blocks if b.col < full and between(b) and not is_figure(b.text)}
    few = {col for col in loose if counts[col] < counts[full]}
    return frozenset(range(max(few) + 1)) if few else frozenset()


def _edges(bands: Sequence[Band]) -> list[float]:
    """The heights at which rows meet: in the middle of the white between them."""
    tops = [min(b.box.y0 for b in band) for band in bands]
    bottoms = [max(b.box.y1 for b in band) for band in bands]
    inner = [(bottom + top) / 2 for bottom, top in zip(bottoms, tops[1:], strict=False)]
    gap = (inner[0] - bottoms[0]) if inner else 0.0
    return [tops[0] - gap, *inner, bottoms[-1] + gap]


def _lay(
    rows: list[list[Cell]],
    col: int,
    blocks: Sequence[TextBlock],
    edges: Sequence[float],
    page: int,
    carried: Cell | None,
) -> None:
    """Lay the blocks of one column over the rows, each over the rows whose middle it stands in."""
    spans = _tile([b.box.cy for b in blocks], edges, open_start=carried is not None)
    first = spans[0][0] if spans else len(rows)
    if carried is not None:
        for row in rows[:first]:
            row[col] = carried
    for block, (a, b) in zip(blocks, spans, strict=True):
        cell = make_cell(block.words, page, b - a)
        for row in rows[a:b]:
            row[col] = cell


def _tile(middles: Sequence[float], edges: Sequence[float], open_start: bool) -> list[tuple[int, int]]:
    """Consecutive row ranges, one per middle, with the smallest sum of distances from their middles."""
    count = len(edges) - 1
    best: dict[int, tuple[float, list[tuple[int, int]]]] = {0: (0.0, [])}
    if open_start:
        best = {k: (0.0, []) for k in range(count + 1)}
    for middle in middles:
        step: dict[int, tuple[float, list[tuple[int, int]]]] = {}
        for start, (cost, spans) in best.items():
            for end in range(start + 1, count + 1):
                total = cost + abs(middle - (edges[start] + edges[end]) / 2)
                if end not in step or total < step[end][0]:
                    step[end] = (total, [*spans, (start, end)])
        best = step
    rest = {end: (cost + (edges[-1] - edges[end]), spans) for end, (cost, spans) in best.items()}
    return min(rest.values(), key=lambda option: option[0])[1] if rest else []


# ---- totals -------------------------------------------------------------------------------------


def _usual_starts(blocks: Sequence[TextBlock], columns: int) -> list[float]:
    """The left edge at which most labels of a column begin."""
    starts = []
    for col in range(columns):
        edges = [b.box.x0 for b in blocks if b.col == col and not _centred_total(b)]
        starts.append(median(edges) if edges else float("inf"))
    return starts


def is_total(text: str) -> bool:
    return TOTAL.match(text) is not None or text.endswith(("合计", "总计", "小计")) and len(text) <= 10


def _centred_total(block: TextBlock) -> bool:
    return is_figure(block.text) or is_total(block.text)


def _widen_totals(
    row: list[Cell], band: Band, starts: Sequence[float], borders: Sequence[float]
) -> None:
    """A 合计 centred over code and name covers both: its left edge is not that of the column."""
    for block in band:
        col, cell = block.col, row[block.col]
        if not is_total(block.text) or abs(block.box.x0 - starts[col]) < PADDING:
            continue
        filled = [k for k, other in enumerate(row) if other.text and k != col]
        low = max((k + 1 for k in filled if k < col), default=0)
        high = min((k for k in filled if k > col), default=col + 1)
        first, last = _centred_range(block.box.cx, borders, col, low, high)
        wide = replace(cell, colspan=last - first + 1)
        row[first : last + 1] = [wide] * (last - first + 1)


def _centred_range(
    middle: float, borders: Sequence[float], col: int, low: int, high: int
) -> tuple[int, int]:
    """The columns around ``col``, within ``low..high - 1``, whose common middle is nearest to ``middle``."""
    options = [(a, b) for a in range(low, col + 1) for b in range(col, high)]
    return min(options, key=lambda r: (abs(middle - (borders[r[0]] + borders[r[1] + 1]) / 2), r[1] - r[0]))
