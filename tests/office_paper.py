"""Tables and prose written as files of Office and as web pages, for tests: merged headers, number formats, hidden parts.

Takes labels (:class:`~gouji.schemas.record.Table`) and texts, gives the bytes of a .xlsx, a .docx or an .html.
"""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from gouji.figures import amount
from gouji.grids.grid import TableRegion
from gouji.schemas.record import Table

Part = str | Table | TableRegion
"""A paragraph, or a table with its title, number, unit and notes around it."""


@dataclass(frozen=True, slots=True)
class Box:
    """A cell and the positions that it covers."""

    row: int
    column: int
    text: str
    rows: int = 1
    columns: int = 1


def boxes(table: Table | TableRegion) -> list[Box]:
    """The cells of a table: of a label under a header with true spans, of a region of a PDF as they were printed."""
    if isinstance(table, TableRegion):
        return list(_printed(table))
    found: list[Box] = []
    width = len(table.columns)
    depth = max((len(path) for path in table.columns), default=0)
    for level in range(depth):
        column = 0
        while column < width:
            path = table.columns[column]
            if level >= len(path):
                column += 1
                continue
            last = level == len(path) - 1
            end = column + 1
            while (
                not last
                and end < width
                and table.columns[end][: level + 1] == path[: level + 1]
                and len(table.columns[end]) > level + 1
            ):
                end += 1
            found.append(Box(level, column, path[level], depth - level if last else 1, end - column))
            column = end
    for number, row in enumerate(table.rows):
        found += [Box(depth + number, column, text or "") for column, text in enumerate(row)]
    return found


def _printed(region: TableRegion) -> Iterator[Box]:
    """The cells of the grids of a region, one grid below the other."""
    top = 0
    for grid in region.grids:
        for number, row in enumerate(grid.rows):
            for column, cell in enumerate(row):
                above = grid.rows[number - 1] if number else ()
                if (column and row[column - 1] is cell) or (above and above[column] is cell):
                    continue
                across = sum(other is cell for other in row)
                down = sum(other[column] is cell for other in grid.rows)
                yield Box(top + number, column, cell.text, down, across)
        top += len(grid.rows)


def width_of(table: Table | TableRegion) -> int:
    return len(table.columns) if isinstance(table, Table) else max(grid.n_cols for grid in table.grids)


def around(table: Table | TableRegion) -> Iterator[str]:
    """Number, title and unit above a table."""
    yield from (text for text in (table.number, table.title) if text)
    if table.unit:
        yield f"单位：{table.unit}"


EXACT = 15
"""Digits that a number of Excel holds; longer codes are text."""


# ---- workbooks ---------------------------------------------------------------------------------------


