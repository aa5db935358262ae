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
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from extractor.domain.headers import CODE_PART_WORDS
from extractor.normalise import plain_number, squash
from extractor.read.geometry import text_lines, union
from extractor.read.model import BBox, Rule, Word
from extractor.tables.grid import Cell, Grid
from extractor.tables.header_spans import Span, tile_header
from extractor.tables.ruled import make_cell

ENTRY_GAP = 0.45
"""Words of one line nearer than this times their height are one entry (cells keep a distance)."""
PROSE_GAP = 0.9
"""The same for telling columns from prose, whose words may be set wide."""
FIGURE_GAP = 0.25
"""A figure keeps less distance from a label that stands left-aligned beside it."""
LEADING = 1.55
"""Lines of one cell lie no further apart than this times the text height."""
PADDING = 3.0
"""The white (points) between a figure and the right border of its cell."""
OFF_CENTRE = 0.12
"""The name of a group is off the middle of its columns by no more than this share of their width."""
TIGHT = 6.0
"""With labels less than this off their centre (points, mean) the header's spans count as certain."""
_TOTAL = re.compile(r"^\S{0,8}[合总小]计$")
_AMOUNT = re.compile(r"-?[\d,]*\d\.\d+%?")
_LONGEST_CODE = 9
_NUMBER_LABELS = frozenset({"栏次", "栏", "次", "行次"})
_YEAR = re.compile(r"(?:19|20)\d\d年?")

Lines = Sequence[tuple[Word, ...]]


@dataclass(frozen=True, slots=True)
class Columns:
    """Column borders, and how many lines at the top of the first page are header."""

    borders: tuple[float, ...]
    header: int


class _Range(NamedTuple):
    """The x range of a column's entries, and whether they are all figures."""

    x0: float
    x1: float
    figures: bool


@dataclass(slots=True)
class _Block:
    """A printed cell: words of one column on lines that belong together."""

    col: int
    words: list[Word]
    box: BBox


def is_figure(text: str) -> bool:
    """A figure or code, but no year, which may stand in a header."""
    return plain_number(text) is not None and _YEAR.fullmatch(text) is None


def segments(line: Sequence[Word], gap: float = ENTRY_GAP) -> list[BBox]:
    """The boxes of the entries of one line."""
    return [union(w.bbox for w in run) for run in entries(line, gap)]


def entries(line: Sequence[Word], gap: float = ENTRY_GAP) -> list[list[Word]]:
    """Runs of words without a wide gap; two figures are never one entry, 合　计 is."""
    found: list[list[Word]] = []
    for word in line:
        if found and not _parted(found[-1][-1], word, gap):
            found[-1].append(word)
        else:
            found.append([word])
    return found


def _parted(left: Word, right: Word, gap: float) -> bool:
    room = right.bbox.x0 - left.bbox.x1
    height = min(left.bbox.height, right.bbox.height)
    figures = is_figure(left.text) + is_figure(right.text)
    if figures:
        return figures == 2 or room > FIGURE_GAP * height
    if left.text in CODE_PART_WORDS and right.text in CODE_PART_WORDS:
        return True
    spaced_out = len(left.text) == len(right.text) == 1 and room <= 3 * height
    return room > gap * height and not spaced_out


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
        count = sum(1 for line in lines if max(w.bbox.cy for w in line) < inner[0])
    else:
        count = first if first is not None else 1
    return count + _number_lines(lines[count:]) if count else 0


def _number_lines(lines: Lines) -> int:
    """The lines of a 栏次 row (1 2 3 …, with the word or without) at the top of ``lines``."""
    texts: list[str] = []
    for count, line in enumerate(lines[:4]):
        words = [word.text for word in line if word.text not in _NUMBER_LABELS]
        if words and texts or not all(word.isdigit() for word in words):
            return count if texts else 0
        texts = texts or words
        if words and [int(w) for w in words] != list(range(int(words[0]), int(words[0]) + len(words))):
            return 0
        if words and (len(words) < 3 or int(words[0]) > 2):
            return 0
    return min(len(lines), 4) if texts else 0


