"""One table of the record → one worksheet, laid out as a person would want it.

Takes a :class:`~gouji.schemas.record.Table` and an empty worksheet; writes title, unit and source, the head
of a form, merged header cells, the rows with real numbers, the source of each row, notes, leftovers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from gouji.domain.totals import is_total
from gouji.figures import is_code_column
from gouji.output.cells import (
    CellValue,
    cell_value,
    clean,
    display_width,
    lines_needed,
)
from gouji.output.labels import Lang, kind_name, ranges, word
from gouji.output.summary import leftover_text, table_where
from gouji.output.workbook import GREY, GRID, HEAD, RED, REVIEW_COLOUR, TITLE, WRAPPED, Sheet
from gouji.schemas.record import Evidence, Table

FORM_LABEL = replace(HEAD, middle=True, wrap=True)
FORM_VALUE = replace(WRAPPED, horizontal="left")
COLUMN_HEAD = replace(FORM_LABEL, horizontal="center")
BODY = {
    (is_text, bold, is_doubtful): replace(
        WRAPPED if is_text else GRID, bold=bold, fill=REVIEW_COLOUR if is_doubtful else None
    )
    for is_text in (False, True)
    for bold in (False, True)
    for is_doubtful in (False, True)
}
"""The look of a body cell: is it text, is its row a total, must a person look at it."""

MIN_WIDTH, MAX_WIDTH = 8, 44
"""Column widths in characters of the default font."""

FORM_LABEL_WIDTH, SOURCE_WIDTH, DEFAULT_WIDTH = 24, 14, 8.43
LINE_HEIGHT = 15.0
"""Points; the default height of a row of 11-point text."""
MAX_FORM_LINES = 27
"""A row is at most 409 points high."""

MAX_FROZEN_ROWS = 8
"""A frozen head taller than this would leave no room to scroll."""

MAX_SHEET_ROWS, MAX_SHEET_COLUMNS = 1_048_576, 16_384
"""What a sheet holds (Excel's specification)."""
ROOM = 1_000
"""Rows kept free for caption, header, notes and leftovers."""


@dataclass(frozen=True, slots=True)
class HeaderSpan:
    """A header cell: its text and the block of positions it covers, counted from 0, ends included."""

    text: str
    top: int
    left: int
    bottom: int
    right: int


def header_spans(columns: list[list[str]]) -> list[HeaderSpan]:
    """The merged header cells of some header paths: equal neighbours joined, short paths drawn down.

    Neighbours join only under the same parent, so that ``收入/金额`` and ``支出/金额`` stay apart.
    """
    depth = max((len(path) for path in columns), default=0)
    spans: list[HeaderSpan] = []
    for level in range(depth):
        left = 0
        while left < len(columns):
            right = _same_until(columns, left, level)
            path = columns[left]
            if level < len(path):
                is_last = level == len(path) - 1
                spans.append(HeaderSpan(path[level], level, left, depth - 1 if is_last else level, right))
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


def write_table(sheet: Sheet, table: Table, lang: Lang = "zh") -> None:
    """Fill ``sheet`` with ``table``; one that no sheet can hold is named there and left to the JSON."""
    if len(table.columns) >= MAX_SHEET_COLUMNS or len(table.rows) > MAX_SHEET_ROWS - ROOM:
        sheet.put(1, 1, CellValue(clean(table.title or kind_name(table.kind, lang))), TITLE)
        size = word("too_large", lang).format(len(table.rows), len(table.columns))
        sheet.put(2, 1, CellValue(size), GREY)
        return
    row = _write_caption(sheet, table, lang)
    row = _write_form(sheet, table, row)
    body = _write_header(sheet, table, row, lang)
    after = _write_rows(sheet, table, body, lang)
    _write_below(sheet, table, after, lang)
    sheet.widths((*column_widths(table), SOURCE_WIDTH))
    sheet.fit_to_page()
    if body - 1 <= MAX_FROZEN_ROWS:
        sheet.repeat_rows(body - 1)
        sheet.freeze(body, _label_columns(table) + 1)


def _write_caption(sheet: Sheet, table: Table, lang: Lang) -> int:
    """Title, then kind, unit and source; gives the next free row."""
    width = max(len(table.columns), 2)
    title = " ".join(part for part in (table.number, table.title) if part) or kind_name(table.kind, lang)
    facts = [kind_name(table.kind, lang), table_where(table, lang)]
    if table.unit:
        facts.insert(1, f"{word('unit', lang)}：{table.unit}")
    if table.is_empty:
        facts.append(word("empty", lang))
    sheet.merge(1, 1, 1, width, CellValue(clean(title)), TITLE)
    sheet.merge(2, 1, 2, width, CellValue(clean("　".join(facts))), GREY)
    return 3


def _write_form(sheet: Sheet, table: Table, row: int) -> int:
    """The head fields of a form, name and value side by side."""
    if not table.form:
        return row
    last = max(len(table.columns), 4)
    widths = column_widths(table) + [DEFAULT_WIDTH] * (last - len(table.columns))
    for name, text in table.form.items():
        evidence = table.form_evidence.get(name)
        style = replace(FORM_VALUE, fill=REVIEW_COLOUR) if _is_doubtful(evidence) else FORM_VALUE
        sheet.put(row, 1, CellValue(clean(name)), FORM_LABEL)
        sheet.merge(row, 2, row, last, cell_value(text, is_code=is_code_column([name])), style)
        _comment(sheet, row, 2, evidence)
        needed = max(lines_needed(name, widths[0]), lines_needed(text or "", sum(widths[1:last])))
        if needed > 1:  # a spreadsheet never grows a row for the text of a merged cell
            sheet.height(row, LINE_HEIGHT * min(needed, MAX_FORM_LINES))
        row += 1
    return row


def _write_header(sheet: Sheet, table: Table, row: int, lang: Lang) -> int:
    """The header cells, merged as printed; gives the first row of the body."""
    depth = max((len(path) for path in table.columns), default=0)
    if not depth:
        return row
    _box_header(sheet, row, depth, len(table.columns))
    for span in header_spans(table.columns):
        sheet.merge(
            row + span.top,
            span.left + 1,
            row + span.bottom,
            span.right + 1,
            CellValue(clean(span.text)),
            COLUMN_HEAD,
        )
    sheet.put(row + depth - 1, len(table.columns) + 1, CellValue(word("where", lang)), GREY)
    return row + depth


def _box_header(sheet: Sheet, row: int, depth: int, width: int) -> None:
    for offset in range(depth):
        for column in range(1, width + 1):
            sheet.put(row + offset, column, CellValue(None), COLUMN_HEAD)


def _write_rows(sheet: Sheet, table: Table, first: int, lang: Lang) -> int:
    """The data rows and where each is printed; gives the next free row."""
    codes = [is_code_column(path) for path in table.columns]
    for index, texts in enumerate(table.rows):
        evidence = table.evidence[index] if index < len(table.evidence) else []
        bold = any(text is not None and is_total(text) for text in texts)
        for column, text in enumerate(texts):
            value = cell_value(text, is_code=column < len(codes) and codes[column])
            doubt = evidence[column] if column < len(evidence) else None
            look = (isinstance(value.value, str), bold, _is_doubtful(doubt))
            sheet.put(first + index, column + 1, value, BODY[look])
            _comment(sheet, first + index, column + 1, doubt)
        sheet.put(first + index, len(texts) + 1, CellValue(row_place(evidence, lang)), GREY)
    return first + len(table.rows)


def row_place(evidence: list[Evidence | None], lang: Lang = "zh") -> str:
    """Where a row is printed: ``第3页`` or ``第512行`` (several where it runs over a break)."""
    found = [item for item in evidence if item is not None]
    pages = [place.page for item in found for place in (item, *item.also) if place.page is not None]
    lines = [place.line for item in found for place in (item, *item.also) if place.line is not None]
    if pages:
        return word("page", lang).format(ranges(pages))
    return word("line", lang).format(ranges(lines)) if lines else ""


def _is_doubtful(evidence: Evidence | None) -> bool:
    """Whether a person must look at the cell."""
    return evidence is not None and evidence.status == "review"


def _comment(sheet: Sheet, row: int, column: int, evidence: Evidence | None) -> None:
    """The reasons why a person must look at a cell, as its comment."""
    if evidence is not None and _is_doubtful(evidence) and evidence.reasons:
        sheet.comment(row, column, "；".join(evidence.reasons))


def _write_below(sheet: Sheet, table: Table, row: int, lang: Lang) -> None:
    """Notes, how the table was read, and the figures that reached no cell."""
    lines = [(f"{word('notes', lang)}：{note}", GREY) for note in table.notes]
    lines += [(f"{word('decisions', lang)}：{decision}", GREY) for decision in table.decisions]
    if table.leftovers:
        lines.append((word("leftovers_note", lang), RED))
        lines += [(leftover_text(item, lang), RED) for item in table.leftovers]
    for offset, (text, style) in enumerate(lines, start=1):
        sheet.put(row + offset, 1, CellValue(clean(text)), style)


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
