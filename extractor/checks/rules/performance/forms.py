"""What the rules about performance forms share: which forms to look at, how a finding about one is said.

Forms and indicators are those of :mod:`gouji.checks.indicators`.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from gouji.checks.context import Context
from gouji.checks.indicators import Indicator, ProjectForm, split_value
from gouji.checks.model import Outcome, Text
from gouji.domain.indicators import LOWER_IS_BETTER
from gouji.figures import amount
from gouji.normalise import fold
from gouji.relations.identity import Figure, Identity
from gouji.schemas.record import FindingType, Operand, Severity

HUNDRED = Decimal(100)
TIME = frozenset("年 月 日 天 个月 小时 分钟 工作日".split())
"""Units of what is better done earlier, unless an operator says otherwise."""


def forms_for(context: Context, *, self_evaluation: bool | None = None) -> Iterator[ProjectForm]:
    """The forms of a document, those of one kind when asked for."""
    for form in context.forms:
        if self_evaluation is None or form.self_evaluation == self_evaluation:
            yield form


def failed(
    form_or_indicator: ProjectForm | Indicator,
    zh: str,
    en: str,
    operands: tuple[Operand, ...],
    *,
    figures: tuple[Figure, ...] = (),
    expected: str | None = None,
    difference: str | None = None,
    severity: Severity | None = None,
    type_: FindingType | None = None,
    identity: Identity | None = None,
    twin: str | None = None,
) -> Outcome:
    """A finding about one form."""
    return Outcome(
        "failed",
        scope=form_or_indicator.table,
        message=Text(zh, en),
        figures=figures,
        operands=operands,
        expected=expected,
        difference=difference,
        severity=severity,
        type=type_,
        identity=identity,
        twin=twin,
        mechanism="form",
    )


def project_name(form: ProjectForm) -> str:
    """The name of a form's project in messages."""
    return form.project or form.title


def due_score(i: Indicator) -> Decimal | None:
    """The score in proportion, for an indicator of which more is better and which fell short.

    ``None`` where target and actual value are printed in two units, or one as a percentage and the other as a part of one.
    """
    if i.value is None or i.actual is None or i.weight is None or i.value == 0 or not i.sure:
        return None
    unit = split_value(i.printed_actual)[2]
    percent_as_part = "%" in i.printed + i.unit and "%" not in i.printed_actual and i.actual <= 1
    if percent_as_part or (unit and i.unit and fold(unit) != fold(i.unit)):
        return None
    lower = i.operator in ("≤", "<") or (
        not i.operator
        and (LOWER_IS_BETTER.search(i.name) or "成本" in i.level2 or "时效" in i.level2 or i.unit in TIME)
    )
    return None if lower or i.actual >= i.value else i.weight * i.actual / i.value


def percent(text: str | None) -> Decimal | None:
    """The points of a percentage, with its sign or without; ``None`` for a wording."""
    return amount((text or "").strip().removesuffix("%"))
