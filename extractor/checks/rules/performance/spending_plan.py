"""A cumulative spending plan ends with 100 % in December.

Example: 9月底 80%, and nothing after it.
"""

from __future__ import annotations

from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text
from gouji.checks.rules.arithmetic.printed_rate import HUNDRED
from gouji.checks.rules.performance.forms import failed, forms_for, percent, project_name
from gouji.domain import bases
from gouji.schemas.record import Operand


def spending_plan(context: Context) -> Outcomes:
    """A cumulative spending plan ends with 100 % in December."""
    for form in forms_for(context):
        plan = {k: v for k, v in form.fields.items() if k.startswith("资金支出计划")}
        if not plan:
            continue
        final = next((v for k, v in plan.items() if "12月" in k), None)
        if percent(final) == HUNDRED:
            yield Outcome("passed", scope=form.table)
            continue
        last = next((f"{k.split('/')[-1]} {v}" for k, v in reversed(plan.items()) if v), "无")
        yield failed(
            form,
            f"{project_name(form)}：资金支出计划（累计）到 {last} 为止，没有 12月底 100%",
            f"{project_name(form)}: the spending plan does not end with 100 % in December",
            tuple(
                Operand(where=f"{form.table} {k}", value=v or None)
                for k, v in plan.items()
                if v or "12月" in k
            ),
        )


RULES: Final = (
    Rule(
        "F13",
        Text("资金支出计划 12月底为 100%", "The spending plan ends at 100 %"),
        spending_plan,
        basis=bases.TARGETS,
        type="missing",
        misread_as="form",
        severity="note",
    ),
)
