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

from gouji.grounding.figures import PrintedFigure, find_figures
from gouji.grounding.source import SourceText, fold_text
from gouji.grounding.vocabulary import FILLERS, GENERIC, MONEY_NAMES, QUALIFIERS, SHARE_MARK

AKIN = Decimal("0.5")
"""The share of a clause's own words that the subject must have for the search to go on past the clause:
职业年金缴费 and 机关事业单位养老保险缴费 share 缴费, and are two subjects."""
LONGEST, PIECES = 120, 3
"""Characters of a name, and pieces that it may be printed in: a model's answer cannot make us search for ever."""
COVERED = Decimal("0.7")
"""The share of a target's character pairs that must stand near its figure."""
_OF = "的"
"""Words behind a count and 的 are what it counts (10990 人次的慢性病鉴定), and name no later figure."""
_LEVEL = re.compile(r"\((?:类|款|项|目)\)")
"""The levels of a functional classification (政府收支分类科目): each has a name of its own."""
_SPLIT = re.compile(r"[，,。；;：:、！？!?\n]")
_NOISE = re.compile(r"[\d.,%()\[\]\"'-]+")
_MARKS = re.compile(r"\W+")
_FILLER = re.compile(f"(?:{'|'.join(FILLERS)})*")
_GENERIC = re.compile("|".join(sorted(map(re.escape, GENERIC), key=len, reverse=True)))


@dataclass(frozen=True, slots=True)
class _Clause:
    """A stretch before a figure: its words, its figures, and whether another subject's figure ends it."""

    words: str
    figures: tuple[PrintedFigure, ...]
    is_last: bool


def binds(subject: str, source: SourceText, position: int, own: frozenset[int]) -> bool:
    """Whether the subject is what is named before ``position``, with no other subject's figure in between.

    ``own``: the places of the item's other figures, which may stand in between.
    """
    figure = next((f for f in source.figures if f.start == position), None)
    full = _without_unit(fold_text(subject), figure)
    parts = tuple(f for f in find_figures(full) if f.measure != "bare")
    name, numbers = _plain(_words(full, 0, len(full), parts)), {f.value for f in parts}
    if not name or len(name) > LONGEST:
        return False
    if figure is not None and _follows(full, source, figure):
        return True
    if figure is not None and figure.measure == "count" and name.endswith(MONEY_NAMES):
        return False
    is_share = figure is not None and figure.measure == "ratio"
    named = ""
    for clause in _clauses_back(source, position, figure, own):
        named = clause.words + named
        numbers -= {f.value for f in clause.figures}
        if not numbers and _names(name, _plain(named), 0, is_share=is_share):
            return True
        if clause.is_last or _foreign(clause.words, name):
            return False
    headings = fold_text(source.piece_at(position).headings)
    numbers -= {f.value for f in find_figures(headings)}
    above = _plain(headings)
    return not numbers and _names(name, above + _plain(named), len(above), is_share=is_share)


def mentions(subject: str, source: SourceText, position: int) -> bool:
    """Whether most of the subject's words stand before ``position`` or in the headings: enough for a
    target, whose subject people sum up rather than copy."""
    first, _ = source.paragraph(position)
    name = _plain(fold_text(subject))
    before = _plain(fold_text(source.piece_at(position).headings) + source.key[first:position])
    pairs = _pairs(name)
    return bool(name) and Decimal(sum(pair in before for pair in pairs)) >= COVERED * len(pairs)


def _names(name: str, text: str, below: int, *, is_share: bool) -> bool:
    """Whether the name is the last thing that the text names, and no part of a narrower name.

    ``below``: where the headings end in the text; under a heading stand other headings.
    ``is_share``: a percentage has its base between itself and its subject (占…的 57 %).
    """
    found = _find(name, text)
    if found is None:
        return False
    start, end = found
    behind = text[max(end, below) :]
    if is_share and SHARE_MARK in behind:
        behind = behind.rpartition(SHARE_MARK)[0]
    if any(text[:start].endswith(word) for word in QUALIFIERS):
        return False
    if not _specific(name):
        return _FILLER.fullmatch(behind) is not None
    return len(_specific(behind)) < 2 or _specific(behind) in name


def _find(name: str, text: str) -> tuple[int, int] | None:
    """The last place of the name: in one piece, or in pieces with nothing named in between
    (满意度指标：满分 10 分，得分 for 满意度指标得分)."""
    at = text.rfind(name)
    if at >= 0:
        return at, at + len(name)
    for cut in range(len(name) - 2, 1, -1):
        first = text.rfind(name[:cut])
        end = _rest(name[cut:], text, first + cut, PIECES - 1) if first >= 0 else None
        if end is not None:
            return first, end
    return None


def _rest(name: str, text: str, start: int, pieces: int) -> int | None:
    """Where the rest of a name ends that goes on after ``start``, in pieces of at least two characters."""
    for cut in range(len(name), 1, -1) if pieces else ():
        at = text.find(name[:cut], start)
        if at < 0 or len(_specific(text[start:at])) >= 2:
            continue
        end = at + cut if cut == len(name) else _rest(name[cut:], text, at + cut, pieces - 1)
        if end is not None:
            return end
    return None


def _without_unit(name: str, figure: PrintedFigure | None) -> str:
    """``公务接待人次`` without its measure word, which stands behind the figure (接待 0 批次，0 人次)."""
    unit = figure.unit if figure is not None and figure.measure == "count" else None
    return name.removesuffix(unit) if unit and 2 <= len(unit) <= len(name) - 2 else name


def _follows(name: str, source: SourceText, figure: PrintedFigure) -> bool:
    """``19 名非在编人员``, ``10990 人次的慢性病鉴定``: a count stands before what it counts."""
    if figure.measure != "count":
        return False
    after = source.key[figure.end + len(figure.unit or "") :]
    return after.removeprefix(_OF).startswith(name)


def _clauses_back(
    source: SourceText, position: int, figure: PrintedFigure | None, own: frozenset[int]
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


def _words(key: str, start: int, end: int, figures: tuple[PrintedFigure, ...]) -> str:
    """``key[start:end]`` without its figures and their units."""
    parts: list[str] = []
    for figure in figures:
        parts.append(key[start : figure.start])
        start = figure.end + len(figure.unit or "")
    return "".join([*parts, key[start:end]])


def _end(figure: PrintedFigure) -> int:
    return figure.end


def _is_anothers(
    other: PrintedFigure, figure: PrintedFigure | None, own: frozenset[int], source: SourceText
) -> bool:
    """Whether a figure before ours counts the same thing and is none of the item's own: what is named before
    it is its subject, not ours.  A missing unit (``养老保险缴费 39.08，职业年金``) hides no figure."""
    if other.start in own or other.role == "scale":
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
    return Decimal(sum(pair in name for pair in pairs)) < AKIN * len(pairs)


def _pairs(text: str) -> list[str]:
    return [text[i : i + 2] for i in range(len(text) - 1)] or [text]


def _specific(text: str) -> str:
    """What is left of a text without the words that name no subject."""
    return _plain(_GENERIC.sub("", _plain(text)))


def _plain(text: str) -> str:
    """Without digits, marks and the levels of a 科目: 收入、支出预算总计 and 收入支出预算总计 are one name."""
    return _MARKS.sub("", _NOISE.sub("", _LEVEL.sub("", text)))
