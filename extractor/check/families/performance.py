"""Performance forms: weights, scores, execution rates, ceilings, operators, units, blanks.

Takes the indicators of every project, gives one outcome per project or indicator.  Ground: 项目支出绩效评价
管理办法（财预〔2020〕10号）: 定量指标完成指标值的记满分，未完成的按完成值与指标值的比例记分; 预算执行率 10 分.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from extractor.check import terms
from extractor.check.context import Context
from extractor.check.indicators import Form, Indicator
from extractor.check.model import (
    ZERO,
    Figure,
    Identity,
    Outcome,
    Outcomes,
    Rule,
    Text,
    equal,
    show,
    skipped,
    total_of,
    unsure,
)
from extractor.normalise import quantum, unit_scale
from schemas.record import FindingType, Operand, Severity

HUNDRED = Decimal(100)
EXECUTION_WEIGHT = Decimal(10)
SCORE_TOLERANCE = Decimal("0.05")
_EMPTY_OPERATORS = {"", "-", "—", "/"}


def _each(context: Context, *, self_evaluation: bool | None = None) -> Iterator[Form]:
    for form in context.forms:
        if self_evaluation is None or form.self_evaluation == self_evaluation:
            yield form


def _fail(
    form_or_indicator: Form | Indicator,
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
    )


def _name(form: Form) -> str:
    return form.project or form.title


def weights(rule: Rule, context: Context) -> Outcomes:
    """The weights of a project's indicators add up to 100, or to 90 beside 10 for the execution rate."""
    for form in _each(context):
        given = [i.weight for i in form.indicators if i.weight is not None]
        if len(given) < len(form.indicators) or not given:
            if given:
                yield unsure(f"{form.title} {_name(form)}：有指标未印分值", form.table)
            continue
        total = sum(given, ZERO)
        if total in (HUNDRED, HUNDRED - EXECUTION_WEIGHT):
            yield Outcome("passed", scope=form.table)
            continue
        yield _fail(
            form,
            f"{form.title} {_name(form)}：分值合计 {show(total)}，应为 100（或 90 另加预算执行率 10）",
            f"{form.title} {_name(form)}: weights add up to {show(total)}, not 100 (or 90 beside 10)",
            tuple(i.operand("分值", show(i.weight)) for i in form.indicators if i.weight is not None),
            expected="100",
            difference=show(total - HUNDRED),
        )


def total_score(rule: Rule, context: Context) -> Outcomes:
    """总分 = 预算执行率得分 + Σ 指标得分."""
    for form in _each(context, self_evaluation=True):
        total = next((form.figure(k, None) for k in form.fields if k in ("总分/得分", "总分")), None)
        execution = next(
            (f for k in form.fields if k.endswith("资金总额/得分") and (f := form.figure(k, None))), None
        )
        scores = [
            Figure(i.score, Decimal(0), f"{i.table} {i.name}/得分", i.printed_score, (i.table, i.row, -2))
            for i in form.indicators
            if i.score is not None
        ]
        if total is None or execution is None or len(scores) < len(form.indicators):
            yield unsure(f"{form.title} {_name(form)}：总分或得分没有全部印出", form.table)
            continue
        identity = total_of(total, [execution, *scores])
        if identity.gap == 0:
            yield Outcome("passed", scope=form.table)
            continue
        yield _fail(
            form,
            f"{_name(form)}：总分印 {total.printed}，执行率得分与各指标得分之和为 {show(identity.expected)}",
            f"{_name(form)}: total score {total.printed}, the scores add up to {show(identity.expected)}",
            (),
            figures=identity.figures,
            expected=show(identity.expected),
            difference=show(identity.gap),
        )


def execution_rate(rule: Rule, context: Context) -> Outcomes:
    """执行率 = 全年执行数 ÷ 全年预算数, in the form's fund matrix."""
    for form in _each(context, self_evaluation=True):
        budget, spent = form.fund("全年预算数"), form.fund("全年执行数")
        rate = next((v for k, v in form.fields.items() if k.endswith("资金总额/执行率")), None)
        printed = _percent(rate)
        if budget is None or spent is None or budget.value == 0:
            continue
        if printed is not None:
            value = spent.value / budget.value * HUNDRED
            digits = len((rate or "").rstrip("%").partition(".")[2])
            unit = Decimal(1).scaleb(-digits)
            if abs(value - printed) <= unit:
                yield Outcome("passed", scope=form.table)
            else:
                yield _fail(
                    form,
                    f"{_name(form)}：执行率 {spent.printed}÷{budget.printed}＝{show(value.quantize(unit))}%，印 {rate}",
                    f"{_name(form)}: execution rate {show(value.quantize(unit))}%, printed {rate}",
                    (Operand(where=f"{form.table} 执行率", value=rate),),
                    figures=(spent, budget),
                    expected=show(value.quantize(unit)),
                    type_="percent",
                )


