"""One :class:`~gouji.schemas.record.Table` as the rules see it: sides, codes, labels, column roles, figures.

Takes a table as read (header paths, rows of cells) and answers the questions every rule asks:
which column holds the code and which the name, where a two-sided table splits, which row is the
total, which rows are children of which, which columns add up to which.  Nothing here judges.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

from gouji.domain.column_numbers import is_number_row
from gouji.domain.concepts import COLUMN_CONCEPTS
from gouji.domain.headers import SUBSET
from gouji.domain.numbering import item_number
from gouji.domain.table_words import (
    CARRY_ROW,
    CODE,
    CODE_LEVEL,
    GOVERNMENT_ECONOMIC,
    NAME,
    NUMBERS_ROW,
    OTHER_CODE,
    SEQUENCE,
    holds_money,
)
from gouji.domain.totals import BARE, WHOLE, TotalLevel, total_level
from gouji.domain.units import bare_unit, label_unit, without_label_unit
from gouji.figures import amount, is_blank_mark, is_odd_figure, plain_number, unit_scale
from gouji.normalise import fold
from gouji.relations.identity import ZERO, Figure, make_figure
from gouji.schemas.record import Evidence, Table, TableKind
from gouji.sums.header_sums import header_sums

ColumnKind = Literal["sequence", "code", "id", "name", "value", "other"]
RowKind = Literal["item", "subtotal", "grand"]


NO_ACCOUNTS: Final = (
    TableKind.PROJECT_PERFORMANCE,
    TableKind.PROJECT_SELF_EVALUATION,
    TableKind.ENTITY_LIST,
    TableKind.FIXED_ASSETS,
    TableKind.OTHER,
)
"""Tables that are no accounts: their columns and rows do not add up to one another."""


@dataclass(frozen=True, slots=True)
class ColumnView:
    """One column: its folded header path and what it holds."""

    index: int
    path: tuple[str, ...]
    kind: ColumnKind
    unit: str | None

    @property
    def leaf(self) -> str:
        return self.path[-1] if self.path else ""

    @property
    def outer(self) -> str:
        return self.path[0] if self.path else ""

    @property
    def is_total(self) -> bool:
        """Whether it is headed 合计, 小计, 本年收入合计: a total that names no part."""
        return total_level(self.leaf) in BARE

    def role(self) -> str | None:
        """``basic``, ``project``, ``general`` … or ``None``; the innermost header decides, 其中 has none of what it is in."""
        for name in reversed(self.path):
            if SUBSET.search(name):
                return None
            for role, pattern in COLUMN_CONCEPTS:
                if pattern.search(name):
                    return role
        return None


@dataclass(frozen=True, slots=True)
class RowView:
    """One data row of one side: its full code, its label and what kind of row it is."""

    index: int
    code: str
    name: str
    kind: RowKind
    depth: int
    """Numbering depth of an item label (0 for 一、, 1 for （一）, 2 for 1.); −1 without a number."""

    @property
    def label(self) -> str:
        return f"{self.code} {self.name}".strip() or f"第{self.index + 1}行"


@dataclass(frozen=True, slots=True)
class SideView:
    """A block of columns with its own labels: one side of a two-sided table, or all of a plain one."""

    name: str
    code_columns: tuple[int, ...]
    name_column: int | None
    values: tuple[ColumnView, ...]
    rows: tuple[RowView, ...]

    @property
    def coded(self) -> bool:
        return any(row.code for row in self.rows)

    def find_total(self) -> RowView | None:
        """The last grand-total row of the side."""
        return next((row for row in reversed(self.rows) if row.kind == "grand"), None)


@dataclass(frozen=True, slots=True)
class ColumnGroup:
    """A total column and the columns that add up to it."""

    total: ColumnView
    parts: tuple[ColumnView, ...]


_DIGITS = re.compile(r"^\d{2,9}$")
_LEADING_CODE = re.compile(r"^(\d{3}|\d{5,9})[-－ ]?(?=[^\d年])(.+)$")
_BRACKETED_CODE = re.compile(r"^[\[(【](\d{3}|\d{5}|\d{7})[\])】]([^\d年].+)$")
"""The code of a 类, 款 or 项 in brackets before its name: ``[2080501]行政单位离退休``."""
_UNIT_CODE = re.compile(r"(单位|部门).*(编码|代码)$")
_UNIT_CODED_KINDS = frozenset(
    {TableKind.REVENUE_SUMMARY, TableKind.EXPENDITURE_SUMMARY, TableKind.THREE_PUBLIC}
)


class TableStructure:
    """What header, labels and codes say of a table, whatever its figures are: formed once, kept while only figures change."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._groups: dict[int, tuple[ColumnGroup, ...]] = {}

    def fits(self, table: Table) -> bool:
        """Whether it is that of another reading of the table too: only figures of money columns differ."""
        own = self._table
        if own is table:
            return True
        if (own.kind, own.unit, own.columns) != (table.kind, table.unit, table.columns):
            return False
        if [len(row) for row in own.rows] != [len(row) for row in table.rows]:
            return False
        money = {column.index for column in self.columns if column.kind == "value"}
        return all(
            one == other or (index in money and _is_figure(one) and _is_figure(other))
            for before, after in zip(own.rows, table.rows, strict=True)
            if before != after
            for index, (one, other) in enumerate(zip(before, after, strict=True))
        )

    def text(self, row: RowView, column: ColumnView) -> str | None:
        """What a column that holds no money prints in a row."""
        return self._table.rows[row.index][column.index]

    @cached_property
    def columns(self) -> tuple[ColumnView, ...]:
        return tuple(self._column(index) for index in range(len(self._table.columns)))

    def _column(self, index: int) -> ColumnView:
        path = tuple(fold(part) for part in self._table.columns[index] if part)
        own = (unit for label in reversed(path) if (unit := label_unit(label)) is not None)
        unit = next(own, self._table.unit)
        return ColumnView(index, path, self._kind(index, path), unit)

    def _kind(self, index: int, path: tuple[str, ...]) -> ColumnKind:
        leaf = without_label_unit(path[-1]) if path else ""
        if SEQUENCE.search(leaf):
            return "sequence"
        joined = "".join(path)
        if OTHER_CODE.search(leaf):
            unit_code = _UNIT_CODE.search(leaf) and self._table.kind in _UNIT_CODED_KINDS
            return "code" if unit_code else "id"
        if CODE.search(leaf) or (CODE_LEVEL.search(leaf) and "编码" in joined):
            return "code"
        if CODE_LEVEL.search(leaf) and len(self._texts(index)) <= 3:
            return "code"
        if not holds_money(leaf):
            return "other"
        cells = [cell for cell in self._texts(index) if not is_blank_mark(cell)]
        figures = sum(1 for cell in cells if amount(cell) is not None or is_odd_figure(cell))
        if figures and figures * 2 >= len(cells):
            return "value"
        if NAME.search(leaf):
            return "name"
        return "other" if cells else "value"

    def _texts(self, index: int) -> list[str]:
        return [row[index] or "" for row in self._table.rows if index < len(row) and row[index]]

    @cached_property
    def sides(self) -> tuple[SideView, ...]:
        """The sides from left to right; a label column after a value column opens a new one."""
        blocks: list[list[ColumnView]] = [[]]
        for column in self.columns:
            if column.kind == "sequence":
                continue
            if column.kind in ("code", "name") and _opens_side(column, blocks):
                blocks.append([])
            blocks[-1].append(column)
        return tuple(self._side(block) for block in blocks if any(c.kind == "value" for c in block))

    def _side(self, block: list[ColumnView]) -> SideView:
        coding = _first_coding([c for c in block if c.kind == "code"])
        again = next((c for k, c in enumerate(coding) if any(c.path == b.path for b in coding[:k])), None)
        end = again.index if again is not None else len(self._table.columns)
        codes = tuple(c.index for c in coding if c.index < end)
        names = [c.index for c in _first_coding([c for c in block if c.kind == "name"]) if c.index < end]
        outer = block[0].outer if len(block[0].path) > 1 else ""
        values = tuple(c for c in block if c.kind == "value")
        name = names[-1] if codes and names else (names[0] if names else None)
        order = ("name", "code", "other", "id")
        labels = tuple(c.index for kind in order for c in block if c.kind == kind)
        return SideView(outer, codes, name, values, self._rows(codes, name, labels))

    def _rows(self, codes: tuple[int, ...], name: int | None, labels: tuple[int, ...]) -> tuple[RowView, ...]:
        rows: list[RowView] = []
        held: list[str] = []
        for index, cells in enumerate(self._table.rows):
            code, held = self._code(cells, codes, held)
            text = self._label(cells, name, labels)
            if not code and name is not None:
                leading = _LEADING_CODE.match(text) or _BRACKETED_CODE.match(text)
                if leading and not codes:
                    code, text = leading.group(1), leading.group(2)
            rows.append(RowView(index, code, text, _row_kind(text), _depth(text)))
        return tuple(rows)

    @staticmethod
    def _code(cells: list[str | None], columns: tuple[int, ...], held: list[str]) -> tuple[str, list[str]]:
        """The full code of a row; a part left blank in print is inherited from the row above."""
        parts = [(cells[c] or "").strip() for c in columns]
        if not any(_DIGITS.match(part) for part in parts):
            return "", held if not any(parts) else []
        if len(columns) == 1:
            code = parts[0]
            if len(code) == 2 and held:
                return held[0] + code, held
            return (code, [code[:3]]) if _DIGITS.match(code) else ("", held)
        last = max(i for i, part in enumerate(parts) if part)
        if all(len(part) in (0, 3, 5, 7) for part in parts) and sum(1 for p in parts if p) == 1:
            return parts[last], [parts[last]]
        full = [part or (held[i] if i < len(held) else "") for i, part in enumerate(parts[: last + 1])]
        if len(full[-1]) in (5, 7):
            return full[-1], full
        return "".join(full), full

    @staticmethod
    def _label(cells: list[str | None], name: int | None, labels: tuple[int, ...]) -> str:
        order = ([name] if name is not None else []) + [c for c in labels if c != name]
        texts = [fold(cells[column] or "") for column in order]
        texts = [text for text in texts if text and not _DIGITS.match(text)]
        grand = next((text for text in texts if _row_kind(text) == "grand"), None)
        if grand is not None or not texts:
            return grand or ""
        opens_parts = any(total_level(text) is TotalLevel.SUBTOTAL for text in texts[1:])
        return f"{texts[0]}小计" if opens_parts else texts[0]

    def groups_of(self, side: SideView) -> tuple[ColumnGroup, ...]:
        """Every "total column = its parts" that the headers of one side state."""
        if id(side) not in self._groups:
            columns = side.values
            self._groups[id(side)] = tuple(
                ColumnGroup(columns[one.total], tuple(columns[part] for part in one.parts))
                for one in header_sums([column.path for column in columns])
            )
        return self._groups[id(side)]


