"""Expenditure tables: functional and economic classes, the total row and each coded row, by column role."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gouji.checks.concepts.binding import (
    ECONOMIC_SCOPE,
    FUNCTIONAL_SCOPE,
    TOTAL_PREFIX,
    Binding,
    bind,
    derived_sum,
    main_column,
    total_row,
)
from gouji.domain.headers import CHANGE
from gouji.relations.identity import Figure
from gouji.relations.table_view import ColumnView, RowView, SideView, TableView
from gouji.schemas.record import DocType


def bind_functional(view: TableView, doc_type: DocType | None, year: int | None) -> Iterator[Binding]:
    """Expenditure by functional class: the total row and each coded row, by column role."""
    scope = FUNCTIONAL_SCOPE[view.table.kind]
    prefix = TOTAL_PREFIX[scope]
    for side in view.sides:
        total = main_column(side, doc_type)
        grand = total_row(view, side)
        for column in _current(side.values, year):
            role = "total" if total is not None and column.index == total.index else column.role()
            if role is None:
                continue
            if grand is not None:
                name = f"{prefix}.year" if role == "total" else f"{prefix}.{role}"
                yield from bind(view, name, view.figure(side, grand, column), grand.label)
            for row in () if view.by_unit(side) else side.rows:
                if row.code and row is not grand:
                    name = f"func:{scope}:{row.code}:{role}"
                    yield from bind(view, name, view.figure(side, row, column), row.label)


def _current(columns: tuple[ColumnView, ...], year: int | None) -> list[ColumnView]:
    """The columns of the document's own year, leaving out 上年, other years and what changed between years."""
    kept = []
    for column in columns:
        head = "".join(column.path)
        years = {int(y) for y in re.findall(r"(20\d\d)年?", head)}
        other = bool(years) and year is not None and year not in years
        if not other and "上年" not in head and not CHANGE.search(head):
            kept.append(column)
    return kept


_PROJECTS = re.compile("项目支出|专项")


def bind_economic(view: TableView, doc_type: DocType | None, year: int | None) -> Iterator[Binding]:
    """Basic expenditure by economic class: totals, 人员经费, 公用经费, and each coded row.

    Where the table of one fund has a column for it beside a 合计, that 合计 is of all funds.  With a column of projects
    the 合计 is of more than basic expenditure, and nothing is bound to it.
    """
    scope = ECONOMIC_SCOPE[view.table.kind]
    sides = view.sides
    projects = any(_PROJECTS.search("".join(c.path)) for side in sides for c in side.values)
    grands: dict[str, Figure] = {}
    for side in sides:
        total = main_column(side, doc_type)
        grand = side.find_total() or (total_row(view, side) if len(sides) == 1 else None)
        own = next((c for c in _current(side.values, year) if c.role() == scope), None)
        if own is not None and total is not None and own.index != total.index:
            if grand is not None and own.leaf not in view.title:
                yield from bind(view, "exp.basic", view.figure(side, grand, total), grand.label)
            total = own
        for column in _current(side.values, year):
            main = total is not None and column.index == total.index
            if main and projects:
                continue
            role = "total" if main else column.role()
            if grand is not None and role is not None:
                yield from _economic_total(view, side, grand, column, role, scope, grands)
            for row in side.rows if role is not None else ():
                if row.code and row is not grand:
                    name = f"econ:{scope}:{row.code}:{role}"
                    yield from bind(view, name, view.figure(side, row, column), row.label)
    if scope != "agency" and {"personnel", "public"} <= grands.keys() and f"{scope}.basic" not in grands:
        both = [grands["personnel"], grands["public"]]
        figure = derived_sum(view, both, "人员经费合计＋公用经费合计", 1)
        if figure is not None:
            yield Binding(f"{scope}.basic", figure, view.id)


def _economic_total(
    view: TableView,
    side: SideView,
    grand: RowView,
    column: ColumnView,
    role: str,
    scope: str,
    grands: dict[str, Figure],
) -> Iterator[Binding]:
    figure = view.figure(side, grand, column) or _to_the_right(view, side, grand)
    if figure is None:
        return
    if scope == "agency":
        concept = "agency.total" if role == "total" else ""
    elif "人员经费" in grand.name or "公用经费" in grand.name:
        role = "personnel" if "人员" in grand.name else "public"
        grands[role] = figure
        concept = f"{scope}.{role}"
    else:
        concept = f"{scope}.basic" if role == "total" else f"{scope}.{role}"
        grands[concept] = figure
    if concept:
        yield from bind(view, concept, figure, grand.label)


def _to_the_right(view: TableView, side: SideView, grand: RowView) -> Figure | None:
    """The figure of a total whose label stands in one block and whose figure in the next, unlabelled one."""
    later = view.sides[view.sides.index(side) + 1 :]
    if not later or any(other.rows[grand.index].name for other in later):
        return None
    return next((f for c in later[-1].values if (f := view.figure(later[-1], grand, c)) is not None), None)
