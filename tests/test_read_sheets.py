"""Workbooks: what they display is read, with its place; what they hide is left out and said; what harms is refused."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path
from typing import cast

import pytest
import xlsxwriter
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from gouji.errors import EncryptedError, SourceError, TooLargeError
from gouji.eval.metrics.tables import score_tables, table_totals
from gouji.pipeline import extract
from gouji.read.model import Document
from gouji.read.settings import OfficeSettings
from gouji.read.source import read_document
from gouji.read.xlsx import read_xlsx
from gouji.schemas.gold import Gold
from gouji.schemas.record import Table
from tests import office_paper
from tests.corpus import GOLD

BOOK_WITHOUT_FORMS = ("haidong-2025-budget", "ordos-2025-budget", "baotou-2026-budget")


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sheet_of(book: Workbook) -> Worksheet:
    return cast(Worksheet, book.active)


def small() -> Workbook:
    """收支总表: a merged title, unit, a header of two rows, three rows of data."""
    book = Workbook()
    sheet = sheet_of(book)
    sheet.title = "1.收支总表"
    rows = [
        ["2026年部门收支总表"],
        ["部门：虚构市财政局", None, None, "单位：万元"],
        ["收入", None, "支出", None],
        ["项目", "预算数", "项目", "预算数"],
        ["一、一般公共预算拨款收入", 100.256, "一、一般公共服务支出", 60],
        ["二、事业收入", 20, "二、教育支出", 60.256],
        ["收入总计", 120.256, "支出总计", 120.256],
    ]
    for row in rows:
        sheet.append(row)
    for row in sheet.iter_rows(min_row=5):
        for cell in row:
            cell.number_format = "#,##0.00"
    sheet.merge_cells("A1:D1")
    sheet.merge_cells("A3:B3")
    sheet.merge_cells("C3:D3")
    return book


def read(data: bytes, settings: OfficeSettings | None = None) -> Document:
    return read_xlsx(Path("x.xlsx"), data, settings or OfficeSettings())


def table_of(data: bytes, folder: Path) -> Table:
    path = folder / "x.xlsx"
    path.write_bytes(data)
    (table,) = extract(path).tables
    return table


def with_part(data: bytes, name: str, content: bytes | str) -> bytes:
    """The package with one part added or put in another's place."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.namelist():
            if item != name:
                new.writestr(item, old.read(item))
        new.writestr(name, content)
    return out.getvalue()


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


# ---- what is displayed -------------------------------------------------------------------------------


def test_a_sheet_becomes_a_table_with_the_digits_that_it_displays(tmp_path: Path) -> None:
    table = table_of(saved(small()), tmp_path)
    assert (table.title, table.unit) == ("2026年部门收支总表", "万元")
    assert table.columns == [["收入", "项目"], ["收入", "预算数"], ["支出", "项目"], ["支出", "预算数"]]
    assert table.rows[0] == ["一、一般公共预算拨款收入", "100.26", "一、一般公共服务支出", "60.00"]


def test_a_cell_says_its_sheet_its_name_and_the_digits_that_it_hides(tmp_path: Path) -> None:
    evidence = table_of(saved(small()), tmp_path).evidence
    first, whole = evidence[0][1], evidence[0][3]
    assert first is not None and first.address is not None
    assert (first.address.sheet, first.address.cell, first.address.stored) == ("1.收支总表", "B5", "100.256")
    assert whole is not None and whole.address is not None and whole.address.stored is None


@pytest.mark.parametrize("doc_id", BOOK_WITHOUT_FORMS)
@pytest.mark.parametrize("one_sheet", [False, True])
def test_labelled_tables_written_as_workbooks_are_read_back(
    doc_id: str, one_sheet: bool, tmp_path: Path
) -> None:
    gold = Gold.model_validate(json.loads((GOLD / doc_id / "gold.json").read_bytes()))
    path = tmp_path / "book.xlsx"
    path.write_bytes(office_paper.workbook(gold.tables, one_sheet=one_sheet))
    totals = table_totals(score_tables(gold.tables, extract(path).tables))
    assert totals["cells"].f1 >= 0.995


def test_a_sheet_without_a_title_is_called_by_its_name(tmp_path: Path) -> None:
    book = small()
    sheet_of(book).unmerge_cells("A1:D1")
    sheet_of(book).delete_rows(1)
    assert table_of(saved(book), tmp_path).title == "收支总表"


def test_a_cover_and_a_list_of_tables_are_no_tables(tmp_path: Path) -> None:
    book = small()
    cover = book.create_sheet("封面", 0)
    cover["C5"], cover["C9"] = "2026年部门预算公开表", "部门名称：虚构市财政局"
    listed = book.create_sheet("目录", 1)
    for row in (["序号", "表名"], [1, "收支总表"], [2, "一般公共预算支出表（按功能分类）"]):
        listed.append(row)
    assert table_of(saved(book), tmp_path).title == "2026年部门收支总表"


