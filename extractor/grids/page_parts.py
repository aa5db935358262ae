"""The pieces of tables on one page: ruled boxes, and blocks of words that stand in columns.

Takes a :class:`PageView`, gives :class:`Piece` objects from top to bottom; a piece makes its
:class:`Grid` late, because its column borders are settled only together with its other pages.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from gouji.grids.grid import Cell, Grid
from gouji.grids.ruled import SAME, Lattice, build_grid, find_lattices, split_rows, with_columns
from gouji.grids.unruled.build import build_unruled
from gouji.grids.unruled.cells import LEADING, Lines, in_line, leading_of
from gouji.grids.unruled.columns import Columns, find_columns
from gouji.grids.unruled.find import Block, find_blocks
from gouji.grids.unruled.header import header_lines, label_lines
from gouji.layout.page import PageView, ViewLine
from gouji.normalise import plain_number, squash
from gouji.read.geometry import union
from gouji.read.model import BBox, RuledLine, Word

SHIFT = 4.0
"""Column borders of one table agree to this (points) on its pages."""
_MOVED = 40.0
"""A page may be set off to the side by up to this (odd and even margins)."""
_JOINT = 0.75
"""Unruled columns of two pages are the same when putting them together leaves this share of them apart."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One table box on one page; ``lines`` and ``words`` are all that is printed in it.

    ``lattice`` is ``None`` for a table without vertical lines; then ``rules`` are its horizontal
    ones and ``header`` of its lines are labels.
    """

    page: int
    box: BBox
    xs: tuple[float, ...]
    words: tuple[Word, ...]
    lines: tuple[ViewLine, ...]
    lattice: Lattice | None = None
    rules: tuple[RuledLine, ...] = ()
    header: int = 0
    sure: bool = True
    lead: tuple[ViewLine, ...] = ()
    """Lines above that belong to the piece only if it goes on with a table of the page before."""

    head: int = 0
    """How many of ``lines`` are the head fields of a form, above the labels of its columns."""

    @property
    def head_lines(self) -> Lines:
        return [line.words for line in self.lines[: self.head]]

    @property
    def word_lines(self) -> Lines:
        """The lines in columns, without the head of a form."""
        return [line.words for line in self.lines[self.head :]]

    @property
    def header_text(self) -> str:
        """The labels at the top, to know a header that is printed again on the next page."""
        words = [word.text for word in self._top_words()]
        return "" if any(plain_number(squash(word)) for word in words) else "|".join(words)

    @property
    def starts_with_header(self) -> bool:
        """The first row has words and no figure."""
        return bool(self.header_text)

    def _top_words(self) -> list[Word]:
        if self.lattice is None:
            labels = self.head or label_lines(self.word_lines, self.header)
            return [word for line in self.lines[:labels] for word in line.words]
        top, bottom = self.lattice.ys[:2]
        return [word for word in self.words if top <= word.bbox.cy < bottom]


def find_pieces(view: PageView) -> list[Piece]:
    """All pieces of a page, top to bottom."""
    pieces: list[Piece] = []
    for lattice in find_lattices(view.rules):
        piece = _ruled(view, lattice)
        if lattice.shape[1] > 1:
            pieces.append(piece)
        elif (opened := _open(piece)) is not None:
            pieces.append(opened)
    pieces.extend(_blocks(view, pieces))
    return sorted(pieces, key=lambda piece: (piece.box.y0, piece.box.x0))


def _ruled(view: PageView, lattice: Lattice) -> Piece:
    box = lattice.box
    words = [word for word in view.words if _holds(box, word.bbox)]
    inside = {id(word) for word in words}
    lines = [line for line in view.lines if box.y0 <= line.box.cy <= box.y1 and _mostly(line, inside)]
    stray = [word for line in lines for word in line.words if id(word) not in inside]
    lattice = split_rows(lattice, words)
    below = _overflow(view, lattice, lines)
    words += [word for line in below for word in line.words]
    return Piece(view.number, box, lattice.xs, tuple(words + stray), (*lines, *below), lattice)


def _overflow(view: PageView, lattice: Lattice, lines: Sequence[ViewLine]) -> list[ViewLine]:
    """Lines that run out of a cell at the foot of the box: the next lines of its text, in its column."""
    found: list[ViewLine] = []
    above = [word.bbox for line in lines for word in line.words]
    for line in (x for x in view.lines if x.box.cy >= lattice.box.y1 and not x.marginal):
        if not all(_goes_on(lattice, word.bbox, above) for word in line.words):
            break
        found.append(line)
        above.extend(word.bbox for word in line.words)
    return found


def _goes_on(lattice: Lattice, box: BBox, above: Sequence[BBox]) -> bool:
    """Whether a word is the next line of a text: same column, same edge, set close below a line that is full,
    or at the step of the two lines above."""
    column = bisect_right(lattice.xs, box.cx)
    if not 0 < column < len(lattice.xs):
        return False
    lines = [b for b in above if bisect_right(lattice.xs, b.cx) == column and in_line(b, box)]
    for line in lines:
        step = box.cy - line.cy
        if not 1.0 < step <= LEADING * box.height:
            continue
        full = line.x1 >= lattice.xs[column] - 1.3 * line.height
        if full or any(abs(line.cy - b.cy - step) <= 1.0 for b in lines):
            return True
    return False


def _holds(box: BBox, word: BBox) -> bool:
    return box.x0 <= word.cx < box.x1 and box.y0 <= word.cy < box.y1


def _mostly(line: ViewLine, inside: set[int]) -> bool:
    return 2 * sum(1 for word in line.words if id(word) in inside) >= len(line.words)


def _open(piece: Piece) -> Piece | None:
    """A frame with horizontal lines only: its columns stand in the words."""
    if piece.lattice is None or len(piece.lines) < 2:
        return None
    return _unruled(piece.page, piece.lines, piece.lattice.flat, sure=True)


def _blocks(view: PageView, ruled: Sequence[Piece]) -> list[Piece]:
    """Blocks in the strips between the ruled boxes."""
    taken = {line.index for piece in ruled for line in piece.lines}
    free = [line for line in view.lines if line.index not in taken and not line.marginal]
    flat = [
        r for r in view.rules if r.y0 == r.y1 and not any(p.box.y0 - 2 <= r.y0 <= p.box.y1 + 2 for p in ruled)
    ]
    edges = [float("-inf"), *sorted(piece.box.y0 for piece in ruled), float("inf")]
    blocks: list[Block] = []
    for low, high in pairwise(edges):
        blocks.extend(find_blocks([x for x in free if low <= x.box.cy < high], flat, view.width))
    found: list[Piece] = []
    for block in blocks:
        piece = _unruled(view.number, block.lines, block.rules, block.sure, block.head)
        if piece is not None:
            found.append(replace(piece, lead=block.lead))
    return found


def with_lead(piece: Piece) -> Piece:
    """The piece with the lines above it, which alone are rests of cells, no header."""
    if not piece.lead:
        return piece
    lines = (*piece.lead, *piece.lines)
    whole = _unruled(piece.page, lines, piece.rules, piece.sure)
    if whole is not None and whole.header <= len(piece.lead):
        whole = _unruled(piece.page, lines, piece.rules, piece.sure, header=0)
    return whole or piece


def _unruled(
    page: int,
    lines: Sequence[ViewLine],
    rules: Sequence[RuledLine],
    sure: bool,
    head: int = 0,
    header: int | None = None,
) -> Piece | None:
    """``header``: how many lines are labels, where that is known."""
    words = [line.words for line in lines[head:]]
    rules = [r for r in rules if r.y0 >= lines[head].box.y0 - 12] if head else rules
    header = header_lines(words, rules) if header is None else header
    columns = find_columns([words], header, rules)
    if columns is None:
        return None
    box = union(line.box for line in lines)
    flat = tuple(word for line in lines for word in line.words)
    return Piece(page, box, columns.borders, flat, tuple(lines), None, tuple(rules), header, sure, head=head)


def same_columns(first: Piece, second: Piece) -> bool:
    """Same column borders up to a shift of the page, or one set of borders within the other."""
    if (first.lattice is None) != (second.lattice is None):
        return False
    if second.header_text and second.header_text == first.header_text:
        return True
    if first.lattice is None:
        joint = find_columns([first.word_lines, second.word_lines], first.header)
        most = max(len(first.xs), len(second.xs))  # a page of blank cells shows only some of the columns
        return joint is not None and _JOINT * most <= len(joint.borders) <= most + 1
    a, b = first.xs, shifted(first, second)
    if abs(a[0] - b[0]) > SHIFT or abs(a[-1] - b[-1]) > SHIFT:
        return False
    few, many = (a, b) if len(a) <= len(b) else (b, a)
    nested = all(any(abs(x - y) <= SHIFT for y in many) for x in few)
    return nested or not second.starts_with_header


def shifted(first: Piece, second: Piece) -> tuple[float, ...]:
    """The borders of ``second`` moved so that its left edge stands where that of ``first`` does."""
    move = first.xs[0] - second.xs[0]
    return tuple(x + move for x in second.xs) if abs(move) <= _MOVED else second.xs


def grids_of(pieces: Sequence[Piece]) -> list[Grid]:
    """The grids of all pieces of one table, on common columns."""
    if any(piece.lattice is None for piece in pieces):
        return _unruled_grids(pieces)
    columns = _common_columns(pieces)
    return _without_idle_columns([_ruled_grid(piece, columns) for piece in pieces])


def _without_idle_columns(grids: list[Grid]) -> list[Grid]:
    """Drop a column that is merged with its left neighbour but for a blank cell in one row in ten.

    A border that is set off by some points in the header makes such a column; nothing is printed in it.
    """
    for col in range(grids[0].n_cols - 1, 0, -1):
        rows = [row for grid in grids for row in grid.rows]
        apart = [row for row in rows if row[col - 1] is not row[col]]
        if 0 < len(apart) <= len(rows) // 10 and not any(row[col].text for row in apart):
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


def _common_columns(pieces: Sequence[Piece]) -> list[float]:
    """The column borders of all pieces together, in the frame of the first."""
    borders = list(pieces[0].xs)
    for piece in pieces[1:]:
        for x in shifted(pieces[0], piece):
            if all(abs(x - known) > SHIFT for known in borders):
                borders.append(x)
    return sorted(borders)


def _ruled_grid(piece: Piece, columns: Sequence[float]) -> Grid:
    """The cells on the column borders of the whole table, moved to where this page has them."""
    assert piece.lattice is not None
    move = piece.xs[0] - columns[0]
    move = move if abs(move) <= _MOVED else 0.0
    borders = []
    for column in columns:
        own = min(piece.xs, key=lambda x: abs(x - column - move))
        borders.append(own if abs(own - column - move) <= max(SHIFT, SAME) else column + move)
    return build_grid(with_columns(piece.lattice, borders), piece.words, piece.page)


def _unruled_grids(pieces: Sequence[Piece]) -> list[Grid]:
    first = pieces[0]
    heads = [piece.header if piece.header_text == first.header_text else 0 for piece in pieces]
    pages = [
        piece.word_lines[head if k else 0 :]
        for k, (piece, head) in enumerate(zip(pieces, heads, strict=True))
    ]
    columns = find_columns(pages, first.header, first.rules)
    if columns is None:
        columns = Columns(first.xs, first.header, leading_of(first.word_lines))
    grids: list[Grid] = []
    for piece, head in zip(pieces, heads, strict=True):
        carried = grids[-1].rows[-1] if grids and grids[-1].rows else ()
        grids.append(
            build_unruled(piece.word_lines, columns, piece.rules, piece.page, head, carried, piece.head_lines)
        )
    return grids
