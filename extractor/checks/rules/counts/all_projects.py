"""“All projects” with performance targets are as many as there are projects.

Example: 预算安排项目 5 个; 填报绩效目标的项目 4 个，占 100%.
"""

from __future__ import annotations

from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, skipped
from gouji.checks.rules.counts.stated_count import stated_counts
from gouji.domain import bases


def all_projects(context: Context) -> Outcomes:
    """绩效目标 “全部项目” against 预算安排项目: the same number."""
    total = list(stated_counts(context, r"^(预算)?安排(的)?项目$"))
    covered = list(stated_counts(context, r"(填报|编报).{0,4}绩效.{0,6}项目$"))
    if not total or not covered:
        yield skipped("文字没有同时写两个项目数")
        return
    for said, figure in covered:
        claims = any("100" in (s.statement.share_pct or "") for s in context.prose.by_top[said.top])
        first = total[0][1]
        if figure.value == first.value or not claims:
            yield Outcome("passed")
            continue
        yield Outcome(
            "failed",
            message=Text(
                f"{total[0][0].statement.section}说项目 {first.printed} 个，{said.statement.section}只有 {figure.printed} 个填报绩效目标，却称占全部",
                f"{first.printed} projects in one section, {figure.printed} with targets called all of them",
            ),
            figures=(first, figure),
        )


RULES: Final = (
    Rule(
        "C04",
        Text("称全部项目填报绩效目标的，个数相同", "“All projects” is all of them"),
        all_projects,
        basis=bases.TIMELY_EXACT_REGULAR,
        type="prose_vs_prose",
    ),
)
