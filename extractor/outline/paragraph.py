"""A paragraph: printed lines joined, whitespace and markup dropped, every character still tied to its place.

Takes the pieces of lines that belong together, gives one text on which the grammar works and
an offset map back, so that a quote stays verbatim and keeps its line and span, or its page and
box, although the source broke it over lines and pages.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from gouji.normalise import CACHED
from gouji.read.model import BBox, Line, Word
from gouji.schemas.record import Place

_MARKS = frozenset("*#`$\u200b\u200c\u200d\ufeff")
_FOLDED = {"％": "%", "．": "."} | {chr(ord("０") + i): str(i) for i in range(10)}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """``text[i]`` was printed at column ``columns[i]`` of ``lines[owners[i]]``.

    ``seams`` are the offsets before which something that is no prose was printed (a page number,
    a running head), so that the source text is not contiguous there.
    """

    text: str
    lines: tuple[Line, ...]
    owners: tuple[int, ...] = field(repr=False)
    columns: tuple[int, ...] = field(repr=False)
    seams: frozenset[int] = frozenset()

    def quote(self, start: int, end: int) -> str:
        """The verbatim source of ``text[start:end]``; line ends and padding dropped, markup inside kept."""
        parts: list[str] = []
        for owner, first, last in self._runs(start, end):
            parts.append(self.lines[owner].text[first:last].strip())
        return "".join(parts)

    def places(self, start: int, end: int) -> list[Place]:
        """Where ``text[start:end]`` is printed, one place for each line that it touches."""
        return [_place(self.lines[owner], first, last) for owner, first, last in self._runs(start, end)]

    def contiguous(self, start: int, end: int, keep: int) -> tuple[int, int]:
        """The longest part of ``start:end`` around offset ``keep`` that no seam cuts."""
        cuts = [start, *sorted(s for s in self.seams if start < s < end), end]
        for first, last in zip(cuts, cuts[1:], strict=False):
            if first <= keep < last:
                return first, last
        return start, end

    def _runs(self, start: int, end: int) -> Iterable[tuple[int, int, int]]:
        """The pieces of ``start:end`` by line: ``(line index, first column, column after the last)``."""
        index = start
        while index < end:
            owner, first = self.owners[index], self.columns[index]
            while index + 1 < end and self.owners[index + 1] == owner:
                index += 1
            yield owner, first, self.columns[index] + 1
            index += 1


def join(lines: list[Line], seams_before: frozenset[int] = frozenset()) -> Paragraph:
    """One paragraph of ``lines``; ``seams_before`` are indexes of lines that other matter precedes."""
    text: list[str] = []
    owners: list[int] = []
    columns: list[int] = []
    seams: set[int] = set()
    for index, line in enumerate(lines):
        if index in seams_before:
            seams.add(len(text))
        for column, char in _kept(line.text):
            text.append(char)
            owners.append(index)
            columns.append(column)
    return Paragraph("".join(text), tuple(lines), tuple(owners), tuple(columns), frozenset(seams))


@lru_cache(maxsize=CACHED)
def plain(text: str) -> str:
    """The text that a paragraph of this one line would have."""
    return "".join(char for _, char in _kept(text))


def _kept(text: str) -> Iterable[tuple[int, str]]:
    """The characters that count, each with its column; full-width digits and signs made plain."""
    inside = False
    start = len(text) - len(text.lstrip())
    for column, char in enumerate(text):
        if char == "<" and _is_tag(text, column):
            inside = True
        if inside:
            inside = char != ">"
            continue
        if char in _MARKS or char.isspace():
            continue
        if column == start and char in "-•" and text[column + 1 : column + 2].isspace():
            continue
        yield column, _FOLDED.get(char, char)


def _is_tag(text: str, column: int) -> bool:
    """An HTML tag of emphasis: Chinese text also uses ``<`` as a title mark."""
    close = text.find(">", column, column + 10)
    return close > 0 and text[column + 1 : close].strip("/ ").isascii() and text[column + 1].isascii()


def width(text: str) -> int:
    """The printed width in half-width columns."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text.strip())


def _place(line: Line, first: int, last: int) -> Place:
    if line.page is None or line.bbox is None:
        return line.place(first, last)
    box = _box(line, first, last)
    return Place(
        page=line.page, bbox=(round(box.x0, 2), round(box.y0, 2), round(box.x1, 2), round(box.y1, 2))
    )


def _box(line: Line, first: int, last: int) -> BBox:
    """The box of ``line.text[first:last]``: the union of the parts of the words that it covers."""
    cursor, found = 0, None
    for word in line.words:
        at = line.text.find(word.text, cursor)
        if at < 0:
            continue
        cursor = at + len(word.text)
        if at < last and cursor > first:
            part = _part(word, max(first - at, 0), min(last, cursor) - at)
            found = part if found is None else found.union(part)
    if found is not None:
        return found
    assert line.bbox is not None
    return line.bbox


def _part(word: Word, first: int, last: int) -> BBox:
    """The box of some characters of a word, by interpolation: Chinese type is of one width."""
    total = max(len(word.text), 1)
    step = word.bbox.width / total
    return BBox(word.bbox.x0 + first * step, word.bbox.y0, word.bbox.x0 + last * step, word.bbox.y1)
