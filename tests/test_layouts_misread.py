"""Layouts of real disclosures whose columns or rows were taken for others, and the false alarms that followed."""

from __future__ import annotations

from pathlib import Path

import pytest

from gouji.pipeline import extract
from gouji.schemas.record import Record
from tests.checks_support import budget, check

CASES = Path(__file__).parent / "cases" / "layouts"


def read(name: str) -> Record:
    return extract(CASES / name)


def test_years_as_rows_are_not_added_up() -> None:
    """k6: 2025年 4.20 and 2026年 4.20 are two years of one item, not its parts."""
    record = read("k6.md")
    assert not [f for f in record.findings if f.severity == "error"]
    assert next(c for c in record.checks if c.rule == "P06").passed


def test_a_group_written_over_each_of_its_columns_is_header() -> None:
    """k8: 事业收入 | 事业收入 over 金额 | 其中：教育收费; the second is contained in the first."""
    record = read("k8.md")
    assert record.tables[1].columns[4:6] == [["事业收入", "金额"], ["事业收入", "其中：教育收费"]]
    assert [row[1] for row in record.tables[1].rows] == ["合计", "教育支出"]
    assert not [f for f in record.findings if f.severity == "error"]


def test_prose_of_one_budget_is_not_held_against_the_table_of_all_funds() -> None:
    """k12: the section names no fund, its amount is that of the general public budget's table."""
    record = read("k12.md")
    assert record.tables[1].columns[3] == ["2025年执行数", "扣除中央基建投资后执行数"]
    assert not [f for f in record.findings if f.rule.startswith("P") and f.severity == "error"]


def test_a_part_that_exceeds_the_whole_is_an_error_all_the_same(tmp_path: Path) -> None:
    """The amount of the general public budget is that of its table, but all funds together are less."""
    source = tmp_path / "k12.md"
    text = (CASES / "k12.md").read_text(encoding="utf-8")
    source.write_text(text.replace("471.79", "71.79").replace("400.00", "0.00"), encoding="utf-8")
    assert [f for f in extract(source).findings if f.rule == "P20" and f.severity == "error"]


@pytest.mark.parametrize(("name", "rows"), [("mineru.txt", 2), ("g_html_cap.txt", 5)])
def test_a_caption_inside_the_grid_is_caption(name: str, rows: int) -> None:
    (table,) = read(name).tables
    assert (table.title, table.unit, len(table.rows)) == ("一般公共预算支出表", "万元", rows)
    assert table.columns[0] == ["科目编码"]


def test_a_sum_of_heads_and_their_rows_is_a_nesting_and_no_error() -> None:
    """Names without codes: 合计 100.00, two heads and the rows under them add up to 200.00 but for a rounding."""
    data = budget()
    table = next(t for t in data["tables"] if t["id"] == "t04")
    table["kind"], table["columns"] = "project_expenditure", [["项目名称"], ["金额"]]
    rows = [("甲类", "60.00"), ("甲一", "60.00"), ("乙类", "40.00"), ("乙一", "15.00"), ("乙二", "24.99")]
    table["rows"] = [list(row) for row in (*rows, ("合计", "100.00"))]
    findings, checks = check(data)
    assert not [f for f in findings if f.rule == "T03"]
    assert any("由哪些行组成无法确定" in reason for reason in checks["T03"].reasons)
    table["rows"] = [["甲一", "60.00"], ["乙一", "15.00"], ["乙二", "35.00"], ["合计", "100.00"]]
    assert [f for f in check(data)[0] if f.rule == "T03"]


def test_the_cell_lost_under_paired_headers_is_found_by_the_sums_of_each_measure() -> None:
    """inter2: 合计 = 运行 + 接待 holds for 预算数 and for 决算数 once the figures stand one column further right."""
    record = read("inter2.txt")
    assert record.tables[0].rows == [["10.00", "8.00", None, None, "6.00", "5.00", "4.00", "3.00"]]
    assert not [f for f in record.findings if f.severity == "error"]


def test_two_classifications_side_by_side_are_no_one_code() -> None:
    """k9: 类 款 名称 of the department's economic subjects beside 类 款 名称 of the government's."""
    record = read("k9.md")
    assert not [f for f in record.findings if f.severity == "error"]
