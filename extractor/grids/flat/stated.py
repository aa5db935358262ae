"""What a two-sided table states about sources and uses, so that other columns of the document can be told apart.

Takes the names and amounts of 收支总表 (or of the revenue side of 财政拨款收支总表), gives the amount of each source of
revenue and use of expenditure by column key.  收入总表 and 支出总表 print the same ones as columns (财预〔2016〕143号: the
tables of one disclosure agree): one without an amount has an empty column there, and their closing rows print the
amounts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache

from gouji.domain.column_labels import label_of
from gouji.domain.formats import BY_NATURE, REVENUES, UNIT_FUNDS, USES
from gouji.domain.headers import COLUMN_NUMBER_LABEL
from gouji.domain.numbering import without_number
from gouji.figures import amount
from gouji.grids.flat.header import FlatColumn
from gouji.grids.grid import Grid
from gouji.grids.settings import FlatSettings
from gouji.normalise import fold, squash
from gouji.schemas.record import TableKind

StatedAmounts = Mapping[str, Decimal]
SOURCES: frozenset[TableKind] = frozenset({TableKind.REVENUE_EXPENDITURE_SUMMARY})
"""The tables that name all sources of revenue."""
DIVIDED: frozenset[TableKind] = frozenset({TableKind.REVENUE_SUMMARY, TableKind.EXPENDITURE_SUMMARY})
"""The tables whose closing row prints the stated amounts."""
CARRIED = "上年结转"
_CARRIED = re.compile(r"(?:上年|年初)(?:财政拨款)?(?:结转|结余)(?:(?:和|及|、)?结余)?(?:资金|收入)?")
CARRIED_GROUPS = ("上年结转", "财政拨款结转结余")
_LINE_NUMBER = "行次"


@cache
def _sources() -> tuple[tuple[str, re.Pattern[str]], ...]:
    known = [(key, re.compile(form)) for key in (*REVENUES, *USES) for form in label_of(key).forms]
    return (*known, (CARRIED, _CARRIED))


def source_of(name: str) -> str | None:
    """The key of the source of revenue that a printed name names: ``一、一般公共预算拨款收入`` → 一般公共预算."""
    bare = without_number(squash(name), of_which=True)
    return next((key for key, form in _sources() if form.fullmatch(bare)), None)


def stated_by(pairs: Iterable[tuple[str, Decimal | None]]) -> dict[str, Decimal]:
    """The amount of each source from names with their amounts (``None``: none printed); sums follow from their parts."""
    stated: dict[str, Decimal] = {}
    for name, value in pairs:
        key = source_of(name)
        if key is not None:
            stated[key] = stated.get(key, Decimal(0)) + (value or Decimal(0))
    for whole, parts in (("财政拨款", BY_NATURE), ("单位资金", UNIT_FUNDS)):
        known = [stated[part] for part in parts if part in stated]
        if whole not in stated and known:
            stated[whole] = sum(known, Decimal(0))
    return stated


def stated_in(grid: Grid) -> dict[str, Decimal]:
    """The sources of revenue that a two-sided grid states."""
    header = grid.rows[: grid.header_rows or 0]
    numbers = {
        column
        for row in header
        for column, cell in enumerate(row)
        if squash(cell.text) == _LINE_NUMBER or fold(cell.text) in COLUMN_NUMBER_LABEL
    }
    pairs: list[tuple[str, Decimal | None]] = []
    for row in grid.rows[len(header) :]:
        name = ""
        for column, cell in enumerate(row):
            value = amount(cell.text) if column not in numbers and cell.text else None
            if value is None and cell.text and column not in numbers:
                name = cell.text
                pairs.append((name, None))
            elif value is not None and name:
                pairs[-1], name = (name, value), ""
    return stated_by(pairs)


def columns_stated(columns: Sequence[FlatColumn], stated: StatedAmounts) -> dict[int, Decimal]:
    """Index of a column → the amount of its source.

    Carried-over money (上年结转) is a source of its own: of its columns only that is known that they are empty.
    """
    found: dict[int, Decimal] = {}
    for index, column in enumerate(columns):
        if any(node.key in CARRIED_GROUPS for node in column.nodes):
            if CARRIED in stated and not stated[CARRIED]:
                found[index] = Decimal(0)
        elif column.key is not None and column.key in stated:
            found[index] = stated[column.key]
    return found


def empty_priors(
    columns: Sequence[FlatColumn], stated: StatedAmounts, settings: FlatSettings
) -> dict[int, float]:
    """Index of a column whose source has no amount → what a figure in it costs."""
    return {i: settings.empty_source for i, value in columns_stated(columns, stated).items() if not value}
