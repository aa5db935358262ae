"""All vehicles are the sum of the kinds of vehicle listed after them.

Example: 共有车辆 5 辆，其中：一般公务用车 1 辆、执法执勤用车 2 辆、其他用车 1 辆.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcomes, Rule, Text, skipped
from gouji.checks.rules.sums.stated_sum import said_identity
from gouji.checks.statement_view import StatementView
from gouji.domain import bases
from gouji.relations.identity import total_of


def count_sums(context: Context) -> Outcomes:
    """共有车辆 = Σ of the kinds of vehicle listed after it."""
    done = False
    for group in context.prose.by_section.values():
        counts = [s for s in group if s.statement.measure == "count" and s.statement.unit == "辆"]
        for head, items in _vehicle_lists(counts):
            total = head.figure(exact=True)
            values = [f for s in items if (f := s.figure(exact=True))]
            if total is not None and len(values) >= 3:
                done = True
                yield said_identity(total_of(total, values), head.statement.section, "")
    if not done:
        yield skipped("文字没有分列车辆")


RULES: Final = (
    Rule(
        "Q33",
        Text("车辆总数等于分列之和", "Vehicles add up"),
        count_sums,
        basis=bases.COMPLETE_AND_EXACT,
        type="prose_vs_prose",
    ),
)


def _vehicle_lists(counts: Sequence[StatementView]) -> Iterator[tuple[StatementView, list[StatementView]]]:
    head: StatementView | None = None
    items: list[StatementView] = []
    for said in counts:
        if "用车" not in said.name and "车辆" in said.name:
            if head is not None:
                yield head, items
            head, items = said, []
        elif head is not None:
            items.append(said)
    if head is not None:
        yield head, items
