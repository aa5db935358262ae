"""A rate of coverage or satisfaction is 100 % at most.

Example: 群众满意度 ≥105%; 完成率 ≥100%, which should be =100%.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from gouji.checks.context import Context
from gouji.checks.indicators import Indicator, ProjectForm
from gouji.checks.model import Outcome, Outcomes, Rule, Text, unsure
from gouji.checks.rules.arithmetic.printed_rate import HUNDRED
from gouji.checks.rules.performance.forms import failed, forms_for, project_name
from gouji.domain import bases
from gouji.domain.indicators import PART_OF_A_WHOLE, RATE_UNITS
from gouji.normalise import fold
from gouji.relations.identity import ZERO, show
from gouji.schemas.record import Severity

_SEVERAL = 2
"""More parts above their wholes in one table than misprints explain."""


def over_hundred(context: Context) -> Outcomes:
    """A coverage or satisfaction rate does not exceed 100 %; “≥100%” should be “=100%”.

    An error only of what is the part of a whole: a plan is fulfilled and a hospital occupied to more than 100 %.  Where no
    lines part the cells, nothing is said of a row that lacks a cell which the rows of its form have, nor where several
    parts exceed their wholes: there columns were read into one another, or the column of units is not about the values.
    """
    inferred = {view.id for view in context.views if view.table.layout == "inferred"}
    forms = [(form, [i for i in form.indicators if _is_capped(i)]) for form in forms_for(context)]
    above = Counter(
        form.table for form, rates in forms for i in rates if i.value is not None and i.value > HUNDRED
    )
    for form, rates in forms:
        weighed = sum(i.weight is not None for i in form.indicators)
        for i in rates:
            if i.value is not None and i.value > HUNDRED:
                if not PART_OF_A_WHOLE.search(_bare(i.name)):
                    yield unsure(f"{project_name(form)} {i.name} 可以超过 100%", form.table, rival="other")
                elif form.table in inferred and (
                    above[form.table] > _SEVERAL or (i.weight is None and 2 * weighed > len(form.indicators))
                ):
                    yield unsure(f"{project_name(form)} {i.name} 一行的各栏可能读错", form.table)
                else:
                    yield _rate(
                        form,
                        i,
                        f"指标值 {i.printed.removesuffix(i.unit)}{i.unit}，比率不可能超过 100%",
                        "a rate above 100 %",
                        None,
                    )
            elif i.value == HUNDRED and i.operator in ("≥", ">"):
                yield _rate(form, i, "写作“≥100%”，比率至多 100%，应为“=100%”", "“≥100%” of a rate", "note")
            else:
                yield Outcome("passed", scope=form.table)


def _bare(name: str) -> str:
    return re.sub(r"[(（].*?[)）]", "", name)


def _is_capped(i: Indicator) -> bool:
    """Whether an indicator is a rate, by its name and its unit, and no growth."""
    if i.value is None or not i.sure or fold(i.unit) not in RATE_UNITS:
        return False
    named = re.search(r"率$|满意度|覆盖|合格|完成|及时|落实|报销|通过|参保|知晓|准确", i.name)
    return bool(named) and not re.search(r"增长|提高|提升幅|增幅|增加|回报|收益", i.name)


RULES: Final = (
    Rule(
        "F09",
        Text("比率不超过 100%", "A rate does not exceed 100 %"),
        over_hundred,
        basis=bases.TARGETS,
        type="unit",
        misread_as="form",
    ),
)


def _rate(form: ProjectForm, i: Indicator, zh: str, en: str, severity: Severity | None) -> Outcome:
    return failed(
        i,
        f"{project_name(form)} {i.name}：{zh}",
        f"{i.name}: {en}",
        (i.operand("", show(i.value or ZERO)),),
        severity=severity,
        twin=f"{form.table} capped" if severity else None,
    )
