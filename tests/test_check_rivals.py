"""What else than a mistake explains a break of a rule about labels, forms and several tables: then nothing is said."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

import pytest

from gouji.domain.indicators import PART_OF_A_WHOLE, PROPORTION
from gouji.schemas.record import Finding
from tests.checks_support import Data, Edit, budget, cell, check, field, final, state, table


def findings(rule: str, *edits: Edit, document: Callable[[], Data] = budget) -> list[Finding]:
    data = document()
    for edit in edits:
        edit(data)
    return [f for f in check(data)[0] if f.rule == rule]


def columns(table_id: str, *named: tuple[int, list[str]]) -> Edit:
    def edit(data: Data) -> None:
        found = next(t for t in data["tables"] if t["id"] == table_id)
        for n, path in named:
            found["columns"][n] = path

    return edit


def added(*tables: Data) -> Edit:
    return lambda data: data["tables"].extend(tables)


# ---- L08, L09: which unit is meant -----------------------------------------------------------

_SUBJECTS = table(
    "t41",
    "other",
    "支出表",
    "支出功能分类科目|部门支出经济分类科目|政府支出经济分类科目|合计",
    ["2210201-住房公积金|30113-住房公积金|50103-住房公积金|8.00"],
)
_UNITS = "单位名称|金额"


def test_the_codes_of_subjects_are_no_codes_of_units() -> None:
    assert not findings("L08", added(_SUBJECTS))


def test_two_units_whose_names_were_cut_are_two_units() -> None:
    cut = table("t41", "other", "经费表", _UNITS, ["201001-虚构市委|1.00", "201002-虚构市委|2.00"])
    assert not findings("L08", added(cut))
    whole = table("t42", "other", "明细表", _UNITS, ["201001-虚构市委|1.00", "201002-虚构市委讲师团|2.00"])
    assert not findings("L08", added(cut, whole))


def test_a_department_and_the_body_at_its_head_have_their_own_codes() -> None:
    department = table("t41", "other", "经费表", _UNITS, ["10100-虚构市水务局|1.00"])
    head = table("t42", "other", "明细表", _UNITS, ["10100001-虚构市水务局本级|1.00"])
    assert not findings("L08", added(department, head))


@pytest.mark.parametrize("listed", ["虚构市国库收付中心本级（机关）", "虚构市国库收付中心（本级）"])
def test_the_head_of_a_department_has_its_name(listed: str) -> None:
    assert not findings("L09", cell("t01", 1, 1, listed))


def test_what_stands_behind_a_name_makes_another_unit_of_it() -> None:
    assert not findings("L09", cell("t01", 1, 1, "虚构市国库收付中心信息所"))


# ---- L05: a list within a list ---------------------------------------------------------------


def test_a_list_within_an_item_begins_anew() -> None:
    rows = ["一、本年支出", "一、教育支出", "二、住房保障支出", "二、年终结转"]
    assert not findings("L05", *(cell("t02", n, 2, row) for n, row in enumerate(rows)))
    rows = ["一、教育支出", "二、科学技术支出", "二、住房保障支出"]
    assert findings("L05", *(cell("t02", n, 2, row) for n, row in enumerate(rows)))


# ---- F08, F09: what a rate may be ------------------------------------------------------------


def severities(found: list[Finding]) -> list[str]:
    return [f.severity for f in found]


def test_a_number_of_cases_by_the_name_of_a_rate_is_a_note() -> None:
    def named(name: str) -> list[Finding]:
        return findings("F08", cell("t11", 2, 5, name), cell("t11", 2, 8, "次"))

    assert severities(named("安全事故率")) == ["note"]
    assert severities(named("培训覆盖率")) == ["error"]


def test_only_the_part_of_a_whole_is_never_more_than_it() -> None:
    def named(name: str, *more: Edit) -> list[Finding]:
        return findings("F09", cell("t11", 2, 5, name), cell("t11", 2, 7, "120"), *more)

    assert severities(named("政策知晓率（%）")) == ["error"]
    assert not named("招商任务完成率")
    assert not named("床位使用率")

    def inferred(data: Data) -> None:
        next(table for table in data["tables"] if table["id"] == "t11")["layout"] = "inferred"

    assert severities(named("政策知晓率", cell("t11", 2, 9, None))) == ["error"]
    assert not named("政策知晓率", cell("t11", 2, 9, None), inferred)


@pytest.mark.parametrize(
    ("name", "proportion", "whole"),
    [
        ("参保覆盖率", True, True),
        ("资金到位率", True, False),
        ("资金拨付及时性", True, True),
        ("成本控制率", True, False),
        ("群众投诉率", False, False),
        ("满意度", True, True),
    ],
)
def test_names_of_rates(name: str, *, proportion: bool, whole: bool) -> None:
    assert (bool(PROPORTION.search(name)), bool(PART_OF_A_WHOLE.search(name))) == (proportion, whole)


# ---- across: which figure of a table is meant ------------------------------------------------


def test_a_table_that_binds_a_concept_twice_is_believed_where_another_one_agrees() -> None:
    assert not findings("X01", columns("t03", (3, ["本级财力", "小计"])))


# ---- self-evaluations: what was read, and what is meant --------------------------------------


def evaluated(rule: str, *edits: Edit) -> list[Finding]:
    return findings(rule, *edits, document=final)


def second_form(data: Data) -> None:
    data["tables"].append({**deepcopy(data["tables"][1]), "id": "t03"})


def test_an_indicator_that_was_not_read_leaves_the_total_score_open() -> None:
    def lost(data: Data) -> None:
        del data["tables"][1]["rows"][2]

    assert not evaluated("F02", field("t02", "总分/得分", "90"), lost)


def test_fields_that_no_form_has_are_fields_that_we_do_not_read() -> None:
    assert not evaluated("F12", field("t02", "预期目标", None), field("t02", "实际完成情况", None))


def test_a_name_that_two_forms_bear_is_held_against_neither() -> None:
    assert not evaluated("F16", state("s04", value="33"), second_form)
    assert not evaluated("F18", state("s05", value="85"), second_form)
    assert not evaluated("F19", state("s06", value="85"), second_form)


def test_a_sentence_about_the_target_is_none_about_the_result() -> None:
    aimed = state("s05", value="85", quote="鉴定通过率目标为85%")
    assert not evaluated("F18", aimed) and not evaluated("F19", aimed)


@pytest.mark.parametrize(
    ("target", "actual"),
    [("80%", "0.75"), ("100万人", "9000人"), ("12月", "11月")],
    ids=["part", "unit", "time"],
)
def test_a_target_is_missed_only_in_its_own_unit(target: str, actual: str) -> None:
    assert not evaluated("F05", cell("t02", 1, 3, target), cell("t02", 1, 4, actual))


# ---- procurement, contents, headings ---------------------------------------------------------


def test_a_price_in_another_unit_than_the_amount_is_no_wrong_product() -> None:
    assert not findings("L10", cell("t12", 0, 4, "80.00"))
    assert not findings("L10", cell("t12", 0, 3, "4.50"), cell("t12", 1, 3, "21.00"))


def test_a_table_that_could_not_be_told_may_be_the_one_that_is_listed() -> None:
    def untold(data: Data) -> None:
        data["tables"] = [t for t in data["tables"] if t["id"] != "t10"]
        data["tables"].append(table("t41", "other", "附表", "名称|数额", ["培训|1.00"]))

    assert not findings("M02", untold)


def test_headings_of_several_bodies_are_those_of_a_compilation() -> None:
    def two(data: Data) -> None:
        heading = "2026年度虚构市财政局部门预算表"
        assert heading in data["text"]
        line = next(line for line in data["text"].split("\n") if heading in line)
        others = [line.replace("财政局", name) for name in ("民政局", "水务局")]
        data["text"] = data["text"].replace(line, "\n".join(others))

    assert not findings("M11", two)
