"""One economic subject prints the same in the 财政拨款 and the 一般公共预算 basic-expenditure tables.

Example: 30201 办公费 is 20.00 in the one and 22.00 in the other, whose totals agree.
"""

from __future__ import annotations

from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcomes, Rule, Text, skipped
from gouji.checks.rules.across.comparison import compare_places
from gouji.domain import bases
from gouji.relations.identity import any_holds


def economic_rows(context: Context) -> Outcomes:
    """The same economic subject in the 财政拨款 and the 一般公共预算 basic-expenditure tables."""
    app, general = context.bindings.get("app.basic", []), context.bindings.get("general.basic", [])
    alike = any_holds([a.figure for a in app], [g.figure for g in general])
    if not alike:
        yield skipped("只有一张基本支出表，或两表资金范围不同")
        return
    for concept, bindings in context.bindings.items():
        if concept.startswith("econ:app:"):
            others = context.bindings.get(concept.replace("econ:app:", "econ:general:"), [])
            if others:
                yield from compare_places(context, [bindings[0], others[0]], bindings[0].label)


RULES: Final = (
    Rule(
        "X31",
        Text(
            "同一经济科目在财政拨款与一般公共预算基本支出表一致",
            "An economic subject prints the same in both tables",
        ),
        economic_rows,
        basis=bases.SAME_IN_TABLES,
        type="table_vs_table",
    ),
)
