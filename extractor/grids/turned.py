"""A grid that was read on a turned page, brought back to the page as it is seen."""

from __future__ import annotations

from dataclasses import replace

from gouji.grids.grid import Cell, Grid
from gouji.read.geometry import Matrix, map_box
from gouji.schemas.record import Leftover, Place


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
