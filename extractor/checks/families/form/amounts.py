"""How an amount is printed and explained: its unit, superfluous zeros, blanks for a change, reasons for 三公 changes."""

from __future__ import annotations

import re
from decimal import Decimal

from gouji.checks.context import Context
from gouji.checks.families.form.text import TextPattern, line_matches, text_finding
from gouji.checks.model import Outcome, Outcomes, Rule, Text
from gouji.checks.prose import Said
from gouji.normalise import squash
from gouji.schemas.record import Operand


def missing_units(rule: Rule, context: Context) -> Outcomes:
    """Every amount in prose carries its unit."""
    for said in context.prose.amounts:
        if said.statement.value is None:
            continue
        if not said.assumed_unit:
            yield Outcome("passed")
        elif said.sure:
            printed = f"{said.where_name} {said.statement.value}"
            yield _misprint(
                said, f"{printed} 后漏印单位", f"{said.where_name}: {said.statement.value} has no unit"
            )


def _misprint(said: Said, zh: str, en: str) -> Outcome:
    """A statement whose amount is printed wrongly."""
    figure = said.figure()
    return Outcome("failed", message=Text(zh, en), figures=(figure,) if figure else ())


_WITH_UNIT = re.compile(r"(\d[\d,]*(?:\.\d+)?)(亿元|万元|元)")
_SAME_SIZE = 100
"""Two figures of one comparison are of one size when neither is this many times the other."""


def mixed_units(rule: Rule, context: Context) -> Outcomes:
    """预算数 and 决算数 of one sentence carry the same unit: not 预算 2016.51 万元，决算 1852.35 元."""
    for said in context.prose.amounts:
        wanted = [v for v in (said.statement.value, said.statement.budget_value) if v is not None]
        units = _units(wanted, _WITH_UNIT.findall(squash(said.statement.quote)))
        if units is None or not said.sure:
            continue
        value, budget = (Decimal(v.replace(",", "")) for v in wanted)
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


def _units(wanted: list[str], printed: list[tuple[str, str]]) -> list[str] | None:
    """The unit after each of two figures; alike digits are told apart by their order (34.25万元 … 34.25元)."""
    places = [[unit for digits, unit in printed if digits == value] for value in wanted]
    if len(wanted) != 2 or not all(places):
        return None
    return [places[0][0], places[1][-1]]


def odd_zeros(rule: Rule, context: Context) -> Outcomes:
    """No amount begins with superfluous zeros (000 万元 for 0.00 万元)."""
    for said in context.prose.amounts:
        value = said.statement.value or ""
        if not re.match(r"^0\d", value):
            yield Outcome("passed")
        elif said.sure:
            yield _misprint(
                said,
                f"{said.where_name}印作“{value}”{said.unit or ''}，疑漏小数点",
                f"{said.where_name} prints “{value}”, a decimal point seems lost",
            )


_THERE = re.compile(r"[1-9][\d,]*(?:\.\d+)?万?元[，,]占[1-9][\d.]*%[；;，,]不存在此项内容")


def nothing_here(rule: Rule, context: Context) -> Outcomes:
    """“不存在此项内容” is not said of an amount that is there."""
    entry = TextPattern(_THERE.pattern, "有数额，后面却写“不存在此项内容”", "an amount is said not to exist")
    if any(line_matches(entry.pattern, context)):
        for line, match in line_matches(entry.pattern, context):
            yield text_finding(entry, match, line)
        return
    for said in context.prose.amounts:
        if not re.search(r"不存在此项内容|无此项(内容|支出|收入)", squash(said.statement.quote)):
            continue
        figure = said.figure()
        if figure is None or figure.value == 0 or not said.sure:
            yield Outcome("passed")
            continue
        yield Outcome(
            "failed",
            message=Text(
                f"{said.where_name} {figure.printed}{said.unit or ''}，后面却写“不存在此项内容”",
                f"{said.where_name} is {figure.printed} and is said not to exist",
            ),
            figures=(figure,),
        )


def blank_change(rule: Rule, context: Context) -> Outcomes:
    """增加/减少 is followed by its amount."""
    for said in context.prose.amounts:
        if said.statement.direction not in ("increase", "decrease"):
            continue
        found = re.search(r"(增加|减少|增长|下降)(万元|元|%)", squash(said.statement.quote))
        if found is None or said.statement.change is not None:
            yield Outcome("passed")
        elif said.sure:
            yield Outcome(
                "failed",
                message=Text(
                    f"{said.where_name}：“{found.group(0)}”漏填数额",
                    f"{said.where_name}: an amount is left blank",
                ),
                operands=(
                    Operand(
                        where=said.where_name, quote=said.statement.quote, evidence=said.statement.evidence
                    ),
                ),
            )


def three_public_reasons(rule: Rule, context: Context) -> Outcomes:
    """A change of 三公 expenses is given a reason."""
    for said in context.prose.amounts:
        if not any(c.startswith("three.") for c in said.concepts):
            continue
        change = said.signed_change()
        if change is None or change.value == 0:
            continue
        top = context.prose.by_top[said.top]
        if (
            said.statement.reason
            or any(s.statement.reason for s in top if s.statement.change == said.statement.change)
            or any(s.position > said.position and s.statement.reason for s in top)
        ):
            yield Outcome("passed")
        else:
            yield Outcome(
                "failed",
                message=Text(
                    f"{said.where_name}有增减，没有说明原因", f"{said.where_name} changes without a reason"
                ),
                figures=(change if change.value >= 0 else change.negated(),),
            )