class TableView:
    """Read-only access to one table by meaning instead of by position."""

    def __init__(
        self,
        table: Table,
        unread_pages: frozenset[int] = frozenset(),
        lost_pages: frozenset[int] = frozenset(),
        structure: TableStructure | None = None,
    ) -> None:
        """``unread_pages``: some part of them was not read; ``lost_pages``: as far as a table goes, nothing may have been.

        ``structure``: that of an earlier reading, which is taken over where only figures differ.
        """
        self.table = table
        self.structure = (
            structure if structure is not None and structure.fits(table) else TableStructure(table)
        )
        self._unread = unread_pages
        self._lost = lost_pages
        self._cells: dict[tuple[int, int, str | None], Figure | None] = {}

    @property
    def id(self) -> str:
        return self.table.id

    @property
    def title(self) -> str:
        return " ".join(part for part in (self.table.number, self.table.title) if part) or self.table.id

    @property
    def columns(self) -> tuple[ColumnView, ...]:
        return self.structure.columns

    @property
    def sides(self) -> tuple[SideView, ...]:
        return self.structure.sides

    def groups_of(self, side: SideView) -> tuple[ColumnGroup, ...]:
        """Every "total column = its parts" that the headers of one side state."""
        return self.structure.groups_of(side)

    def by_unit(self, side: SideView) -> bool:
        """Whether the codes of a side are those of units (201 某局), which are no subjects (201 一般公共服务支出)."""
        leaves = [self.columns[index].leaf for index in side.code_columns]
        return bool(leaves) and all(_UNIT_CODE.search(without_label_unit(leaf)) for leaf in leaves)

    @cached_property
    def doubtful(self) -> bool:
        """Whether some of the table may stand on a page that was not read: one of its own, or one that it may go on to."""
        pages = self.table.where.pages
        if not pages:
            return False
        first = min(pages) - (self.table.title is None)
        return bool(self._unread.intersection(pages) or self._lost.intersection(range(first, max(pages) + 2)))

    def cell(self, row: int, column: ColumnView, label: str | None = None) -> Figure | None:
        """The figure in a cell, ``None`` when the cell is empty or says so; one that is no number is not readable."""
        known = (row, column.index, label)
        if known not in self._cells:
            self._cells[known] = self._read(row, column, label)
        return self._cells[known]

    def _read(self, row: int, column: ColumnView, label: str | None) -> Figure | None:
        if row in self._number_rows:
            return None
        cells = self.table.rows[row]
        printed = cells[column.index] if column.index < len(cells) else None
        evidence = None
        sure = not self.doubtful
        if self.table.evidence and row < len(self.table.evidence):
            line = self.table.evidence[row]
            evidence = line[column.index] if column.index < len(line) else None
            sure = sure and evidence is not None and evidence.status != "review"
            sure = sure and not (evidence is not None and evidence.page in self._unread)
        where = f"{self.id} {label or f'第{row + 1}行'}/{'/'.join(column.path)}"
        key = (self.id, row, column.index)
        unit = column.unit if unit_scale(column.unit) else None
        if printed is not None and self._unreadable(printed, column):
            return Figure(ZERO, ZERO, where, printed, key, unit, evidence, sure=False, readable=False)
        known = unit is not None or column.kind != "value"
        return make_figure(printed, unit, where, key, evidence=evidence, sure=sure, unit_known=known)

    @staticmethod
    def _unreadable(printed: str, column: ColumnView) -> bool:
        """Whether a cell of a money column prints something that is neither a number nor says that there is none.

        A percentage is no amount, and the label of the column or its unit is header that a page repeats.
        """
        if column.kind != "value" or plain_number(printed) is not None or amount(printed) is not None:
            return False
        folded = fold(printed)
        return not (is_blank_mark(printed) or folded in column.path or bare_unit(printed))

    @cached_property
    def _number_rows(self) -> frozenset[int]:
        """Rows that number the columns (栏次 1 2 3): part of a header, no figures."""
        return frozenset(
            index
            for index, cells in enumerate(self.table.rows)
            if any(cell and NUMBERS_ROW.search(fold(cell)) for cell in cells)
            or is_number_row([cell or "" for cell in cells], inside=index > 0)
        )

    def figure(self, side: SideView, row: RowView, column: ColumnView) -> Figure | None:
        return self.cell(row.index, column, row.label)

    def carried(self) -> Iterator[Figure]:
        """What rows and columns of 结转 or 结余 print, and the rows nested under such a row (of which funds they are)."""
        for side in self.sides:
            above: RowView | None = None
            for row in side.rows:
                if CARRY_ROW.search(row.name):
                    above = row
                elif above is not None and (
                    row.kind != "item" or above.depth < 0 or 0 <= row.depth <= above.depth
                ):
                    above = None
                for column in side.values:
                    if above is not None or any(CARRY_ROW.search(text) for text in column.path):
                        figure = self.figure(side, row, column)
                        if figure is not None and figure.readable and figure.value:
                            yield figure

    def evidence(self, row: int, column: int) -> Evidence | None:
        """The evidence of a cell, ``None`` where the record carries none."""
        if row >= len(self.table.evidence) or column >= len(self.table.evidence[row]):
            return None
        return self.table.evidence[row][column]

    def label_evidence(self, row: RowView) -> Evidence | None:
        """The evidence of the cell that carries a row's label."""
        for column, cell in enumerate(self.table.rows[row.index]):
            if cell and fold(cell) == row.name:
                return self.evidence(row.index, column)
        return None

    def sure_cell(self, row: int, column: int) -> bool:
        """Whether the reading of a cell may be relied on, empty cells included."""
        if self.doubtful:
            return False
        figure = self.cell(row, self.columns[column])
        if figure is not None and not figure.readable:
            return False
        if not self.table.evidence or row >= len(self.table.evidence):
            return True
        evidence = self.table.evidence[row][column]
        return evidence is None or evidence.status != "review"


