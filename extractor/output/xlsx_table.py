"""One table of the record → one worksheet, laid out as a person would want it.

Takes a :class:`~schemas.record.Table` and an empty worksheet; writes title, unit and source, the head
of a form, merged header cells, the rows with real numbers, the source of each row, notes, leftovers.
"""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass

from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from extractor.output.cells import CellValue, cell_value, clean, is_code_column, put
from extractor.output.labels import Lang, kind_name, ranges, word
from extractor.output.summary import leftover_text, table_where
from schemas.record import Evidence, Table

_THIN = Side(style="thin", color="BFBFBF")
GRID = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
FACE = "Calibri"
"""The workbook's default face; a style that names none falls back to a serif one."""
TITLE = Font(name=FACE, bold=True, size=14)
BOLD = Font(name=FACE, bold=True)
GREY = Font(name=FACE, color="808080", size=9)
RED = Font(name=FACE, color="C00000")
HEAD_FILL = PatternFill("solid", fgColor="DDEBF7")
REVIEW_FILL = PatternFill("solid", fgColor="FFF2CC")
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
WRAP = Alignment(vertical="center", wrap_text=True)

MIN_WIDTH, MAX_WIDTH = 8, 44
"""Column widths in characters of the default font."""

FORM_LABEL_WIDTH, SOURCE_WIDTH, DEFAULT_WIDTH = 24, 14, 8.43
LINE_HEIGHT = 15.0
"""Points; the default height of a row of 11-point text."""
MAX_FORM_LINES = 27
"""A row is at most 409 points high."""

MAX_FROZEN_ROWS = 8
"""A frozen head taller than this would leave no room to scroll."""

TOTAL_WORDS = ("合计", "总计", "小计")


@dataclass(frozen=True, slots=True)
class Span:
    """A header cell: its text and the block of positions it covers, counted from 0, ends included."""

    text: str
    top: int
    left: int
    bottom: int
    right: int


def header_spans(columns: list[list[str]]) -> list[Span]:
    """The merged header cells of some header paths: equal neighbours joined, short paths drawn down.

    Neighbours join only under the same parent, so that ``收入/金额`` and ``支出/金额`` stay apart.
    """
    depth = max((len(path) for path in columns), default=0)
    spans: list[Span] = []
    for level in range(depth):
        left = 0
        while left < len(columns):
            right = _same_until(columns, left, level)
            path = columns[left]
            if level < len(path):
                is_last = level == len(path) - 1
                spans.append(Span(path[level], level, left, depth - 1 if is_last else level, right))
            left = right + 1
    return spans


def _same_until(columns: list[list[str]], left: int, level: int) -> int:
    """The last column that shares the header cell of ``columns[left]`` at ``level``."""
    path = columns[left]
    right = left
    is_inner = level < len(path) - 1
    while is_inner and right + 1 < len(columns):
        following = columns[right + 1]
        if level >= len(following) - 1 or following[: level + 1] != path[: level + 1]:
            break
        right += 1
    return right


def write_table(sheet: Worksheet, table: Table, lang: Lang = "zh") -> None:
    """Fill ``sheet`` with ``table``."""
    row = _write_caption(sheet, table, lang)
    row = _write_form(sheet, table, row)
    body = _write_header(sheet, table, row, lang)
    after = _write_rows(sheet, table, body)
    _write_below(sheet, table, after, lang)
    _set_widths(sheet, table)
    fit_to_page(sheet)
    if body - 1 <= MAX_FROZEN_ROWS:
        sheet.print_title_rows = f"1:{body - 1}"
        sheet.freeze_panes = f"{get_column_letter(_label_columns(table) + 1)}{body}"


