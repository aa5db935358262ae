"""The 财政拨款支出表 leaves out no class whose money is all from appropriations.

Example: 229 其他支出 has 109.50 of 财政拨款收入 and 109.50 of expenditure, and no row in the 财政拨款支出表.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, skipped, unsure
from gouji.domain import bases
from gouji.relations.identity import Figure, equal, show, total_of
from gouji.relations.table_view import ColumnView, SideView, TableView
from gouji.schemas.record import TableKind

_APPROPRIATION = "财政拨款"
_FEWEST = 2
"""Classes that a table must have before it is taken for a whole list."""
_CLASS = 3
"""Digits of the code of a class."""
_FUNDS = (TableKind.GOVERNMENT_FUND_EXPENDITURE, TableKind.STATE_CAPITAL_EXPENDITURE)


def left_out_class(context: Context) -> Outcomes:
    """Classes that the 收入 and the 支出总表 show as paid by appropriations alone, against the 财政拨款支出表."""
    lists = [
        (view, side)
        for view in context.of_kind(TableKind.APPROPRIATION_EXPENDITURE)
        for side in view.sides
        if len([row for row in side.rows if len(row.code) == _CLASS]) >= _FEWEST and not view.by_unit(side)
    ]
    paid = dict(_paid(context))
    if len(lists) != 1 or not paid:
        yield skipped("没有可以逐类核对的财政拨款收入、支出")
        return
    view, side = lists[0]
    listed = {row.code[:_CLASS] for row in side.rows if row.code}
    for code, (label, figures) in paid.items():
        if code in listed:
            yield Outcome("passed", scope=view.id)
        elif view.doubtful or not all(figure.sure for figure in figures):
            yield unsure(f"{view.title} 或 {label} 的读数待复核", view.id)
        elif any(other.table.rows and not other.table.is_empty for other in context.of_kind(*_FUNDS)):
            yield unsure(f"{label} 可能列在政府性基金或国有资本经营预算表", view.id, rival="scope")
        else:
            yield _failed(view, side, label, figures)


RULES: Final = (
    Rule(
        "X33",
        Text("财政拨款支出表各类齐全", "No class left out of the appropriations"),
        left_out_class,
        basis=bases.COMPLETE_AND_EXACT,
        type="missing",
    ),
)


def _paid(context: Context) -> Iterator[tuple[str, tuple[str, tuple[Figure, ...]]]]:
    """Class → its label and figures, where all its income is appropriation and all of that is spent."""
    spent: dict[str, Figure] = {}
    for view in context.of_kind(TableKind.EXPENDITURE_SUMMARY):
        for side in view.sides:
            for row in side.rows if side.values and not view.by_unit(side) else ():
                figure = view.figure(side, row, side.values[0])
                if len(row.code) == _CLASS and figure is not None:
                    spent[row.code] = figure
    for view in context.of_kind(TableKind.REVENUE_SUMMARY):
        for side in view.sides:
            column = _appropriation(side)
            for row in side.rows if column is not None and not view.by_unit(side) else ():
                whole, own = (
                    view.figure(side, row, side.values[0]),
                    view.figure(side, row, column or side.values[0]),
                )
                cost = spent.get(row.code)
                if whole is None or own is None or cost is None or own.value == 0:
                    continue
                if all(equal(own, other).judge() == "holds" for other in (whole, cost)):
                    yield row.code, (row.label, (own, cost))


def _appropriation(side: SideView) -> ColumnView | None:
    """The column of all appropriations, which is not the total."""
    columns = [column for column in side.values[1:] if column.leaf.startswith(_APPROPRIATION)]
    return columns[0] if len(columns) == 1 else None


def _failed(view: TableView, side: SideView, label: str, figures: tuple[Figure, ...]) -> Outcome:
    row = side.find_total()
    total = view.figure(side, row, side.values[0]) if row is not None and side.values else None
    with_it = show(total_of(total, (total, figures[0])).expected, total.scale) if total is not None else None
    return Outcome(
        "failed",
        scope=view.id,
        message=Text(
            f"{view.title}没有列 {label}：收入总表该类全为财政拨款收入 {figures[0].printed}，支出总表该类支出 {figures[1].printed}"
            + (f"；合计 {total.printed}，计入后为 {with_it}" if total is not None else ""),
            f"{view.title} leaves out {label}: {figures[0].printed} of appropriations, {figures[1].printed} spent",
        ),
        figures=(*((total,) if total is not None else ()), *figures),
        expected=with_it,
        mechanism="code",
    )
