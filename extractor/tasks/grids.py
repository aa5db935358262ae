"""Irregular tables as requests: the cells as they were read, row by row, to be cut anew.

Takes tables in which most identities break or from which figures are left over, gives one request
each.  The model sees the cells and returns a grid; it can move, join and part cells, and cannot add,
drop or change a character (:func:`gouji.grounding.grids.ground_grid`).  Whether its grid is taken
is decided by the identities (:mod:`gouji.reconcile.grids`).
"""

from __future__ import annotations

from collections.abc import Iterable

from gouji.grounding.grids import CELL_MARK
from gouji.grounding.source import Piece
from gouji.read.model import Line
from gouji.schemas.record import Table
from gouji.tasks.planner import Request

MAX_ROWS = 80
"""A larger table is no question for a model: its answer would be cut off."""


def grid_requests(tables: Iterable[Table]) -> list[Request]:
    """One request for each table that is small enough to be asked about."""
    return [_request(table) for table in tables if 0 < len(table.rows) <= MAX_ROWS]


def _request(table: Table) -> Request:
    header = CELL_MARK.join("/".join(path) for path in table.columns)
    pieces = tuple(_piece(table, number, row) for number, row in enumerate(table.rows, 1))
    notes = (f"单位：{table.unit}",) if table.unit else ()
    background = (f"表头（读表程序所见，{len(table.columns)} 列）：{header}",)
    return Request("grid", pieces, background, notes)


def _piece(table: Table, number: int, row: list[str | None]) -> Piece:
    text = CELL_MARK.join(cell or "" for cell in row)
    return Piece(number, Line(number, text), 0, len(text), table.id, table.title or "")
