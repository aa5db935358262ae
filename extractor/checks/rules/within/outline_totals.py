"""收支总表: numbered items against 本年合计, 本年合计 with 结转 against 总计, （一）（二） against 一.

Example: 本年收入合计 300.00, 上年结转 10.00, and 收入总计 320.00.
"""

from __future__ import annotations

from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcomes, Rule, Text
from gouji.checks.rules.within.table_sums import grand_message, row_outcome, tree_message
from gouji.domain import bases
from gouji.schemas.record import TableKind


def outline_totals(context: Context) -> Outcomes:
    """收支总表: numbered items against 本年合计, 本年合计 with 结转 against 总计, （一）（二） against 一."""
    for view in context.of_kind(TableKind.REVENUE_EXPENDITURE_SUMMARY, TableKind.APPROPRIATION_SUMMARY):
        sums = context.row_sums(view)
        for side in view.sides:
            if not side.coded:
                yield from (row_outcome(view, one, tree_message) for one in sums.number_sums(side))
                yield from (row_outcome(view, one, grand_message) for one in sums.outline_sums(side))


RULES: Final = (
    Rule(
        "T04",
        Text(
            "收支总表各项之和等于本年合计，本年合计加结转等于总计",
            "Items add up to the subtotal, subtotal and carry-over to the total",
        ),
        outline_totals,
        basis=bases.SUMS,
        type="table_arithmetic",
        misread_as="table_sum",
    ),
)
