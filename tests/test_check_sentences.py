"""Arithmetic of one sentence or one list: bases that give no rate, shares evened to 100, lists that are not full."""

from __future__ import annotations

from gouji.schemas.record import CheckResult, Finding
from tests.checks_support import Data, budget, check, said, table

UP = {"base": "上年", "direction": "increase"}


def judged(rule: str, statements: list[Data], *tables: Data) -> tuple[list[Finding], CheckResult]:
    findings, checks = check({**budget(), "statements": statements, "tables": list(tables)})
    return [f for f in findings if f.rule == rule and f.severity == "error"], checks[rule]


def test_a_base_below_nothing_gives_no_rate() -> None:
    errors, result = judged(
        "A01", [said("s1", "六", "公务接待费", "6.51", change="9.49", change_pct="59", **UP)]
    )
    assert (errors, result.not_checkable) == ([], 1)


def test_a_growth_from_nothing_is_told() -> None:
    statements = [
        said("s1", "四", "行政运行", "0.00", year=2025),
        said("s2", "四", "行政运行", "5.00", change_pct="100", direction="increase"),
    ]
    assert judged("A02", statements)[1].failed == 1
    statements[1] = said("s2", "四", "行政运行", "5.00", change_pct="0", direction="increase")
    assert judged("A02", statements)[1].passed == 1


def test_a_rate_may_be_of_any_amount_of_the_year_before() -> None:
    """2025年预算 100, 2025年执行 110: 增长 20% is of the one, 9.09% of the other, 50% of neither, and which is not said."""
    before = [
        said("s1", "四", "行政运行", "100.00", year=2025),
        said("s2", "四", "行政运行", "110.00", year=2025),
    ]
    for rate, passed in (("20", 1), ("9.09", 1), ("50", 0)):
        now = said("s3", "四", "行政运行", "120.00", change_pct=rate, direction="increase")
        errors, result = judged("A02", [*before, now])
        assert (errors, result.passed) == ([], passed), rate


def test_of_three_figures_of_a_change_the_rate_tells_which_is_odd() -> None:
    before = said("s1", "四", "行政运行", "100.00", year=2025)

    def found(value: str, change: str, rate: str) -> tuple[list[str | None], int]:
        now = said("s2", "四", "行政运行", value, change=change, change_pct=rate, direction="increase")
        errors, result = judged("A02", [before, now])
        return [f.expected for f in errors], result.passed

    assert found("120.00", "20.00", "20") == ([], 1)
    assert found("120.00", "25.00", "20") == (["20"], 0)
    assert found("125.00", "20.00", "20") == (["120"], 0)
    assert found("120.00", "30.00", "33.33") == ([], 0)


def test_a_rate_within_one_sentence_needs_no_unit() -> None:
    statements = [
        {**said("s1", "四", "行政运行", "100.00", year=2025), "unit": None},
        {**said("s2", "四", "行政运行", "150.00", change_pct="20", direction="increase"), "unit": None},
    ]
    assert len(judged("A02", statements)[0]) == 1


def test_shares_evened_to_a_hundred_are_rounding() -> None:
    statements = [
        said("s1", "二", "收入预算", "5876.67"),
        said("s2", "二", "人员支出", "2906.80", share_pct="49.4"),
        said("s3", "二", "公用支出", "1191.20", share_pct="20.3"),
        said("s4", "二", "项目支出", "1778.67", share_pct="30.3"),
    ]
    assert judged("A04", statements)[0] == []
    statements[1] = said("s2", "二", "人员支出", "2906.80", share_pct="49.3")
    assert len(judged("A04", statements)[0]) == 1


def test_a_change_against_what_was_spent_is_not_held_against_what_was_planned() -> None:
    three = table(
        "t01",
        "three_public",
        "三公",
        "项目|2025年预算数|2026年预算数",
        ["合计|5.00|2.00", "公务接待费|5.00|2.00"],
    )
    change = {"change": "1.00", "direction": "decrease"}
    head = said("s0", "七", "“三公”经费", "2.00")
    statements = [head, said("s1", "七", "公务接待费", "2.00", base="2025年执行数", **change)]
    errors, result = judged("A10", statements, three)
    assert (errors, result.not_checkable) == ([], 1)
    statements[1] = said("s1", "七", "公务接待费", "2.00", base="2025年预算", **change)
    assert len(judged("A10", statements, three)[0]) == 1


_ITEMS = ["基本工资", "津贴补贴", "奖金", "绩效工资", "住房公积金", "退休费"]


def test_a_list_that_closes_without_a_row_may_not_be_full() -> None:
    codes = ["30101", "30102", "30103", "30107", "30113", "30302"]
    rows = [f"{code}|{name}|10.00" for code, name in zip(codes, _ITEMS, strict=True)]
    columns = "科目编码|科目名称|合计"
    basic = table(
        "t01",
        "general_public_basic_expenditure",
        "基本支出表",
        columns,
        [*rows, "30108|养老保险缴费|7.00", "|合计|67.00"],
    )
    items = [said(f"s{n}", "六", name, "10.00") for n, name in enumerate(_ITEMS, 3)]
    head = said("s1", "六", "一般公共预算基本支出", "67.00")
    errors, result = judged("P22", [head, said("s2", "六", "人员经费", "60.00"), *items], basic)
    assert (errors, result.not_checkable) == ([], 1)
    assert len(judged("P22", [head, said("s2", "六", "人员经费", "67.00"), *items], basic)[0]) == 1


