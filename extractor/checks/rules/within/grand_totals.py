"""合计行 = 各行之和: the total row against the rows that make it up.

Which rows these are is not always printed: the reading that holds best is taken, and when none comes near (a gap
of more than half of the total) the total is *not checkable*, never a finding.

Example: 合计 prints 300.00, the three projects of the table 100.00, 120.00 and 90.00.
"""

from __future__ import annotations

from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcomes, Rule, Text, judged, unsure
from gouji.checks.rules.within.code_tree import tree_of
from gouji.checks.rules.within.table_sums import (
    accounts,
    all_sure,
    far_off,
    figures_of,
    grand_message,
    misfit,
)
from gouji.domain import bases
from gouji.domain.headers import SUBSET
from gouji.relations.identity import Figure, total_of
from gouji.relations.table_view import ColumnView, RowView, SideView, TableView
from gouji.schemas.record import TableKind


def grand_totals(context: Context) -> Outcomes:
    """合计行 = 各行之和, column by column, for tables whose rows are subjects, units or projects."""
    for view in accounts(
        context,
        TableKind.REVENUE_EXPENDITURE_SUMMARY,
        TableKind.APPROPRIATION_SUMMARY,
        TableKind.THREE_PUBLIC,
    ):
        for side in view.sides:
            total = side.find_total()
            if total is not None:
                yield from _grand(view, side, total)


RULES: Final = (
    Rule(
        "T03",
        Text("合计行等于各行之和", "The total row equals the sum of its rows"),
        grand_totals,
        basis=bases.SUMS,
        type="table_arithmetic",
        misread_as="table_sum",
    ),
)


def _grand(view: TableView, side: SideView, total: RowView) -> Outcomes:
    figures = [(c, f) for c in side.values if (f := view.figure(side, total, c)) is not None]
    if not figures:
        return
    best = _best_reading(view, side, total, [c for c, _ in figures])
    if best is None:
        return
    for column, figure in figures:
        parts = figures_of(view, side, best, column)
        if figure.value == 0 and figure.readable and not parts:
            continue
        if not all_sure(view, [total, *best], column):
            yield unsure(f"{view.title} {column.leaf}列读数待复核，复核后可核对合计", view.id)
            continue
        readings = [total_of(figure, parts), total_of(figure, parts + _other_blocks(view, side, column))]
        identity = min(readings, key=lambda one: abs(one.gap))
        if far_off(identity):
            yield unsure(f"{view.title} {column.leaf}列的合计由哪些行组成无法确定", view.id, rival="nesting")
            continue
        message = grand_message(view, total, column, identity)
        yield judged(identity, view.id, message, mechanism="total word")


def _other_blocks(view: TableView, side: SideView, column: ColumnView) -> list[Figure]:
    """The topmost rows of the other blocks under one heading (公用经费 set in two blocks, one total)."""
    place = side.values.index(column)
    own = {row.code for row in side.rows if row.code}
    figures: list[Figure] = []
    for other in view.sides:
        same = other is not side and side.name and other.name == side.name
        if same and other.coded and len(other.values) == len(side.values):
            roots = [r for r in tree_of(view, other).roots if not any(r.code.startswith(c) for c in own)]
            figures.extend(figures_of(view, other, roots, other.values[place]))
    return figures


def _best_reading(
    view: TableView, side: SideView, total: RowView, columns: list[ColumnView]
) -> list[RowView] | None:
    """The set of rows that explains the total best over all columns; ``None`` without candidates."""
    items = [
        r for r in side.rows if r.index != total.index and r.kind == "item" and not SUBSET.search(r.name)
    ]
    if side.coded:
        tree = tree_of(view, side)
        candidates = [list(tree.roots)]
        deepest = max((len(r.code) for r in items), default=0)
        candidates.append([r for r in tree.rows if len(r.code) == deepest])
        if len({len(row.code) for row in tree.roots}) > 1:
            candidates.append(_without_equal(view, side, total, items, columns))
    else:
        subtotals = [r for r in side.rows if r.kind == "subtotal"]
        numbered = [r for r in items if r.depth >= 0]
        candidates = [items, subtotals, _without_equal(view, side, total, items, columns)]
        if numbered:
            candidates.append([r for r in numbered if r.depth == min(n.depth for n in numbered)])
    candidates = [rows for rows in candidates if rows]
    if not candidates:
        return None
    return min(candidates, key=lambda rows: misfit(view, side, total, rows, columns))


def _without_equal(
    view: TableView, side: SideView, total: RowView, items: list[RowView], columns: list[ColumnView]
) -> list[RowView]:
    """The rows without those that repeat the total itself (a 部门 row above its 单位 rows)."""
    first = view.figure(side, total, columns[0])
    keep = []
    for row in items:
        figure = view.figure(side, row, columns[0])
        if not (figure and first and figure.value == first.value and len(items) > 2):
            keep.append(row)
    return keep
