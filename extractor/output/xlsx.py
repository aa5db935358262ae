"""A record → a workbook: an overview, one sheet per table, and the lists that were read from prose.

Takes a record, gives an XLSX file.  Everything in it comes from a document and is untrusted: no text
becomes a formula, and every link leads to a sheet of the same workbook.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet
from pydantic import BaseModel

from extractor.output.atomic import write_atomically
from extractor.output.cells import CellValue, cell_value, clean, put
from extractor.output.labels import Lang, kind_name, word
from extractor.output.summary import table_where, unread_lines
from extractor.output.xlsx_table import (
    BOLD,
    FACE,
    GRID,
    HEAD_FILL,
    MAX_WIDTH,
    RED,
    TITLE,
    WRAP,
    display_width,
    fit_to_page,
    write_table,
)
from schemas.record import Record, Table

MAX_SHEET_NAME = 31
_FORBIDDEN_IN_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
LINK = Font(name=FACE, color="0563C1", underline="single")

META_FIELDS = (
    "title",
    "department",
    "region",
    "doc_type",
    "scope",
    "fiscal_year",
    "approval_date",
    "publication_date",
    "contact_person",
    "contact_phone",
)

LISTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("findings", ("severity", "type", "message", "expected", "difference", "basis", "suggestion", "rule")),
    (
        "statements",
        ("section", "subject", "measure", "value", "unit", "year", "base", "direction", "change")
        + ("change_pct", "share_pct", "completion_pct", "budget_value", "reason", "quote"),
    ),
    (
        "projects",
        ("name", "overview", "basis", "entity", "plan", "period_start", "period_end", "amount", "unit")
        + ("score", "budget_amount", "executed_amount", "execution_rate", "problems", "improvements"),
    ),
    ("targets", ("section", "subject", "operator", "value", "unit", "deadline", "quote")),
    ("glossary", ("term", "definition")),
    ("checks", ("rule", "title", "passed", "failed", "not_applicable", "not_checkable")),
)
"""List of the record → the fields that its sheet shows, in order."""

PLAIN_LISTS = ("duties", "internal_units")


def write_xlsx(record: Record, path: Path, lang: Lang = "zh") -> None:
    """Write the workbook of ``record`` to ``path``."""
    workbook = build_workbook(record, lang)
    write_atomically(path, workbook.save)


def build_workbook(record: Record, lang: Lang = "zh") -> Workbook:
    """The workbook of ``record``."""
    workbook = Workbook()
    overview = workbook.active
    assert isinstance(overview, Worksheet)
    overview.title = word("overview", lang)
    names = sheet_names(record.tables, lang, taken=_other_names(lang))
    for table, name in zip(record.tables, names, strict=True):
        write_table(workbook.create_sheet(name), table, lang)
    for key, fields in LISTS:
        _write_list(workbook, word(key, lang), fields, getattr(record, key))
    for key in PLAIN_LISTS:
        _write_plain(workbook, word(key, lang), getattr(record, key))
    _write_overview(overview, record, names, lang)
    return workbook


def sheet_names(tables: Sequence[Table], lang: Lang = "zh", taken: Iterable[str] = ()) -> list[str]:
    """A legal, distinct sheet name for every table: its place in the document, then its title."""
    width = max(2, len(str(len(tables))))
    used = {name.casefold() for name in taken}
    names: list[str] = []
    for position, table in enumerate(tables, start=1):
        title = _FORBIDDEN_IN_NAME.sub(" ", clean(table.title or kind_name(table.kind, lang)))
        name = f"{position:0{width}d} {title}"[:MAX_SHEET_NAME].strip(" '")
        assert name.casefold() not in used, "the position makes every name distinct"
        used.add(name.casefold())
        names.append(name)
    return names


def _other_names(lang: Lang) -> list[str]:
    return [word(key, lang) for key in ("overview", *(key for key, _ in LISTS), *PLAIN_LISTS)]


def _write_overview(sheet: Worksheet, record: Record, names: Sequence[str], lang: Lang) -> None:
    title = record.metadata.title or record.doc_id
    put(sheet, 1, 1, CellValue(clean(title))).font = TITLE
    row = _write_facts(sheet, record, 3, lang)
    row = _write_lines(
        sheet, row + 1, word("unread", lang), unread_lines(record, lang) or [word("nothing_unread", lang)]
    )
    row = _write_lines(sheet, row, word("messages", lang), record.run.messages)
    fit_to_page(sheet)
    _write_contents(sheet, record.tables, names, row + 1, lang)
    for column, width in zip("ABCDEFG", (22, 44, 34, 10, 8, 20, 12), strict=True):
        sheet.column_dimensions[column].width = width


def _write_facts(sheet: Worksheet, record: Record, row: int, lang: Lang) -> int:
    """Metadata and run, one field a row."""
    meta = record.metadata.model_dump()
    facts = {word(field, lang): _meta_text(field, meta[field], lang) for field in META_FIELDS}
    facts[word("source", lang)] = record.run.source
    facts[word("sha256", lang)] = record.run.sha256
    facts[word("version", lang)] = record.run.version
    for name, text in facts.items():
        put(sheet, row, 1, CellValue(name)).font = BOLD
        cell = put(sheet, row, 2, CellValue(clean(text)))
        cell.alignment = Alignment(horizontal="left")
        row += 1
    return row


def _meta_text(field: str, value: object, lang: Lang) -> str:
    if value is None:
        return ""
    if field == "scope":
        return word(f"{value}_scope", lang)
    return word(str(value), lang) if field == "doc_type" else str(value)


def _write_lines(sheet: Worksheet, row: int, name: str, lines: Sequence[str]) -> int:
    for line in lines:
        put(sheet, row, 1, CellValue(name)).font = BOLD
        put(sheet, row, 2, CellValue(clean(line)))
        name = ""
        row += 1
    return row


def _write_contents(
    sheet: Worksheet, tables: Sequence[Table], names: Sequence[str], row: int, lang: Lang
) -> None:
    """The list of tables, each name a link to its sheet."""
    keys = ("number", "table", "kind", "unit", "rows", "where", "leftovers")
    for column, key in enumerate(keys, start=1):
        cell = put(sheet, row, column, CellValue(word(key, lang)))
        cell.font, cell.fill, cell.border = BOLD, HEAD_FILL, GRID
    for table, name in zip(tables, names, strict=True):
        row += 1
        values = (table.number, table.title or name, kind_name(table.kind, lang), table.unit)
        for column, text in enumerate(values, start=1):
            put(sheet, row, column, CellValue(clean(text) if text else None)).border = GRID
        _link(sheet, row, name)
        sheet.cell(row=row, column=5, value=len(table.rows)).border = GRID
        put(sheet, row, 6, CellValue(table_where(table, lang))).border = GRID
        leftovers = sheet.cell(row=row, column=7, value=len(table.leftovers) or None)
        leftovers.border, leftovers.font = GRID, RED


def _link(sheet: Worksheet, row: int, name: str) -> None:
    """Make the second cell of ``row`` a link to the sheet ``name`` (never to anything outside)."""
    cell = sheet.cell(row=row, column=2)
    quoted = name.replace("'", "''")
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{quoted}'!A1")
    cell.font = LINK


def _write_list(workbook: Workbook, name: str, fields: Sequence[str], items: Sequence[BaseModel]) -> None:
    """One sheet for a list of the record: a row an item, a column a field that any item has."""
    data = [item.model_dump(mode="json") for item in items]
    shown = [field for field in fields if any(row[field] not in (None, "") for row in data)]
    if not shown:
        return
    rows = [[None if row[field] is None else str(row[field]) for field in shown] for row in data]
    _write_sheet(workbook.create_sheet(name), shown, rows)


def _write_plain(workbook: Workbook, name: str, items: Sequence[str]) -> None:
    if items:
        _write_sheet(workbook.create_sheet(name), [name], [[item] for item in items])


def _write_sheet(sheet: Worksheet, header: Sequence[str], rows: Sequence[Sequence[str | None]]) -> None:
    for column, name in enumerate(header, start=1):
        cell = put(sheet, 1, column, CellValue(name))
        cell.font, cell.fill, cell.border = BOLD, HEAD_FILL, GRID
        longest = max(display_width(row[column - 1] or "") for row in rows)
        sheet.column_dimensions[get_column_letter(column)].width = min(max(longest + 2, 12), MAX_WIDTH * 2)
    for index, texts in enumerate(rows, start=2):
        for column, text in enumerate(texts, start=1):
            is_code = header[column - 1] in ("section", "year", "rule")
            cell = put(sheet, index, column, cell_value(text, is_code=is_code))
            cell.border = GRID
            if isinstance(cell.value, str):
                cell.alignment = WRAP
    sheet.freeze_panes = "A2"
    fit_to_page(sheet)
    sheet.auto_filter.ref = sheet.dimensions
