"""预期目标 and 实际完成情况 of a self-evaluation are filled in.

Example: 实际完成情况 is blank.
"""

from __future__ import annotations

from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, unsure
from gouji.checks.rules.performance.forms import failed, forms_for, project_name
from gouji.domain import bases
from gouji.schemas.record import Operand

_REQUIRED_FIELDS = ("预期目标", "实际完成情况")


def blank_fields(context: Context) -> Outcomes:
    """预期目标 and 实际完成情况 of a self-evaluation are filled in.

    Where no form of the document has either, they may stand where we do not read them.
    """
    forms = list(forms_for(context, self_evaluation=True))
    for form in forms:
        blank = [k for k in form.fields if k in _REQUIRED_FIELDS and not form.fields[k]]
        if not blank:
            yield Outcome("passed", scope=form.table)
            continue
        if not any(other.fields.get(key) for other in forms for key in _REQUIRED_FIELDS):
            yield unsure("各自评表都没有读出预期目标和实际完成情况", form.table)
            continue
        yield failed(
            form,
            f"{project_name(form)} 自评表的{'、'.join(blank)}为空",
            f"{project_name(form)}: {', '.join(blank)} left blank",
            tuple(Operand(where=f"{form.table} {key}") for key in blank),
        )


RULES: Final = (
    Rule(
        "F12",
        Text("自评表的预期目标、实际完成情况已填", "Self-evaluation fields are filled"),
        blank_fields,
        basis=bases.SCORING,
        type="missing",
        misread_as="form",
    ),
)
