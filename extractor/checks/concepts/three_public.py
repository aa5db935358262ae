"""三公 tables: items as columns or as rows, one period or several."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gouji.checks.concepts.binding import Binding, bind, derived_sum, total_row
from gouji.domain.concepts import THREE_PUBLIC
from gouji.domain.headers import CHANGE, MEASURE
from gouji.domain.numbering import without_number
from gouji.domain.totals import BARE, total_level
from gouji.normalise import fold
from gouji.relations.table_view import ColumnView, RowView, SideView, TableView
from gouji.schemas.record import DocType

_YEAR_CELL = re.compile(r"(20\d\d)年?度?(?:(?:年初)?预算|决算|执行)?数?")


def period_of(path: tuple[str, ...], doc_type: DocType | None, year: int | None) -> str:
    """Whose figure a 三公 column gives: ``current``, ``prior``, ``executed``, ``budget``, ``other``, or a ``change``."""
    head = "".join(path)
    if CHANGE.search(head):
        return "change"
    years = [int(y) for y in re.findall(r"(20\d\d)", head)]
    own = not years or year is None or years[0] == year
    if "上年结转" in head:
        return "other"
    if "上年" in head or (years and year is not None and years[0] == year - 1):
        return "executed" if "执行" in head or "决算" in head else "prior"
    if not own:
        return "other"
    if doc_type == "final_accounts":
        return "budget" if "预算数" in head or re.search(r"预算$", head) else "current"
    return "executed" if "执行" in head else "current"


def three_item(label: str) -> str | None:
    """The 三公 item that a label names (``abroad``, ``vehicle`` …)."""
    for item, pattern in THREE_PUBLIC:
        if pattern.search(label):
            return item
    return None


def bind_three_public(view: TableView, doc_type: DocType | None, year: int | None) -> Iterator[Binding]:
    """三公 table, items as columns or as rows, one period or several."""
    for side in view.sides:
        if any(three_item(c.leaf) == "reception" or "公务接待" in "".join(c.path) for c in side.values):
            yield from _three_columns(view, side, doc_type, year)
        else:
            yield from _three_rows(view, side, doc_type, year)


def _three_columns(
    view: TableView, side: SideView, doc_type: DocType | None, year: int | None
) -> Iterator[Binding]:
    row = total_row(view, side)
    for column in side.values:
        item = _three_column_item(column, side)
        if item is None:
            continue
        concept = f"agency.total@{period_of(column.path, doc_type, year)}"
        if item != "agency":
            concept = f"three.{item}@{period_of(column.path, doc_type, year)}"
        elif concept.endswith("@current"):
            concept = "agency.total"
        if row is not None:
            yield from bind(view, concept, view.figure(side, row, column), row.label)
            continue
        rows = _rows_of_the_year(view, side, year)
        figures = [f for r in rows if (f := view.figure(side, r, column)) is not None]
        if len(rows) == 1:
            yield from bind(view, concept, next(iter(figures), None), rows[0].label)
            continue
        figure = derived_sum(view, figures, f"各行之和/{'/'.join(column.path)}", column.index)
        if figure is not None:
            yield Binding(concept, figure, view.id)


def _rows_of_the_year(view: TableView, side: SideView, year: int | None) -> list[RowView]:
    """The rows that make up the year's figures: where a column prints years, those of the document's own year."""
    dated = {
        row.index: found for row in side.rows if (found := _year_of(view.table.rows[row.index])) is not None
    }
    return [row for row in side.rows if not dated or (year is not None and dated.get(row.index) == year)]


def _year_of(cells: Sequence[str | None]) -> int | None:
    """The year that a row is about, where one of its cells is nothing else: 2026年, 2026年预算数."""
    found = (_YEAR_CELL.fullmatch(fold(cell)) for cell in cells if cell)
    return next((int(match.group(1)) for match in found if match is not None), None)


def _three_column_item(column: ColumnView, side: SideView) -> str | None:
    """The item of a column; a 合计 with 会议费 and 培训费 beside it is that of a ``wide`` table, not of 三公."""
    names = [part for part in column.path if not MEASURE.search(part)]
    if any("运行经费" in n and "机关" in n for n in names):
        return "agency"
    for depth, name in reversed(list(enumerate(names))):
        if total_level(name) in BARE:
            continue
        item = three_item(name)
        if item == "total" and depth < len(names) - 1 and _holds_others(names[: depth + 1], side):
            return "wide"
        if item is not None:
            return item
    if not names or total_level(names[-1]) not in BARE:
        return None
    return "wide" if _holds_others(names[:-1], side) else "total"


def _holds_others(above: Sequence[str], side: SideView) -> bool:
    """Whether 会议费 or 培训费 stand under the same header labels."""
    return any(
        three_item(c.leaf) in ("meeting", "training") and list(c.path[: len(above)]) == list(above)
        for c in side.values
    )


def _three_rows(
    view: TableView, side: SideView, doc_type: DocType | None, year: int | None
) -> Iterator[Binding]:
    seen: set[str] = set()
    current = [c for c in side.values if period_of(c.path, doc_type, year) == "current"]
    column = next((c for c in current if c.is_total), current[0] if current else None)
    if column is None:
        return
    prior = [c for c in side.values if period_of(c.path, doc_type, year) in ("prior", "budget")]
    for row in side.rows:
        item = three_item(without_number(row.name, of_which=True))
        if row.kind == "grand" and not item:
            item = "total"
        if item is None or item in seen:
            continue
        seen.add(item)
        yield from bind(view, f"three.{item}@current", view.figure(side, row, column), row.label)
        for other in prior[:1]:
            period = period_of(other.path, doc_type, year)
            yield from bind(view, f"three.{item}@{period}", view.figure(side, row, other), row.label)
