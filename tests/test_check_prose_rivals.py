"""When an amount of the prose that no table confirms accuses, and when something else can be meant."""

from __future__ import annotations

from gouji.schemas.record import Finding
from tests.checks_support import Data, budget, check, said, state, table


def told(data: Data, rule: str) -> tuple[list[Finding], int]:
    """The errors of a rule and how many of its places are not checkable."""
    findings, checks = check(data)
    open_ = checks[rule].not_checkable
    return [f for f in findings if f.rule == rule and f.severity == "error"], open_


def small(statements: list[Data], *tables: Data) -> Data:
    return {**budget(), "statements": statements, "tables": list(tables)}


_SPENDING = "科目编码|科目名称|合计|基本支出|项目支出"
_ROWS = [
    "201|一般公共服务支出|220.00|120.00|100.00",
    "208|社会保障和就业支出|80.00|80.00|",
    "|合计|300.00|200.00|100.00",
]


def spending(columns: str = _SPENDING, rows: list[str] | None = None) -> Data:
    return table("t01", "expenditure_summary", "支出总表", columns, rows or _ROWS)


def test_a_section_that_agrees_elsewhere_accuses_its_odd_one() -> None:
    statements = [
        said("s1", "三", "支出预算合计", "300.00"),
        said("s2", "三", "基本支出", "200.00"),
        said("s3", "三", "项目支出", "110.00"),
    ]
    errors, _ = told(small(statements, spending()), "P02")
    assert [(f.mechanism, f.operands[0].value) for f in errors] == [("section", "110.00")]


def test_a_statement_alone_accuses_where_nothing_else_is_meant() -> None:
    errors, _ = told(small([said("s1", "三", "项目支出", "110.00")], spending()), "P02")
    assert [f.mechanism for f in errors] == ["single"]


def test_an_amount_of_the_same_row_may_be_what_a_subject_means() -> None:
    data = small([said("s1", "三", "一般公共服务支出（类）", "100.00")], spending())
    assert told(data, "P20") == ([], 1)
    data = small([said("s1", "三", "一般公共服务支出（类）", "101.00")], spending())
    assert len(told(data, "P20")[0]) == 1


def test_the_subjects_of_a_section_about_project_expenditure_are_of_that_column() -> None:
    statements = [
        said("s1", "三/（二）", "项目支出", "100.00"),
        said("s2", "三/（二）", "一般公共服务支出（类）", "100.00"),
    ]
    assert told(small(statements, spending()), "P20") == ([], 0)
    statements[1] = said("s2", "三/（二）", "一般公共服务支出（类）", "220.00")
    assert told(small(statements, spending()), "P20") == ([], 1)


def test_words_that_name_the_item_leave_no_rival() -> None:
    statements = [said("s1", "三", "基本支出", "100.00"), said("s2", "三", "支出预算合计", "300.00")]
    assert len(told(small(statements, spending()), "P02")[0]) == 1


def test_what_is_carried_over_may_be_in_or_out() -> None:
    rows = ["201|一般公共服务支出|300.00|290.00|10.00", "|合计|300.00|290.00|10.00"]
    columns = "科目编码|科目名称|合计|本年预算|上年结转"
    statements = [said("s1", "三", "支出预算合计", "290.00")]
    assert told(small(statements, spending(columns, rows)), "P02") == ([], 1)


def test_the_column_of_another_year_is_no_rival_where_the_year_is_named() -> None:
    columns = "项目|2025年预算数|2026年预算数"
    rows = [
        "合计|5.00|4.22",
        "因公出国（境）费|0.80|1.00",
        "公务用车购置及运行费|2.50|2.50",
        "公务接待费|1.70|0.72",
    ]
    three = table("t01", "three_public", "“三公”经费表", columns, rows)
    quote = "2026年“三公”经费预算数为4.22万元"
    statements = [
        said("s1", "七", "“三公”经费", "4.22", quote=quote),
        said("s2", "七", "公务用车购置及运行费", "2.50"),
        said("s3", "七", "公务接待费", "1.70"),
    ]
    assert len(told(small(statements, three), "P06")[0]) == 1
    assert told(small(statements[1:], three), "P06") == ([], 1)


def test_two_tables_of_one_kind_are_of_two_scopes() -> None:
    other = {**spending(rows=["201|一般公共服务支出|90.00|90.00|", "|合计|90.00|90.00|"]), "id": "t02"}
    data = small([said("s1", "三", "基本支出", "200.00")], spending(), other)
    assert told(data, "P02") == ([], 0)


def test_the_texts_of_several_bodies_accuse_no_table() -> None:
    statements = [
        said("s1", "第二部分/三", "项目支出", "110.00"),
        said("s2", "第三部分/一", "机关运行经费", "1.00"),
        said("s3", "第二部分/一", "收入预算", "100.00"),
        said("s4", "第二部分/三", "支出预算", "100.00"),
        said("s5", "第二部分/三", "项目支出", "100.00"),
        said("s6", "第三部分/一", "机关运行经费", "1.00"),
    ]
    data = small(statements, spending())
    assert told(data, "P02") == ([], 2)
    assert told(data, "Q02") == ([], 0)


