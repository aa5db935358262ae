"""The parts of a table as the rules see it: columns, rows, sides, trees of coded rows, groups of columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gouji.checks import terms
from gouji.domain.totals import BARE, total_level

ColumnKind = Literal["sequence", "code", "id", "name", "value", "other"]
RowKind = Literal["item", "subtotal", "grand"]


@dataclass(frozen=True, slots=True)
class Column:
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
        """``basic``, ``project``, ``general`` … or ``None``; the innermost header decides."""
        for name in reversed(self.path):
            for role, pattern in terms.COLUMN_ROLES:
                if pattern.search(name):
                    return role
        return None


@dataclass(frozen=True, slots=True)
class Row:
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
class Side:
    """A block of columns with its own labels: one side of a two-sided table, or all of a plain one."""

    name: str
    code_columns: tuple[int, ...]
    name_column: int | None
    values: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def coded(self) -> bool:
        return any(row.code for row in self.rows)

    def find_total(self) -> Row | None:
        """The last grand-total row of the side."""
        return next((row for row in reversed(self.rows) if row.kind == "grand"), None)


@dataclass(frozen=True, slots=True)
class Tree:
    """The coded rows of a side: one row a subject, and the children of each."""

    rows: tuple[Row, ...]
    children: tuple[tuple[Row, tuple[Row, ...]], ...]
    roots: tuple[Row, ...]

    def below(self, row: Row) -> tuple[Row, ...]:
        return next((children for parent, children in self.children if parent is row), ())


@dataclass(frozen=True, slots=True)
class ColumnGroup:
    """A total column and the columns that add up to it."""

    total: Column
    parts: tuple[Column, ...]
