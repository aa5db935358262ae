"""Money in performance forms: execution rate, overspending, cost ceilings against the budget, plans and totals.

Takes the forms, the project tables and what the prose says was spent.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from gouji.checks.context import Context
from gouji.checks.families.performance.common import HUNDRED, failed, forms_for, project_name
from gouji.checks.indicators import Form, Indicator
from gouji.checks.model import ZERO, Figure, Outcome, Outcomes, Rule, show, skipped, total_of, unsure
from gouji.checks.units import unit_reason
from gouji.normalise import quantum, unit_scale
from gouji.schemas.record import Operand


def execution_rate(rule: Rule, context: Context) -> Outcomes:
    """执行率 = 全年执行数 ÷ 全年预算数, in the form's fund matrix."""
    for form in forms_for(context, self_evaluation=True):
        budget, spent = form.fund("全年预算数"), form.fund("全年执行数")
        rate = next((v for k, v in form.fields.items() if k.endswith("资金总额/执行率")), None)
        printed = _percent(rate)
        if budget is None or spent is None or budget.value == 0:
            continue
        if printed is not None:
            value = spent.value / budget.value * HUNDRED
            digits = len((rate or "").rstrip("%").partition(".")[2])
            unit = Decimal(1).scaleb(-digits)
            if abs(value - printed) <= unit:
                yield Outcome("passed", scope=form.table)
            else:
                yield failed(
                    form,
                    f"{project_name(form)}：执行率 {spent.printed}÷{budget.printed}＝{show(value.quantize(unit))}%，印 {rate}",
                    f"{project_name(form)}: execution rate {show(value.quantize(unit))}%, printed {rate}",
                    (Operand(where=f"{form.table} 执行率", value=rate),),
                    figures=(spent, budget),
                    expected=show(value.quantize(unit)),
                    type_="percent",
                )


def _percent(text: str | None) -> Decimal | None:
    found = re.fullmatch(r"(\d+(?:\.\d+)?)%?", (text or "").strip())
    return Decimal(found.group(1)) if found else None


def overspent(rule: Rule, context: Context) -> Outcomes:
    """全年执行数 does not exceed 全年预算数 (which includes what was added during the year)."""
    for form in forms_for(context, self_evaluation=True):
        budget, spent = form.fund("全年预算数"), form.fund("全年执行数")
        if budget is None or spent is None:
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


_COST = re.compile(r"成本")
FAR_APART = 10


def ceilings(rule: Rule, context: Context) -> Outcomes:
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
            yield unsure(unit_reason([form.budget], context.title_of), form.table)
            continue
        yield _ceiling(form, costs, budget)


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


def _ceiling(form: Form, costs: list[Indicator], budget: Figure) -> Outcome:
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


def spending_plan(rule: Rule, context: Context) -> Outcomes:
    """A cumulative spending plan ends with 100 % in December."""
    for form in forms_for(context):
        plan = {k: v for k, v in form.fields.items() if k.startswith("资金支出计划")}
        if not plan:
            continue
        final = next((v for k, v in plan.items() if "12月" in k), None)
        if _percent(final) == HUNDRED:
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


def totals(rule: Rule, context: Context) -> Outcomes:
    """合计 of the performance table = Σ of its projects' budgets, and = 项目支出表 where that has a total."""
    for view_id, forms in _forms_by_table(context).items():
        budgets = [f.budget for f in forms if f.budget is not None]
        total = context.performance_total(view_id)
        if total is None or len(budgets) < 2:
            continue
        identity = total_of(total, budgets)
        if not identity.sure:
            yield unsure(f"{context.title_of(view_id)} 的预算数待复核", view_id)
        elif identity.judge() == "holds":
            yield Outcome("passed", scope=view_id, identity=identity)
        else:
            yield failed(
                forms[0],
                f"{context.title_of(view_id)} 合计 {total.printed}，各项目预算数之和 {show(identity.expected, total.scale)}",
                f"{context.title_of(view_id)}: total {total.printed}, projects {show(identity.expected, total.scale)}",
                (),
                figures=identity.figures,
                expected=show(identity.expected, total.scale),
                difference=show(identity.gap, total.scale),
                severity="rounding" if identity.judge() == "rounding" else None,
                identity=identity,
            )


def _forms_by_table(context: Context) -> dict[str, list[Form]]:
    tables: dict[str, list[Form]] = {}
    for form in context.forms:
        tables.setdefault(form.table, []).append(form)
    return tables


def spent_total(rule: Rule, context: Context) -> Outcomes:
    """Σ 全年执行数 of the forms = 项目支出, when there are as many forms as projects."""
    forms = [f for f in forms_for(context, self_evaluation=True) if f.fund("全年执行数")]
    count = next(
        (
            s.figure(exact=True)
            for s in context.prose.said
            if re.search(r"^(实施|完成|预算安排)项目$", s.name)
        ),
        None,
    )
    totals_ = context.prose.of("proj.total") or context.prose.of("exp.project")
    total = next((f for s in totals_ if (f := s.figure())), None)
    if total is None or count is None or count.value != len(forms) or not forms:
        yield skipped("自评表与项目个数不能一一对应")
        return
    spent = [f for form in forms if (f := form.fund("全年执行数"))]
    identity = total_of(total, spent)
    if identity.judge() != "broken":
        yield Outcome("passed", identity=identity)
        return
    yield failed(
        forms[0],
        f"{total.where} {total.printed}，各自评表全年执行数之和 {show(identity.expected, total.scale)}",
        f"{total.where} {total.printed}, the forms add up to {show(identity.expected, total.scale)}",
        (),
        figures=identity.figures,
        expected=show(identity.expected, total.scale),
        difference=show(identity.gap, total.scale),
        identity=identity,
    )
