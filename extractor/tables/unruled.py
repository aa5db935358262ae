"""Tables without a lattice of ruled lines: columns from the gaps between words, rows from baselines.

Takes the words of one table (all its pages for the columns, one page for the rows) and whatever
horizontal lines are drawn, gives a :class:`Grid`.  Columns are the x ranges that the body's words
cover; a row is a set of cells on one height; a cell of several lines is recognised by its leading
being tighter than the distance of the rows.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from extractor.normalise import plain_number
from extractor.read.geometry import text_lines, union
from extractor.read.model import BBox, Rule, Word
from extractor.tables.grid import Cell, Grid
from extractor.tables.header_spans import Span, tile_header
from extractor.tables.ruled import make_cell

SEGMENT_GAP = 1.0
"""Words of one line nearer than this times their height are one entry, unless both are figures."""
LEADING = 1.55
"""Lines of one cell lie no further apart than this times the text height."""
BRIDGE = 0.09
"""Share of the body's lines that may bridge a gap between two columns (a centred 合计)."""
TIGHT = 6.0
"""With labels less than this off their centre (points, mean) the header's spans count as certain."""
_YEAR = re.compile(r"(?:19|20)\d\d年?")

Lines = Sequence[tuple[Word, ...]]


@dataclass(frozen=True, slots=True)
class Columns:
    """Column borders, and how many lines at the top of the first page are header."""

    borders: tuple[float, ...]
    header: int


@dataclass(slots=True)
class _Block:
    """A printed cell: words of one column on lines that belong together."""

    col: int
    words: list[Word]
    box: BBox


def is_figure(text: str) -> bool:
    """A figure or code, but no year, which may stand in a header."""
    return plain_number(text) is not None and _YEAR.fullmatch(text) is None


def segments(line: Sequence[Word]) -> list[BBox]:
    """The entries of one line: runs of words without a wide gap; two figures are never one entry."""
    found: list[list[Word]] = []
    for word in line:
        if found:
            last = found[-1][-1]
            gap = word.bbox.x0 - last.bbox.x1
            both = is_figure(last.text) and is_figure(word.text)
            if gap <= SEGMENT_GAP * min(last.bbox.height, word.bbox.height) and not both:
                found[-1].append(word)
                continue
        found.append([word])
    return [union(w.bbox for w in run) for run in found]


def has_figure(line: Sequence[Word]) -> bool:
    return any(is_figure(word.text) for word in line)


def header_lines(lines: Lines, rules: Sequence[Rule]) -> int:
    """How many of the first lines are header: down to the second long rule, else to the first figure."""
    if not lines:
        return 0
    left, right = (
        min(w.bbox.x0 for line in lines for w in line),
        max(w.bbox.x1 for line in lines for w in line),
    )
    long = sorted(r.y0 for r in rules if r.x1 - r.x0 >= 0.85 * (right - left))
    first = next((k for k, line in enumerate(lines) if has_figure(line)), None)
    top = min(w.bbox.y0 for w in lines[0])
    inner = [y for y in long if y > top + 2]
    if inner and (first is None or inner[0] <= min(w.bbox.cy for w in lines[first])):
        return sum(1 for line in lines if max(w.bbox.cy for w in line) < inner[0])
    return first if first is not None else 1


def find_columns(pages: Sequence[Lines], header: int) -> Columns | None:
    """The columns of a table from the lines of all its pages; ``header`` lines of the first are labels."""
    body = [line for k, lines in enumerate(pages) for line in (lines[header:] if k == 0 else lines)]
    labels = [segments(line) for line in pages[0][:header]]
    entries = [(box, has_figure(line)) for line in body for box in segments(line)]
    ranges = _ranges(entries, len(body)) if entries else []
    ranges = _with_empty_columns(ranges, labels)
    if len(ranges) < 2:
        return None
    inner = [(a[1] + b[0]) / 2 for a, b in zip(ranges, ranges[1:], strict=False)]
    every = [box for row in labels for box in row] + [box for box, _ in entries]
    return Columns((min(b.x0 for b in every) - 1, *inner, max(b.x1 for b in every) + 1), header)


