"""机关运行经费 is the 公用经费 of the units that are 行政 or 参公: never more, less only beside other units.

Held against the table of basic expenditure where no table of its own prints it.  A note: many count 项目支出 for running the
office as well, which no table tells apart.

Example: 机关运行经费 60.00 万元, while 公用经费 of the table is 50.00.
"""

from __future__ import annotations

from typing import Final

from gouji.checks.concepts import concept_label
from gouji.checks.context import Context
from gouji.checks.model import Outcomes, Rule, Text, skipped
from gouji.checks.rules.prose.comparison import against_cells
from gouji.domain import bases


def agency_operating(context: Context) -> Outcomes:
    """机关运行经费 is the 公用经费 of the units that are 行政 or 参公: never more, less only beside other units.

    Held against the table of basic expenditure where no table of its own prints it.
    """
    cells = context.bindings.get("general.public") or context.bindings.get("app.public") or []
    if not cells or context.bindings.get("agency.total"):
        yield skipped("没有公用经费的表，或机关运行经费另有专表")
        return
    for said in context.prose.of("agency.total"):
        yield from against_cells(said, [cells], concept_label("general.public"), context)


RULES: Final = (
    Rule(
        "P11",
        Text(
            "机关运行经费不大于公用经费，全为行政、参公单位时相等",
            "Agency operating expenditure is at most the operating expenditure, equal where all units are agencies",
        ),
        agency_operating,
        basis=bases.AGENCY_OPERATION,
        type="prose_vs_table",
        severity="note",
    ),
)
