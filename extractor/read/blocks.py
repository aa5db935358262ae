"""Paragraphs and tables, as a file of Office or a web page marks them → the lines and marked grids of a document.

Takes :class:`Paragraph` and :class:`MarkedTable` in the order of the file, gives the lines and grids of
:class:`~gouji.read.model.Document`.  A table that only places other things on the page (layout) is taken apart into
what stands in its cells.  Each row of a grid is one line, its cells parted by tabs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from gouji.figures import is_amount
from gouji.isolation import Isolation, Part
from gouji.names import shown
from gouji.read.model import Cell, Document, Line, MarkedGrid
from gouji.read.settings import OFFICE, OfficeSettings
from gouji.schemas.record import Address, Form, Place, Unread

TOO_LARGE = "too_large"


@dataclass(slots=True)
class Paragraph:
    """A paragraph; its text may have line ends."""

    text: str
    is_heading: bool = False
    origin: object = None
    """The element of the file that it was read from, for whoever writes into the file."""


@dataclass(slots=True)
class MarkedCell:
    """A cell as it is marked: what stands in it, and how many positions it covers."""

    blocks: list[Block] = field(default_factory=list)
    rowspan: int = 1
    colspan: int = 1
    origin: object = None

    @property
    def text(self) -> str:
        """Everything in the cell, what stands in tables inside it included."""
        return "\n".join(text for block in self.blocks if (text := _text(block)))


@dataclass(slots=True)
class MarkedTable:
    """Rows of cells, each cell once where it begins."""

    rows: list[list[MarkedCell]] = field(default_factory=list)


Block = Paragraph | MarkedTable


@dataclass(slots=True)
class Blocks:
    """Lines and grids while they are being collected; the counts of what has an address so far."""

    lines: list[Line] = field(default_factory=list)
    grids: list[MarkedGrid] = field(default_factory=list)
    isolation: Isolation = field(default_factory=Isolation)
    settings: OfficeSettings = OFFICE
    unread: list[Unread] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    paragraphs: int = 0
    tables: int = 0
    cells: int = 0
    """Cells of marked tables so far."""
    origins: dict[tuple[str, str], object] = field(default_factory=dict)
    """Paragraph (``""``, number) or cell (table, name) → the element of the file."""

    def add_line(self, text: str, address: Address | None, *, is_heading: bool = False) -> None:
        self.lines.append(
            Line(len(self.lines) + 1, text, address=address, is_paragraph=True, is_heading=is_heading)
        )

    def document(self, path: Path, data: bytes, form: Form) -> Document:
        """What was collected, as the document of a file."""
        return Document(
            name=shown(path.stem),
            source=shown(path.as_posix()),
            sha256=hashlib.sha256(data).hexdigest(),
            form=form,
            lines=tuple(self.lines),
            grids=tuple(self.grids),
            unread=(*self.unread, *self.isolation.failures),
            messages=tuple(self.messages),
        )

    def add(self, blocks: Sequence[Block]) -> None:
        """The blocks of a body; a table that fails costs itself and is listed."""
        for block in blocks:
            if isinstance(block, Paragraph):
                self._add_paragraph(block)
            else:
                self.tables += 1
                part = Part(f"第{self.tables}个表格")
                self.isolation.run(part, None, self._add_table, block, str(self.tables))

    def _add_paragraph(self, block: Paragraph) -> None:
        self.paragraphs += 1
        address = Address(paragraph=self.paragraphs)
        if block.origin is not None:
            self.origins["", str(self.paragraphs)] = block.origin
        for text in _lines(block.text):
            self.add_line(text, address, is_heading=block.is_heading)

    def _add_table(self, table: MarkedTable, number: str) -> None:
        if is_layout(table, self.settings):
            inner = 0
            for row in table.rows:
                for cell in row:
                    for block in cell.blocks:
                        if isinstance(block, Paragraph):
                            self._add_paragraph(block)
                        else:
                            inner += 1
                            self._add_table(block, f"{number}.{inner}")
            return
        kept = self._within_limit(table, number)
        if not kept:
            return
        rows = [[Cell(cell.text.strip(), (), cell.rowspan, cell.colspan) for cell in row] for row in kept]
        grid = squared(rows, self.settings.positions)
        if grid is None:
            detail = f"第{number}个表格的合并单元格铺开后超过 {self.settings.positions} 格，未读取"
            self.unread.append(Unread(reason=TOO_LARGE, detail=detail))
            return
        origins = {
            id(made): cell.origin
            for row, cells in zip(kept, rows, strict=True)
            for cell, made in zip(row, cells, strict=True)
        }
        for top, line in enumerate(grid):
            for column, made in enumerate(line):
                if (origin := origins.pop(id(made), None)) is not None:
                    self.origins[number, cell_name(top, column)] = origin
        self.add_grid(grid, lambda row, column: Address(table=number, cell=cell_name(row, column)))

    def _within_limit(self, table: MarkedTable, number: str) -> list[list[MarkedCell]]:
        """The rows of a table up to the most cells of a document; where the rest is left out, that is listed."""
        for count, row in enumerate(table.rows):
            was_within = self.cells <= self.settings.cells
            self.cells += len(row)
            if self.cells > self.settings.cells:
                if was_within:
                    rest = f"第{number}个表格从第 {count + 1} 行起和其后的表格"
                    detail = f"{rest}未读取：全文已超过 {self.settings.cells} 个单元格"
                    self.unread.append(Unread(reason=TOO_LARGE, detail=detail))
                return table.rows[:count]
        return table.rows

    def add_grid(
        self,
        rows: Sequence[Sequence[Cell]],
        address: Callable[[int, int], Address],
        name: str | None = None,
    ) -> None:
        """A grid as rows of equal length, a merged cell the same object wherever it covers, without places yet.

        ``address``: that of the position at which a cell begins, by row and column of ``rows``.
        """
        ids: list[int] = []
        placed: dict[int, Cell] = {}
        for top, row in enumerate(rows):
            texts: list[str] = []
            at = 0
            for column, cell in enumerate(row):
                text = "" if id(cell) in placed else " ".join(cell.text.split())
                if id(cell) not in placed:
                    where = address(top, column) if text or cell.doubt else None
                    place = Place(line=len(self.lines) + 1, span=(at, at + len(text)), address=where)
                    placed[id(cell)] = replace(cell, places=(place,) if where else ())
                texts.append(text)
                at += len(text) + 1
            ids.append(len(self.lines))
            self.add_line("\t".join(texts).rstrip("\t"), None)
        grid = tuple(tuple(placed[id(cell)] for cell in row) for row in rows)
        self.grids.append(MarkedGrid(tuple(ids), grid, name))


def is_layout(table: MarkedTable, settings: OfficeSettings = OFFICE) -> bool:
    """Whether a table only places things: one cell, one column of prose, or a frame around tables of data."""
    cells = [cell for row in table.rows for cell in row]
    widest = max((len(row) for row in table.rows), default=0)
    inner = [block for cell in cells for block in cell.blocks if isinstance(block, MarkedTable)]
    if any(_holds_grid(block) for block in inner):
        own = (b.text for cell in cells for b in cell.blocks if isinstance(b, Paragraph))
        return sum(is_amount(text.strip()) for text in own) < settings.own_amounts
    if len(cells) <= 1:
        return True
    return widest <= 1 and sum(len(cell.text) for cell in cells) >= settings.prose_frame


def _holds_grid(table: MarkedTable) -> bool:
    """Whether a table has rows and columns, or a table in it has."""
    if len(table.rows) > 1 and max(len(row) for row in table.rows) > 1:
        return True
    cells = (cell for row in table.rows for cell in row)
    return any(isinstance(b, MarkedTable) and _holds_grid(b) for cell in cells for b in cell.blocks)


def squared(rows: Sequence[Sequence[Cell]], most: int = OFFICE.positions) -> list[list[Cell]] | None:
    """Rows of equal length: a cell stands, as the same object, at every position that it covers.

    ``None`` where that takes more than ``most`` positions.

    A row that fills the width of the table by its own cells leaves no room for one that reaches down from
    above: the span of that one was wrong, and it ends there instead of pushing the figures aside.  A span
    that runs over the foot of the table ends there.  Rows and columns in which no cell begins are left out:
    nothing gives them a size, so nobody sees them.
    """
    filled: list[dict[int, Cell]] = [{} for _ in rows]
    begun: set[int] = set()
    covered = 0
    for top, row in enumerate(rows):
        if filled[top] and top and sum(cell.colspan for cell in row) == max(filled[0], default=-1) + 1:
            _end_spans(filled, top)
        column = 0
        for cell in row:
            while column in filled[top]:
                column += 1
            begun.add(column)
            covered += cell.colspan * min(cell.rowspan, len(rows) - top)
            if covered > most:
                return None
            for below in filled[top : top + cell.rowspan]:
                below.update({column + step: cell for step in range(cell.colspan)})
            column += cell.colspan
    if len(begun) * len(rows) > most:
        return None
    return [
        [cells[column] if column in cells else Cell() for column in sorted(begun)]
        for row, cells in zip(rows, filled, strict=True)
        if row
    ]


def _end_spans(filled: list[dict[int, Cell]], top: int) -> None:
    """Take the cells that reach down into row ``top`` out of it and of the rows below."""
    reaching = {id(cell) for cell in filled[top].values()}
    for row in filled[top:]:
        for column in [column for column, cell in row.items() if id(cell) in reaching]:
            del row[column]


def cell_name(row: int, column: int) -> str:
    """The name of a position, counted from 0: ``B7``."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def _lines(text: str) -> Iterator[str]:
    """The lines of a paragraph, blank ones left out; of one without text one blank line."""
    lines = [line for line in text.split("\n") if line.strip()]
    yield from lines or [""]


def _text(block: Block) -> str:
    if isinstance(block, Paragraph):
        return block.text
    return "\n".join(text for row in block.rows for cell in row if (text := cell.text))
