"""合计列 = 各分列之和: total columns against the columns that the header puts under them, row by row.

Example: 行政运行 prints 合计 120.00 beside 基本支出 100.00 and 项目支出 10.00.
"""

from __future__ import annotations

from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, judged, undecided, unsure
from gouji.checks.rules.within.table_sums import accounts
from gouji.domain import bases
from gouji.relations.identity import Identity
from gouji.relations.table_view import ColumnGroup, ColumnView, RowView, SideView, TableView
from gouji.schemas.record import Severity


def row_totals(context: Context) -> Outcomes:
    """合计列 = 各分列之和, row by row, wherever the header says which columns make up which."""
    for view in accounts(context):
        for side in view.sides:
            for group in view.groups_of(side):
                yield from _group(context, view, side, group)


RULES: Final = (
    Rule(
        "T01",
        Text("合计列等于各分列之和", "A total column equals the columns it covers"),
        row_totals,
        basis=bases.SUMS,
        type="table_arithmetic",
        misread_as="row_sum",
        explain=Text(
            "表头写明的每一组“合计/小计”列，逐行等于其下各列之和（基本支出＋项目支出、人员经费＋公用经费、各资金来源等）；“其中”列不加。差额不超过各数末位半单位之和的记为尾差。",
            "Every total column named by the header equals, row by row, the sum of its columns.",
        ),
    ),
)


def _group(context: Context, view: TableView, side: SideView, group: ColumnGroup) -> Outcomes:
    used = any(view.figure(side, row, part) for row in side.rows for part in group.parts)
    if not used:
        return
    grand = side.find_total()
    split = grand is not None and any(view.figure(side, grand, part) for part in group.parts)
    for one in context.column_sums.rows(view, side, group):
        row, identity = one.row, one.identity
        if one.doubtful is not None or identity is None:
            what = one.doubtful.leaf if one.doubtful is not None else group.total.leaf
            yield unsure(f"{view.title} {row.label} 的 {what} 读数待复核，复核后可核对", view.id)
        elif one.open_ and (split or identity.parts):
            reason = f"{view.title} {row.label}：{one.open_.reason}"
            yield undecided(identity, reason, view.id, one.open_.rival)
        elif not identity.parts:
            yield _unsplit(view, row, group.total, identity, "error" if split else "note")
        else:
            names = "＋".join(c.leaf for c in group.parts if view.figure(side, row, c))
            message = _row_message(view, row, group.total, names, identity)
            yield judged(identity, view.id, message, mechanism=one.mechanism)


def _unsplit(
    view: TableView, row: RowView, column: ColumnView, identity: Identity, severity: Severity
) -> Outcome:
    """A printed total whose columns are all blank, in a table that otherwise fills them."""
    message = Text(
        f"{view.title} {row.label}：{column.leaf}印 {identity.total.printed}，其下各列均空",
        f"{view.title} {row.label}: {column.leaf} prints {identity.total.printed}, the columns below it are blank",
    )
    return Outcome(
        "failed",
        view.id,
        message,
        (identity.total,),
        severity=severity,
        type="missing",
        expected="0",
        twin=f"{view.id} blank {column.index}" if severity == "note" else None,
        mechanism="header",
    )


def _row_message(view: TableView, row: RowView, column: ColumnView, names: str, identity: Identity) -> Text:
    sums = "+".join(part.printed for _, part in identity.parts) or "0"
    return Text(
        f"{view.title} {row.label}：{column.leaf}印 {identity.total.printed}，{names}为 {sums}",
        f"{view.title} {row.label}: {column.leaf} prints {identity.total.printed}, its columns add up to {sums}",
    )