def _percent(text: str | None) -> Decimal | None:
    found = re.fullmatch(r"(\d+(?:\.\d+)?)%?", (text or "").strip())
    return Decimal(found.group(1)) if found else None


def overspent(rule: Rule, context: Context) -> Outcomes:
    """全年执行数 does not exceed 全年预算数 (which includes what was added during the year)."""
    for form in _each(context, self_evaluation=True):
        budget, spent = form.fund("全年预算数"), form.fund("全年执行数")
        if budget is None or spent is None:
            continue
        if spent.value <= budget.value:
            yield Outcome("passed", scope=form.table)
            continue
        yield _fail(
            form,
            f"{_name(form)}：全年执行数 {spent.printed} 大于全年预算数 {budget.printed}，全年预算数未反映追加",
            f"{_name(form)}: spent {spent.printed} against a full-year budget of {budget.printed}",
            (),
            figures=(spent, budget),
            difference=show(spent.value - budget.value, spent.scale),
        )


def scores(rule: Rule, context: Context) -> Outcomes:
    """An indicator short of its target scores no more than weight × actual ÷ target."""
    for form in _each(context, self_evaluation=True):
        for i in form.indicators:
            due = _due_score(i)
            if due is None or i.score is None or i.weight is None:
                continue
            if i.score <= due + SCORE_TOLERANCE:
                yield Outcome("passed", scope=form.table)
                continue
            full = "满分 " if i.score == i.weight else ""
            shown = show(due.quantize(Decimal("0.01")))
            yield _fail(
                i,
                f"{_name(form)} {i.name}：指标值 {i.printed}，实际 {i.printed_actual}，得{full}{i.printed_score} 分，"
                f"按比例应为 {shown} 分",
                f"{_name(form)} {i.name}: target {i.printed}, actual {i.printed_actual}, scored {i.printed_score}, "
                f"{shown} in proportion",
                (
                    i.operand("年度指标值"),
                    i.operand("实际完成值", i.printed_actual),
                    i.operand("得分", i.printed_score),
                ),
                expected=shown,
                difference=show(i.score - due.quantize(Decimal("0.01"))),
            )


def _due_score(i: Indicator) -> Decimal | None:
    """The score in proportion, for an indicator of which more is better and which fell short."""
    if i.value is None or i.actual is None or i.weight is None or i.value == 0 or not i.sure:
        return None
    lower = i.operator in ("≤", "<") or (
        not i.operator and (terms.LOWER_IS_BETTER.search(i.name) or "成本" in i.level2 or "时效" in i.level2)
    )
    return None if lower or i.actual >= i.value else i.weight * i.actual / i.value


def unexplained(rule: Rule, context: Context) -> Outcomes:
    """An indicator that missed its target says why."""
    for form in _each(context, self_evaluation=True):
        missed = [i for i in form.indicators if _due_score(i) is not None and not i.deviation]
        if missed:
            names = "、".join(i.name for i in missed)
            yield _fail(
                form,
                f"{_name(form)}：{names}未达指标值，没有填偏差原因及改进措施",
                f"{_name(form)}: {names} missed the target without a reason",
                tuple(i.operand("实际完成值", i.printed_actual) for i in missed),
            )
        elif form.indicators:
            yield Outcome("passed", scope=form.table)


_COST = re.compile(r"成本")


def ceilings(rule: Rule, context: Context) -> Outcomes:
    """No cost ceiling exceeds the project's budget; together they do not either."""
    for form in _each(context):
        if form.budget is None or form.budget.value == 0 or form.self_evaluation:
            continue
        costs = [
            i
            for i in form.indicators
            if _COST.search(i.level1 + i.level2) and i.operator in ("≤", "<", "=", "") and (i.money or 0) > 0
        ]
        costs = [i for i in costs if not re.search(r"人均|每|平均|单位|/", i.name + i.unit)]
        if not costs:
            continue
        if not form.budget.sure or not all(i.sure for i in costs):
            yield unsure(f"{form.title} {_name(form)} 的成本指标读数待复核", form.table)
            continue
        yield _ceiling(form, costs, form.budget)


