"""Every amount of a text dump ends in a cell, a leftover, the prose or the list of what was not read."""

from __future__ import annotations

from pathlib import Path

import pytest

from gouji.pipeline import extract
from gouji.schemas.record import Record, Table
from gouji.tables.leftovers import is_named_amount, is_row, line_amounts

CASES = Path(__file__).parent / "cases" / "text"


def read(tmp_path: Path, text: str) -> Record:
    path = tmp_path / "dump.txt"
    path.write_text(text, encoding="utf-8")
    return extract(path)


def texts(table: Table) -> list[str]:
    return [item.text for item in table.leftovers]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("合计\t12.34\t-5.60", ["12.34", "-5.60"]),
        ("收入1,234.56万元，增长5.1%，2025年", ["1,234.56"]),
        ("2024.12.31 1.2.3 C2309.01 95.5％", []),
        ('<td width="12.5">7.50</td>', ["7.50"]),
        ("1,234。", ["1,234"]),
        ("2010301 45", []),
    ],
)
def test_what_an_amount_is(text: str, found: list[str]) -> None:
    assert [printed.text for printed in line_amounts(text)] == found
    assert all(text[p.start : p.end] == p.text for p in line_amounts(text))


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("行政运行 12.34 12.34", True),
        ("12.34", True),
        ("8|||八、社会保障|207.69", True),
        ("行政运行 12.34", False),
        ("支出12.34万元，其中基本支出10.00万元。", False),
        ("2010301 行政运行", False),
        ("部门支出总表 单位：万元 合计 基本支出 201 一般公共服务 300.01 100.02 合计 300.01", True),
        ("其中：基本支出 12.34 12.34", True),
        ("单位：万元 本年支出12.34", False),
        ("金额（万元） 12.34 5.60", True),
        ("支出12.34万元：人员10.00万元", False),
    ],
)
def test_what_reads_like_a_row(text: str, is_one: bool) -> None:
    assert is_row(text) is is_one


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("行政运行 100.11", True),
        ("2010101 行政运行　1,100.11", True),
        ("其中：教育收费（元）0.50", True),
        ("2026年支出预算 12.34 万元", False),
        ("截至年末，资产 12.34", False),
        ("公开日期 2026.01", False),
        ("附表 1.2", False),
        ("增长 12.5%", False),
        ("本单位按照上级部门的统一部署和年度工作安排的要求共投入 12.34", False),
        ("12.34", False),
    ],
)
def test_what_a_name_with_an_amount_is(text: str, is_one: bool) -> None:
    assert is_named_amount(text) is is_one


def test_a_list_of_names_and_amounts_is_not_lost(tmp_path: Path) -> None:
    text = "第二部分 部门预算表\n\n专项资金安排情况\n\n行政运行 100.11\n机关服务 300.33\n合计 400.44\n"
    (part,) = read(tmp_path, text).run.unread
    assert (part.reason, part.lines) == ("stray_rows", (5, 7))
    assert "100.11、300.33、400.44" in part.detail
    assert read(tmp_path, "第一部分 概况\n本单位概况\n网站评分 100.11\n以上为全部内容\n").run.unread == []


def test_a_table_on_one_line_is_not_lost(tmp_path: Path) -> None:
    text = "第二部分 部门预算表\n\n部门支出总表 单位：万元 科目 合计 基本支出 201 公共服务 3.01 1.02 合计 3.01 1.02\n"
    (part,) = read(tmp_path, text).run.unread
    assert (part.reason, part.lines) == ("stray_rows", (3, 3))


def test_glued_figures_are_left_over_and_the_cell_is_in_review() -> None:
    (table,) = extract(CASES / "loss-min.txt").tables
    assert {"0.20", "2.00"} <= set(texts(table))
    (glued,) = [e for e in table.evidence[1] if e is not None and e.status == "review"]
    assert "格内粘连了几个数，未能分开" in glued.reasons


def test_a_figure_that_a_row_drops_is_left_over(tmp_path: Path) -> None:
    """The rest of a cell under a total, which the reader of indicators leaves out."""
    text = "一级指标\t二级指标\t三级指标\t指标值\n产出指标\t数量指标\t检查次数\t12.50\n\t\t\t3.75\n\t成本指标\t\t\n"
    (table,) = read(tmp_path, text).tables
    printed = [cell for row in table.rows for cell in row if cell] + texts(table)
    assert any("3.75" in text for text in printed)


def test_nothing_is_left_over_where_all_is_read(tmp_path: Path) -> None:
    text = "表1\n支出总表\n单位：万元\n科目名称\t合计\t基本支出\n行政运行\t1,234.50\t1,234.50\n合计\t1,234.50\t1,234.50\n"
    record = read(tmp_path, text)
    assert [texts(table) for table in record.tables] == [[]]
    assert record.run.unread == []


def test_rows_of_no_table_are_not_read(tmp_path: Path) -> None:
    text = "第一部分 概况\n一、基本情况\n本单位负责有关工作。\n行政运行 12.34 56.78\n事业运行 1.00 2.00\n\n其他工作正常开展。\n"
    (part,) = read(tmp_path, text).run.unread
    assert (part.reason, part.lines) == ("stray_rows", (4, 5))
    assert "12.34、56.78、1.00、2.00" in part.detail


def test_what_the_prose_states_is_read(tmp_path: Path) -> None:
    text = "第一部分 支出情况说明\n一、支出预算\n2026年支出预算12.34万元，其中基本支出10.00万元。\n"
    assert read(tmp_path, text).run.unread == []


def test_a_stray_table_tag_costs_no_sentence(tmp_path: Path) -> None:
    text = "第一部分 支出情况说明\n一、支出预算\n2026年支出预算<table>12.34万元，其中基本支出10.00万元。\n"
    record = read(tmp_path, text)
    assert record.tables == []
    assert [statement.value for statement in record.statements] == ["12.34", "10.00"]
