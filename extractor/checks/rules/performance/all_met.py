"""“设定的绩效指标均圆满完成” is said only where no indicator missed its target.

Example: the sentence stands beside a form with 指标值 ≥100 and 实际完成值 80.
"""

from __future__ import annotations

import re
from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, skipped, unsure
from gouji.checks.rules.performance.forms import due_score, forms_for
from gouji.checks.rules.text_places import NEEDS_TEXT
from gouji.domain import bases
from gouji.schemas.record import Operand

_ALL_MET = re.compile(r"(绩效)?指标(值)?(均|都|全部)(已)?(圆满|全部|全面|按期|按时)?(完成|达成|达到)")


def all_met(context: Context) -> Outcomes:
    """“设定的绩效指标均圆满完成” beside indicators that missed their targets."""
    if context.document is None:
        yield unsure(NEEDS_TEXT, rival="other")
        return
    claim = _ALL_MET.search(context.text)
    missed = [
        i for f in forms_for(context, self_evaluation=True) for i in f.indicators if due_score(i) is not None
    ]
    if claim is None:
        yield skipped("正文没有说指标均已完成")
    elif missed:
        start = max(0, claim.start() - 10)
        quote = context.text[start : claim.end()]
        yield Outcome(
            "failed",
            message=Text(
                f"正文称“{quote}”，自评表有 {len(missed)} 项未达指标值：" + "、".join(i.name for i in missed),
                f"“{quote}”, but {len(missed)} indicators missed their targets",
            ),
            operands=(
                Operand(where="正文", quote=quote),
                *(i.operand("实际完成值", i.printed_actual) for i in missed),
            ),
        )
    else:
        yield Outcome("passed")


RULES: Final = (
    Rule(
        "F20",
        Text("称指标均已完成的，自评表没有未达项", "“All targets met” is true"),
        all_met,
        basis=bases.SCORING,
        type="prose_vs_table",
        misread_as="form",
    ),
)