def _ceiling(form: Form, costs: list[Indicator], budget: Figure) -> Outcome:
    total = sum((i.money or ZERO for i in costs), ZERO)
    step = budget.step + max((_money_step(i) for i in costs), default=ZERO)
    over = [i for i in costs if (i.money or ZERO) > budget.value + step]
    if not over and abs(total - budget.value) <= step * len(costs):
        return Outcome("passed", scope=form.table)
    listed = "、".join(f"{i.name} {i.printed}{i.unit if i.unit not in i.printed else ''}" for i in costs)
    if over:
        zh = f"{_name(form)} 预算数 {budget.printed}，成本指标 {listed}，超过预算"
        return _fail(
            form,
            zh,
            f"{_name(form)}: budget {budget.printed}, a cost ceiling exceeds it",
            tuple(i.operand("", show(i.value)) for i in costs if i.value is not None),
            figures=(budget,),
            difference=show(max(i.money or ZERO for i in over) - budget.value, budget.scale),
        )
    shown = show(total, budget.scale)
    return _fail(
        form,
        f"{_name(form)} 预算数 {budget.printed}，各项成本指标合计 {shown}（{listed}）",
        f"{_name(form)}: budget {budget.printed}, cost ceilings add up to {shown}",
        tuple(i.operand("", show(i.value)) for i in costs if i.value is not None),
        figures=(budget,),
        severity="note",
    )


def _money_step(i: Indicator) -> Decimal:
    """One unit of the last printed digit of a money target, in 元."""
    digits = quantum(str(i.value)) if i.value is not None else ZERO
    return digits * (unit_scale("万元" if i.unit == "万" else i.unit) or ZERO)


