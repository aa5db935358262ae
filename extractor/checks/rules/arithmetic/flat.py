"""持平 is not followed by a reason for a decrease or an increase.

Example: 与上年持平，主要原因是车辆减少.
"""

from __future__ import annotations

import re
from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text
from gouji.checks.rules.arithmetic.directions import direction_outcome
from gouji.domain import bases
from gouji.normalise import squash


def flat_with_reason(context: Context) -> Outcomes:
    """持平 followed by a reason for a decrease or an increase."""
    for said in context.prose.amounts:
        reason = squash(said.statement.reason or "")
        if said.statement.direction != "flat" or not reason:
            continue
        if re.search(r"(减少|增加|下降|增长)[^，。；]{0,6}$", reason) and not re.search(
            r"无|没有|未", reason
        ):
            figures = tuple(f for f in (said.figure(),) if f is not None)
            yield direction_outcome(
                said,
                f"写持平，原因却是“{reason[-20:]}”",
                "flat, but the reason speaks of a change",
                figures,
                "note",
            )
        else:
            yield Outcome("passed")


RULES: Final = (
    Rule(
        "A08",
        Text("写持平的，原因不说增减", "A flat figure gives no reason for a change"),
        flat_with_reason,
        basis=bases.COMPLETE_AND_EXACT,
        type="direction",
        severity="note",
    ),
)