def _is_figure(text: str | None) -> bool:
    return text is not None and not is_blank_mark(text) and amount(text) is not None


def _opens_side(column: ColumnView, blocks: list[list[ColumnView]]) -> bool:
    """A label column after figures opens a side if it repeats an earlier label or faces 收入/支出."""
    if not any(c.kind == "value" for c in blocks[-1]):
        return False
    earlier = [c for block in blocks for c in block if c.kind in ("code", "name")]
    if any(c.leaf == column.leaf for c in earlier):
        return True
    outer, held = column.outer, earlier[-1].outer if earlier else ""
    return outer != held and ("支出" in outer or "收入" in outer)


def _first_coding(columns: list[ColumnView]) -> list[ColumnView]:
    """Label columns without those of 政府预算支出经济分类, where the rows are coded by another classification too.

    A second 类 after the first 类 款 begins another classification, whatever it is called: never one code of both.
    """
    own = [c for c in columns if not GOVERNMENT_ECONOMIC.search("".join(c.path))]
    return own or columns


def _row_kind(text: str) -> RowKind:
    """A row that is numbered counts by its number (一、本年支出合计 stands above its own items), but for a 小计."""
    level = total_level(text, of_row=True)
    if level in (None, TotalLevel.SCORE) or (_depth(text) >= 0 and not text.endswith("小计")):
        return "item"
    return "grand" if level in WHOLE else "subtotal"


def _depth(text: str) -> int:
    """How deep the numbering of a row stands, 0 outermost; -1 without one."""
    number = item_number(text)
    return -1 if number is None else {"chinese": 0, "chinese_paren": 1}.get(number.style, 2)
