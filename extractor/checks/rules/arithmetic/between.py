"""增减率 between two printed amounts of one subject, 2025年执行数 → 2026年预算安排, and its direction.

Example: 2025年执行数 100.00 万元，2026年预算安排 110.00 万元，减少 10%.
"""

from __future__ import annotations

from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, skipped, unsure
from gouji.checks.rules.arithmetic.growth import base_zero
from gouji.checks.rules.arithmetic.printed_rate import judge_rate, rate_outcome, unless_usable
from gouji.checks.statement_view import StatementView
from gouji.domain import bases
from gouji.relations.identity import Figure


def growth_between(context: Context) -> Outcomes:
    """增减率 between two printed amounts: 2025年执行数 → 2026年预算安排 of one subject, and its direction."""
    done = False
    for said in context.prose.amounts:
        printed, value = said.percent("change_pct"), said.figure()
        if printed is None or value is None or said.statement.change is not None:
            continue
        before = _before(said, context)
        if before is None:
            continue
        done = True
        doubtful = unless_usable(said)
        if doubtful or not before.sure:
            yield doubtful or unsure(f"{before.where} 的读数待复核")
            continue
        if before.value == 0:
            yield base_zero(said, printed, before, value)
            continue
        if before.value < 0:
            yield unsure(f"{before.where} 为负，增减率无从核对")
            continue
        signed = printed.negated() if said.sign < 0 else printed
        verdict, rate = judge_rate(signed, value, before, minus=True)
        how = f"({value.printed}-{before.printed})÷{before.printed}"
        yield rate_outcome(said, signed, verdict, rate, how, (before, value))
        if value.value != before.value and said.sign and (value.value > before.value) != (said.sign > 0):
            yield _wrong_way(said, before, value, printed)
    if not done:
        yield skipped("文字没有同时写两年的数")


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


def _before(said: StatementView, context: Context) -> Figure | None:
    """The figure of the earlier year that the same section states for the same subject."""
    year = said.statement.year
    if year is None:
        return None
    for other in context.prose.by_section[said.statement.section]:
        same = other.name == said.name and other.statement.measure == "amount"
        if same and other.statement.year == year - 1:
            return other.figure()
    return None
