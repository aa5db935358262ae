"""What a statement is about where it stands: main sections, bodies, heads and their items, amounts of a subject's own."""

from __future__ import annotations

from gouji.checks.main_sections import bodies, main_sections
from gouji.schemas.record import Finding, Statement
from tests.checks_support import Data, budget, check, said


def findings(*statements: Data) -> list[Finding]:
    """The errors about the prose alone."""
    data = {**budget(), "tables": [], "statements": list(statements)}
    return [f for f in check(data)[0] if f.severity == "error" and f.rule[0] in "QA"]


def rules(*statements: Data) -> list[str]:
    return sorted({f.rule for f in findings(*statements)})


def paths(*statements: Data) -> list[str]:
    return ["/".join(path) for path in main_sections([Statement(**s) for s in statements])]


def test_sections_about_different_wholes_are_main_sections_of_their_own() -> None:
    assert paths(
        said("s1", "二/（一）", "收支总预算", "9.00"),
        said("s2", "二/（五）/1", "一般公共预算当年拨款", "6.00"),
        said("s3", "二/（五）/2", "教育（类）支出", "6.00"),
        said("s4", "二/（八）", "政府性基金预算当年拨款", "3.00"),
    ) == ["二/（一）", "二/（五）", "二/（五）", "二/（八）"]


def test_a_chapter_that_states_its_whole_keeps_what_stands_under_it() -> None:
    assert (
        paths(
            said("s1", "第二部分/一", "收入、支出预算总计", "9.00"),
            said("s2", "第二部分/一/（一）", "收入预算总计", "9.00"),
            said("s3", "第二部分/一/（二）", "支出预算总计", "9.00"),
        )
        == ["第二部分/一"] * 3
    )


def test_sections_about_one_whole_stay_together() -> None:
    assert (
        paths(
            said("s1", "第三部分/五/（一）", "财政拨款支出", "9.00"),
            said("s2", "第三部分/五/（二）", "一般公共预算财政拨款支出", "9.00"),
            said("s3", "第三部分/五/（三）/1", "普通教育（款）小学教育（项）", "9.00"),
        )
        == ["第三部分/五"] * 3
    )


def test_a_document_that_begins_again_has_another_body() -> None:
    sections = ["第一部分/一", "第二部分/一", "第一部分/一", "1", "第二部分/一", "1"]
    subjects = ["收入预算", "支出预算", "收入预算", "人数", "支出预算", "“三公”经费"]
    statements = [
        Statement(**said(f"s{n}", s, subject, "1.00"))
        for n, (s, subject) in enumerate(zip(sections, subjects, strict=True))
    ]
    assert bodies(statements) == [0, 0, 1, 1, 1, 1]
    assert main_sections(statements)[2] == ("[2]", "第一部分", "一")
    assert bodies(statements[:-1]) == [0] * 5, "a chapter out of its order is no body"


def test_the_classes_of_one_fund_are_not_those_of_another() -> None:
    clean = (
        said("s1", "二/（一）", "收支总预算", "437.00"),
        said("s2", "二/（三）", "城乡社区支出", "437.00"),
        said("s3", "二/（五）/1", "一般公共预算当年拨款", "226.00"),
        said("s4", "二/（五）/2", "城乡社区（类）支出", "226.00"),
        said("s5", "二/（五）/3/（1）", "其他城乡社区支出（款）其他城乡社区支出（项）", "226.00"),
        said("s6", "二/（八）/1", "政府性基金预算当年拨款", "211.00"),
        said("s7", "二/（八）/2", "城乡社区（类）支出", "211.00"),
    )
    assert rules(*clean) == []


def test_an_item_that_lost_its_class_is_not_counted_under_the_last_one_listed() -> None:
    statements = (
        said("s1", "二/（五）/1", "一般公共预算当年拨款", "30.00"),
        said("s2", "二/（五）/2", "社会保障和就业（类）支出", "12.00"),
        said("s3", "二/（五）/2", "交通运输（类）支出", "18.00"),
        said(
            "s4",
            "二/（五）/3/（1）",
            "无名事务（款）无名支出（项）",
            "2.00",
            quote="事务（款）无名支出（项）2.00万元",
        ),
        said(
            "s5",
            "二/（五）/3/（2）",
            "就业补助（款）公益性岗位补贴（项）",
            "10.00",
            quote="社会保障和就业支出（类）就业补助（款）公益性岗位补贴（项）10.00万元",
        ),
        said(
            "s6",
            "二/（五）/3/（3）",
            "公路水路运输（款）行政运行（项）",
            "18.00",
            quote="交通运输支出（类）公路水路运输（款）行政运行（项）18.00万元",
        ),
    )
    assert rules(*statements) == []


