"""Contents pages are known by their entries: the word 目录 loses nothing, in PDF, tabs and prose."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor.pipeline import extract
from extractor.segment.contents_page import is_contents_page
from extractor.segment.outline import outline
from extractor.segment.regions import find_regions
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
