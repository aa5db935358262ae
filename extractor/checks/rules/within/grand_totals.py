"""合计行 = 各行之和: the total row against the rows that make it up.

Which rows these are is not always printed (:mod:`gouji.relations.rows`).

Example: 合计 prints 300.00, the three projects of the table 100.00, 120.00 and 90.00.
"""

from __future__ import annotations

from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcomes, Rule, Text
from gouji.checks.rules.within.table_sums import accounts, grand_message, row_outcome, tree_message
from gouji.domain import bases
from gouji.schemas.record import TableKind


def grand_totals(context: Context) -> Outcomes:
    """合计行 = 各行之和, column by column, for tables whose rows are subjects, units or projects."""
    for view in accounts(
        context,
        TableKind.REVENUE_EXPENDITURE_SUMMARY,
        TableKind.APPROPRIATION_SUMMARY,
        TableKind.THREE_PUBLIC,
    ):
        sums = context.row_sums(view)
        for side in view.sides:
            if not side.coded:
                yield from (row_outcome(view, one, tree_message) for one in sums.number_sums(side))
            total = side.find_total()
            if total is not None:
                yield from (row_outcome(view, one, grand_message) for one in sums.total_sums(side, total))


RULES: Final = (
    Rule(
        "T03",
        Text("合计行等于各行之和", "The total row equals the sum of its rows"),
        grand_totals,
        basis=bases.SUMS,
        type="table_arithmetic",
        misread_as="table_sum",
    ),
)
