"""Form-shaped tables: head fields to ``form``, indicators to rows.

Takes a region whose grid has the indicator header (一级指标 … 三级指标, 指标内容) below other rows, gives a
:class:`Form`: the fields above it (and the 总分 row below) with their places, and a body with one row
per third-level indicator.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import takewhile

from gouji.domain.forms import (
    FUND_USE,
    GOAL_HEADS,
    INDICATOR_BLOCK,
    MATRIX_HEAD,
    TIME_HEAD,
    TOTAL_HEADS,
    TOTAL_SCORE,
    Group,
    group_of,
    is_key,
)
from gouji.domain.indicators import Role, role_of
from gouji.domain.units import label_unit
from gouji.figures import cell_text, plain_number
from gouji.grids.grid import Grid, TableRegion
from gouji.normalise import fold
from gouji.read.model import Cell
from gouji.schemas.record import Evidence, Place
from gouji.tables.body import Body, Slot, join_torn_rows
from gouji.tables.headers import GridRow, header_height, header_paths
from gouji.tables.indicator_rows import PrintedCell, column_roles, fill, place_rows
from gouji.tables.settings import TableSettings


@dataclass(slots=True)
class Form:
    """Head fields of a form by name, their places, the unit its labels state, and the indicator body."""

    body: Body
    slots: dict[str, Slot] = field(default_factory=dict)
    unit: str | None = None

    @property
    def fields(self) -> dict[str, str | None]:
        return {name: slot.value for name, slot in self.slots.items()}

    @property
    def evidence(self) -> dict[str, Evidence]:
        return {
            name: _evidence(slot.places) for name, slot in self.slots.items() if slot.places and slot.value
        }


def _evidence(places: list[Place]) -> Evidence:
    first, *rest = places
    return Evidence(**first.model_dump(), also=rest, source=["table_parser"])


@dataclass(slots=True)
class _HeadReader:
    """The state of reading head rows from top to bottom."""

    form: Form
    group: Group | None = None
    prefix: str = ""
    label: str = ""
    heads: list[tuple[int, str]] = field(default_factory=list)
    last: str | None = None
    heads_beside: list[tuple[int, str]] = field(default_factory=list)
    """Totals (年度资金总额) with their columns, over the labels below them."""


def split_form(region: TableRegion, settings: TableSettings) -> Form | None:
    """Read the region as a form, or ``None`` when its indicator header is its first row (a plain table)."""
    rows = [(row, grid) for grid in region.grids for row in grid.rows]
    header = next((i for i, (row, _) in enumerate(rows) if _is_indicator_header(row)), None)
    if header is None or header == 0 or not any(_is_head_row(row) for row, _ in rows[:header]):
        return None
    grid = rows[header][1]
    if any(
        cell is above and cell.text.strip() for cell, above in zip(rows[header][0], rows[0][0], strict=False)
    ):
        return None  # labels of the first row reach down to the indicator header: both are the header of one listing
    form = Form(body=Body(columns=[], rows=[], spans_known=grid.spans_known))
    if region.year:
        form.slots["年度"] = Slot(region.year)
    reader = _HeadReader(form)
    for row, _ in rows[:header]:
        _read_head_row(reader, cells_of(row))
    _read_indicators(form, rows[header:], grid, settings)
    return form


def cells_of(row: GridRow) -> list[PrintedCell]:
    """The distinct filled cells of a row with their columns."""
    return [
        PrintedCell(col, Slot(cell.text, list(cell.places)))
        for col, cell in enumerate(row)
        if cell.text.strip() and (col == 0 or row[col - 1] is not cell)
    ]


def _is_indicator_header(row: GridRow) -> bool:
    """Whether a row names a level of indicators and the indicators themselves (三级指标, 指标名称, 指标内容), or, where the levels
    stand within the names, 绩效指标 with its value and its unit or nature."""
    words = {fold(cell.text) for cell in row}
    roles = {role_of((word,)) for word in words}
    if words & {"一级指标", "二级指标"}:
        return Role.LEVEL3 in roles
    return "绩效指标" in words and Role.VALUE in roles and bool(roles & {Role.NATURE, Role.UNIT})


def _is_head_row(row: GridRow) -> bool:
    words = [fold(cell.text) for cell in row if cell.text]
    return any(is_key(word) or group_of(word) for word in words)


# ---- head fields ------------------------------------------------------------------------------


def _read_head_row(reader: _HeadReader, cells: list[PrintedCell]) -> None:
    if not cells:
        return
    first = fold(cells[0].slot.text)
    group = group_of(first)
    if group and not (is_key(first) and reader.group is None and len(cells) == 1):
        opens_again = first == reader.label
        reader.group, reader.prefix = group
        reader.label = first
        if reader.group is Group.GRID:
            reader.prefix = cell_text(cells[0].slot.text) or ""
        if not opens_again:
            reader.heads = []
        reader.form.unit = reader.form.unit or label_unit(first)
        cells = cells[1:]
    elif is_key(first) and cells[0].column == 0:
        reader.group, reader.prefix, reader.label = None, "", ""
    if reader.group is Group.MATRIX:
        _read_matrix(reader, cells)
    elif reader.group is Group.HEADS:
        _read_heads(reader, cells)
    elif reader.group is Group.GRID:
        _read_grid(reader, cells)
    else:
        _read_pairs(reader, cells)


def _put(reader: _HeadReader, name: str, slot: Slot | None) -> None:
    full = f"{reader.prefix}/{name}" if reader.prefix else name
    known = reader.form.slots.get(full)
    if slot is None:
        reader.form.slots.setdefault(full, Slot())
    elif known is None:
        reader.form.slots[full] = Slot(slot.text, list(slot.places))
    else:
        known.absorb(slot)


def _read_matrix(reader: _HeadReader, cells: list[PrintedCell]) -> None:
    """``年度资金总额 | 40 | 40 | 29.04 | …`` under the heads 年初预算数 全年预算数 全年执行数 …"""
    texts = [fold(cell.slot.text) for cell in cells]
    if texts and all(MATRIX_HEAD.search(text) for text in texts):
        reader.heads = [(c.column, cell_text(c.slot.text) or "") for c in cells]
        return
    if not reader.heads:
        _read_labelled(reader, cells)
        return
    if not cells:
        return
    label, values = (cell_text(cells[0].slot.text) or "").rstrip(":："), cells[1:]
    taken = {_nearest(reader.heads, cell.column): cell.slot for cell in values}
    for _, head in reader.heads:
        _put(reader, f"{label}/{head}", taken.get(head))


def _read_labelled(reader: _HeadReader, cells: list[PrintedCell]) -> None:
    """``年度资金总额： | 120.00`` without heads above: the target form of 财预〔2015〕88号.

    Where two columns of labels stand side by side (中期 and 年度), a label that has its figure already is
    named under the total of its own column.
    """
    key: str | None = None
    for cell in cells:
        if plain_number(cell.slot.text) is not None:
            _put(reader, key, cell.slot) if key is not None else None
            key = None
            continue
        key = (cell_text(cell.slot.text) or "").rstrip(":：")
        if key.endswith("总额"):
            reader.heads_beside.append((cell.column, key))
        known = reader.form.slots.get(key)
        if known is not None and known.text and reader.heads_beside:
            key = f"{_covering(reader.heads_beside, cell.column)}/{key}"
        _put(reader, key, None)


def _read_grid(reader: _HeadReader, cells: list[PrintedCell]) -> None:
    """``任务名称 | 主要内容 | 预算金额（万元）: 总额 财政拨款`` and rows below: ``年度主要任务/<name>/预算金额（万元）/总额``.

    A row that begins with the first head once more divides the heads.
    """
    if not cells:
        return
    name = cell_text(cells[0].slot.text) or ""
    if not reader.heads or name == reader.heads[0][1]:
        heads = dict(reader.heads)
        for cell in cells:
            head = cell_text(cell.slot.text) or ""
            above = _covering(reader.heads, cell.column) if reader.heads else ""
            reader.form.unit = reader.form.unit or label_unit(fold(head))
            heads[cell.column] = head if above in ("", head) else f"{above}/{head}"
        reader.heads = sorted(heads.items())
        return
    if plain_number(name) is not None:
        taken = {_covering(reader.heads, cell.column): cell.slot for cell in cells}
        for _, head in reader.heads:
            _put(reader, head, taken.get(head))
        return
    for cell in cells[1:]:
        _put(reader, f"{name}/{_covering(reader.heads, cell.column)}", cell.slot)


def _read_heads(reader: _HeadReader, cells: list[PrintedCell]) -> None:
    """``3月底 | 6月底 | 10月底`` and below ``25% | 50% | 100%``; a late head may stand beside its value."""
    index = 0
    while index < len(cells):
        text = fold(cells[index].slot.text)
        if TIME_HEAD.match(text) or text in GOAL_HEADS:
            name = cell_text(cells[index].slot.text) or ""
            following = cells[index + 1] if index + 1 < len(cells) else None
            alone = following is not None and not _is_sub_head(following) and len(cells) == 2
            if alone and following is not None:
                _put(reader, name, following.slot)
                index += 1
            else:
                reader.heads.append((cells[index].column, name))
                _put(reader, name, None)
        elif reader.heads and not (cells[index].column == 0 and text.startswith("(")):
            _put(reader, _covering(reader.heads, cells[index].column), cells[index].slot)
        elif not reader.heads and not reader.prefix and reader.label:
            _put(reader, reader.label, cells[index].slot)
        index += 1


def _is_sub_head(cell: PrintedCell) -> bool:
    text = fold(cell.slot.text)
    return bool(TIME_HEAD.match(text)) or text in GOAL_HEADS


def _read_pairs(reader: _HeadReader, cells: list[PrintedCell]) -> None:
    key: str | None = None
    for cell in cells:
        text = fold(cell.slot.text)
        if is_key(text):
            key = cell_text(cell.slot.text)
            reader.last = key
            _put(reader, key or "", None)
        elif TIME_HEAD.match(text) and key is None:
            key = cell_text(cell.slot.text)
            reader.prefix, reader.last = "资金支出计划", key
        elif key is not None:
            _put(reader, key, cell.slot)
        elif reader.group is Group.PAIRS and not reader.prefix:
            _put(reader, FUND_USE, cell.slot)
            reader.last = FUND_USE
        elif reader.last is not None:
            _put(reader, reader.last, cell.slot)
    if reader.prefix == "资金支出计划" and reader.group is not Group.HEADS:
        reader.prefix = ""


def _nearest(heads: list[tuple[int, str]], column: int) -> str:
    return min(heads, key=lambda head: abs(head[0] - column))[1]


def _covering(heads: list[tuple[int, str]], column: int) -> str:
    """The head that stands at or left of a column."""
    left = [head for head in heads if head[0] <= column]
    return (left[-1] if left else heads[0])[1]


# ---- indicator rows ---------------------------------------------------------------------------


def _read_indicators(
    form: Form, rows: list[tuple[GridRow, Grid]], grid: Grid, settings: TableSettings
) -> None:
    tail = Grid(rows=tuple(row for row, g in rows if g is grid), spans_known=grid.spans_known)
    height = max(
        header_height(tail, settings), 1
    )  # the row that names the levels is a header, whatever else it prints
    paths = header_paths(tail, height)
    block = list(
        takewhile(
            lambda col: bool(paths[col]) and INDICATOR_BLOCK.match(fold(paths[col][0])), range(len(paths))
        )
    )
    for col in block:
        match = INDICATOR_BLOCK.match(fold(paths[col][0]))
        if match and match.group(1):
            form.slots.setdefault("绩效指标", _points(rows[0][0][col], match.group(1)))
    own = own_columns(tail)
    named = [col for col, path in enumerate(paths) if path and col not in block and col in own]
    form.body.columns = [paths[col] for col in named]
    data, labels = _indicator_rows(form, rows[height:], named)
    place_rows(data, form.body, settings)
    if form.body.spans_known:
        join_torn_rows(form.body, settings)
    roles = column_roles(form.body)
    _labels_from_below(form.body, labels, roles)
    fill(form.body, roles, settings)


def _points(cell: Cell, points: str) -> Slot:
    return Slot(points, list(cell.places))


def _indicator_rows(
    form: Form, rows: list[tuple[GridRow, Grid]], named: list[int]
) -> tuple[list[list[PrintedCell]], set[int]]:
    """PrintedCell indicator rows with columns counted in the body; also which of them open a block.

    A block ends with an empty row (``……``) in the official form.  The 总分 row goes to the form; a
    header repeated on a later page is dropped once it has shown where its columns stand.
    """
    out: list[list[PrintedCell]] = []
    opening: set[int] = set()
    labels = [fold(path[-1]) for path in form.body.columns]
    position = {col: index for index, col in enumerate(named)}
    piece = rows[0][1] if rows else None
    for row, grid in rows:
        cells = cells_of(row)
        texts = [fold(cell.slot.text) for cell in cells]
        if grid is not piece:
            piece = grid
            form.body.breaks.append(len(out))
            position = _columns_of_page(grid, position)
        if not cells:
            opening.add(len(out))
        elif TOTAL_SCORE.match(texts[0]):
            _total_score(form, cells[1:])
        elif sum(text in labels for text in texts) >= max(2, len(texts) - 1):
            position = {c.column: labels.index(t) for c, t in zip(cells, texts, strict=True) if t in labels}
        elif form.body.spans_known and grid.spans_known:
            out.append(_spanned(row, sorted(position)))
        else:
            out.append([PrintedCell(_shifted(cell.column, position), cell.slot) for cell in cells])
    return out, opening


def own_columns(grid: Grid) -> list[int]:
    """Columns that are more than the right half of merged cells: a form's head is on a finer lattice."""
    if not grid.spans_known:
        return list(range(grid.n_cols))
    return [c for c in range(grid.n_cols) if c == 0 or any(row[c] is not row[c - 1] for row in grid.rows)]


