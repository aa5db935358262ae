"""Growth and completion rates of the prose, recomputed from the amounts beside them."""

from __future__ import annotations

from gouji.checks.context import Context
from gouji.checks.families.arithmetic.judging import judge_rate, rate_outcome, unless_usable
from gouji.checks.model import Figure, Outcome, Outcomes, Rule, Text, skipped, unsure
from gouji.checks.prose import Said


def growth(rule: Rule, context: Context) -> Outcomes:
    """增减率 = 增减额 ÷（本年数 − 增减额）."""
    done = False
    for said in context.prose.amounts:
        printed, change, value = said.percent("change_pct"), said.signed_change(), said.figure()
        if printed is None or change is None or value is None:
            continue
        done = True
        doubtful = unless_usable(said)
        if doubtful:
            yield doubtful
            continue
        base = value.value - change.value
        if base == 0:
            yield _base_zero(said, printed, change, value)
        elif base > 0:
            whole = Figure(base, value.step + change.step, "", "", ("", ""))
            part = Figure(abs(change.value), change.step, "", "", ("", ""))
            verdict, rate = judge_rate(printed, part, whole)
            how = f"{change.printed}÷({value.printed}{'-' if change.value >= 0 else '+'}{change.printed})"
            yield rate_outcome(said, printed, verdict, rate, how, (change, value))
    if not done:
        yield skipped("文字没有写增减率")


def _base_zero(said: Said, printed: Figure, change: Figure, value: Figure) -> Outcome:
    """A growth rate on a base of nothing: 0/0 printed as 0 is usual, anything else says nothing."""
    if printed.value == 0:
        return Outcome("passed")
    return Outcome(
        "failed",
        scope=f"percent:{'/'.join(said.top)}",
        message=Text(
            f"{said.statement.section} {said.name}：基数为 0，增减率无意义，印 {printed.printed}%",
            f"{said.statement.section} {said.name}: a rate of {printed.printed}% on a base of 0",
        ),
        figures=(printed, change, value),
        severity="note",
    )


def growth_between(rule: Rule, context: Context) -> Outcomes:
    """增减率 between two printed amounts: 2025年执行数 → 2026年预算安排 of one subject, and its direction."""
    done = False
    for said in context.prose.amounts:
        printed, value = said.percent("change_pct"), said.figure()
        if printed is None or value is None or said.statement.change is not None:
            continue
        before = _before(said, context)
        if before is None or before.value <= 0:
            continue
        done = True
        doubtful = unless_usable(said)
        if doubtful or not before.sure:
            yield doubtful or unsure(f"{before.where} 的读数待复核")
            continue
        signed = printed.negated() if said.sign < 0 else printed
        verdict, rate = judge_rate(signed, value, before, minus=True)
        how = f"({value.printed}-{before.printed})÷{before.printed}"
        yield rate_outcome(said, signed, verdict, rate, how, (before, value))
        if value.value != before.value and said.sign and (value.value > before.value) != (said.sign > 0):
            yield _wrong_way(said, before, value, printed)
    if not done:
        yield skipped("文字没有同时写两年的数")


def _wrong_way(said: Said, before: Figure, value: Figure, printed: Figure) -> Outcome:
    word = "增加" if said.sign > 0 else "减少"
    return Outcome(
        "failed",
        scope=f"percent:{'/'.join(said.top)}",
        message=Text(
            f"{said.statement.section} {said.name}：{before.printed}→{value.printed}，却写“{word}”",
            f"{said.statement.section} {said.name}: {before.printed} → {value.printed} is called “{word}”",
        ),
        figures=(before, value, printed),
        type="direction",
    )


def _before(said: Said, context: Context) -> Figure | None:
    """The figure of the earlier year that the same section states for the same subject."""
    year = said.statement.year
    if year is None:
        return None
    for other in context.prose.by_section[said.statement.section]:
        same = other.name == said.name and other.statement.measure == "amount"
        if same and other.statement.year == year - 1:
            return other.figure()
    return None


def completion(rule: Rule, context: Context) -> Outcomes:
    """完成率 = 决算数 ÷ 预算数; a rate on a budget of nothing."""
    done = False
    for said in context.prose.amounts:
        printed, value, budget = said.percent("completion_pct"), said.figure(), said.figure("budget_value")
        if printed is None or value is None or budget is None:
            continue
        done = True
        doubtful = unless_usable(said)
        if doubtful:
            yield doubtful
        elif budget.value == 0:
            yield _no_budget(said, printed, value, budget)
        else:
            verdict, rate = judge_rate(printed, value, budget)
            how = f"{value.printed}÷{budget.printed}"
            yield rate_outcome(said, printed, verdict, rate, how, (value, budget))
    if not done:
        yield skipped("文字没有写完成率")


def _no_budget(said: Said, printed: Figure, value: Figure, budget: Figure) -> Outcome:
    if value.value == 0 and printed.value == 0:
        return Outcome("passed")
    return Outcome(
        "failed",
        scope=f"percent:{'/'.join(said.top)}",
        message=Text(
            f"{said.statement.section} {said.name}：预算数为 0，完成率无法计算，印 {printed.printed}%",
            f"{said.statement.section} {said.name}: a completion rate of {printed.printed}% on a budget of 0",
        ),
        figures=(budget, value, printed),
        severity=None if value.value else "note",
    )
