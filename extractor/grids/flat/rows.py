"""Rows of a one-sided flat table: codes, name and figures put back together, figures placed by identities.

Takes the body lines and the columns, gives one list of pieces per column and row (:mod:`flat_raw` reads the lines,
:mod:`flat_figures` places the figures of all rows together).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from gouji.grids.flat.figures import doubts_of, place_figures
from gouji.grids.flat.header import Column
from gouji.grids.flat.raw_rows import EMPTY_TABLE, RawRow, assemble
from gouji.grids.flat.stated import Stated
from gouji.grids.flat.text import Piece
from gouji.read.model import Line
from gouji.schemas.record import TableKind


@dataclass(frozen=True, slots=True)
class BodyRows:
    """Rows as one tuple of pieces per column, how the open ones were decided, and figures without a column."""

    rows: tuple[tuple[tuple[Piece, ...], ...], ...]
    decisions: tuple[str, ...] = ()
    doubts: tuple[Mapping[int, str], ...] = ()
    """Per row, the columns of which it is not certain whether the figure stands in them, and why."""


def read_rows(
    lines: Sequence[Line],
    columns: Sequence[Column],
    kind: TableKind | None = None,
    stated: Stated = MappingProxyType({}),
) -> BodyRows:
    """The rows of a table whose figure columns stand right of its words; ``stated`` is what other tables state."""
    rows = assemble(lines, columns)
    placed = place_figures(rows, columns, kind, stated)
    keyed = _keyed(rows, columns)
    figure_columns = [i for i, column in enumerate(columns) if column.role == "figure"]
    out = []
    for row, cells, at in zip(rows, keyed, placed.places, strict=True):
        filled = list(cells)
        for piece, index in zip(row.figures, at or (), strict=False):
            filled[figure_columns[index]] = (piece,)
        out.append(tuple(filled))
    doubts = [doubts_of(open_, figure_columns, columns) for open_ in placed.doubts]
    return BodyRows(tuple(out), placed.decisions, tuple(doubts))


def _keyed(rows: Sequence[RawRow], columns: Sequence[Column]) -> list[list[tuple[Piece, ...]]]:
    """The words and codes of each row in their columns; a total stands in the first column (after 序号)."""
    seq = [i for i, column in enumerate(columns) if column.role == "seq"]
    parts = [i for i, column in enumerate(columns) if column.role == "part"]
    codes = [i for i, column in enumerate(columns) if column.role == "code"]
    names = [i for i, column in enumerate(columns) if column.role in ("name", "text", "group")]
    out = []
    for row in rows:
        cells: list[tuple[Piece, ...]] = [()] * len(columns)
        keys = list(row.keys)
        if seq and keys and len(keys[0].bare) <= 4 and keys[0].bare.isdigit():
            cells[seq[0]] = (keys.pop(0),)
        _place_parts(list(keys), parts, cells)
        for index, piece in zip(codes, keys if not parts else [], strict=False):
            cells[index] = (piece,)
        if (row.is_total or EMPTY_TABLE.match(row.name)) and not seq:
            cells[0] = tuple(row.words)
        else:
            _place_words(row.words, names, cells)
        out.append(cells)
    return out


def _place_parts(keys: Sequence[Piece], parts: Sequence[int], cells: list[tuple[Piece, ...]]) -> None:
    """类 款 项 by their digits: three digits are a 类; two digits take the next part to the right."""
    at = 0
    for key in keys:
        if at >= len(parts):
            return
        if at == 0 and len(key.bare) == 2:
            at = 1 if len(parts) > 1 else 0
        cells[parts[at]] = (key,)
        at += 1


def _place_words(words: Sequence[Piece], names: Sequence[int], cells: list[tuple[Piece, ...]]) -> None:
    """Words in their columns: with one column all of them, otherwise one printed run each."""
    if not names or not words:
        return
    if len(names) == 1:
        cells[names[0]] = tuple(words)
        return
    first, *rest = words
    groups: list[list[Piece]] = [[first]]
    for word in rest:
        if word.line is groups[-1][-1].line and len(groups) < len(names):
            groups.append([word])
        else:
            groups[-1].append(word)
    for index, group in zip(names, groups, strict=False):
        cells[index] = tuple(group)
