"""Captions, contents pages, torn units and continuation blocks of tab-separated text."""

from __future__ import annotations

import pytest

from gouji.grids.grid import TableRegion
from gouji.grids.marked import find_tab_regions
from gouji.layout.captions import is_furniture, is_note, is_title, split_number, title_of, unit_of
from gouji.read.model import Document, Line


def regions(text: str) -> list[TableRegion]:
    lines = tuple(Line(number, line) for number, line in enumerate(text.split("\n"), start=1))
    return find_tab_regions(Document(name="d", source="d.txt", sha256="", form="text", lines=lines))


TABLE = "科目编码\t科目名称\t合计\n205\t教育支出\t1.00\n\t合计\t1.00\n"


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("单位：万元", "万元"),
        ("单位:元", "元"),
        ("金额单位：亿元", "亿元"),
        ("编制部门：虚构市教育局 单位：元", "元"),
        ("单位：辆", None),
        ("单位名称", None),
    ],
)
def test_unit_of_a_line(text: str, unit: str | None) -> None:
    """Only a money unit after the word 单位 counts."""
    assert unit_of(text) == unit


@pytest.mark.parametrize(
    ("text", "number", "rest"),
    [
        ("表5", "表5", ""),
        ("公开01表：收支总表", "公开01表", "收支总表"),
        ("部门公开表1", "部门公开表1", ""),
        ("附表1-2收入总表", "附表1-2", "收入总表"),
        ("附表三 支出总表", "附表三", "支出总表"),
        ("表1一般公共预算支出表", "表1", "一般公共预算支出表"),
        ("表一般公共预算支出", None, "表一般公共预算支出"),
        ("支出总表", None, "支出总表"),
    ],
)
def test_split_number(text: str, number: str | None, rest: str) -> None:
    """The number of a table is told from its title."""
    assert split_number(text.replace(" ", "")) == (number, rest)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一般公共预算支出表", True),
        ("项目支出绩效自评表(2023年度)", True),
        ("详细情况见下表：", False),
        ("本年度购置固定资产详见政府采购预算表。", False),
        ("教育支出", False),
        ("2021年部门收支预算总表", True),
    ],
)
def test_is_title(text: str, expected: bool) -> None:
    """A title is short, no sentence, and says what it is."""
    assert is_title(text) is expected


def test_title_without_list_mark_and_year() -> None:
    """``3、…表（2023年度）`` is the table without its ordinal, the year apart."""
    assert title_of("3、校舍维修项目绩效目标表（2023年度）") == ("校舍维修项目绩效目标表", "2023年度")


@pytest.mark.parametrize(
    "text", ["部门：虚构市教育局", "单位：万元", "101 虚构市教育局", "预算年度：2026", "（2023 年度）"]
)
def test_furniture(text: str) -> None:
    """Lines around a table that carry neither title nor figures."""
    assert is_furniture(text)


@pytest.mark.parametrize(
    "text", ["注：本表为空。", "备注: 含结转", "说明：无数据", "本部门无政府性基金预算。"]
)
def test_notes(text: str) -> None:
    """Notes below a table in their several forms."""
    assert is_note(text)


def test_caption_is_read_whatever_its_order() -> None:
    """Number, department and unit may stand above or below the title."""
    (region,) = regions(f"表3\n\n部门：虚构市教育局\n\n## 支出总表\n\n单位：万元\n\n{TABLE}\n注：含结转。\n")
    assert (region.number, region.title, region.unit) == ("表3", "支出总表", "万元")
    assert region.notes == ("注：含结转。",)
    assert region.where.lines == (1, 13)


def test_torn_unit_and_number_are_joined() -> None:
    """A narrow cell tears ``单位：万元`` and ``表10`` over several lines."""
    (region,) = regions(f"表\n10\n\n项目支出表\n\n单\n位：\n万\n元\n\n{TABLE}")
    assert (region.number, region.title, region.unit) == ("表10", "项目支出表", "万元")


def test_title_in_the_first_row() -> None:
    """A converter may put the title into the table, alone in its row."""
    (region,) = regions("表1\n\n收支总表\t\t\n收入\t预算数\t备注\n一、财政拨款\t1.00\t\n")
    assert region.title == "收支总表"
    assert region.grids[0].rows[0][0].text == "收入"


def test_page_break_continues_and_prose_separates() -> None:
    """A blank line or a page number inside a table is a page end; prose starts a new table."""
    two_pages = f"支出总表\n{TABLE}\n- 12 -\n\n206\t科学支出\t1.00\n"
    assert [len(region.grids) for region in regions(two_pages)] == [2]
    assert len(regions(f"{TABLE}\n下面是单位情况，详细情况见表：\n\n{TABLE}")) == 2


def test_contents_page_is_no_table() -> None:
    """Lines of a name and a rising page number are a contents page."""
    assert regions("目录\n收支总表\t1\n收入总表\t3\n支出总表\t5\n") == []


def test_markdown_bars_are_cells() -> None:
    """A Markdown table is read like a tab-separated one, its rule row dropped."""
    (region,) = regions(
        "支出总表\n| 科目编码 | 科目名称 | 合计 |\n|---|---|---|\n| 205 | 教育支出 | 1.00 |\n"
    )
    assert [[cell.text for cell in row] for row in region.grids[0].rows] == [
        ["科目编码", "科目名称", "合计"],
        ["205", "教育支出", "1.00"],
    ]


def test_no_kind_is_lost_to_the_page_number_below_a_title() -> None:
    """Two tables that follow each other without prose are two tables by their titles."""
    found = regions(f"收入总表\n{TABLE}\n支出总表\n{TABLE}")
    assert [region.title for region in found] == ["收入总表", "支出总表"]


def test_a_bare_department_name_stands_between_title_and_unit() -> None:
    """Without a code the name of the department is no title and ends no caption; prose does."""
    (region,) = regions(f"支出总表\n\n虚构市财政局\n\n单位：万元\n\n{TABLE}")
    assert region.title == "支出总表"
    (other,) = regions(f"支出总表见附件。\n虚构市财政局\n单位：万元\n{TABLE}")
    assert other.title is None
