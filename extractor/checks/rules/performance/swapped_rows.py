"""What stands beside an indicator speaks of it, not of another one of the project.

Example: 市直单位受理率 is scored by 区县受理率 95% 以上得满分, and the other way round.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Final

from gouji.checks.context import Context
from gouji.checks.indicators import Indicator, ProjectForm
from gouji.checks.model import Outcome, Outcomes, Rule, Text, unsure
from gouji.checks.rules.performance.forms import failed, forms_for, project_name
from gouji.domain import bases
from gouji.schemas.record import Operand

_SHORTEST = 5
"""Characters of a name that may stand in a standard by chance."""


def swapped_rows(context: Context) -> Outcomes:
    """Two indicators of a project whose scoring standards each name the other one and not their own."""
    for form in forms_for(context):
        yield from _swapped(form)


RULES: Final = (
    Rule(
        "F23",
        Text("评分标准说的是本指标", "A standard speaks of its own indicator"),
        swapped_rows,
        basis=bases.TARGETS,
        type="label",
        misread_as="form",
    ),
)


def _swapped(form: ProjectForm) -> Iterator[Outcome]:
    named = [i for i in form.indicators if i.standard and len(i.name) >= _SHORTEST]
    if any(i.name in i.standard for i in named):
        yield Outcome("passed", scope=form.table)
    for one, other in combinations(named, 2):
        if not (_speaks_of(one, other) and _speaks_of(other, one)):
            continue
        if not (one.sure and other.sure):
            yield unsure(f"{project_name(form)} {one.name} 的读数待复核", form.table)
            continue
        yield failed(
            form,
            f"{project_name(form)}：指标“{one.name}”的评分标准写的是“{other.name}”，“{other.name}”的写的是“{one.name}”，两行互换",
            f"{project_name(form)}: the standards of “{one.name}” and “{other.name}” are exchanged",
            tuple(
                Operand(
                    where=f"{i.table} {i.name}/评分标准",
                    value=i.name,
                    quote=i.standard[:200],
                    evidence=i.evidence,
                )
                for i in (one, other)
            ),
        )


def _speaks_of(one: Indicator, other: Indicator) -> bool:
    """Whether the standard of one names the other, and not also its own indicator."""
    return other.name in one.standard and one.name not in one.standard and other.name not in one.name
