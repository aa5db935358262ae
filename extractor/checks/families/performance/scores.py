"""Weights and scores of performance forms: weights add up to 100, scores follow from completion, lost points are explained.

Takes the forms of a document, gives one outcome a form or an indicator.
"""

from __future__ import annotations

from decimal import Decimal

from gouji.checks.context import Context
from gouji.checks.families.performance.common import HUNDRED, due_score, failed, forms_for, project_name
from gouji.checks.model import ZERO, Figure, Outcome, Outcomes, Rule, show, total_of, unsure

EXECUTION_WEIGHT = Decimal(10)
SCORE_TOLERANCE = Decimal("0.05")


def weights(rule: Rule, context: Context) -> Outcomes:
    """The weights of a project's indicators add up to 100, or to 90 beside 10 for the execution rate."""
    for form in forms_for(context):
        given = [i.weight for i in form.indicators if i.weight is not None]
        if len(given) < len(form.indicators) or not given:
            if given:
                yield unsure(f"{form.title} {project_name(form)}：有指标未印分值", form.table)
            continue
        total = sum(given, ZERO)
        if total in (HUNDRED, HUNDRED - EXECUTION_WEIGHT):
            yield Outcome("passed", scope=form.table)
            continue
        yield failed(
            form,
            f"{form.title} {project_name(form)}：分值合计 {show(total)}，应为 100（或 90 另加预算执行率 10）",
            f"{form.title} {project_name(form)}: weights add up to {show(total)}, not 100 (or 90 beside 10)",
            tuple(i.operand("分值", show(i.weight)) for i in form.indicators if i.weight is not None),
            expected="100",
            difference=show(total - HUNDRED),
        )


def total_score(rule: Rule, context: Context) -> Outcomes:
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
            yield unsure(f"{form.title} {project_name(form)}：总分或得分没有全部印出", form.table)
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


def scores(rule: Rule, context: Context) -> Outcomes:
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


def unexplained(rule: Rule, context: Context) -> Outcomes:
    """An indicator that missed its target says why."""
    for form in forms_for(context, self_evaluation=True):
        missed = [i for i in form.indicators if due_score(i) is not None and not i.deviation]
        if missed:
            names = "、".join(i.name for i in missed)
            yield failed(
                form,
                f"{project_name(form)}：{names}未达指标值，没有填偏差原因及改进措施",
                f"{project_name(form)}: {names} missed the target without a reason",
                tuple(i.operand("实际完成值", i.printed_actual) for i in missed),
            )
        elif form.indicators:
            yield Outcome("passed", scope=form.table)
