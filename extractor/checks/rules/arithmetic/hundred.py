"""The shares of an enumeration that covers its whole add up to 100.

Example: 基本支出 占 66.67%, 项目支出 占 34.33%.
"""

from __future__ import annotations

from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, skipped, unsure
from gouji.checks.rules.arithmetic.printed_rate import HUNDRED, TINY
from gouji.checks.rules.arithmetic.share_groups import named_wholes, share_groups, whole_of
from gouji.checks.statement_view import StatementView
from gouji.domain import bases
from gouji.relations.identity import TWO, ZERO, Figure, show


def shares_add_up(context: Context) -> Outcomes:
    """The shares of one enumeration that covers its whole add up to 100."""
    done = False
    for group in share_groups(context):
        counted = [s for s in group if not named_wholes(s, context) or "三公" in s.statement.quote]
        pairs = [(p, v) for s in counted if (p := s.percent("share_pct")) and (v := s.figure())]
        whole = whole_of(group, context) or next(iter(named_wholes(group[0], context)), None)
        if len(pairs) < 2 or whole is None or whole.value == 0:
            continue
        covered = sum((v.value for _, v in pairs), ZERO)
        slack = (whole.step + sum((v.step for _, v in pairs), ZERO)) / TWO
        if abs(covered - whole.value) > slack:
            continue
        done = True
        if not all(v.sure for _, v in pairs):
            yield unsure(f"{group[0].statement.section} 的占比读数待复核")
            continue
        yield _hundred(group[0], [p for p, _ in pairs])
    if not done:
        yield skipped("没有一组占比覆盖全部")


RULES: Final = (
    Rule(
        "A05",
        Text("占比相加等于 100%", "Shares add up to 100"),
        shares_add_up,
        basis=bases.COMPLETE_AND_EXACT,
        type="percent",
    ),
)


def _hundred(first: StatementView, printed: list[Figure]) -> Outcome:
    total = sum((p.value for p in printed), ZERO)
    slack = sum((p.step for p in printed), ZERO) / TWO
    scope = f"percent:{'/'.join(first.top)}"
    if total == HUNDRED:
        return Outcome("passed", scope=scope)
    sums = "+".join(p.printed for p in printed if p.value)
    near = abs(total - HUNDRED) <= slack or abs(total - HUNDRED) <= TINY
    return Outcome(
        "failed",
        scope=scope,
        message=Text(
            f"{first.statement.section}：占比 {sums}＝{show(total)}%，不等于 100%",
            f"{first.statement.section}: shares {sums} = {show(total)}%, not 100%",
        ),
        figures=tuple(p for p in printed if p.value),
        expected="100",
        difference=show(total - HUNDRED),
        severity="rounding" if near else None,
        mechanism="section",
    )
