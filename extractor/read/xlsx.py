"""Excel workbooks (.xlsx, .xlsm): the digits that each cell displays, with the stored value beside them.

Takes the bytes of a file, gives a document with one grid a sheet.  A formula gives the result that was saved with it;
one without is unread, not empty.  The parts of a workbook are read as a stream with :mod:`xml.etree`: openpyxl, which
writes workbooks elsewhere in gouji, does not tell a formula without a result from a blank, keeps no hidden rows where
it streams, and makes an object for every position of a merged range that an attacker draws over the whole sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element

from gouji.errors import SourceError
from gouji.isolation import Part
from gouji.read.blocks import TOO_LARGE, Blocks
from gouji.read.model import Document
from gouji.read.number_format import BUILTIN, GENERAL, display, is_date
from gouji.read.package import Package
from gouji.read.settings import OFFICE, OfficeSettings
from gouji.read.sheets import NOTHING_SHOWN, UNCOUNTED, Sheet, SheetCell, add_sheet, hidden_parts
from gouji.schemas.record import Unread

MAX_ROW: Final = 1_048_576
MAX_COLUMN: Final = 16_384
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(slots=True)
class Book:
    """What the sheets of a workbook share."""

    strings: list[str] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)
    """The format code of each cell style, by its number."""
    since_1904: bool = False
    cells_left: int = 0

    def shown(self, number: float, style: int) -> tuple[str, str | None]:
        """What a cell displays, and the number itself where it has digits that are not displayed."""
        code = self.formats[style] if 0 <= style < len(self.formats) else GENERAL
        text = display(number, code, since_1904=self.since_1904)
        return text, None if is_date(code) else hidden_digits(number, text)


def read_xlsx(path: Path, data: bytes, settings: OfficeSettings = OFFICE) -> Document:
    """The document in ``data``; raises :class:`SourceError` when it is damaged, or nothing is shown in it."""
    package = Package(path, data, settings)
    blocks = Blocks(settings=settings)
    main = next(
        (part for kind, part in package.relations("").values() if kind == "officeDocument"), "xl/workbook.xml"
    )
    root = package.xml(main)
    relations = package.relations(main)
    book = Book(cells_left=settings.cells)
    book.since_1904 = any(item.get("date1904") in ("1", "true") for item in _named(root, "workbookPr"))
    for kind, part in relations.values():
        if kind == "sharedStrings" and part in package:
            book.strings = list(_strings(package, part))
        elif kind == "styles" and part in package:
            book.formats = _formats(package.xml(part))
    sheets: list[Sheet] = []
    listed = list(_named(root, "sheet"))
    for item in listed[: settings.sheets]:
        sheet = Sheet(item.get("name", ""), item.get("state") in ("hidden", "veryHidden"))
        kind, part = relations.get(_relation(item), ("", ""))
        if kind == "worksheet" and not sheet.is_hidden:
            blocks.isolation.run(Part(f"工作表“{sheet.name}”"), None, _read_sheet, package, part, book, sheet)
            blocks.isolation.run(Part(f"工作表“{sheet.name}”"), None, add_sheet, blocks, sheet)
        elif kind == "chartsheet":
            blocks.messages.append(f"图表工作表“{sheet.name}”未读取")
        sheets.append(sheet)
    if len(listed) > settings.sheets:
        detail = f"有 {len(listed)} 个工作表，只读了前 {settings.sheets} 个"
        blocks.unread.append(Unread(reason=TOO_LARGE, detail=detail))
    blocks.messages.extend(hidden_parts(sheets, settings))
    blocks.messages.extend(_not_opened(package))
    if not blocks.lines and not blocks.unread:
        raise SourceError(path, *NOTHING_SHOWN)
    return blocks.document(path, data, "xlsx")


def _not_opened(package: Package) -> Iterator[str]:
    """What else the file holds and nobody opened."""
    names = [name.lower() for name in package.names()]
    if any(name.endswith("vbaproject.bin") for name in names):
        yield "文件带有宏，没有运行"
    if any(name.startswith("xl/externallinks/") for name in names):
        yield "公式引用了其他文件，没有打开，按保存时的结果读取"
    pictures = sum(name.startswith("xl/media/") for name in names)
    if pictures:
        yield f"文件里有 {pictures} 幅图片，其中的文字没有读取"


def hidden_digits(number: float, shown: str) -> str | None:
    """The digits of ``number`` (fifteen at most), where what is shown is a number of another value."""
    held = Decimal(f"{number:.15g}")
    bare = re.sub(r"[^\d.]", "", shown)
    with suppress(InvalidOperation):
        value = Decimal(bare)
        if value == abs(held) or "%" in shown and value == abs(held) * 100:
            return None
        return format(held, "f")
    return None


# ---- the parts -------------------------------------------------------------------------------------


def _local(name: str) -> str:
    """The name without its namespace: Office writes two (transitional and strict)."""
    return name.rpartition("}")[2]


def _named(root: Element, name: str) -> Iterator[Element]:
    return (item for item in root.iter() if isinstance(item.tag, str) and _local(item.tag) == name)


def _relation(item: Element) -> str:
    """The relationship id of an element (``r:id``)."""
    return next((value for key, value in item.attrib.items() if key.endswith("}id")), "")


def _strings(package: Package, part: str) -> Iterator[str]:
    """The shared strings in order, without the reading aids above characters (rPh)."""
    root: Element | None = None
    for event, item in package.elements(part):
        root = item if root is None else root
        if event == "end" and _local(item.tag) == "si":
            yield _string(item)
            root.clear()


def _string(item: Element) -> str:
    texts: list[str] = []
    for child in item:
        name = _local(child.tag)
        if name == "t":
            texts.append(child.text or "")
        elif name == "r":
            texts.extend(part.text or "" for part in child if _local(part.tag) == "t")
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), "".join(texts)).replace("\r\n", "\n")


def _formats(root: Element) -> list[str]:
    """The format code of each cell style."""
    own = {_int(item.get("numFmtId")): item.get("formatCode", GENERAL) for item in _named(root, "numFmt")}
    styles = next(_named(root, "cellXfs"), None)
    numbers = [_int(item.get("numFmtId")) for item in styles] if styles is not None else []
    return [own.get(number) or BUILTIN.get(number, GENERAL) for number in numbers]


def _int(value: str | None) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 10 else 0


def _read_sheet(package: Package, part: str, book: Book, sheet: Sheet) -> None:
    """Fill ``sheet``: a row at a time, and nothing of it is kept but what its cells show."""
    row = column = -1
    data: Element | None = None
    for event, item in package.elements(part):
        name = _local(item.tag)
        if event == "start":
            if name == "sheetData":
                data = item
            elif name == "row":
                row = _int(item.get("r")) - 1 if item.get("r") else row + 1
                column = -1
                if _is_hidden(item, "ht"):
                    sheet.hidden_rows.add(row)
        elif name == "c":
            at = _position(item.get("r"))
            column = at[1] if at else column + 1
            if row >= MAX_ROW or column >= MAX_COLUMN:
                continue
            _put(sheet, at[0] if at else row, column, item, book)
        elif name == "row" and data is not None:
            data.clear()
            if book.cells_left <= 0:
                sheet.cut_at = row + 1
                return
        elif name == "col" and _is_hidden(item, "width"):
            last = min(_int(item.get("max")), MAX_COLUMN)
            sheet.hidden_columns.update(range(max(_int(item.get("min")), 1) - 1, last))
        elif name == "mergeCell":
            first, _, last_name = item.get("ref", "").partition(":")
            start, end = _position(first), _position(last_name)
            if start and end:
                sheet.merged.append((*start, *end))


def _is_hidden(item: Element, size: str) -> bool:
    """Hidden by the mark, by a filter (which sets it), or by having no height or width."""
    return item.get("hidden") in ("1", "true") or item.get(size) in ("0", "0.0")


def _position(reference: str | None) -> tuple[int, int] | None:
    found = _REFERENCE.fullmatch(reference or "")
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def _put(sheet: Sheet, row: int, column: int, item: Element, book: Book) -> None:
    """What a ``<c>`` shows, by its type."""
    kind, style = item.get("t", "n"), _int(item.get("s"))
    value, formula, inline = None, False, ""
    for child in item:
        name = _local(child.tag)
        if name == "v":
            value = child.text
        elif name == "f":
            formula = True
        elif name == "is":
            inline = _string(child)
    if kind == "inlineStr":
        cell = SheetCell(inline)
    elif value is None:
        if not formula or kind == "str":
            return
        cell = SheetCell("", doubt=UNCOUNTED)
    elif kind == "s":
        at = _int(value)
        cell = SheetCell(book.strings[at] if at < len(book.strings) else "")
    elif kind == "b":
        cell = SheetCell("TRUE" if value == "1" else "FALSE")
    elif kind == "n":
        cell = _number(sheet, value, style, book)
    else:
        cell = SheetCell(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), value))
    book.cells_left -= sheet.put(row, column, cell)


def _number(sheet: Sheet, value: str, style: int, book: Book) -> SheetCell:
    try:
        number = float(value)
    except ValueError:
        return SheetCell(value)
    text, stored = book.shown(number, style)
    sheet.blank_format += not text and number != 0
    return SheetCell(text, stored)
