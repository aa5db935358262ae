"""Tables without vertical lines, rule by rule: columns, header, rows, merged cells, forms, page ends."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from gouji.grids.grid import Grid, TableRegion
from gouji.grids.page_tables import find_pdf_regions
from gouji.grids.settings import UnruledSettings
from gouji.grids.unruled.cells import entries, leading_of
from gouji.grids.unruled.columns import ColumnRange, GroupSpan, alignment, find_columns, fitted_borders
from gouji.grids.unruled.find import find_forms
from gouji.grids.unruled.header import fit_labels, header_lines, label_lines, label_tree
from gouji.grids.unruled.rows import fitting_columns, merged_columns
from gouji.layout.page import ViewLine, page_views
from gouji.layout.page_captions import line_kind
from gouji.normalise import squash
from gouji.read.model import BBox, RuledLine, Word
from gouji.read.pdf import read_pdf
from gouji.schemas.record import Table
from gouji.tables.interpret import read_tables
from tests.pdf_paper import ROW, Paper, Ruling, Sheet

WITHOUT: list[Ruling] = ["three_line", "unruled"]


def box(x0: float, x1: float, y: float, height: float = 12.0) -> BBox:
    return BBox(x0, y, x1, y + height)


def line(*cells: tuple[str, float, float], y: float) -> tuple[Word, ...]:
    return tuple(Word(text, box(x0, x1, y)) for text, x0, x1 in cells)


def texts(grid: Grid) -> list[list[str]]:
    return [[squash(cell.text) for cell in row] for row in grid.rows]


def sheet_of(paper: Paper, title: str) -> Sheet:
    sheet = paper.sheet()
    sheet.line(title, "centre", 16)
    sheet.line("单位：万元", "right", 9)
    return sheet


def regions(paper: Paper, path: Path) -> list[TableRegion]:
    return find_pdf_regions(read_pdf(paper.save(path / "a.pdf")))


def tables(paper: Paper, path: Path) -> list[Table]:
    return read_tables(regions(paper, path))


# ---- labels: groups and columns -----------------------------------------------------------------


def test_a_line_below_a_name_makes_it_a_group_with_that_extent() -> None:
    boxes = [box(90, 130, 10), box(60, 80, 30), box(140, 160, 30), box(220, 240, 20)]
    tree = label_tree(
        boxes, [RuledLine(50, 26, 170, 26), RuledLine(40, 46, 260, 46)], settings=UnruledSettings()
    )
    assert tree.extents == {0: (50, 170)}
    assert tree.groups == {0}
    assert tree.leaves == [boxes[1], boxes[2], boxes[3]]


def test_without_lines_a_name_over_others_is_a_group_and_a_label_beside_them_is_not() -> None:
    over_one = [box(60, 120, 10), box(70, 90, 30), box(160, 180, 20)]
    assert label_tree(over_one, settings=UnruledSettings()).groups == {0}
    between = [box(100, 120, 10), box(60, 80, 30), box(140, 160, 30), box(220, 260, 20)]
    assert label_tree(between, settings=UnruledSettings()).groups == {0}


def test_a_label_in_the_upper_half_of_a_header_has_others_beneath_it() -> None:
    """项目 over 功能分类科目编码 (over 类 款 项) and 名称 stands over no pair of labels of one level."""
    boxes = [box(200, 230, 10), box(80, 140, 30), box(60, 72, 50), box(104, 116, 50), box(148, 160, 50)]
    boxes.append(box(250, 330, 40))
    assert label_tree(boxes, settings=UnruledSettings()).groups == {0, 1}


def test_the_levels_of_group_names() -> None:
    boxes = [box(90, 130, 10), box(60, 80, 30), box(55, 65, 50), box(140, 160, 31), box(135, 145, 50)]
    assert label_tree(boxes, settings=UnruledSettings()).levels == pytest.approx([16.0, 36.0])


def test_a_known_tree_decides_what_the_middles_leave_open() -> None:
    """合计 over two columns of six, at the height of the second level, is no group beside 三公经费 over four."""
    borders = [0.0, 60.0, 120.0, 180.0, 240.0, 300.0, 360.0]
    boxes = [box(170, 190, 10), box(50, 70, 30), box(170, 190, 30), box(290, 310, 30)]
    boxes += [box(x - 10, x + 10, 50) for x in (30, 90, 150, 210, 270, 330)]
    spans, _ = fit_labels(
        boxes, borders, label_tree(boxes, settings=UnruledSettings()), settings=UnruledSettings()
    )
    found = {span.label: (span.first, span.last, span.top) for span in spans}
    assert found[0] == (0, 5, 0)
    assert [found[k] for k in (1, 2, 3)] == [(0, 1, 1), (2, 3, 1), (4, 5, 1)]


# ---- borders ------------------------------------------------------------------------------------


def test_how_a_column_is_set() -> None:
    def column(*spans: tuple[float, float], figures: bool = False) -> ColumnRange:
        boxes = tuple(box(a, b, 20.0 * k) for k, (a, b) in enumerate(spans))
        return ColumnRange(min(b.x0 for b in boxes), max(b.x1 for b in boxes), figures, boxes)

    assert alignment(column((10, 40), (10, 60), (10, 25)), UnruledSettings()) == "left"
    assert alignment(column((30, 60), (10, 60), (45, 60)), UnruledSettings()) == "right"
    assert alignment(column((30, 50), (20, 60), (35, 45)), UnruledSettings()) == "centre"
    assert alignment(column((10, 30), (10, 30)), UnruledSettings()) == ""
    assert alignment(column((10, 30), (10, 30), figures=True), UnruledSettings()) == "right"
    assert alignment(column((10, 30)), UnruledSettings()) == ""


def test_borders_from_labels_and_a_group_where_nothing_is_printed() -> None:
    """Middles alone leave one degree of freedom: borders may sway to and fro; a group over two columns ends it."""
    edges = [50.0, 110.0, 150.0, 230.0, 260.0]
    middles = [(a + b) / 2 for a, b in zip(edges, edges[1:], strict=False)]
    labels = [box(x - 8, x + 8, 30) for x in middles]
    ranges = [ColumnRange(b.x0, b.x1, False) for b in labels]
    alone = fitted_borders(ranges, labels, 70, 255, settings=UnruledSettings())
    groups = [GroupSpan(0, 2, (50 + 150) / 2), GroupSpan(2, 4, (150 + 260) / 2)]
    grouped = fitted_borders(ranges, labels, 70, 255, groups, (50.0, 260.0), settings=UnruledSettings())
    off = [abs(x - y) for x, y in zip(grouped, edges, strict=True)]
    assert max(off) < 2.0
    assert max(abs(x - y) for x, y in zip(alone, edges, strict=True)) > 7.0


# ---- entries, leading, header ---------------------------------------------------------------------


def test_words_near_each_other_are_one_entry_and_two_figures_never() -> None:
    words = line(("合", 10, 22), ("计", 34, 46), ("12.00", 80, 100), ("13.00", 101, 121), y=0)
    assert [
        [w.text for w in run] for run in entries(words, UnruledSettings().entry_gap, UnruledSettings())
    ] == [
        ["合", "计"],
        ["12.00"],
        ["13.00"],
    ]


def test_letters_of_one_word_stand_on_one_height() -> None:
    """序 / 号 and 科 / 目 / 编 / 码, each set down a narrow column, are not 序科."""
    spaced = line(("合", 56, 64), ("计", 70, 78), y=20)
    assert len(entries(spaced, UnruledSettings().entry_gap, UnruledSettings())) == 1
    down = (*line(("序", 56, 64), y=22), *line(("科", 70, 78), y=20))
    assert len(entries(down, UnruledSettings().entry_gap, UnruledSettings())) == 2


def test_zeros_and_running_numbers_show_the_pitch_of_rows() -> None:
    """Rows 17 points apart under a header 26 points above: 17 is no distance of two lines of a cell."""

    def rows(numbers: Sequence[str], figure: str) -> list[tuple[Word, ...]]:
        lines = [line(("序号", 10, 30), ("预算数", 100, 130), y=0)]
        for k, number in enumerate(numbers):
            cells = [(number, 12.0, 12.0 + 6 * len(number)), (figure, 124.0, 130.0)]
            lines.append(line(*(cell for cell in cells if cell[0]), y=26 + 17 * k))
        return lines

    assert leading_of(rows(["甲", "乙", "丙", "丁"], ""), settings=UnruledSettings()) > 17
    assert leading_of(rows(["甲", "乙", "丙", "丁"], "0"), settings=UnruledSettings()) < 17
    assert leading_of(rows(["1", "2", "3", "4"], ""), settings=UnruledSettings()) < 17


def test_the_digits_of_a_broken_number_are_no_rows() -> None:
    lines = [line((d, 12, 18), y=13.0 * k) for k, d in enumerate("1213")]
    assert leading_of(lines, settings=UnruledSettings()) > 13


def test_a_single_label_above_a_line_is_the_name_of_all_columns() -> None:
    lines = [
        line(("“三公”经费", 80, 160), y=0),
        line(("合计", 40, 60), ("公务接待费", 150, 200), y=20),
        line(("1.00", 60, 80), ("1.00", 180, 200), y=40),
    ]
    rules = [
        RuledLine(20, -4, 220, -4),
        RuledLine(20, 16, 220, 16),
        RuledLine(20, 36, 220, 36),
        RuledLine(20, 56, 220, 56),
    ]
    assert header_lines(lines, rules, UnruledSettings()) == 2


def test_a_row_of_two_column_numbers_and_a_label_broken_above_it() -> None:
    lines = [
        line(("行", 80, 92), y=0),
        line(("项目", 20, 44), ("金额", 140, 164), y=7),
        line(("次", 80, 92), y=14),
        line(("栏次", 20, 44), ("1", 150, 156), ("2", 170, 176), y=34),
        line(("一、一般公共预算", 10, 70), ("1", 84, 88), ("5.00", 140, 164), y=54),
    ]
    count = header_lines(lines, [], UnruledSettings())
    assert (count, label_lines(lines, count)) == (4, 3)


# ---- merged cells ---------------------------------------------------------------------------------


def test_a_cell_between_rows_and_cells_that_fit_ranges_of_rows_are_merged() -> None:
    from gouji.grids.unruled.cells import TextBlock

    def block(text: str, col: int, y: float) -> TextBlock:
        place = box(10 + 60 * col, 50 + 60 * col, y)
        return TextBlock([Word(text, place)], place, place, col)

    rows = [block(t, 2, 20.0 * k) for k, t in enumerate("甲乙丙丁")]
    second = [block("数量指标", 1, 20.0), block("质量指标", 1, 60.0)]
    first = [block("产出指标", 0, 30.0)]
    assert merged_columns([*rows, *first], 3, UnruledSettings()) == {0}
    assert merged_columns([*rows, block("其中", 0, 20.0)], 3, UnruledSettings()) == frozenset()
    boxes = [row.box for row in rows]
    assert fitting_columns(
        [*rows, block("数量指标", 0, 10.0), block("质量指标", 0, 50.0)], boxes, 0, 3, UnruledSettings()
    ) == {0}
    assert fitting_columns([*rows, *second], boxes, 0, 3, UnruledSettings()) == frozenset()


@pytest.mark.parametrize("ruling", WITHOUT)
def test_indicator_labels_stand_beside_their_rows(tmp_path: Path, ruling: Ruling) -> None:
    paper = Paper()
    rows = [
        ["一级指标", "二级指标", "三级指标", "指标值"],
        ["产出指标", "数量指标", "开展工作次数", "≥4次"],
        ["^", "^", "服务对象人数", "≥1200人"],
        ["^", "质量指标", "验收合格率", "≥98%"],
        ["^", "^", "数据准确率", "≥95%"],
        ["效益指标", "社会效益", "政策知晓率", "≥85%"],
    ]
    sheet_of(paper, "项目绩效目标表").table(rows, [90, 90, 130, 90], ruling)
    (table,) = tables(paper, tmp_path)
    assert [row[:2] for row in table.rows] == [
        ["产出指标", "数量指标"],
        ["产出指标", "数量指标"],
        ["产出指标", "质量指标"],
        ["产出指标", "质量指标"],
        ["效益指标", "社会效益"],
    ]


# ---- columns of a drawn page ----------------------------------------------------------------------


@pytest.mark.parametrize("ruling", WITHOUT)
def test_columns_that_only_their_labels_show(tmp_path: Path, ruling: Ruling) -> None:
    paper = Paper()
    rows = [
        ["合计", "公务用车购置及运行费", ">", ">", "公务接待费"],
        ["^", "小计", "购置费", "运行费", "^"],
        ["9.58", "8.53", "", "8.53", "1.05"],
    ]
    sheet_of(paper, "“三公”经费支出表").table(rows, [90, 90, 90, 90, 90], ruling, header=2)
    (table,) = tables(paper, tmp_path)
    assert table.columns[2] == ["公务用车购置及运行费", "购置费"]
    assert table.rows == [["9.58", "8.53", None, "8.53", "1.05"]]


@pytest.mark.parametrize("ruling", WITHOUT)
def test_scores_flush_right_stay_under_their_label(tmp_path: Path, ruling: Ruling) -> None:
    """10 at the right edge of 分值 is nearer to the label 得分 than to its own; 总分 is centred."""
    paper = Paper()
    sheet = sheet_of(paper, "项目支出绩效自评表")
    top = sheet.y
    for x, text in ((80, "三级指标"), (236, "分值"), (346, "得分")):
        sheet.put(x, top, text)
    for k in range(4):
        for x, text in ((63, f"指标{'甲乙丙丁'[k]}"), (287, "10"), (397, "10")):
            sheet.put(x, top + 20 * (k + 1), text)
    for x, text in ((63, "得分情况"), (239, "100"), (348, "98.5")):
        sheet.put(x, top + 100, text)
    if ruling == "three_line":
        for y in (top - 14, top + 6, top + 108):
            sheet.page.draw_line((60, y), (412, y), width=0.7)
    (table,) = tables(paper, tmp_path)
    assert [path[-1] for path in table.columns] == ["三级指标", "分值", "得分"]
    assert table.rows[0] == ["指标甲", "10", "10"]


@pytest.mark.parametrize("ruling", WITHOUT)
def test_words_over_columns_of_amounts_are_one_cell_and_join_no_columns(
    tmp_path: Path, ruling: Ruling
) -> None:
    paper = Paper()
    items = [
        "一、一般公共服务支出",
        "二、外交支出",
        "三、国防支出",
        "四、公共安全支出",
        "五、教育支出",
        "六、科学技术支出",
    ]
    rows = [
        ["支出", ">", ">", ">"],
        ["功能科目名称", "金额", "项目名称", "金额"],
        *([item, "10.00", "基本支出", "5.00"] for item in items),
        ["当年支出小计", ">", ">", "60.00"],
        ["结转下年资金", ">", ">", "0.00"],
    ]
    sheet_of(paper, "收支预算总表").table(rows, [150, 70, 100, 80], ruling, header=2)
    (table,) = tables(paper, tmp_path)
    assert len(table.columns) == 4
    assert table.rows[-2:] == [
        ["当年支出小计", None, None, "60.00"],
        ["结转下年资金", None, None, "0.00"],
    ]


def test_a_merged_cell_that_begins_a_hair_behind_the_longest_label_joins_no_columns() -> None:
    """The white between 113.0 and 113.6 is chance; the border runs where only the two merged cells cross."""
    lines = [line(("科目名称", 40, 80), ("金额", 145, 165), ("名称", 220, 240), y=0)]
    for k in range(10):
        name = ("十、社会保险基金支出", 13, 113)
        lines.append(line(name, ("12.00", 155, 182), ("基本支出", 190, 230), y=20 * k + 20))
    lines += [line(("当年支出小计", 113.6, 174), y=240), line(("结转下年资金", 113.6, 174), y=260)]
    columns = find_columns([lines], 1, settings=UnruledSettings())
    assert columns is not None
    assert len(columns.borders) == 4
    assert 113 < columns.borders[1] < 155


def test_a_total_alone_in_an_empty_table_stands_over_code_and_name(tmp_path: Path) -> None:
    paper = Paper()
    rows = [
        ["项目", ">", "本年支出", ">"],
        ["科目编码", "科目名称", "基本支出", "项目支出"],
        ["合计", ">", "", ""],
    ]
    sheet_of(paper, "政府性基金预算支出表").table(rows, [80, 190, 80, 80], "unruled", header=2)
    (table,) = tables(paper, tmp_path)
    assert table.rows == [["合计", None, None, None]]


def test_a_row_after_blank_ones_and_a_table_that_says_it_is_empty(tmp_path: Path) -> None:
    paper = Paper()
    sheet = sheet_of(paper, "部门财务收支预算总表")
    rows = [["项目", "预算数", "项目", "预算数"], ["一、财政拨款收入", "10.00", "一、教育支出", "4.00"]]
    sheet.table([*rows, ["二、事业收入", "2.00", "二、其他支出", "8.00"]], [130, 90, 130, 90], "unruled")
    sheet.y += 6 * ROW - 16
    sheet.table([["收入总计", "12.00", "支出总计", "12.00"]], [130, 90, 130, 90], "unruled", header=0)
    sheet.line("政府性基金支出预算表", "centre", 14)
    sheet.line("单位：万元", "right", 9)
    sheet.table([["功能科目代码", "功能科目名称", "金额"], ["此表为空", "", ""]], [120, 200, 90], "unruled")
    first, second = tables(paper, tmp_path)
    assert first.rows[-1] == ["收入总计", "12.00", "支出总计", "12.00"]
    assert (second.title, second.rows) == ("政府性基金支出预算表", [["此表为空", None, None]])


# ---- page ends --------------------------------------------------------------------------------------


def test_a_header_with_column_numbers_is_known_again_on_the_next_page(tmp_path: Path) -> None:
    paper = Paper()
    header = [["序号", "项目", "预算数"], ["栏次", "1", "2"]]
    widths = [60, 240, 120]
    sheet = sheet_of(paper, "部门预算收支总表")
    sheet.y = 600
    sheet.table(
        [*header, *([str(k), f"第{k}类支出", "12.00"] for k in (1, 2, 3))], widths, "unruled", header=2
    )
    paper.sheet().table(
        [*header, *([str(k), f"第{k}类支出", ""] for k in (4, 5, 6))], widths, "unruled", header=2
    )
    (table,) = tables(paper, tmp_path)
    assert [row[0] for row in table.rows] == ["1", "2", "3", "4", "5", "6"]


def test_a_number_between_the_lines_of_a_cell_is_no_page_number(tmp_path: Path) -> None:
    paper = Paper()
    sheet = sheet_of(paper, "财政拨款收支总表")
    for x, y, text in ((60, 740, "二十六、其他支出"), (290, 740, "26"), (290, 770, "27"), (290, 822, "27")):
        sheet.put(x, y, text)
    for y, text in ((761, "二十七、抗疫特别国债"), (779, "安排的支出")):
        sheet.put(60, y, text)
    (view,) = page_views(read_pdf(paper.save(tmp_path / "a.pdf")))
    assert [row.marginal for row in view.lines if row.text == "27"] == [False, True]


def test_the_rest_of_a_cell_at_the_foot_of_the_page_belongs_to_the_table(tmp_path: Path) -> None:
    """Only then does the table go on: any other line would end it."""
    paper = Paper()
    sheet = sheet_of(paper, "收入支出决算总表")
    sheet.y = 690
    widths = [150, 60, 90, 120]
    rows = [
        ["项目", "行次", "金额", "备注"],
        ["一、一般公共预算", "1", "5.00", "本级"],
        ["二、政府性基金预算\n财政拨款", "2", "6.00", "本级"],
    ]
    sheet.table(rows, widths, "unruled")
    paper.sheet().table(
        [["三、国有资本经营预算", "3", "7.00", "本级"], ["四、其他", "4", "8.00", "本级"]],
        widths,
        "unruled",
        header=0,
    )
    (table,) = tables(paper, tmp_path)
    assert [row[1] for row in table.rows] == ["1", "2", "3", "4"]
    assert table.rows[1][0] == "二、政府性基金预算财政拨款"


# ---- forms -------------------------------------------------------------------------------------------

FORM = [
    ["项目名称", "法律援助经费", ">", ">", ">"],
    ["主管部门", "某县司法局", "实施单位", "某县公证处", ">"],
    ["一级指标", "二级指标", "三级指标", "指标值", "分值"],
    ["产出指标", "数量指标", "办案件数", "≥40件", "50"],
    ["效益指标", "社会效益", "群众知晓率", "≥85%", "50"],
    ["总分", ">", ">", ">", "100"],
]


@pytest.mark.parametrize("ruling", WITHOUT)
def test_a_form_is_read_with_its_head(tmp_path: Path, ruling: Ruling) -> None:
    paper = Paper()
    sheet = sheet_of(paper, "项目支出绩效自评表")
    sheet.table(FORM, [80, 80, 110, 80, 70], ruling, header=3)
    (table,) = tables(paper, tmp_path)
    assert table.form is not None
    assert {k: table.form[k] for k in ("项目名称", "主管部门", "实施单位")} == {
        "项目名称": "法律援助经费",
        "主管部门": "某县司法局",
        "实施单位": "某县公证处",
    }
    assert [row[2] for row in table.rows] == ["办案件数", "群众知晓率"]


def test_where_forms_begin_and_end(tmp_path: Path) -> None:
    """The head begins below the caption, the form ends with its 总分; indicators without a head are no form."""
    paper = Paper()
    sheet = sheet_of(paper, "项目支出绩效自评表")
    sheet.table(FORM, [80, 80, 110, 80, 70], "unruled", header=3)
    sheet.line("本项目按计划完成。")
    sheet.line("部门整体绩效目标表", "centre", 14)
    sheet.table(FORM[2:5], [80, 80, 110, 80, 70], "unruled")
    (view,) = page_views(read_pdf(paper.save(tmp_path / "a.pdf")))
    (form,) = find_forms(view.lines, lambda start: len(view.lines), UnruledSettings())
    assert view.lines[form.start].text.startswith("项目名称")
    assert view.lines[form.start + form.head].text.startswith("一级指标")
    assert view.lines[form.end - 1].text.startswith("总分")


# ---- ruled ------------------------------------------------------------------------------------------


def test_text_that_runs_out_of_the_last_cell_stays_in_it_and_a_note_does_not(tmp_path: Path) -> None:
    paper = Paper()
    sheet = sheet_of(paper, "项目支出表")
    sheet.table([["项目名称", "金额"], ["\n", "1.00"]], [120, 80])
    foot = sheet.y - 16
    sheet.put(63, foot - 26, "第一行的文字")
    sheet.put(63, foot - 13, "第二行的文字")
    sheet.put(63, foot + 1, "第三行的文字")
    sheet.put(63, foot + 14, "第四行的文字")
    sheet.y = foot + 60
    sheet.line("项目情况表", "centre", 14)
    sheet.table([["项目名称", "金额"], ["合计", "1.00"]], [120, 80])
    sheet.put(63, sheet.y - 8, "没有其他说明")
    first, second = regions(paper, tmp_path)
    assert squash(first.grids[0].rows[-1][0].text).endswith(
        "第一行的文字第二行的文字第三行的文字第四行的文字"
    )
    assert squash(second.grids[0].rows[-1][0].text) == "合计"


def test_a_merged_label_goes_on_over_the_page_end(tmp_path: Path) -> None:
    paper = Paper()
    sheet = sheet_of(paper, "收入预算总表")
    sheet.y = 650
    widths = [140, 160, 90]
    head = ["项目名称", "来源", "金额"]
    sheet.table([head, ["其他资金", "小计", "3.00"], ["^", "事业收入", "2.00"]], widths)
    paper.sheet().table([head, ["", "其他收入", "1.00"], ["", "合计", "3.00"]], widths)
    (table,) = tables(paper, tmp_path)
    assert [row[0] for row in table.rows] == ["其他资金", "其他资金", "其他资金", None]


def test_a_row_of_a_form_that_a_page_end_tore_is_whole_again(tmp_path: Path) -> None:
    paper = Paper()
    sheet = sheet_of(paper, "项目支出绩效自评表")
    sheet.y = 620
    widths = [80, 80, 110, 80, 70]
    sheet.table([*FORM[:4], ["效益指", "社会效", "群众知晓率", "≥85%", "50"]], widths)
    paper.sheet().table([["标", "益指标", "", "", ""], FORM[-1]], widths)
    (table,) = tables(paper, tmp_path)
    assert table.rows[-1] == ["效益指标", "社会效益指标", "群众知晓率", "≥85%", "50"]


@pytest.mark.parametrize(("value", "level"), [("≥4次", 30), ("4次", 24)])
def test_rows_of_indicators_read_like_labels_and_are_none(value: str, level: float) -> None:
    """Every cell ends in 数, 情况 or 指标; the operator, or 产出指标 beside them, tells the data."""
    lines = [
        line(("一级指标", 10, 50), ("三级指标", 90, 130), ("描述", 190, 210), ("指标值", 290, 320), y=0),
        line(("开展工作次数", 80, 140), ("反映工作情况", 170, 230), (value, 290, 310), y=20),
        line(("产出指标", 10, 50), y=level),
        line(("服务对象人数", 80, 140), ("反映人数情况", 170, 230), (value, 290, 310), y=40),
    ]
    assert header_lines(lines, [], UnruledSettings()) == 1


def test_a_full_line_goes_on_below_the_box(tmp_path: Path) -> None:
    """Two lines are enough where the first fills its column: it was broken at the border."""
    paper = Paper()
    sheet = sheet_of(paper, "项目支出表")
    sheet.table([["项目名称", "金额"], ["", "1.00"]], [90, 80])
    foot = sheet.y - 16
    sheet.put(63, foot - 3, "应急救援队伍装备")
    sheet.put(63, foot + 10, "购置")
    (region,) = regions(paper, tmp_path)
    assert squash(region.grids[0].rows[-1][0].text) == "应急救援队伍装备购置"


@pytest.mark.parametrize("ruling", WITHOUT)
def test_the_rest_of_a_code_at_the_top_of_a_page_is_no_page_number(tmp_path: Path, ruling: Ruling) -> None:
    """601 stands alone in the margin, and no other page has a number that runs with it; 2 and 3 are such."""
    paper = Paper()
    paper.sheet().line("预算公开", "centre", 16)
    sheet = sheet_of(paper, "支出决算表")
    sheet.y = 640
    sheet.put(295, 822, "2")
    widths = [100, 140, 90, 90]
    rows = [
        ["科目编码", "科目名称", "合计", "基本支出"],
        ["20406", "司法", "12.00", "12.00"],
        ["2040", "行政运行", "5.00", "5.00"],
    ]
    sheet.table(rows, widths, ruling)
    following = paper.sheet()
    following.put(63, 60, "601")
    following.put(295, 822, "3")
    following.y = 70
    rest = [["2040607", "法律服务", "7.00", "7.00"], ["208", "保障", "1.00", "1.00"]]
    following.table(rest, widths, ruling, header=0)
    (table,) = tables(paper, tmp_path)
    assert [row[0] for row in table.rows] == ["20406", "2040601", "2040607", "208"]


@pytest.mark.parametrize("ruling", ["ruled", *WITHOUT])
def test_rows_torn_inside_a_running_number_and_before_a_word_of_the_header(
    tmp_path: Path, ruling: Ruling
) -> None:
    """1 | 2 after 11 is 12, not 1 and the next; 支出 alone is the end of a label, not the header again.

    The second page fills fewer columns than the third.
    """
    paper = Paper()
    widths = [40, 90, 70, 90, 70, 100]
    sheet = sheet_of(paper, "部门预算财政拨款收支总表")
    sheet.y = 620
    rows = [
        ["序号", "收入", ">", "支出", ">", ">"],
        ["^", "项目", "金额", "项目", "合计", "一般公共预算"],
        ["9", "本年收入", "3.00", "（八）社保支出", "1.00", "1.00"],
        ["10", "", "", "（九）保险支出", "1.00", "1.00"],
        ["1\n1", "", "", "（十）卫生\n支出", "1.00", "1.00"],
        ["1", "", "", "（十一）", "0.00", "0.00"],
    ]
    sheet.table(rows, widths, ruling, header=2)
    second = paper.sheet()
    second.table([["2", "", "", "节能支出", "", ""], ["13", "", "", "（十二）城乡支出", "0.00", "0.00"],
                  ["14", "", "", "（十三）债务付息", "0.00", "0.00"]], widths, ruling, header=0)  # fmt: skip
    third = paper.sheet()
    third.table([["", "", "", "支出", "", ""], ["15", "", "", "（十四）其他支出", "0.00", "0.00"],
                 ["16", "收入总计", "3.00", "支出总计", "3.00", "3.00"]], widths, ruling, header=0)  # fmt: skip
    (table,) = tables(paper, tmp_path)
    assert [row[0] for row in table.rows] == ["9", "10", "11", "12", "13", "14", "15", "16"]
    assert [row[3] for row in table.rows][3:6] == [
        "（十一）节能支出",
        "（十二）城乡支出",
        "（十三）债务付息支出",
    ]
    assert table.rows[-1] == ["16", "收入总计", "3.00", "支出总计", "3.00", "3.00"]


def test_a_running_number_and_a_code_begin_a_row_and_no_line_of_a_caption() -> None:
    """1 | 22 | 住房保障支, the first lines of three cells, read together like 122 and the name of a department."""

    def kind(*texts: str) -> str:
        words = line(*((text, 60 + 40 * k, 90 + 40 * k) for k, text in enumerate(texts)), y=60)
        return line_kind(ViewLine(0, " ".join(texts), box(60, 200, 60), words, 10, False))

    assert kind("1", "22", "住房保障支") == ""
    assert kind("12", "2", "住房保障局") == kind("部门：", "122", "住房保障局") == "around"
    assert kind("2", "0", "2", "5", "年部门收支总表") == "title"


@pytest.mark.parametrize("ruling", WITHOUT)
def test_the_only_row_of_a_page_keeps_both_lines_of_its_code(tmp_path: Path, ruling: Ruling) -> None:
    """221020 above and 3 below the height on which the row's other cells stand; no page has such a number."""
    paper = Paper()
    widths = [90, 120, 90, 90]
    sheet = sheet_of(paper, "支出总表")
    sheet.y = 640
    rows = [["221020\n1", "住房公积金", "7.00", "7.00"], ["221020\n2", "提租补贴", "8.00", "8.00"]]
    sheet.table([["科目编码", "科目名称", "合计", "基本支出"], *rows], widths, ruling)
    following = paper.sheet()
    following.put(63, 66, "221020")
    following.put(153, 73.5, "购房补贴")
    following.put(330, 73.5, "9.00")
    following.put(420, 73.5, "9.00")
    following.put(63, 81, "3")
    (table,) = tables(paper, tmp_path)
    assert [row[0] for row in table.rows] == ["2210201", "2210202", "2210203"]
