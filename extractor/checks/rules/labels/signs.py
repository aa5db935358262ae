"""No budgeted or settled amount is negative; carry-overs may be.

Example: 办公费 −3.20.
"""

from __future__ import annotations

from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text
from gouji.checks.rules.labels.empty_tables import FIGURE_TABLES
from gouji.domain import bases
from gouji.domain.table_words import CARRY_ROW


def signs(context: Context) -> Outcomes:
    """No budgeted or settled amount is negative."""
    for view in context.views:
        if view.table.kind not in FIGURE_TABLES:
            continue
        negative = [
            figure
            for side in view.sides
            for row in side.rows
            if not CARRY_ROW.search(row.name)
            for column in side.values
            if (figure := view.figure(side, row, column)) is not None and figure.value < 0 and figure.sure
        ]
        if negative:
            yield Outcome(
                "failed",
                scope=view.id,
                message=Text(
                    f"{view.title}有 {len(negative)} 个负数",
                    f"{view.title} has {len(negative)} negative figures",
                ),
                figures=tuple(negative),
            )
        elif view.table.rows:
            yield Outcome("passed", scope=view.id)


RULES: Final = (
    Rule(
        "L06",
        Text("预算、决算数不为负", "No negative amounts"),
        signs,
        basis=bases.TIMELY_EXACT_REGULAR,
        type="table_arithmetic",
        severity="note",
    ),
)
