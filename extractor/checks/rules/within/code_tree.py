"""类 = Σ款 = Σ项: coded rows as a tree, each subject against its children.

Example: 201 prints 220.00, 20106 under it 120.00, and nothing else stands under it.
"""

from __future__ import annotations

from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcomes, Rule, Text
from gouji.checks.rules.within.table_sums import accounts, row_outcome, tree_message
from gouji.domain import bases
from gouji.schemas.record import TableKind


def code_tree(context: Context) -> Outcomes:
    """类 = Σ款 = Σ项 by code, in every money column."""
    for view in accounts(context, TableKind.PROCUREMENT, TableKind.PROJECT_EXPENDITURE):
        sums = context.row_sums(view)
        for side in view.sides:
            if side.coded:
                yield from (row_outcome(view, one, tree_message) for one in sums.code_sums(side))


RULES: Final = (
    Rule(
        "T02",
        Text("类＝Σ款＝Σ项", "A subject equals the sum of its sub-subjects"),
        code_tree,
        basis=bases.LEVELS,
        type="table_arithmetic",
        misread_as="code_tree",
    ),
)