def test_total_expenditure_holds_what_is_carried_forward_and_no_nested_items() -> None:
    statements = [
        said("s1", "第一部分/三", "支出预算", "100.00"),
        said("s2", "第一部分/三/（一）", "基本支出预算", "60.00"),
        said("s3", "第一部分/三/（二）", "项目支出预算", "35.00"),
        said("s4", "第一部分/三/（二）/1", "事业单位经营支出", "3.00"),
        said("s5", "第一部分/三/（三）", "年终结转结余资金", "5.00"),
    ]
    assert rules(*statements) == []
    statements[4] = said("s5", "第一部分/三/（三）", "年终结转结余资金", "6.00")
    assert rules(*statements) == ["Q30"]


def test_a_part_that_the_section_calls_by_another_name_is_a_rival() -> None:
    statements = [
        said("s1", "三/（三）", "基本支出", "100.00"),
        said("s2", "三/（三）", "人员经费", "60.00"),
        said("s3", "三/（三）", "公用经费", "30.00"),
    ]
    assert rules(*statements) == ["Q30"]
    assert rules(*statements, said("s4", "三/（三）", "专项业务经费", "10.00")) == []


def test_the_parts_of_one_subject_are_not_those_of_the_whole() -> None:
    statements = [
        said("s1", "五/（三）/2", "一般公共预算支出", "30.00"),
        *(
            said(f"s{n}{k}", f"五/（三）/2/（{n}）", subject, value)
            for n, (name, value) in enumerate((("抚恤（20808）", "10.00"), ("社会福利（20810）", "20.00")))
            for k, (subject, value) in enumerate(((name, value), ("人员经费", value), ("公用经费", "0.00")))
        ),
    ]
    assert rules(*statements) == []


def test_what_a_project_carries_over_is_not_what_the_department_does() -> None:
    statements = [
        said("s1", "第三部分/一", "收入总计", "1615.00"),
        said("s2", "第三部分/一", "上年结转", "1615.00"),
        said("s3", "第五部分/一", "系统维护费", "1018.00"),
        said("s4", "第五部分/一", "上年结转", "120.00"),
    ]
    assert rules(*statements) == []
    statements[2] = said("s3", "第五部分/一", "收入总计", "1615.00")
    assert rules(*statements) == ["Q01"]


def test_what_project_expenditure_holds_of_the_year_before_is_not_all_that_is_carried_over() -> None:
    statements = [
        said("s1", "三", "收入总计", "300.00"),
        said("s2", "三", "上年结转", "80.00"),
        said("s3", "四", "支出总计", "300.00"),
        said("s4", "四", "项目支出", "200.00"),
        said("s5", "四", "上年结转", "50.00"),
    ]
    assert rules(*statements) == []


def test_a_figure_without_words_is_not_the_head_again() -> None:
    items = (("办公费", "100.00"), ("差旅费", "98.39"))
    statements = [
        said("s1", "九", "机关运行经费", "211.00"),
        *(said(f"s2{n}", "九", name, value) for n, (name, value) in enumerate(items)),
        said("s3", "九", "机关运行经费", "12.61", quote="12.61万元"),
    ]
    assert rules(*statements) == []


def test_a_list_of_something_else_is_no_list_of_the_head() -> None:
    statements = (
        said("s1", "五/（二）", "机关运行经费", "300.00"),
        said("s2", "五/（二）/1", "文化转移支付资金", "150.00"),
        said("s3", "五/（二）/2", "旅游转移支付资金", "140.00"),
    )
    assert rules(*statements) == []


def test_a_change_below_those_of_the_items_may_be_one_of_items_that_ended() -> None:
    up = {"base": "上年", "direction": "increase"}
    statements = [
        said("s1", "五", "一般公共预算支出", "30.00", change="5.00", **up),
        said("s2", "五/1", "教育支出（类）普通教育（款）小学教育（项）", "10.00", change="4.00", **up),
        said("s3", "五/2", "教育支出（类）普通教育（款）初中教育（项）", "20.00", change="3.00", **up),
    ]
    assert rules(*statements) == []
    statements[2] = said(
        "s3", "五/2", "教育支出（类）普通教育（款）初中教育（项）", "20.00", change="0.50", **up
    )
    assert rules(*statements) == ["Q31"]
