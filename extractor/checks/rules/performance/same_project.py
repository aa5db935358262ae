"""One project code or name stands for one project.

Example: two forms with one 项目编码, of 100.00 and 80.00.
"""

from __future__ import annotations

from typing import Final

from gouji.checks.context import Context
from gouji.checks.indicators import ProjectForm
from gouji.checks.model import Outcome, Outcomes, Rule, Text
from gouji.checks.rules.performance.forms import failed, forms_for
from gouji.domain import bases
from gouji.schemas.record import Operand


def same_project(context: Context) -> Outcomes:
    """One project code or name stands for one project."""
    seen: dict[tuple[str, str], ProjectForm] = {}
    for form in forms_for(context):
        code = form.fields.get("项目编码") or ""
        key = (code, form.project if not code else "")
        other = seen.get(key)
        if key == ("", "") or form.entity:
            continue
        if other is None or other.budget is None or form.budget is None:
            seen[key] = form
            yield Outcome("passed", scope=form.table)
        elif other.budget.value != form.budget.value:
            yield failed(
                form,
                f"{other.title}与{form.title}的项目编码、名称相同，预算数不同（{other.budget.printed} 与 {form.budget.printed}）",
                f"two forms have the same project code, with budgets {other.budget.printed} and {form.budget.printed}",
                tuple(Operand(where=f"{f.table} 项目编码", value=code or f.project) for f in (other, form)),
                figures=(other.budget, form.budget),
            )


RULES: Final = (
    Rule(
        "F14",
        Text("项目编码、名称不重复", "Project codes are not repeated"),
        same_project,
        basis=bases.TARGETS,
        type="duplicate",
        misread_as="form",
        severity="note",
    ),
)
