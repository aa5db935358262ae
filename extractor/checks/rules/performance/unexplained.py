"""An indicator that missed its target says why.

Example: 指标值 ≥100, 实际完成值 80, and 偏差原因 is blank.
"""

from __future__ import annotations

from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text
from gouji.checks.rules.performance.forms import due_score, failed, forms_for, project_name
from gouji.domain import bases


def unexplained(context: Context) -> Outcomes:
    """An indicator that missed its target says why."""
    for form in forms_for(context, self_evaluation=True):
        missed = [i for i in form.indicators if due_score(i) is not None and not i.deviation]
        if missed:
            names = "、".join(i.name for i in missed)
            yield failed(
                form,
                f"{project_name(form)}：{names}未达指标值，没有填偏差原因及改进措施",
                f"{project_name(form)}: {names} missed the target without a reason",
                tuple(i.operand("实际完成值", i.printed_actual) for i in missed),
            )
        elif form.indicators:
            yield Outcome("passed", scope=form.table)


RULES: Final = (
    Rule(
        "F06",
        Text("未达指标值的说明偏差原因", "A missed target is explained"),
        unexplained,
        basis=bases.SCORING,
        type="missing",
        misread_as="form",
        severity="note",
    ),
)
