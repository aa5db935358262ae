"""Targets of performance forms: units and operators that fit the wording, rates of 100 % at most.

Takes the indicators of a document, gives one outcome an indicator or table.
"""

from __future__ import annotations

import re

from gouji.checks import terms
from gouji.checks.context import Context
from gouji.checks.families.performance.common import HUNDRED, failed, forms_for, project_name
from gouji.checks.indicators import Form, Indicator
from gouji.checks.model import ZERO, Outcome, Outcomes, Rule, show
from gouji.schemas.record import Operand, Severity

_EMPTY_OPERATORS = {"", "-", "—", "/"}


def units(rule: Rule, context: Context) -> Outcomes:
    """…率 is a rate and …人数 counts people: the unit fits the name."""
    for form in forms_for(context):
        for i in form.indicators:
            if not i.unit or i.value is None or not i.sure:
                continue
            wanted = _wrong_unit(i)
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
            )


def _wrong_unit(i: Indicator) -> str | None:
    name = re.sub(r"[(（].*?[)）]", "", i.name)
    if re.search(r"[^频功效利汇税费速倍]率$", name) and i.unit not in terms.RATE_UNITS and "%" not in i.unit:
        return "百分比"
    people = re.search(r"人数$", name) and not re.search(r"人|名|户|位", i.unit)
    return "人（人次）" if people else None


def over_hundred(rule: Rule, context: Context) -> Outcomes:
    """A coverage or satisfaction rate does not exceed 100 %; “≥100%” should be “=100%”."""
    for form in forms_for(context):
        for i in form.indicators:
            if i.value is None or i.unit not in terms.RATE_UNITS or i.unit == "分" or not i.sure:
                continue
            capped = re.search(r"率$|满意度|覆盖|合格|完成|及时|落实|报销|通过|参保|知晓|准确", i.name)
            if not capped or re.search(r"增长|提高|提升幅|增幅|增加|回报|收益", i.name):
                continue
            if i.value > HUNDRED:
                yield _rate(
                    form, i, f"指标值 {i.printed}{i.unit}，比率不可能超过 100%", "a rate above 100 %", None
                )
            elif i.value == HUNDRED and i.operator in ("≥", ">"):
                yield _rate(form, i, "写作“≥100%”，比率至多 100%，应为“=100%”", "“≥100%” of a rate", "note")
            else:
                yield Outcome("passed", scope=form.table)


def _rate(form: Form, i: Indicator, zh: str, en: str, severity: Severity | None) -> Outcome:
    return failed(
        i,
        f"{project_name(form)} {i.name}：{zh}",
        f"{i.name}: {en}",
        (i.operand("", show(i.value or ZERO)),),
        severity=severity,
        twin=f"{form.table} capped" if severity else None,
    )


def operators(rule: Rule, context: Context) -> Outcomes:
    """The operator column holds an operator."""
    for view_id, indicators in _by_table(context).items():
        bad = [i for i in indicators if i.sure and _odd_operator(i.printed_operator)]
        if bad:
            words = "、".join(dict.fromkeys(f"“{i.printed_operator}”" for i in bad))
            yield failed(
                bad[0],
                f"{context.title_of(view_id)}：{len(bad)} 行的指标性质印作{words}，应为 ≥、≤、＝ 或定性",
                f"{context.title_of(view_id)}: {len(bad)} rows have no valid operator",
                (
                    Operand(where=f"{view_id} 指标性质", value=bad[0].printed_operator),
                    *(i.operand("", i.printed) for i in bad),
                ),
            )
        elif any(i.printed_operator for i in indicators):
            yield Outcome("passed", scope=view_id)


def _odd_operator(text: str) -> bool:
    return (
        text not in _EMPTY_OPERATORS
        and text not in terms.OPERATORS
        and not re.search(r"[\u4e00-\u9fff]", text)
    )


def _by_table(context: Context) -> dict[str, list[Indicator]]:
    tables: dict[str, list[Indicator]] = {}
    for form in context.forms:
        tables.setdefault(form.table, []).extend(form.indicators)
    return tables


def counted_downwards(rule: Rule, context: Context) -> Outcomes:
    """A 数量指标 that sets an upper limit (≤) commits to nothing."""
    for form in forms_for(context):
        for i in form.indicators:
            if "数量" not in i.level2 or i.value is None or not i.sure:
                continue
            if i.operator not in ("≤", "<") or terms.LOWER_IS_BETTER.search(i.name):
                yield Outcome("passed", scope=form.table)
                continue
            yield failed(
                i,
                f"{project_name(form)} {i.name}：数量指标写作“≤{show(i.value)}{i.unit}”，应为 ≥ 或 ＝",
                f"{project_name(form)} {i.name}: a quantity target with an upper limit",
                (i.operand("", show(i.value)),),
            )
