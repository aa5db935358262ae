"""Which column the header states to be the sum of which."""

from __future__ import annotations

import pytest

from gouji.sums.header_sums import header_sums


def stated(*paths: str) -> dict[int, tuple[int, ...]]:
    """The sums of columns given as ``外/内``."""
    return {one.total: one.parts for one in header_sums([path.split("/") for path in paths])}


def test_a_total_sums_its_siblings_and_a_group_counts_by_its_own_total() -> None:
    assert stated("合计", "基本支出/小计", "基本支出/人员经费", "基本支出/公用经费", "项目支出") == {
        0: (1, 4),
        1: (2, 3),
    }


def test_a_group_without_a_total_counts_by_what_stands_for_its_parts() -> None:
    columns = ("合计", "本年/一般/小计", "本年/一般/甲", "本年/一般/乙", "本年/基金", "结转")
    assert stated(*columns) == {0: (1, 4, 5), 1: (2, 3)}


def test_a_total_may_stand_behind_its_parts() -> None:
    assert stated("基本支出", "项目支出", "合计") == {2: (0, 1)}


@pytest.mark.parametrize("subset", ["其中：教育收费", "其中/教育收费"])
def test_what_is_contained_is_no_addend(subset: str) -> None:
    assert stated("合计", "财政拨款", "事业收入", subset) == {0: (1, 2)}


def test_sums_within_what_is_contained_are_stated() -> None:
    assert stated("合计", "甲", "乙", "其中/小计", "其中/丙", "其中/丁") == {0: (1, 2), 3: (4, 5)}


def test_two_years_stay_apart() -> None:
    year = ("合计", "出国", "车/小计", "车/购置", "车/运行", "接待")
    columns = [f"{label}/{path}" for label in ("上年", "本年") for path in year]
    assert stated(*columns) == {0: (1, 2, 5), 2: (3, 4), 6: (7, 8, 11), 8: (9, 10)}


def test_a_measure_under_every_label_splits_the_columns() -> None:
    columns = [f"{label}/{measure}" for label in ("合计", "出国", "接待") for measure in ("预算数", "决算数")]
    assert stated(*columns) == {0: (2, 4), 1: (3, 5)}


def test_any_two_leaves_under_every_label_are_measures() -> None:
    columns = [f"{label}/{fund}" for label in ("合计", "基本", "项目") for fund in ("一般公共预算", "基金")]
    assert stated(*columns) == {0: (2, 4), 1: (3, 5)}


def test_a_measure_may_be_missing_under_some_label() -> None:
    columns = (
        "合计/预算数",
        "合计/决算数",
        "基本/预算数",
        "基本/决算数",
        "项目/预算数",
        "项目/决算数",
        "占比",
    )
    assert stated(*columns) == {0: (2, 4), 1: (3, 5)}


@pytest.mark.parametrize(
    "total", ["“三公”经费合计", "本年收入合计", "收入预算总计", "总额", "合计（万元）", "小 计"]
)
def test_words_of_a_total(total: str) -> None:
    assert stated(total, "甲", "乙") == {0: (1, 2)}


def test_a_bare_total_comes_before_one_that_names_a_part() -> None:
    assert stated("人员经费合计", "公用经费合计", "合计") == {2: (0, 1)}


def test_two_totals_that_name_their_parts_sum_none_of_their_siblings() -> None:
    assert stated("人员经费合计", "公用经费合计", "项目支出") == {}


@pytest.mark.parametrize(
    "columns",
    [
        ("数量", "单价", "金额"),
        ("合计", "甲"),
        ("合计", "甲", "甲"),
        ("合计", "甲", "甲/乙"),
        ("合计", "合计", "甲", "乙"),
        (),
    ],
)
def test_a_header_that_states_no_sum(columns: tuple[str, ...]) -> None:
    """Without a total, with a single part, or with two columns of one path."""
    assert stated(*columns) == {}


def test_a_group_that_is_not_understood_leaves_the_others_alone() -> None:
    assert stated("甲/合计", "甲/子", "甲/丑", "乙/合计", "乙/子", "乙/子") == {0: (1, 2)}
