"""Data rows of a table: pieces of several pages put under one header, torn rows made whole.

Takes the grids of one region, gives one :class:`Body`: header paths and rows of :class:`Slot`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from gouji.domain.headers import DATA_MARK, WHOLE_ITEM
from gouji.domain.totals import is_total
from gouji.figures import cell_text, plain_number
from gouji.grids.grid import Grid
from gouji.normalise import fold
from gouji.read.model import Cell
from gouji.schemas.record import Leftover, Place
from gouji.tables.headers import (
    ColumnPath,
    GridRow,
    code_part_row,
    filled,
    has_figures,
    header_height,
    header_paths,
    is_column_numbers,
)
from gouji.tables.settings import TableSettings


@dataclass(slots=True)
class Slot:
    """One cell of a data row while it is being put together: printed pieces and their places."""

    text: str = ""
    places: list[Place] = field(default_factory=list)
    doubt: str = ""

    above: Slot | None = None
    """The merged cell at the foot of the page before, where a blank cell at a page's top may go on with it."""

    @property
    def value(self) -> str | None:
        return cell_text(self.text)

    def absorb(self, other: Slot) -> None:
        """Append the rest of a cell that a page end had torn."""
        self.text = f"{self.text}\n{other.text}" if self.text else other.text
        self.places.extend(other.places)


DataRow = list[Slot]


@dataclass(slots=True)
class Body:
    """A table between grid and record: columns, rows, and how doubtful points were decided."""

    columns: list[ColumnPath]
    rows: list[DataRow]
    breaks: list[int] = field(default_factory=list)
    """Indexes of the rows that are the first after a page end."""
    decisions: list[str] = field(default_factory=list)
    leftovers: list[Leftover] = field(default_factory=list)
    spans_known: bool = False
    open_cells: dict[int, Slot] = field(default_factory=dict)
    """The merged cells of the last row so far, by column: a page end may have cut them."""
    foot: dict[int, Cell] = field(default_factory=dict)
    """The printed cells of the last row so far, by column."""


def assemble(grids: tuple[Grid, ...], settings: TableSettings) -> Body:
    """Put the pieces of one table under the header of the first.

    A repeated header on a later page is dropped after it has shown which of its columns is which;
    a page without one is taken column by column.
    """
    body = Body(columns=[], rows=[])
    for grid in grids:
        _add(body, grid, settings)
    _drop_bare_columns(body)
    return body


def _add(body: Body, grid: Grid, settings: TableSettings) -> None:
    height = _height(body, grid, settings)
    paths = header_paths(grid, height)
    data = list(grid.rows[height:])
    body.decisions.extend(grid.decisions)
    body.leftovers.extend(grid.leftovers)
    if not body.columns:
        body.columns, body.spans_known = paths, grid.spans_known
        target = list(range(grid.n_cols))
    else:
        target = _targets(body, paths, grid.n_cols, height > 0)
        body.breaks.append(len(body.rows))
    for index, row in enumerate(data):
        if is_column_numbers(row, inside=index > 0):
            continue
        parts = code_part_row(row)
        for col in parts:
            body.columns[target[col]] = [*body.columns[target[col]], fold(row[col].text)]
        if _append(body, row, target, set(parts)):
            _mark_open(body, row, data[0], target)
    if body.breaks and body.breaks[-1] and data:
        _join_torn_block(body, data[0], target)
    last = grid.rows[-1] if grid.rows else ()
    body.foot = {target[col]: cell for col, cell in enumerate(last)}
    body.open_cells = {
        target[col]: _slot(cell) for col, cell in enumerate(last) if cell.rowspan > 1 and cell.text.strip()
    }


def _mark_open(body: Body, row: GridRow, first: GridRow, target: list[int]) -> None:
    """Mark the blank leading cells of a page's top that stand where the page before ended in a merged cell."""
    for col, cell in enumerate(row):
        if cell.text.strip() or cell is not first[col] or target[col] not in body.open_cells:
            return
        body.rows[-1][target[col]].above = body.open_cells[target[col]]


