"""Mistakes planted in tables: digits, totals, doubled rows, names, whole tables.

Each function edits the disclosure in place and gives :class:`Planted`, or ``None`` where it finds no place.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from decimal import Decimal

from gouji.eval.robustness.catalogue import economics, functions
from gouji.eval.robustness.cells import (
    ECONOMIC,
    FUNCTIONAL,
    CellPlace,
    Planted,
    amount_cells,
    name_column,
    row_code,
    row_label,
    rows_of,
    subject_tables,
    transposed,
    wrong_digits,
)
from gouji.eval.robustness.model import Disclosure, TableSpec, cents


def _identities(disclosure: Disclosure, place: CellPlace) -> int:
    """How many identities meet in a cell: up to its parent, down to its children, along its row, across tables."""
    code, rows = row_code(place.table, place.row), rows_of(place.table)
    children = not code or any(other != code and other.startswith(code) for other in rows)
    along = sum(1 for at in amount_cells(place.table) if at.row == place.row) > 1
    across = any(
        other is not place.table and row_code(other, at) == code and place.text in other.rows[at]
        for other in subject_tables(disclosure, {place.table.kind} | FUNCTIONAL | ECONOMIC)
        for at in range(len(other.rows))
    )
    return bool(code) + children + along + across


def _in_cell(disclosure: Disclosure, kind: str, place: CellPlace, wrong: str, type_: str) -> Planted:
    right = place.text
    identifiable = _identities(disclosure, place) >= 2
    place.put(wrong)
    column = place.table.columns[place.col]
    return Planted(
        kind,
        type_,
        wrong,
        right,
        table=place.table.id,
        table_kind=place.table.kind,
        row=place.row,
        column=place.col,
        label=f"{place.label} {column[-1]}".strip(),
        identifiable=identifiable,
    )


def _leaf_cells(disclosure: Disclosure) -> list[CellPlace]:
    tables = subject_tables(disclosure, FUNCTIONAL | ECONOMIC)
    return [place for table in tables for place in amount_cells(table) if row_code(table, place.row)]


def _digits(
    disclosure: Disclosure, rng: random.Random, kind: str, spoil: Callable[[random.Random, str], str | None]
) -> Planted | None:
    places = _leaf_cells(disclosure)
    rng.shuffle(places)
    for place in places:
        wrong = spoil(rng, place.text)
        if wrong:
            return _in_cell(disclosure, kind, place, wrong, "table_arithmetic")
    return None


def digit_swapped(disclosure: Disclosure, rng: random.Random) -> Planted | None:
    return _digits(disclosure, rng, "digit_swapped", wrong_digits)


def digits_transposed(disclosure: Disclosure, rng: random.Random) -> Planted | None:
    return _digits(disclosure, rng, "digits_transposed", transposed)


def total_wrong(disclosure: Disclosure, rng: random.Random) -> Planted | None:
    tables = subject_tables(disclosure, FUNCTIONAL | ECONOMIC)
    places = [
        place
        for table in tables
        for place in amount_cells(table)
        if "合计" in table.rows[place.row] and len(rows_of(table)) > 1
    ]
    if not places:
        return None
    place = rng.choice(places)
    off = Decimal(rng.randint(50, 9000)) / 100
    wrong = f"{Decimal(place.text) + off:.2f}"
    return _in_cell(disclosure, "total_wrong", place, wrong, "table_arithmetic")


def _leaf_rows(table: TableSpec) -> list[int]:
    rows = rows_of(table)
    return [at for code, at in rows.items() if not any(o != code and o.startswith(code) for o in rows)]


def row_doubled(disclosure: Disclosure, rng: random.Random) -> Planted | None:
    tables = subject_tables(disclosure, FUNCTIONAL | ECONOMIC)
    spots = [(t, at) for t in tables for at in _leaf_rows(t) if any(p.row == at for p in amount_cells(t))]
    if not spots:
        return None
    table, at = rng.choice(spots)
    label = row_label(table, at)
    table.rows.insert(at + 1, list(table.rows[at]))
    if table.columns[0] == ["序号"]:
        for number, row in enumerate(table.rows, 1):
            row[0] = str(number)
    table.wide = {row + (row > at): spans for row, spans in table.wide.items()}
    table.bold_rows = {row + (row > at) for row in table.bold_rows}
    return Planted("row_doubled", "duplicate", label, None, table.id, table.kind, at + 1, None, label)


def table_vs_table(disclosure: Disclosure, rng: random.Random) -> Planted | None:
    """One 项, its 款, 类 and the total changed alike in one table: consistent inside, unlike the others."""
    kinds = {"general_public_expenditure", "expenditure_summary", "appropriation_expenditure"}
    tables = subject_tables(disclosure, kinds)
    spots = []
    for table in tables if len(tables) > 1 else []:
        for at in _leaf_rows(table):
            cells = [place for place in amount_cells(table) if place.row == at]
            elsewhere = any(row_code(table, at) in rows_of(other) for other in tables if other is not table)
            if cells and elsewhere and len({place.text for place in cells}) == 1:
                spots.append((table, at, cells))
    if not spots:
        return None
    table, at, cells = rng.choice(spots)
    code, right = row_code(table, at), cells[0].text
    off = rng.randint(101, 5000)
    for row in range(len(table.rows)):
        other = row_code(table, row)
        if "合计" in table.rows[row] or (other and code.startswith(other)):
            for place in cells:
                spot = CellPlace(table, row, place.col)
                spot.put(cents(int(Decimal(spot.text or "0") * 100) + off))
    column = cells[0].col
    label = f"{code} {table.columns[column][-1]}"
    printed = table.rows[at][column]
    return Planted(
        "table_vs_table", "table_vs_table", printed, right, table.id, table.kind, at, column, label
    )


def code_name(disclosure: Disclosure, rng: random.Random) -> Planted | None:
    tables = subject_tables(disclosure, FUNCTIONAL | ECONOMIC)
    spots = [(table, at) for table in tables for at in _leaf_rows(table)]
    if not spots:
        return None
    table, at = rng.choice(spots)
    column = name_column(table)
    assert column is not None
    right = table.rows[at][column]
    names = economics() if table.kind in ECONOMIC else functions()
    wrong = rng.choice([name for name in names.values() if name != right])
    table.rows[at][column] = wrong
    return Planted("code_name", "label", wrong, right, table.id, table.kind, at, column, row_label(table, at))


def missing_table(disclosure: Disclosure, rng: random.Random) -> Planted | None:
    """A statutory table is left out although the contents page lists it; ids of the rest close up."""
    listed = [table for table in disclosure.tables if table.listed]
    if len(listed) < 4:
        return None
    table = rng.choice(listed[1:])
    disclosure.blocks = [block for block in disclosure.blocks if block is not table]
    for at, rest in enumerate(disclosure.tables, 1):
        rest.id = f"t{at:02d}"
    return Planted("missing_table", "missing", None, table.title, None, table.kind, label=table.title)
