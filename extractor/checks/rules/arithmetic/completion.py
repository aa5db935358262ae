"""完成率 = 决算数 ÷ 预算数.

Example: 年初预算 100.00 万元，支出决算 95.00 万元，完成年初预算的 98%.
"""

from __future__ import annotations

from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, skipped
from gouji.checks.rules.arithmetic.printed_rate import judge_rate, other_base, rate_outcome, unless_usable
from gouji.checks.statement_view import StatementView
from gouji.domain import bases
from gouji.relations.identity import Figure


def completion(context: Context) -> Outcomes:
    """完成率 = 决算数 ÷ 预算数; a rate on a budget of nothing."""
    done = False
    for said in context.prose.amounts:
        printed, value, budget = said.percent("completion_pct"), said.figure(), said.figure("budget_value")
        if printed is None or value is None or budget is None:
            continue
        done = True
        doubtful = unless_usable(said)
        if doubtful:
            yield doubtful
        elif budget.value == 0:
            yield _no_budget(said, printed, value, budget)
        else:
            verdict, rate = judge_rate(printed, value, budget)
            how = f"{value.printed}÷{budget.printed}"
            rival = other_base(said, printed, value, (value, budget)) if verdict == "broken" else None
            yield rival or rate_outcome(said, printed, verdict, rate, how, (value, budget))
    if not done:
        yield skipped("文字没有写完成率")


RULES: Final = (
    Rule(
        "A03",
        Text("完成率＝决算数÷预算数", "Completion rate recomputed"),
        completion,
        basis=bases.COMPLETE_AND_EXACT,
        type="percent",
        between_years=True,
    ),
)


def _no_budget(said: StatementView, printed: Figure, value: Figure, budget: Figure) -> Outcome:
    """A remark, no error: which rate stands over a budget of nothing (0, 100 or a dash) is convention."""
    if value.value == 0 and printed.value == 0:
        return Outcome("passed")
    return Outcome(
        "failed",
        scope=f"percent:{'/'.join(said.top)}",
        message=Text(
            f"{said.statement.section} {said.name}：预算数为 0，完成率无法计算，印 {printed.printed}%",
            f"{said.statement.section} {said.name}: a completion rate of {printed.printed}% on a budget of 0",
        ),
        figures=(budget, value, printed),
        severity="note",
        mechanism="sentence",
    )
