"""“N五”规划收官之年, 开局之年 names the last or first year of that plan.

Example: 2026年是“十四五”规划收官之年.
"""

from __future__ import annotations

import re
from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, unsure
from gouji.checks.rules.text_places import NEEDS_TEXT
from gouji.domain import bases
from gouji.schemas.record import Operand

PLANS: Final = {
    "十二五": (2011, 2015),
    "十三五": (2016, 2020),
    "十四五": (2021, 2025),
    "十五五": (2026, 2030),
    "十六五": (2031, 2035),
}
"""First and last year of the national five-year plans."""


def plan_years(context: Context) -> Outcomes:
    """“N五”规划收官之年 / 开局之年 names the last or first year of that plan."""
    if context.document is None:
        yield unsure(NEEDS_TEXT, rival="other")
        return
    pattern = re.compile(
        r"(20\d\d)年(?:度)?是[“\"]?(十[一二三四五六七])五[”\"]?规划的?(?:的)?(收官|开局|最后一|第一)"
    )
    for found in pattern.finditer(context.text):
        first, last = PLANS[found.group(2) + "五"]
        due = last if found.group(3) in ("收官", "最后一") else first
        if int(found.group(1)) == due:
            yield Outcome("passed")
            continue
        yield Outcome(
            "failed",
            message=Text(
                f"“{found.group(0)}之年”：“{found.group(2)}五”规划为 {first}—{last} 年，应为 {due} 年",
                f"the plan runs from {first} to {last}: {due} is meant",
            ),
            operands=(
                Operand(where="正文", value=found.group(1), quote=found.group(0)),
                Operand(where="规划", value=str(due)),
            ),
            expected=str(due),
        )


RULES: Final = (
    Rule(
        "M13",
        Text("五年规划年份正确", "Years of the five-year plans are right"),
        plan_years,
        basis=bases.TIMELY_EXACT_REGULAR,
        type="date",
    ),
)
