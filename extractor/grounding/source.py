"""The source side of a request: numbered pieces of lines, and one squashed text with a way back.

Takes the pieces that a request shows to the model, gives a text in which quotes are looked up
whatever the line breaks, and for every found span the places in the document.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache

from gouji.grounding.figures import PrintedFigure, find_figures
from gouji.read.model import Line
from gouji.schemas.record import Place

_DROPPED_CATEGORIES = ("Z", "C")
_FOLDED = {ord(a): b for a, b in zip("“”‘’「」〔〕【】－−–—﹣", '""\'\'""[][]-----', strict=True)}
_MARKUP = frozenset("*#`")
"""Emphasis marks of converters: a model leaves them out of what it copies."""
_KEPT = frozenset("，")
"""A Chinese comma is never a thousands separator, so it is not folded into one."""


@dataclass(frozen=True, slots=True)
class Piece:
    """``line.text[start:end]`` as one numbered line of the request; ``section`` is its path."""

    number: int
    line: Line
    start: int
    end: int
    section: str
    headings: str = ""

    @property
    def text(self) -> str:
        return self.line.text[self.start : self.end]


@cache
def fold_char(char: str) -> str:
    """The comparison form of one character: one character, or nothing when it is dropped."""
    if unicodedata.category(char)[0] in _DROPPED_CATEGORIES or char in _MARKUP:
        return ""
    if char in _KEPT:
        return char
    folded = unicodedata.normalize("NFKC", char).translate(_FOLDED)
    return folded if len(folded) == 1 else char


def fold_text(text: str) -> str:
    """Squashed, width and quotation marks unified, one character for one: ``Ａ （１） `` → ``A(1)``."""
    return "".join(map(fold_char, text))


class SourceText:
    """The pieces of a request as one folded text.

    ``key`` is the folded text, ``figures`` its figures; positions below are indexes into ``key``.
    """

    __slots__ = ("_chars", "_starts", "figures", "key", "pieces")

    def __init__(self, pieces: tuple[Piece, ...]) -> None:
        self.pieces = pieces
        self._chars: list[tuple[int, int]] = []
        self._starts: list[int] = []
        parts: list[str] = []
        gaps: list[int] = []
        for index, piece in enumerate(pieces):
            self._starts.append(len(self._chars))
            for offset in range(piece.start, piece.end):
                folded = fold_char(piece.line.text[offset])
                if folded:
                    parts.append(folded)
                    self._chars.append((index, offset))
                else:
                    gaps.append(len(self._chars))
        self.key = "".join(parts)
        self.figures: tuple[PrintedFigure, ...] = find_figures(self.key, gaps)

    def find(self, quote: str) -> list[tuple[int, int]]:
        """Every span that prints the quote, in order; empty when it is not printed."""
        needle = fold_text(quote)
        spans: list[tuple[int, int]] = []
        at = self.key.find(needle) if needle else -1
        while at >= 0:
            spans.append((at, at + len(needle)))
            at = self.key.find(needle, at + 1)
        return spans

    def piece_at(self, position: int) -> Piece:
        return self.pieces[bisect_right(self._starts, position) - 1]

    def line_numbers(self, start: int, end: int) -> tuple[int, int]:
        """First and last line number (``L``) of a span."""
        return self.piece_at(start).number, self.piece_at(end - 1).number

    def copy(self, start: int, end: int) -> str:
        """The span as printed, line breaks dropped: our own copy, never the model's."""
        runs = self._runs(start, end)
        return "".join(self.pieces[index].line.text[first : last + 1] for index, first, last in runs)

    def places(self, start: int, end: int) -> list[Place]:
        """Where the span stands in the document, one place per line."""
        return [self.pieces[i].line.place(first, last + 1) for i, first, last in self._runs(start, end)]

    def paragraph(self, position: int, *, above: bool = False) -> tuple[int, int]:
        """The span of the section around a position; ``above``: of all sections under the same heading."""
        path = self.piece_at(position).section
        stem = path.rpartition("/")[0] if above and "/" in path else path
        inside = [
            index
            for index, piece in enumerate(self.pieces)
            if piece.section in (path, stem) or (stem != path and piece.section.startswith(f"{stem}/"))
        ]
        first, last = inside[0], inside[-1]
        stop = self._starts[last + 1] if last + 1 < len(self._starts) else len(self._chars)
        return self._starts[first], stop

    def _runs(self, start: int, end: int) -> list[tuple[int, int, int]]:
        runs: list[tuple[int, int, int]] = []
        for index, offset in self._chars[start:end]:
            if runs and runs[-1][0] == index:
                runs[-1] = (index, runs[-1][1], offset)
            else:
                runs.append((index, offset, offset))
        return runs
