"""The weights of a project's indicators add up to 100, or to 90 beside 10 for the execution rate.

Example: 分值 20, 30, 30 and 10, and nothing else.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, unsure
from gouji.checks.rules.arithmetic.printed_rate import HUNDRED
from gouji.checks.rules.performance.forms import failed, forms_for, project_name
from gouji.domain import bases
from gouji.relations.identity import ZERO, show

EXECUTION_WEIGHT = Decimal(10)


def weights(context: Context) -> Outcomes:
    """The weights of a project's indicators add up to 100, or to 90 beside 10 for the execution rate."""
    for form in forms_for(context):
        given = [i.weight for i in form.indicators if i.weight is not None]
        if len(given) < len(form.indicators) or not given:
            if given:
                yield unsure(f"{form.title} {project_name(form)}：有指标未印分值", form.table, rival="other")
            continue
        total = sum(given, ZERO)
        if total in (HUNDRED, HUNDRED - EXECUTION_WEIGHT):
            yield Outcome("passed", scope=form.table)
            continue
        yield failed(
            form,
            f"{form.title} {project_name(form)}：分值合计 {show(total)}，应为 100（或 90 另加预算执行率 10）",
            f"{form.title} {project_name(form)}: weights add up to {show(total)}, not 100 (or 90 beside 10)",
            tuple(i.operand("分值", show(i.weight)) for i in form.indicators if i.weight is not None),
            expected="100",
            difference=show(total - HUNDRED),
        )


RULES: Final = (
    Rule(
        "F01",
        Text("分值合计为 100（或 90 另加执行率 10）", "Weights add up"),
        weights,
        basis=bases.TARGETS,
        type="table_arithmetic",
        misread_as="form",
        severity="note",
    ),
)
