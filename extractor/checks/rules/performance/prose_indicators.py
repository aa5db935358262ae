"""A result that the prose reports is the form's 实际完成值.

Example: 满意度 95% in the prose, 92% in the form.
"""

from __future__ import annotations

import re
from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, unsure
from gouji.checks.rules.performance.forms import failed, forms_for
from gouji.domain import bases

TARGET_WORDS: Final = re.compile(r"目标|指标值|计划|预期|拟|力争|确保")
"""A sentence with one of these may state what was aimed at."""


def prose_indicators(context: Context) -> Outcomes:
    """A result that the prose reports against the form's 实际完成值, by the indicator's name."""
    indicators = [i for form in forms_for(context, self_evaluation=True) for i in form.indicators]
    for said in context.prose.statements:
        figure = said.figure(exact=True)
        if said.statement.measure not in ("ratio", "count") or not said.sure or figure is None:
            continue
        if TARGET_WORDS.search(said.statement.quote):
            continue
        meant = [i for i in indicators if i.actual is not None and same_name(i.name, said.name)]
        if any(figure.value == i.actual for i in meant):
            yield Outcome("passed", scope=meant[0].table)
        elif len(meant) > 1 or any(not i.sure for i in meant):
            yield unsure(f"{said.where_name} 对应几项指标，或指标读数待复核", meant[0].table, rival="scope")
        elif meant:
            yield failed(
                meant[0],
                f"{said.statement.section} {said.name}为 {figure.printed}，自评表实际完成值为 {meant[0].printed_actual}",
                f"{said.statement.section} {said.name} is {figure.printed}, the form has {meant[0].printed_actual}",
                (meant[0].operand("实际完成值", meant[0].printed_actual),),
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
