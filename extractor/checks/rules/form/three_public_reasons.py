"""A change of “三公” expenses is given a reason.

Example: 公务接待费比上年增加 2.00 万元。
"""

from __future__ import annotations

from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text
from gouji.domain import bases


def three_public_reasons(context: Context) -> Outcomes:
    """A change of 三公 expenses is given a reason."""
    for said in context.prose.amounts:
        if not any(c.startswith("three.") for c in said.concepts):
            continue
        change = said.signed_change()
        if change is None or change.value == 0:
            continue
        top = context.prose.by_top[said.top]
        if (
            said.statement.reason
            or any(s.statement.reason for s in top if s.statement.change == said.statement.change)
            or any(s.position > said.position and s.statement.reason for s in top)
        ):
            yield Outcome("passed")
        else:
            yield Outcome(
                "failed",
                message=Text(
                    f"{said.where_name}有增减，没有说明原因", f"{said.where_name} changes without a reason"
                ),
                figures=(change if change.value >= 0 else change.negated(),),
            )


RULES: Final = (
    Rule(
        "M12",
        Text("“三公”经费增减说明原因", "Changes of 三公 are explained"),
        three_public_reasons,
        basis=bases.THREE_PUBLIC_CHANGES,
        type="missing",
        severity="note",
    ),
)
