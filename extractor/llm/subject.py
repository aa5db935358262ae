"""Whether a subject is bound to a figure: walking back from the figure, is the subject what is named?

Takes a subject and the position of a figure, gives a yes or a no.  Enumerations
(``基本工资 457.27 万元、津贴补贴 200 万元``) name each figure right before it; longer sentences put
generic words (``支出决算为``) and the item's own figures in between, and headings name the subject
of a whole section.
"""

from __future__ import annotations

import re
from decimal import Decimal

from extractor.llm.figures import Figure
from extractor.llm.source import SourceText, fold_text
from extractor.llm.vocabulary import GENERIC, MONEY_UNITS, RATIO_UNITS

COVERED = Decimal("0.7")
"""The share of the subject's character pairs that must stand in the stretch before the figure;
subjects are shortened and re-ordered by people, so all of them is too much to ask."""

_SPLIT = re.compile(r"[，,。；;：:、！？!?\n]")
_NOISE = re.compile(r"[\d.,%()\[\]\"'-]+")
_GENERIC = re.compile("|".join(sorted(map(re.escape, GENERIC), key=len, reverse=True)))
_UNIT_START = re.compile("|".join(map(re.escape, (*MONEY_UNITS, *RATIO_UNITS))))


def binds(subject: str, source: SourceText, position: int, own: frozenset[Decimal]) -> bool:
    """Whether the subject is named before ``position`` with no other subject's figure in between."""
    name = _core(subject)
    if not name:
        return False
    first, _ = source.paragraph(position)
    before = source.key[first:position]
    figure = next((f for f in source.figures if f.start == position), None)
    if figure is not None and _follows(subject, source, figure):
        return True
    measure = figure.measure if figure is not None else "money"
    named = ""
    for segment, figures in _segments_back(before, first, source):
        if any(f.value not in own and f.measure == measure for f in figures):
            return False  # what is named here belongs to the figure that ends this clause
        named = segment + named
        if _covered(name, named):
            return True
        if _foreign(segment, name):
            return False
    return _covered(name, fold_text(source.piece_at(position).headings) + named)


def _follows(subject: str, source: SourceText, figure: Figure) -> bool:
    """``19 名非在编人员``: a count stands before what it counts."""
    if figure.measure != "count":
        return False
    after = source.key[figure.end + len(figure.unit or "") :]
    return after.startswith(fold_text(subject))


def _segments_back(before: str, first: int, source: SourceText) -> list[tuple[str, list[Figure]]]:
    """Clauses before the figure, nearest first, with the figures that stand in each."""
    cuts = [
        found.end() for found in _SPLIT.finditer(before) if not _inside_figure(found.start(), first, source)
    ]
    bounds = [0, *cuts, len(before)]
    spans = [(a, b) for a, b in zip(bounds, bounds[1:], strict=False) if b > a]
    return [
        (before[a:b], [f for f in source.figures if first + a <= f.start < first + b])
        for a, b in reversed(spans)
    ]


def _inside_figure(at: int, first: int, source: SourceText) -> bool:
    return any(f.start < first + at < f.end for f in source.figures)


def _foreign(segment: str, name: str) -> bool:
    """A clause that names something, and nothing of this subject."""
    specific = _specific(segment)
    return len(specific) >= 2 and not any(pair in name for pair in _pairs(specific))


def _specific(segment: str) -> str:
    """What is left of a clause without figures, units and the words that name no subject."""
    return _NOISE.sub("", _GENERIC.sub("", _UNIT_START.sub("", _NOISE.sub("", segment))))


def _core(subject: str) -> str:
    return _NOISE.sub("", fold_text(subject))


def _pairs(text: str) -> list[str]:
    return [text[i : i + 2] for i in range(len(text) - 1)] or [text]


def _covered(name: str, text: str) -> bool:
    pairs = _pairs(name)
    plain = _NOISE.sub("", text)
    hits = sum(pair in plain for pair in pairs)
    return Decimal(hits) >= COVERED * len(pairs)
