"""The unit of a target fits its name: …率 is a rate, …人数 counts people.

Example: 培训人数 ≥50 场.
"""

from __future__ import annotations

import re
from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text
from gouji.checks.rules.performance.forms import failed, forms_for, project_name
from gouji.domain import bases
from gouji.domain.indicators import PROPORTION, RATE_UNITS, UNITS
from gouji.normalise import fold
from gouji.schemas.record import Operand

PEOPLE = "人（人次）"
POINTS = "分"
"""A rate may be asked for in points out of a hundred."""


def units(context: Context) -> Outcomes:
    """…率 is a rate and …人数 counts people: the unit fits the name.

    An error where the name gives a proportion or people and nothing else; 投诉率 ≤5 个 and 点击率 ≥10000 人次 mean a
    number by an inexact name, 录入条数 ≥100% a share of the planned number: notes.
    """
    for form in forms_for(context):
        for i in form.indicators:
            if not i.unit or i.value is None or not i.sure:
                continue
            name = re.sub(r"[(（].*?[)）]", "", i.name)
            wanted = _wrong_unit(name, i.unit)
            if wanted is None:
                yield Outcome("passed", scope=form.table)
                continue
            yield failed(
                i,
                f"{project_name(form)} {i.name}：计量单位为“{i.unit}”，应为{wanted}",
                f"{project_name(form)} {i.name}: the unit “{i.unit}” does not fit",
                (
                    Operand(
                        where=f"{i.table} {i.name}",
                        value=f"{i.printed}{'' if i.unit in i.printed else i.unit}",
                    ),
                ),
                severity=None if wanted == PEOPLE or PROPORTION.search(name) else "note",
            )


RULES: Final = (
    Rule(
        "F08",
        Text("计量单位与指标名称相符", "The unit fits the indicator"),
        units,
        basis=bases.TARGETS,
        type="unit",
        misread_as="form",
    ),
)


def _is_rate(unit: str) -> bool:
    return fold(unit) in RATE_UNITS or "%" in unit


def _wrong_unit(name: str, unit: str) -> str | None:
    if re.search(r"[^频功效利汇税费速倍]率$", name) and not _is_rate(unit) and unit != POINTS:
        return "百分比"
    if re.search(r"人数$", name) and not re.search(r"人|名|户|位|个", unit):
        return PEOPLE
    counted = re.search(r"(\w)数$", name)
    return counted[1] if counted is not None and counted[1] in UNITS and _is_rate(unit) else None
