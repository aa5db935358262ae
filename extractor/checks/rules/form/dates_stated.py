"""The document states when it was approved and published, so that the time limit can be checked.

Example: neither date stands in the document.
"""

from __future__ import annotations

from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, unsure
from gouji.domain import bases
from gouji.schemas.record import Operand


def dates_stated(context: Context) -> Outcomes:
    """The document states when it was approved and published, so that the time limit can be checked."""
    metadata = context.record.metadata
    missing = [
        name
        for name, value in (("批复日期", metadata.approval_date), ("公开日期", metadata.publication_date))
        if not value
    ]
    if not missing:
        yield Outcome("passed")
    elif context.unread:
        yield unsure("有页未能读出")
    else:
        yield Outcome(
            "failed",
            message=Text(
                f"全文未载{'、'.join(missing)}，无法核对批复后二十日内公开",
                "the dates of approval and publication are not stated",
            ),
            operands=(Operand(where="全文"),),
        )


RULES: Final = (
    Rule(
        "D02",
        Text("载明批复日期和公开日期", "Dates of approval and publication are stated"),
        dates_stated,
        basis=bases.TWENTY_DAYS,
        type="missing",
        severity="note",
    ),
)
