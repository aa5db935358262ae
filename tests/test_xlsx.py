"""The workbook: real numbers, codes and long figures as text, printed header shapes, nothing that runs."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from extractor.output.cells import CellValue, cell_value, is_code_column
from extractor.output.xlsx import build_workbook, sheet_names, write_xlsx
from extractor.output.xlsx_table import Span, header_spans
from schemas.record import (
    Evidence,
    Leftover,
    Metadata,
    Place,
    Record,
    RunInfo,
    Statement,
    Table,
    TableKind,
    Unread,
    Where,
)

GOLD = Path(__file__).parents[1] / "eval" / "gold"
RUN = RunInfo(version="0", source="in.txt", sha256="0" * 64, form="text")


def table(columns: list[list[str]], rows: list[list[str | None]], **fields: object) -> Table:
    defaults = {"id": "t01", "kind": TableKind.OTHER, "title": "表", "where": Where(lines=(3, 9))}
    return Table.model_validate({**defaults, **fields, "columns": columns, "rows": rows})


def record(*tables: Table, **fields: object) -> Record:
    defaults = {"doc_id": "doc", "source": "in.txt", "metadata": Metadata(), "run": RUN}
    return Record.model_validate({**defaults, **fields, "tables": list(tables)})


def saved(one: Record, folder: Path) -> openpyxl.Workbook:
    """The workbook as it comes back from the file."""
    path = folder / "doc.xlsx"
    write_xlsx(one, path)
    return openpyxl.load_workbook(path)


def values(sheet: Worksheet) -> list[object]:
    return [cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, CellValue(None)),
        ("87267272.44", CellValue(Decimal("87267272.44"), "#,##0.00")),
        ("0.00", CellValue(Decimal("0.00"), "#,##0.00")),
        ("-12", CellValue(Decimal("-12"), "#,##0")),
        ("△3.5", CellValue(Decimal("-3.5"), "#,##0.0")),
        ("27.19%", CellValue(Decimal("0.2719"), "0.00%")),
        ("0012", CellValue("0012")),
        ("123456789012345", CellValue(Decimal("123456789012345"), "#,##0")),
        ("1234567890123456", CellValue("1234567890123456")),
        ("150200220000000012345", CellValue("150200220000000012345")),
        ("≥95%", CellValue("≥95%")),
        ("（1）", CellValue("（1）")),
        ("=1+1", CellValue("=1+1")),
    ],
)
def test_a_figure_becomes_a_number_only_where_nothing_is_lost(text: str | None, expected: CellValue) -> None:
    assert cell_value(text) == expected


@pytest.mark.parametrize("text", ["208", "20805", "2080505", "01"])
def test_codes_stay_text(text: str) -> None:
    assert cell_value(text, is_code=True) == CellValue(text)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (["科目编码"], True),
        (["功能分类科目编码", "类"], True),
        (["项"], True),
        (["项目名称"], False),
        (["项目"], False),
        (["支出", "预算数"], False),
    ],
)
def test_code_columns_are_known_by_their_header(path: list[str], expected: bool) -> None:
    assert is_code_column(path) == expected


def test_headers_merge_as_printed() -> None:
    """A parent spans its children; a short path is drawn down; equal leaves under two parents stay apart."""
    columns = [["项目"], ["收入", "金额"], ["收入", "占比"], ["支出", "金额"]]
    assert header_spans(columns) == [
        Span("项目", 0, 0, 1, 0),
        Span("收入", 0, 1, 0, 2),
        Span("支出", 0, 3, 0, 3),
        Span("金额", 1, 1, 1, 1),
        Span("占比", 1, 2, 1, 2),
        Span("金额", 1, 3, 1, 3),
    ]


def test_columns_of_the_same_name_are_not_merged() -> None:
    assert header_spans([["合计"], ["合计"]]) == [Span("合计", 0, 0, 0, 0), Span("合计", 0, 1, 0, 1)]


def test_nothing_from_a_document_becomes_a_formula_or_breaks_the_file(tmp_path: Path) -> None:
    """Formulas, control characters and sheet-name characters in every place that a document fills."""
    evil = '=HYPERLINK("http://x","y")\x00\x0b[]:*?/\\\''
    place = Place(line=1, span=(0, 1))
    one = record(
        table(
            [[evil]],
            [[evil], ["+1+1"], ["@SUM(A1)"]],
            title=evil,
            number="=1",
            unit="=2",
            notes=[evil],
            decisions=[evil],
            form={evil: evil},
            leftovers=[Leftover(text="=3", place=place)],
        ),
        metadata=Metadata(title=evil, department="=4"),
        statements=[Statement(id="s1", section="=5", subject="=6", quote=evil)],
        duties=[evil],
        run=RUN.model_copy(update={"unread": [Unread(reason="=7", detail=evil)], "messages": ["=8"]}),
    )
    workbook = saved(one, tmp_path)
    cells = [
        cell for sheet in workbook for row in sheet.iter_rows() for cell in row if cell.value is not None
    ]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    assert any(cell.value == "+1+1" for cell in cells)
    links = [cell.hyperlink for cell in cells if cell.hyperlink]
    assert [(link.target, link.location is not None) for link in links] == [(None, True)]


def test_sheet_names_are_legal_and_distinct() -> None:
    tables = [
        table([["a"]], [], title="表/一：" + "很长的标题" * 9),
        table([["a"]], [], title="表/一：" + "很长的标题" * 9),
    ]
    names = sheet_names(tables)
    assert len(set(names)) == 2
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)


def test_unit_source_notes_and_leftovers_stand_on_the_sheet(tmp_path: Path) -> None:
    evidence = [[Evidence(line=5, span=(0, 2)), Evidence(line=5, span=(3, 7))]]
    one = table(
        [["科目编码"], ["预算数"]],
        [["208", "1,0.5".replace(",", "")]],
        unit="万元",
        notes=["本表为空表。"],
        leftovers=[Leftover(text="77.7", place=Place(line=6, span=(0, 4)))],
        evidence=evidence,
    )
    sheet = saved(record(one), tmp_path).worksheets[1]
    found = " ".join(str(value) for value in values(sheet))
    for expected in ("单位：万元", "第3–9行", "第5行", "本表为空表。", "77.7（第6行）"):
        assert expected in found
    assert sheet.freeze_panes == "B4"


def test_a_cell_under_review_is_marked_with_its_reason(tmp_path: Path) -> None:
    doubt = Evidence(line=1, status="review", reasons=["列位不明"])
    sheet = saved(record(table([["a"]], [["1"], ["2"]], evidence=[[doubt], [None]])), tmp_path).worksheets[1]
    marked = [cell for row in sheet.iter_rows() for cell in row if cell.comment]
    assert [(cell.value, cell.comment.text) for cell in marked if cell.comment] == [(1, "列位不明")]


def gold_record(path: Path) -> Record:
    label = json.loads(path.read_text(encoding="utf-8"))
    tables = [
        {key: value for key, value in item.items() if key in Table.model_fields} for item in label["tables"]
    ]
    return record(*[Table.model_validate(item) for item in tables], metadata=Metadata(**label["metadata"]))


@pytest.mark.parametrize("path", sorted(GOLD.glob("*/gold.json")), ids=lambda path: path.parent.name)
def test_every_cell_of_the_bundled_tables_comes_back_from_the_file(path: Path, tmp_path: Path) -> None:
    """Round trip: the printed digits of every cell can be had again from the stored number and its format."""
    one = gold_record(path)
    workbook = saved(one, tmp_path)
    for index, item in enumerate(one.tables, start=1):
        sheet = workbook.worksheets[index]
        depth = max((len(columns) for columns in item.columns), default=0)
        first = 3 + len(item.form or {}) + depth
        for offset, row in enumerate(item.rows):
            shown = [as_printed(sheet.cell(first + offset, column + 1)) for column in range(len(row))]
            assert shown == [text if text is None else text.lstrip("+") for text in row]


def as_printed(cell: object) -> str | None:
    value, form = getattr(cell, "value", None), str(getattr(cell, "number_format", ""))
    if value is None or isinstance(value, str):
        return value
    decimals = len(form.removesuffix("%").partition(".")[2])
    if form.endswith("%"):
        return f"{Decimal(str(value)) * 100:.{decimals}f}%"
    return f"{Decimal(str(value)):.{decimals}f}"


def test_the_overview_lists_every_table_with_a_link_to_its_sheet() -> None:
    one = gold_record(GOLD / "baotou-2026-budget" / "gold.json")
    workbook = build_workbook(one)
    overview = workbook.worksheets[0]
    links = [cell.hyperlink.location for row in overview.iter_rows() for cell in row if cell.hyperlink]
    assert links == [f"'{name}'!A1" for name in workbook.sheetnames[1 : 1 + len(one.tables)]]
    assert "包头市医疗保障局" in values(overview)
