"""收支总表: numbered items against 本年合计, 本年合计 with 结转 against 总计, （一）（二） against 一.

Example: 本年收入合计 300.00, 上年结转 10.00, and 收入总计 320.00.
"""

from __future__ import annotations

from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcomes, Rule, Text, judged, unsure
from gouji.checks.rules.within.table_sums import (
    all_sure,
    far_off,
    figures_of,
    grand_message,
    misfit,
    tree_message,
)
from gouji.domain import bases
from gouji.domain.headers import SUBSET
from gouji.domain.totals import total_level
from gouji.relations.identity import total_of
from gouji.relations.table_view import ColumnView, RowView, SideView, TableView
from gouji.schemas.record import TableKind
from gouji.sums.row_tree import children_by_number, outermost, rows_closed


def outline_totals(context: Context) -> Outcomes:
    """收支总表: numbered items against 本年合计, 本年合计 with 结转 against 总计, （一）（二） against 一."""
    for view in context.of_kind(TableKind.REVENUE_EXPENDITURE_SUMMARY, TableKind.APPROPRIATION_SUMMARY):
        for side in view.sides:
            if not side.coded:
                for column in side.values:
                    yield from _outline(view, side, column)


RULES: Final = (
    Rule(
        "T04",
        Text(
            "收支总表各项之和等于本年合计，本年合计加结转等于总计",
            "Items add up to the subtotal, subtotal and carry-over to the total",
        ),
        outline_totals,
        basis=bases.SUMS,
        type="table_arithmetic",
        misread_as="table_sum",
        severity="note",
    ),
)


def _outline(view: TableView, side: SideView, column: ColumnView) -> Outcomes:
    yield from _numbered_children(view, side, column)
    rows = [row for row in side.rows if row.kind != "item" or (row.name and not SUBSET.search(row.name))]
    levels = [None if row.kind == "item" else total_level(row.name, of_row=True) for row in rows]
    for at, closed in rows_closed(levels).items():
        held = [rows[i] for i in closed if levels[i] is None]
        readings = [_top(held), held]
        if rows[at].kind == "grand":
            readings += [
                held[:1],
                [r for r in held if r.depth < 0],
                [r for r in held if r.depth == 0],
            ]
        lower = [rows[i] for i in closed if levels[i] is not None]
        yield from _outline_identity(view, side, column, rows[at], [[*lower, *one] for one in readings])


def _top(rows: list[RowView]) -> list[RowView]:
    return [rows[i] for i in outermost(range(len(rows)), [_numbering(row) for row in rows])]


def _numbering(row: RowView) -> int | None:
    return row.depth if row.depth >= 0 else None


def _outline_identity(
    view: TableView, side: SideView, column: ColumnView, total: RowView, readings: list[list[RowView]]
) -> Outcomes:
    figure = view.figure(side, total, column)
    if figure is None:
        return
    options = [rows for rows in readings if figures_of(view, side, rows, column)]
    if not options:
        return
    rows = min(options, key=lambda option: misfit(view, side, total, option, [column]))
    if not all_sure(view, [total, *rows], column):
        yield unsure(f"{view.title} {total.name} 及其组成行读数待复核", view.id)
        return
    identity = total_of(figure, figures_of(view, side, rows, column))
    if far_off(identity):
        yield unsure(
            f"{view.title} {total.name}（{column.leaf}）由哪些行组成无法确定", view.id, rival="nesting"
        )
        return
    message = grand_message(view, total, column, identity)
    yield judged(identity, view.id, message, mechanism="total word")


def _numbered_children(view: TableView, side: SideView, column: ColumnView) -> Outcomes:
    """A numbered item that prints its own figure against the deeper-numbered items under it."""
    totals = [at for at, row in enumerate(side.rows) if row.kind != "item"]
    for head, below in children_by_number([_numbering(row) for row in side.rows], totals).items():
        parent, children = side.rows[head], [side.rows[row] for row in below]
        total = view.figure(side, parent, column)
        parts = figures_of(view, side, children, column)
        if total is None or not parts or any(SUBSET.search(r.name) for r in children):
            continue
        if all_sure(view, [parent, *children], column):
            identity = total_of(total, parts)
            message = tree_message(view, parent, column, identity)
            yield judged(identity, view.id, message, mechanism="numbering")
        else:
            yield unsure(f"{view.title} {parent.name} 及其下各行读数待复核", view.id)
