"""The period of a project that is budgeted reaches into the document's year.

Example: 实施周期 2023年至2024年 in a budget of 2026.
"""

from __future__ import annotations

from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text
from gouji.domain import bases
from gouji.schemas.record import Operand


def project_period(context: Context) -> Outcomes:
    """The period of a project that is budgeted reaches into the document's year."""
    for project in context.record.projects:
        end = (project.period_end or "")[:4]
        if not end.isdigit() or context.year is None or context.doc_type != "budget":
            continue
        if int(end) >= context.year:
            yield Outcome("passed")
            continue
        yield Outcome(
            "failed",
            message=Text(
                f"项目“{project.name}”的实施周期为 {project.period_start or ''} 至 {project.period_end}，本文件为 {context.year} 年预算",
                f"project “{project.name}” ends on {project.period_end}, before the budget year {context.year}",
            ),
            operands=(
                Operand(where=f"项目 {project.name} 实施周期", value=end, evidence=project.evidence),
                Operand(where="预算年度", value=str(context.year)),
            ),
            expected=str(context.year),
        )


RULES: Final = (
    Rule(
        "C07",
        Text("项目周期及于预算年度", "A project's period reaches the year"),
        project_period,
        basis=bases.TIMELY_EXACT_REGULAR,
        type="date",
        docs=("budget",),
    ),
)
