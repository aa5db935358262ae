"""What the sums within one table share: which tables a rule looks at, the figures of rows, wording."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Text, judged, undecided, unsure
from gouji.relations.identity import Identity, show
from gouji.relations.rows import ColumnSum
from gouji.relations.table_view import NO_ACCOUNTS, ColumnView, RowView, TableView
from gouji.schemas.record import Severity, TableKind


def accounts(context: Context, *leave_out: TableKind) -> Iterator[TableView]:
    """The tables with rows whose figures may add up, without those of the kinds to leave out."""
    for view in context.views:
        if view.table.rows and view.table.kind not in (*NO_ACCOUNTS, *leave_out):
            yield view


Message = Callable[[TableView, RowView, ColumnView, Identity], Text]


def row_outcome(view: TableView, one: ColumnSum, message: Message) -> Outcome:
    """What became of a row that sums others, in one column."""
    if one.identity is None:
        return unsure(
            f"{view.title} {one.total.label} 及其各行的 {one.column.leaf} 读数待复核，复核后可核对", view.id
        )
    if one.open_ is not None:
        reason = f"{view.title}（{one.column.leaf}）：{one.open_.reason}"
        return undecided(one.identity, reason, view.id, one.open_.rival)
    said = message(view, one.total, one.column, one.identity)
    if not one.also:
        return judged(one.identity, view.id, said, mechanism=one.mechanism)
    outcome = judged(one.identity, view.id, _one_row(said, one), mechanism=one.mechanism)
    figures = tuple(identity.total for identity in one.also)
    severity: Severity | None = "note" if one.withheld else outcome.severity
    return replace(outcome, figures=(*outcome.figures, *figures), extra=one.also, severity=severity)


def _one_row(said: Text, one: ColumnSum) -> Text:
    """The message of a sum that all columns miss as if one row were left out, with the amount of each."""
    gaps = "、".join(show(identity.gap, identity.total.scale) for identity in one.also)
    more = all(identity.gap < 0 for identity in one.also)
    zh, en = ("合计似少计一行", "not counted") if more else ("似漏列一行", "left out")
    return Text(
        f"{said.zh}；其他各栏同样相差 {gaps}，{zh}",
        f"{said.en}; the other columns are off likewise by {gaps}, as if one row were {en}",
    )


def tree_message(view: TableView, parent: RowView, column: ColumnView, identity: Identity) -> Text:
    """A head against the sum of the rows under it, in words."""
    sums = "+".join(part.printed for _, part in identity.parts) or "0"
    return Text(
        f"{view.title} {parent.label}（{column.leaf}）印 {identity.total.printed}，下级之和 {sums}",
        f"{view.title} {parent.label} ({column.leaf}) prints {identity.total.printed}, its children add up to {sums}",
    )


def grand_message(view: TableView, total: RowView, column: ColumnView, identity: Identity) -> Text:
    """A total row against the rows that make it up, in words."""
    parts = identity.parts
    sums = "+".join(part.printed for _, part in parts) if len(parts) <= 8 else f"{len(parts)} 行之和"
    return Text(
        f"{view.title} {total.name}（{column.leaf}）印 {identity.total.printed}，各行 {sums}",
        f"{view.title} {total.name} ({column.leaf}) prints {identity.total.printed}, its rows add up to {sums}",
    )
