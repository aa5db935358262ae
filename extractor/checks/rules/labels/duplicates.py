"""No subject stands on two rows of one table with nothing to tell them apart.

Example: 2080505 机关事业单位基本养老保险缴费支出 on two rows of the 支出总表.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text
from gouji.checks.rules.labels.empty_tables import FIGURE_TABLES
from gouji.domain import bases
from gouji.relations.table_view import RowView, SideView, TableView
from gouji.schemas.record import Operand, TableKind


def duplicates(context: Context) -> Outcomes:
    """No subject is printed on two rows of one table without anything to tell them apart."""
    for view in context.views:
        if view.table.kind not in FIGURE_TABLES or view.table.kind in (
            TableKind.PROCUREMENT,
            TableKind.PROJECT_EXPENDITURE,
        ):
            continue
        for side in view.sides:
            yield from _duplicates(view, side)


RULES: Final = (
    Rule(
        "L04",
        Text("同表科目不重复", "No subject twice in a table"),
        duplicates,
        basis=bases.TIMELY_EXACT_REGULAR,
        type="duplicate",
        severity="note",
    ),
)


def _duplicates(view: TableView, side: SideView) -> Iterator[Outcome]:
    rows: dict[tuple[str, str], list[RowView]] = defaultdict(list)
    for row in side.rows:
        if row.code and len(row.code) >= 5:
            rows[(row.code, row.name)].append(row)
    several = {k: v for k, v in rows.items() if len(v) > 1}
    if not several:
        if rows:
            yield Outcome("passed", scope=view.id)
        return
    column = side.values[0] if side.values else None
    operands = [
        Operand(where=f"{view.id} {row.label} 第{n}行", value=f.printed)
        for group in several.values()
        for n, row in enumerate(group, 1)
        if column is not None and (f := view.figure(side, row, column)) is not None
    ]
    yield Outcome(
        "failed",
        scope=view.id,
        message=Text(
            f"{view.title}：{len(several)} 个科目各印了两行以上，编码名称相同，没有区分",
            f"{view.title}: {len(several)} subjects are printed on two or more rows",
        ),
        operands=tuple(operands),
    )
