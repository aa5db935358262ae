"""Whether a subject is bound to a figure: walking back from the figure, is the subject what is named?

Takes a subject and the position of a figure, gives a yes or a no.  Enumerations
(``基本工资 457.27 万元、津贴补贴 200 万元``) name each figure right before it; longer sentences put
generic words (``支出决算为``) and the item's own figures in between, and headings name the subject
of a whole section.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from extractor.llm.figures import Figure, find_figures
from extractor.llm.source import SourceText, fold_text
from extractor.llm.vocabulary import GENERIC

COVERED = Decimal("0.7")
"""The share of the subject's character pairs that must stand in the stretch before the figure;
subjects are shortened and re-ordered by people, so all of them is too much to ask."""
AKIN = Decimal("0.5")
"""The share of a clause's own words that the subject must have, unless the clause names the subject whole:
职业年金缴费 and 机关事业单位养老保险缴费 share 缴费, and are two subjects."""

_OF = "的"
"""Words behind a count and 的 are what it counts (10990 人次的慢性病鉴定), and name no later figure."""
_LEVEL = re.compile(r"\((?:类|款|项|目)\)")
"""The levels of a functional classification (政府收支分类科目): each has a name of its own."""
_SPLIT = re.compile(r"[，,。；;：:、！？!?\n]")
_NOISE = re.compile(r"[\d.,%()\[\]\"'-]+")
_MARKS = re.compile(r"\W+")
_GENERIC = re.compile("|".join(sorted(map(re.escape, GENERIC), key=len, reverse=True)))


@dataclass(frozen=True, slots=True)
class _Clause:
    """A stretch before a figure: its words, its figures, and whether another subject's figure ends it."""

    words: str
    figures: tuple[Figure, ...]
    is_last: bool


def binds(subject: str, source: SourceText, position: int, own: frozenset[Decimal]) -> bool:
    """Whether the subject is named before ``position`` with no other subject's figure in between.

    ``own``: the item's other figures, which may stand in between.
    """
    figure = next((f for f in source.figures if f.start == position), None)
    full = _without_unit(fold_text(subject), figure)
    parts = tuple(f for f in find_figures(full) if f.is_quantity)
    name, numbers = _words(full, 0, len(full), parts), {f.value for f in parts}
    if not _NOISE.sub("", name):
        return False
    if figure is not None and _follows(full, source, figure):
        return True
    named = ""
    for clause in _clauses_back(source, position, figure, own):
        named = clause.words + named
        numbers -= {f.value for f in clause.figures}
        if _covered(name, named) and not numbers:
            return True
        if clause.is_last or _foreign(clause.words, name):
            return False
    headings = fold_text(source.piece_at(position).headings)
    numbers -= {f.value for f in find_figures(headings)}
    return _covered(name, headings + named) and not numbers


def _without_unit(name: str, figure: Figure | None) -> str:
    """``公务接待人次`` without its measure word, which stands behind the figure (接待 0 批次，0 人次)."""
    unit = figure.unit if figure is not None and figure.measure == "count" else None
    return name.removesuffix(unit) if unit and len(name) >= len(unit) + 2 else name


def _follows(name: str, source: SourceText, figure: Figure) -> bool:
    """``19 名非在编人员``, ``10990 人次的慢性病鉴定``: a count stands before what it counts."""
    if figure.measure != "count":
        return False
    after = source.key[figure.end + len(figure.unit or "") :]
    return after.removeprefix(_OF).startswith(name)


def _clauses_back(
    source: SourceText, position: int, figure: Figure | None, own: frozenset[Decimal]
) -> Iterator[_Clause]:
    """The clauses of the section before the position, nearest first, up to another subject's figure."""
    first, _ = source.paragraph(position)
    figures = [f for f in source.figures if first <= f.start < position]
    cuts = [
        found.end()
        for found in _SPLIT.finditer(source.key, first, position)
        if not any(f.start < found.start() < f.end for f in figures)
    ]
    end = position
    for start in [*reversed(cuts), first]:
        inside = tuple(f for f in figures if start <= f.start < end)
        wall = max((f for f in inside if _is_anothers(f, figure, own, source)), key=_end, default=None)
        if wall is not None:
            start = wall.end + len(wall.unit or "")
            start = end if source.key.startswith(_OF, start) else start
        inside = tuple(f for f in inside if f.start >= start)
        if end > start or wall is not None:
            yield _Clause(_words(source.key, start, end, inside), inside, wall is not None)
        if wall is not None:
            return
        end = start


def _words(key: str, start: int, end: int, figures: tuple[Figure, ...]) -> str:
    """``key[start:end]`` without its figures and their units."""
    parts: list[str] = []
    for figure in figures:
        parts.append(key[start : figure.start])
        start = figure.end + len(figure.unit or "")
    return "".join([*parts, key[start:end]])


def _end(figure: Figure) -> int:
    return figure.end


def _is_anothers(other: Figure, figure: Figure | None, own: frozenset[Decimal], source: SourceText) -> bool:
    """Whether a figure before ours counts the same thing and is none of the item's own: what is named before
    it is its subject, not ours.  A missing unit (``养老保险缴费 39.08，职业年金``) hides no figure."""
    if other.value in own or other.role == "scale":
        return False
    measure = figure.measure if figure is not None else "money"
    if other.measure == "bare" and measure == "money":
        return "." in source.key[other.start : other.end]
    if measure == "count" and figure is not None:
        return other.unit == figure.unit
    return other.measure == measure


def _foreign(clause: str, name: str) -> bool:
    """A clause that names something, and nothing (or too little) of this subject."""
    specific = _specific(clause)
    if len(specific) < 2:
        return False
    pairs = _pairs(specific)
    plain = _NOISE.sub("", name)
    return Decimal(sum(pair in plain for pair in pairs)) < AKIN * len(pairs)


def _specific(clause: str) -> str:
    """What is left of a clause without the words that name no subject."""
    return _MARKS.sub("", _GENERIC.sub("", _NOISE.sub("", clause)))


def _pairs(text: str) -> list[str]:
    return [text[i : i + 2] for i in range(len(text) - 1)] or [text]


def _covered(name: str, text: str) -> bool:
    """Whether the text has the words of the name, at each level of it."""
    plain = _NOISE.sub("", text)
    levels = [pairs for part in _LEVEL.split(name) if part for pairs in [_pairs(_NOISE.sub("", part))]]
    return all(Decimal(sum(pair in plain for pair in pairs)) >= COVERED * len(pairs) for pairs in levels)