def label_lines(lines: Lines, header: int) -> int:
    """How many of the ``header`` lines are labels; the rest is a 栏次 row."""
    return next((k for k in range(header) if _number_lines(lines[k:header]) == header - k), header)


def find_columns(pages: Sequence[Lines], header: int) -> Columns | None:
    """The columns of a table from the lines of all its pages; ``header`` lines of the first are labels."""
    body = [line for k, lines in enumerate(pages) for line in (lines[header:] if k == 0 else lines)]
    found = [run for line in body for run in entries(line)]
    labels = pages[0][: label_lines(pages[0], header)]
    blocks = [union(w.bbox for w in block) for block in _label_blocks(labels)]
    every = [*blocks, *(union(w.bbox for w in run) for run in found)]
    if not every:
        return None
    left, right = min(b.x0 for b in every) - 1, max(b.x1 for b in every) + 1
    ranges = _with_empty_columns(_ranges(found), blocks, left, right)
    if len(ranges) < 2:
        return None
    return Columns(_borders(ranges, left, right), header)


def _borders(ranges: Sequence[_Range], left: float, right: float) -> tuple[float, ...]:
    """Borders close behind columns of amounts (set flush right), else in the middle of the gap."""
    inner = []
    for a, b in pairwise(ranges):
        middle = (a.x1 + b.x0) / 2
        inner.append(min(a.x1 + PADDING, middle) if a.figures else middle)
    return (left, *inner, right)


def _ranges(runs: Sequence[Sequence[Word]]) -> list[_Range]:
    """The x ranges that the entries cover; a hair's breadth does not part two ranges.

    A centred 合计 may bridge two columns and counts only where nothing else is printed.
    """
    plain = [run for run in runs if not _TOTAL.search(squash("".join(w.text for w in run)))]
    joined: list[_Range] = []
    for run in sorted(plain or runs, key=lambda run: run[0].bbox.x0):
        x0, x1 = run[0].bbox.x0, run[-1].bbox.x1
        figure = _flush_right(run[0].text)
        if joined and x0 <= joined[-1].x1 + 0.8:
            last = joined[-1]
            joined[-1] = _Range(last.x0, max(x1, last.x1), last.figures and figure)
        else:
            joined.append(_Range(x0, x1, figure))
    return joined


def _flush_right(text: str) -> bool:
    """Amounts are set flush right; codes and serial numbers need not be."""
    return _AMOUNT.fullmatch(text) is not None or text in ("0", "-", "—") or is_figure(text) and "," in text


def _with_empty_columns(
    ranges: list[_Range], labels: Sequence[BBox], left: float, right: float
) -> list[_Range]:
    """Add the columns that only a label shows.

    A label between two ranges belongs to a short-filled neighbour that has no label of its own (figures
    stand flush right under a centred label), or it is a column of its own, or the name of a group.  The name of a group stands above
    the middle of the header, or is centred over columns that have labels of their own beneath it.
    """
    found = sorted(ranges)
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
            found[found.index(owner)] = _Range(min(owner.x0, box.x0), max(owner.x1, box.x1), owner.figures)
        elif not _names_group(labels.index(box), labels, found, left, right):
            found = sorted([*found, _Range(box.x0, box.x1, False)])
    return found


def _meets(label: BBox, column: _Range) -> bool:
    return column.x0 < label.x1 - 1 and label.x0 + 1 < column.x1


def _names_group(
    index: int, labels: Sequence[BBox], found: Sequence[_Range], left: float, right: float
) -> bool:
    """Whether a label is centred over two or more of the columns found so far, labels beneath it."""
    if len(found) < 2:
        return False
    borders = _borders(found, left, right)
    spans, _ = tile_header(labels, borders)
    span = next((s for s in spans if s.label == index), None)
    if span is None or span.first == span.last:
        return False
    off = abs(labels[index].cx - (borders[span.first] + borders[span.last + 1]) / 2)
    return off <= OFF_CENTRE * (borders[span.last + 1] - borders[span.first])


