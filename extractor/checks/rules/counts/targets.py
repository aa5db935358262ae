"""The prose states as many projects with performance targets as the performance tables describe.

Example: 填报绩效目标的项目 5 个, and forms of four projects.
"""

from __future__ import annotations

from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcomes, Rule, Text, skipped
from gouji.checks.rules.counts.stated_count import compare_count, stated_counts
from gouji.domain import bases


def targets(context: Context) -> Outcomes:
    """填报绩效目标的项目 N 个 against the projects of the performance tables."""
    forms = [f for f in context.forms if not f.self_evaluation]
    done = False
    for said, figure in stated_counts(
        context, r"(填报|编报|涉及|实行|公开).{0,4}绩效.{0,6}项目$|^公开绩效目标$|^涉及项目$"
    ):
        done = True
        tables = {f.table for f in forms}
        if not forms or (len(tables) > 1 and len(forms) < figure.value):
            yield skipped("没有列出全部项目的绩效目标表")
            continue
        view = next(v for v in context.views if v.id == forms[0].table)
        distinct = len({(f.project, f.entity, f.budget.printed if f.budget else "", f.table) for f in forms})
        yield compare_count(said, figure, distinct, view, "绩效目标项目", not context.unread)
    if not done:
        yield skipped("文字没有写绩效目标项目个数")


RULES: Final = (
    Rule(
        "C02",
        Text("绩效目标项目个数：文字＝绩效目标表", "Number of projects with targets"),
        targets,
        basis=bases.TIMELY_EXACT_REGULAR,
        type="prose_vs_table",
        misread_as="form",
    ),
)
