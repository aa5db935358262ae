"""Money is compared only where its unit is printed.

Takes what the rules came to, gives the same with every comparison between places that leave a unit open made *not
checkable*, the reason naming the table and, where the digits agree up to a power of ten, the factor.  Sums within one
table or one sentence need no unit and stay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from gouji.checks.model import Evaluated, Outcome
from gouji.figures import amount
from gouji.relations.identity import Figure, Identity

MOST_ZEROS: Final = 8
"""元 to 亿元."""

Titles = Callable[[str], str]


def doubt_units(evaluated: Evaluated, title_of: Titles) -> Evaluated:
    """``evaluated`` with the comparisons across places that leave a unit open made *not checkable*."""
    return [
        (rule, [outcome if rule.between_years else _doubted(outcome, title_of) for outcome in outcomes])
        for rule, outcomes in evaluated
    ]


def _doubted(outcome: Outcome, title_of: Titles) -> Outcome:
    if outcome.state not in ("passed", "failed"):
        return outcome
    figures = (*outcome.figures, *(outcome.identity.figures if outcome.identity is not None else ()))
    if not unit_open(figures):
        return outcome
    reason = unit_reason(figures, title_of, outcome.identity)
    return replace(outcome, state="not_checkable", reason=reason, rival="unit")


def unit_open(figures: Iterable[Figure]) -> bool:
    """Whether figures of several places are compared one of which prints no unit; zero is zero in any unit."""
    held = list(figures)
    return len({figure.key[0] for figure in held}) > 1 and any(figure.unit_open for figure in held)


def unit_reason(figures: Iterable[Figure], title_of: Titles, identity: Identity | None = None) -> str:
    """Why the figures cannot be compared, as a reviewer reads it."""
    places = dict.fromkeys(_place(f, title_of) for f in figures if f.unit_open)
    reason = f"{'、'.join(places)} 未印单位，金额不能与他处比较；填写单位后可核对"
    factor = _factor(identity) if identity is not None and len(identity.parts) == 1 else None
    if factor is None:
        return reason
    return f"{reason}（两处数字{'相同' if factor == 0 else f'相差 {10**factor} 倍'}，疑为同一金额）"


def _place(figure: Figure, title_of: Titles) -> str:
    """The table of a figure (its title, where it has one), or the words of the sentence."""
    named = title_of(str(figure.key[0]))
    return figure.where if named == figure.key[0] and not figure.in_table else named


def _factor(identity: Identity) -> int | None:
    """The power of ten between the digits of two figures, ``None`` where there is none."""
    one, other = amount(identity.total.printed), amount(identity.parts[0][1].printed)
    if not one or not other or abs(one) == 0:
        return None
    ratio = max(abs(one / other), abs(other / one))
    return next((n for n in range(MOST_ZEROS + 1) if ratio == 10**n), None)