def _ranges(entries: Sequence[tuple[BBox, bool]], count: int) -> list[tuple[float, float]]:
    """The x ranges that the entries cover, an occasional bridge apart."""
    tolerated = int(BRIDGE * count) if count >= 6 else 0
    events: list[tuple[float, int]] = []
    for box, _ in entries:
        events.append((box.x0, 1))
        events.append((box.x1, -1))
    ranges: list[tuple[float, float]] = []
    depth, start = 0, 0.0
    for x, step in sorted(events):
        before, depth = depth, depth + step
        if before <= tolerated < depth:
            start = x
        elif depth <= tolerated < before:
            ranges.append((start, x))
    return _joined(ranges, entries)


def _joined(
    ranges: list[tuple[float, float]], entries: Sequence[tuple[BBox, bool]]
) -> list[tuple[float, float]]:
    """Ranges parted by less than a hair are one; entries that no range holds get their own."""
    for box, _ in entries:
        if not any(a < box.x1 and box.x0 < b for a, b in ranges):
            ranges.append((box.x0, box.x1))
    joined: list[tuple[float, float]] = []
    for a, b in sorted(ranges):
        if joined and a <= joined[-1][1] + 0.8:
            joined[-1] = (joined[-1][0], max(b, joined[-1][1]))
        else:
            joined.append((a, b))
    return joined


def _with_empty_columns(
    ranges: list[tuple[float, float]], labels: Sequence[Sequence[BBox]]
) -> list[tuple[float, float]]:
    """Add the columns that only a label shows: one on the lowest level that stands between two ranges."""
    found = list(ranges)
    flat = [box for row in labels for box in row]
    for box in flat:
        if any(a < box.x1 - 1 and box.x0 + 1 < b for a, b in found):
            continue
        below = [o for o in flat if o.y0 >= box.cy and abs(o.cx - box.cx) < 0.5 * box.width + o.width]
        if not below:
            found.append((box.x0, box.x1))
    return sorted(found)


def build_unruled(lines: Lines, columns: Columns, rules: Sequence[Rule], page: int, header: int) -> Grid:
    """The grid of one page of a table; ``header`` of its lines are header."""
    borders = columns.borders
    top, certain = _header_rows(lines[:header], borders, page) if header else ([], True)
    rows = _body_rows([w for line in lines[header:] for w in line], borders, rules, page)
    return Grid(
        rows=tuple(tuple(row) for row in [*top, *rows]),
        spans_known=certain,
        header_rows=len(top) if top else None,
        page=page,
        decisions=("无表格线：列按文字间距、行按基线划分",),
    )


def _header_rows(lines: Lines, borders: Sequence[float], page: int) -> tuple[list[list[Cell]], bool]:
    blocks = _label_blocks(lines)
    boxes = [union(w.bbox for w in block) for block in blocks]
    spans, off_centre = tile_header(boxes, borders)
    height = 1 + max(span.bottom for span in spans)
    rows = [[Cell() for _ in range(len(borders) - 1)] for _ in range(height)]
    for span in spans:
        _put_span(rows, span, blocks[span.label], page)
    return rows, off_centre <= TIGHT and len(spans) == len(blocks)


def _put_span(rows: list[list[Cell]], span: Span, words: Sequence[Word], page: int) -> None:
    cell = make_cell(words, page, span.bottom - span.top + 1, span.last - span.first + 1)
    for row in range(span.top, span.bottom + 1):
        for col in range(span.first, span.last + 1):
            rows[row][col] = cell


def _label_blocks(lines: Lines) -> list[list[Word]]:
    """The labels of a header: entries that stand under each other with the leading of one cell."""
    blocks: list[list[Word]] = []
    for line in lines:
        for box in segments(line):
            words = [w for w in line if box.x0 <= w.bbox.cx <= box.x1]
            home = next((b for b in blocks if _continues(b, words)), None)
            if home is None:
                blocks.append(words)
            else:
                home.extend(words)
    return blocks


