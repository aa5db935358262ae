"""A comparison names an earlier year, not the document's own.

Example: 比2026年预算增加 in a budget of 2026.
"""

from __future__ import annotations

import re
from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, skipped, unsure
from gouji.domain import bases


def base_year(context: Context) -> Outcomes:
    """A comparison names an earlier year, not the document's own (比2026年预算 in a 2026 budget)."""
    done = False
    for said in context.prose.amounts:
        found = re.search(r"(20\d\d)", said.statement.base or "")
        if not found or context.year is None:
            continue
        done = True
        stated = int(found.group(1))
        own_budget = context.doc_type == "final_accounts"
        wrong = stated > context.year or (stated == context.year and not own_budget)
        if not said.sure or not wrong:
            yield Outcome("passed") if said.sure else unsure(f"{said.statement.section} 的读数待复核")
            continue
        yield Outcome(
            "failed",
            scope=f"year:{'/'.join(said.top)}",
            message=Text(
                f"{said.statement.section} {said.name}“{said.statement.base}”：与本年度自身比较，应为 {context.year - 1} 年",
                f"{said.statement.section} {said.name} is compared with {stated}, the document's own year",
            ),
            figures=tuple(f for f in (said.figure(), said.figure("change")) if f is not None),
            operands=(),
            expected=str(context.year - 1),
            type="date",
            mechanism="sentence",
        )
    if not done:
        yield skipped("比较对象没有写年份")


RULES: Final = (
    Rule(
        "A09",
        Text("比较的是以前年度", "A comparison names an earlier year"),
        base_year,
        basis=bases.COMPLETE_AND_EXACT,
        type="date",
    ),
)
