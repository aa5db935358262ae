"""The contents page in every way it is printed, and what M02 says of a table that it lists."""

from __future__ import annotations

import pytest

from gouji.checks.contents import read_contents
from gouji.read.model import Line
from tests.checks_support import budget, check, without

BODY = "第一部分 单位概况\n一、主要职能\n负责全市财政工作，承办交办的其他事项。"
TITLES = ["收支总表", "收入总表", "支出总表", "一般公共预算“三公”经费支出表"]
LEADERS = (
    "." * 30,
    "…" * 20,
    "⋯" * 20,
    "·" * 30,
    " . . . . . . . .",
    "——————",
    "________",
    "‥‥‥‥‥‥",
    "．．．．．．．",
)
LABELS = (
    "一、{}",
    "（一）{}",
    "1.{}",
    "1、{}",
    "表1 {}",
    "表一：{}",
    "附表1-1 {}",
    "公开01表 {}",
    "部门公开表1 {}",
    "附件2：{}",
)


def lines(text: str) -> list[Line]:
    return [Line(n, line) for n, line in enumerate(text.split("\n"), 1)]


def listed(entries: list[str], head: str = "目 录") -> list[str]:
    return [entry.title for entry in read_contents(lines("\n".join([head, *entries, BODY]))).tables]


@pytest.mark.parametrize("leader", LEADERS)
@pytest.mark.parametrize("page", ["", "7", "（12）", "- 3 -"])
def test_leaders_of_any_mark_and_pages_of_any_form(leader: str, page: str) -> None:
    entries = [f"{number}、{title}{leader}{page}" for number, title in zip("一二三四", TITLES, strict=True)]
    assert listed(entries) == [title.replace("“", '"').replace("”", '"') for title in TITLES]


@pytest.mark.parametrize("label", LABELS)
def test_any_numbering_or_none(label: str) -> None:
    assert listed([label.format("收入总表"), "支出总表 9"]) == ["收入总表", "支出总表"]


@pytest.mark.parametrize("head", ["目录", "# 目录", "目　　录", "2026年部门预算目录", "目次"])
def test_any_head(head: str) -> None:
    assert listed(["- 一、收入总表\t5"], head) == ["收入总表"]


def test_year_and_publisher_before_the_title_and_a_cell_for_the_number() -> None:
    entries = ["1. 2026年部门收入预算总表………1", "2．\t2026年部门支出预算总表\t2"]
    assert listed(entries) == ["2026年部门收入预算总表", "2026年部门支出预算总表"]


def test_a_title_torn_over_two_lines_is_one() -> None:
    torn = ["九、一般公共预算“三公”经费、会议费、培训费支出预算", "表", "十、收入总表"]
    assert listed(torn) == ['一般公共预算"三公"经费、会议费、培训费支出预算表', "收入总表"]


def test_sections_are_no_tables_and_the_page_ends_with_the_body() -> None:
    entries = ["第二部分 情况说明", "一、收入总表情况说明", "第三部分 预算表", "一、收入总表"]
    page = read_contents(lines("\n".join(["目录", *entries, "收入总表", "单位：万元", "支出总表"])))
    assert [entry.title for entry in page.tables] == ["收入总表"]
    assert page.last == 5


def test_without_a_contents_page_nothing_is_listed() -> None:
    assert read_contents(lines(BODY)).tables == ()


def test_listed_table_that_is_absent_is_a_finding_and_one_only_unread_is_not() -> None:
    data = budget()
    without("t10")(data)
    findings, _ = check(data)
    assert [f.rule for f in findings if f.rule == "M02"] == ["M02"]
    data["text"] += "\n四、项目支出表\n单位：万元"
    findings, checks = check(data)
    assert not [f for f in findings if f.rule == "M02"]
    assert checks["M02"].not_checkable == 1
    assert "项目支出表" in checks["M02"].reasons[0]


def test_second_table_of_a_kind_is_missed_by_its_title() -> None:
    data = budget()
    data["text"] = data["text"].replace("四、项目支出表", "四、项目支出表\n五、项目支出明细表")
    findings, _ = check(data)
    assert [f.operands[0].value for f in findings if f.rule == "M02"] == ["项目支出明细表"]


def test_a_year_may_follow_the_number_of_the_table() -> None:
    """表12021年…: the number is 1, the title begins with the year."""
    page = read_contents(lines("\n".join(["目录", "表12021年部门收入总表", "表102021年部门支出总表", BODY])))
    assert [entry.title for entry in page.tables] == ["2021年部门收入总表", "2021年部门支出总表"]


def test_a_listed_title_whose_bracket_stands_on_a_line_of_its_own_is_in_the_body() -> None:
    data = budget()
    without("t10")(data)
    data["text"] = data["text"].replace("四、项目支出表", "四、项目支出明细表（按功能分类科目）")
    assert [f.rule for f in check(data)[0] if f.rule == "M02"] == ["M02"]
    data["text"] += "\n项目支出明细表\n（按功能分类科目-不含上年结转）\n单位：万元"
    findings, checks = check(data)
    assert not [f for f in findings if f.rule == "M02"]
    assert checks["M02"].not_checkable == 1
