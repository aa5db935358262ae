"""The pieces of tables on one page: ruled boxes, and blocks of words that stand in columns.

Takes a :class:`PageView`, gives :class:`Piece` objects from top to bottom; a piece makes its
:class:`Grid` late, because its column borders are settled only together with its other pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.normalise import plain_number, squash
from extractor.read.model import BBox, Word
from extractor.segment.pdf_view import PageView, ViewLine
from extractor.tables.grid import Grid
from extractor.tables.ruled import Lattice, build_grid, find_lattices, with_columns


@dataclass(frozen=True, slots=True)
class Piece:
    """One table box on one page; ``lines`` and ``words`` are all that is printed in it."""

    page: int
    box: BBox
    lattice: Lattice
    words: tuple[Word, ...]
    lines: tuple[ViewLine, ...]

    @property
    def xs(self) -> tuple[float, ...]:
        return self.lattice.xs

    @property
    def texts(self) -> list[str]:
        return [word.text for word in self.words]

    @property
    def header_text(self) -> str:
        """The first row, to know a header that is printed again on the next page."""
        return self._row_text(0)

    @property
    def starts_with_header(self) -> bool:
        """The first row has words and no figure."""
        words = [w.text for w in self._row(0)]
        return bool(words) and not any(plain_number(squash(word)) for word in words)

    def _row(self, row: int) -> list[Word]:
        top, bottom = self.lattice.ys[row], self.lattice.ys[row + 1]
        return [word for word in self.words if top <= word.bbox.cy < bottom]

    def _row_text(self, row: int) -> str:
        words = [w.text for w in self._row(row)]
        return "" if any(plain_number(squash(word)) for word in words) else "|".join(words)

    def grid(self, columns: Sequence[float]) -> Grid:
        """The cells on the column borders ``columns`` (those of the whole table)."""
        own = self.lattice.xs
        shift = own[0] - columns[0]
        shift = shift if abs(shift) <= 40 else 0.0
        borders = [min(own, key=lambda x: abs(x - c - shift)) for c in columns]
        snapped = [
            b if abs(b - c - shift) <= 4.0 else c + shift for b, c in zip(borders, columns, strict=True)
        ]
        return build_grid(with_columns(self.lattice, snapped), self.words, self.page)


def find_pieces(view: PageView) -> list[Piece]:
    """All pieces of a page, top to bottom."""
    pieces = [_ruled(view, lattice) for lattice in find_lattices(view.rules)]
    return sorted(pieces, key=lambda piece: (piece.box.y0, piece.box.x0))


def _ruled(view: PageView, lattice: Lattice) -> Piece:
    box = lattice.box
    words = [word for word in view.words if _holds(box, word.bbox)]
    inside = {id(word) for word in words}
    lines = [line for line in view.lines if box.y0 <= line.box.cy <= box.y1 and _mostly(line, inside)]
    stray = [word for line in lines for word in line.words if id(word) not in inside]
    return Piece(view.number, box, lattice, tuple(words + stray), tuple(lines))


def _holds(box: BBox, word: BBox) -> bool:
    return box.x0 <= word.cx < box.x1 and box.y0 <= word.cy < box.y1


def _mostly(line: ViewLine, inside: set[int]) -> bool:
    return 2 * sum(1 for word in line.words if id(word) in inside) >= len(line.words)
