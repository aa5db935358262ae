"""Which cell of a table prints a concept: no change, no 其中, no total of something wider, no other fund."""

from __future__ import annotations

import pytest

from gouji.checks.concepts import bind_tables
from gouji.checks.concepts.three_public import period_of
from gouji.relations.table_view import TableView
from gouji.schemas.record import Table
from tests.checks_support import table


def bound(kind: str, columns: str, *rows: str, year: int = 2026) -> dict[str, list[str]]:
    """concept → the figures as printed."""
    view = TableView(Table(**table("t01", kind, "表", columns, list(rows))))
    found: dict[str, list[str]] = {}
    for binding in bind_tables((view,), "budget", year):
        found.setdefault(binding.concept, []).append(binding.figure.printed)
    return found


_ITEMS = ("合计", "“三公”经费预算/小计", "“三公”经费预算/公务接待费", "会议费", "培训费")


@pytest.mark.parametrize(
    "blocks",
    [("上年", "当年", "增减变化情况"), ("2025年", "2026年", "比上年增减")],
    ids=["words", "years"],
)
def test_a_wide_table_of_three_periods(blocks: tuple[str, ...]) -> None:
    columns = "|".join(["单位名称", *(f"{block}/{item}" for block in blocks for item in _ITEMS)])
    found = bound(
        "three_public",
        columns,
        "合计|44.00|4.00|4.00|10.00|30.00|26.00|3.00|3.00|8.00|15.00|-18.00|-1.00|-1.00|-2.00|-15.00",
    )
    assert found["three.total@current"] == ["3.00"]
    assert found["three.reception@current"] == ["3.00"]
    assert found["three.training@current"] == ["15.00"]
    assert found["three.wide@current"] == ["26.00"]
    assert found["three.total@prior"] == ["4.00"]


def test_the_total_of_one_fund_is_not_all_income() -> None:
    columns = "单位名称|总计|部门预算/合计|部门预算/一般公共预算拨款/小计|部门预算/一般公共预算拨款/其中：专项资金|部门预算/事业收入"
    found = bound("revenue_summary", columns, "合计|90.00|90.00|70.00|30.00|20.00")
    assert found["rev.total"] == ["90.00", "90.00"]
    assert found["rev.general"] == ["70.00"]


def test_a_used_surplus_is_not_carried_over() -> None:
    found = bound(
        "revenue_summary",
        "科目名称|收入合计|上年结转|事业收入|使用非财政拨款结余",
        "合计|90.00|30.00|40.00|20.00",
    )
    assert found["rev.carry_in"] == ["30.00"]


def test_a_part_of_project_expenditure_is_not_all_of_it() -> None:
    columns = "科目编码|科目名称|合计|基本支出|项目支出/小计|项目支出/其中：基本建设资金支出"
    found = bound(
        "appropriation_expenditure",
        columns,
        "205|教育支出|90.00|60.00|30.00|7.00",
        "|合计|90.00|60.00|30.00|7.00",
    )
    assert found["app.project"] == ["30.00"]


def test_what_changed_between_two_years_is_no_amount() -> None:
    columns = "科目编码|科目名称|2026年预算数/合计|2026年预算数/项目支出|增减额/合计|增减额/项目支出"
    found = bound(
        "general_public_expenditure",
        columns,
        "205|教育支出|90.00|60.00|9.00|6.00",
        "|合计|90.00|60.00|9.00|6.00",
    )
    assert found["general.year"] == ["90.00"]
    assert found["general.project"] == ["60.00"]


def test_the_total_of_a_table_that_is_split_by_fund_is_of_all_funds() -> None:
    kind, funds = "general_public_basic_expenditure", "类别|总计|财政拨款/合计|财政拨款/一般公共预算|其他资金"
    found = bound(kind, funds, "合计|90.00|70.00|70.00|20.00")
    assert found["general.basic"] == ["70.00"]
    assert found["exp.basic"] == ["90.00"]


def test_what_was_carried_over_is_no_figure_of_the_year_before() -> None:
    """A 三公 table of this year's money and of 上年结转结余: the second is spent this year too."""
    assert period_of(("当年预算", "公务接待费"), "budget", 2026) == "current"
    assert period_of(("上年结转结余", "公务接待费"), "budget", 2026) == "other"
    assert period_of(("上年预算数", "公务接待费"), "budget", 2026) == "prior"
