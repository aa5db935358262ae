"""A grid of cells as the source lays them out, before anybody has said what they mean.

Every table reader (ruled PDF, unruled PDF, tab-separated text, flat text) gives grids;
:mod:`gouji.tables.interpret` turns them into tables.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from gouji.schemas.record import Layout, Leftover, Place


@dataclass(frozen=True, slots=True)
class Cell:
    """One printed cell: its raw text (line breaks as ``\\n``) and where each piece stands.

    In a grid with known spans the *same* ``Cell`` object stands at every position that it
    covers, so ``is`` tells a merged cell from two cells that print the same text.
    """

    text: str = ""
    places: tuple[Place, ...] = ()
    rowspan: int = 1
    colspan: int = 1
    doubt: str = ""
    """Why it is not certain that the text (or the emptiness) belongs to this very cell."""


EMPTY = Cell()


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of cells, every row equally long.

    ``spans_known``: the source drew the borders, so merged cells are certain (a ruled PDF);
    otherwise an empty cell may be empty or part of a merged one (tab-separated text).
    ``header_rows``: how many rows are header, where the reader knows it already.
    """

    rows: tuple[tuple[Cell, ...], ...]
    spans_known: bool = False
    header_rows: int | None = None
    page: int | None = None
    layout: Layout = "inferred"
    decisions: tuple[str, ...] = ()
    leftovers: tuple[Leftover, ...] = field(default=())

    @property
    def n_cols(self) -> int:
        return len(self.rows[0]) if self.rows else 0
