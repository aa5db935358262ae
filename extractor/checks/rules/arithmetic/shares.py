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
from gouji.checks.rules.arithmetic.share_groups import named_whole, share_groups, whole_of
from gouji.checks.statement_view import StatementView
from gouji.domain import bases
from gouji.domain.subjects import bare_name
from gouji.relations.identity import Figure


def shares(context: Context) -> Outcomes:
    """占比 = 本项 ÷ 合计, the whole taken by name or as the figure that heads the enumeration."""
    done = False
    for group in share_groups(context):
        whole = whole_of(group, context)
        for said in group:
            printed, value = said.percent("share_pct"), said.figure()
            if printed is None or value is None:
                continue
            base = named_whole(said, context) or whole
            if base is None or base.key == value.key:
                continue
            done = True
            doubtful = unless_usable(said)
            if doubtful or not base.sure:
                yield doubtful or unsure(f"{base.where} 的读数待复核")
            elif base.value == 0:
                yield _share_of_nothing(said, printed, value, base)
            else:
                verdict, rate = judge_rate(printed, _as_in_tables(value, said, context), base)
                if verdict == "broken" and abs(printed.value - rate) <= printed.step and _evened(group):
                    verdict = "rounding"
                guessed = verdict == "broken" and base is whole and _guessed(said, group, base, context)
                if guessed:
                    yield unsure(f"{said.statement.section} {said.name} 占比的基数没有写明")
                    continue
                yield rate_outcome(
                    said, printed, verdict, rate, f"{value.printed}÷{base.printed}", (value, base)
                )
    if not done:
        yield skipped("文字没有写占比")


RULES: Final = (
    Rule(
        "A04",
        Text("占比＝本项÷合计", "Share recomputed"),
        shares,
        basis=bases.COMPLETE_AND_EXACT,
        type="percent",
    ),
)


def _guessed(said: StatementView, group: Sequence[StatementView], whole: Figure, context: Context) -> bool:
    """Whether a whole that no words name is open: no other share is of it, or another amount of the section fits better."""
    pairs = [(p, v) for s in group if s is not said and (p := s.percent("share_pct")) and (v := s.figure())]
    if not any(v.value and judge_rate(p, v, whole)[0] != "broken" for p, v in pairs):
        return True
    printed, value = said.percent("share_pct"), said.figure()
    others = (
        f for s in context.prose.by_top[said.top] if s is not said and (f := s.figure()) and f.value > 0
    )
    fits = (judge_rate(printed, value, f)[0] == "holds" for f in others) if printed and value else ()
    return any(fits)


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
