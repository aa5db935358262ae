"""Contents pages are known by their entries: the word 目录 loses nothing, in PDF, tabs and prose."""

from __future__ import annotations

from pathlib import Path

import pytest

from gouji.grids.find import find_regions
from gouji.layout.contents_page import is_contents_page
from gouji.outline.sections import outline
from gouji.pipeline import extract
from tests.pdf_paper import Paper
from tests.test_html_blocks import document

ROWS = [
    ["项目", "预算数"],
    ["服务目录更新", "10.00"],
    ["数据目录编制", "20.00"],
    ["采购目录修订", "30.00"],
    ["合计", "60.00"],
]


@pytest.mark.parametrize("heading", ["虚构市某局2026年部门预算", "目录"])
def test_a_page_with_the_word_is_read(tmp_path: Path, heading: str) -> None:
    paper = Paper()
    sheet = paper.sheet()
    sheet.line(heading)
    sheet.line("2026年政府采购预算表")
    sheet.line("单位：万元", where="right", size=10)
    sheet.table(ROWS, [240, 120])
    (table,) = extract(paper.save(tmp_path / "a.pdf")).tables
    assert table.rows == ROWS[1:]


def test_a_table_of_whole_numbers_under_contents_on_one_page_is_read(tmp_path: Path) -> None:
    rows = [["1", "服务器", "3", "20", "60"], ["2", "打印机", "5", "2", "10"], ["", "合计", "8", "22", "70"]]
    paper = Paper()
    sheet = paper.sheet()
    sheet.line("目录", where="centre")
    for entry in ("第一部分 部门概况 3", "第二部分 预算表 5", "第三部分 情况说明 9"):
        sheet.line(entry)
    sheet.line("政府采购预算表", where="centre")
    sheet.line("单位：万元", where="right", size=10)
    sheet.table([["序号", "采购项目", "数量", "单价", "采购预算"], *rows], [60, 140, 80, 80, 100])
    (table,) = extract(paper.save(tmp_path / "a.pdf")).tables
    assert [[cell or "" for cell in row] for row in table.rows] == rows


@pytest.mark.parametrize(
    ("lines", "is_contents"),
    [
        (["目录", "第一部分部门概况", "一、主要职责", "第二部分2026年部门预算表"], True),
        (["虚构市某局", "目录", "第一部分部门概况1", "第二部分部门预算表5", "第三部分名词解释20"], True),
        (["一、主要职责……3", "二、机构设置……4", "三、收支总表......7", "-2-"], True),
        (["目录", "表12019年部门综合预算收支总表否", "表22019年部门综合预算收入总表否"], True),
        (["服务目录更新10.00", "数据目录编制20.00", "采购目录修订30.00"], False),
        (["目录", "部门收支总表", "一、一般公共预算拨款收入1,254.50", "二、政府性基金0.00"], False),
        (
            ["建设政务数据目录，完善共享机制。", "编制采购目录。", "修订服务目录。", "目录每年更新一次。"],
            False,
        ),
        (["目录", "本目录所列服务由单位购买。", "购买服务应当遵守规定，不得超出范围。"], False),
        (["项目支出……详见附件", "绩效指标", "产出数量", "≥12份", "满意度", "≥95%"], False),
        (
            [
                "数据资源",
                "目录",
                "一、本年安排项目情况",
                "1.政务数据采集预算120",
                "2.数据目录预算300",
                "合计420",
            ],
            False,
        ),
        (["目录", "一、采集项目预算120", "二、编制项目预算80", "三、运维项目预算300"], False),
        (["目录", "第一部分部门概况3", "第二部分预算表5", "政府采购预算表", "单位：万元"], False),
        (["目录", "第一部分部门概况", "第二部分预算表", "采购预算表", "1服务器32060"], False),
        (["目录", "一、收支总表附件2", "二、收入总表附件3", "三、支出总表附件1"], True),
        (["目录", "第一部分部门概况", "一、主要职责", "二、下属单位：财政干部学校"], True),
        (["目录"], False),
        ([], False),
    ],
)
def test_the_look_of_contents(lines: list[str], is_contents: bool) -> None:
    assert is_contents_page(lines) is is_contents


def test_small_whole_numbers_in_tabs_are_no_page_numbers() -> None:
    """Rising counts after a line that ends in a figure, and beside a heading that ends in 目录."""
    rows = [["服务目录更新次数", "3"], ["政务数据接口", "5"], ["采购人员", "8"]]
    text = "\n".join(
        ["2026年绩效目标表", "单位：个", "", *("\t".join(row) for row in rows), "", "以上为全部。"]
    )
    (region,) = find_regions(document(text))
    assert [[cell.text for cell in row] for row in region.grids[0].rows] == rows


def test_contents_in_tabs_are_no_table(tmp_path: Path) -> None:
    lines = [
        "目录",
        "",
        "第一部分 部门概况\t1",
        "一、主要职责\t1",
        "第二部分 部门预算表\t4",
        "一、收支总表\t4",
        "",
        "正文。",
    ]
    (tmp_path / "a.txt").write_text("\n".join(lines), encoding="utf-8")
    assert extract(tmp_path / "a.txt").tables == []


def test_prose_under_a_heading_that_ends_in_the_word_is_kept() -> None:
    """A list of what is bought is no contents page; nothing of it recurs, none of it is numbered."""
    lines = [
        "政府集中采购目录",
        "便携式计算机",
        "激光打印机",
        "办公桌椅",
        "复印纸",
        "一、主要职责",
        "负责财政工作。",
    ]
    kept = [
        p.text for section in outline(document("\n".join(lines)), frozenset()) for p in section.paragraphs
    ]
    assert "便携式计算机" in "".join(kept)