def workbook(tables: Sequence[Table | TableRegion], *, one_sheet: bool = False) -> bytes:
    """A sheet for each table, or all of them below each other in one; figures are numbers with a format."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    top = 1
    for number, table in enumerate(tables, start=1):
        if number > 1 and not one_sheet:
            sheet, top = book.create_sheet(f"Sheet{number}"), 1
        top = write_table(sheet, table, top) + 2
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def write_table(sheet: Worksheet, table: Table | TableRegion, top: int) -> int:
    """Write one table with what stands around it from row ``top``; gives the last row."""
    width = max(width_of(table), 2)
    for text in around(table):
        sheet.cell(top, 1, text)
        if width > 1:
            sheet.merge_cells(start_row=top, end_row=top, start_column=1, end_column=width)
        top += 1
    last = top
    for box in boxes(table):
        row, column = top + box.row, 1 + box.column
        last = max(last, row)
        put(sheet, row, column, box.text)
        if box.rows > 1 or box.columns > 1:
            sheet.merge_cells(
                start_row=row,
                end_row=row + box.rows - 1,
                start_column=column,
                end_column=column + box.columns - 1,
            )
    for note in table.notes:
        last += 1
        sheet.cell(last, 1, note if note.startswith("注") else f"注：{note}")
    return last


def put(sheet: Worksheet, row: int, column: int, text: str) -> None:
    """A figure as a number whose format shows the printed digits; anything else as text."""
    value = amount(text) if text else None
    plain = text.replace(",", "")
    if (
        value is None
        or len(plain) > EXACT
        or plain != format(value, "f")
        or plain.startswith("0")
        and len(plain) > 1
        and plain[1] != "."
    ):
        sheet.cell(row, column, text or None)
        return
    places = len(plain.partition(".")[2])
    cell = sheet.cell(row, column, float(value))
    cell.number_format = "0" + ("." + "0" * places if places else "")


# ---- texts of Word -----------------------------------------------------------------------------------

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
COLUMN = 900
"""Twentieths of a point: the width of a column."""
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Target="word/document.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
)


def docx(body: str, parts: dict[str, str] | None = None) -> bytes:
    """A .docx with this content of ``w:body``; ``parts`` are further files by name."""
    document = f'<?xml version="1.0" encoding="UTF-8"?><w:document {_W}><w:body>{body}</w:body></w:document>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        files = {"[Content_Types].xml": TYPES, "_rels/.rels": RELATIONS, "word/document.xml": document}
        for name, text in (files | (parts or {})).items():
            archive.writestr(name, text)
    return out.getvalue()


def paragraph(text: str, properties: str = "") -> str:
    """``<w:p>`` of a text."""
    return f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def word_table(table: Table | TableRegion) -> str:
    """``<w:tbl>`` of a label, with true spans."""
    found = boxes(table)
    height = max((box.row + box.rows for box in found), default=0)
    at = {(box.row, box.column): box for box in found}
    covered = {(box.row + down, box.column): box for box in found for down in range(1, box.rows)}
    rows = []
    for row in range(height):
        cells = []
        for column in range(width_of(table)):
            box = at.get((row, column)) or covered.get((row, column))
            if box is None:
                continue
            merge = ""
            if box.rows > 1:
                merge = '<w:vMerge w:val="restart"/>' if box.row == row else "<w:vMerge/>"
            text = box.text if box.row == row else ""
            content = "".join(paragraph(line) for line in text.split("\n"))
            cells.append(
                f'<w:tc><w:tcPr><w:tcW w:w="{COLUMN * box.columns}" w:type="dxa"/><w:gridSpan w:val="{box.columns}"/>{merge}</w:tcPr>{content}</w:tc>'
            )
        rows.append(f"<w:tr>{''.join(cells)}</w:tr>")
    grid = f'<w:gridCol w:w="{COLUMN}"/>' * width_of(table)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def word(parts: Sequence[Part]) -> bytes:
    """A .docx of paragraphs and tables."""
    out: list[str] = []
    for part in parts:
        if isinstance(part, str):
            out.append(paragraph(part))
            continue
        out += [paragraph(text) for text in around(part)]
        out.append(word_table(part))
        out += [paragraph(note if note.startswith("注") else f"注：{note}") for note in part.notes]
        out.append(paragraph(""))
    return docx("".join(out))


# ---- web pages ---------------------------------------------------------------------------------------


def html_table(table: Table | TableRegion) -> str:
    """``<table>`` of a label, with true spans."""
    rows: dict[int, list[str]] = {}
    for box in sorted(boxes(table), key=lambda box: (box.row, box.column)):
        spans = f' rowspan="{box.rows}"' * (box.rows > 1) + f' colspan="{box.columns}"' * (box.columns > 1)
        text = html.escape(box.text).replace("\n", "<br>")
        rows.setdefault(box.row, []).append(f"<td{spans}>{text}</td>")
    return "<table>" + "".join(f"<tr>{''.join(cells)}</tr>\n" for cells in rows.values()) + "</table>"


def web_page(parts: Sequence[Part], head: str = '<meta charset="utf-8">') -> str:
    """A page of paragraphs and tables."""
    out: list[str] = []
    for part in parts:
        if isinstance(part, str):
            out.append(f"<p>{html.escape(part)}</p>")
            continue
        out += [f"<p>{html.escape(text)}</p>" for text in around(part)]
        out.append(html_table(part))
        out += [
            f"<p>{html.escape(note if note.startswith('注') else f'注：{note}')}</p>" for note in part.notes
        ]
    return f"<!DOCTYPE html><html><head>{head}</head><body>\n" + "\n".join(out) + "\n</body></html>"
