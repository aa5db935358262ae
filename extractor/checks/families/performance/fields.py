"""Head fields of performance forms: what must be filled in, and one project described twice."""

from __future__ import annotations

from gouji.checks.context import Context
from gouji.checks.families.performance.common import failed, forms_for, project_name
from gouji.checks.indicators import Form
from gouji.checks.model import Outcome, Outcomes, Rule
from gouji.schemas.record import Operand

_REQUIRED_FIELDS = ("预期目标", "实际完成情况")


def blank_fields(rule: Rule, context: Context) -> Outcomes:
    """预期目标 and 实际完成情况 of a self-evaluation are filled in."""
    for form in forms_for(context, self_evaluation=True):
        blank = [k for k in form.fields if k in _REQUIRED_FIELDS and not form.fields[k]]
        if not blank:
            yield Outcome("passed", scope=form.table)
            continue
        yield failed(
            form,
            f"{project_name(form)} 自评表的{'、'.join(blank)}为空",
            f"{project_name(form)}: {', '.join(blank)} left blank",
            tuple(Operand(where=f"{form.table} {key}") for key in blank),
        )


def same_project(rule: Rule, context: Context) -> Outcomes:
    """One project code or name stands for one project."""
    seen: dict[tuple[str, str], Form] = {}
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
