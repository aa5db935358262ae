"""执行率 = 全年执行数 ÷ 全年预算数, in the form's fund matrix.

Example: 90.00 of 100.00, and 执行率 95%.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, unsure
from gouji.checks.rules.arithmetic.printed_rate import HUNDRED
from gouji.checks.rules.performance.forms import failed, forms_for, percent, project_name
from gouji.domain import bases
from gouji.relations.identity import show
from gouji.schemas.record import Operand


def execution_rate(context: Context) -> Outcomes:
    """执行率 = 全年执行数 ÷ 全年预算数, in the form's fund matrix."""
    for form in forms_for(context, self_evaluation=True):
        budget, spent = form.fund("全年预算数"), form.fund("全年执行数")
        rate = next((v for k, v in form.fields.items() if k.endswith("资金总额/执行率")), None)
        printed = percent(rate)
        if budget is None or spent is None or budget.value == 0:
            continue
        if not (budget.sure and spent.sure):
            yield unsure(f"{project_name(form)} 的预算数、执行数读数待复核", form.table)
        elif printed is not None:
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


RULES: Final = (
    Rule(
        "F03",
        Text("执行率＝全年执行数÷全年预算数", "Execution rate recomputed"),
        execution_rate,
        basis=bases.SCORING,
        type="percent",
        misread_as="form",
    ),
)