def _join_torn_block(body: Body, first: GridRow, target: list[int]) -> None:
    """Put together the merged leading cells that a page end cut in the middle of their text.

    The text runs below the row on the one page and begins above it on the next, in each cell that prints on both; and one
    cell prints on one of them only, or the longest breaks off.
    """
    lead: list[tuple[Cell, Cell, int]] = []
    for cell, column in zip(first, target, strict=True):
        above = body.foot.get(column)
        if above is None or cell.rowspan < 2 or above.rowspan < 2:
            break
        lead.append((above, cell, column))
    both = [(a, b) for a, b, _ in lead if a.text.strip() and b.text.strip()]
    if not both or not all(_runs_over(a, b, list(body.foot.values()), first) for a, b in both):
        return
    longest = max((a for a, _ in both), key=lambda cell: len(cell.text))
    if (
        all(bool(a.text.strip()) == bool(b.text.strip()) for a, b, _ in lead)
        and longest.text.rstrip()[-1] in "。；"
    ):
        return
    begins = body.breaks[-1]
    held = {column for a, b, column in lead if a.text.strip() and b.text.strip()}
    upper = [
        row for row in body.rows[:begins] if all(row[c].places == list(body.foot[c].places) for c in held)
    ]
    places = {column: list(b.places) for _, b, column in lead}
    lower = [row for row in body.rows[begins:] if all(row[c].places == places[c] for c in held)]
    for above, cell, column in lead:
        if above.text.strip() or cell.text.strip():
            whole = _halves(above, cell)
            for row in (*upper, *lower):
                row[column] = Slot(whole.text, list(whole.places), row[column].doubt)


def _halves(above: Cell, below: Cell) -> Slot:
    """A cell that a page end cut: the line in which it was cut may be printed on both pages, a half of it to be seen on each."""
    upper, lower = _slot(above), _slot(below)
    if not upper.text or not lower.text:
        return upper if upper.text else lower
    lines, rest = upper.text.split("\n"), lower.text.split("\n")
    if (
        _letters(lines[-1]) == _letters(rest[0])
        and len(rest[0]) >= len(lines[-1])
        and len(upper.places) == len(lines)
    ):
        upper = Slot("\n".join(lines[:-1]), upper.places[:-1])
    upper.absorb(lower)
    return upper


def _letters(line: str) -> str:
    return "".join(symbol for symbol in line if symbol.isalnum())


def _runs_over(above: Cell, below: Cell, foot: Sequence[Cell], head: Sequence[Cell]) -> bool:
    """Whether a text goes below what the last row of a page prints beside it, and on above the first row of the next."""
    ends = [c.places[-1].bbox[3] for c in foot if c.rowspan == 1 and c.places and c.places[-1].bbox]
    begins = [c.places[0].bbox[1] for c in head if c.rowspan == 1 and c.places and c.places[0].bbox]
    last, first = above.places[-1].bbox, below.places[0].bbox
    if not ends or not begins or last is None or first is None:
        return False
    return last[3] > max(ends) and first[1] < min(begins)


def _height(body: Body, grid: Grid, settings: TableSettings) -> int:
    """Header rows of a piece: on a later page only rows that repeat the first page's labels."""
    if not body.columns:
        return header_height(grid, settings)
    known = {fold(label) for path in body.columns for label in path}
    height = 0
    for depth, row in enumerate(grid.rows[: header_height(grid, settings)], start=1):
        labels = [text for _, text in filled(row)]
        if is_column_numbers(row) or sum(text in known for text in labels) >= settings.repeated * len(labels):
            height = depth
        else:
            break
    if not _covers_header(body, grid, height, settings):
        height = 0
    if not height and not body.rows and grid.rows and _completes_header(body, grid.rows[0]):
        return 1
    return height


def _covers_header(body: Body, grid: Grid, height: int, settings: TableSettings) -> bool:
    """A header that is printed again names most columns; one word of it (支出) may be the rest of a torn cell."""
    named = sum(1 for column in zip(*grid.rows[:height], strict=True) if any(c.text.strip() for c in column))
    return named >= settings.repeated * sum(1 for path in body.columns if path)


