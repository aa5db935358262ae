"""Thresholds between grid and record, each with its unit and its reason.

Takes nothing from a document.  :func:`gouji.tables.interpret.read_tables` and :mod:`gouji.tables.leftovers` take a
:class:`TableSettings` and pass it on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from gouji.read.settings import cost, count, share, validate


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSettings:
    """Thresholds of header rows, pages put together, rows put right, and lines that no table holds."""

    # header
    header_rows: int = count(8, "rows")
    """No header is deeper."""
    header_share: float = share(0.6, "a row's filled cells")
    """So many must read like labels for a second or later header row."""

    # pages put together
    repeated: float = share(0.5, "a row's labels")
    """So many of them the first page's header must have for the row to repeat it."""
    key_share: float = share(0.8, "the rows")
    """So many of them fill a key column."""
    ordinal_share: float = share(0.6, "a column's cells")
    """Where so many of them have an ordinal, one without is odd."""

    # rows of amounts
    rounding: Decimal = field(
        default=Decimal("0.02"), metadata={"unit": "of the printed unit", "low": Decimal(0)}
    )
    """Two parts printed with two decimals; the checks judge rounding exactly, not this step."""
    shift: int = count(2, "columns")
    """A converter loses one empty cell, rarely two."""
    instances: int = count(2, "distinct instances")
    """So many of one part must show that a table keeps an identity before a figure is put where it holds; one of several
    parts is enough."""

    # rows of indicators
    wrong: float = cost(10.0)
    """A cell in a column that it cannot belong to."""
    unlikely: float = cost(3.0)
    """A cell in a column that it hardly belongs to."""
    ambiguous: float = cost(0.3)
    """A word that is printed in this column and in another one: 成本指标 is of the first or second level (with points of the
    first), 指标性质 prints operators where the table has no column for them."""
    merge: float = cost(4.0)
    """Two printed cells taken for one: a label that the converter cut in two."""
    new_shift: float = cost(0.5)
    """A cell moved by another distance than the one before it."""
    far: float = cost(0.02, "a column")
    """A cell moved at all: the printed column breaks ties."""
    no_indicator: float = cost(6.0)
    """A row that has values but no third-level indicator."""
    labelled: float = share(0.8, "the rows of indicators")
    """Where so many print their second-level label, the table does not merge those cells."""
    full_marks: int = count(100, "points")
    """No weight and no score is larger."""
    long_value: int = count(40, "characters")
    """A longer text is hardly a target."""
    short_goal: int = count(15, "characters")
    """A text that is no longer, and no sentence, is hardly a goal."""
    long_unit: int = count(4, "characters")
    """A longer text is no unit."""

    # lines that no table holds
    long_name: int = count(20, "characters")
    """A longer text before an amount is no name of a row."""
    named_lines: int = count(2, "lines")
    """Lines of one name and one amount below each other from which on they are rows; one alone may be anything."""
    shown: int = count(12, "figures")
    """A message names no more."""

    def __post_init__(self) -> None:
        validate(self)


TABLES = TableSettings()
"""What is used where nothing else is passed."""
