"""Tables drawn with ruled lines: lines to a lattice, the lattice to merged cells, words into cells.

Takes the merged ruled lines and the words of one upright page, gives one :class:`Lattice` per
table and the :class:`Grid` of its cells.  Cells come from lines and words only; PyMuPDF's own
table finder tears the decimal point off figures (anchors §5.4) and is not used.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gouji.grids.grid import Cell, Grid
from gouji.read.geometry import join_words, text_lines, union
from gouji.read.model import BBox, RuledLine, Word
from gouji.schemas.record import Leftover, Place

TOUCH = 3.0
"""Lines nearer than this (points) meet."""
SAME = 3.0
"""Borders nearer than this are one column or row border."""
OVERHANG = 8.0
"""A line that sticks out further than this beyond the outermost border closes an open side."""
COVER = 0.5
"""A border exists along a cell side when lines cover this share of it."""

_AMOUNT = re.compile(r"-?[\d,]*\d\.\d+%?")


@dataclass(frozen=True, slots=True)
class Lattice:
    """One ruled table of a page: its box, column and row borders, and its lines."""

    box: BBox
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    flat: tuple[RuledLine, ...]
    steep: tuple[RuledLine, ...]

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the lattice."""
        return len(self.ys) - 1, len(self.xs) - 1


def find_lattices(rules: Iterable[RuledLine]) -> list[Lattice]:
    """Every group of lines that meet and enclose at least two cells, top to bottom."""
    flat = [r for r in rules if r.y0 == r.y1]
    steep = [r for r in rules if r.x0 == r.x1]
    lattices = [lattice for group in _groups(flat, steep) if (lattice := _lattice(*group)) is not None]
    lattices = _stacked(sorted(lattices, key=lambda t: (t.box.y0, t.box.x0)))
    return [t for t in lattices if not any(_inside(t.box, other.box) for other in lattices if other is not t)]


