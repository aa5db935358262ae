"""A table of flat text (no tabs, no borders, empty cells gone) → :class:`~gouji.grids.grid.Grid`.

Takes the lines of one table without its caption and notes, page by page, and the kind that its title names; gives a
grid with known spans: header cells repeated where they cover several positions, each cell with the exact spans it was
put together from.  Figures that reached no cell are the grid's leftovers.

Where the header's print leaves the order of columns open, the rows' own sums decide (:func:`settled`).  A converter
prints a header line by line: a group over its own columns (公务用车购置及运行费 over 小计 购置费 运行费) stands higher than labels
that are set in the middle of the whole header, so that it may be printed before labels that stand left of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType

from gouji.domain.column_numbers import is_number_row
from gouji.domain.kinds import FORM_KINDS
from gouji.domain.numbering import item_number
from gouji.domain.totals import is_total
from gouji.figures import is_amount, is_figure, quantum, value_of
from gouji.grids.flat.forms import read_form
from gouji.grids.flat.header import FlatColumn, FlatHeader, read_header
from gouji.grids.flat.indicator_tables import is_indicator_header, read_indicator_rows
from gouji.grids.flat.lists import is_list, read_list_rows
from gouji.grids.flat.rows import (
    EMPTY_TABLE,
    FlatRows,
    RawRow,
    assemble,
    is_grouped,
    read_grouped_rows,
    read_rows,
)
from gouji.grids.flat.stated import StatedAmounts
from gouji.grids.flat.tokens import Tokens, cell_of, tokens_of
from gouji.grids.flat.two_sided import is_sided, read_sided_rows
from gouji.grids.grid import Grid
from gouji.grids.settings import FlatSettings
from gouji.layout.captions import is_furniture
from gouji.normalise import squash
from gouji.read.model import Cell, Line
from gouji.schemas.record import Leftover, Place, TableKind
from gouji.sums.header_sums import header_sums


def settled(columns: Sequence[FlatColumn], rows: Sequence[RawRow]) -> list[FlatColumn]:
    """The columns, a group moved where the sums of all whole rows ask for it; unchanged otherwise."""
    figures = [i for i, column in enumerate(columns) if column.role == "figure"]
    whole = [
        row
        for row in rows
        if len(row.figures) == len(figures) and all(is_figure(p.bare) for p in row.figures)
    ]
    if not whole or not figures or figures != list(range(figures[0], figures[-1] + 1)):
        return list(columns)
    inside = [columns[i] for i in figures]
    best, fewest = inside, _failing(inside, whole)
    for order in _orders(inside) if fewest else ():
        failing = _failing(order, whole)
        if failing < fewest:
            best, fewest = order, failing
    return [*columns[: figures[0]], *best, *columns[figures[-1] + 1 :]]


def _failing(columns: Sequence[FlatColumn], rows: Sequence[RawRow]) -> int:
    """How many sums of whole rows fail under this order of the columns."""
    identities = header_sums([column.path for column in columns])
    failing = 0
    for row in rows:
        values = [value_of(token.bare) for token in row.figures]
        step = min(quantum(token.bare) for token in row.figures)
        for identity in identities:
            gap = values[identity.total] - sum((values[i] for i in identity.parts), Decimal(0))
            failing += abs(gap) > step * (len(identity.parts) + 1) / 2
    return failing


def _orders(columns: Sequence[FlatColumn]) -> Iterator[list[FlatColumn]]:
    """The columns with one group moved to another place among its siblings."""
    for depth in range(max(len(column.nodes) for column in columns)):
        for start, stop in _groups_at(columns, depth):
            if len(columns[start].nodes) <= depth + 1:
                continue
            group, others = list(columns[start:stop]), [*columns[:start], *columns[stop:]]
            above = columns[start].nodes[:depth]
            for at in range(len(others) + 1):
                near = [c for c in others[max(0, at - 1) : at + 1] if _under(c, above)]
                splits = 0 < at < len(others) and _same(others[at - 1], others[at], depth)
                if near and not splits and at != start:
                    yield [*others[:at], *group, *others[at:]]


def _groups_at(columns: Sequence[FlatColumn], depth: int) -> list[tuple[int, int]]:
    """Neighbouring columns under the same header cell at a level."""
    runs: list[tuple[int, int]] = []
    for index in range(len(columns)):
        if runs and _same(columns[index - 1], columns[index], depth):
            runs[-1] = (runs[-1][0], index + 1)
        else:
            runs.append((index, index + 1))
    return runs


def _same(left: FlatColumn, right: FlatColumn, depth: int) -> bool:
    return len(left.nodes) > depth and len(right.nodes) > depth and left.nodes[depth] is right.nodes[depth]


def _under(column: FlatColumn, above: Sequence[object]) -> bool:
    return all(a is b for a, b in zip(column.nodes, above, strict=False)) and len(column.nodes) > len(above)


_CODE_NAME = re.compile(r"^(?:\d{3}|\d{5,9}|[0-9A-Z]{12,25})\s*[\u4e00-\u9fff（(]")
_PART_NAME = re.compile(r"^\d{2}\s+[\u4e00-\u9fff（(]|^\d{3}(?:\s+\d{2}){0,2}\s+[\u4e00-\u9fff（(]")
_LISTED = re.compile(r"^\d{1,3}\s+\S*[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class FlatPages:
    """The lines of a table: header of the first page, body lines of all pages (repeated headers left out)."""

    header: tuple[Line, ...]
    body: tuple[Line, ...]


def split_pages(pages: Sequence[Sequence[Line]]) -> FlatPages:
    """FlatHeader and body lines of a table printed on one or several pages."""
    first = [line for line in pages[0] if squash(line.text)]
    height = header_height(first)
    header, body = first[:height], first[height:]
    known = "".join(squash(line.text) for line in header)
    for page in pages[1:]:
        lines = [line for line in page if squash(line.text)]
        repeated = 0
        while (
            repeated < len(lines)
            and squash(lines[repeated].text) in known
            and not is_data_line(lines[repeated])
        ):
            repeated += 1
        body.extend(lines[repeated:])
    rows = [line for line in _without_page_tops(header, body) if not is_column_numbers(line)]
    return FlatPages(tuple(header), tuple(rows))


def _without_page_tops(header: Sequence[Line], body: Sequence[Line]) -> list[Line]:
    """The body without headers repeated inside it (a page's top under which no caption stands), nor what stands
    above them: department and unit."""
    texts = {squash(line.text) for line in header}
    out: list[Line] = []
    index = 0
    while index < len(body):
        size = 0
        while index + size < len(body) and (
            squash(body[index + size].text) in texts or (size and is_column_numbers(body[index + size]))
        ):
            size += 1
        if size and (size > 1 or size == len(texts)) and not is_data_line(body[index]):
            while out and is_furniture(out[-1].text):
                out.pop()
            index += size
        else:
            out.append(body[index])
            index += 1
    return out


def header_height(lines: Sequence[Line]) -> int:
    """How many lines stand above the first row of data."""
    for index, line in enumerate(lines):
        if is_data_line(line) and not is_column_numbers(line):
            return index
    return len(lines)


def is_data_line(line: Line) -> bool:
    """Whether a line can only be data: a figure, a code with a name, an enumerated name, a listed name."""
    text = line.text.strip()
    tokens = [token.bare for token in tokens_of(line)]
    if not tokens:
        return False
    if any(is_amount(token) for token in tokens) or EMPTY_TABLE.match(squash(text)):
        return True
    if is_total(tokens[0]) and len(tokens) > 1 and all(is_figure(token) for token in tokens[1:]):
        return True
    if len(tokens) > 1 and all(is_figure(token) for token in tokens):
        return True
    return bool(
        _CODE_NAME.match(text) or _PART_NAME.match(text) or _LISTED.match(text) or item_number(squash(text))
    ) and not re.match(r"^(?:19|20)\d\d\s*年", text)


def is_column_numbers(line: Line) -> bool:
    """Whether a line numbers the columns: what the flattening left of them, three at least without a word."""
    tokens = [token.bare for token in tokens_of(line)]
    return is_number_row(tokens, inside=True)


def read_flat_table(
    pages: Sequence[Sequence[Line]],
    kind: TableKind | None,
    stated: StatedAmounts = MappingProxyType({}),
    *,
    settings: FlatSettings,
) -> Grid | None:
    """The grid of a flat table, ``None`` when its lines show no columns.

    ``stated`` are the sources of revenue with the amounts that the tables read before it state.
    """
    if kind in FORM_KINDS:
        lines = [line for page in pages for line in page if squash(line.text)]
        columns = _columns_above(lines, kind, settings)
        form = None if is_indicator_header(columns) else read_form(lines, kind, settings)
        if form is not None:
            cells = _cells(form)
            return Grid(rows=tuple(cells), leftovers=tuple(leftovers(cells, lines)))
    split = split_pages(pages)
    header_lines = [line for line in split.header if not is_column_numbers(line)]
    header = read_header([token for line in header_lines for token in tokens_of(line)], kind, settings)
    if len(header.columns) < 2:
        return None
    body = [*_rest_lines(header), *split.body]
    if is_grouped(body, header.columns):
        columns, rows = read_grouped_rows(body, header.columns)
        header = FlatHeader(tuple(columns))
    else:
        if not is_sided(header.columns) and not is_list(header.columns):
            header = FlatHeader(tuple(settled(header.columns, assemble(body, header.columns))))
        rows = _rows(body, header, kind, stated, settings)
    return _grid(header, rows, [*header_lines, *split.body])


def _columns_above(
    lines: Sequence[Line], kind: TableKind | None, settings: FlatSettings
) -> Sequence[FlatColumn]:
    header = lines[: header_height(lines)]
    return read_header([token for line in header for token in tokens_of(line)], kind, settings).columns


def _cells(
    rows: Sequence[Sequence[Tokens]], doubts: Sequence[Mapping[int, str]] = ()
) -> list[tuple[Cell, ...]]:
    """Cells of rows; the same tokens give the same object, so that repeated merged cells stay one."""
    made: dict[Tokens, Cell] = {}
    out: list[tuple[Cell, ...]] = []
    for index, row in enumerate(rows):
        cells = [made.setdefault(tokens, cell_of(tokens)) for tokens in row]
        for column, why in (doubts[index] if index < len(doubts) else {}).items():
            cells[column] = replace(cells[column], doubt=why)
        out.append(tuple(cells))
    return out


def _rows(
    body: Sequence[Line],
    header: FlatHeader,
    kind: TableKind | None,
    stated: StatedAmounts,
    settings: FlatSettings,
) -> FlatRows:
    if is_indicator_header(header.columns):
        return read_indicator_rows(body, header.columns, settings)
    if is_sided(header.columns):
        return read_sided_rows(body, header.columns, settings)
    if is_list(header.columns):
        return read_list_rows(body, header.columns, kind, stated, settings)
    return read_rows(body, header.columns, kind, stated, settings=settings)


def _rest_lines(header: FlatHeader) -> list[Line]:
    """The lines of the total row that stood at the header's end."""
    lines: list[Line] = []
    for token in header.rest:
        if token.line not in lines:
            lines.append(token.line)
    return lines


def _grid(header: FlatHeader, rows: FlatRows, lines: Sequence[Line]) -> Grid:
    head = header.rows()
    cells = [*head, *_cells(rows.rows, rows.doubts)]
    return Grid(
        rows=tuple(cells),
        spans_known=True,
        header_rows=len(head),
        decisions=rows.decisions,
        leftovers=tuple(leftovers(cells, lines)),
    )


def leftovers(rows: Sequence[Sequence[Cell]], lines: Sequence[Line]) -> list[Leftover]:
    """The figures of the lines that stand in no cell."""
    covered: dict[int, list[tuple[int, int]]] = {}
    for place in {
        place_key: place for row in rows for cell in row for place_key, place in _places(cell)
    }.values():
        if place.line is not None and place.span is not None:
            covered.setdefault(place.line, []).append(place.span)
    found = []
    for line in lines:
        spans = covered.get(line.number, [])
        for token in tokens_of(line):
            if is_figure(token.bare) and not any(a <= token.start and token.end <= b for a, b in spans):
                found.append(
                    Leftover(text=token.text, place=Place(line=line.number, span=(token.start, token.end)))
                )
    return found


def _places(cell: Cell) -> list[tuple[tuple[int | None, tuple[int, int] | None], Place]]:
    return [((place.line, place.span), place) for place in cell.places]
