"""Form-shaped flat tables: head fields over indicator rows (绩效自评表, one 绩效目标表 per project).

Takes the lines of one form, gives the rows of a grid as printed: every head line as a row of its runs, the indicator
header, and one row per indicator in which the first and second level are repeated.  What the
head fields mean is decided where forms of every source are read (:mod:`gouji.tables.forms`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gouji.domain.forms import INDICATOR_BLOCK
from gouji.domain.indicators import PLACEHOLDER
from gouji.grids.flat.form_head import read_heads
from gouji.grids.flat.form_rows import place_runs
from gouji.grids.flat.header import Column, read_header
from gouji.grids.flat.indicator_grammar import first_level_size, second_level_size
from gouji.grids.flat.text import Piece, mend_totals, pieces_of, text_of
from gouji.layout.captions import is_furniture
from gouji.normalise import fold, squash
from gouji.read.model import Line
from gouji.schemas.record import TableKind

Cells = tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a form, all equally long."""

    rows: tuple[Cells, ...]


def indicator_header_at(lines: Sequence[Line]) -> tuple[int, int] | None:
    """(first, stop) of the lines that hold 一级指标 … 三级指标 and the labels beside them."""
    for index, line in enumerate(lines):
        if "一级指标" in text_of(pieces_of(line)):
            stop = index + 1
            while stop < len(lines) and not first_level_size(pieces_of(lines[stop]), 0):
                stop += 1
            return (index, stop) if stop < len(lines) else None
    return None


def read_sheet(lines: Sequence[Line], kind: TableKind | None) -> Sheet | None:
    """The form that starts with head fields; ``None`` when no indicator header follows."""
    at = indicator_header_at(lines)
    if at is None:
        return None
    pieces = [piece for line in lines[at[0] : at[1]] for piece in pieces_of(line)]
    block = tuple(pieces[:1]) if INDICATOR_BLOCK.match(fold(pieces[0].bare)) else ()
    columns = read_header(pieces[len(block) :], kind).columns
    left: Cells = ((),) if block else ()
    heads = read_heads(lines[: at[0]])
    width = max([len(left) + len(columns), *(len(row) for row in heads)])
    rows = [_padded(row, width) for row in heads]
    labels = tuple(column.nodes[-1].pieces for column in columns)
    rows.append(_padded(((block, *labels) if block else labels), width))
    top = {squash(line.text) for line in lines[at[0] : at[1]]}
    body = [line for line in lines[at[1] :] if squash(line.text) not in top and not is_furniture(line.text)]
    rows.extend(_padded((*left, *row), width) for row in _indicator_rows(body, columns))
    return Sheet(tuple(rows))


def _padded(row: Cells, width: int) -> Cells:
    return (*row, *(((),) * (width - len(row))))


def _indicator_rows(lines: Sequence[Line], columns: Sequence[Column]) -> list[Cells]:
    """Lines as indicators: level words go to the first two columns and are repeated below."""
    rows: list[Cells] = []
    first: tuple[Piece, ...] = ()
    second: tuple[Piece, ...] = ()
    for line in lines:
        pieces = mend_totals(pieces_of(line))
        size = first_level_size(pieces, 0)
        other = second_level_size(pieces, size)
        if pieces[0].bare.startswith("总分"):
            rows.append((tuple(pieces[:1]), (), (), *((p,) for p in pieces[1:]))[: len(columns)])
            continue
        if size:
            first, second = tuple(pieces[:size]), ()
        if other:
            second = tuple(pieces[size : size + other])
        rest = pieces[size + other :]
        if PLACEHOLDER.match(fold(text_of(rest))):
            continue
        if not size and not other and len(rest) == 1 and rows and len(columns) > 4:
            rows[-1] = _extended(rows[-1], rest[0])
            continue
        rows.append((first, second, *place_runs(rest, columns[2:])))
    return rows


def _extended(row: Cells, piece: Piece) -> Cells:
    """A lone run under a row goes on with its last filled cell."""
    last = max(i for i, cell in enumerate(row) if cell)
    return (*row[:last], (*row[last], piece), *row[last + 1 :])
