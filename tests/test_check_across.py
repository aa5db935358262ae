"""Rows across tables: which money is the same, how deep a finding goes, and what is folded into it."""

from __future__ import annotations

import pytest

from gouji.checks.concepts.expenditure import bind_functional
from gouji.relations.table_view import TableView
from gouji.schemas.record import Finding, Table
from tests.checks_support import Data, Edit, budget, cell, check, final, said, state, table, text, without


def errors(*edits: Edit) -> list[Finding]:
    data = budget()
    for edit in edits:
        edit(data)
    return [f for f in check(data)[0] if f.severity == "error"]


def apart(*edits: Edit) -> list[Finding]:
    """What the rule about the three budgets tells."""
    data = budget()
    for edit in edits:
        edit(data)
    return [f for f in check(data)[0] if f.rule == "X27"]


def raised(table_id: str, by: str, rows: tuple[int, ...], column: int) -> Edit:
    """The same amount put on a row and everything above it: consistent inside the table."""

    def edit(data: Data) -> None:
        found = next(t for t in data["tables"] if t["id"] == table_id)
        for row in rows:
            found["rows"][row][column] = f"{float(found['rows'][row][column]) + float(by):.2f}"

    return edit


def other_money(data: Data) -> None:
    """50.00 of other funds in 一般公共服务支出: the totals of 支出总表 and 一般公共预算支出表 part."""
    for table_id, row, columns in (
        ("t04", 0, (2, 4)),
        ("t04", 1, (2, 4)),
        ("t04", 3, (2, 4)),
        ("t04", 10, (2, 4)),
    ):
        for column in columns:
            raised(table_id, "50", (row,), column)(data)
    for row, column in ((0, 3), (9, 3), (11, 3)):
        raised("t02", "50", (row,), column)(data)


def subject_findings(findings: list[Finding]) -> list[Finding]:
    return [f for f in findings if f.rule == "X30"]


def test_a_consistent_change_is_one_finding_that_names_the_deepest_row() -> None:
    up = (4, 5, 6, 10)
    found = subject_findings(errors(raised("t04", "7", up, 2), raised("t04", "7", up, 3)))
    assert len(found) == 1
    assert found[0].message.startswith("2080505")
    assert found[0].operands[0].where.startswith("t04 2080505") and found[0].operands[0].value == "47.00"
    assert any("t04 208 " in op.where for op in found[0].operands)


def test_one_class_of_the_same_money_is_compared_although_the_totals_part() -> None:
    assert not subject_findings(errors(other_money))
    up = (4, 5, 6, 10)
    found = subject_findings(errors(other_money, raised("t04", "7", up, 2), raised("t04", "7", up, 3)))
    assert [f.message[:7] for f in found] == ["2080505"]


def test_a_class_with_other_money_is_not_compared() -> None:
    assert not [f for f in subject_findings(errors(other_money)) if "2010602" in f.message]


def test_one_wrong_total_blamed_by_two_rules_is_one_finding() -> None:
    found = [f for f in errors(cell("t04", 10, 2, "310.00")) if f.rule in ("X04", "X05")]
    assert len(found) == 1 and "同额不符" in found[0].message


def test_the_three_budgets_make_up_the_appropriation_unless_money_is_carried_over() -> None:
    no_carry: tuple[Edit, ...] = (
        cell("t05", 0, 1, "300.00"),
        cell("t05", 1, 1, "300.00"),
        cell("t05", 3, 0, "（三）国有资本经营预算拨款"),
        cell("t05", 3, 1, "0.00"),
    )
    up = raised("t06", "7", (4, 5, 6, 10), 2)
    assert not apart(*no_carry)
    found = apart(*no_carry, up)
    assert len(found) == 1 and "208" in found[0].message and found[0].severity == "note"
    assert not apart(up)


def test_a_blank_torn_by_a_line_end_is_found_in_the_statement() -> None:
    torn = text("二、机构设置\n人员", "二、机构设置\n培训费支出比上年增加XX\n万元。人员")
    quote = said("s99", "第一部分/二", "培训费支出", None, "培训费支出比上年增加XX万元")
    found = [f for f in errors(torn, lambda data: data["statements"].append(quote)) if f.rule == "M07"]
    assert len(found) == 1 and found[0].operands[0].quote == quote["quote"]


def test_one_amount_in_two_units_is_told_even_with_the_same_digits() -> None:
    wording = "机关服务（项）年初预算为34.25万元，支出决算为34.25元"
    statement = said("s98", "第二部分/五/9", "机关服务（项）", "34.25", wording, budget_value="34.25")
    data = final()
    data["statements"].append(statement)
    assert any("单位不同" in f.message for f in check(data)[0])


def test_agency_expenditure_below_the_operating_expenditure_is_only_a_note() -> None:
    data = budget()
    without("t13")(data)
    state("s75", value="45.00")(data)
    told = [f for f in check(data)[0] if f.rule == "P11"]
    assert [f.severity for f in told] == ["note"]


@pytest.mark.parametrize(("total", "found"), [("300.00", 1), ("310.00", 0)])
def test_a_budget_without_table_is_nothing_where_the_income_is_whole_without_it(
    total: str, found: int
) -> None:
    """No 国有资本经营 table and no such line: 300.00 of 一般公共预算 are all of 300.00, but not of 310.00."""
    edits: tuple[Edit, ...] = (
        cell("t05", 0, 1, total),
        cell("t05", 1, 1, "300.00"),
        cell("t05", 3, 0, None),
        cell("t05", 3, 1, None),
        raised("t06", "7", (4, 5, 6, 10), 2),
    )
    assert len(apart(*edits)) == found


def test_what_is_carried_over_is_no_figure_of_the_year_at_whatever_level_the_header_says_so() -> None:
    """The name of the unit was printed over the header; 总计： with its colon is the total row."""
    columns = (
        "编码|名称|某单位/合计|某单位/当年预算/基本支出|某单位/当年预算/项目支出|某单位/上年结转结余/基本支出"
    )
    rows = ["|总计：|30.00|20.00|10.00|0.00", "201|一般公共服务支出|30.00|20.00|10.00|0.00"]
    view = TableView(Table.model_validate(table("t01", "expenditure_summary", "支出总表", columns, rows)))
    bound = {(one.concept, one.figure.printed) for one in bind_functional(view, "budget", 2026)}
    assert {("exp.year", "30.00"), ("exp.basic", "20.00"), ("exp.project", "10.00")} <= bound
    assert not [concept for concept, printed in bound if printed == "0.00"]