def test_a_decimal_point_is_named_whatever_else_prints_the_amount() -> None:
    columns = "科目编码|科目名称|合计|基本支出|项目支出"
    rows = ["201|一般公共服务支出|30000.00|29700.00|300.00", "|合计|30000.00|29700.00|300.00"]
    statements = [said("s1", "三", "支出预算合计", "300.00")]
    assert len(told(small(statements, spending(columns, rows)), "P02")[0]) == 1


def test_two_amounts_that_the_tables_print_apart_may_be_of_different_money() -> None:
    rows = ["201|一般公共服务支出|150.00|120.00|30.00", "|合计|150.00|120.00|30.00"]
    funded = {**spending(rows=rows), "id": "t02", "kind": "appropriation_expenditure"}
    statements = [said("s1", "三", "项目支出", "100.00"), said("s2", "四", "项目支出", "30.00")]
    assert told(small(statements, spending(), funded), "Q02") == ([], 1)
    statements[1] = said("s2", "四", "项目支出", "31.00")
    assert len(told(small(statements, spending(), funded), "Q02")[0]) == 1


def test_the_sum_of_rounded_parts_is_rounding() -> None:
    rows = ["|合计|703768605.80|535987052.43|167781553.36"]
    columns = "科目编码|科目名称|合计|一般公共预算|政府性基金"
    data = small(
        [
            said("s1", "二", "支出预算合计", "70376.87"),
            said("s2", "二", "一般公共预算支出", "53598.71"),
            said("s3", "二", "政府性基金支出", "16778.16"),
        ],
        {**spending(columns, rows), "unit": "元"},
    )
    assert told(data, "P02")[0] == []


def test_income_named_by_its_source_is_no_other_income() -> None:
    data = budget()
    state("s05", value="300.00")(data)
    assert len(told(data, "P01")[0]) == 1


def test_what_is_listed_again_after_a_part_is_of_that_part() -> None:
    whole = [said("s1", "五", "政府采购预算总额", "712.49"), said("s2", "五", "政府采购货物预算", "486.50")]
    part = said("s3", "五", "一般公共预算拨款政府采购", "504.98", "其中一般公共预算拨款政府采购504.98万元")
    again = said("s4", "五", "政府采购货物预算", "480.50")
    assert told(small([*whole, part, again]), "Q09") == ([], 1)
    assert len(told(small([*whole, again]), "Q09")[0]) == 1


def test_amounts_that_their_own_sections_bear_out_are_of_different_money() -> None:
    """住房保障支出 of all funds in one section and of one fund in another: each is part of a sum that closes."""

    def statements(second: str) -> Data:
        return small(
            [
                said("s1", "三", "支出预算", "500.00"),
                said("s2", "三", "农林水支出", "400.00"),
                said("s3", "三", "住房保障支出", "100.00"),
                said("s4", "五", "本年支出", "450.00"),
                said("s5", "五", "农林水支出", "370.00"),
                said("s6", "五", "住房保障支出", second),
            ]
        )

    assert told(statements("80.00"), "Q20") == ([], 2)
    assert len(told(statements("81.00"), "Q20")[0]) == 2


def test_two_changes_with_the_rates_of_their_own_are_measured_against_two_bases() -> None:
    def statements(rate: str) -> Data:
        up = {"direction": "increase"}
        return small(
            [
                said("s1", "一", "收入总计", "1100.00", change="100.00", change_pct="10", **up),
                said("s2", "二", "收入总计", "1100.00", change="300.00", change_pct=rate, **up),
            ]
        )

    assert told(statements("37.5"), "Q35") == ([], 1)
    assert len(told(statements("30"), "Q35")[0]) == 1


def test_a_supposed_total_that_is_itself_a_part_has_no_parts() -> None:
    """机关运行经费 44 万元，主要用于办公费 12 万元、差旅费 20 万元、其他 12 万元: the first item heads no list."""
    statements = [
        said("s1", "十", "机关运行经费支出", "44.00"),
        said("s2", "十", "机关运行经费主要用于办公费", "12.00"),
        said("s3", "十", "差旅费", "20.00"),
        said("s4", "十", "印刷费", "12.00"),
    ]
    assert told(small(statements), "Q32") == ([], 1)


def test_appropriations_are_not_held_against_a_table_of_one_fund() -> None:
    general = table("t01", "general_public_expenditure", "一般公共预算支出表", _SPENDING, _ROWS)
    statements = [said("s1", "四", "财政拨款支出", "350.00")]
    assert told(small(statements, general), "P03") == ([], 1)
