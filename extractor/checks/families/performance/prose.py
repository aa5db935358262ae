"""Performance forms against the prose: projects, indicators and rates told twice, and claims that all targets are met."""

from __future__ import annotations

import re

from gouji.checks.context import Context
from gouji.checks.families.performance.common import due_score, failed, forms_for, project_name
from gouji.checks.families.places import NEEDS_TEXT
from gouji.checks.indicators import Form
from gouji.checks.model import Figure, Outcome, Outcomes, Rule, Text, equal, show, skipped, unsure
from gouji.schemas.record import Operand


def prose_projects(rule: Rule, context: Context) -> Outcomes:
    """What the prose says of a project (budget, spent, score) against its form, by name."""
    for said in context.prose.said:
        name = re.sub(r"(项目)?自评得分$|项目$", "", said.name)
        form = next((f for f in context.forms if f.project and f.project == name and f.self_evaluation), None)
        if form is None or not said.sure:
            continue
        if said.statement.measure == "score":
            figure, other = said.figure(), form.figure("总分/得分", money=False)
            pairs = [(figure, other)]
        else:
            pairs = [
                (said.figure(), form.fund("全年执行数")),
                (said.figure("budget_value"), form.fund("全年预算数")),
            ]
        for figure, other in pairs:
            if figure is not None and other is not None:
                yield _prose_form(figure, other, form)


def _prose_form(figure: Figure, other: Figure, form: Form) -> Outcome:
    identity = equal(figure, other)
    if identity.judge() == "holds":
        return Outcome("passed", scope=form.table, identity=identity)
    return failed(
        form,
        f"{figure.where}为 {figure.printed}，{project_name(form)} 的自评表为 {other.printed}",
        f"{figure.where} is {figure.printed}, the form of {project_name(form)} has {other.printed}",
        (),
        figures=(figure, other),
        expected=other.printed,
        difference=show(identity.gap, figure.scale),
        severity="rounding" if identity.judge() == "rounding" else None,
        identity=identity,
        twin=f"{form.table} {show(identity.gap)}",
    )


def prose_indicators(rule: Rule, context: Context) -> Outcomes:
    """A result that the prose reports against the form's 实际完成值, by the indicator's name."""
    for said in context.prose.said:
        if said.statement.measure not in ("ratio", "count") or not said.sure:
            continue
        for form in forms_for(context, self_evaluation=True):
            for i in form.indicators:
                if i.actual is None or not _same_name(i.name, said.name):
                    continue
                figure = said.figure(exact=True)
                if figure is None:
                    continue
                if figure.value == i.actual:
                    yield Outcome("passed", scope=form.table)
                    continue
                yield failed(
                    i,
                    f"{said.statement.section} {said.name}为 {figure.printed}，自评表实际完成值为 {i.printed_actual}",
                    f"{said.statement.section} {said.name} is {figure.printed}, the form has {i.printed_actual}",
                    (i.operand("实际完成值", i.printed_actual),),
                    figures=(figure,),
                )


def _same_name(indicator: str, subject: str) -> bool:
    return len(indicator) >= 4 and (indicator == subject or subject.endswith(indicator))


def prose_ratios(rule: Rule, context: Context) -> Outcomes:
    """One rate stated in several places has one value."""
    ratios = [
        s for s in context.prose.said if s.statement.measure == "ratio" and s.figure(exact=True) and s.sure
    ]
    for n, one in enumerate(ratios):
        for other in ratios[n + 1 :]:
            if not (_same_name(one.name, other.name) or _same_name(other.name, one.name)):
                continue
            a, b = one.figure(exact=True), other.figure(exact=True)
            if a is None or b is None or a.value == b.value:
                yield Outcome("passed")
                continue
            yield Outcome(
                "failed",
                scope="ratios",
                message=Text(
                    f"{a.where}为 {a.printed}%，{b.where}为 {b.printed}%",
                    f"{a.where} is {a.printed}%, {b.where} is {b.printed}%",
                ),
                figures=(a, b),
                type="prose_vs_prose",
                twin=f"ratio:{min(one.name, other.name, key=len)}",
            )


_ALL_MET = re.compile(r"(绩效)?指标(值)?(均|都|全部)(已)?(圆满|全部|全面|按期|按时)?(完成|达成|达到)")


def all_met(rule: Rule, context: Context) -> Outcomes:
    """“设定的绩效指标均圆满完成” beside indicators that missed their targets."""
    if context.document is None:
        yield unsure(NEEDS_TEXT)
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