def _continues(block: Sequence[Word], words: Sequence[Word]) -> bool:
    above, below = union(w.bbox for w in block), union(w.bbox for w in words)
    last = max(w.bbox.cy for w in block)
    near = below.cy - last <= LEADING * min(words[0].bbox.height, block[-1].bbox.height) / 1.2
    centred = abs(above.cx - below.cx) <= 2.5 or abs(above.x0 - below.x0) <= 1.5
    return near and centred and below.cy > last


def _body_rows(
    words: Sequence[Word], borders: Sequence[float], rules: Sequence[Rule], page: int
) -> list[list[Cell]]:
    if not words:
        return []
    blocks = _blocks(words, borders, _leading(words, borders))
    bands = _bands(blocks, rules, borders)
    rows = [[Cell() for _ in range(len(borders) - 1)] for _ in bands]
    for r, band in enumerate(bands):
        for col in range(len(borders) - 1):
            inside = [w for block in band if block.col == col for w in block.words]
            if inside:
                rows[r][col] = make_cell(inside, page)
    return rows


def _column(word: Word, borders: Sequence[float]) -> int:
    return min(max(bisect_right(borders, word.bbox.cx) - 1, 0), len(borders) - 2)


def _leading(words: Sequence[Word], borders: Sequence[float]) -> float:
    """The largest distance of two lines of one cell; below the distance of two figures in a column."""
    size = median(w.bbox.height for w in words)
    steps: list[float] = []
    for col in range(len(borders) - 1):
        ys = sorted(w.bbox.cy for w in words if is_figure(w.text) and _column(w, borders) == col)
        steps.extend(b - a for a, b in zip(ys, ys[1:], strict=False) if b - a > 0.5 * size)
    nearest = min(steps, default=2 * size)
    return min(LEADING * size, 0.85 * nearest)


def _blocks(words: Sequence[Word], borders: Sequence[float], leading: float) -> list[_Block]:
    blocks: list[_Block] = []
    for col in range(len(borders) - 1):
        previous: float | None = None
        for line in text_lines(w for w in words if _column(w, borders) == col):
            middle = union(w.bbox for w in line).cy
            if previous is not None and middle - previous <= leading:
                blocks[-1].words.extend(line)
                blocks[-1].box = union(w.bbox for w in blocks[-1].words)
            else:
                blocks.append(_Block(col, list(line), union(w.bbox for w in line)))
            previous = middle
    return blocks


def _bands(blocks: Sequence[_Block], rules: Sequence[Rule], borders: Sequence[float]) -> list[list[_Block]]:
    """Rows: blocks on one height.  Low blocks found them first, so that a tall one cannot join two rows."""
    drawn = _drawn_bands(blocks, rules, borders)
    if drawn is not None:
        return drawn
    rows: list[list[_Block]] = []
    for block in sorted(blocks, key=lambda b: (round(b.box.height), b.box.y0)):
        options = [(share, row) for row in rows if (share := _overlap(block, row)) >= 0.5]
        free = [(s, row) for s, row in options if all(other.col != block.col for other in row)]
        if free:
            max(free, key=lambda option: option[0])[1].append(block)
        else:
            rows.append([block])
    return sorted(rows, key=lambda row: min(b.box.cy for b in row))


def _overlap(block: _Block, row: Sequence[_Block]) -> float:
    """The share of the lower of the two heights in which a block and a row overlap."""
    top, bottom = min(b.box.y0 for b in row), max(b.box.y1 for b in row)
    shared = min(bottom, block.box.y1) - max(top, block.box.y0)
    return shared / min(bottom - top, block.box.height)


def _drawn_bands(
    blocks: Sequence[_Block], rules: Sequence[Rule], borders: Sequence[float]
) -> list[list[_Block]] | None:
    """Rows between long horizontal lines, where nearly every row is parted by one."""
    width = borders[-1] - borders[0]
    ys = sorted(r.y0 for r in rules if r.x1 - r.x0 >= 0.85 * width)
    rows: dict[int, list[_Block]] = {}
    for block in blocks:
        rows.setdefault(bisect_right(ys, block.box.cy), []).append(block)
    most = max(sum(1 for b in row if b.col == col) for row in rows.values() for col in {b.col for b in row})
    if len(ys) < 4 or len(rows) < 2 or most > 3:
        return None
    return [rows[key] for key in sorted(rows)]
