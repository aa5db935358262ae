"""Every amount of the prose carries its unit.

Example: 公用经费 50.00，主要包括….
"""

from __future__ import annotations

from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text
from gouji.checks.statement_view import StatementView
from gouji.domain import bases


def missing_units(context: Context) -> Outcomes:
    """Every amount in prose carries its unit."""
    for said in context.prose.amounts:
        if said.statement.value is None:
            continue
        if not said.assumed_unit:
            yield Outcome("passed")
        elif said.sure:
            printed = f"{said.where_name} {said.statement.value}"
            yield misprint(
                said, f"{printed} 后漏印单位", f"{said.where_name}: {said.statement.value} has no unit"
            )


RULES: Final = (
    Rule(
        "M06",
        Text("金额带单位", "Amounts carry a unit"),
        missing_units,
        basis=bases.TIMELY_EXACT_REGULAR,
        type="unit",
    ),
)


def misprint(said: StatementView, zh: str, en: str) -> Outcome:
    """A statement whose amount is printed wrongly."""
    figure = said.figure()
    return Outcome("failed", message=Text(zh, en), figures=(figure,) if figure else ())
