"""占比 = 本项 ÷ 合计, the whole taken by name or as the figure that heads the enumeration.

Example: 本年支出 300.00 万元，其中：基本支出 200.00 万元，占 60%.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from gouji.checks.concepts import concept_label
from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, skipped, unsure
from gouji.checks.rules.arithmetic.printed_rate import HUNDRED, judge_rate, rate_outcome, unless_usable
from gouji.checks.rules.arithmetic.share_groups import (
    base_words,
    named_wholes,
    names_concept,
    share_groups,
    whole_of,
)
from gouji.checks.statement_view import StatementView
from gouji.domain import bases
from gouji.domain.subjects import bare_name
from gouji.relations.identity import Figure, total_of


def shares(context: Context) -> Outcomes:
    """占比 = 本项 ÷ 合计, the whole taken by name or as the figure that heads the enumeration.

    A share is wrong only against a base that is proved: its words lead to one amount, or other shares of the same words are of
    the amount at the head.
    """
    done = False
    for group in share_groups(context):
        head = whole_of(group, context)
        for said in group:
            printed, value = said.percent("share_pct"), said.figure()
            if printed is None or value is None:
                continue
            named = named_wholes(said, context)
            wholes = [
                f for f in (named if names_concept(said) else [*named, head]) if f and f.key != value.key
            ]
            if not wholes:
                continue
            done = True
            yield _share(said, printed, value, wholes, group, context, named=bool(named))
    if not done:
        yield skipped("文字没有写占比")


def _share(
    said: StatementView,
    printed: Figure,
    value: Figure,
    wholes: Sequence[Figure],
    group: Sequence[StatementView],
    context: Context,
    *,
    named: bool,
) -> Outcome:
    doubtful = unless_usable(said)
    if doubtful or not all(whole.sure for whole in wholes):
        return doubtful or unsure(f"{wholes[0].where} 的读数待复核")
    if all(whole.value == 0 for whole in wholes):
        return _share_of_nothing(said, printed, value, wholes[0])
    exact = _as_in_tables(value, said, context)
    judged = [(judge_rate(printed, exact, whole), whole) for whole in wholes if whole.value]
    (verdict, rate), base = min(judged, key=lambda one: ("holds", "rounding", "broken").index(one[0][0]))
    if verdict == "broken" and abs(printed.value - rate) <= printed.step and _evened(group):
        verdict = "rounding"
    if verdict == "broken":
        one_base = len({whole.value for whole in wholes}) == 1
        if not (one_base if named else _proved(said, group, base, context)):
            reason = f"{said.statement.section} {said.name} 占比的基数没有写明"
            return unsure(reason, f"percent:{'/'.join(said.top)}", rival="scope")
    return rate_outcome(said, printed, verdict, rate, f"{value.printed}÷{base.printed}", (value, base))


RULES: Final = (
    Rule(
        "A04",
        Text("占比＝本项÷合计", "Share recomputed"),
        shares,
        basis=bases.COMPLETE_AND_EXACT,
        type="percent",
    ),
)


def _proved(said: StatementView, group: Sequence[StatementView], whole: Figure, context: Context) -> bool:
    """Whether an amount that no words lead to is the base: shares of the same words are of it, two of them or all but this
    one of parts that make it up, and no other amount of the section fits better."""
    alike = [s for s in group if base_words(s) == base_words(said)]
    pairs = [(p, v) for s in alike if s is not said and (p := s.percent("share_pct")) and (v := s.figure())]
    telling = [(p, v) for p, v in pairs if v.value and p.value != HUNDRED]
    held = sum(judge_rate(p, v, whole)[0] != "broken" for p, v in telling)
    printed, value = said.percent("share_pct"), said.figure()
    if printed is None or value is None or held == 0:
        return False
    covered = total_of(whole, [value, *(v for _, v in pairs)]).judge() != "broken"
    if held < TWO_SHARES and not covered:
        return False
    others = (
        f for s in context.prose.by_top[said.top] if s is not said and (f := s.figure()) and f.value > 0
    )
    return not any(judge_rate(printed, value, f)[0] == "holds" for f in others)


TWO_SHARES: Final = 2
"""Shares that must be of an amount before another one of the list may be called wrong."""


def _evened(group: Sequence[StatementView]) -> bool:
    """Whether the printed shares make exactly 100, for which the last digit of one of them is changed by one."""
    printed = [p.value for s in group if (p := s.percent("share_pct"))]
    return len(printed) > 1 and sum(printed) == HUNDRED


def _as_in_tables(value: Figure, said: StatementView, context: Context) -> Figure:
    """``value`` as exact as a table prints the same amount of the same name: 110 万元 of 110.00 is not rounded."""
    name = bare_name(said.name)
    steps = [
        binding.figure.step
        for concept, places in context.bindings.items()
        if bare_name(concept_label(concept.partition("@")[0])) in name
        for binding in places
        if binding.figure.value == value.value and binding.figure.step
    ]
    return replace(value, step=min([value.step, *steps]))


def _share_of_nothing(said: StatementView, printed: Figure, value: Figure, base: Figure) -> Outcome:
    if printed.value == 0 or value.value != 0:
        return Outcome("passed")
    return Outcome(
        "failed",
        scope=f"percent:{'/'.join(said.top)}",
        message=Text(
            f"{said.statement.section} {said.name}：0÷0 无意义，印 {printed.printed}%",
            f"{said.statement.section} {said.name}: a share of {printed.printed}% of nothing",
        ),
        figures=(printed, value, base),
        severity="note",
    )
