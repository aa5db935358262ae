"""A part is not larger than its whole, this year or (amount less change) in the base period.

Example: 收入总计 300.00 万元，减少 50.00 万元, and of it 财政拨款 290.00 万元，减少 80.00 万元: 370.00 of 350.00.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, skipped
from gouji.checks.rules.sums.stated_sum import base_of, said_identity
from gouji.checks.statement_view import StatementView
from gouji.domain import bases
from gouji.relations.identity import Identity, show


@dataclass(frozen=True, slots=True)
class PartOf:
    """A concept that cannot exceed another, amounts as well as the earlier year's."""

    whole: str
    part: str


_PARTS: Final = (
    PartOf("rev.total", "app.rev.total"),
    PartOf("rev.year", "rev.general"),
    PartOf("exp.total", "app.exp.total"),
)


def parts_within(context: Context) -> Outcomes:
    """A part is not larger than its whole, this year or (amount less change) in the base period."""
    done = False
    for entry in _PARTS:
        wholes = [s for s in context.prose.of(entry.whole) if s.figure() and entry.whole in s.concepts]
        parts = [s for s in context.prose.of(entry.part) if s.figure()]
        for outcome in _within(wholes, parts):
            done = True
            yield outcome
    if not done:
        yield skipped("文字没有写这些数")


RULES: Final = (
    Rule(
        "Q34",
        Text("部分不大于整体（含倒推的基期）", "A part does not exceed its whole"),
        parts_within,
        basis=bases.COMPLETE_AND_EXACT,
        type="prose_vs_prose",
    ),
)


def _within(wholes: Sequence[StatementView], parts: Sequence[StatementView]) -> Iterator[Outcome]:
    for part in parts:
        for whole in wholes:
            one, other = part.signed_change(), whole.signed_change()
            value, total = part.figure(), whole.figure()
            if not (one and other and value and total) or base_of(part) != base_of(whole):
                continue
            before = Identity(total, ((1, other), (1, value), (-1, one)))
            if before.gap >= 0:
                yield Outcome("passed")
                continue
            outcome = said_identity(before, f"{whole.statement.section}", "")
            message = Text(
                f"{whole.where_name}减增减额为 {show(total.value - other.value, total.scale)}，"
                f"小于其中{part.where_name}的 {show(value.value - one.value, total.scale)}",
                f"the base of {whole.where_name} is below that of its part {part.where_name}",
            )
            yield replace(outcome, message=message) if outcome.state == "failed" else outcome
            break
