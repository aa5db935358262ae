"""The queue as a workbook that a finance officer can work in, and back.

Sheets: the queue (frozen header, filters, a drop-down for the verdict, a column for the corrected value,
a link to the page), the documents, a legend.  Text is stored as text: nothing that a document prints
becomes a formula or a link.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from gouji.errors import ConfigError
from gouji.figures import plain_number
from gouji.output.cells import CellValue, clean
from gouji.output.workbook import FACE, HEAD_COLOUR, LINE_COLOUR, LINK_COLOUR
from gouji.review.answers import WORDS
from gouji.review.exchange.columns import (
    COLUMNS,
    FILLED_IN,
    HEADER_WITHIN,
    QueueRow,
    header,
    is_header,
    keys_of,
    pick,
)

SHEETS = {"queue": ("队列", "Queue"), "docs": ("文档", "Documents"), "legend": ("说明", "Legend")}
_LINE = Side(style="thin", color=LINE_COLOUR)
GRID = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
BOLD = Font(name=FACE, bold=True)
LINK = Font(name=FACE, color=LINK_COLOUR, underline="single")
HEAD_FILL = PatternFill("solid", fgColor=HEAD_COLOUR)
TO_FILL = PatternFill("solid", fgColor="FFF8DC")
HARD = PatternFill("solid", bgColor="FCE4E4")
HIDDEN = ("path", "item_id", "version", "base", "check")
TEXT_FORMAT = "@"
"""A cell of this format keeps what is typed as it is typed: ``1234.50`` keeps its zero, ``=…`` stays text."""

LEGEND = {
    "zh": (
        (
            "怎么填",
            "在“结论”列选一项（每题可选的列在“可选结论”）。改完保存，用 gouji review import 读入。",
        ),
        ("正确", "机器读得对。"),
        ("更正", "机器读错了；在“更正为”列填原文所印的值（照原样，含小数位，不带单位）。"),
        (
            "不成立",
            "原文没有这个值（不是说勾稽问题不成立，那是“合规”）；原文印有时须在“更正为（再填一次）”再写一次“不成立”。",
        ),
        (
            "文件有误",
            "勾稽问题属实：原文就是这样印的，文件错了。可在“应为（建议）”列写建议值，建议值不改读数。",
        ),
        ("识读有误", "勾稽问题出于机器读错；在“更正为”列填原文所印的值。“哪个数”列写明是问题中的哪个数。"),
        ("合规", "勾稽问题有合理原因；必须在“说明”列写明理由。"),
        ("再填一次", "更正值在原文该处没有找到时，须在“更正为（再填一次）”列再填一次，并会注明。"),
        ("候选值", "注明“仅供参考”的是推算的值，不是原文所印，不要当作读数。"),
        ("存疑", "看过，不能判断。"),
        ("抽查", "随机抽出的已采信数值，用来估计准确率，请照常判断。"),
        ("勿改", "隐藏的“编号、版本、前一答案、校验”列用来对应问题，请勿改动；排序请连同隐藏列一起排。"),
    ),
    "en": (
        ("How", "Pick a verdict (“Verdicts” says which the row takes). Save, then gouji review import."),
        ("right", "Read right."),
        ("correct", "Misread; write the printed value, decimals and all, without unit."),
        (
            "reject",
            "Not printed in the document; where something is printed, to be said again under “again”.",
        ),
        ("document wrong", "The finding is true: so printed, and wrong. A suggestion changes no reading."),
        ("misread", "The finding comes of a misreading; write the printed value, and which figure is meant."),
        ("lawful", "There is a reason for it; the remark must say which."),
        (
            "again",
            "A value that is not found where it is said to be printed must be given twice, and is marked.",
        ),
        ("Candidates", "Values marked 仅供参考 are deduced, not printed: never take them for a reading."),
        ("unsure", "Looked at, cannot tell."),
        ("audit", "Accepted values drawn at random to estimate accuracy; judge them like any other."),
        ("Keep", "The hidden columns match answers to questions; leave them as they are."),
    ),
}


def write_xlsx(
    rows: Sequence[QueueRow],
    documents: Sequence[Sequence[str]],
    path: Path,
    lang: str,
    links: Mapping[str, str] | None = None,
) -> None:
    """Write the workbook; ``links``: item id → the file, relative to the workbook, whose part of that name shows it."""
    workbook = Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.title = pick(SHEETS["queue"], lang)
    _queue(sheet, rows, lang, links or {})
    _plain(workbook.create_sheet(pick(SHEETS["docs"], lang)), documents, (36, 40, 10, 10, 60))
    _plain(workbook.create_sheet(pick(SHEETS["legend"], lang)), LEGEND[lang], (14, 100), head=False)
    # In memory first: a ZIP file on a full disk complains once more, aside, when it is thrown away.
    buffer = BytesIO()
    workbook.save(buffer)
    path.write_bytes(buffer.getvalue())


def _queue(sheet: Worksheet, rows: Sequence[QueueRow], lang: str, links: Mapping[str, str]) -> None:
    _head(sheet, header(lang))
    for column, (key, (_, _, width)) in enumerate(COLUMNS.items(), start=1):
        dimension = sheet.column_dimensions[get_column_letter(column)]
        dimension.width, dimension.hidden = width, key in HIDDEN
    for number, row in enumerate(rows, start=2):
        for column, key in enumerate(COLUMNS, start=1):
            _cell(sheet, number, column, key, row[key])
        if row["item_id"] in links:
            link = sheet.cell(row=number, column=_column("place"))
            assert isinstance(link, Cell), "the queue has no merged cells"
            link.hyperlink = Hyperlink(
                ref=link.coordinate, target=links[row["item_id"]], location=row["item_id"]
            )
            link.font = LINK
    sheet.freeze_panes = "D2"
    sheet.auto_filter.ref = sheet.dimensions
    last = max(2, len(rows) + 1)
    # One list for all rows: a drop-down stays where it is when the rows are sorted.
    choices = ",".join(pick(words, lang) for words in WORDS.values())
    allowed = DataValidation(type="list", formula1=f'"{choices}"', allow_blank=True, showErrorMessage=True)
    allowed.error = LEGEND[lang][0][1]
    letter = get_column_letter(_column("verdict"))
    allowed.add(f"{letter}2:{letter}{last}")
    sheet.add_data_validation(allowed)
    confidence = get_column_letter(_column("confidence"))
    rule: Any = FormulaRule
    sheet.conditional_formatting.add(
        f"A2:A{last}", rule(formula=[f"VALUE(${confidence}2)<0.5"], fill=HARD, stopIfTrue=True)
    )


def put(sheet: Worksheet, row: int, column: int, value: CellValue) -> Cell:
    """Store ``value``; a text is stored as text (``t="s"``), so that ``=…`` is never a formula."""
    cell = sheet.cell(row=row, column=column)
    assert isinstance(cell, Cell), "nothing is written into the covered part of a merged cell"
    cell.value = value.value
    if isinstance(value.value, str):
        cell.data_type = "s"
    elif value.number_format is not None:
        cell.number_format = value.number_format
    return cell


def _cell(sheet: Worksheet, row: int, column: int, key: str, text: str) -> None:
    is_number = key in ("rank", "money", "confidence") and text
    value = CellValue(Decimal(text), "#,##0.00" if key == "money" else "General") if is_number else None
    cell = put(sheet, row, column, value or CellValue(clean(text) or None))
    cell.border = GRID
    cell.alignment = Alignment(vertical="top", wrap_text=key in ("label", "reasons", "quote", "alternatives"))
    if key in FILLED_IN:
        cell.fill, cell.number_format = TO_FILL, TEXT_FORMAT


def _column(key: str) -> int:
    return list(COLUMNS).index(key) + 1


def _head(sheet: Worksheet, names: Sequence[str]) -> None:
    for column, name in enumerate(names, start=1):
        cell = put(sheet, 1, column, CellValue(name))
        cell.font, cell.fill, cell.border = BOLD, HEAD_FILL, GRID


def _plain(
    sheet: Worksheet, rows: Sequence[Sequence[str]], widths: Sequence[int], *, head: bool = True
) -> None:
    for number, row in enumerate(rows, start=1):
        for column, text in enumerate(row, start=1):
            cell = put(sheet, number, column, CellValue(clean(text) or None))
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            if number == 1 and head:
                cell.font, cell.fill = BOLD, HEAD_FILL
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    if head:
        sheet.freeze_panes = "A2"


def read_xlsx(path: Path) -> Iterator[tuple[int, QueueRow | str]]:
    """(row number, row or why it cannot be used) of the queue sheet; raises :class:`ConfigError` when the file is no queue."""
    try:
        workbook = load_workbook(path, data_only=False)
    except (InvalidFileException, BadZipFile, OSError, KeyError, ValueError) as error:
        raise ConfigError(path, "不是能打开的 XLSX", "请另存为 .xlsx") from error
    found = next((place for sheet in _sheets(workbook) if (place := _header(sheet)) is not None), None)
    if found is None:
        raise ConfigError(
            path, "没有“队列”工作表，或表头不对：没有“编号”或“结论”列", "请用 gouji review export 导出的文件"
        )
    sheet, at, keys = found
    merged = _merged_rows(sheet, keys)
    for cells in sheet.iter_rows(min_row=at + 1):
        number = int(cells[0].row or 0)
        row = {key: _text(cell) for key, cell in zip(keys, cells, strict=False) if key}
        if number in merged:
            yield number, "要填的单元格被合并了，不知道答的是哪一题，请取消合并后逐行填写"
        elif any(row.values()):
            yield number, _with_decimals(row, keys, cells)


def _sheets(workbook: Workbook) -> list[Worksheet]:
    """The sheets, ours by its name first: a renamed one is known by its header."""
    sheets = [sheet for sheet in workbook.worksheets if isinstance(sheet, Worksheet)]
    return sorted(sheets, key=lambda sheet: sheet.title not in SHEETS["queue"])


def _header(sheet: Worksheet) -> tuple[Worksheet, int, list[str | None]] | None:
    """The row of the header and its keys; a title may have been put above it."""
    for cells in sheet.iter_rows(max_row=HEADER_WITHIN):
        keys = keys_of(str(cell.value or "") for cell in cells)
        if is_header(keys):
            return sheet, int(cells[0].row or 0), keys
    return None


def _merged_rows(sheet: Worksheet, keys: Sequence[str | None]) -> set[int]:
    """Rows that share a cell to be filled in with another row."""
    filled = {number for number, key in enumerate(keys, start=1) if key in FILLED_IN}
    return {
        row
        for area in sheet.merged_cells.ranges
        if area.max_row > area.min_row and filled & set(range(area.min_col, area.max_col + 1))
        for row in range(area.min_row, area.max_row + 1)
    }


def _text(cell: Any) -> str:
    """What the cell holds, as text; formulas, errors and dates stay recognisable, and are refused later."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return str(value) if str(value).startswith("=") else "=…"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, int | float) and not isinstance(value, bool):
        is_share = "%" in str(cell.number_format)
        return f"{_number(value) * (100 if is_share else 1):f}{'%' if is_share else ''}"
    return str(value)


def _number(value: float) -> Decimal:
    """A spreadsheet's number with the 15 digits that it keeps, without the noise behind them."""
    return Decimal(f"{value:.15g}").normalize()


def _with_decimals(row: QueueRow, keys: Sequence[str | None], cells: Sequence[Any]) -> QueueRow:
    """A typed value that the spreadsheet turned into a number gets the printed decimals of the reading back."""
    numbers = {
        key: _typed_number(row, cell)
        for key, cell in zip(keys, cells, strict=False)
        if key in ("corrected", "again", "suggested")
        and isinstance(cell.value, int | float)
        and not isinstance(cell.value, bool)
    }
    return {**row, **numbers}


def _typed_number(row: QueueRow, cell: Any) -> str:
    text = _text(cell)
    typed = Decimal(text.rstrip("%"))
    printed = (plain_number(row.get("value", "")) or "").rstrip("%")
    exponent = int(typed.normalize().as_tuple().exponent)
    places = max(len(printed.partition(".")[2]), -exponent, 0)
    return f"{typed:.{places}f}{'%' if text.endswith('%') else ''}"
