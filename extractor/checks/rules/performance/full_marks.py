"""Full marks are for reaching the target: a standard does not ask for more than a target that is not to be passed.

Example: 指标值 ＝100%, and 大于 100% 得满分.
"""

from __future__ import annotations

import re
from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, unsure
from gouji.checks.rules.performance.forms import failed, forms_for, project_name
from gouji.domain import bases
from gouji.figures import amount
from gouji.relations.identity import show
from gouji.schemas.record import Operand

_ABOVE = re.compile(r"(?:大于|超过|高于)(?!等于|或等于)(\d+(?:\.\d+)?)%?[,，]?得满分")


def full_marks(context: Context) -> Outcomes:
    """Where the target is ``=`` or ``≤`` a figure, 大于 that figure 得满分 contradicts it."""
    for form in forms_for(context):
        for i in form.indicators:
            found = _ABOVE.search(i.standard)
            if found is None or i.value is None or amount(found[1]) != i.value:
                continue
            if not i.sure:
                yield unsure(f"{project_name(form)} {i.name} 的读数待复核", form.table)
            elif i.operator not in ("=", "≤", "<"):
                yield Outcome("passed", scope=form.table)
            else:
                yield failed(
                    i,
                    f"{project_name(form)} {i.name}：指标值为“{i.operator}{show(i.value)}{i.unit}”，评分标准却写“{found[0]}”",
                    f"{project_name(form)} {i.name}: the target is {i.operator}{show(i.value)}, the standard asks for more",
                    (
                        i.operand(value=f"{i.operator}{show(i.value)}{i.unit}"),
                        Operand(where=f"{i.table} {i.name}/评分标准", value=found[0], quote=i.standard[:200]),
                    ),
                )


RULES: Final = (
    Rule(
        "F22",
        Text("得满分的条件与指标值一致", "Full marks are for reaching the target"),
        full_marks,
        basis=bases.TARGETS,
        type="direction",
        misread_as="form",
    ),
)
