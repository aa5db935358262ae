"""An indicator short of its target scores no more than weight × actual ÷ target.

Example: 指标值 ≥100, 实际完成值 80, 分值 10, 得分 10.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text
from gouji.checks.rules.performance.forms import due_score, failed, forms_for, project_name
from gouji.domain import bases
from gouji.relations.identity import show

SCORE_TOLERANCE = Decimal("0.05")


def scores(context: Context) -> Outcomes:
    """An indicator short of its target scores no more than weight × actual ÷ target."""
    for form in forms_for(context, self_evaluation=True):
        for i in form.indicators:
            due = due_score(i)
            if due is None or i.score is None or i.weight is None:
                continue
            if i.score <= due + SCORE_TOLERANCE:
                yield Outcome("passed", scope=form.table)
                continue
            full = "满分 " if i.score == i.weight else ""
            shown = show(due.quantize(Decimal("0.01")))
            yield failed(
                i,
                f"{project_name(form)} {i.name}：指标值 {i.printed}，实际 {i.printed_actual}，得{full}{i.printed_score} 分，"
                f"按比例应为 {shown} 分",
                f"{project_name(form)} {i.name}: target {i.printed}, actual {i.printed_actual}, scored {i.printed_score}, "
                f"{shown} in proportion",
                (
                    i.operand("年度指标值"),
                    i.operand("实际完成值", i.printed_actual),
                    i.operand("得分", i.printed_score),
                ),
                expected=shown,
                difference=show(i.score - due.quantize(Decimal("0.01"))),
            )


RULES: Final = (
    Rule(
        "F05",
        Text("未达指标值的按比例得分", "A missed target scores in proportion"),
        scores,
        basis=bases.SCORING,
        type="table_arithmetic",
        misread_as="form",
        since=2019,
    ),
)
