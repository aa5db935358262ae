"""Tables that a converter wrote as HTML inside a text dump (``<table><tr><td>…``).

Takes the lines of a text :class:`~gouji.read.model.Document`, gives one :class:`HtmlBlock` per
``<table>``, its cells with the places where their text stands in the lines.  Markup is data here:
nothing of it is kept, followed or rendered, and its spans are held to the size of the table.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

from gouji.grids.grid import Grid
from gouji.grids.settings import MarkedSettings
from gouji.isolation import Isolation, Part, strictly
from gouji.read.blocks import squared
from gouji.read.model import Cell, Line
from gouji.schemas.record import Place

OPENING = re.compile(r"<table\b", re.IGNORECASE)
CLOSING = re.compile(r"</table\s*>", re.IGNORECASE)
PART = re.compile(r"</?(?:table|thead|tbody|tfoot|tr|t[dh])\b", re.IGNORECASE)
"""What a line of a table that nobody closed must contain to belong to it."""
TAG = re.compile(r"<[^<>]*>")
_BREAKS = frozenset({"br", "p", "div", "li"})


@dataclass(frozen=True, slots=True)
class HtmlBlock:
    """One table: the indexes of its lines, and its grid (no rows where it holds no cell)."""

    line_ids: tuple[int, ...]
    grid: Grid


@dataclass(slots=True)
class _Open:
    """A cell while its text is still coming in."""

    rowspan: int
    colspan: int
    texts: list[str] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)

    def cell(self) -> Cell:
        """The cell; an empty one is an object of its own too, or neighbours would count as merged."""
        return Cell("".join(self.texts).strip(), tuple(self.places), self.rowspan, self.colspan)


def html_blocks(
    lines: Sequence[Line], isolation: Isolation | None = None, *, settings: MarkedSettings
) -> list[HtmlBlock]:
    """The HTML tables of a text, in order; tables on one line with others have that line in common."""
    isolation = isolation or strictly()
    blocks: list[HtmlBlock] = []
    for first, start, last, end in _extents(lines):
        part = Part(f"第{lines[first].number}行起的HTML表格")
        grid = isolation.run(part, None, _grid, lines[first : last + 1], start, end, settings)
        if grid is not None and (grid.rows or not _has_words(lines[first : last + 1], start, end)):
            blocks.append(HtmlBlock(tuple(range(first, last + 1)), grid))
    return blocks


def _grid(lines: Sequence[Line], start: int, end: int, settings: MarkedSettings) -> Grid:
    """The cells of one ``<table>``: from ``start`` in the first of its lines to ``end`` in the last."""
    reader = _TableReader(lines, start, settings)
    reader.feed(_text(lines, start, end))
    reader.close()
    rows = squared([[item.cell() for item in row] for row in reader.rows])
    return Grid(rows=tuple(map(tuple, rows or ())), spans_known=True, layout="marked")


def _extents(lines: Sequence[Line]) -> Iterator[tuple[int, int, int, int]]:
    """First line and offset, last line and end offset of each ``<table>``, nested ones inside their outer."""
    index, offset = 0, 0
    while index < len(lines):
        opening = OPENING.search(lines[index].text, offset)
        if opening is None:
            index, offset = index + 1, 0
            continue
        last, end = _end(lines, index, opening.end())
        yield index, opening.start(), last, end
        index, offset = last, end


def _end(lines: Sequence[Line], index: int, offset: int) -> tuple[int, int]:
    """Where the table that opened before ``offset`` ends; one that is never closed ends with its last part."""
    depth, last, end = 1, index, len(lines[index].text)
    for at in range(index, len(lines)):
        text = lines[at].text
        begin = offset if at == index else 0
        for tag in re.finditer(f"{OPENING.pattern}|{CLOSING.pattern}", text[begin:], re.IGNORECASE):
            depth += 1 if OPENING.match(tag[0]) else -1
            if depth == 0:
                return at, begin + tag.end()
        if PART.search(text):
            last, end = at, len(text)
    return last, end


def _text(lines: Sequence[Line], start: int, end: int) -> str:
    texts = [line.text for line in lines]
    texts[-1] = texts[-1][:end]
    texts[0] = texts[0][start:]
    return "\n".join(texts)


def _has_words(lines: Sequence[Line], start: int, end: int) -> bool:
    """Whether anything but tags is printed: a stray ``<table>`` in a sentence makes it no table."""
    return bool(TAG.sub("", _text(lines, start, end)).strip())


class _TableReader(HTMLParser):
    """Collects the rows of one table; a table inside a cell gives its text to that cell."""

    def __init__(self, lines: Sequence[Line], start: int, settings: MarkedSettings) -> None:
        super().__init__(convert_charrefs=False)
        self.settings = settings
        self.rows: list[list[_Open]] = []
        self._lines = lines
        self._start = start
        self._depth = 0
        self._cell: _Open | None = None

    def parse_html_declaration(self, i: int) -> int:
        """``<!…>`` is no text, whatever stands in it; the library raises on a marked section of a kind it does not know."""
        return self.parse_bogus_comment(i)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._depth += tag == "table"
        if tag in _BREAKS and self._cell is not None:
            self._cell.texts.append("\n")
        if self._depth != 1:
            return
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            if not self.rows:
                self.rows.append([])
            spans = dict(attrs)
            self._cell = _Open(
                _span(spans.get("rowspan"), self.settings), _span(spans.get("colspan"), self.settings)
            )
            self.rows[-1].append(self._cell)

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self._depth -= 1
        if self._depth == 1 and tag in ("td", "th", "tr") or self._depth == 0:
            self._cell = None

    def handle_data(self, data: str) -> None:
        if self._cell is None:
            return
        self._cell.texts.append(data)
        line, column = self.getpos()
        for step, piece in enumerate(data.split("\n")):
            if bare := piece.strip():
                begin = (0 if step else column) + piece.index(bare)
                self._cell.places.append(self._place(line - 1 + step, begin, len(bare)))

    def handle_entityref(self, name: str) -> None:
        if self._cell is not None:
            self._cell.texts.append(html.unescape(f"&{name};").replace("\xa0", " "))

    def handle_charref(self, name: str) -> None:
        self.handle_entityref(f"#{name}")

    def _place(self, index: int, begin: int, length: int) -> Place:
        start = begin + (0 if index else self._start)
        return Place(line=self._lines[index].number, span=(start, start + length))


def _span(value: str | None, settings: MarkedSettings) -> int:
    return (
        min(int(value), settings.widest_span)
        if value and value.isascii() and value.isdigit() and value != "0"
        else 1
    )
