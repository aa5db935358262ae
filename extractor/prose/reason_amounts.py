"""Amounts inside a reason: by how much one cause moved the figure that the reason explains.

Takes the text of a reason, gives :class:`Cause` values: ``…由社保中心发放，这一因素较上年减少部门支出 1,653 万元``
states a change of its own, without an amount.  Only changes with a printed figure count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from gouji.domain.numbering import SPOKEN
from gouji.prose.modifiers import find_base
from gouji.prose.quantities import Quantity, quantities
from gouji.prose.vocabulary import DIRECTIONS, Direction

_WORDS = "|".join(word for word, sign in DIRECTIONS.items() if len(word) > 1 and sign != "flat")
_MOVED = re.compile(rf"(?P<word>{_WORDS})(?:了|约)*(?P<what>[一-龥]{{0,10}}?)(?:约|共计?|合计)?$")
_BUDGET_WORD = re.compile(r"(?:费|费用|经费|支出|收入|资金|补助|补贴|工资|奖金|预算|缴费|公积金)$")
_OF = re.compile(r"的(?P<noun>[一-龥]{2,16})")
_STOPS = "。；;"
_OBJECT = re.compile(r"将(?P<what>[^，。]{3,40}?)(?:下达|纳入|划转|调整|列入|统一|由)")
_OPENING = re.compile(
    r"^(?:同时，|另外，|此外，|[一二三四五六]是|其中，?|因|由于)*(?P<what>[一-龥、（）“”]{3,30}?)(?:自\d{4}年|由|因|较|比|于\d{4}年|，|$)"
)


@dataclass(frozen=True, slots=True)
class Cause:
    """A change at ``start:end`` of the paragraph; ``figure`` has offsets of the paragraph too."""

    subject: str
    direction: Direction
    base: str | None
    figure: Quantity
    start: int
    end: int


def causes(text: str, start: int, end: int) -> Iterable[Cause]:
    """The changes with a figure in ``text[start:end]``."""
    opens = start
    for figure in quantities(text[start:end]):
        if figure.kind != "money":
            continue
        moved = Quantity(figure.kind, figure.digits, figure.unit, figure.start + start, figure.end + start)
        cause = _cause(text, moved, opens, end)
        opens = _next_clause(text, moved.end, end)
        if cause is not None:
            yield cause


def _next_clause(text: str, position: int, end: int) -> int:
    """Where the clause after a figure begins: at the next comma, or the figure itself."""
    found = re.compile("[，,（(]").search(text, position, end)
    return found.end() if found and found.start() - position <= 1 else position


def _cause(text: str, figure: Quantity, start: int, end: int) -> Cause | None:
    first = max([start, *(text.rfind(stop, start, figure.start) + 1 for stop in _STOPS)])
    words = text[first : figure.start]
    match = _MOVED.search(words)
    if match is None:
        return None
    noun = _OF.match(text, figure.end, end)
    subject = _subject(words[: match.start()], noun.group("noun") if noun else "")
    if len(subject) < 3:
        return None
    base = find_base(words[: match.start()])
    last = noun.end() if noun else figure.end
    return Cause(subject, DIRECTIONS[match.group("word")], base.name if base else None, figure, first, last)


def _subject(words: str, noun: str) -> str:
    """What moved: the object of 将, else the words that open the sentence, with the noun after the figure."""
    last = re.split(r"[，,、]", words)[-1]
    if not noun and _BUDGET_WORD.search(last):
        return re.sub(rf"^{SPOKEN}", "", last)
    taken = _OBJECT.search(words) or _OPENING.search(words)
    name = taken.group("what").strip("，、") if taken else ""
    name = re.sub(r"^(?:是|为|因|由于)", "", name)
    return name + noun
