"""How a printed percentage is judged against the amounts that give it, digits and tolerance included."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from gouji.checks.model import Outcome, Text, unsure
from gouji.checks.statement_view import StatementView
from gouji.figures import NUMBER
from gouji.normalise import squash
from gouji.relations.identity import TWO, Figure, IdentityState, make_figure, show

HUNDRED = Decimal(100)


TINY = Decimal("0.02")
"""Percentage points within which a rate is a matter of rounding (eval/gold/GUIDE.md)."""


def judge_rate(
    printed: Figure, part: Figure, whole: Figure, *, minus: bool = False
) -> tuple[IdentityState, Decimal]:
    """A printed percentage against ``part ÷ whole``; ``minus``: the rate of change from whole to part."""
    value = part.value / whole.value * HUNDRED
    spread = (part.step / abs(whole.value) + abs(part.value) * whole.step / whole.value**2) / TWO * HUNDRED
    if minus:
        value = value - HUNDRED
    gap = abs(printed.value - value)
    if gap <= printed.step / TWO or (printed.step == 0 and gap < TINY):
        return "holds", value
    near = gap <= printed.step / TWO + spread or gap <= TINY
    return ("rounding" if near else "broken"), value


def _rounded(value: Decimal, like: Figure) -> str:
    places = like.step if like.step else Decimal("0.01")
    return f"{value.quantize(places):f}"


def rate_outcome(
    said: StatementView,
    printed: Figure,
    verdict: IdentityState,
    value: Decimal,
    how: str,
    figures: Sequence[Figure],
) -> Outcome:
    """A printed rate against the recomputed one, as an outcome."""
    scope = f"percent:{'/'.join(said.top)}"
    if verdict == "holds":
        return Outcome("passed", scope=scope, figures=(printed, *figures))
    shown = _rounded(value, printed)
    if shown == printed.printed:
        shown = f"{value.quantize(Decimal('0.0001')):f}"
    return Outcome(
        "failed",
        scope=scope,
        message=Text(
            f"{said.statement.section} {said.name}：{how}＝{shown}%，印 {printed.printed}%",
            f"{said.statement.section} {said.name}: recomputed {shown}%, printed {printed.printed}%",
        ),
        figures=(printed, *figures),
        expected=shown,
        difference=show(printed.value - value.quantize(Decimal("0.0001"))),
        severity="rounding" if verdict == "rounding" else None,
        mechanism="sentence",
    )


def other_base(
    said: StatementView, printed: Figure, part: Figure, known: Sequence[Figure], *, minus: bool = False
) -> Outcome | None:
    """Where another amount of the sentence gives the printed rate: 年初预算 or 全年预算, the year before or the one before that.

    ``known``: the amounts that the rate is not of; the amount of the year itself is a wrong base.
    """
    for digits, unit in _AMOUNTS.findall(squash(said.statement.quote)):
        base = make_figure(digits, unit, "", ("", ""))
        if base is None or base.value <= 0 or any(base.value == figure.value for figure in known):
            continue
        if judge_rate(printed, part, base, minus=minus)[0] != "broken":
            reason = f"{said.statement.section} {said.name}：{printed.printed}% 与句中 {digits}{unit} 相符，基数不明"
            return unsure(reason, f"percent:{'/'.join(said.top)}")
    return None


_AMOUNTS = re.compile(rf"({NUMBER})([亿万千]?元)")


def unless_usable(said: StatementView) -> Outcome | None:
    """Why a statement cannot be judged, ``None`` when it can."""
    if said.sure:
        return None
    return unsure(f"{said.statement.section} {said.name} 的读数待复核", f"percent:{'/'.join(said.top)}")
