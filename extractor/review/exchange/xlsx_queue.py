"""The queue as a workbook that a finance officer can work in, and back.

Sheets: the queue (frozen header, filters, a drop-down for the verdict, a column for the corrected value,
a link to the page), the documents, a legend.  Text is stored as text: nothing that a document prints
becomes a formula or a link.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
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

from extractor.errors import ConfigError
from extractor.normalise import plain_number
from extractor.output.book import FACE, HEAD_COLOUR, LINE_COLOUR, LINK_COLOUR
from extractor.output.cells import CellValue, clean
from extractor.review.exchange.columns import COLUMNS, FILLED_IN, VERDICTS, Row, header, keys_of, pick

SHEETS = {"queue": ("队列", "Queue"), "docs": ("文档", "Documents"), "legend": ("说明", "Legend")}
_LINE = Side(style="thin", color=LINE_COLOUR)
GRID = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
BOLD = Font(name=FACE, bold=True)
LINK = Font(name=FACE, color=LINK_COLOUR, underline="single")
HEAD_FILL = PatternFill("solid", fgColor=HEAD_COLOUR)
TO_FILL = PatternFill("solid", fgColor="FFF8DC")
HARD = PatternFill("solid", bgColor="FCE4E4")
HIDDEN = ("path", "item_id", "version", "base")
TEXT_FORMAT = "@"
"""A cell of this format keeps what is typed as it is typed: ``1234.50`` keeps its zero, ``=…`` stays text."""

LEGEND = {
    "zh": (
        (
            "怎么填",
            "在“结论”列选一项；选“更正”时，在“更正为”列填原文所印的值。改完保存，用 gouji review import 读入。",
        ),
        ("正确", "机器读得对；对勾稽问题：问题属实，文档确有此误。"),
        ("更正", "机器读错了；在“更正为”列填原文所印的值（照原样，含小数位）。"),
        ("不成立", "原文没有这个值；对勾稽问题：误报。"),
        ("存疑", "看过，不能判断。"),
        ("抽查", "随机抽出的已采信数值，用来估计准确率，请照常判断。"),
        ("勿改", "隐藏的“编号、版本、前一答案”列用来对应问题，请勿改动。"),
    ),
    "en": (
        ("How", "Pick a verdict; for “correct” write the value as printed. Save, then gouji review import."),
        ("right", "Read right; for a finding: it is true, the document is wrong."),
        ("correct", "Misread; write the printed value, decimals and all."),
        ("reject", "Not printed in the document; for a finding: a false alarm."),
        ("unsure", "Looked at, cannot tell."),
        ("audit", "Accepted values drawn at random to estimate accuracy; judge them like any other."),
        ("Keep", "The hidden columns match answers to questions; leave them as they are."),
    ),
}


def write_xlsx(
    rows: Sequence[Row],
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
    workbook.save(path)


def _queue(sheet: Worksheet, rows: Sequence[Row], lang: str, links: Mapping[str, str]) -> None:
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
    choices = ",".join(pick(words, lang) for words in VERDICTS.values())
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


def read_xlsx(path: Path) -> Iterator[tuple[int, Row]]:
    """(row number, row) of the queue sheet; raises :class:`ConfigError` when the file is no queue."""
    try:
        workbook = load_workbook(path, data_only=False)
    except (InvalidFileException, BadZipFile, OSError, KeyError, ValueError) as error:
        raise ConfigError(path, "不是能打开的 XLSX", "请另存为 .xlsx") from error
    sheet = next((workbook[name] for name in SHEETS["queue"] if name in workbook.sheetnames), None)
    if sheet is None:
        raise ConfigError(path, "没有“队列”工作表", "请用 gouji review export 导出的文件")
    lines = sheet.iter_rows()
    keys = keys_of([str(cell.value or "") for cell in next(lines, ())])
    if not {"item_id", "verdict"} <= set(keys):
        raise ConfigError(path, "表头不对：没有“编号”或“结论”列", "请用 gouji review export 导出的文件")
    for cells in lines:
        row = {key: _text(cell) for key, cell in zip(keys, cells, strict=False) if key}
        if any(row.values()):
            yield int(cells[0].row or 0), _with_decimals(row, keys, cells)


def _text(cell: Any) -> str:
    """What the cell holds, as text; a formula stays the text of the formula, and is refused later."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, float):
        return format(Decimal(repr(value)).normalize(), "f")
    return str(value)


def _with_decimals(row: Row, keys: Sequence[str | None], cells: Sequence[Any]) -> Row:
    """A corrected value that the spreadsheet turned into a number gets the printed decimals of the reading back."""
    at = keys.index("corrected") if "corrected" in keys else None
    if at is None or not isinstance(cells[at].value, int | float) or isinstance(cells[at].value, bool):
        return row
    printed = plain_number(row.get("value", "")) or ""
    decimals = len(printed.rstrip("%").partition(".")[2])
    typed = Decimal(row["corrected"])
    places = max(decimals, -int(typed.as_tuple().exponent) if typed.as_tuple().exponent else 0)
    return {**row, "corrected": f"{typed:.{places}f}"}
