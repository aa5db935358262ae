"""A unit of the 单位情况表 has the same name in the other tables.

Example: 市社会保险中心 in the list, 市社会保险服务中心 in the other tables.
"""

from __future__ import annotations

import re
from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, skipped
from gouji.checks.rules.labels.unit_codes import unit_name, units_of
from gouji.domain import bases
from gouji.schemas.record import Operand, TableKind

_PUT_IN = 4
_KEPT = 2
"""Characters."""


def unit_names(context: Context) -> Outcomes:
    """A unit of the 单位情况表 has the same name in the other tables."""
    listed = {
        unit_name(cell)
        for view in context.of_kind(TableKind.ENTITY_LIST)
        for row in view.table.rows
        for cell in row
        if cell and len(cell) >= 6 and re.search(r"局|中心|院|所|站|校|队|处|委|馆|会$|本级", cell)
    }
    used = {name: view.id for view in context.views for _, name in units_of(view)}
    if not listed or not used:
        yield skipped("没有单位情况表，或其他表不列单位")
        return
    for name in sorted(listed - used.keys()):
        near = [u for u in used if u not in listed and _variant(name, u)]
        if len(near) == 1:
            yield Outcome(
                "failed",
                message=Text(
                    f"单位名称不一：单位情况表作“{name}”，{context.title_of(used[near[0]])}等表作“{near[0]}”",
                    f"the unit list says “{name}”, other tables “{near[0]}”",
                ),
                operands=(
                    Operand(where=context.of_kind(TableKind.ENTITY_LIST)[0].id, value=name),
                    Operand(where=used[near[0]], value=near[0]),
                ),
                mechanism="label",
            )
    yield Outcome("passed")


RULES: Final = (
    Rule(
        "L09",
        Text("单位名称前后一致", "Unit names agree across tables"),
        unit_names,
        basis=bases.TIMELY_EXACT_REGULAR,
        type="label",
    ),
)


def _variant(one: str, other: str) -> bool:
    """Whether one name is the other with a few characters put in (保险中心, 保险服务中心), and both begin and end alike.

    What is put behind a name (审计局, 审计局信息中心) makes another unit of it, what is put before it a fuller name.
    """
    short, long = sorted((one, other), key=len)
    rest = iter(long)
    alike = short[:_KEPT] == long[:_KEPT] and short[-_KEPT:] == long[-_KEPT:]
    return alike and 0 < len(long) - len(short) <= _PUT_IN and all(character in rest for character in short)
