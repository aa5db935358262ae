"""收支总表, 财政拨款收支总表 and 收入总表: income by source, expenditure by class or by use."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gouji.checks.concepts.binding import TOTAL_PREFIX, Binding, bind, main_column, total_row
from gouji.domain.concepts import SOURCES
from gouji.domain.headers import SUBSET
from gouji.domain.numbering import HEADING, without_number
from gouji.domain.subjects import class_of_label
from gouji.domain.table_words import CARRY_ROW
from gouji.relations.table_view import ColumnView, RowView, SideView, TableView
from gouji.schemas.record import DocType, TableKind

K = TableKind


def source_of(label: str) -> str | None:
    """The income source that a label names (``general``, ``fund``, ``business`` …)."""
    bare = without_number(label)
    for source, pattern in SOURCES:
        if pattern.search(bare):
            return source
    return None


def bind_summary(view: TableView, doc_type: DocType | None, year: int | None) -> Iterator[Binding]:
    """收支总表 and 财政拨款收支总表: income rows, expenditure rows by class or by use."""
    app = view.table.kind == K.APPROPRIATION_SUMMARY
    for side in view.sides:
        outgoing = "支出" in side.name or (
            "收入" not in side.name and any("支出" in r.name for r in side.rows if r.kind != "item")
        )
        column = main_column(side, doc_type)
        if column is None:
            continue
        if outgoing:
            yield from _outgoing(view, side, column, app)
        else:
            yield from _incoming(view, side, column, app)


def _incoming(view: TableView, side: SideView, column: ColumnView, app: bool) -> Iterator[Binding]:
    prefix = "app.rev" if app else "rev"
    seen: set[str] = set()
    after_total = False
    for row in side.rows:
        figure = view.figure(side, row, column)
        name = _source_concept(row, prefix)
        if name is None or name in seen:
            continue
        after_total = after_total or name.endswith(".carry_in")
        if after_total and row.kind == "item" and not name.endswith(".carry_in"):
            continue
        seen.add(name)
        yield from bind(view, name, figure, row.label)


def _source_concept(row: RowView, prefix: str) -> str | None:
    if row.kind == "grand":
        return f"{prefix}.total"
    if row.kind == "subtotal" or without_number(row.name) == "本年收入":
        return f"{prefix}.year"
    source = source_of(row.name)
    return f"{prefix}.{source}" if source else None


_OUT_ITEMS = (
    ("basic", re.compile(rf"^(?:{HEADING})?基本支出$")),
    ("project", re.compile(rf"^(?:{HEADING})?项目支出$")),
    ("reserve", re.compile(r"机动经费")),
)
"""By use; 1.基本支出 is that of the class above it."""


def _outgoing(view: TableView, side: SideView, column: ColumnView, app: bool) -> Iterator[Binding]:
    prefix, scope = ("app.exp", "app") if app else ("exp", "all")
    for row in side.rows:
        figure = view.figure(side, row, column)
        general = next((c for c in side.values if c.role() == "general" and c.index != column.index), None)
        if row.kind == "grand":
            yield from bind(view, f"{prefix}.total", figure, row.label)
            if general is not None:
                yield from bind(view, "general.total", view.figure(side, row, general), row.label)
        elif row.kind == "subtotal" or without_number(row.name) == "本年支出":
            yield from bind(view, f"{prefix}.year", figure, row.label)
            if general is not None:
                yield from bind(view, "general.year", view.figure(side, row, general), row.label)
        elif CARRY_ROW.search(row.name):
            yield from bind(view, f"{prefix}.carry_out", figure, row.label)
        else:
            yield from _out_item(view, side, row, column, scope)


def _out_item(
    view: TableView, side: SideView, row: RowView, column: ColumnView, scope: str
) -> Iterator[Binding]:
    figure = view.figure(side, row, column)
    for name, pattern in _OUT_ITEMS:
        if pattern.search(row.name):
            yield from bind(view, f"{TOTAL_PREFIX[scope]}.{name}", figure, row.label)
            return
    code = class_of_label(row.name)
    if code is None:
        return
    yield from bind(view, f"func:{scope}:{code}:total", figure, row.label)
    general = next((c for c in side.values if c.role() == "general" and c.index != column.index), None)
    if general is not None:
        yield from bind(view, f"func:general:{code}:total", view.figure(side, row, general), row.label)


def bind_revenue(view: TableView, doc_type: DocType | None, year: int | None) -> Iterator[Binding]:
    """收入总表: the total row, column by column; or one row per source."""
    for side in view.sides[:1]:
        row = total_row(view, side)
        if row is None:
            continue
        carried = any(CARRY_ROW.search("".join(c.path)) for c in side.values)
        for column in side.values:
            if any(SUBSET.search(label) for label in column.path):
                continue
            figure = view.figure(side, row, column)
            concept = _revenue_concept(column, carried, doc_type)
            if concept is not None:
                yield from bind(view, concept, figure, row.label)


_USED = re.compile("使用|动用|弥补")
"""使用非财政拨款结余 is income of the year, carried over by nobody."""


def _revenue_concept(column: ColumnView, carried: bool, doc_type: DocType | None) -> str | None:
    joined = "".join(column.path)
    total = column.is_total
    if CARRY_ROW.search(joined) and not _USED.search(joined):
        return "rev.carry_in" if total or len(column.path) == 1 else None
    if "本年收入" in joined and total:
        return "rev.year"
    stated = column.leaf in ("金额", "预算数", "决算数")
    own = source_of(column.path[-2]) if (stated or total) and len(column.path) > 1 else None
    if own is not None:
        return f"rev.{own}"
    if total or stated:
        return "rev.total" if carried or doc_type != "final_accounts" else "rev.year"
    source = source_of(column.leaf)
    return f"rev.{source}" if source else None