def _completes_header(body: Body, row: GridRow) -> bool:
    """The rest of header cells that a page end tore (``公务用车购置`` / ``费``); joined to the columns.

    A rest that a lost cell moved sideways goes to the neighbour whose label the others complete.
    """
    cells = filled(row)
    if not cells or any(len(text) > 4 or has_figures((row[col],)) for col, text in cells):
        return False
    if any(col >= len(body.columns) or not body.columns[col] for col, _ in cells):
        return False
    labels = [body.columns[col][-1] for col, _ in cells]
    usual = max(labels, key=labels.count)
    for col, text in cells:
        near = [c for c in (col, col + 1, col - 1) if 0 <= c < len(body.columns) and body.columns[c]]
        target = next((c for c in near if body.columns[c][-1] == usual), col)
        body.columns[target] = [*body.columns[target][:-1], body.columns[target][-1] + text]
    return True


def _targets(body: Body, paths: list[ColumnPath], width: int, has_header: bool) -> list[int]:
    """For each column of a later piece, the column of the table that it continues."""
    if not has_header:
        while len(body.columns) < width:
            body.columns.append([])
            for row in body.rows:
                row.append(Slot())
        return list(range(width))
    open_columns = list(range(len(body.columns)))
    keys = [_key(path) for path in body.columns]
    target: list[int] = []
    for col, path in enumerate(paths):
        match = next((c for c in open_columns if keys[c] == _key(path) and path), None)
        if match is None and path:
            match = next((c for c in open_columns if keys[c][-1:] == _key(path)[-1:]), None)
        if match is None:
            match = (
                col if col in open_columns else (open_columns[0] if open_columns else len(body.columns) - 1)
            )
        if match in open_columns:
            open_columns.remove(match)
        target.append(match)
    return target


def _key(path: ColumnPath) -> tuple[str, ...]:
    return tuple(fold(label) for label in path)


def _append(body: Body, row: GridRow, target: list[int], skip: set[int]) -> bool:
    """Add a data row unless it is blank; a cell merged over several columns stands in the first of them.

    One merged over several rows is the same cell in each row of the grid, so that its text is repeated here.
    """
    slots: DataRow = [Slot() for _ in body.columns]
    for col, cell in enumerate(row):
        if cell.doubt:
            slots[target[col]].doubt = cell.doubt
        if col in skip or not cell.text.strip() or (col and row[col - 1] is cell):
            continue
        slots[target[col]].absorb(_slot(cell))
    if not any(slot.text for slot in slots):
        return False
    body.rows.append(slots)
    return True


def _slot(cell: Cell) -> Slot:
    return Slot(text=cell.text, places=list(cell.places))


def _drop_bare_columns(body: Body) -> None:
    """Columns with neither label nor figure are an artefact of ragged rows."""
    keep = [
        col
        for col, path in enumerate(body.columns)
        if path or any(row[col].text for row in body.rows if col < len(row))
    ]
    body.columns = [body.columns[col] for col in keep]
    body.rows = [[row[col] if col < len(row) else Slot() for col in keep] for row in body.rows]


def _key_columns(body: Body, settings: TableSettings) -> set[int]:
    """Columns that nearly every row fills: the sign of a row of its own.

    Rows just after a page end are left out, since they may be halves.
    """
    whole = [row for index, row in enumerate(body.rows) if index not in body.breaks] or body.rows
    return {
        col
        for col in range(len(body.columns))
        if whole and sum(1 for row in whole if row[col].text) >= settings.key_share * len(whole)
    }


def join_torn_rows(body: Body, settings: TableSettings, words_only: bool = False) -> None:
    """Join a row that a page end tore in two: the second half has hardly a key and completes the first.

    ``words_only``: a half with a figure is a row of its own, whose merged cells stand on the page before.
    Only the first row after a page end can be such a half.
    """
    key = _key_columns(body, settings)
    for index in sorted(body.breaks, reverse=True):
        if not 0 < index < len(body.rows):
            continue
        before_row, after_row = body.rows[index - 1], body.rows[index]
        if words_only and any(plain_number(slot.text) for slot in after_row if slot.text):
            continue
        above = body.rows[index - 2] if index > 1 else None
        torn = _is_second_half(before_row, after_row, key, above)
        if torn or _lacks_ordinal(body, before_row, after_row, settings):
            for before, after in zip(before_row, after_row, strict=True):
                if _is_stray(before, after):
                    body.leftovers.append(Leftover(text=after.text, place=after.places[0]))
                elif after.text:
                    before.absorb(after)
            del body.rows[index]


