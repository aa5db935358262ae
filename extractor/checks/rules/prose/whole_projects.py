"""The budget of all projects with performance targets is the project expenditure.

Example: 全部项目均实行绩效目标管理，涉及预算 90.00 万元, and 项目支出 100.00 万元.
"""

from __future__ import annotations

import re
from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcomes, Rule, Text, skipped
from gouji.checks.rules.prose.comparison import compare_said
from gouji.domain import bases
from gouji.normalise import squash


def whole_projects(context: Context) -> Outcomes:
    """The budget of “all” projects with targets is the project expenditure."""
    done = False
    for said in context.prose.of("perf.total"):
        figure = said.figure()
        quotes = "".join(squash(s.statement.quote) for s in context.prose.by_section[said.statement.section])
        if figure is None or not re.search(r"均实行|全部(实行|纳入|编报)|全面实施", quotes):
            continue
        for other in context.prose.of("exp.project"):
            total = other.figure()
            if total is not None:
                done = True
                yield from compare_said([other, said], "项目支出", context)
                break
    if not done:
        yield skipped("文字没有说全部项目都有绩效目标")


RULES: Final = (
    Rule(
        "Q36",
        Text("全部项目的绩效预算＝项目支出", "The budget of all projects is the project expenditure"),
        whole_projects,
        basis=bases.COMPLETE_AND_EXACT,
        type="prose_vs_prose",
        read_as="P36",
    ),
)