def build_unruled(lines: Lines, columns: Columns, rules: Sequence[Rule], page: int, header: int) -> Grid:
    """The grid of one page of a table; ``header`` of its lines are header."""
    borders = columns.borders
    labels = label_lines(lines, header)
    top, certain = _header_rows(lines[:labels], borders, page) if labels else ([], True)
    if labels < header:
        top.append(_number_row([w for line in lines[labels:header] for w in line], borders, page))
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


def _number_row(words: Sequence[Word], borders: Sequence[float], page: int) -> list[Cell]:
    columns = range(len(borders) - 1)
    parts = [[w for w in words if _column(w, borders) == col] for col in columns]
    return [make_cell(part, page) if part else Cell() for part in parts]


def _put_span(rows: list[list[Cell]], span: Span, words: Sequence[Word], page: int) -> None:
    cell = make_cell(words, page, span.bottom - span.top + 1, span.last - span.first + 1)
    for row in range(span.top, span.bottom + 1):
        for col in range(span.first, span.last + 1):
            rows[row][col] = cell


def _label_blocks(lines: Lines) -> list[list[Word]]:
    """The labels of a header: entries that stand under each other with the leading of one cell."""
    blocks: list[list[Word]] = []
    for line in lines:
        for words in entries(line):
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
    starts = _usual_starts(blocks, len(borders) - 1)
    for row, band in zip(rows, bands, strict=True):
        _widen_totals(row, band, starts)
    return rows


def _usual_starts(blocks: Sequence[_Block], columns: int) -> list[float]:
    """The left edge at which most labels of a column begin."""
    starts = []
    for col in range(columns):
        edges = [b.box.x0 for b in blocks if b.col == col and not _centred_total(b)]
        starts.append(median(edges) if edges else float("inf"))
    return starts


def _centred_total(block: _Block) -> bool:
    text = squash("".join(word.text for word in block.words))
    return is_figure(text) or _TOTAL.search(text) is not None


def _widen_totals(row: list[Cell], band: Sequence[_Block], starts: Sequence[float]) -> None:
    """A 合计 centred over code and name covers both: its left edge is not that of the column."""
    for block in band:
        col, cell = block.col, row[block.col]
        if not _TOTAL.search(squash(cell.text)) or block.box.x0 < starts[col] + PADDING:
            continue
        filled = [k for k, other in enumerate(row) if other.text and k != col]
        first = max((k + 1 for k in filled if k < col), default=0)
        last = min((k - 1 for k in filled if k > col), default=col)
        wide = replace(cell, colspan=last - first + 1)
        row[first : last + 1] = [wide] * (last - first + 1)


def _column(word: Word, borders: Sequence[float]) -> int:
    return min(max(bisect_right(borders, word.bbox.cx) - 1, 0), len(borders) - 2)


def _leading(words: Sequence[Word], borders: Sequence[float]) -> float:
    """The largest distance of two lines of one cell; below the distance of two figures in a column."""
    size = median(w.bbox.height for w in words)
    steps: list[float] = []
    for col in range(len(borders) - 1):
        ys = sorted(w.bbox.cy for w in words if _whole(w.text) and _column(w, borders) == col)
        steps.extend(b - a for a, b in pairwise(ys) if b - a > 0.5 * size)
    nearest = min(steps, default=2 * size)
    return min(LEADING * size, 0.85 * nearest)


def _whole(text: str) -> bool:
    """A figure that is no piece of a long code broken over lines."""
    return _AMOUNT.fullmatch(text) is not None or is_figure(text) and len(text) <= _LONGEST_CODE


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
