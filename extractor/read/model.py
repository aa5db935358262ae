"""The document as it was read: pages, lines, words, ruled lines, marked grids; positions are never dropped.

One model for every input form.  A PDF is a list of pages; every other form one page-less list of lines, some of which
are the rows of a grid whose cells the file itself marks (a sheet, a table of a text or of a web page).  Everything
after this step works on these values and never opens the file again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from gouji.schemas.record import Address, Form, Place, Unread


class BBox(NamedTuple):
    """A box in points, origin at the top left of the page as it is seen (rotation applied)."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    @property
    def cx(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def cy(self) -> float:
        return (self.y0 + self.y1) / 2

    def union(self, other: BBox) -> BBox:
        return BBox(
            min(self.x0, other.x0), min(self.y0, other.y0), max(self.x1, other.x1), max(self.y1, other.y1)
        )


class Word(NamedTuple):
    """A run of characters without a space, as the source stores it."""

    text: str
    bbox: BBox


class RuledLine(NamedTuple):
    """A ruled line: horizontal (``y0 == y1``) or vertical (``x0 == x1``), in points."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line. ``number`` counts from 1 over the document for text, over the page for a PDF."""

    number: int
    text: str
    page: int | None = None
    bbox: BBox | None = None
    words: tuple[Word, ...] = ()
    size: float = 0.0
    """The font size in points; 0 where the source has no pages."""
    address: Address | None = None
    """Where the line stands in a file of Office or on a web page; its ``number`` is then that of the text as it is read."""
    is_paragraph: bool = False
    """The source marks paragraphs and this line is a whole one: it goes on in no other."""
    is_heading: bool = False
    """The source marks it as a heading (a style of Word, a tag of HTML)."""

    def place(self, start: int = 0, end: int | None = None) -> Place:
        """The place of ``text[start:end]`` (for a PDF the box of the line)."""
        stop = len(self.text) if end is None else end
        if self.page is not None and self.bbox is not None:
            box = tuple(round(v, 2) for v in self.bbox)
            return Place(page=self.page, bbox=box, address=self.address)  # type: ignore[arg-type]
        return Place(line=self.number, span=(start, stop), address=self.address)


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
class MarkedGrid:
    """A grid whose cells and spans the file itself marks: a sheet, a table of a text or of a web page.

    ``line_ids`` are indexes into ``Document.lines``, parallel to ``rows``: each row is a line too, its cells
    parted by tabs, so that a row which turns out to be a caption is read like any other line.
    """

    line_ids: tuple[int, ...]
    rows: tuple[tuple[Cell, ...], ...]
    name: str | None = None
    """The name of the sheet that begins here: no table goes on into it."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a PDF."""

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    words: tuple[Word, ...]
    rules: tuple[RuledLine, ...]
    turn: int = 0
    """Quarter turns clockwise that bring the text upright: 0 but for text lying on its side."""


@dataclass(frozen=True, slots=True)
class Document:
    """What was read from one file. ``lines`` is all of it in reading order, whatever the form."""

    name: str
    source: str
    sha256: str
    form: Form
    lines: tuple[Line, ...]
    pages: tuple[Page, ...] = ()
    grids: tuple[MarkedGrid, ...] = ()
    """In the order of their lines.  A text has none: its tabs, bars and tags are read by :mod:`gouji.grids.marked`."""
    unread: tuple[Unread, ...] = ()
    messages: tuple[str, ...] = field(default=())
