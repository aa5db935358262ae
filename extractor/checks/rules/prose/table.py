"""A statement about a concept prints what the tables print for it.

Example: 本年支出 320.00 万元 in the prose, 300.00 in the 收支总表.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from gouji.checks.concepts import concept_label
from gouji.checks.context import Context
from gouji.checks.model import Outcomes, Rule, Text, skipped
from gouji.checks.rules.prose.comparison import against_cells, own_year
from gouji.checks.rules.prose.concept_groups import CONCEPT_GROUPS
from gouji.domain import bases
from gouji.schemas.record import TableKind

_OTHER_FUNDS: Final = (TableKind.GOVERNMENT_FUND_EXPENDITURE, TableKind.STATE_CAPITAL_EXPENDITURE)
"""Where they hold money, a table of the general public budget is not all that 财政拨款 may mean."""


def prose_table(context: Context, concepts: Sequence[str]) -> Outcomes:
    """Each statement about one of the concepts against each table that prints it."""
    done = False
    several_funds = any(not view.table.is_empty for view in context.of_kind(*_OTHER_FUNDS))
    for said in context.prose.amounts:
        if not own_year(said, context):
            continue
        for named in said.concepts:
            options = named.split("|")
            if not set(options) & set(concepts) or options[0] not in concepts:
                continue
            if several_funds and options[0].startswith("app."):
                options = [option for option in options if not option.startswith("general.")]
            cells = [context.bindings.get(option, []) for option in options]
            if options == ["exp.total", "exp.year"] and not context.bindings.get("exp.carry_out"):
                cells = [[*cells[0], *cells[1]]]
            if any(cells):
                done = True
                yield from against_cells(said, cells, concept_label(options[0]), context)
    if not done:
        yield skipped("文字或表中没有这些数")


RULES: Final = tuple(
    Rule(
        f"P{number}",
        Text(f"文字与表：{zh}", f"Prose against tables: {en}"),
        partial(prose_table, concepts=concepts),
        basis=bases.SAME_IN_PROSE,
        type="prose_vs_table",
    )
    for number, zh, en, concepts in CONCEPT_GROUPS
)
