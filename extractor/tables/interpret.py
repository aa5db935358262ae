"""Grids to tables: what the cells mean.

Takes table regions, gives :class:`gouji.schemas.record.Table` values: kind, header paths, data rows in the
normal form of the gold labels, evidence of every cell, notes, and how each doubtful point was decided.
Forms (绩效目标表, 绩效自评表) go through :mod:`gouji.tables.forms`; rows that a converter shifted through
:mod:`gouji.tables.indicator_rows` (by the vocabulary of indicator tables) and
:mod:`gouji.tables.amount_rows` (by the accounting identities).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gouji.domain.kinds import FORM_KINDS, kind_of_table
from gouji.domain.table_words import holds_money
from gouji.domain.totals import TotalLevel, is_total, total_level
from gouji.domain.units import bare_unit, label_unit
from gouji.figures import amount, figure_under, is_blank_mark, is_cut_figure, is_odd_figure, plain_number
from gouji.grids.grid import Grid, TableRegion
from gouji.isolation import Isolation, Part, strictly
from gouji.normalise import fold
from gouji.schemas.record import Evidence, Layout, Leftover, Place, Table, TableKind
from gouji.tables.amount_rows import realign_amounts
from gouji.tables.body import Body, Slot, assemble, join_torn_rows
from gouji.tables.forms import Form, split_form
from gouji.tables.headers import ColumnPath
from gouji.tables.indicator_rows import realign_indicators
from gouji.tables.settings import TABLES, TableSettings

EMPTY_NOTE = re.compile(r"空表|无(?:数据|相关|此项)|没有|无\S{0,30}(?:预算|支出|拨款|安排)|不涉及")
ODD_FIGURE = "数字栏里不是单纯的数字，请对照原文核对"
NO_UNIT_KINDS = frozenset({TableKind.ENTITY_LIST})


def read_tables(
    regions: Sequence[TableRegion],
    isolation: Isolation | None = None,
    settings: TableSettings = TABLES,
    first: int = 1,
) -> list[Table]:
    """All tables of a document, numbered ``t01``, ``t02``, … in document order, from ``first`` on.

    A table that fails stands without rows, and ``isolation`` lists it as unread; without ``isolation`` errors pass.
    """
    isolation = isolation or strictly()
    found: list[Table] = []
    for index, region in enumerate(regions, start=first):
        table_id = f"t{index:02d}"
        part = Part(f"表格 {table_id}（{region.title or '无标题'}）", table=table_id)
        bare = _bare(region, table_id)
        found.append(isolation.run(part, bare, read_table, region, table_id, settings))
    return found


def _bare(region: TableRegion, table_id: str) -> Table:
    """What stands for a table whose cells could not be read."""
    return Table(
        id=table_id,
        kind=TableKind.OTHER,
        title=region.title,
        number=region.number,
        unit=region.unit,
        where=region.where,
        columns=[],
        rows=[],
        notes=list(region.notes),
        leftovers=_figures(region.grids),
    )


def _figures(grids: Sequence[Grid]) -> list[Leftover]:
    """The cells of grids that print nothing but a figure, a merged cell once."""
    cells = {id(cell): cell for grid in grids for row in grid.rows for cell in row if cell.places}
    return [Leftover(text=c.text, place=c.places[0]) for c in cells.values() if plain_number(c.text)]


def read_table(region: TableRegion, table_id: str, settings: TableSettings = TABLES) -> Table:
    """One table from its region."""
    form = split_form(region, settings)
    body = form.body if form else assemble(region.grids, settings)
    kind = kind_of_table(region.title, body.columns)
    if form:
        kind = kind if kind in FORM_KINDS else TableKind.PROJECT_PERFORMANCE
    elif kind in FORM_KINDS:
        if body.spans_known:
            join_torn_rows(body, settings, words_only=True)
        realign_indicators(body, settings)
    else:
        join_torn_rows(body, settings)
        realign_amounts(body, settings)
        _fill_undrawn(body, kind)
        if kind not in NO_UNIT_KINDS:
            _read_odd_figures(body, _unit_of(region, body, form))
    return _table(region, table_id, kind, body, form)


def _read_odd_figures(body: Body, unit: str | None) -> None:
    """Read what stands in a column of figures with marks around it (¥, 万元, ①), and doubt what is no figure at all.

    ``########``, ``#REF!``, 壹仟, ``1.25E+03`` and words are none.  A dash says that there is nothing, a percentage is a
    figure, a label or a unit repeats the header.
    """
    under: list[str] = []
    for col, path in enumerate(body.columns):
        printed = [
            (row[col], text) for row in body.rows if (text := row[col].value) and not is_blank_mark(text)
        ]
        odd = [(slot, text) for slot, text in printed if plain_number(text) is None and amount(text) is None]
        like = sum(is_odd_figure(text) for _, text in odd)
        money = all(holds_money(label) for label in path)
        if not money or 2 * (len(printed) - len(odd) + like) < len(printed):
            continue
        for slot in (slot for slot, _ in printed if is_cut_figure(slot.text)):
            slot.doubt = slot.doubt or ODD_FIGURE
        labels = {fold(label) for label in path}
        own = next((said for label in path if (said := label_unit(label)) is not None), unit)
        for slot, text in odd:
            if slot.doubt or fold(text) in labels or bare_unit(text) is not None:
                continue
            digits = figure_under(text, own)
            if digits is None:
                slot.doubt = ODD_FIGURE
            else:
                slot.text = digits
                under.append(text)
    if under:
        body.decisions.append(
            f"数字前后的附加符号不属于数字，按其中的数字读取：“{under[0]}”等 {len(under)} 处"
        )


def _fill_undrawn(body: Body, kind: TableKind) -> None:
    """Repeat merged leading cells on each row that they cover, over a page end and where no spans are drawn.

    Those drawn within a page were repeated when their rows were put under the header (:mod:`gouji.tables.body`).
    """
    if body.spans_known:
        _fill_over_page_end(body)
        return
    _fill_groups(body)
    if kind in (TableKind.PROCUREMENT, TableKind.PROJECT_EXPENDITURE):
        _fill_blocks(body)


def _fill_over_page_end(body: Body) -> None:
    """Merged cells that a page end cut stand on the rows of the next page too, but for a total."""
    for row in body.rows:
        if not any(is_total(slot.text) for slot in row if slot.text):
            row[:] = [Slot(s.above.text, list(s.above.places)) if s.above and not s.text else s for s in row]


def _fill_groups(body: Body) -> None:
    """A label whose first row is its 小计 covers the rows below it (收入预算总表 by 资金来源)."""
    for above, row in zip(body.rows, body.rows[1:], strict=False):
        if len(row) < 3 or row[0].text or not row[1].text or not above[0].text:
            continue
        opener = next(r for r in body.rows if r[0].places == above[0].places)
        if total_level(opener[1].text) is TotalLevel.SUBTOTAL:
            row[0] = Slot(above[0].text, list(above[0].places))


def _fill_blocks(body: Body) -> None:
    """Rows of one project or unit that print it once (procurement, project lists).

    The row has no leading cell, and the row above has these and all that this one fills: below a
    subtotal line (一、货物) the leading cells are empty, not merged.
    """
    for above, row in zip(body.rows, body.rows[1:], strict=False):
        first = next((col for col, slot in enumerate(row) if slot.text), 0)
        lead = range(first)
        begun = all(above[col].text for col, slot in enumerate(row) if slot.text)
        closes = any(is_total(slot.text) for slot in [*row, *above] if slot.text)
        if first and begun and not closes and all(above[col].text for col in lead):
            for col in lead:
                row[col] = Slot(above[col].text, list(above[col].places))


def _table(region: TableRegion, table_id: str, kind: TableKind, body: Body, form: Form | None) -> Table:
    rows = [[slot.value for slot in row] for row in body.rows]
    unit = _unit_of(region, body, form)
    return Table(
        id=table_id,
        kind=kind,
        title=region.title,
        number=region.number,
        unit=None if kind in NO_UNIT_KINDS else unit,
        where=region.where,
        columns=[path or [""] for path in body.columns],
        rows=rows,
        notes=list(region.notes),
        is_empty=_is_empty(rows, body.columns, region.notes),
        form=form.fields if form else None,
        evidence=[[_evidence(slot) for slot in row] for row in body.rows],
        form_evidence=form.evidence if form else {},
        leftovers=body.leftovers,
        decisions=[*region.decisions, *body.decisions],
        layout=_layout(region.grids),
    )


def _unit_of(region: TableRegion, body: Body, form: Form | None) -> str | None:
    return region.unit or _unit_in(body.columns) or (form.unit if form else None) or region.common_unit


def _layout(grids: Sequence[Grid]) -> Layout:
    """What fixes the cells of a table: the least certain of its pieces speaks for all."""
    found = {grid.layout for grid in grids}
    return "inferred" if "inferred" in found or not found else grids[0].layout


def _unit_in(columns: list[ColumnPath]) -> str | None:
    """The unit that a header cell states, when all that state one agree."""
    units = {unit for path in columns for label in path if (unit := label_unit(label)) is not None}
    return units.pop() if len(units) == 1 else None


def _is_empty(rows: list[list[str | None]], columns: list[ColumnPath], notes: Sequence[str]) -> bool:
    """An empty table prints no figure but zeros; a table of words is never empty unless it has no row."""
    if not rows:
        return True
    figures = [value for row in rows for cell in row if (value := amount(cell)) is not None]
    if any(figures):
        return False
    has_words = sum(1 for row in rows for cell in row if cell and amount(cell) is None) > len(rows)
    return not has_words or any(EMPTY_NOTE.search(note) for note in notes)


def _evidence(slot: Slot) -> Evidence | None:
    """Evidence of a cell; an empty one has none unless it is not certain that it is empty."""
    found = evidence_of(slot.places) if slot.value is not None else None
    if not slot.doubt:
        return found
    found = found or Evidence(source=["table_parser"])
    return found.model_copy(update={"status": "review", "reasons": [*found.reasons, slot.doubt]})


def evidence_of(places: Sequence[Place]) -> Evidence | None:
    """Evidence of a value read by the table parser from these places, first piece first."""
    if not places:
        return None
    first, *rest = places
    return Evidence(
        page=first.page,
        bbox=first.bbox,
        line=first.line,
        span=first.span,
        address=first.address,
        also=list(rest),
        source=["table_parser"],
    )
