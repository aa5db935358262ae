"""The workbook: real numbers, codes and long figures as text, printed header shapes, nothing that runs."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from gouji.errors import OutputError
from gouji.figures import is_code_column
from gouji.output.cells import MAX_TEXT, CellValue, cell_value, clean
from gouji.output.labels import Lang
from gouji.output.xlsx import sheet_names, write_xlsx
from gouji.output.xlsx_table import HeaderSpan, header_spans
from gouji.schemas.record import (
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

ROOT = Path(__file__).parents[1]
GOLD = ROOT / "eval" / "gold"
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
        HeaderSpan("项目", 0, 0, 1, 0),
        HeaderSpan("收入", 0, 1, 0, 2),
        HeaderSpan("支出", 0, 3, 0, 3),
        HeaderSpan("金额", 1, 1, 1, 1),
        HeaderSpan("占比", 1, 2, 1, 2),
        HeaderSpan("金额", 1, 3, 1, 3),
    ]


def test_columns_of_the_same_name_are_not_merged() -> None:
    assert header_spans([["合计"], ["合计"]]) == [
        HeaderSpan("合计", 0, 0, 0, 0),
        HeaderSpan("合计", 0, 1, 0, 1),
    ]


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


def test_the_overview_lists_every_table_with_a_link_to_its_sheet(tmp_path: Path) -> None:
    one = gold_record(GOLD / "baotou-2026-budget" / "gold.json")
    workbook = saved(one, tmp_path)
    overview = workbook.worksheets[0]
    links = [cell.hyperlink.location for row in overview.iter_rows() for cell in row if cell.hyperlink]
    assert links == [f"'{name}'!A1" for name in workbook.sheetnames[1 : 1 + len(one.tables)]]
    assert "包头市医疗保障局" in values(overview)


LOOKS_LIKE = (
    "<r><t>x</t></r>",
    "<r></r>",
    "<r>&</t></si></r>",
    "http://x.example/",
    "mailto:a@b",
    "internal:'01 表'!A1",
    "external:c:\\x.xlsx",
    "{=SUM(A1)}",
    "1e5",
    " 首尾有空格 ",
)
"""What XlsxWriter would make XML, a link, an array formula or a number of, when it may choose."""


def test_a_text_stays_the_text_that_it_is(tmp_path: Path) -> None:
    doubt = [[Evidence(line=1, status="review", reasons=[text])] for text in LOOKS_LIKE]
    one = table([["a"]], [[text] for text in LOOKS_LIKE], evidence=doubt, title=LOOKS_LIKE[0])
    sheet = saved(record(one), tmp_path).worksheets[1]
    cells = [sheet.cell(4 + index, 1) for index in range(len(LOOKS_LIKE))]
    assert [cell.value for cell in cells] == list(LOOKS_LIKE)
    assert {cell.data_type for cell in cells} == {"s"}
    assert not [cell for cell in cells if cell.hyperlink]
    assert [(cell.comment.text, cell.comment.author) for cell in cells if cell.comment] == [
        (text, "gouji") for text in LOOKS_LIKE
    ]
    assert sheet["A1"].value == LOOKS_LIKE[0]


def test_a_text_that_looks_escaped_is_shown_as_printed(tmp_path: Path) -> None:
    """``_x0041_`` stands for ``A`` in the file format (ECMA-376, ST_Xstring), unless its ``_`` is escaped."""
    saved(record(table([["a"]], [["_x0041_"]])), tmp_path)
    texts = parts(tmp_path / "doc.xlsx")["xl/sharedStrings.xml"].itertext()
    assert "_x005F_x0041_" in list(texts)


def parts(path: Path) -> dict[str, ElementTree.Element]:
    """The XML files of a workbook."""
    with zipfile.ZipFile(path) as archive:
        return {name: ElementTree.fromstring(archive.read(name)) for name in archive.namelist()}


def test_every_link_stays_inside_whatever_the_sheet_is_called(tmp_path: Path) -> None:
    """A title with a quote: the link, the printed head and the sheet agree; no relation leads outside."""
    workbook = saved(record(table([["a"]], [["甲"]], title="张三's 表!#A1")), tmp_path)
    sheet = workbook.worksheets[1]
    link = next(
        cell.hyperlink for row in workbook.worksheets[0].iter_rows() for cell in row if cell.hyperlink
    )
    assert (sheet.title, link.location) == ("01 张三's 表!#A1", "'01 张三''s 表!#A1'!A1")
    assert sheet.print_title_rows == "$1:$3"
    relations = [part for name, part in parts(tmp_path / "doc.xlsx").items() if name.endswith(".rels")]
    assert not [item for part in relations for item in part if item.get("TargetMode") == "External"]


def test_lengths_are_counted_as_a_spreadsheet_counts(tmp_path: Path) -> None:
    """A character beyond the basic plane takes two places of a cell and of a sheet name."""
    assert clean("甲" * MAX_TEXT) == "甲" * MAX_TEXT
    assert clean("𠮷" * MAX_TEXT) == "𠮷" * (MAX_TEXT // 2) + "…"
    sheet = saved(record(table([["a"]], [["𠮷" * MAX_TEXT]], title="𠮷" * 40)), tmp_path).worksheets[1]
    assert sheet.title == "01 " + "𠮷" * 14
    assert sheet["A4"].value == clean("𠮷" * MAX_TEXT)


def test_a_sheet_is_laid_out_to_be_read_and_printed(tmp_path: Path) -> None:
    columns = [["科目"], ["收入", "金额"], ["收入", "占比"]]
    doubt = Evidence(line=1, status="review", reasons=["列位不明"])
    one = table(
        columns,
        [["甲" * 60, "1.50", "2%"], ["合计", "1.50", "2%"]],
        evidence=[[None, doubt, None], []],
        form={"项目名称": "很长的名称" * 40, "代码": "007"},
        leftovers=[Leftover(text="9", place=Place(line=6, span=(0, 1)))],
    )
    sheet = saved(record(one, duties=["一", "二"]), tmp_path).worksheets[1]
    merged = {str(block) for block in sheet.merged_cells.ranges}
    assert merged == {"A1:C1", "A2:C2", "B3:D3", "B4:D4", "A5:A6", "B5:C5"}
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("B7", "$1:$6")
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.row_dimensions[3].height > 15 and sheet.row_dimensions[4].height is None
    assert sheet.column_dimensions["A"].width > sheet.column_dimensions["B"].width > 7
    head, text, number, total = (sheet[at] for at in ("B5", "A7", "B7", "B8"))
    assert (head.font.b, head.fill.fgColor.rgb, head.alignment.horizontal) == (True, "FFDDEBF7", "center")
    assert (text.alignment.wrap_text, text.border.left.style, text.font.name) == (True, "thin", "Calibri")
    assert (number.fill.fgColor.rgb, number.number_format) == ("FFFFF2CC", "#,##0.00")
    assert (number.font.b, total.font.b) == (False, True)
    assert sheet["A1"].font.sz == 14 and sheet["B4"].value == "007"


def test_lists_are_filtered_and_their_head_stays(tmp_path: Path) -> None:
    workbook = saved(record(table([["a"]], [["1"]], title="表"), duties=["一", "二"]), tmp_path)
    sheet = workbook["主要职责"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:A3")
    assert values(sheet) == ["主要职责", "一", "二"]


def test_thousands_of_cells_under_review_all_keep_their_reasons(tmp_path: Path) -> None:
    doubts = [[Evidence(line=index, status="review", reasons=[f"第{index}行"])] for index in range(1, 2101)]
    one = table([["a"]], [["1"]] * len(doubts), evidence=doubts)
    sheet = saved(record(one), tmp_path).worksheets[1]
    comments = [sheet.cell(3 + index, 1).comment for index in range(1, 2101)]
    assert [comment.text for comment in comments if comment] == [f"第{index}行" for index in range(1, 2101)]


def test_a_table_wider_than_a_sheet_is_named_and_costs_nothing_else(tmp_path: Path) -> None:
    """The JSON has it whole; a workbook holds no more than 16 384 columns."""
    wide = table([["列"]] * 16_384, [["1"] * 16_384], title="宽表")
    book = saved(record(wide, table([["名称"]], [["甲"]], id="t02")), tmp_path)
    assert [sheet.max_column for sheet in book.worksheets[1:2]] == [1]
    assert values(book.worksheets[1]) == ["宽表", "1 行 16384 列，超出工作表所能容纳；全部内容见 JSON"]
    assert "甲" in values(book.worksheets[2])


def test_the_same_record_gives_the_same_bytes(tmp_path: Path) -> None:
    """No moment of writing is in the file: not in its properties, not in the entries of the archive."""
    one = gold_record(GOLD / "ordos-2025-budget" / "gold.json")
    first, second = tmp_path / "1.xlsx", tmp_path / "2.xlsx"
    write_xlsx(one, first)
    write_xlsx(one, second)
    assert first.read_bytes() == second.read_bytes()
    assert openpyxl.load_workbook(first).properties.created == datetime(1980, 1, 1)
    with zipfile.ZipFile(first) as archive:
        assert {item.date_time for item in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_workbook_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    target = tmp_path / "taken"
    target.mkdir()
    with pytest.raises(OutputError, match="写不进去：这是一个目录"):
        write_xlsx(record(), target)
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_writing_loads_neither_openpyxl_nor_numpy() -> None:
    """They cost more time than the writing itself."""
    code = (
        "import sys, gouji.output.xlsx, gouji.output.findings;"
        "from gouji.output.workbook import Book; Book().sheet('a');"
        "print([name for name in ('openpyxl', 'numpy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


@given(st.lists(st.lists(st.sampled_from("甲乙"), max_size=3), max_size=6))
def test_header_cells_never_overlap(columns: list[list[str]]) -> None:
    covered = [
        (row, column)
        for span in header_spans(columns)
        for row in range(span.top, span.bottom + 1)
        for column in range(span.left, span.right + 1)
    ]
    assert len(covered) == len(set(covered))


@pytest.mark.parametrize(("lang", "place"), [("zh", "第5行"), ("en", "line 5")])
def test_the_place_of_a_row_is_worded_in_the_language(tmp_path: Path, lang: Lang, place: str) -> None:
    one = record(table([["a"]], [["1"]], evidence=[[Evidence(line=5, span=(0, 1))]]))
    write_xlsx(one, tmp_path / "doc.xlsx", lang)
    assert place in values(openpyxl.load_workbook(tmp_path / "doc.xlsx").worksheets[1])
