"""Timeliness: approval to publication within 20 days (《预算法》第十四条), and whether both dates are told."""

from __future__ import annotations

from datetime import date

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, unsure
from gouji.schemas.record import Operand

DAYS = 20
"""预算法第十四条: within twenty days of approval."""


def published_in_time(rule: Rule, context: Context) -> Outcomes:
    """Approval to publication: not before, and within twenty days."""
    approved, published = (
        _date(context.record.metadata.approval_date),
        _date(context.record.metadata.publication_date),
    )
    if approved is None or published is None:
        yield unsure("文件没有写明批复日期或公开日期；提供批复文号和公开日期后可核对")
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


def _date(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def dates_stated(rule: Rule, context: Context) -> Outcomes:
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