def _columns_of_page(grid: Grid, position: dict[int, int]) -> dict[int, int]:
    """Where a page without a header of its own prints the body's columns: its own columns, the last ones.

    On a page too narrow for them they are the first ones that it has.
    """
    own = own_columns(grid)
    if not grid.spans_known:
        return position
    if len(own) < len(position):
        fits = max(position) < grid.n_cols
        return position if fits else dict(zip(own, sorted(position.values()), strict=False))
    columns = own[len(own) - len(position) :]
    return dict(zip(columns, sorted(position.values()), strict=True))


def _spanned(row: GridRow, named: list[int]) -> list[PrintedCell]:
    """Cells of a ruled row with merged cells repeated: the grid knows what they cover."""
    return [
        PrintedCell(index, Slot(row[col].text, list(row[col].places)))
        for index, col in enumerate(named)
        if row[col].text.strip() and (index == 0 or row[named[index - 1]] is not row[col])
    ]


def _shifted(column: int, position: dict[int, int]) -> int:
    """The body column of a printed column; columns outside the body keep their distance to it."""
    if column in position:
        return position[column]
    left = [col for col in position if col < column]
    return position[max(left)] + 1 if left else column - min(position)


def _total_score(form: Form, cells: list[PrintedCell]) -> None:
    for head, cell in zip(TOTAL_HEADS, cells[: len(TOTAL_HEADS)], strict=False):
        form.slots.setdefault(f"总分/{head}", cell.slot)


def _labels_from_below(body: Body, opening: set[int], roles: list[Role]) -> None:
    """A block whose first row lost its second-level label prints it on the next row (指标 2:)."""
    if Role.LEVEL2 not in roles or body.spans_known:
        return
    second = roles.index(Role.LEVEL2)
    for index in sorted(opening):
        if index + 1 < len(body.rows):
            row, below = body.rows[index], body.rows[index + 1]
            if row and not row[second].text and below[second].text and index + 1 not in opening:
                row[second] = Slot(below[second].text, list(below[second].places))