def test_a_change_is_read_in_the_unit_that_it_prints() -> None:
    quote = "收入总计1.2亿元，比上年增加3000万元，增长33.33%"
    change = {"unit": "亿元", "change": "3000", "change_pct": "33.33", **UP}
    statements = [said("s1", "一", "收入总计", "1.2", quote, **change)]
    assert (judged("A01", statements)[0], judged("A06", statements)[0]) == ([], [])


def test_an_amount_that_a_comparison_starts_from_is_no_amount_of_the_year() -> None:
    change = {"change": "20.00", "change_pct": "4.00", **UP}
    errors, result = judged("A01", [said("s1", "一", "支出比2025年的", "500.00", **change)])
    assert (errors, result.not_checkable) == ([], 1)


def test_a_rate_may_be_of_another_budget_of_the_sentence() -> None:
    quote = "年初预算100.00万元，全年预算120.00万元，支出决算95.00万元，完成年初预算的95.00%"
    done = {"budget_value": "120.00", "completion_pct": "95.00"}
    errors, result = judged("A03", [said("s1", "一", "项目支出", "95.00", quote, **done)])
    assert (errors, result.not_checkable) == ([], 1)
    done["completion_pct"] = "96.00"
    assert len(judged("A03", [said("s1", "一", "项目支出", "95.00", quote, **done)])[0]) == 1


def test_the_amount_of_the_year_is_a_wrong_base() -> None:
    quote = "项目支出100.00万元，比上年增加20.00万元，增长20.00%"
    change = {"change": "20.00", "change_pct": "20.00", **UP}
    assert len(judged("A01", [said("s1", "一", "项目支出", "100.00", quote, **change)])[0]) == 1


def test_a_share_of_a_whole_that_is_only_guessed_accuses_nobody() -> None:
    statements = [
        said("s1", "二", "收入预算", "500.00"),
        said("s2", "二", "事业收入", "100.00", share_pct="25.00"),
        said("s3", "二", "其他收入", "50.00", share_pct="12.50"),
    ]
    errors, result = judged("A04", statements)
    assert (errors, result.not_checkable) == ([], 2)
    statements[2] = said("s3", "二", "其他收入", "50.00", share_pct="10.00")
    assert judged("A04", statements)[0] == []
    statements.append(said("s4", "二", "利息收入", "20.00", share_pct="4.00"))
    assert len(judged("A04", statements)[0]) == 1


def test_a_share_is_of_what_its_words_name() -> None:
    """占基本支出的 is of 基本支出, 占总支出的 of what heads the list, 占本年支出合计的 of no 总计."""
    statements = [
        said("s1", "三", "支出总计", "500.00"),
        said("s2", "三", "本年支出合计", "400.00"),
        said("s3", "三", "基本支出", "300.00", share_pct="75"),
        said("s4", "三", "人员经费", "240.00", "人员经费240.00万元，占基本支出的80%", share_pct="80"),
        said("s5", "四", "财政拨款支出总计", "200.00"),
        said("s6", "四", "项目支出", "50.00", "项目支出50.00万元，占总支出的25%", share_pct="25"),
        said("s7", "五", "一般公共预算支出", "100.00", "占本年支出合计的25%", share_pct="25"),
    ]
    errors, result = judged("A04", statements)
    assert (errors, result.passed) == ([], 4)
    statements[6] = said("s7", "五", "一般公共预算支出", "100.00", "占本年支出合计的26%", share_pct="26")
    assert [f.expected for f in judged("A04", statements)[0]] == ["25"]


def test_a_share_alone_of_a_whole_that_nobody_printed_is_not_compared() -> None:
    head = said("s1", "一", "财政性资金", "200.00")
    alone = said("s2", "一", "涉及资金", "150.00", "涉及资金150.00万元，占资金总额的100%", share_pct="100")
    errors, result = judged("A04", [head, alone])
    assert (errors, result.not_checkable) == ([], 1)
    other = said("s3", "一", "其他资金", "50.00", "其他资金50.00万元，占资金总额的25%", share_pct="25")
    assert len(judged("A04", [head, alone, other])[0]) == 1


def test_shares_of_nothing_need_not_add_up_and_a_rate_of_nothing_is_a_remark() -> None:
    none = [said("s1", "七", "“三公”经费", "0")]
    for n, name in enumerate(("公务接待费", "公务用车购置及运行费"), 2):
        none.append(said(f"s{n}", "七", name, "0", f"{name}0万元，占“三公”经费的0%", share_pct="0"))
    assert judged("A05", none)[0] == []
    done = {"budget_value": "0", "completion_pct": "0"}
    assert judged("A03", [said("s1", "一", "公务接待费", "0.16", **done)])[0] == []
