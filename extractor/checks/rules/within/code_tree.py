"""类 = Σ款 = Σ项: coded rows as a tree, each subject against its children.

Example: 201 prints 220.00, 20106 under it 120.00, and nothing else stands under it.
"""

from __future__ import annotations

from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcomes, Rule, Text, judged, unsure
from gouji.checks.rules.within.table_sums import accounts, all_sure, figures_of, tree_message
from gouji.domain import bases
from gouji.relations.identity import Figure, total_of
from gouji.relations.table_view import CodeTree, ColumnView, RowView, SideView, TableView
from gouji.schemas.record import TableKind
from gouji.sums.row_tree import children_by_code


def code_tree(context: Context) -> Outcomes:
    """类 = Σ款 = Σ项 by code, in every money column."""
    for view in accounts(context, TableKind.PROCUREMENT, TableKind.PROJECT_EXPENDITURE):
        for side in view.sides:
            if side.coded:
                yield from _tree(view, side)


RULES: Final = (
    Rule(
        "T02",
        Text("类＝Σ款＝Σ项", "A subject equals the sum of its sub-subjects"),
        code_tree,
        basis=bases.LEVELS,
        type="table_arithmetic",
        misread_as="code_tree",
    ),
)


def _tree(view: TableView, side: SideView) -> Outcomes:
    tree = tree_of(view, side)
    for parent, under in tree.children:
        children = list(under)
        for column in side.values:
            total = view.figure(side, parent, column)
            below = _printed_below(view, side, children, column)
            parts = figures_of(view, side, below, column) + _continued(view, side, parent, column)
            if total is None or (total.value == 0 and total.readable and not parts):
                continue
            if not all_sure(view, [parent, *children], column):
                yield unsure(f"{view.title} {parent.label} 各行的 {column.leaf} 读数待复核", view.id)
            elif parts:
                identity = total_of(total, parts)
                yield judged(
                    identity, view.id, tree_message(view, parent, column, identity), mechanism="codes"
                )


def _continued(view: TableView, side: SideView, parent: RowView, column: ColumnView) -> list[Figure]:
    """Children that are printed in the next block of a table set in several blocks (302 … continued)."""
    place = side.values.index(column)
    figures: list[Figure] = []
    for other in view.sides:
        if other is side or len(other.values) != len(side.values) or not other.coded:
            continue
        own = {row.code for row in other.rows}
        rows = [r for r in other.rows if r.code.startswith(parent.code) and r.code != parent.code]
        rows = [r for r in rows if not any(r.code[:n] in own for n in range(len(parent.code), len(r.code)))]
        figures.extend(figures_of(view, other, rows, other.values[place]))
    return figures


def _printed_below(view: TableView, side: SideView, rows: list[RowView], column: ColumnView) -> list[RowView]:
    """The children, a blank one replaced by its own children where those print the column."""
    printed: list[RowView] = []
    tree = tree_of(view, side)
    for row in rows:
        if view.figure(side, row, column) is not None:
            printed.append(row)
            continue
        deeper = list(tree.below(row))
        if figures_of(view, side, deeper, column):
            printed.extend(_printed_below(view, side, deeper, column))
        else:
            printed.append(row)
    return printed


def tree_of(view: TableView, side: SideView) -> CodeTree:
    """The coded rows of a side as a tree; each row hangs under the nearest printed code above it."""
    if id(side) not in view.trees:
        rows = _distinct_rows(view, side)
        children, roots = children_by_code([row.code for row in rows])
        view.trees[id(side)] = CodeTree(
            tuple(rows),
            tuple((rows[head], tuple(rows[row] for row in below)) for head, below in children.items()),
            tuple(rows[row] for row in roots),
        )
    return view.trees[id(side)]


def _distinct_rows(view: TableView, side: SideView) -> list[RowView]:
    """Coded rows, one per printed subject: a total row followed by its own details counts once."""
    rows: list[RowView] = []
    coded = [row for row in side.rows if row.code]
    index = 0
    while index < len(coded):
        run = [coded[index]]
        while index + len(run) < len(coded) and coded[index + len(run)].code == run[0].code:
            run.append(coded[index + len(run)])
        rows.extend(run[:1] if len(run) == 1 or _first_is_total(view, side, run) else run)
        index += len(run)
    return rows


def _first_is_total(view: TableView, side: SideView, run: list[RowView]) -> bool:
    for column in side.values:
        first = view.figure(side, run[0], column)
        if first is None or first.value == 0:
            continue
        rest = figures_of(view, side, run[1:], column)
        return bool(rest) and total_of(first, rest).judge() != "broken"
    return all(_same_row(view, side, run[0], other) for other in run[1:])


def _same_row(view: TableView, side: SideView, one: RowView, other: RowView) -> bool:
    cells = view.table.rows
    return all(cells[one.index][c.index] == cells[other.index][c.index] for c in side.values)
