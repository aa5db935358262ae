"""Figures as a squashed text prints them: where they stand, what they are worth, what they measure.

Takes text without whitespace, gives :class:`PrintedFigure` values in order.  A figure is a whole number
token: ``222.36`` is not a figure of ``1222.36``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from gouji.figures import NUMBER, value_of
from gouji.grounding import vocabulary as words

FigureRole = Literal["plain", "change", "share", "completion", "budget", "outturn", "scale"]
FigureMeasure = Literal["money", "ratio", "count", "bare", "date"]

_TOKEN = re.compile(NUMBER)
_COMPLETE = re.compile(r"\d\.\d{2}$")
_BOUNDARY = re.compile(r"[，,。；;：:、！？!?（(]")
_REACH = 40
_RATIO_ROLES: tuple[tuple[FigureRole, int, tuple[str, ...]], ...] = (
    ("change", 3, words.CHANGE_CUES),
    ("share", _REACH, words.SHARE_CUES),
    ("completion", _REACH, words.COMPLETION_CUES),
)
_AMOUNT_ROLES: tuple[tuple[FigureRole, int, tuple[str, ...]], ...] = (
    ("change", 3, words.CHANGE_CUES),
    ("outturn", 4, words.OUTTURN_CUES),
    ("budget", 4, words.BUDGET_CUES),
    ("scale", 2, words.FULL_MARK_CUES),
)
"""role, characters that may stand between cue and figure, cues: 增加 stands right before its figure,
while the base of a share or a completion (占一般公共预算支出的 …%) stands in between."""
_UNITS: tuple[tuple[FigureMeasure, tuple[str, ...]], ...] = (
    ("money", words.MONEY_UNITS),
    ("ratio", words.RATIO_UNITS),
    ("date", words.DATE_MARKS),
    ("count", words.COUNT_UNITS),
)


@dataclass(frozen=True, slots=True)
class PrintedFigure:
    """``text[start:end]`` is the figure; ``unit`` what is printed right after it."""

    start: int
    end: int
    value: Decimal
    measure: FigureMeasure
    unit: str | None
    role: FigureRole

    @property
    def is_quantity(self) -> bool:
        """Whether it counts for coverage: it has a unit and is no date."""
        return self.measure in ("money", "ratio", "count")


def find_figures(key: str, gaps: Iterable[int] = ()) -> tuple[PrintedFigure, ...]:
    """All figures of ``key`` (squashed, folded); ``gaps``: indexes where whitespace was dropped."""
    bounds = [0, *sorted(gap for gap in set(gaps) if _ends_figure(key, gap)), len(key)]
    return tuple(
        _figure(key, found.start(), found.end())
        for start, stop in pairwise(bounds)
        for found in _TOKEN.finditer(key, start, stop)
    )


def _ends_figure(key: str, gap: int) -> bool:
    """``64.22 17.93`` was squashed into one run of digits: a complete figure ended at the gap."""
    return key[gap : gap + 1].isdigit() and _COMPLETE.search(key, max(0, gap - _REACH), gap) is not None


def _figure(key: str, start: int, end: int) -> PrintedFigure:
    value = value_of(key[start:end])
    measure, unit = _measure(key, start, end)
    if start and key[start - 1] == "-" and not key[start - 2 : start - 1].isalnum():
        start, value = start - 1, -value
    return PrintedFigure(start, end, value, measure, unit, _role(key, start, measure))


def _measure(key: str, start: int, end: int) -> tuple[FigureMeasure, str | None]:
    if key[start - 1 : start] in ("[", "第"):
        return "date", None
    for measure, units in _UNITS:
        unit = next((unit for unit in units if key.startswith(unit, end)), None)
        if unit is not None:
            return measure, unit
    if key[end : end + 1] in ("万", "亿"):  # 215.05 万人: the scale is part of the printed unit
        measure, unit = _measure(key, start, end + 1)
        return (measure, key[end] + unit) if unit is not None else ("bare", None)
    return "bare", None


def _role(key: str, start: int, measure: FigureMeasure) -> FigureRole:
    """What the words of the clause right before a figure make of it; the cue nearest to it wins.

    A percentage and an amount have different cues: 完成年初预算的 90% is a completion, 年初预算 90 万元 a budget.
    """
    segment = _BOUNDARY.split(key[max(0, start - _REACH) : start])[-1]
    best: tuple[int, FigureRole] = (-1, "plain")
    for role, reach, cues in _RATIO_ROLES if measure == "ratio" else _AMOUNT_ROLES:
        at = max((segment.rfind(cue) + len(cue) for cue in cues if cue in segment), default=-1)
        if at > best[0] and len(segment) - at <= reach:
            best = (at, role)
    return best[1]
