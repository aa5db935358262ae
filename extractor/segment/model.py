"""What segmentation gives: table regions with their captions, and the outline of the prose."""

from __future__ import annotations

from dataclasses import dataclass

from extractor.read.model import Line
from extractor.segment.paragraph import Paragraph
from extractor.tables.grid import Grid
from schemas.record import Where


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


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: its number as printed (``第二部分``, ``一``, ``（一）``, ``1``, ``（1）``), title and depth."""

    label: str
    title: str
    depth: int
    line_id: int


@dataclass(frozen=True, slots=True)
class Section:
    """Prose under one heading. ``path`` joins the heading labels with ``/``: ``第二部分/一/（一）/1``.

    ``lines`` are the body lines in order, the heading's own line first when text follows the
    number on it; lines broken by the page are not joined yet.
    """

    path: str
    headings: tuple[Heading, ...]
    lines: tuple[Line, ...]
    role: str = "prose"
    """``prose``, ``duties``, ``organisation``, ``plan``, ``report``, ``glossary``, ``contact``, ``contents``."""
    paragraphs: tuple[Paragraph, ...] = ()
    """The same lines joined over line and page ends; the first one is the run-in item or the heading."""
    titled: bool = False
    """The first paragraph is a mere heading: no clause of it states anything."""
