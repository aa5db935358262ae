"""What stands between spaces in flat text, with its place; and cells made of such tokens.

Takes lines of a text document, gives :class:`Piece` values whose spans are exact, so that every
cell built from them can be shown in the source.  Figures and codes that a converter broke by
spaces are joined here, as far as the digits alone show it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from gouji.grids.grid import EMPTY, Cell
from gouji.normalise import amount, plain_number, squash
from gouji.read.model import Line
from gouji.schemas.record import Place

_RUN = re.compile(r"\S+")
_GROUPED = re.compile(r"[-－−]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$")
_FIGURE = re.compile(r"[-－−]?(?:\d+(?:\.\d+)?|\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?)$")
_BREAKABLE = re.compile(r"[-－−]?[\d,，.]*\d[\d,，.]*$")


SPACED: frozenset[str] = frozenset({"合计", "总计", "小计", "总分"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of printed characters: ``line.text[start:end]``."""

    line: Line
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.line.text[self.start : self.end]

    @property
    def bare(self) -> str:
        return squash(self.text)

    def part(self, start: int, end: int) -> Piece:
        """The part between two offsets of the piece's own text."""
        return Piece(self.line, self.start + start, self.start + end)


def pieces_of(line: Line) -> list[Piece]:
    """The runs between spaces, in order."""
    return [Piece(line, match.start(), match.end()) for match in _RUN.finditer(line.text)]


def adjoins(left: Piece, right: Piece) -> bool:
    """Whether nothing but spaces stands between two pieces of one line."""
    return left.line is right.line and not squash(left.line.text[left.end : right.start])


def joined(pieces: Sequence[Piece]) -> list[Piece]:
    """The same text in as few pieces as possible: neighbours on a line become one."""
    out: list[Piece] = []
    for piece in pieces:
        if out and out[-1].end <= piece.start and adjoins(out[-1], piece):
            out[-1] = Piece(piece.line, out[-1].start, piece.end)
        else:
            out.append(piece)
    return out


def cell_of(pieces: Sequence[Piece]) -> Cell:
    """One cell of all the pieces, line breaks kept; the empty cell for none."""
    if not pieces:
        return EMPTY
    runs = joined(pieces)
    text = runs[0].text
    for before, run in zip(runs, runs[1:], strict=False):
        text += ("" if before.line is run.line else "\n") + run.text
    return Cell(text, tuple(Place(line=run.line.number, span=(run.start, run.end)) for run in runs))


def text_of(pieces: Iterable[Piece]) -> str:
    """The squashed text of pieces put together."""
    return "".join(piece.bare for piece in pieces)


def is_figure(text: str) -> bool:
    """Whether a piece is a figure (digits, separators, one point; no letters, no percent sign)."""
    return bool(_FIGURE.match(text))


def value_of(pieces: Sequence[Piece]) -> Decimal:
    """The value of a printed figure; raises ``ValueError`` when the pieces are none."""
    value = amount(text_of(pieces))
    if value is None:
        raise ValueError(f"no figure: {text_of(pieces)!r}")
    return value


def mend_figures(pieces: Sequence[Piece]) -> list[Piece]:
    """Join figures that spaces broke inside a line: ``2, 76 2.55`` → one piece.

    A piece is joined to the next while its digits cannot be a whole figure: it ends in a separator, or
    its thousands groups are incomplete, or the next piece starts with a separator.
    """
    out: list[Piece] = []
    for piece in pieces:
        if out and adjoins(out[-1], piece) and _torn(out[-1].bare, piece.bare):
            out[-1] = Piece(piece.line, out[-1].start, piece.end)
        else:
            out.append(piece)
    return out


def mend_totals(pieces: Sequence[Piece]) -> list[Piece]:
    """Join the letters of a word of sums that is set with spaces (``合 计``), so that it stays one cell."""
    out: list[Piece] = []
    for piece in pieces:
        if out and adjoins(out[-1], piece) and out[-1].bare + piece.bare in SPACED and len(piece.bare) == 1:
            out[-1] = Piece(piece.line, out[-1].start, piece.end)
        else:
            out.append(piece)
    return out


def _torn(left: str, right: str) -> bool:
    if not (_BREAKABLE.match(left) and _BREAKABLE.match(right)):
        return left[-1:].isdigit() and bool(re.fullmatch(r"[.,]\d+", right)) and is_figure(left + right)
    if left[-1] in ",，." or right[0] in ",，.":
        return True
    return "," in left and "." not in left and not _GROUPED.match(left)


def glyph_width(text: str) -> int:
    """Printed width in half characters: a Chinese character counts two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def plain(text: str) -> str:
    """Characters for comparing labels, one for one (so that offsets stay): full-width forms to ASCII."""
    out = []
    for char in text:
        folded = unicodedata.normalize("NFKC", char)
        out.append(folded if len(folded) == 1 else char)
    return "".join(out)


def has_digits(text: str) -> bool:
    return plain_number(text) is not None
