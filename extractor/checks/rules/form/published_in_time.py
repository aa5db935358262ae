"""Published within twenty days of approval (《预算法》第十四条), and not before it.

Example: 批复 2026-02-01, 公开 2026-03-15.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, unsure
from gouji.domain import bases
from gouji.schemas.record import Operand

DAYS = 20
"""预算法第十四条: within twenty days of approval."""


def published_in_time(context: Context) -> Outcomes:
    """Approval to publication: not before, and within twenty days."""
    approved, published = (
        _date(context.record.metadata.approval_date),
        _date(context.record.metadata.publication_date),
    )
    if approved is None or published is None:
        yield unsure("文件没有写明批复日期或公开日期；提供批复文号和公开日期后可核对", rival="other")
        return
    days = (published - approved).days
    if 0 <= days <= DAYS:
        yield Outcome("passed")
        return
    yield Outcome(
        "failed",
        message=Text(
            f"批复 {approved}，公开 {published}，相隔 {days} 天"
            + ("，公开早于批复" if days < 0 else f"，超过 {DAYS} 日"),
            f"approved {approved}, published {published}: {days} days",
        ),
        operands=(
            Operand(where="批复时间", value=str(approved)),
            Operand(where="公开时间", value=str(published)),
        ),
        difference=str(days),
    )


RULES: Final = (
    Rule(
        "D01",
        Text("批复后二十日内公开", "Published within twenty days of approval"),
        published_in_time,
        basis=bases.TWENTY_DAYS,
        type="date",
    ),
)


def _date(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
