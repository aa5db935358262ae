"""Excel 97–2003 workbooks and those of WPS (.xls, .et): the same as :mod:`gouji.read.xlsx`, read by xlrd.

Takes the bytes of a file, gives a document with one grid a sheet.  The format keeps the result of every formula.
"""

from __future__ import annotations

import io
import struct
from importlib import import_module
from pathlib import Path
from typing import Any

from gouji.errors import EncryptedError, SourceError
from gouji.isolation import Part
from gouji.read.blocks import TOO_LARGE, Blocks
from gouji.read.model import Document
from gouji.read.number_format import GENERAL
from gouji.read.package import DAMAGED, DAMAGED_HINT
from gouji.read.settings import OFFICE, OfficeSettings
from gouji.read.sheets import NOTHING_SHOWN, Sheet, SheetCell, add_sheet, hidden_parts
from gouji.read.xlsx import Book
from gouji.schemas.record import Unread

_TEXT, _NUMBER, _DATE, _BOOLEAN, _ERROR = range(1, 6)
"""Kinds of cells as xlrd counts them."""
_STUMBLES = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
    struct.error,
)
"""What xlrd meets in a damaged file that it does not notice as such."""


def read_xls(path: Path, data: bytes, settings: OfficeSettings = OFFICE) -> Document:
    """The document in ``data``; raises :class:`SourceError` when it is damaged, or nothing is shown in it."""
    xlrd: Any = import_module("xlrd")
    given = {"formatting_info": True, "on_demand": True, "ragged_rows": True, "logfile": io.StringIO()}
    try:
        workbook = xlrd.open_workbook(file_contents=data, **given)
    except (*_STUMBLES, xlrd.XLRDError, xlrd.compdoc.CompDocError) as error:
        if "encrypted" in str(error):
            raise EncryptedError(path, "Excel 文件有打开口令", "请先去掉口令") from error
        raise SourceError(path, DAMAGED, DAMAGED_HINT) from error
    blocks = Blocks(settings=settings)
    book = Book(since_1904=workbook.datemode == 1, cells_left=settings.cells)
    book.formats = [
        known.format_str if (known := workbook.format_map.get(style.format_key)) else GENERAL
        for style in workbook.xf_list
    ]
    sheets: list[Sheet] = []
    for index, name in enumerate(workbook.sheet_names()[: settings.sheets]):
        sheet = Sheet(name)
        part = Part(f"工作表“{name}”")
        blocks.isolation.run(part, None, _read_sheet, workbook, index, book, sheet)
        if not sheet.is_hidden:
            blocks.isolation.run(part, None, add_sheet, blocks, sheet)
        sheets.append(sheet)
        workbook.unload_sheet(index)
    if workbook.nsheets > settings.sheets:
        detail = f"有 {workbook.nsheets} 个工作表，只读了前 {settings.sheets} 个"
        blocks.unread.append(Unread(reason=TOO_LARGE, detail=detail))
    blocks.messages.extend(hidden_parts(sheets, settings))
    if not blocks.lines and not blocks.unread:
        raise SourceError(path, *NOTHING_SHOWN)
    return blocks.document(path, data, "xls")


def _read_sheet(workbook: Any, index: int, book: Book, sheet: Sheet) -> None:
    xlrd: Any = import_module("xlrd")
    source = workbook.sheet_by_index(index)
    sheet.is_hidden = source.visibility != 0
    if sheet.is_hidden:
        return
    sheet.hidden_rows.update(row for row, info in source.rowinfo_map.items() if info.hidden)
    sheet.hidden_columns.update(column for column, info in source.colinfo_map.items() if info.hidden)
    sheet.merged.extend((top, left, end - 1, right - 1) for top, end, left, right in source.merged_cells)
    for row in range(source.nrows):
        kinds, values = source.row_types(row), source.row_values(row)
        for column, (kind, value) in enumerate(zip(kinds, values, strict=True)):
            if kind in (_NUMBER, _DATE):
                text, stored = book.shown(value, source.cell_xf_index(row, column))
                sheet.blank_format += not text and value != 0
                cell = SheetCell(text, stored)
            elif kind == _TEXT:
                cell = SheetCell(value)
            elif kind == _BOOLEAN:
                cell = SheetCell("TRUE" if value else "FALSE")
            elif kind == _ERROR:
                cell = SheetCell(xlrd.error_text_from_code.get(value, "#N/A"))
            else:
                continue
            book.cells_left -= sheet.put(row, column, cell)
        if book.cells_left <= 0:
            sheet.cut_at = row + 1
            return
