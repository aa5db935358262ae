"""Sheets of a workbook → the lines and marked grids of a document: only what the workbook shows.

Takes :class:`Sheet` as a reader of one kind of file filled it, adds one grid a sheet.  Hidden sheets, rows and columns
are left out and said.  Rows and columns without a filled cell are not there, but that a blank row parts what stands
above it from what stands below; so the size that a sheet claims to have costs nothing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from gouji.read.blocks import TOO_LARGE, Blocks, cell_name
from gouji.read.model import Cell
from gouji.read.settings import OfficeSettings
from gouji.schemas.record import Address, Unread

NO_VALUE = "no_value"
UNCOUNTED = "公式没有保存计算结果，未读出"
NOTHING_SHOWN = ("工作簿里没有显示出来的内容", "换一份有内容的文件，或取消隐藏")
_HOW = "用 Excel 或 WPS 打开、保存后再读"


@dataclass(frozen=True, slots=True)
class SheetCell:
    """What one cell shows, the number that it holds where that has more digits, and why it is not certain."""

    text: str
    stored: str | None = None
    doubt: str = ""


Merged = tuple[int, int, int, int]
"""First row, first column, last row, last column, from 0."""


@dataclass(slots=True)
class Sheet:
    """One sheet while it is being read; rows and columns count from 0."""

    name: str
    is_hidden: bool = False
    cells: dict[tuple[int, int], SheetCell] = field(default_factory=dict)
    merged: list[Merged] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    blank_format: int = 0
    """Cells with a number that their format does not show."""
    cut_at: int | None = None
    """The row from which the sheet was not read: the document has too many cells."""

    def put(self, row: int, column: int, cell: SheetCell) -> bool:
        """Keep a cell that shows or hides something; whether it does."""
        is_filled = bool(cell.text.strip() or cell.doubt)
        if is_filled:
            self.cells[row, column] = cell
        return is_filled


def add_sheet(blocks: Blocks, sheet: Sheet) -> None:
    """The sheet as one grid; what of it could not be read goes to ``blocks.unread``."""
    settings = blocks.settings
    blocks.unread.extend(_not_read(sheet, settings))
    for part in _side_by_side(sheet):
        rows, columns = _shown(part)
        if len(rows) * len(columns) > settings.positions:
            detail = f"工作表“{sheet.name}”的单元格散布在 {len(rows)} 行 × {len(columns)} 列中，未读取"
            blocks.unread.append(Unread(reason=TOO_LARGE, detail=detail))
        elif rows:
            grid, origins = _grid(blocks, part, rows, columns)
            address = partial(_address_in, part, origins)
            blocks.add_grid(grid, address, sheet.name)


def _side_by_side(sheet: Sheet) -> list[Sheet]:
    """The tables that stand beside each other: blank columns between them, and over each a merged title of its width.

    Without such titles a blank column says nothing: forms leave some out.
    """
    filled = sorted({column for _, column in sheet.cells} - sheet.hidden_columns)
    if not filled:
        return [sheet]
    top = min(row for row, _ in sheet.cells)
    over = [(left, right) for first, left, _, right in sheet.merged if first == top and left < right]
    spans: list[tuple[int, int]] = []
    for left, right in sorted(over):
        if spans and left <= spans[-1][1] + 1:
            return [sheet]
        spans.append((left, right))
    inside = all(any(left <= column <= right for left, right in spans) for column in filled)
    within = all(any(a <= left and right <= b for a, b in spans) for _, left, _, right in sheet.merged)
    if len(spans) < 2 or not inside or not within:
        return [sheet]
    return [_between(sheet, left, right) for left, right in spans]


def _between(sheet: Sheet, left: int, right: int) -> Sheet:
    """The columns of a sheet from ``left`` to ``right``."""
    cells = {at: cell for at, cell in sheet.cells.items() if left <= at[1] <= right}
    merged = [area for area in sheet.merged if left <= area[1] <= right]
    return replace(sheet, cells=cells, merged=merged)


def _shown(sheet: Sheet) -> tuple[list[int], list[int]]:
    """The rows and columns with a filled cell that are not hidden; a gap between rows is one row of it."""
    filled = sorted({row for row, _ in sheet.cells} - sheet.hidden_rows)
    hidden = sorted(sheet.hidden_rows)
    rows: list[int] = []
    for row in filled:
        if rows and row - rows[-1] - 1 > bisect_left(hidden, row) - bisect_right(hidden, rows[-1]):
            rows.append(next(r for r in range(rows[-1] + 1, row) if r not in sheet.hidden_rows))
        rows.append(row)
    return rows, sorted({column for _, column in sheet.cells} - sheet.hidden_columns)


def _grid(
    blocks: Blocks, sheet: Sheet, rows: Sequence[int], columns: Sequence[int]
) -> tuple[list[list[Cell]], dict[tuple[int, int], tuple[int, int]]]:
    """The cells of the rows and columns shown, and where in the sheet each that is filled stands."""
    at_row = {row: at for at, row in enumerate(rows)}
    at_column = {column: at for at, column in enumerate(columns)}
    grid = [[Cell() for _ in columns] for _ in rows]
    origins: dict[tuple[int, int], tuple[int, int]] = {}
    for (row, column), cell in sheet.cells.items():
        if row in at_row and column in at_column:
            origins[at_row[row], at_column[column]] = row, column
            grid[at_row[row]][at_column[column]] = Cell(cell.text, doubt=cell.doubt)
    left = blocks.settings.positions
    for first_row, first_column, last_row, last_column in sheet.merged:
        own = sheet.cells.get((first_row, first_column))
        over = range(bisect_left(rows, first_row), bisect_right(rows, last_row))
        across = range(bisect_left(columns, first_column), bisect_right(columns, last_column))
        left -= len(over) * len(across)
        if left < 0:
            blocks.messages.append(f"工作表“{sheet.name}”的合并单元格太多或互相重叠，其余未按合并读取")
            break
        if own is None or not over or not across:
            continue
        merged = Cell(own.text, (), len(over), len(across), own.doubt)
        origins[over[0], across[0]] = first_row, first_column
        for row in over:
            grid[row][across[0] : across[-1] + 1] = [merged] * len(across)
    return grid, origins


def _address_in(
    sheet: Sheet, origins: dict[tuple[int, int], tuple[int, int]], at_row: int, at_column: int
) -> Address:
    row, column = origins[at_row, at_column]
    return Address(sheet=sheet.name, cell=cell_name(row, column), stored=sheet.cells[row, column].stored)


def _not_read(sheet: Sheet, settings: OfficeSettings) -> Iterator[Unread]:
    """What a reader could not give: formulas without a result, and the rest of a sheet that is too long."""
    names = [cell_name(*at) for at, cell in sheet.cells.items() if cell.doubt == UNCOUNTED]
    if names:
        some = "、".join(names[: settings.shown]) + (
            f" 等 {len(names)} 格" if len(names) > settings.shown else ""
        )
        detail = f"工作表“{sheet.name}”{some}的{UNCOUNTED}（{_HOW}）"
        yield Unread(reason=NO_VALUE, detail=detail)
    if sheet.cut_at is not None:
        detail = (
            f"工作表“{sheet.name}”从第 {sheet.cut_at + 1} 行起未读取：全文已超过 {settings.cells} 个单元格"
        )
        yield Unread(reason=TOO_LARGE, detail=detail)


def hidden_parts(sheets: Sequence[Sheet], settings: OfficeSettings) -> Iterator[str]:
    """What was left out because the workbook does not show it, one sentence each."""
    names = [f"“{sheet.name}”" for sheet in sheets if sheet.is_hidden]
    if names:
        some = "、".join(names[: settings.shown]) + (
            f" 等 {len(names)} 个" if len(names) > settings.shown else ""
        )
        yield f"隐藏的工作表未读取：{some}"
    for sheet in sheets:
        rows = {row for row, _ in sheet.cells} & sheet.hidden_rows
        columns = {column for _, column in sheet.cells} & sheet.hidden_columns
        if not sheet.is_hidden and (rows or columns):
            said = [f"{len(rows)} 行"] * bool(rows) + [f"{len(columns)} 列"] * bool(columns)
            yield f"工作表“{sheet.name}”有 {'、'.join(said)}隐藏，未读取"
        if not sheet.is_hidden and sheet.blank_format:
            yield f"工作表“{sheet.name}”有 {sheet.blank_format} 个数的格式为不显示，未读取"
