"""增减率 = 增减额 ÷ 上年数, where the sentence prints the change.

Example: 300.00 万元，比上年增加 50.00 万元，增长 25%: 50 ÷ 250 is 20%.
"""

from __future__ import annotations

from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, skipped, unsure
from gouji.checks.rules.arithmetic.printed_rate import judge_rate, other_base, rate_outcome, unless_usable
from gouji.checks.statement_view import StatementView
from gouji.domain import bases
from gouji.relations.identity import Figure


def growth(context: Context) -> Outcomes:
    """增减率 = 增减额 ÷（本年数 − 增减额）."""
    done = False
    for said in context.prose.amounts:
        printed, change, value = said.percent("change_pct"), said.signed_change(), said.figure()
        if printed is None or change is None or value is None:
            continue
        done = True
        doubtful = unless_usable(said)
        if doubtful:
            yield doubtful
            continue
        base = value.value - change.value
        if base == 0:
            yield base_zero(said, printed, change, value)
        elif base < 0:
            yield unsure(f"{said.statement.section} {said.name} 倒推的上年数为负，增减率无从核对")
        else:
            whole = Figure(base, value.step + change.step, "", "", ("", ""))
            part = Figure(abs(change.value), change.step, "", "", ("", ""))
            verdict, rate = judge_rate(printed, part, whole)
            how = f"{change.printed}÷({value.printed}{'-' if change.value >= 0 else '+'}{change.printed})"
            rival = other_base(said, printed, part, (part, value)) if verdict == "broken" else None
            yield rival or rate_outcome(said, printed, verdict, rate, how, (change, value))
    if not done:
        yield skipped("文字没有写增减率")


RULES: Final = (
    Rule(
        "A01",
        Text("增减率＝增减额÷上年数", "Growth rate recomputed"),
        growth,
        basis=bases.COMPLETE_AND_EXACT,
        type="percent",
        between_years=True,
    ),
)


def base_zero(said: StatementView, printed: Figure, before: Figure, value: Figure) -> Outcome:
    """A growth rate on a base of nothing: 0/0 printed as 0 is usual, anything else says nothing.

    ``before`` is the base or the change that leads to it.
    """
    if printed.value == 0:
        return Outcome("passed")
    return Outcome(
        "failed",
        scope=f"percent:{'/'.join(said.top)}",
        message=Text(
            f"{said.statement.section} {said.name}：基数为 0，增减率无意义，印 {printed.printed}%",
            f"{said.statement.section} {said.name}: a rate of {printed.printed}% on a base of 0",
        ),
        figures=(printed, before, value),
        severity="note",
    )
