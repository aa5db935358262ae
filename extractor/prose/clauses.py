"""A paragraph to clauses: the pieces between commas, stops and the brackets that hold figures.

Takes squashed text in which explanations are blanked, gives :class:`Clause` values in order with
the separators around them.  A comma inside a figure, a title in 《》 or a bracket without
figures does not separate; an enumeration comma does only after a figure.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from operator import attrgetter

from gouji.prose.quantities import Quantity, quantities
from gouji.prose.reasons import BLANK

_STOPS = "。！？"
_SEPARATORS = "，,；;：:" + _STOPS + BLANK
_BRACKET = re.compile(r"[（(]([^（()）]*(?:[（(][^（()）]*[)）][^（()）]*)*)[)）]")
_LONGEST_TITLE = 80


@dataclass(frozen=True, slots=True)
class Clause:
    """``text`` at ``start``; what stands before and after it; the number of its sentence; its figures."""

    text: str
    start: int
    before: str
    after: str
    sentence: int
    figures: tuple[Quantity, ...]
    nested: bool = False

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def clauses(text: str) -> list[Clause]:
    """The clauses of one paragraph."""
    figures = quantities(text)
    cuts = _cuts(text, figures)
    result: list[Clause] = []
    start, before, sentence, depth = 0, "。", 0, 0
    for position in [*sorted(cuts), len(text)]:
        piece = text[start:position]
        after = text[position] if position < len(text) else "。"
        if piece.strip(BLANK):
            result.append(_clause(piece, start, before, after, sentence, figures, nested=depth > 0))
            before = after
        elif after in _STOPS or after in "）)":
            before = after
        depth += (after in "（(") - (after in "）)")
        sentence += after in _STOPS and depth == 0
        start = position + 1
    return result


def _clause(
    piece: str, start: int, before: str, after: str, sentence: int, figures: list[Quantity], *, nested: bool
) -> Clause:
    inside = _between(figures, start, start + len(piece))
    moved = tuple(replace(f, start=f.start - start, end=f.end - start) for f in inside)
    return Clause(piece, start, before, after, sentence, moved, nested)


def _between(figures: list[Quantity], start: int, end: int) -> list[Quantity]:
    """The figures (in order) that stand whole in ``start:end``."""
    first = bisect_left(figures, start, key=attrgetter("start"))
    last = bisect_right(figures, end, lo=first, key=attrgetter("start"))
    return [figure for figure in figures[first:last] if figure.end <= end]


def _cuts(text: str, figures: list[Quantity]) -> set[int]:
    opened = _opened_brackets(text, figures)
    closed = _closed_stretches(text, opened)
    inside = {i for figure in figures for i in range(figure.start, figure.end)} | closed
    ends = {figure.end for figure in figures}
    cuts = {i for i, char in enumerate(text) if char in _SEPARATORS and i not in inside}
    cuts |= {i for i, char in enumerate(text) if char == "、" and i in ends and i not in closed}
    return cuts | {i for pair in opened for i in pair}


def _opened_brackets(text: str, figures: list[Quantity]) -> list[tuple[int, int]]:
    """Brackets whose content states figures of its own (``（其中：购置费0万元，运维费3.6万元）``)."""
    spans = {(figure.start, figure.end) for figure in figures}
    return [
        (match.start(), match.end() - 1)
        for match in _BRACKET.finditer(text)
        if any(
            figure.kind in ("money", "count", "score")
            for figure in _between(figures, match.start() + 1, match.end() - 1)
        )
        and (match.start(), match.end()) not in spans
    ]


def _closed_stretches(text: str, opened: list[tuple[int, int]]) -> set[int]:
    """Offsets within other brackets, quotation marks and titles: no separator counts there."""
    starts = {start for start, _ in opened}
    closed: set[int] = set()
    for match in _BRACKET.finditer(text):
        if match.start() not in starts:
            closed.update(range(match.start(), match.end()))
    for left, right in (("《", "》"), ("“", "”")):
        for match in re.finditer(f"{left}[^{left}{right}]{{1,{_LONGEST_TITLE}}}{right}", text):
            closed.update(range(match.start(), match.end()))
    return closed
