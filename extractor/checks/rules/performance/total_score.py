"""总分 = 预算执行率得分 + Σ 指标得分.

Example: 总分 98, 执行率得分 10, the indicators 86.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, unsure
from gouji.checks.rules.performance.forms import HUNDRED, failed, forms_for, project_name
from gouji.checks.rules.performance.weights import EXECUTION_WEIGHT
from gouji.domain import bases
from gouji.relations.identity import Figure, show, total_of


def total_score(context: Context) -> Outcomes:
    """总分 = 预算执行率得分 + Σ 指标得分."""
    for form in forms_for(context, self_evaluation=True):
        total = next((form.figure(k, money=False) for k in form.fields if k in ("总分/得分", "总分")), None)
        execution = next(
            (f for k in form.fields if k.endswith("资金总额/得分") and (f := form.figure(k, money=False))),
            None,
        )
        scores = [
            Figure(i.score, Decimal(0), f"{i.table} {i.name}/得分", i.printed_score, (i.table, i.row, -2))
            for i in form.indicators
            if i.score is not None
        ]
        if total is None or execution is None or len(scores) < len(form.indicators):
            yield unsure(
                f"{form.title} {project_name(form)}：总分或得分没有全部印出", form.table, rival="other"
            )
            continue
        given = [i.weight for i in form.indicators if i.weight is not None]
        if given and sum(given) not in (HUNDRED, HUNDRED - EXECUTION_WEIGHT):
            yield unsure(f"{form.title} {project_name(form)}：分值不足百分，可能有指标未读出", form.table)
            continue
        identity = total_of(total, [execution, *scores])
        if identity.gap == 0:
            yield Outcome("passed", scope=form.table)
            continue
        yield failed(
            form,
            f"{project_name(form)}：总分印 {total.printed}，执行率得分与各指标得分之和为 {show(identity.expected)}",
            f"{project_name(form)}: total score {total.printed}, the scores add up to {show(identity.expected)}",
            (),
            figures=identity.figures,
            expected=show(identity.expected),
            difference=show(identity.gap),
        )


RULES: Final = (
    Rule(
        "F02",
        Text("总分＝执行率得分＋各指标得分", "Total score = its parts"),
        total_score,
        basis=bases.SCORING,
        type="table_arithmetic",
        misread_as="form",
        since=2019,
    ),
)