def units(rule: Rule, context: Context) -> Outcomes:
    """…率 is a rate and …人数 counts people: the unit fits the name."""
    for form in _each(context):
        for i in form.indicators:
            if not i.unit or i.value is None or not i.sure:
                continue
            wanted = _wrong_unit(i)
            if wanted is None:
                yield Outcome("passed", scope=form.table)
                continue
            yield _fail(
                i,
                f"{_name(form)} {i.name}：计量单位为“{i.unit}”，应为{wanted}",
                f"{_name(form)} {i.name}: the unit “{i.unit}” does not fit",
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
    for form in _each(context):
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
    return _fail(
        i,
        f"{_name(form)} {i.name}：{zh}",
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
            yield _fail(
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
    for form in _each(context):
        for i in form.indicators:
            if "数量" not in i.level2 or i.value is None or not i.sure:
                continue
            if i.operator not in ("≤", "<") or terms.LOWER_IS_BETTER.search(i.name):
                yield Outcome("passed", scope=form.table)
                continue
            yield _fail(
                i,
                f"{_name(form)} {i.name}：数量指标写作“≤{show(i.value)}{i.unit}”，应为 ≥ 或 ＝",
                f"{_name(form)} {i.name}: a quantity target with an upper limit",
                (i.operand("", show(i.value)),),
            )


_REQUIRED_FIELDS = ("预期目标", "实际完成情况")


def blank_fields(rule: Rule, context: Context) -> Outcomes:
    """预期目标 and 实际完成情况 of a self-evaluation are filled in."""
    for form in _each(context, self_evaluation=True):
        blank = [k for k in form.fields if k in _REQUIRED_FIELDS and not form.fields[k]]
        if not blank:
            yield Outcome("passed", scope=form.table)
            continue
        yield _fail(
            form,
            f"{_name(form)} 自评表的{'、'.join(blank)}为空",
            f"{_name(form)}: {', '.join(blank)} left blank",
            tuple(Operand(where=f"{form.table} {key}") for key in blank),
        )


def spending_plan(rule: Rule, context: Context) -> Outcomes:
    """A cumulative spending plan ends with 100 % in December."""
    for form in _each(context):
        plan = {k: v for k, v in form.fields.items() if k.startswith("资金支出计划")}
        if not plan:
            continue
        final = next((v for k, v in plan.items() if "12月" in k), None)
        if _percent(final) == HUNDRED:
            yield Outcome("passed", scope=form.table)
            continue
        last = next((f"{k.split('/')[-1]} {v}" for k, v in reversed(plan.items()) if v), "无")
        yield _fail(
            form,
            f"{_name(form)}：资金支出计划（累计）到 {last} 为止，没有 12月底 100%",
            f"{_name(form)}: the spending plan does not end with 100 % in December",
            tuple(
                Operand(where=f"{form.table} {k}", value=v or None)
                for k, v in plan.items()
                if v or "12月" in k
            ),
        )


def same_project(rule: Rule, context: Context) -> Outcomes:
    """One project code or name stands for one project."""
    seen: dict[tuple[str, str], Form] = {}
    for form in _each(context):
        code = form.fields.get("项目编码") or ""
        key = (code, form.project if not code else "")
        other = seen.get(key)
        if key == ("", "") or form.entity:
            continue
        if other is None or other.budget is None or form.budget is None:
            seen[key] = form
            yield Outcome("passed", scope=form.table)
        elif other.budget.value != form.budget.value:
            yield _fail(
                form,
                f"{other.title}与{form.title}的项目编码、名称相同，预算数不同（{other.budget.printed} 与 {form.budget.printed}）",
                f"two forms have the same project code, with budgets {other.budget.printed} and {form.budget.printed}",
                tuple(Operand(where=f"{f.table} 项目编码", value=code or f.project) for f in (other, form)),
                figures=(other.budget, form.budget),
            )


# ---------------------------------------------------------------- forms against prose and other tables


def totals(rule: Rule, context: Context) -> Outcomes:
    """合计 of the performance table = Σ of its projects' budgets, and = 项目支出表 where that has a total."""
    for view_id, forms in _forms_by_table(context).items():
        budgets = [f.budget for f in forms if f.budget is not None]
        total = context.performance_total(view_id)
        if total is None or len(budgets) < 2:
            continue
        identity = total_of(total, budgets)
        if not identity.sure:
            yield unsure(f"{context.title_of(view_id)} 的预算数待复核", view_id)
        elif identity.judge() == "holds":
            yield Outcome("passed", scope=view_id, identity=identity)
        else:
            yield _fail(
                forms[0],
                f"{context.title_of(view_id)} 合计 {total.printed}，各项目预算数之和 {show(identity.expected, total.scale)}",
                f"{context.title_of(view_id)}: total {total.printed}, projects {show(identity.expected, total.scale)}",
                (),
                figures=identity.figures,
                expected=show(identity.expected, total.scale),
                difference=show(identity.gap, total.scale),
                severity="rounding" if identity.judge() == "rounding" else None,
                identity=identity,
            )


def _forms_by_table(context: Context) -> dict[str, list[Form]]:
    tables: dict[str, list[Form]] = {}
    for form in context.forms:
        tables.setdefault(form.table, []).append(form)
    return tables


def prose_projects(rule: Rule, context: Context) -> Outcomes:
    """What the prose says of a project (budget, spent, score) against its form, by name."""
    for said in context.prose.said:
        name = re.sub(r"(项目)?自评得分$|项目$", "", said.name)
        form = next((f for f in context.forms if f.project and f.project == name and f.self_evaluation), None)
        if form is None or not said.sure:
            continue
        if said.statement.measure == "score":
            figure, other = said.figure(), form.figure("总分/得分", None)
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
    return _fail(
        form,
        f"{figure.where}为 {figure.printed}，{_name(form)} 的自评表为 {other.printed}",
        f"{figure.where} is {figure.printed}, the form of {_name(form)} has {other.printed}",
        (),
        figures=(figure, other),
        expected=other.printed,
        difference=show(identity.gap, figure.scale),
        severity="rounding" if identity.judge() == "rounding" else None,
        identity=identity,
        twin=f"{form.table} {show(identity.gap)}",
    )


def spent_total(rule: Rule, context: Context) -> Outcomes:
    """Σ 全年执行数 of the forms = 项目支出, when there are as many forms as projects."""
    forms = [f for f in _each(context, self_evaluation=True) if f.fund("全年执行数")]
    count = next(
        (
            s.figure(exact=True)
            for s in context.prose.said
            if re.search(r"^(实施|完成|预算安排)项目$", s.name)
        ),
        None,
    )
    totals_ = context.prose.of("proj.total") or context.prose.of("exp.project")
    total = next((f for s in totals_ if (f := s.figure())), None)
    if total is None or count is None or count.value != len(forms) or not forms:
        yield skipped("自评表与项目个数不能一一对应")
        return
    spent = [f for form in forms if (f := form.fund("全年执行数"))]
    identity = total_of(total, spent)
    if identity.judge() != "broken":
        yield Outcome("passed", identity=identity)
        return
    yield _fail(
        forms[0],
        f"{total.where} {total.printed}，各自评表全年执行数之和 {show(identity.expected, total.scale)}",
        f"{total.where} {total.printed}, the forms add up to {show(identity.expected, total.scale)}",
        (),
        figures=identity.figures,
        expected=show(identity.expected, total.scale),
        difference=show(identity.gap, total.scale),
        identity=identity,
    )


def prose_indicators(rule: Rule, context: Context) -> Outcomes:
    """A result that the prose reports against the form's 实际完成值, by the indicator's name."""
    for said in context.prose.said:
        if said.statement.measure not in ("ratio", "count") or not said.sure:
            continue
        for form in _each(context, self_evaluation=True):
            for i in form.indicators:
                if i.actual is None or not _same_name(i.name, said.name):
                    continue
                figure = said.figure(exact=True)
                if figure is None:
                    continue
                if figure.value == i.actual:
                    yield Outcome("passed", scope=form.table)
                    continue
                yield _fail(
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
        yield unsure("需要正文：请对原文件而不是记录运行检查")
        return
    claim = _ALL_MET.search(context.text)
    missed = [
        i for f in _each(context, self_evaluation=True) for i in f.indicators if _due_score(i) is not None
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
