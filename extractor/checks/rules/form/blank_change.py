"""增加 or 减少 is followed by its amount.

Example: 比上年增加万元.
"""

from __future__ import annotations

import re
from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text
from gouji.domain import bases
from gouji.normalise import squash
from gouji.schemas.record import Operand


def blank_change(context: Context) -> Outcomes:
    """增加/减少 is followed by its amount."""
    for said in context.prose.amounts:
        if said.statement.direction not in ("increase", "decrease"):
            continue
        found = re.search(r"(增加|减少|增长|下降)(万元|元|%)", squash(said.statement.quote))
        if found is None or said.statement.change is not None:
            yield Outcome("passed")
        elif said.sure:
            yield Outcome(
                "failed",
                message=Text(
                    f"{said.where_name}：“{found.group(0)}”漏填数额",
                    f"{said.where_name}: an amount is left blank",
                ),
                operands=(
                    Operand(
                        where=said.where_name, quote=said.statement.quote, evidence=said.statement.evidence
                    ),
                ),
            )


RULES: Final = (
    Rule(
        "M03",
        Text("增减额已填", "Changes are filled in"),
        blank_change,
        basis=bases.TIMELY_EXACT_REGULAR,
        type="missing",
    ),
)
