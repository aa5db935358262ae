"""Sections that speak of the same number of projects give the same money for them.

Example: 项目 5 个，总金额 100.00 万元 in section 三, 5 个项目 of 90.00 万元 in section 六.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, skipped
from gouji.domain import bases
from gouji.relations.identity import Figure


def same_projects(context: Context) -> Outcomes:
    """Sections that speak of the same number of projects give the same money for them."""
    groups = _project_money(context)
    if len(groups) < 2:
        yield skipped("文字没有两处写项目个数和金额")
        return
    (one, first), *rest = groups
    for two, second in rest:
        if one.value != two.value:
            continue
        if abs(first.value - second.value) <= (first.step + second.step) / 2:
            yield Outcome("passed")
            continue
        yield Outcome(
            "failed",
            message=Text(
                f"同为 {one.printed} 个项目，{first.where}为 {first.printed}，{second.where}为 {second.printed}",
                f"{one.printed} projects cost {first.printed} in one place and {second.printed} in another",
            ),
            figures=(first, second),
        )


RULES: Final = (
    Rule(
        "C05",
        Text("同样多的项目，金额前后一致", "The same projects cost the same"),
        same_projects,
        basis=bases.TIMELY_EXACT_REGULAR,
        type="prose_vs_prose",
    ),
)


def _project_money(context: Context) -> Sequence[tuple[Figure, Figure]]:
    groups: list[tuple[Figure, Figure]] = []
    for top in context.prose.by_top.values():
        counts = [
            f
            for s in top
            if s.statement.measure == "count" and "项目" in s.name and (f := s.figure(exact=True))
        ]
        money = [
            f
            for s in top
            if any(c in ("proj.total", "perf.total") for c in s.concepts) and (f := s.figure()) is not None
        ]
        if counts and money:
            groups.append((counts[0], money[0]))
    return groups
