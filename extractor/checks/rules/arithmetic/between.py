"""增减率 between two printed amounts of one subject, 2025年执行数 → 2026年预算安排, and its direction.

Example: 2025年执行数 100.00 万元，2026年预算安排 110.00 万元，减少 10%.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, skipped, unsure
from gouji.checks.rules.arithmetic.growth import base_zero
from gouji.checks.rules.arithmetic.printed_rate import judge_rate, other_base, rate_outcome, unless_usable
from gouji.checks.statement_view import StatementView
from gouji.domain import bases
from gouji.relations.identity import Figure, Identity, IdentityState, show


def growth_between(context: Context) -> Outcomes:
    """增减率 between two printed amounts: 2025年执行数 → 2026年预算安排 of one subject, and its direction.

    Where the section states several amounts of the year before (预算数, 执行数), any of them may be the base.  Where the
    sentence prints the change as well, :func:`_three_figures` says which one is odd.
    """
    done = False
    for said in context.prose.amounts:
        printed, value = said.percent("change_pct"), said.figure()
        bases = _before(said, context) if printed is not None and value is not None else []
        if printed is None or value is None or not bases:
            continue
        done = True
        doubtful = unless_usable(said)
        if doubtful or not all(base.sure for base in bases):
            yield doubtful or unsure(f"{bases[0].where} 的读数待复核")
            continue
        signed = printed.negated() if said.sign < 0 else printed
        fits = (base for base in bases if base.value > 0 and _rate(signed, value, base) != "broken")
        before = next(fits, None)
        if before is None and len({base.value for base in bases}) > 1:
            yield unsure(f"{said.where_name}：上年印有 {'、'.join(base.printed for base in bases)}，基数不明")
        elif said.statement.change is not None:
            yield _three_figures(said, signed, value, before or bases[0])
        else:
            yield from _two_figures(said, signed, value, before or bases[0])
    if not done:
        yield skipped("文字没有同时写两年的数")


def _rate(signed: Figure, value: Figure, before: Figure) -> IdentityState:
    return judge_rate(signed, value, before, minus=True)[0]


def _two_figures(said: StatementView, signed: Figure, value: Figure, before: Figure) -> Outcomes:
    """The rate and the word beside two amounts."""
    printed = signed.negated() if said.sign < 0 else signed
    if before.value == 0:
        yield base_zero(said, printed, before, value)
    elif before.value < 0:
        yield unsure(f"{before.where} 为负，增减率无从核对")
    else:
        verdict, rate = judge_rate(signed, value, before, minus=True)
        how = f"({value.printed}-{before.printed})÷{before.printed}"
        known = (before, value)
        rival = other_base(said, signed, value, known, minus=True) if verdict == "broken" else None
        yield rival or rate_outcome(said, signed, verdict, rate, how, known)
        wrong_way = said.sign and (value.value - before.value) * said.sign < 0
        if wrong_way and rival is None:
            yield _wrong_way(said, before, value, printed)


def _three_figures(said: StatementView, signed: Figure, value: Figure, before: Figure) -> Outcome:
    """This year's amount, last year's and the change: where they do not agree, the rate says which one is odd.

    A rate of the change alone (增减额 ÷ 本年数－增减额) has another base than the amount of the year before.
    """
    change = said.signed_change()
    identity = Identity(value, ((1, before), (1, change))) if change is not None else None
    scope = f"percent:{'/'.join(said.top)}"
    if change is None or identity is None or before.value <= 0:
        return unsure(f"{said.where_name} 的上年数为 {before.printed}，增减率无从核对", scope)
    if identity.judge() != "broken":
        return Outcome("passed", scope=scope, identity=identity)
    part = replace(change, value=abs(change.value))
    rate = replace(signed, value=abs(signed.value))
    of_both = _rate(signed, value, before) != "broken"
    of_change = judge_rate(rate, part, before)[0] != "broken"
    if of_both == of_change:
        reason = f"{said.where_name}：{value.printed}－{change.printed} 不是上年的 {before.printed}，与另一基数比较"
        return unsure(reason, scope, rival="scope")
    odd, due = (change, value.value - before.value) if of_both else (value, before.value + change.value)
    shown = show(due, odd.scale)
    return Outcome(
        "failed",
        scope=scope,
        message=Text(
            f"{said.where_name}：上年 {before.printed}、本年 {value.printed}、增减 {change.printed} 不符，"
            f"按增减率 {odd.printed} 应为 {shown}",
            f"{said.where_name}: {before.printed}, {value.printed} and a change of {change.printed} do not agree; "
            f"by the rate {odd.printed} should be {shown}",
        ),
        figures=(value, before, change, signed),
        expected=shown,
        identity=identity,
        mechanism="sentence",
    )


RULES: Final = (
    Rule(
        "A02",
        Text("增减率＝（本年数－上年数）÷上年数", "Growth rate between two amounts"),
        growth_between,
        basis=bases.COMPLETE_AND_EXACT,
        type="percent",
        between_years=True,
    ),
)


def _wrong_way(said: StatementView, before: Figure, value: Figure, printed: Figure) -> Outcome:
    word = "增加" if said.sign > 0 else "减少"
    return Outcome(
        "failed",
        scope=f"percent:{'/'.join(said.top)}",
        message=Text(
            f"{said.statement.section} {said.name}：{before.printed}→{value.printed}，却写“{word}”",
            f"{said.statement.section} {said.name}: {before.printed} → {value.printed} is called “{word}”",
        ),
        figures=(before, value, printed),
        type="direction",
        mechanism="sentence",
    )


def _before(said: StatementView, context: Context) -> list[Figure]:
    """The figures of the earlier year that the same section states for the same subject."""
    year = said.statement.year
    if year is None:
        return []
    return [
        figure
        for other in context.prose.by_section[said.statement.section]
        if other.name == said.name
        and other.statement.measure == "amount"
        and other.statement.year == year - 1
        and (figure := other.figure()) is not None
    ]
