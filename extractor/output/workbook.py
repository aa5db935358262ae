"""A workbook that is being written: sheets, cells, styles, comments and links.

Takes values and styles, gives an XLSX file.  The one place that knows XlsxWriter: everything written
here comes from a document, and is stored as text, number or blank, never as a formula, a link out of the
workbook or a piece of XML.  The same content gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from gouji.output.atomic import write_bytes
from gouji.output.cells import CellValue, clean, lines_needed

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

FACE = "Calibri"
"""The face of every cell; a style that names none falls back to a serif one."""
LINE_COLOUR, HEAD_COLOUR, REVIEW_COLOUR = "BFBFBF", "DDEBF7", "FFF2CC"
LINK_COLOUR, RED_COLOUR, GREY_COLOUR = "0563C1", "C00000", "808080"

AUTHOR = "gouji"
"""Whose name the comments bear."""

CREATED = datetime(1980, 1, 1)
"""The date in every workbook (that of its ZIP entries too): two runs over one document give one file."""

COMMENT_WIDTH, COMMENT_LINE = 240, 16
"""Pixels: the width of a comment, and the height of one of its lines."""
COMMENT_CHARACTERS = 36
"""Half-width characters of 9 points that stand side by side in a comment."""
MAX_COMMENT_LINES = 20

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


@dataclass(frozen=True, slots=True)
class Style:
    """How a cell looks; equal styles share one format of the workbook."""

    bold: bool = False
    size: int = 11
    colour: str | None = None
    underline: bool = False
    fill: str | None = None
    border: bool = False
    horizontal: Literal["left", "center"] | None = None
    middle: bool = False
    wrap: bool = False

    def properties(self, number_format: str | None) -> dict[str, object]:
        """The same in XlsxWriter's words; colours and the number format only where there are any."""
        found: dict[str, object] = {
            "font_name": FACE,
            "font_scheme": "none",
            "font_size": self.size,
            "bold": self.bold,
            "underline": int(self.underline),
            "text_wrap": self.wrap,
        }
        if self.border:
            found |= {"border": 1, "border_color": f"#{LINE_COLOUR}"}
        optional = {
            "font_color": self.colour and f"#{self.colour}",
            "bg_color": self.fill and f"#{self.fill}",
            "align": self.horizontal,
            "valign": "vcenter" if self.middle else None,
            "num_format": number_format,
        }
        return found | {key: value for key, value in optional.items() if value is not None}


PLAIN = Style()
BOLD = Style(bold=True)
TITLE = Style(bold=True, size=14)
GREY = Style(colour=GREY_COLOUR, size=9)
RED = Style(colour=RED_COLOUR)
GRID = Style(border=True)
HEAD = Style(bold=True, fill=HEAD_COLOUR, border=True)
WRAPPED = Style(border=True, middle=True, wrap=True)
LINK = Style(colour=LINK_COLOUR, underline=True, border=True)


class Book:
    """A workbook in memory; the order of :meth:`sheet` is the order of the sheets."""

    def __init__(self) -> None:
        from xlsxwriter import Workbook

        self._buffer = BytesIO()
        self._workbook = Workbook(self._buffer, _OPTIONS)
        self._workbook.set_properties({"author": AUTHOR, "created": CREATED})
        self._formats: dict[tuple[Style, str | None], Format] = {}

    def sheet(self, name: str) -> Sheet:
        """A new sheet; ``name`` must be a legal one that no other sheet has."""
        return Sheet(self, self._workbook.add_worksheet(name))

    def format(self, style: Style, number_format: str | None = None) -> Format:
        """The one format of this look."""
        key = (style, number_format)
        form = self._formats.get(key)
        if form is None:
            form = self._formats[key] = self._workbook.add_format(style.properties(number_format))
        return form

    def save(self, path: Path) -> None:
        """Finish the workbook and put it at ``path`` in one step; nothing can be written afterwards."""
        self._workbook.close()
        write_bytes(path, self._buffer.getvalue())


class Sheet:
    """One sheet; rows and columns are counted from 1, as they are shown."""

    def __init__(self, book: Book, worksheet: Worksheet) -> None:
        self._book = book
        self._sheet = worksheet

    def put(self, row: int, column: int, value: CellValue, style: Style = PLAIN) -> None:
        """Store ``value``: a ``str`` as text whatever it starts with, a ``Decimal`` as a number.

        Raises :class:`ValueError` where the cell lies outside a sheet (1 048 576 rows, 16 384 columns).
        """
        at, stored = (row - 1, column - 1), value.value
        form = self._book.format(style, value.number_format)
        done: int
        if isinstance(stored, Decimal):
            number: Any = stored  # its digits are written as they are: no float comes between
            done = self._sheet.write_number(*at, number, form)
        elif not stored:
            done = self._sheet.write_blank(*at, None, form)
        elif stored.startswith("<r>") and stored.endswith("</r>"):
            # XlsxWriter takes such a text for the XML of a rich one and stores it as it is; in runs it is escaped.
            done = self._sheet.write_rich_string(*at, stored[0], stored[1], stored[2:], form)
        else:
            done = self._sheet.write_string(*at, stored, form)
        if done != 0:
            raise ValueError(f"row {row}, column {column}: no such cell, or a text too long for it")

    def merge(
        self, top: int, left: int, bottom: int, right: int, value: CellValue, style: Style = PLAIN
    ) -> None:
        """Store ``value`` in a block of cells, ends included; a block of one cell is just that cell."""
        if (top, left) != (bottom, right):
            form = self._book.format(style, value.number_format)
            self._sheet.merge_range(top - 1, left - 1, bottom - 1, right - 1, "", form)
        self.put(top, left, value, style)

    def link(self, row: int, column: int, sheet: str, value: CellValue, style: Style = LINK) -> None:
        """Store ``value`` as a link to the first cell of ``sheet``, which is one of this workbook."""
        quoted = sheet.replace("'", "''")
        self._sheet.write_url(row - 1, column - 1, f"internal:'{quoted}'!A1", self._book.format(style), "")
        self.put(row, column, value, style)

    def comment(self, row: int, column: int, text: str) -> None:
        """Pin ``text`` to a cell, in a box that it fits."""
        lines = lines_needed(text, COMMENT_CHARACTERS)
        options = {
            "author": AUTHOR,
            "width": COMMENT_WIDTH,
            "height": COMMENT_LINE * (1 + min(lines, MAX_COMMENT_LINES)),
            "font_size": 9,
        }
        self._sheet.write_comment(row - 1, column - 1, clean(text), options)

    def widths(self, widths: Iterable[float]) -> None:
        """The widths of the columns from the left, in characters of the default font."""
        for index, width in enumerate(widths):
            self._sheet.set_column(index, index, width)

    def height(self, row: int, points: float) -> None:
        """A row of fixed height; every other row grows with its text."""
        self._sheet.set_row(row - 1, points)

    def freeze(self, row: int, column: int = 1) -> None:
        """Keep in sight what is above ``row`` and left of ``column``."""
        self._sheet.freeze_panes(row - 1, column - 1)

    def repeat_rows(self, last: int) -> None:
        """Print the rows down to ``last`` on every page."""
        self._sheet.repeat_rows(0, last - 1)

    def fit_to_page(self) -> None:
        """Print on landscape paper, all columns on one page."""
        self._sheet.set_landscape()
        self._sheet.fit_to_pages(1, 0)

    def filter(self, rows: int, columns: int) -> None:
        """A filter over the first ``rows`` rows, header included, of ``columns`` columns."""
        self._sheet.autofilter(0, 0, rows - 1, columns - 1)