def fit_to_page(sheet: Worksheet) -> None:
    """Print on landscape paper, all columns on one page."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _write_caption(sheet: Worksheet, table: Table, lang: Lang) -> int:
    """Title, then kind, unit and source; gives the next free row."""
    width = max(len(table.columns), 2)
    title = " ".join(part for part in (table.number, table.title) if part) or kind_name(table.kind, lang)
    put(sheet, 1, 1, CellValue(clean(title))).font = TITLE
    facts = [kind_name(table.kind, lang), table_where(table, lang)]
    if table.unit:
        facts.insert(1, f"{word('unit', lang)}：{table.unit}")
    if table.is_empty:
        facts.append(word("empty", lang))
    put(sheet, 2, 1, CellValue(clean("　".join(facts)))).font = GREY
    for row in (1, 2):
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=width)
    return 3


def _write_form(sheet: Worksheet, table: Table, row: int) -> int:
    """The head fields of a form, name and value side by side."""
    last = max(len(table.columns), 4)
    widths = column_widths(table) + [DEFAULT_WIDTH] * (last - len(table.columns))
    for name, text in (table.form or {}).items():
        label = put(sheet, row, 1, CellValue(clean(name)))
        label.font, label.fill, label.border, label.alignment = BOLD, HEAD_FILL, GRID, WRAP
        cell = put(sheet, row, 2, cell_value(text, is_code=is_code_column([name])))
        cell.alignment, cell.border = Alignment(horizontal="left", vertical="center", wrap_text=True), GRID
        sheet.merge_cells(start_row=row, end_row=row, start_column=2, end_column=last)
        _review(cell, table.form_evidence.get(name))
        needed = max(lines_needed(name, widths[0]), lines_needed(text or "", sum(widths[1:last])))
        if needed > 1:  # a spreadsheet never grows a row for the text of a merged cell
            sheet.row_dimensions[row].height = LINE_HEIGHT * min(needed, MAX_FORM_LINES)
        row += 1
    return row


def _write_header(sheet: Worksheet, table: Table, row: int, lang: Lang) -> int:
    """The header cells, merged as printed; gives the first row of the body."""
    depth = max((len(path) for path in table.columns), default=0)
    if not depth:
        return row
    _box_header(sheet, row, depth, len(table.columns))
    for span in header_spans(table.columns):
        put(sheet, row + span.top, span.left + 1, CellValue(clean(span.text)))
        if (span.top, span.left) != (span.bottom, span.right):
            sheet.merge_cells(
                start_row=row + span.top,
                end_row=row + span.bottom,
                start_column=span.left + 1,
                end_column=span.right + 1,
            )
    source = put(sheet, row + depth - 1, len(table.columns) + 1, CellValue(word("where", lang)))
    source.font = GREY
    return row + depth


def _box_header(sheet: Worksheet, row: int, depth: int, width: int) -> None:
    for offset in range(depth):
        for column in range(1, width + 1):
            cell = sheet.cell(row=row + offset, column=column)
            cell.font, cell.fill, cell.border, cell.alignment = BOLD, HEAD_FILL, GRID, CENTRE


def _write_rows(sheet: Worksheet, table: Table, first: int) -> int:
    """The data rows and where each is printed; gives the next free row."""
    codes = [is_code_column(path) for path in table.columns]
    for index, texts in enumerate(table.rows):
        evidence = table.evidence[index] if index < len(table.evidence) else []
        is_total = any(text is not None and text.endswith(TOTAL_WORDS) for text in texts)
        for column, text in enumerate(texts):
            is_code = column < len(codes) and codes[column]
            cell = put(sheet, first + index, column + 1, cell_value(text, is_code=is_code))
            cell.border = GRID
            if isinstance(cell.value, str):
                cell.alignment = WRAP
            if is_total:
                cell.font = BOLD
            _review(cell, evidence[column] if column < len(evidence) else None)
        put(sheet, first + index, len(texts) + 1, CellValue(row_place(evidence))).font = GREY
    return first + len(table.rows)


def row_place(evidence: list[Evidence | None]) -> str:
    """Where a row is printed: ``第3页`` or ``第512行`` (several where it runs over a break)."""
    found = [item for item in evidence if item is not None]
    pages = [place.page for item in found for place in (item, *item.also) if place.page is not None]
    lines = [place.line for item in found for place in (item, *item.also) if place.line is not None]
    if pages:
        return f"第{ranges(pages)}页"
    return f"第{ranges(lines)}行" if lines else ""


def _review(cell: Cell, evidence: Evidence | None) -> None:
    """Mark a cell that a person must look at, with the reasons as its comment."""
    if evidence is None or evidence.status != "review":
        return
    cell.fill = REVIEW_FILL
    if evidence.reasons:
        cell.comment = Comment(clean("；".join(evidence.reasons)), "gouji")


def _write_below(sheet: Worksheet, table: Table, row: int, lang: Lang) -> None:
    """Notes, how the table was read, and the figures that reached no cell."""
    lines = [(f"{word('notes', lang)}：{note}", GREY) for note in table.notes]
    lines += [(f"{word('decisions', lang)}：{decision}", GREY) for decision in table.decisions]
    if table.leftovers:
        lines.append((word("leftovers_note", lang), RED))
        lines += [(leftover_text(item, lang), RED) for item in table.leftovers]
    for offset, (text, font) in enumerate(lines, start=1):
        cell = put(sheet, row + offset, 1, CellValue(clean(text)))
        cell.font = font


def _label_columns(table: Table) -> int:
    """How many columns at the left stay in sight: the codes and names before the first figures."""
    for index in range(min(len(table.columns), 5)):
        texts = [row[index] for row in table.rows if index < len(row) and row[index] is not None]
        figures = [text for text in texts if cell_value(text).number_format is not None]
        if texts and len(figures) * 2 > len(texts) and not is_code_column(table.columns[index]):
            return index
    return min(len(table.columns), 1)


def column_widths(table: Table) -> list[float]:
    """A width for every column: its longest text, within bounds."""
    widths = []
    for index, path in enumerate(table.columns):
        texts = [path[-1] if path else "", *(row[index] or "" for row in table.rows if index < len(row))]
        width = max(display_width(text) for text in texts) * 1.1 + 3
        widths.append(min(max(width, MIN_WIDTH), MAX_WIDTH))
    if table.form and widths:
        widths[0] = max(widths[0], FORM_LABEL_WIDTH)
    return widths


def _set_widths(sheet: Worksheet, table: Table) -> None:
    for index, width in enumerate((*column_widths(table), SOURCE_WIDTH), start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width


def lines_needed(text: str, width: float) -> int:
    """How many lines a text takes in a cell of this width."""
    return sum(max(1, math.ceil(display_width(line) / max(width - 2, 1))) for line in text.split("\n"))


def display_width(text: str) -> int:
    """The width of a text in half-width characters: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
