"""What a table's frame holds besides its rows, and what a page end leaves outside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from gouji.grids.grid import TableRegion
from gouji.grids.page_tables import find_pdf_regions
from gouji.normalise import squash
from gouji.read.pdf import read_pdf
from gouji.tables.interpret import read_table
from tests.pdf_paper import Paper, Sheet

HEADER = ["项目", "预算数", "备注"]
ROWS = [["基本支出", "1.00", "一"], ["项目支出", "2.00", "二"]]
WIDTHS = [120, 90, 90]


def found(paper: Paper, path: Path) -> list[TableRegion]:
    return find_pdf_regions(read_pdf(paper.save(path / "a.pdf")))


@pytest.mark.parametrize(
    "above",
    [
        [["部门：虚构市教育局", ">", "单位：万元"]],
        [["支出总表（预算表3）", ">", ">"], ["预算单位：虚构市教育局", "", "单位：万元"]],
        [["预算表3", "", ""], ["支出总表", ">", ">"], ["", "", ""], ["", "", "单位：万元"]],
    ],
)
def test_rows_of_a_frame_that_are_its_caption(tmp_path: Path, above: list[list[str]]) -> None:
    """Title, number, department and unit inside the frame, in whatever cells, are neither header nor rows."""
    paper = Paper()
    sheet = paper.sheet()
    if len(above) == 1:
        sheet.line("支出总表（预算表3）", "centre")
    sheet.table([*above, HEADER, *ROWS, ["注：本表无。", ">", ">"], ["", "", ""]], WIDTHS, header=len(above))
    (region,) = found(paper, tmp_path)
    table = read_table(region, "t01")
    assert (table.title, table.number, table.unit) == ("支出总表", "预算表3", "万元")
    assert table.columns == [["项目"], ["预算数"], ["备注"]]
    assert table.rows == ROWS
    assert table.notes == ["注：本表无。"]


def test_years_beside_the_unit_are_labels_of_columns(tmp_path: Path) -> None:
    paper = Paper()
    paper.sheet().table([["单位：万元", "2025年", "2026年"], ["基本支出", "1.00", "2.00"]], WIDTHS)
    (region,) = found(paper, tmp_path)
    assert read_table(region, "t01").columns[1:] == [["2025年"], ["2026年"]]


@pytest.mark.parametrize(
    "lines",
    [
        ["2021年一般公共预算支出明细表", "（按支出功能分类科目-不含上年结转）"],
        ["2021年一般公共预算支出明细表（按支出功能分类科", "目-不含上年结转）"],
        ["2021年一般公共预算支出明细表（按支出功能分", "类科目-不含上", "年结转）"],
    ],
)
def test_a_title_whose_brackets_stand_on_the_next_line(tmp_path: Path, lines: list[str]) -> None:
    paper = Paper()
    sheet = paper.sheet()
    sheet.line("表5")
    for line in lines:
        sheet.line(line, "centre", 16)
    sheet.line("单位：元", "right")
    sheet.table([HEADER, *ROWS], WIDTHS)
    (region,) = found(paper, tmp_path)
    assert region.title == "2021年一般公共预算支出明细表（按支出功能分类科目-不含上年结转）"
    assert (region.number, region.unit) == ("表5", "元")


def test_cells_that_go_on_over_both_page_ends(tmp_path: Path) -> None:
    """No line crosses the left columns of the second page: its frame is as wide as that of the first all the same."""
    paper = Paper()
    sheet = paper.sheet()
    sheet.line("项目支出表", "centre")
    sheet.table(
        [["项目", "用途", "指标", "值"], ["甲", "乙", "一", "1.00"], ["^", "^", "二", "2.00"]], [80] * 4
    )
    sheet = paper.sheet()
    top = sheet.y
    sheet.margin = 220
    sheet.table([["三", "3.00"], ["四", "4.00"]], [80, 80])
    for x in (60, 140):
        sheet.page.draw_line((x, top), (x, top + 40), width=0.7)
    (region,) = found(paper, tmp_path)
    assert region.where.pages == [1, 2]
    assert [row[-2:] for row in read_table(region, "t01").rows] == [
        ["一", "1.00"],
        ["二", "2.00"],
        ["三", "3.00"],
        ["四", "4.00"],
    ]


def _cut(sheet: Sheet, text: str, y: float) -> None:
    sheet.put(63, y, text)


def test_lines_of_a_cell_that_a_page_end_leaves_outside_the_frame(tmp_path: Path) -> None:
    paper = Paper()
    sheet = paper.sheet()
    sheet.line("项目支出表", "centre")
    sheet.table([["项目", "用途", "金额"], ["甲项目", "采购", "1.00"]], WIDTHS)
    _cut(sheet, "的第二期", sheet.y - 16 + 10)
    sheet = paper.sheet()
    _cut(sheet, "的第三期", sheet.y - 1)
    sheet.table([["", "", ""], ["乙项目", "维护", "2.00"]], WIDTHS)
    (region,) = found(paper, tmp_path)
    assert region.where.pages == [1, 2]
    printed = "".join(squash(cell.text) for grid in region.grids for row in grid.rows for cell in row)
    assert "甲项目的第二期" in printed
    assert "的第三期" in printed


def test_a_header_that_is_wrapped_otherwise_on_the_next_page_is_the_same(tmp_path: Path) -> None:
    paper = Paper()
    sheet = paper.sheet()
    sheet.line("项目支出表", "centre")
    sheet.table([["项目", "财政专户拨款", "备注"], *ROWS], [120, 90, 90])
    sheet = paper.sheet()
    sheet.table([["项目", "财政专\n户拨款", "备注"], ["其他", "3.00", "三"]], [150, 50, 100])
    (region,) = found(paper, tmp_path)
    assert region.where.pages == [1, 2]
    assert [row[1] for row in read_table(region, "t01").rows] == ["1.00", "2.00", "3.00"]


def test_titles_inside_two_frames_of_one_shape_are_two_tables(tmp_path: Path) -> None:
    paper = Paper()
    for title in ("收入预算总表", "支出预算总表"):
        paper.sheet().table([[title, ">", ">"], HEADER, *ROWS], WIDTHS, header=2)
    assert [region.title for region in found(paper, tmp_path)] == ["收入预算总表", "支出预算总表"]


def test_a_group_and_its_column_of_one_name(tmp_path: Path) -> None:
    paper = Paper()
    rows = [["合计", "因公出国费", ">"], ["^", "小计", "因公出国费"], ["1.00", "1.00", "1.00"]]
    paper.sheet().table(rows, WIDTHS, header=2)
    (region,) = found(paper, tmp_path)
    assert read_table(region, "t01").columns == [
        ["合计"],
        ["因公出国费", "小计"],
        ["因公出国费", "因公出国费"],
    ]


def test_a_line_beside_a_table_that_is_not_as_high_closes_nothing(tmp_path: Path) -> None:
    paper = Paper()
    sheet = paper.sheet()
    sheet.table([HEADER, *ROWS], WIDTHS)
    sheet.page.draw_line((30, 40), (30, 400), width=0.7)
    (region,) = found(paper, tmp_path)
    assert region.grids[0].n_cols == 3


def test_a_listing_under_an_indicator_header_of_two_rows_is_no_form(tmp_path: Path) -> None:
    paper = Paper()
    rows = [
        ["单位编码", "资金总额", "绩效目标", "绩效指标", ">", ">"],
        ["^", "^", "^", "一级指标", "二级指标", "三级指标"],
        ["126001", "35.78", "甲目标", "成本指标", "经济成本", "总成本"],
    ]
    sheet = paper.sheet()
    sheet.line("项目支出绩效目标表", "centre")
    sheet.table(rows, [70] * 6, header=2)
    (region,) = found(paper, tmp_path)
    table = read_table(region, "t01")
    assert table.form is None
    assert table.columns[3:] == [["绩效指标", "一级指标"], ["绩效指标", "二级指标"], ["绩效指标", "三级指标"]]
    assert table.rows == [["126001", "35.78", "甲目标", "成本指标", "经济成本", "总成本"]]


def test_words_that_divide_a_group_are_header_whatever_they_say(tmp_path: Path) -> None:
    paper = Paper()
    rows = [["目录", ">", ">", "金额"], ["甲级", "乙级", "丙级", "^"], ["公共", "安全", "巡查", "1.00"]]
    paper.sheet().table(rows, [80] * 4, header=2)
    (region,) = found(paper, tmp_path)
    table = read_table(region, "t01")
    assert table.columns == [["目录", "甲级"], ["目录", "乙级"], ["目录", "丙级"], ["金额"]]
    assert len(table.rows) == 1


def test_two_labels_that_fill_their_cells_are_two_words(tmp_path: Path) -> None:
    """A renderer writes both in one run; the line between them and the lines at both ends part them."""
    paper = Paper()
    sheet = paper.sheet()
    sheet.table([["", "", "金额"], ["甲", "乙", "1.00"]], [42, 42, 80])
    sheet.put(61, sheet.y - 16 - 26, "一级指标二级指标")
    (region,) = found(paper, tmp_path)
    assert read_table(region, "t01").columns == [["一级指标"], ["二级指标"], ["金额"]]


def test_a_merged_cell_that_a_page_end_cuts_in_its_text(tmp_path: Path) -> None:
    """The line in which it is cut may be printed on both pages; the amount stands on one of them."""
    paper = Paper()
    first = [
        ["项目", "总额", "目标", "指标"],
        ["办公设备\n购置类\n项目", "29.36", "采购设备提高\n质量保障机", "甲"],
    ]
    first += [["^", "^", "^", "乙"]]
    sheet = paper.sheet()
    sheet.line("项目支出绩效目标表", "centre")
    sheet.table([first[0], ["", "29.36", "", "甲"], ["^", "^", "^", "乙"]], [90] * 4)
    foot = sheet.y - 16
    for x, lines in ((63, ["办公设备", "购置类", "项目"]), (243, ["采购设备提高", "质量 保障机"])):
        for k, line in enumerate(reversed(lines)):
            sheet.put(x, foot - 1 - 12 * k, line)
    sheet = paper.sheet()
    top = sheet.y
    sheet.table([["", "", "", "丙"], ["^", "^", "^", "丁"]], [90] * 4, header=0)
    for x, lines in ((63, ["项目"]), (243, ["质量，保障机", "构运转。"])):
        for k, line in enumerate(lines):
            sheet.put(x, top + 10 + 12 * k, line)
    (region,) = found(paper, tmp_path)
    rows = read_table(region, "t01").rows
    assert [row[3] for row in rows] == ["甲", "乙", "丙", "丁"]
    assert {tuple(row[:3]) for row in rows} == {
        ("办公设备购置类项目", "29.36", "采购设备提高质量，保障机构运转。")
    }


def test_the_labels_of_a_chart_are_no_table(tmp_path: Path) -> None:
    paper = Paper()
    sheet = paper.sheet()
    sheet.line("财政支出情况构成表", "centre")
    for x, y, text in (
        (190, 200, "0.70%"),
        (270, 200, "3.34%"),
        (430, 230, "教育支出"),
        (340, 260, "95.96%"),
        (430, 260, "科学支出"),
        (430, 290, "住房支出"),
    ):
        sheet.put(x, y, text)
    assert found(paper, tmp_path) == []
