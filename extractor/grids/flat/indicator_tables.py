"""Indicator tables of flat text: rows with their merged cells repeated, and rows torn into other text.

Takes body lines and columns, gives one list of pieces per column and row (:mod:`flat_grammar` reads the order,
:mod:`flat_heads` the cells of each project).
"""

from __future__ import annotations

from collections.abc import Sequence

from gouji.grids.flat.header import Column
from gouji.grids.flat.indicator_grammar import (
    FIRST,
    MAX_TORN,
    SECOND,
    TOTALS,
    Pieces,
    Scanner,
    read_indicators,
)
from gouji.grids.flat.project_heads import Heads
from gouji.grids.flat.rows import BodyRows
from gouji.grids.flat.text import pieces_of, text_of
from gouji.read.model import Line


def is_indicator_header(columns: Sequence[Column]) -> bool:
    """Whether the columns are those of an indicator table with operator, value and unit."""
    keys = {column.key for column in columns}
    return "三级指标" in keys and bool(keys & {"指标性质", "指标方向"}) and bool(keys & {"指标值", "值"})


def read_indicator_rows(lines: Sequence[Line], columns: Sequence[Column]) -> BodyRows:
    """The rows of an indicator table; the first row is the total where one is printed."""
    pieces = [piece for line in lines for piece in pieces_of(line)]
    reading = read_indicators(pieces, columns)
    heads = Heads(columns)
    total = heads.read(reading.projects)
    decisions = heads.fill(reading.projects, total)
    rows: list[tuple[Pieces, ...]] = []
    if total:
        rows.append(tuple(total.get(column.key or "", ()) for column in columns))
    for project in reading.projects:
        for row in project.rows:
            cells = {**project.head, **row.cells}
            rows.append(tuple(cells.get(column.key or "", ()) for column in columns))
    if not total and text_of(reading.rest).startswith(TOTALS):
        closing, _ = heads.total(reading.rest)
        rows.append(tuple(closing.get(column.key or "", ()) for column in columns))
    return BodyRows(tuple(rows), tuple(decisions))


def find_torn_rest(lines: Sequence[Line], columns: Sequence[Column]) -> list[int]:
    """Indexes of lines in other text that are indicator rows: they open with a level word and read on as rows."""
    found: list[int] = []
    index = 0
    while index < len(lines):
        pieces = [piece for line in lines[index : index + MAX_TORN] for piece in pieces_of(line)]
        scan = Scanner(pieces, [])
        if pieces and pieces[0].line is lines[index] and (scan.level(0, FIRST) or scan.level(0, SECOND)):
            rest = [piece for line in lines[index:] for piece in pieces_of(line)]
            reading = read_indicators(rest, columns, fresh=False)
            if reading.end:
                last = rest[reading.end - 1].line
                stop = next(i for i in range(index, len(lines)) if lines[i] is last)
                found.extend(range(index, stop + 1))
                index = stop
        index += 1
    return found
