"""One table of the source before anybody has said what it means: its grids, and what is printed around them."""

from __future__ import annotations

from dataclasses import dataclass

from gouji.grids.grid import Grid
from gouji.schemas.record import Where


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
