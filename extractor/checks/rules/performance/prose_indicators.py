"""A result that the prose reports is the form's 实际完成值.

Example: 满意度 95% in the prose, 92% in the form.
"""

from __future__ import annotations

from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text
from gouji.checks.rules.performance.forms import failed, forms_for
from gouji.domain import bases


def prose_indicators(context: Context) -> Outcomes:
    """A result that the prose reports against the form's 实际完成值, by the indicator's name."""
    for said in context.prose.statements:
        if said.statement.measure not in ("ratio", "count") or not said.sure:
            continue
        for form in forms_for(context, self_evaluation=True):
            for i in form.indicators:
                if i.actual is None or not same_name(i.name, said.name):
                    continue
                figure = said.figure(exact=True)
                if figure is None:
                    continue
                if figure.value == i.actual:
                    yield Outcome("passed", scope=form.table)
                    continue
                yield failed(
                    i,
                    f"{said.statement.section} {said.name}为 {figure.printed}，自评表实际完成值为 {i.printed_actual}",
                    f"{said.statement.section} {said.name} is {figure.printed}, the form has {i.printed_actual}",
                    (i.operand("实际完成值", i.printed_actual),),
                    figures=(figure,),
                )


RULES: Final = (
    Rule(
        "F18",
        Text("文字所报完成值与自评表一致", "Reported results agree with the form"),
        prose_indicators,
        basis=bases.TARGETS,
        type="prose_vs_table",
        misread_as="form",
    ),
)


def same_name(indicator: str, subject: str) -> bool:
    return len(indicator) >= 4 and (indicator == subject or subject.endswith(indicator))
