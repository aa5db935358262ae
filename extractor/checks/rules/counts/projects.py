"""The prose states as many projects as the 项目支出表 lists.

Example: 预算安排项目 5 个, and four rows of the table.
"""

from __future__ import annotations

from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcomes, Rule, Text, skipped
from gouji.checks.rules.counts.stated_count import compare_count, stated_counts
from gouji.domain import bases
from gouji.relations.table_view import TableView
from gouji.schemas.record import TableKind


def projects(context: Context) -> Outcomes:
    """预算安排项目 N 个 against the rows of the 项目支出表."""
    views = context.of_kind(TableKind.PROJECT_EXPENDITURE)
    view = views[0] if len(views) == 1 else None
    count = len(project_rows(view)) if view is not None else None
    done = False
    for said, figure in stated_counts(context, r"^(预算)?安排(的)?项目$|^(预算)?项目(总)?(个)?数$"):
        done = True
        yield compare_count(said, figure, count, view, "项目", not context.unread)
    if not done:
        yield skipped("文字没有写项目个数")


RULES: Final = (
    Rule(
        "C01",
        Text("项目个数：文字＝项目支出表", "Number of projects"),
        projects,
        basis=bases.TIMELY_EXACT_REGULAR,
        type="prose_vs_table",
        misread_as="form",
    ),
)


def project_rows(view: TableView) -> list[int]:
    rows: list[int] = []
    for side in view.sides[:1]:
        for row in side.rows:
            filled = any(view.figure(side, row, c) for c in side.values)
            if row.kind == "item" and row.name and filled:
                rows.append(row.index)
    return rows