def _lacks_ordinal(body: Body, before: DataRow, after: DataRow, settings: TableSettings) -> bool:
    """A row of words without the ordinal (一、 二、 …) that its columns carry: the end of the cell above.

    The cell above must have its ordinal and break off in the middle of a word.
    """
    cells = [col for col, slot in enumerate(after) if slot.text]
    if any(plain_number(after[col].text) or is_total(after[col].text) for col in cells):
        return False
    above = [fold(before[col].text) for col in cells]
    begun = all(DATA_MARK.match(text) and not WHOLE_ITEM.search(text) for text in above)
    odd = not any(DATA_MARK.match(fold(after[col].text)) for col in cells)
    return begun and odd and all(_is_ordinal_column(body, col, settings) for col in cells)


def _is_ordinal_column(body: Body, col: int, settings: TableSettings) -> bool:
    texts = [fold(row[col].text) for row in body.rows if row[col].text]
    return sum(bool(DATA_MARK.match(text)) for text in texts) >= settings.ordinal_share * len(texts)


def _is_stray(before: Slot, after: Slot) -> bool:
    """A digit that a page end left behind a figure which is whole without it."""
    begun, rest = plain_number(before.text), plain_number(after.text)
    return bool(begun and rest and rest.isdigit() and len(rest) <= 2 and _decimals(begun) >= 2)


def _is_second_half(before: DataRow, after: DataRow, key: set[int], above: DataRow | None) -> bool:
    """A half fills few of the key columns, only cells that the row above has begun, and no whole figure.

    ``above`` is the row above ``before``, whose 序号 tells whether that of ``before`` is whole.
    """
    cells = [col for col, slot in enumerate(after) if slot.text]
    if any(is_total(after[col].text) for col in cells):
        return False
    if not all(before[col].text for col in cells) or not _figures_complete(before, after, cells, above):
        return False
    if any(_is_whole(before[col]) and _is_whole(after[col]) for col in cells):
        return False
    shared = len(key & set(cells))
    few = 2 * shared <= len(key) and len(cells) < sum(1 for slot in before if slot.text)
    return few or (shared < len(key) and _has_torn_figure(before, after, cells))


def _is_whole(slot: Slot) -> bool:
    """Whether a cell reads like a complete item (``事业收入``), so that it neither breaks off nor completes."""
    return bool(WHOLE_ITEM.search(fold(slot.text)))


def _has_torn_figure(before: DataRow, after: DataRow, cells: list[int]) -> bool:
    """Whether a figure above has no decimals until the rest below completes them."""
    for col in cells:
        begun, whole = plain_number(before[col].text), plain_number(before[col].text + after[col].text)
        if begun and whole and _decimals(begun) == 0 and _decimals(whole) == 2:
            return True
    return False


def _figures_complete(before: DataRow, after: DataRow, cells: list[int], above: DataRow | None) -> bool:
    """Each torn figure or code (``2, 76`` / ``2.55``) is one only when joined to its first half."""
    for col in cells:
        rest, begun = plain_number(after[col].text), plain_number(before[col].text)
        if rest is None or begun is None or _is_stray(before[col], after[col]):
            continue
        if plain_number(before[col].text + after[col].text) is None or _decimals(begun) >= 2:
            return False
        last = plain_number(above[col].text) if above else None
        if _next_to(begun, rest) and not _next_to(last, begun + rest):
            return False  # the next 序号, unless both together follow the one above (11, 1|2)
    return True


def _next_to(number: str | None, other: str) -> bool:
    """Whether ``other`` is the running number after ``number``."""
    return bool(number and number.isdigit() and other.isdigit() and int(other) == int(number) + 1)


def _decimals(number: str) -> int:
    return len(number.rstrip("%").partition(".")[2])