def test_a_label_over_all_columns_below_the_unit_is_header(tmp_path: Path) -> None:
    book = small()
    sheet = sheet_of(book)
    sheet["A3"], sheet["C3"] = "收入", None
    sheet.unmerge_cells("A3:B3")
    sheet.unmerge_cells("C3:D3")
    sheet.merge_cells("A3:D3")
    assert table_of(saved(book), tmp_path).columns[1] == ["收入", "预算数"]


def test_dates_codes_and_errors_are_read_as_they_are_shown() -> None:
    book = Workbook()
    sheet = sheet_of(book)
    sheet.append([45292, 2080505, "=1/0", True, "08"])
    sheet["A1"].number_format = "yyyy年m月d日"
    data = saved(book)
    xml = part(data, "xl/worksheets/sheet1.xml")
    xml = re.sub(r'<c r="C1".*?</c>', '<c r="C1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', xml)
    document = read(with_part(data, "xl/worksheets/sheet1.xml", xml))
    assert document.lines[0].text == "2024年1月1日\t2080505\t#DIV/0!\tTRUE\t08"


def test_shared_strings_are_read_without_the_reading_aids_above_them() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, "项目")
        sheet.write_rich_string(0, 1, "预算", book.add_format({"bold": True}), "数")
    data = out.getvalue()
    xml = part(data, "xl/sharedStrings.xml").replace(
        "<t>项目</t>", '<t>项目_x000A_</t><rPh sb="0" eb="1"><t>xm</t></rPh>'
    )
    assert read(with_part(data, "xl/sharedStrings.xml", xml)).lines[0].text == "项目\t预算数"


# ---- what is not -------------------------------------------------------------------------------------


def test_a_formula_without_a_result_is_unread_and_not_empty(tmp_path: Path) -> None:
    book = small()
    sheet_of(book)["B7"] = "=SUM(B5:B6)"
    path = tmp_path / "x.xlsx"
    path.write_bytes(saved(book))
    record = extract(path)
    evidence = record.tables[0].evidence[2][1]
    assert record.tables[0].rows[2][1] is None
    assert evidence is not None and evidence.status == "review" and "公式" in evidence.reasons[0]
    assert [u.reason for u in record.run.unread] == ["no_value"]
    assert "B7" in record.run.unread[0].detail


def test_hidden_sheets_rows_and_columns_are_left_out_and_said() -> None:
    book = small()
    sheet = sheet_of(book)
    sheet.row_dimensions[6].hidden = True
    sheet.column_dimensions["B"].hidden = True
    book.create_sheet("底稿").append(["不公开", 1])
    book["底稿"].sheet_state = "veryHidden"
    document = read(saved(book))
    text = "\n".join(line.text for line in document.lines)
    assert "事业收入" not in text and "100.26" not in text and "不公开" not in text
    assert "一般公共服务支出" in text
    said = "；".join(document.messages)
    assert "“底稿”" in said and "1 行、1 列隐藏" in said


def test_a_merged_cell_stays_when_its_first_column_is_hidden() -> None:
    book = small()
    sheet_of(book).column_dimensions["A"].hidden = True
    document = read(saved(book))
    assert document.lines[0].text == "2026年部门收支总表"
    assert document.grids[0].rows[0][0].places[0].address is not None


def test_a_number_whose_format_shows_nothing_is_left_out_and_said() -> None:
    book = small()
    sheet_of(book)["B6"].number_format = ";;;"
    document = read(saved(book))
    assert "二、事业收入\t\t二、教育支出\t60.26" in [line.text for line in document.lines]
    assert any("不显示" in message for message in document.messages)


# ---- what would do harm ------------------------------------------------------------------------------


def test_the_size_that_a_sheet_claims_costs_nothing() -> None:
    """Cells in opposite corners, and a range merged over 17 billion positions."""
    book = small()
    sheet = sheet_of(book)
    sheet["XFD1048576"] = 1
    data = saved(book)
    xml = part(data, "xl/worksheets/sheet1.xml")
    xml = xml.replace("</mergeCells>", '<mergeCell ref="A9:XFD1048576"/>' * 1000 + "</mergeCells>")
    document = read(with_part(data, "xl/worksheets/sheet1.xml", xml))
    assert len(document.lines) < 12
    assert document.lines[-1].text.endswith("1")


def test_cells_scattered_too_widely_are_unread_with_the_sheet_named() -> None:
    book = small()
    other = book.create_sheet("散")
    for at in range(1, 40):
        other.cell(at, at, at)
    document = read(saved(book), OfficeSettings(positions=1000))
    assert [u.reason for u in document.unread] == ["too_large"]
    assert "“散”" in document.unread[0].detail
    assert any("事业收入" in line.text for line in document.lines)


def test_a_workbook_of_too_many_cells_is_read_up_to_the_limit() -> None:
    document = read(saved(small()), OfficeSettings(cells=10))
    assert "从第" in document.unread[0].detail and document.lines


