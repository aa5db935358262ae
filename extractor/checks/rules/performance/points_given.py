"""A scoring standard gives no more points than the indicator is worth.

Example: 分值 10, and 偏离 29%-20% 得 15 分.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from gouji.checks.context import Context
from gouji.checks.indicators import ProjectForm, roles_of
from gouji.checks.model import Outcome, Outcomes, Rule, Text, unsure
from gouji.checks.rules.performance.forms import HUNDRED, failed, forms_for, project_name
from gouji.checks.rules.performance.weights import EXECUTION_WEIGHT
from gouji.domain import bases
from gouji.domain.indicators import Role
from gouji.figures import amount
from gouji.relations.identity import ZERO, show
from gouji.schemas.record import Operand

_GIVEN = re.compile(r"得(\d+(?:\.\d+)?)分")


def points_given(context: Context) -> Outcomes:
    """No step of 得 N 分 in the standard of an indicator is above its weight."""
    for form in forms_for(context):
        merged = _merged(context, form)
        for i, weight in zip(form.indicators, _weights(form), strict=True):
            given = [points for found in _GIVEN.findall(i.standard) if (points := amount(found)) is not None]
            if not given or weight is None:
                continue
            over = [points for points in given if points > weight]
            if not i.sure:
                yield unsure(f"{project_name(form)} {i.name} 的读数待复核", form.table)
            elif not over:
                yield Outcome("passed", scope=form.table)
            elif i.row in merged:
                yield unsure(
                    f"{project_name(form)} {i.name} 的评分标准由几项指标共用", form.table, rival="scope"
                )
            else:
                named = "、".join(show(one) for one in over)
                yield failed(
                    i,
                    f"{project_name(form)} {i.name}：分值为 {show(weight)} 分，评分标准却给 {named} 分",
                    f"{project_name(form)} {i.name}: worth {show(weight)} points, the standard gives {named}",
                    (
                        i.operand("分值", show(weight)),
                        *(
                            Operand(
                                where=f"{i.table} {i.name}/评分标准",
                                value=show(one),
                                quote=i.standard[:200],
                            )
                            for one in over
                        ),
                    ),
                )


RULES: Final = (
    Rule(
        "F21",
        Text("评分标准所给的分不超过分值", "A standard gives no more points than the weight"),
        points_given,
        basis=bases.TARGETS,
        type="table_arithmetic",
        misread_as="form",
    ),
)


def _weights(form: ProjectForm) -> list[Decimal | None]:
    """The printed weights; those in a column of remarks where all of it are figures that make 100 (or 90, as in F01)."""
    if any(i.weight is not None for i in form.indicators):
        return [i.weight for i in form.indicators]
    remarks = [amount(i.deviation) for i in form.indicators]
    words = any(i.deviation and value is None for i, value in zip(form.indicators, remarks, strict=True))
    total = sum((value for value in remarks if value is not None), ZERO)
    whole = total in (HUNDRED, HUNDRED - EXECUTION_WEIGHT)
    return remarks if whole and not words else [None] * len(remarks)


def _merged(context: Context, form: ProjectForm) -> frozenset[int]:
    """Rows whose standard stands in one cell with another row's: the points are those of all of them."""
    view = context.view(form.table)
    column = roles_of(view).get(Role.STANDARD) if view is not None else None
    if view is None or column is None:
        return frozenset()
    places = {
        i.row: (cell.page, cell.bbox)
        for i in form.indicators
        if (cell := view.evidence(i.row, column)) is not None and cell.bbox is not None
    }
    return frozenset(row for row, place in places.items() if list(places.values()).count(place) > 1)
