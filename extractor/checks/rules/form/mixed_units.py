"""Budget and outturn of one sentence carry one unit.

Example: 预算 2016.51 万元，决算 1852.35 元.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text
from gouji.domain import bases
from gouji.figures import NUMBER, value_of
from gouji.normalise import squash
from gouji.schemas.record import Operand

_WITH_UNIT = re.compile(rf"({NUMBER})(亿元|万元|元)")


_SAME_SIZE = 100
"""Two figures of one comparison are of one size when neither is this many times the other."""


def mixed_units(context: Context) -> Outcomes:
    """预算数 and 决算数 of one sentence carry the same unit: not 预算 2016.51 万元，决算 1852.35 元."""
    for said in context.prose.amounts:
        wanted = [v for v in (said.statement.value, said.statement.budget_value) if v is not None]
        units = _units(wanted, _WITH_UNIT.findall(squash(said.statement.quote)))
        if units is None or not said.sure:
            continue
        value, budget = map(value_of, wanted)
        if units[0] == units[1]:
            yield Outcome("passed")
        elif value and budget and 1 / Decimal(_SAME_SIZE) < value / budget < _SAME_SIZE:
            shown = "、".join(f"{v}{unit}" for v, unit in zip(wanted, units, strict=True))
            yield Outcome(
                "failed",
                message=Text(
                    f"{said.where_name}：{shown} 大小相当而单位不同",
                    f"{said.where_name}: {shown} are of one size, in different units",
                ),
                operands=(Operand(where=said.where_name, value=wanted[0], quote=said.statement.quote),),
            )


RULES: Final = (
    Rule(
        "M15",
        Text("同一句的预算、决算单位一致", "Budget and outturn of one sentence have one unit"),
        mixed_units,
        basis=bases.TIMELY_EXACT_REGULAR,
        type="unit",
        docs=("final_accounts",),
    ),
)


def _units(wanted: list[str], printed: list[tuple[str, str]]) -> list[str] | None:
    """The unit after each of two figures; alike digits are told apart by their order (34.25万元 … 34.25元)."""
    places = [[unit for digits, unit in printed if digits == value] for value in wanted]
    if len(wanted) != 2 or not all(places):
        return None
    return [places[0][0], places[1][-1]]
