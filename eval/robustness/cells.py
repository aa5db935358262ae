"""Cells of a disclosure's tables as places: what is an amount, which code a row carries, how to spoil digits."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from gouji.eval.robustness.model import Disclosure, TableSpec
from gouji.figures import amount, plain_number

FUNCTIONAL = {
    "revenue_summary",
    "expenditure_summary",
    "appropriation_expenditure",
    "general_public_expenditure",
    "government_fund_expenditure",
}
ECONOMIC = {
    "appropriation_basic_expenditure",
    "general_public_basic_expenditure",
    "agency_operating_expenditure",
}


@dataclass(frozen=True, slots=True)
class Planted:
    """One planted mistake and its place.

    In a table: ``table`` (id), ``row`` and ``column`` (indices of the truth), ``label`` (code or name of
    the row).  In prose: ``section`` and ``quote``.  ``printed`` stands where ``right`` should stand.
    ``identifiable``: enough identities meet in the cell that it can be named as the wrong one.
    """

    kind: str
    type: str
    printed: str | None
    right: str | None
    table: str | None = None
    table_kind: str | None = None
    row: int | None = None
    column: int | None = None
    label: str | None = None
    section: str | None = None
    quote: str | None = None
    identifiable: bool = False


@dataclass(frozen=True, slots=True)
class CellPlace:
    table: TableSpec
    row: int
    col: int

    @property
    def text(self) -> str:
        return self.table.rows[self.row][self.col] or ""

    def put(self, text: str) -> None:
        self.table.rows[self.row][self.col] = text

    @property
    def label(self) -> str:
        return row_label(self.table, self.row)


def row_code(table: TableSpec, row: int) -> str:
    """The code of a row of a table by 功能分类 or 经济分类, joined over its code columns; ``""`` if none.

    A 款 row that leaves its 类 empty takes it from the row above.
    """
    columns = [at for at, path in enumerate(table.columns) if _is_code(path)]
    if not columns or len(columns) > 3:
        return ""
    parts = [table.rows[row][at] or "" for at in columns]
    if len(columns) == 2 and not parts[0]:
        above = (table.rows[at][columns[0]] for at in range(row, -1, -1))
        parts[0] = next((code for code in above if code), "")
    code = "".join(parts)
    return code if code.isdigit() else ""


def _is_code(path: list[str]) -> bool:
    return path[-1] in ("类", "款", "项") or path[-1].endswith(("科目编码", "科目代码"))


def row_label(table: TableSpec, row: int) -> str:
    """The code of the row, else its first text."""
    return row_code(table, row) or next(
        (cell for cell in table.rows[row] if cell and not plain_number(cell)), ""
    )


def name_column(table: TableSpec) -> int | None:
    return next((at for at, path in enumerate(table.columns) if path[-1].endswith("科目名称")), None)


def subject_tables(disclosure: Disclosure, kinds: set[str]) -> list[TableSpec]:
    """One-sided tables by subject, with rows."""
    return [
        table
        for table in disclosure.tables
        if table.kind in kinds
        and not table.is_empty
        and any(row_code(table, at) for at in range(len(table.rows)))
        and sum(_is_code(path) for path in table.columns) <= 3
        and len([path for path in table.columns if path[-1].endswith("科目名称")]) == 1
    ]


def amount_cells(table: TableSpec) -> Iterator[CellPlace]:
    for row, cells in enumerate(table.rows):
        for col, cell in enumerate(cells):
            if cell and table.align[col] == "r" and plain_number(cell) and amount(cell):
                yield CellPlace(table, row, col)


def rows_of(table: TableSpec) -> dict[str, int]:
    return {row_code(table, at): at for at in range(len(table.rows)) if row_code(table, at)}


def _far(right: str, wrong: str) -> bool:
    """Whether the gap is too wide for rounding, in prose (万元) as in a table."""
    return abs(Decimal(right) - Decimal(wrong)) >= Decimal("0.2")


def wrong_digits(rng: random.Random, text: str) -> str | None:
    """One digit replaced by another; the length stays and the gap is no rounding gap."""
    choices = [
        text[:at] + digit + text[at + 1 :]
        for at, char in enumerate(text)
        if char.isdigit()
        for digit in "0123456789"
        if digit != char and not (at == 0 and digit == "0")
    ]
    choices = [wrong for wrong in choices if _far(text.replace(",", ""), wrong.replace(",", ""))]
    return rng.choice(choices) if choices else None


def transposed(rng: random.Random, text: str) -> str | None:
    """Two neighbouring unequal digits exchanged; no leading zero, no rounding gap."""
    choices = [
        text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        for at in range(len(text) - 1)
        if text[at].isdigit() and text[at + 1].isdigit() and not (at == 0 and text[1] == "0")
    ]
    choices = [wrong for wrong in choices if _far(text, wrong)]
    return rng.choice(choices) if choices else None
