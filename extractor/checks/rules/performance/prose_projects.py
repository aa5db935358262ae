"""What the prose says of a project (budget, spent, score) is what its form says.

Example: 自评得分 98 in the prose, 总分 96 in the form.
"""

from __future__ import annotations

import re
from typing import Final

from gouji.checks.context import Context
from gouji.checks.indicators import ProjectForm
from gouji.checks.model import Outcome, Outcomes, Rule, Text, unsure
from gouji.checks.rules.performance.forms import failed, project_name
from gouji.domain import bases
from gouji.relations.identity import Figure, equal, show


def prose_projects(context: Context) -> Outcomes:
    """What the prose says of a project (budget, spent, score) against its form, by name."""
    for said in context.prose.statements:
        name = re.sub(r"(项目)?自评得分$|项目$", "", said.name)
        named = [f for f in context.forms if f.project and f.project == name and f.self_evaluation]
        if not named or not said.sure:
            continue
        form = named[0]
        if len(named) > 1:
            yield unsure(f"有几张自评表的项目名称为{name}", form.table, rival="scope")
            continue
        if said.statement.measure == "score":
            figure, other = said.figure(), form.figure("总分/得分", money=False)
            pairs = [(figure, other)]
        else:
            pairs = [
                (said.figure(), form.fund("全年执行数")),
                (said.figure("budget_value"), form.fund("全年预算数")),
            ]
        for figure, other in pairs:
            if figure is not None and other is not None:
                yield _prose_form(figure, other, form)


RULES: Final = (
    Rule(
        "F16",
        Text("项目的文字与自评表一致", "Prose about a project agrees with its form"),
        prose_projects,
        basis=bases.TARGETS,
        type="prose_vs_table",
        misread_as="form",
    ),
)


def _prose_form(figure: Figure, other: Figure, form: ProjectForm) -> Outcome:
    identity = equal(figure, other)
    if not identity.sure:
        return unsure(f"{project_name(form)} 的自评表读数待复核", form.table)
    if identity.judge() == "holds":
        return Outcome("passed", scope=form.table, identity=identity)
    return failed(
        form,
        f"{figure.where}为 {figure.printed}，{project_name(form)} 的自评表为 {other.printed}",
        f"{figure.where} is {figure.printed}, the form of {project_name(form)} has {other.printed}",
        (),
        figures=(figure, other),
        expected=other.printed,
        difference=show(identity.gap, figure.scale),
        severity="rounding" if identity.judge() == "rounding" else None,
        identity=identity,
        twin=f"{form.table} {show(identity.gap)}",
    )
