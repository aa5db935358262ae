"""A 数量指标 sets no upper limit: that commits to nothing.

Example: 培训次数 ≤5 次.
"""

from __future__ import annotations

from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text
from gouji.checks.rules.performance.forms import failed, forms_for, project_name
from gouji.domain import bases
from gouji.domain.indicators import LOWER_IS_BETTER
from gouji.relations.identity import show


def counted_downwards(context: Context) -> Outcomes:
    """A 数量指标 that sets an upper limit (≤) commits to nothing."""
    for form in forms_for(context):
        for i in form.indicators:
            if "数量" not in i.level2 or i.value is None or not i.sure:
                continue
            if i.operator not in ("≤", "<") or LOWER_IS_BETTER.search(i.name):
                yield Outcome("passed", scope=form.table)
                continue
            yield failed(
                i,
                f"{project_name(form)} {i.name}：数量指标写作“≤{show(i.value)}{i.unit}”，应为 ≥ 或 ＝",
                f"{project_name(form)} {i.name}: a quantity target with an upper limit",
                (i.operand("", show(i.value)),),
            )


RULES: Final = (
    Rule(
        "F11",
        Text("数量指标不设上限", "No upper limit on a quantity target"),
        counted_downwards,
        basis=bases.TARGETS,
        type="label",
        misread_as="form",
        severity="note",
    ),
)
