"""上年数 = 本年数 − 增减额 is not below nothing; a base said to be 0 makes the change the amount.

Example: 公务接待费 2.00 万元，比上年增加 3.00 万元.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, skipped, unsure
from gouji.checks.statement_view import StatementView
from gouji.domain import bases
from gouji.normalise import squash
from gouji.relations.identity import TWO, Figure, show


def negative_base(context: Context) -> Outcomes:
    """上年数 = 本年数 − 增减额 cannot be below nothing; a base said to be 0 makes the change the amount."""
    done = False
    for said in context.prose.amounts:
        value, change = said.figure(), said.signed_change()
        if value is None or change is None:
            continue
        done = True
        if not said.sure:
            yield unsure(f"{said.statement.section} {said.name} 的读数待复核")
            continue
        base = value.value - change.value
        if base < 0 and value.value / value.scale >= abs(change.value) / change.scale:
            units = f"{value.unit}、{change.unit}"
            yield unsure(f"{said.statement.section} {said.name} 与增减额单位不同（{units}），疑为单位有误")
            continue
        slack = (value.step + change.step) / TWO
        nothing = re.search(r"基数为0", squash(said.statement.quote)) is not None
        if base < -slack or (nothing and abs(base) > slack):
            yield _negative_base(said, value, change, base)
        else:
            yield Outcome("passed")
    if not done:
        yield skipped("文字没有写增减额")


RULES: Final = (
    Rule(
        "A06",
        Text("倒推的上年数不小于 0", "The implied base is not negative"),
        negative_base,
        basis=bases.COMPLETE_AND_EXACT,
        type="prose_vs_prose",
    ),
)


def _negative_base(said: StatementView, value: Figure, change: Figure, base: Decimal) -> Outcome:
    shown = show(base, value.scale)
    return Outcome(
        "failed",
        scope=f"base:{'/'.join(said.top)}",
        message=Text(
            f"{said.statement.section} {said.name}：{value.printed} 比上年增减 {change.printed}，倒推上年为 {shown}",
            f"{said.statement.section} {said.name}: {value.printed} with a change of {change.printed} leaves {shown} before",
        ),
        figures=(value, change),
        difference=shown,
        type="prose_vs_prose",
        mechanism="sentence",
    )
