"""Tables drawn with ruled lines: lines to a lattice, words into its box, the lattice to merged cells.

Takes an upright page, gives one :class:`Lattice` per table (:func:`find_lattices`), what is printed in it
(:func:`fill_lattice`), and the :class:`Grid` of the cells of each page of a table (:func:`ruled_grids`).  Which
positions of a lattice are one merged cell is decided by :func:`_owners`: those with no border drawn between them.
Cells come from lines and words only; PyMuPDF's own table finder tears the decimal point off figures and is not used.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from gouji.figures import is_amount
from gouji.grids.grid import Grid, make_cell, place_of
from gouji.grids.settings import RuledSettings
from gouji.grids.unruled.cells import in_line
from gouji.layout.page import PageView, ViewLine
from gouji.read.model import BBox, Cell, RuledLine, Word
from gouji.schemas.record import Leftover


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


@dataclass(frozen=True, slots=True)
class RuledBox:
    """One lattice of a page with the words and lines that are printed in it."""

    page: int
    lattice: Lattice
    words: tuple[Word, ...]
    lines: tuple[ViewLine, ...]
    same_header: bool = False
    """It prints the header of the first box again over as many columns: these are the same ones, wherever they stand."""


def find_lattices(rules: Iterable[RuledLine], settings: RuledSettings) -> list[Lattice]:
    """Every group of lines that meet and enclose at least two cells, top to bottom."""
    flat = [r for r in rules if r.y0 == r.y1]
    steep = [r for r in rules if r.x0 == r.x1]
    groups = _groups(flat, steep, settings)
    lattices = [lattice for group in groups if (lattice := _lattice(*group, settings)) is not None]
    free = [v for level, upright in groups if not level for v in upright]
    lattices = [_with_open_sides(lattice, free, settings) for lattice in lattices] if free else lattices
    lattices = _stacked(sorted(lattices, key=lambda t: (t.box.y0, t.box.x0)), settings)
    return [t for t in lattices if not any(_inside(t.box, other.box) for other in lattices if other is not t)]


def _groups(
    flat: list[RuledLine], steep: list[RuledLine], settings: RuledSettings
) -> list[tuple[list[RuledLine], list[RuledLine]]]:
    """Connected components of lines that cross or touch (union-find over the pairs that meet)."""
    parent = list(range(len(flat) + len(steep)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for j, v in enumerate(steep, start=len(flat)):
        x, top, bottom = v.x0, v.y0 - settings.touch, v.y1 + settings.touch
        for i, h in enumerate(flat):
            if top <= h.y0 <= bottom and h.x0 - settings.touch <= x <= h.x1 + settings.touch:
                parent[root(i)] = root(j)
    members: dict[int, tuple[list[RuledLine], list[RuledLine]]] = {}
    for i, rule in enumerate([*flat, *steep]):
        members.setdefault(root(i), ([], []))[0 if i < len(flat) else 1].append(rule)
    return list(members.values())


def _with_open_sides(lattice: Lattice, free: Sequence[RuledLine], settings: RuledSettings) -> Lattice:
    """The lattice with the columns beside it whose cells go on over both page ends: lines as high as it, without any across."""
    box = lattice.box
    beside = [
        v
        for v in free
        if max(abs(v.y0 - box.y0), abs(v.y1 - box.y1)) <= settings.touch and not box.x0 <= v.x0 <= box.x1
    ]
    wider = _lattice(list(lattice.flat), [*lattice.steep, *beside], settings) if beside else None
    return wider or lattice


def _lattice(flat: list[RuledLine], steep: list[RuledLine], settings: RuledSettings) -> Lattice | None:
    if not flat or not steep:
        return None
    xs = _close(_borders([v.x0 for v in steep], settings), [(h.x0, h.x1) for h in flat], settings)
    ys = _close(_borders([h.y0 for h in flat], settings), [(v.y0, v.y1) for v in steep], settings)
    if len(xs) < 2 or len(ys) < 2 or (len(xs), len(ys)) == (2, 2):
        return None
    return Lattice(BBox(xs[0], ys[0], xs[-1], ys[-1]), tuple(xs), tuple(ys), tuple(flat), tuple(steep))


def _borders(values: Sequence[float], settings: RuledSettings) -> list[float]:
    """Border positions, near ones taken together at their mean."""
    clusters: list[list[float]] = []
    for value in sorted(values):
        if clusters and value - clusters[-1][0] <= settings.same:
            clusters[-1].append(value)
        else:
            clusters.append([value])
    return [sum(c) / len(c) for c in clusters]


def _close(
    borders: list[float], spans: Sequence[tuple[float, float]], settings: RuledSettings
) -> list[float]:
    """Add the outer borders that the print leaves open, where the crossing lines stick out."""
    low, high = min(a for a, _ in spans), max(b for _, b in spans)
    if low < borders[0] - settings.overhang:
        borders.insert(0, low)
    if high > borders[-1] + settings.overhang:
        borders.append(high)
    return borders


def _stacked(lattices: list[Lattice], settings: RuledSettings) -> list[Lattice]:
    """Join boxes of one width that stand on each other (a header drawn apart from its body)."""
    joined: list[Lattice] = []
    for lattice in lattices:
        above = joined[-1] if joined else None
        if above is not None and _stands_on(above.box, lattice.box, settings):
            merged = _lattice([*above.flat, *lattice.flat], [*above.steep, *lattice.steep], settings)
            if merged is not None:
                joined[-1] = merged
                continue
        joined.append(lattice)
    return joined


def _stands_on(above: BBox, below: BBox, settings: RuledSettings) -> bool:
    same_width = abs(above.x0 - below.x0) <= settings.same and abs(above.x1 - below.x1) <= settings.same
    return same_width and abs(below.y0 - above.y1) <= settings.stacked * settings.touch


def _inside(box: BBox, other: BBox) -> bool:
    return other.x0 <= box.x0 and other.y0 <= box.y0 and box.x1 <= other.x1 and box.y1 <= other.y1


def with_columns(lattice: Lattice, xs: Sequence[float]) -> Lattice:
    """The lattice on the column borders ``xs`` (a superset of its own, for a continuation page)."""
    box = BBox(xs[0], lattice.box.y0, xs[-1], lattice.box.y1)
    return Lattice(box, tuple(xs), lattice.ys, lattice.flat, lattice.steep)


def head_foot(lattice: Lattice, settings: RuledSettings) -> float:
    """How far down the cells of the first row reach: the foot of its tallest one."""
    walls = _walls([(h.y0, h.x0, h.x1) for h in lattice.flat], lattice.ys, lattice.xs, settings)
    last = len(lattice.ys) - 1
    below = (next((k for k in range(1, last) if walls[k][col]), last) for col in range(len(lattice.xs) - 1))
    return lattice.ys[max(below)]


def split_rows(lattice: Lattice, words: Sequence[Word], settings: RuledSettings) -> Lattice:
    """Add the row borders that a table without inner horizontal lines leaves out.

    Amounts that stand under each other in two columns of one lattice row, at the same heights,
    are rows of their own; a broken figure or a label of several lines is not enough.
    """
    rows, cols = lattice.shape
    heights: dict[tuple[int, int], list[float]] = {}
    for word in words:
        if is_amount(word.text, or_percentage=True) and (slot := _slot(lattice, word.bbox)) is not None:
            heights.setdefault(slot, []).append(word.bbox.cy)
    extra: list[float] = []
    for row in range(rows):
        stacked = [heights[row, col] for col in range(cols) if len(heights.get((row, col), ())) > 1]
        if len(stacked) > 1:
            levels = _borders([y for column in stacked for y in column], settings)
            extra.extend((a + b) / 2 for a, b in pairwise(levels))
    if not extra:
        return lattice
    lines = tuple(RuledLine(lattice.box.x0, y, lattice.box.x1, y) for y in extra)
    ys = tuple(sorted((*lattice.ys, *extra)))
    return Lattice(lattice.box, lattice.xs, ys, (*lattice.flat, *lines), lattice.steep)


def fill_lattice(view: PageView, lattice: Lattice, settings: RuledSettings) -> RuledBox:
    """The box of a lattice with all that is printed in it, rows that nobody ruled off added."""
    box = lattice.box
    words = [word for word in view.words if _holds(box, word.bbox)]
    inside = {id(word) for word in words}
    lines = [line for line in view.lines if box.y0 <= line.box.cy <= box.y1 and _mostly(line, inside)]
    stray = [word for line in lines for word in line.words if id(word) not in inside]
    lattice = split_rows(lattice, words, settings)
    below = _overflow(view, lattice, lines, settings)
    words += [word for line in below for word in line.words]
    return RuledBox(view.number, lattice, tuple(words + stray), (*lines, *below))


def _overflow(
    view: PageView, lattice: Lattice, lines: Sequence[ViewLine], settings: RuledSettings
) -> list[ViewLine]:
    """Lines that run out of a cell at the foot of the box: the next lines of its text, in its column."""
    found: list[ViewLine] = []
    above = [word.bbox for line in lines for word in line.words]
    for line in (x for x in view.lines if x.box.cy >= lattice.box.y1 and not x.marginal):
        if not all(_goes_on(lattice, word.bbox, above, settings) for word in line.words):
            break
        found.append(line)
        above.extend(word.bbox for word in line.words)
    return found


def _goes_on(lattice: Lattice, box: BBox, above: Sequence[BBox], settings: RuledSettings) -> bool:
    """Whether a word is the next line of a text: same column, same edge, set close below a line that is full,
    or at the step of the two lines above."""
    column = bisect_right(lattice.xs, box.cx)
    if not 0 < column < len(lattice.xs):
        return False
    lines = [
        b for b in above if bisect_right(lattice.xs, b.cx) == column and in_line(b, box, settings.aligned)
    ]
    for line in lines:
        step = box.cy - line.cy
        if not settings.same_step < step <= settings.leading * box.height:
            continue
        full = line.x1 >= lattice.xs[column] - settings.full_line * line.height
        if full or any(abs(line.cy - b.cy - step) <= settings.same_step for b in lines):
            return True
    return False


def runs_out(lattice: Lattice, words: Sequence[Word], line: ViewLine, settings: RuledSettings) -> bool:
    """Whether a line above or below the box is one more line of its cells.

    Each word stands within a column, and the line reaches the frame or every word is close to another of its column.
    """
    columns: dict[int, list[BBox]] = {}
    for word in words:
        columns.setdefault(bisect_right(lattice.xs, word.bbox.cx), []).append(word.bbox)
    for word in line.words:
        box, column = word.bbox, bisect_right(lattice.xs, word.bbox.cx)
        if not 0 < column < len(lattice.xs):
            return False
        left, right = lattice.xs[column - 1], lattice.xs[column]
        if box.x0 < left - settings.edge or box.x1 > right + settings.edge:
            return False
        touches = (
            line.box.y0 <= lattice.box.y1 + settings.edge and line.box.y1 >= lattice.box.y0 - settings.edge
        )
        near = (abs(box.cy - other.cy) <= settings.leading * box.height for other in columns.get(column, ()))
        if not touches and not any(near):
            return False
    return True


def _holds(box: BBox, word: BBox) -> bool:
    return box.x0 <= word.cx < box.x1 and box.y0 <= word.cy < box.y1


def _mostly(line: ViewLine, inside: set[int]) -> bool:
    return 2 * sum(1 for word in line.words if id(word) in inside) >= len(line.words)


def ruled_grids(boxes: Sequence[RuledBox], settings: RuledSettings) -> list[Grid]:
    """The grids of all boxes of one table, on common columns."""
    columns = _common_columns(boxes, settings)
    first = boxes[0].lattice.xs
    return without_idle_columns([_ruled_grid(box, columns, first, settings) for box in boxes], settings)


def shifted(first: Sequence[float], second: Sequence[float], settings: RuledSettings) -> tuple[float, ...]:
    """The borders ``second`` moved so that their left edge stands where that of ``first`` does."""
    move = first[0] - second[0]
    return tuple(x + move for x in second) if abs(move) <= settings.moved else tuple(second)


def _common_columns(boxes: Sequence[RuledBox], settings: RuledSettings) -> list[float]:
    """The column borders of all boxes together, in the frame of the first."""
    first = boxes[0].lattice.xs
    borders = list(first)
    for box in boxes[1:]:
        if box.same_header:
            continue
        for x in shifted(first, box.lattice.xs, settings):
            if all(abs(x - known) > settings.shift for known in borders):
                borders.append(x)
    return sorted(borders)


def _ruled_grid(
    box: RuledBox, columns: Sequence[float], first: Sequence[float], settings: RuledSettings
) -> Grid:
    """The cells on the column borders of the whole table, moved to where this page has them."""
    own_borders = box.lattice.xs
    if box.same_header:
        borders = [_carried(column, first, own_borders) for column in columns]
        return build_grid(with_columns(box.lattice, borders), box.words, box.page, settings)
    move = own_borders[0] - columns[0]
    move = move if abs(move) <= settings.moved else 0.0
    borders = []
    for column in columns:
        own = min(own_borders, key=lambda x: abs(x - column - move))
        borders.append(
            own if abs(own - column - move) <= max(settings.shift, settings.same) else column + move
        )
    return build_grid(with_columns(box.lattice, borders), box.words, box.page, settings)


def _carried(x: float, first: Sequence[float], second: Sequence[float]) -> float:
    """Where a border of one page stands on another whose borders ``second`` are those of ``first`` one by one."""
    k = min(max(bisect_right(first, x) - 1, 0), len(first) - 2)
    return second[k] + (x - first[k]) / (first[k + 1] - first[k]) * (second[k + 1] - second[k])


def without_idle_columns(grids: list[Grid], settings: RuledSettings) -> list[Grid]:
    """Drop a column that is merged with its left neighbour but for a blank cell in a few rows.

    A border that is set off by some points in the header makes such a column, or one in rows that are its caption;
    nothing is printed in it.
    """
    for col in range(grids[0].n_cols - 1, 0, -1):
        rows = [row for grid in grids for row in grid.rows]
        apart = [row for row in rows if row[col - 1] is not row[col]]
        if len(apart) <= int(settings.idle_rows * len(rows)) and not any(row[col].text for row in apart):
            grids = [_drop_column(grid, col) for grid in grids]
    return grids


def _drop_column(grid: Grid, col: int) -> Grid:
    narrower: dict[int, Cell] = {}
    for row in grid.rows:
        if row[col].colspan > 1:
            narrower.setdefault(id(row[col]), replace(row[col], colspan=row[col].colspan - 1))
    rows = tuple(
        tuple(narrower.get(id(cell), cell) for k, cell in enumerate(row) if k != col) for row in grid.rows
    )
    return replace(grid, rows=rows)


def build_grid(lattice: Lattice, words: Sequence[Word], page: int, settings: RuledSettings) -> Grid:
    """The cells of a lattice with the words whose middle lies in them.

    Every word of ``words`` goes into exactly one cell, one that runs out of the box into the first or last of its
    column; one that lies elsewhere outside goes to ``leftovers``.  The same :class:`Cell` stands at every position that it covers.
    """
    owner = _owners(lattice, settings)
    inside: dict[int, list[Word]] = {}
    leftovers: list[Leftover] = []
    for word in words:
        slot = _slot(lattice, word.bbox) or _outer_slot(lattice, word.bbox)
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


def _outer_slot(lattice: Lattice, box: BBox) -> tuple[int, int] | None:
    """The first or last cell of a column, for text that runs out of it at the head or the foot of the box."""
    rows, cols = lattice.shape
    col = bisect_right(lattice.xs, box.cx) - 1
    if not 0 <= col < cols or lattice.ys[0] <= box.cy < lattice.ys[-1]:
        return None
    return (0 if box.cy < lattice.ys[0] else rows - 1), col


def _owners(lattice: Lattice, settings: RuledSettings) -> list[list[int]]:
    """A cell number for every position: positions without a border between them share one."""
    rows, cols = lattice.shape
    right = _walls([(v.x0, v.y0, v.y1) for v in lattice.steep], lattice.xs, lattice.ys, settings)
    below = _walls([(h.y0, h.x0, h.x1) for h in lattice.flat], lattice.ys, lattice.xs, settings)
    owner = [[-1] * cols for _ in range(rows)]
    count = 0
    for r in range(rows):
        for c in range(cols):
            if owner[r][c] < 0:
                region = _region(r, c, owner, right, below)
                count = _number(region, owner, count)
    return owner


def _walls(
    lines: Sequence[tuple[float, float, float]],
    across: Sequence[float],
    along: Sequence[float],
    settings: RuledSettings,
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
    return [[c >= settings.cover * (along[i + 1] - along[i]) for i, c in enumerate(row)] for row in covered]


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


def _blank(rowspan: int, colspan: int) -> Cell:
    """A new object each time: in a grid, identity means one merged cell."""
    return Cell(rowspan=rowspan, colspan=colspan)
