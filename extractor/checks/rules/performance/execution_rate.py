"""执行率 = 全年执行数 ÷ 全年预算数, in the form's fund matrix.

Example: 90.00 of 100.00, and 执行率 95%.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from gouji.checks.context import Context
from gouji.checks.indicators import ProjectForm
from gouji.checks.model import Outcome, Outcomes, Rule, Text, unsure
from gouji.checks.rules.arithmetic.printed_rate import HUNDRED
from gouji.checks.rules.performance.forms import failed, forms_for, percent, project_name
from gouji.domain import bases
from gouji.relations.identity import show
from gouji.schemas.record import Operand

_RATE = "执行率"


def execution_rate(context: Context) -> Outcomes:
    """执行率 = 全年执行数 ÷ 全年预算数, in every row of the form's fund matrix.

    A form that computes the rate of its total alone and prints 0.0% beside each source is one mistake.
    """
    for form in forms_for(context, self_evaluation=True):
        for key, rate in form.fields.items():
            row, _, column = key.rpartition("/")
            total = row.rstrip(":：").endswith("资金总额")
            if column == _RATE and row and percent(rate) is not None:
                yield from _rate(form, row, rate or "", total=total)


def _rate(form: ProjectForm, row: str, rate: str, *, total: bool) -> Iterator[Outcome]:
    budget, spent = form.figure(f"{row}/全年预算数"), form.figure(f"{row}/全年执行数")
    printed = percent(rate)
    if budget is None or spent is None or printed is None or budget.value == 0:
        return
    if not (budget.sure and spent.sure):
        yield unsure(f"{project_name(form)} 的预算数、执行数读数待复核", form.table)
        return
    value = spent.value / budget.value * HUNDRED
    unit = Decimal(1).scaleb(-len(rate.rstrip("%").partition(".")[2]))
    if abs(value - printed) <= unit:
        yield Outcome("passed", scope=form.table)
        return
    name = "" if total else f"{row.removeprefix('其中').lstrip(':：')}的"
    yield failed(
        form,
        f"{project_name(form)}：{name}执行率 {spent.printed}÷{budget.printed}＝{show(value.quantize(unit))}%，印 {rate}",
        f"{project_name(form)}: execution rate {show(value.quantize(unit))}%, printed {rate}",
        (Operand(where=f"{form.table} {row if not total else ''}{_RATE}", value=rate),),
        figures=(spent, budget),
        expected=show(value.quantize(unit)),
        type_="percent",
        twin=None if total else f"{_RATE} {rate}",
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
