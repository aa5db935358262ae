"""合计 of a performance table = Σ of its projects' budgets.

Example: 合计 300.00 over projects of 100.00, 120.00 and 90.00.
"""

from __future__ import annotations

from typing import Final

from gouji.checks.context import Context
from gouji.checks.indicators import ProjectForm
from gouji.checks.model import Outcome, Outcomes, Rule, Text, unsure
from gouji.checks.rules.performance.forms import failed
from gouji.domain import bases
from gouji.relations.identity import show, total_of


def totals(context: Context) -> Outcomes:
    """合计 of the performance table = Σ of its projects' budgets, and = 项目支出表 where that has a total."""
    tables: dict[str, list[ProjectForm]] = {}
    for form in context.forms:
        tables.setdefault(form.table, []).append(form)
    for view_id, forms in tables.items():
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


RULES: Final = (
    Rule(
        "F15",
        Text("绩效表合计＝各项目预算数之和", "Performance table total = projects"),
        totals,
        basis=bases.TARGETS,
        type="table_arithmetic",
        misread_as="form",
    ),
)
