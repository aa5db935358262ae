"""Tables as the source lays them out, before anybody has said what they mean: cells, grids, regions.

Every table reader (ruled PDF, unruled PDF, marked text, flat text) gives :class:`TableRegion` objects, each with a
:class:`Grid` per page or printed block; :mod:`gouji.tables.interpret` turns them into tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from gouji.read.geometry import Matrix, join_words, map_box, text_lines, union
from gouji.read.model import BBox, Cell, Word
from gouji.schemas.record import Layout, Leftover, Place, Where


def make_cell(words: Sequence[Word], page: int, rowspan: int = 1, colspan: int = 1) -> Cell:
    """The cell of some words: one text line and one place per printed line."""
    lines = text_lines(words)
    return Cell(
        text="\n".join(join_words(line) for line in lines),
        places=tuple(place_of(union(w.bbox for w in line), page) for line in lines),
        rowspan=rowspan,
        colspan=colspan,
    )


def place_of(box: BBox, page: int) -> Place:
    """The place of a box, to the hundredth of a point."""
    return Place(page=page, bbox=(round(box.x0, 2), round(box.y0, 2), round(box.x1, 2), round(box.y1, 2)))


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of cells, every row equally long.

    ``spans_known``: the borders are known, so merged cells are certain (drawn in a ruled PDF, tagged in HTML, fitting
    in an unruled PDF); otherwise an empty cell may be empty or part of a merged one (tab-separated text).
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


@dataclass(frozen=True, slots=True)
class TableRegion:
    """One table of the source, its pieces (pages, blocks) in order, and what is printed around it.

    ``line_ids`` are indexes into ``Document.lines`` of all lines that belong to the table (caption,
    unit line, body, notes), so that the prose reader leaves them out.
    """

    title: str | None
    number: str | None
    unit: str | None
    grids: tuple[Grid, ...]
    where: Where
    notes: tuple[str, ...] = ()
    year: str | None = None
    """The year that the caption states beside the title (``2022年度``)."""
    line_ids: frozenset[int] = frozenset()
    common_unit: str | None = None
    """The unit that the document states once for all its tables, for one that prints none of its own."""
    decisions: tuple[str, ...] = ()
    """How its caption was decided where the print left it open (one sentence each)."""


def restore(grid: Grid, back: Matrix | None) -> Grid:
    """The grid with its places mapped back to the page as it is seen; merged cells stay one object."""
    if back is None:
        return grid
    mapped: dict[int, Cell] = {}
    for row in grid.rows:
        for cell in row:
            if id(cell) not in mapped:
                mapped[id(cell)] = replace(cell, places=tuple(_seen(p, back) for p in cell.places))
    return replace(
        grid,
        rows=tuple(tuple(mapped[id(cell)] for cell in row) for row in grid.rows),
        leftovers=tuple(Leftover(text=x.text, place=_seen(x.place, back)) for x in grid.leftovers),
    )


def _seen(place: Place, back: Matrix) -> Place:
    if place.bbox is None:
        return place
    x0, y0, x1, y1 = map_box(back, place.bbox)
    return Place(page=place.page, bbox=(round(x0, 2), round(y0, 2), round(x1, 2), round(y1, 2)))
