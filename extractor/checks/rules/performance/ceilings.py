"""No cost ceiling exceeds the project's budget, nor do all of them together.

Example: 预算数 100.00 万元, 成本指标 ≤120 万元.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Final

from gouji.checks.context import Context
from gouji.checks.indicators import Indicator, ProjectForm
from gouji.checks.model import Outcome, Outcomes, Rule, Text, unsure
from gouji.checks.open_units import unit_reason
from gouji.checks.rules.performance.forms import failed, forms_for, project_name
from gouji.domain import bases
from gouji.figures import quantum, unit_scale
from gouji.relations.identity import ZERO, Figure, show

_COST = re.compile(r"成本")


FAR_APART = 10


def ceilings(context: Context) -> Outcomes:
    """No cost ceiling exceeds the project's budget; together they do not either."""
    for form in forms_for(context):
        if form.budget is None or form.budget.value == 0 or form.self_evaluation:
            continue
        costs = [
            i
            for i in form.indicators
            if _COST.search(i.level1 + i.level2) and i.operator in ("≤", "<", "=", "") and (i.money or 0) > 0
        ]
        costs = [i for i in costs if not re.search(r"人均|每|平均|单位|/", i.name + i.unit)]
        if not costs:
            continue
        if not form.budget.sure or not all(i.sure for i in costs):
            yield unsure(f"{form.title} {project_name(form)} 的成本指标读数待复核", form.table)
            continue
        budget = _in_unit_of(costs, form.budget) if form.budget.unit_open else form.budget
        if budget is None:
            yield unsure(unit_reason([form.budget], context.title_of), form.table, rival="unit")
            continue
        shared = [f.budget.value for f in context.forms if f.project == form.project and f.budget is not None]
        asked = sum((i.money or ZERO for i in costs), ZERO)
        if form.project and len(shared) > 1 and asked == sum(shared):
            reason = f"{project_name(form)} 由几个单位实施，成本指标是各单位预算数的合计"
            yield unsure(reason, form.table, rival="scope")
            continue
        yield _ceiling(form, costs, budget)


RULES: Final = (
    Rule(
        "F07",
        Text("成本指标不超过项目预算数", "Cost ceilings within the budget"),
        ceilings,
        basis=bases.TARGETS,
        type="table_arithmetic",
        misread_as="form",
    ),
)


def _in_unit_of(costs: list[Indicator], budget: Figure) -> Figure | None:
    """The budget of a form without a unit, in the one that its own cost indicators print.

    ``None`` where they print several, or the two are a power of ten apart and more: then the units may differ.
    """
    units = {_unit_of(i) for i in costs}
    unit = units.pop() if len(units) == 1 else None
    scale = unit_scale(unit)
    largest = max(i.money or ZERO for i in costs)
    if scale is None or not budget.value * scale / FAR_APART < largest < budget.value * scale * FAR_APART:
        return None
    return replace(budget, value=budget.value * scale, step=budget.step * scale, unit=unit, unit_known=True)


def _ceiling(form: ProjectForm, costs: list[Indicator], budget: Figure) -> Outcome:
    total = sum((i.money or ZERO for i in costs), ZERO)
    step = budget.step + max((_money_step(i) for i in costs), default=ZERO)
    over = [i for i in costs if (i.money or ZERO) > budget.value + step]
    if not over and abs(total - budget.value) <= step * len(costs):
        return Outcome("passed", scope=form.table)
    listed = "、".join(f"{i.name} {i.printed}{i.unit if i.unit not in i.printed else ''}" for i in costs)
    if over:
        zh = f"{project_name(form)} 预算数 {budget.printed}，成本指标 {listed}，超过预算"
        return failed(
            form,
            zh,
            f"{project_name(form)}: budget {budget.printed}, a cost ceiling exceeds it",
            tuple(i.operand("", show(i.value)) for i in costs if i.value is not None),
            figures=(budget,),
            difference=show(max(i.money or ZERO for i in over) - budget.value, budget.scale),
        )
    shown = show(total, budget.scale)
    return failed(
        form,
        f"{project_name(form)} 预算数 {budget.printed}，各项成本指标合计 {shown}（{listed}）",
        f"{project_name(form)}: budget {budget.printed}, cost ceilings add up to {shown}",
        tuple(i.operand("", show(i.value)) for i in costs if i.value is not None),
        figures=(budget,),
        severity="note",
    )


def _money_step(i: Indicator) -> Decimal:
    """One unit of the last printed digit of a money target, in 元."""
    digits = quantum(str(i.value)) if i.value is not None else ZERO
    return digits * (unit_scale(_unit_of(i)) or ZERO)


def _unit_of(i: Indicator) -> str:
    return "万元" if i.unit == "万" else i.unit
