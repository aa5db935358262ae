"""全年执行数 does not exceed 全年预算数, which includes what was added during the year.

Example: 全年预算数 100.00, 全年执行数 110.00.
"""

from __future__ import annotations

from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, unsure
from gouji.checks.rules.performance.forms import failed, forms_for, project_name
from gouji.domain import bases
from gouji.relations.identity import show


def overspent(context: Context) -> Outcomes:
    """全年执行数 does not exceed 全年预算数 (which includes what was added during the year)."""
    for form in forms_for(context, self_evaluation=True):
        budget, spent = form.fund("全年预算数"), form.fund("全年执行数")
        if budget is None or spent is None:
            continue
        if not (budget.sure and spent.sure):
            yield unsure(f"{project_name(form)} 的预算数、执行数读数待复核", form.table)
            continue
        if spent.value <= budget.value:
            yield Outcome("passed", scope=form.table)
            continue
        yield failed(
            form,
            f"{project_name(form)}：全年执行数 {spent.printed} 大于全年预算数 {budget.printed}，全年预算数未反映追加",
            f"{project_name(form)}: spent {spent.printed} against a full-year budget of {budget.printed}",
            (),
            figures=(spent, budget),
            difference=show(spent.value - budget.value, spent.scale),
        )


RULES: Final = (
    Rule(
        "F04",
        Text("全年执行数不大于全年预算数", "Spending within the full-year budget"),
        overspent,
        basis=bases.SCORING,
        type="table_arithmetic",
        misread_as="form",
    ),
)