def test_of_ten_thousand_sheets_the_first_are_read() -> None:
    data = saved(small())
    sheets = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="rId1"/>' for n in range(10_000))
    names = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    data = with_part(
        data, "xl/workbook.xml", f'<workbook xmlns="{main}" {names}><sheets>{sheets}</sheets></workbook>'
    )
    document = read(data, OfficeSettings(sheets=20))
    assert len(document.grids) == 20
    assert "10000 个工作表，只读了前 20 个" in document.unread[0].detail


def test_a_bomb_is_refused_by_its_density_size_and_number_of_parts() -> None:
    data = saved(small())
    bomb = with_part(data, "xl/worksheets/sheet1.xml", b" " * (40 << 20))
    with pytest.raises(TooLargeError, match="压缩比"):
        read(bomb, OfficeSettings(ratio=200))
    with pytest.raises(TooLargeError, match="40 MB"):
        read(bomb, OfficeSettings(one_part=10 << 20))
    with pytest.raises(TooLargeError, match="文件"):
        read(data, OfficeSettings(parts=3))


def test_a_part_with_a_document_type_is_refused() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><sst><si><t>&b;</t></si></sst>'
    data = saved(small())
    for encoding in ("utf-8", "utf-16"):
        hostile = with_part(data, "xl/styles.xml", bomb.encode(encoding))
        with pytest.raises(SourceError, match="DTD"):
            read(hostile)


def test_macros_and_other_files_are_left_alone_and_said() -> None:
    data = with_part(saved(small()), "xl/vbaProject.bin", b"x")
    data = with_part(data, "xl/externalLinks/externalLink1.xml", "<x/>")
    said = "；".join(read(data).messages)
    assert "宏，没有运行" in said and "其他文件，没有打开" in said


def test_a_damaged_sheet_costs_the_document_with_one_line() -> None:
    data = with_part(saved(small()), "xl/worksheets/sheet1.xml", "<worksheet><sheetData><row>")
    with pytest.raises(SourceError, match="已损坏.*sheet1.xml"):
        read(data)


def test_a_workbook_under_a_password_says_so(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    entry = "EncryptedPackage".encode("utf-16-le").ljust(128, b"\0")
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + entry)
    with pytest.raises(EncryptedError, match="口令"):
        read_document(path)


@pytest.mark.parametrize("cut", [0.3, 0.9, 0.999])
def test_a_workbook_cut_off_is_refused_with_one_line(tmp_path: Path, cut: float) -> None:
    path = tmp_path / "x.xlsx"
    data = saved(small())
    path.write_bytes(data[: int(len(data) * cut)])
    with pytest.raises(SourceError, match="损坏"):
        read_document(path)


def test_an_old_workbook_that_is_damaged_is_refused_with_one_line(tmp_path: Path) -> None:
    path = tmp_path / "x.xls"
    entry = "Workbook".encode("utf-16-le").ljust(128, b"\0")
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + entry + bytes(range(256)) * 40)
    with pytest.raises(SourceError, match="损坏"):
        read_document(path)


@pytest.mark.parametrize(("parts", "severity"), [((10.004, 10.004), "note"), ((10.0, 10.0), "rounding")])
def test_a_sum_that_holds_with_the_digits_not_shown_is_a_remark(
    parts: tuple[float, float], severity: str, tmp_path: Path
) -> None:
    book = Workbook()
    sheet = sheet_of(book)
    sheet.title = "支出总表"
    rows = [
        ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
        ["201", "一般公共服务支出", 20.008, *parts],
        ["20106", "财政事务", 20.008, *parts],
    ]
    for row in (["2026年支出总表"], ["部门：虚构市财政局", None, None, None, "单位：万元"], *rows):
        sheet.append(row)
    for row in sheet.iter_rows(min_row=4, min_col=3):
        for cell in row:
            cell.number_format = "0.00"
    path = tmp_path / "book.xlsx"
    path.write_bytes(saved(book))
    (found,) = [f for f in extract(path).findings if f.rule == "T01"]
    assert found.severity == severity
    assert ("未显示的小数" in found.message) == (severity == "note")


def test_tables_beside_each_other_are_two_and_signatures_below_are_none(tmp_path: Path) -> None:
    book = Workbook()
    sheet = sheet_of(book)
    for left, title in ((1, "“三公”经费预算表"), (4, "政府采购预算表")):
        rows = [[title], [None, "单位：万元"], ["项目", "预算数"], ["合计", 12.0], ["甲", 12.0]]
        for down, row in enumerate([*rows, ["填表人：张三", "负责人：李四"], ["第 1 页"]], start=1):
            for across, value in enumerate(row):
                sheet.cell(down, left + across, value)
        sheet.merge_cells(start_row=1, end_row=1, start_column=left, end_column=left + 1)
    path = tmp_path / "book.xlsx"
    path.write_bytes(saved(book))
    one, two = extract(path).tables
    assert (one.title, two.title) == ("“三公”经费预算表", "政府采购预算表")
    assert [row[0] for row in two.rows] == ["合计", "甲"]
    evidence = two.evidence[0][1]
    assert evidence is not None and evidence.address is not None and evidence.address.cell == "E4"
