"""The order of the columns where a header's print leaves it open: the rows' own sums decide.

A converter prints a header line by line.  A group over its own columns (公务用车购置及运行费 over 小计 购置费 运行费) stands higher
than labels that are set in the middle of the whole header, so that it may be printed before labels that stand left
of it.  Takes the columns and the rows that print a figure for every column, gives the columns with one group moved
among its siblings where fewer of these rows' sums then fail.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from gouji.grids.flat.header import Column
from gouji.grids.flat.raw_rows import RawRow
from gouji.grids.flat.text import is_figure, value_of
from gouji.normalise import quantum
from gouji.sums.header_sums import header_sums


def settled(columns: Sequence[Column], rows: Sequence[RawRow]) -> list[Column]:
    """The columns, a group moved where the sums of all whole rows ask for it; unchanged otherwise."""
    figures = [i for i, column in enumerate(columns) if column.role == "figure"]
    whole = [
        row
        for row in rows
        if len(row.figures) == len(figures) and all(is_figure(p.bare) for p in row.figures)
    ]
    if not whole or not figures or figures != list(range(figures[0], figures[-1] + 1)):
        return list(columns)
    inside = [columns[i] for i in figures]
    best, fewest = inside, _failing(inside, whole)
    for order in _orders(inside) if fewest else ():
        failing = _failing(order, whole)
        if failing < fewest:
            best, fewest = order, failing
    return [*columns[: figures[0]], *best, *columns[figures[-1] + 1 :]]


def _failing(columns: Sequence[Column], rows: Sequence[RawRow]) -> int:
    """How many sums of whole rows fail under this order of the columns."""
    identities = header_sums([column.path for column in columns])
    failing = 0
    for row in rows:
        values = [value_of((piece,)) for piece in row.figures]
        step = min(quantum(piece.bare) for piece in row.figures)
        for identity in identities:
            gap = values[identity.total] - sum((values[i] for i in identity.parts), Decimal(0))
            failing += abs(gap) > step * (len(identity.parts) + 1) / 2
    return failing


def _orders(columns: Sequence[Column]) -> Iterator[list[Column]]:
    """The columns with one group moved to another place among its siblings."""
    for depth in range(max(len(column.nodes) for column in columns)):
        for start, stop in _runs(columns, depth):
            if len(columns[start].nodes) <= depth + 1:
                continue
            group, others = list(columns[start:stop]), [*columns[:start], *columns[stop:]]
            above = columns[start].nodes[:depth]
            for at in range(len(others) + 1):
                near = [c for c in others[max(0, at - 1) : at + 1] if _under(c, above)]
                splits = 0 < at < len(others) and _same(others[at - 1], others[at], depth)
                if near and not splits and at != start:
                    yield [*others[:at], *group, *others[at:]]


def _runs(columns: Sequence[Column], depth: int) -> list[tuple[int, int]]:
    """Neighbouring columns under the same header cell at a level."""
    runs: list[tuple[int, int]] = []
    for index in range(len(columns)):
        if runs and _same(columns[index - 1], columns[index], depth):
            runs[-1] = (runs[-1][0], index + 1)
        else:
            runs.append((index, index + 1))
    return runs


def _same(left: Column, right: Column, depth: int) -> bool:
    return len(left.nodes) > depth and len(right.nodes) > depth and left.nodes[depth] is right.nodes[depth]


def _under(column: Column, above: Sequence[object]) -> bool:
    return all(a is b for a, b in zip(column.nodes, above, strict=False)) and len(column.nodes) > len(above)
