"""An enumerated item of basic expenditure prints what its row of the economic table prints.

Example: 办公费 22.00 万元 in the enumeration, 20.00 in the row 30201.
"""

from __future__ import annotations

from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcomes, Rule, Text, skipped
from gouji.checks.rules.prose.comparison import against_cells
from gouji.checks.rules.prose.rows import basic_scope, economic_match, head_of
from gouji.domain import bases


def prose_economic(context: Context) -> Outcomes:
    """Each enumerated item of basic expenditure against its row in the economic table."""
    done = False
    for said in context.prose.amounts:
        scope = basic_scope(said, context) if not said.concepts and said.ref is None else None
        match = economic_match(said, context, scope) if scope and said.figure() else None
        if match is None:
            continue
        role = head_of(said, context)
        places = context.bindings.get(f"econ:{scope}:{match.code}:{role}", []) if role else []
        places = places or context.bindings.get(f"econ:{scope}:{match.code}:total", [])
        if places:
            done = True
            yield from against_cells(said, [places], f"{match.code} {match.label}", context)
    if not done:
        yield skipped("文字没有列举基本支出明细，或没有经济分类表")


RULES: Final = (
    Rule(
        "P21",
        Text("文字与表：基本支出明细", "Prose against tables: items of basic expenditure"),
        prose_economic,
        basis=bases.SAME_IN_PROSE,
        type="prose_vs_table",
    ),
)