def _groups(flat: list[RuledLine], steep: list[RuledLine]) -> list[tuple[list[RuledLine], list[RuledLine]]]:
    """Connected components of lines that cross or touch (union-find over the pairs that meet)."""
    parent = list(range(len(flat) + len(steep)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for j, v in enumerate(steep, start=len(flat)):
        x, top, bottom = v.x0, v.y0 - TOUCH, v.y1 + TOUCH
        for i, h in enumerate(flat):
            if top <= h.y0 <= bottom and h.x0 - TOUCH <= x <= h.x1 + TOUCH:
                parent[root(i)] = root(j)
    members: dict[int, tuple[list[RuledLine], list[RuledLine]]] = {}
    for i, rule in enumerate([*flat, *steep]):
        members.setdefault(root(i), ([], []))[0 if i < len(flat) else 1].append(rule)
    return [group for group in members.values() if group[0] and group[1]]


def _lattice(flat: list[RuledLine], steep: list[RuledLine]) -> Lattice | None:
    xs = _close(_borders([v.x0 for v in steep]), [(h.x0, h.x1) for h in flat])
    ys = _close(_borders([h.y0 for h in flat]), [(v.y0, v.y1) for v in steep])
    if len(xs) < 2 or len(ys) < 2 or (len(xs), len(ys)) == (2, 2):
        return None
    return Lattice(BBox(xs[0], ys[0], xs[-1], ys[-1]), tuple(xs), tuple(ys), tuple(flat), tuple(steep))


def _borders(values: Sequence[float]) -> list[float]:
    """Border positions, near ones taken together at their mean."""
    clusters: list[list[float]] = []
    for value in sorted(values):
        if clusters and value - clusters[-1][0] <= SAME:
            clusters[-1].append(value)
        else:
            clusters.append([value])
    return [sum(c) / len(c) for c in clusters]


def _close(borders: list[float], spans: Sequence[tuple[float, float]]) -> list[float]:
    """Add the outer borders that the print leaves open, where the crossing lines stick out."""
    low, high = min(a for a, _ in spans), max(b for _, b in spans)
    if low < borders[0] - OVERHANG:
        borders.insert(0, low)
    if high > borders[-1] + OVERHANG:
        borders.append(high)
    return borders


def _stacked(lattices: list[Lattice]) -> list[Lattice]:
    """Join boxes of one width that stand on each other (a header drawn apart from its body)."""
    joined: list[Lattice] = []
    for lattice in lattices:
        above = joined[-1] if joined else None
        if above is not None and _stands_on(above.box, lattice.box):
            merged = _lattice([*above.flat, *lattice.flat], [*above.steep, *lattice.steep])
            if merged is not None:
                joined[-1] = merged
                continue
        joined.append(lattice)
    return joined


def _stands_on(above: BBox, below: BBox) -> bool:
    same_width = abs(above.x0 - below.x0) <= SAME and abs(above.x1 - below.x1) <= SAME
    return same_width and abs(below.y0 - above.y1) <= 1.5 * TOUCH


def _inside(box: BBox, other: BBox) -> bool:
    return other.x0 <= box.x0 and other.y0 <= box.y0 and box.x1 <= other.x1 and box.y1 <= other.y1


def with_columns(lattice: Lattice, xs: Sequence[float]) -> Lattice:
    """The lattice on the column borders ``xs`` (a superset of its own, for a continuation page)."""
    box = BBox(xs[0], lattice.box.y0, xs[-1], lattice.box.y1)
    return Lattice(box, tuple(xs), lattice.ys, lattice.flat, lattice.steep)


def split_rows(lattice: Lattice, words: Sequence[Word]) -> Lattice:
    """Add the row borders that a table without inner horizontal lines leaves out.

    Amounts that stand under each other in two columns of one lattice row, at the same heights,
    are rows of their own; a broken figure or a label of several lines is not enough.
    """
    rows, cols = lattice.shape
    heights: dict[tuple[int, int], list[float]] = {}
    for word in words:
        if _AMOUNT.fullmatch(word.text) and (slot := _slot(lattice, word.bbox)) is not None:
            heights.setdefault(slot, []).append(word.bbox.cy)
    extra: list[float] = []
    for row in range(rows):
        stacked = [heights[row, col] for col in range(cols) if len(heights.get((row, col), ())) > 1]
        if len(stacked) > 1:
            levels = _borders([y for column in stacked for y in column])
            extra.extend((a + b) / 2 for a, b in pairwise(levels))
    if not extra:
        return lattice
    lines = tuple(RuledLine(lattice.box.x0, y, lattice.box.x1, y) for y in extra)
    ys = tuple(sorted((*lattice.ys, *extra)))
    return Lattice(lattice.box, lattice.xs, ys, (*lattice.flat, *lines), lattice.steep)


def build_grid(lattice: Lattice, words: Sequence[Word], page: int) -> Grid:
    """The cells of a lattice with the words whose middle lies in them.

    Every word of ``words`` goes into exactly one cell, one that runs out below the box into the last of its
    column; one that lies elsewhere outside goes to ``leftovers``.  The same :class:`Cell` stands at every position that it covers.
    """
    owner = _owners(lattice)
    inside: dict[int, list[Word]] = {}
    leftovers: list[Leftover] = []
    for word in words:
        slot = _slot(lattice, word.bbox) or _last_slot(lattice, word.bbox)
        if slot is None:
            leftovers.append(Leftover(text=word.text, place=place_of(word.bbox, page)))
        else:
            inside.setdefault(owner[slot[0]][slot[1]], []).append(word)
    spans = _spans(owner)
    cells = {
        key: make_cell(inside[key], page, *span) if key in inside else _blank(*span)
        for key, span in spans.items()
    }
    rows = tuple(tuple(cells[key] for key in row) for row in owner)
    return Grid(rows=rows, spans_known=True, page=page, layout="ruled", leftovers=tuple(leftovers))


def _slot(lattice: Lattice, box: BBox) -> tuple[int, int] | None:
    rows, cols = lattice.shape
    row, col = bisect_right(lattice.ys, box.cy) - 1, bisect_right(lattice.xs, box.cx) - 1
    return (row, col) if 0 <= row < rows and 0 <= col < cols else None


def _last_slot(lattice: Lattice, box: BBox) -> tuple[int, int] | None:
    """The last cell of a column, for text that runs out of it at the foot of the box."""
    rows, cols = lattice.shape
    col = bisect_right(lattice.xs, box.cx) - 1
    return (rows - 1, col) if box.cy >= lattice.ys[-1] and 0 <= col < cols else None


def _owners(lattice: Lattice) -> list[list[int]]:
    """A cell number for every position: positions without a border between them share one."""
    rows, cols = lattice.shape
    right = _walls([(v.x0, v.y0, v.y1) for v in lattice.steep], lattice.xs, lattice.ys)
    below = _walls([(h.y0, h.x0, h.x1) for h in lattice.flat], lattice.ys, lattice.xs)
    owner = [[-1] * cols for _ in range(rows)]
    count = 0
    for r in range(rows):
        for c in range(cols):
            if owner[r][c] < 0:
                region = _region(r, c, owner, right, below)
                count = _number(region, owner, count)
    return owner


def _walls(
    lines: Sequence[tuple[float, float, float]], across: Sequence[float], along: Sequence[float]
) -> list[list[bool]]:
    """``walls[k][i]``: whether border ``across[k]`` is drawn between ``along[i]`` and ``along[i + 1]``."""
    covered = [[0.0] * (len(along) - 1) for _ in across]
    for at, begin, end in lines:
        k = min(range(len(across)), key=lambda i: abs(across[i] - at))
        first = max(0, bisect_right(along, begin) - 1)
        for i in range(first, len(along) - 1):
            if along[i] >= end:
                break
            covered[k][i] += max(0.0, min(end, along[i + 1]) - max(begin, along[i]))
    return [[c >= COVER * (along[i + 1] - along[i]) for i, c in enumerate(row)] for row in covered]


def _region(
    row: int, col: int, owner: list[list[int]], right: list[list[bool]], below: list[list[bool]]
) -> set[tuple[int, int]]:
    """All positions that can be reached from one without crossing a border."""
    rows, cols = len(owner), len(owner[0])
    found = {(row, col)}
    todo = [(row, col)]
    while todo:
        r, c = todo.pop()
        steps = (
            (r, c + 1, c + 1 < cols and not right[c + 1][r]),
            (r, c - 1, c > 0 and not right[c][r]),
            (r + 1, c, r + 1 < rows and not below[r + 1][c]),
            (r - 1, c, r > 0 and not below[r][c]),
        )
        for r2, c2, is_open in steps:
            if is_open and (r2, c2) not in found and owner[r2][c2] < 0:
                found.add((r2, c2))
                todo.append((r2, c2))
    return found


def _number(region: set[tuple[int, int]], owner: list[list[int]], count: int) -> int:
    """Number the cells of a region: one when it is a rectangle, else as few rectangles as greed finds."""
    left = set(region)
    while left:
        r0, c0 = min(left)
        c1 = c0
        while (r0, c1 + 1) in left:
            c1 += 1
        r1 = r0
        while all((r1 + 1, c) in left for c in range(c0, c1 + 1)):
            r1 += 1
        for r in range(r0, r1 + 1):
            for c in range(c0, c1 + 1):
                owner[r][c] = count
                left.discard((r, c))
        count += 1
    return count


def _spans(owner: list[list[int]]) -> dict[int, tuple[int, int]]:
    """Rowspan and colspan of every cell number."""
    corners: dict[int, tuple[int, int, int, int]] = {}
    for r, row in enumerate(owner):
        for c, key in enumerate(row):
            r0, c0, _, _ = corners.get(key, (r, c, r, c))
            corners[key] = (r0, c0, r, c)
    return {key: (r1 - r0 + 1, c1 - c0 + 1) for key, (r0, c0, r1, c1) in corners.items()}


def make_cell(words: Sequence[Word], page: int, rowspan: int = 1, colspan: int = 1) -> Cell:
    """The cell of some words: one text line and one place per printed line."""
    lines = text_lines(words)
    return Cell(
        text="\n".join(join_words(line) for line in lines),
        places=tuple(place_of(union(w.bbox for w in line), page) for line in lines),
        rowspan=rowspan,
        colspan=colspan,
    )


def _blank(rowspan: int, colspan: int) -> Cell:
    """A new object each time: in a grid, identity means one merged cell."""
    return Cell(rowspan=rowspan, colspan=colspan)


def place_of(box: BBox, page: int) -> Place:
    """The place of a box, to the hundredth of a point."""
    return Place(page=page, bbox=(round(box.x0, 2), round(box.y0, 2), round(box.x1, 2), round(box.y1, 2)))
