"""What stands between spaces in flat text, with its place; and cells made of such tokens.

Takes lines of a text document, gives :class:`Token` values whose spans are exact, so that every
cell built from them can be shown in the source.  Figures and codes that a converter broke by
spaces are joined here, as far as the digits alone show it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gouji.figures import MINUS, is_figure
from gouji.normalise import squash
from gouji.read.model import EMPTY, Cell, Line
from gouji.schemas.record import Place

_RUN = re.compile(r"\S+")
_BREAKABLE = re.compile(rf"[{MINUS}]?[\d,，.]*\d[\d,，.]*$")


SPACED: frozenset[str] = frozenset({"合计", "总计", "小计", "总分"})


@dataclass(frozen=True, slots=True)
class Token:
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

    def part(self, start: int, end: int) -> Token:
        """The part between two offsets of the token's own text."""
        return Token(self.line, self.start + start, self.start + end)


Tokens = tuple[Token, ...]


def tokens_of(line: Line) -> list[Token]:
    """The runs between spaces, in order."""
    return [Token(line, match.start(), match.end()) for match in _RUN.finditer(line.text)]


def adjoins(left: Token, right: Token) -> bool:
    """Whether nothing but spaces stands between two tokens of one line."""
    return left.line is right.line and not squash(left.line.text[left.end : right.start])


def joined(tokens: Sequence[Token]) -> list[Token]:
    """The same text in as few tokens as possible: neighbours on a line become one."""
    out: list[Token] = []
    for token in tokens:
        if out and out[-1].end <= token.start and adjoins(out[-1], token):
            out[-1] = Token(token.line, out[-1].start, token.end)
        else:
            out.append(token)
    return out


def cell_of(tokens: Sequence[Token]) -> Cell:
    """One cell of all the tokens, line breaks kept; the empty cell for none."""
    if not tokens:
        return EMPTY
    runs = joined(tokens)
    text = runs[0].text
    for before, run in zip(runs, runs[1:], strict=False):
        text += ("" if before.line is run.line else "\n") + run.text
    return Cell(text, tuple(Place(line=run.line.number, span=(run.start, run.end)) for run in runs))


def text_of(tokens: Iterable[Token]) -> str:
    """The squashed text of tokens put together."""
    return "".join(token.bare for token in tokens)


def mend_figures(tokens: Sequence[Token]) -> list[Token]:
    """Join figures that spaces broke inside a line: ``2, 76 2.55`` → one token.

    A token is joined to the next while its digits cannot be a whole figure: it ends in a separator, or
    its thousands groups are incomplete, or the next token starts with a separator.
    """
    out: list[Token] = []
    for token in tokens:
        if out and adjoins(out[-1], token) and _torn(out[-1].bare, token.bare):
            out[-1] = Token(token.line, out[-1].start, token.end)
        else:
            out.append(token)
    return out


def mend_totals(tokens: Sequence[Token]) -> list[Token]:
    """Join the letters of a word of sums that is set with spaces (``合 计``), so that it stays one cell."""
    out: list[Token] = []
    for token in tokens:
        if out and adjoins(out[-1], token) and out[-1].bare + token.bare in SPACED and len(token.bare) == 1:
            out[-1] = Token(token.line, out[-1].start, token.end)
        else:
            out.append(token)
    return out


def _torn(left: str, right: str) -> bool:
    if not (_BREAKABLE.match(left) and _BREAKABLE.match(right)):
        return left[-1:].isdigit() and bool(re.fullmatch(r"[.,]\d+", right)) and is_figure(left + right)
    if left[-1] in ",，." or right[0] in ",，.":
        return True
    return "," in left and "." not in left and not is_figure(left)


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
