"""A record → a workbook: an overview, one sheet per table, and the lists that were read from prose.

Takes a record, gives an XLSX file.  Everything in it comes from a document and is untrusted: no text
becomes a formula, and every link leads to a sheet of the same workbook.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path

from pydantic import BaseModel

from gouji.output.cells import CellValue, cell_value, clean, cut, display_width
from gouji.output.labels import Lang, kind_name, word
from gouji.output.summary import table_where, unread_lines
from gouji.output.workbook import BOLD, GRID, HEAD, RED_COLOUR, TITLE, WRAPPED, Book, Sheet, Style
from gouji.output.xlsx_table import MAX_WIDTH, write_table
from gouji.schemas.record import Record, Table

MAX_SHEET_NAME = 31
"""UTF-16 units."""
_FORBIDDEN_IN_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
LEFT = Style(horizontal="left")
LEFTOVERS = Style(border=True, colour=RED_COLOUR)

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

CODE_FIELDS = ("section", "year", "rule")
"""Fields whose digits are names, not quantities."""


def write_xlsx(record: Record, path: Path, lang: Lang = "zh") -> None:
    """Write the workbook of ``record`` to ``path``: the same bytes for the same record."""
    book = Book()
    overview = book.sheet(word("overview", lang))
    names = sheet_names(record.tables, lang, taken=_other_names(lang))
    for table, name in zip(record.tables, names, strict=True):
        write_table(book.sheet(name), table, lang)
    for key, fields in LISTS:
        _write_list(book, word(key, lang), fields, getattr(record, key))
    for key in PLAIN_LISTS:
        _write_plain(book, word(key, lang), getattr(record, key))
    _write_overview(overview, record, names, lang)
    book.save(path)


def sheet_names(tables: Sequence[Table], lang: Lang = "zh", taken: Iterable[str] = ()) -> list[str]:
    """A legal, distinct sheet name for every table: its place in the document, then its title."""
    width = max(2, len(str(len(tables))))
    used = {name.casefold() for name in taken}
    names: list[str] = []
    for position, table in enumerate(tables, start=1):
        title = _FORBIDDEN_IN_NAME.sub(" ", clean(table.title or kind_name(table.kind, lang)))
        name = cut(f"{position:0{width}d} {title}", MAX_SHEET_NAME).strip(" '")
        assert name.casefold() not in used, "the position makes every name distinct"
        used.add(name.casefold())
        names.append(name)
    return names


def _other_names(lang: Lang) -> list[str]:
    return [word(key, lang) for key in ("overview", *(key for key, _ in LISTS), *PLAIN_LISTS)]


def _write_overview(sheet: Sheet, record: Record, names: Sequence[str], lang: Lang) -> None:
    title = record.metadata.title or record.doc_id
    sheet.put(1, 1, CellValue(clean(title)), TITLE)
    row = _write_facts(sheet, record, 3, lang)
    row = _write_lines(
        sheet, row + 1, word("unread", lang), unread_lines(record, lang) or [word("nothing_unread", lang)]
    )
    row = _write_lines(sheet, row, word("messages", lang), record.run.messages)
    _write_contents(sheet, record.tables, names, row + 1, lang)
    sheet.widths((22, 44, 34, 10, 8, 20, 12))
    sheet.fit_to_page()


def _write_facts(sheet: Sheet, record: Record, row: int, lang: Lang) -> int:
    """Metadata and run, one field a row."""
    meta = record.metadata.model_dump()
    facts = {word(field, lang): _meta_text(field, meta[field], lang) for field in META_FIELDS}
    facts[word("source", lang)] = record.run.source
    facts[word("sha256", lang)] = record.run.sha256
    facts[word("version", lang)] = record.run.version
    for name, text in facts.items():
        sheet.put(row, 1, CellValue(name), BOLD)
        sheet.put(row, 2, CellValue(clean(text)), LEFT)
        row += 1
    return row


def _meta_text(field: str, value: object, lang: Lang) -> str:
    if value is None:
        return ""
    if field == "scope":
        return word(f"{value}_scope", lang)
    return word(str(value), lang) if field == "doc_type" else str(value)


def _write_lines(sheet: Sheet, row: int, name: str, lines: Sequence[str]) -> int:
    for line in lines:
        sheet.put(row, 1, CellValue(name), BOLD)
        sheet.put(row, 2, CellValue(clean(line)))
        name = ""
        row += 1
    return row


def _write_contents(
    sheet: Sheet, tables: Sequence[Table], names: Sequence[str], row: int, lang: Lang
) -> None:
    """The list of tables, each name a link to its sheet."""
    keys = ("number", "table", "kind", "unit", "rows", "where", "leftovers")
    for column, key in enumerate(keys, start=1):
        sheet.put(row, column, CellValue(word(key, lang)), HEAD)
    for table, name in zip(tables, names, strict=True):
        row += 1
        leftovers = Decimal(len(table.leftovers)) if table.leftovers else None
        sheet.put(row, 1, _text(table.number), GRID)
        sheet.link(row, 2, name, CellValue(clean(table.title or name)))
        sheet.put(row, 3, CellValue(kind_name(table.kind, lang)), GRID)
        sheet.put(row, 4, _text(table.unit), GRID)
        sheet.put(row, 5, CellValue(Decimal(len(table.rows))), GRID)
        sheet.put(row, 6, CellValue(table_where(table, lang)), GRID)
        sheet.put(row, 7, CellValue(leftovers), LEFTOVERS)


def _text(text: str | None) -> CellValue:
    return CellValue(clean(text) if text else None)


def _write_list(book: Book, name: str, fields: Sequence[str], items: Sequence[BaseModel]) -> None:
    """One sheet for a list of the record: a row an item, a column a field that any item has."""
    data = [item.model_dump(mode="json", include=set(fields)) for item in items]
    shown = [field for field in fields if any(row[field] not in (None, "") for row in data)]
    if not shown:
        return
    rows = [[None if row[field] is None else str(row[field]) for field in shown] for row in data]
    _write_sheet(book.sheet(name), shown, rows)


def _write_plain(book: Book, name: str, items: Sequence[str]) -> None:
    if items:
        _write_sheet(book.sheet(name), [name], [[item] for item in items])


def _write_sheet(sheet: Sheet, header: Sequence[str], rows: Sequence[Sequence[str | None]]) -> None:
    widths = []
    for column, name in enumerate(header, start=1):
        sheet.put(1, column, CellValue(name), HEAD)
        longest = max(display_width(row[column - 1] or "") for row in rows)
        widths.append(min(max(longest + 2, 12), MAX_WIDTH * 2))
    for index, texts in enumerate(rows, start=2):
        for column, text in enumerate(texts, start=1):
            value = cell_value(text, is_code=header[column - 1] in CODE_FIELDS)
            sheet.put(index, column, value, WRAPPED if isinstance(value.value, str) else GRID)
    sheet.widths(widths)
    sheet.freeze(2)
    sheet.fit_to_page()
    sheet.filter(len(rows) + 1, len(header))
