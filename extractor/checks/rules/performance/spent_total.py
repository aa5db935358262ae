"""Σ 全年执行数 of the forms = 项目支出, when there are as many forms as projects.

Example: five projects spent 100.00 万元, their five forms add up to 90.00.
"""

from __future__ import annotations

import re
from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, skipped
from gouji.checks.rules.performance.forms import failed, forms_for
from gouji.domain import bases
from gouji.relations.identity import show, total_of


def spent_total(context: Context) -> Outcomes:
    """Σ 全年执行数 of the forms = 项目支出, when there are as many forms as projects."""
    forms = [f for f in forms_for(context, self_evaluation=True) if f.fund("全年执行数")]
    count = next(
        (
            s.figure(exact=True)
            for s in context.prose.statements
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


RULES: Final = (
    Rule(
        "F17",
        Text("各自评表执行数之和＝项目支出", "Forms add up to project expenditure"),
        spent_total,
        basis=bases.TARGETS,
        type="prose_vs_table",
        misread_as="form",
    ),
)
