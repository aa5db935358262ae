"""The prose states as many budget units as the 单位情况表 lists.

Example: 预算单位共计 3 家, and two units in the list.
"""

from __future__ import annotations

import re
from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcomes, Rule, Text, skipped, unsure
from gouji.checks.rules.counts.stated_count import compare_count, stated_counts
from gouji.domain import bases
from gouji.domain.totals import is_total
from gouji.figures import amount
from gouji.normalise import squash
from gouji.relations.table_view import TableView
from gouji.schemas.record import TableKind


def budget_units(context: Context) -> Outcomes:
    """预算单位 N 家 against the 单位情况表."""
    views = context.of_kind(TableKind.ENTITY_LIST)
    view = views[0] if len(views) == 1 else None
    done = False
    for said, figure in stated_counts(context, r"预算单位$"):
        quote = squash(said.statement.quote)
        if "共计" not in quote and "编制范围" not in quote and not re.search(r"预算单位共", quote):
            continue
        done = True
        count = _listed(view) if view is not None else None
        more = count is not None and count - figure.value == 1
        if view is not None and more and any("本级" in (c or "") for row in view.table.rows for c in row):
            yield unsure(f"{view.title} 多列 1 个单位，其中有本级，{said.name}是否含本级不明", view.id)
            continue
        yield compare_count(said, figure, count, view, "单位", not context.unread)
    if not done:
        yield skipped("文字没有写预算单位个数")


RULES: Final = (
    Rule(
        "C03",
        Text("预算单位个数：文字＝单位情况表", "Number of budget units"),
        budget_units,
        basis=bases.TIMELY_EXACT_REGULAR,
        type="prose_vs_table",
    ),
)


def _listed(view: TableView) -> int:
    """Units named in the list; a row that says 无 or only carries a number is no unit."""
    names = 0
    for cells in view.table.rows:
        texts = [c for c in cells if c and amount(c) is None]
        if texts and texts[0] != "无" and not is_total(texts[0]):
            names += 1
    return names
