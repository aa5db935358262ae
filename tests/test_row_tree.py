"""Which row adds up from which, by codes, numbering and total words."""

from __future__ import annotations

import pytest

from gouji.domain.totals import TotalLevel, total_level
from gouji.sums.row_tree import children_by_code, children_by_number, outermost, rows_closed


@pytest.mark.parametrize(
    ("codes", "children", "roots"),
    [
        ([None, "208", "20805", "2080505", "210"], {1: (2,), 2: (3,)}, (1, 4)),
        (["506", "506001"], {0: (1,)}, (0,)),
        (["301", "302"], {}, (0, 1)),
        (["208", "2080505"], {0: (1,)}, (0,)),
        (["208", "20805", "210", "20808"], {0: (1, 3)}, (0, 2)),
        (["20805", "208"], {1: (0,)}, (1,)),
        (["3", "301"], {}, (0, 1)),
        ([], {}, ()),
    ],
)
def test_children_by_code(
    codes: list[str | None], children: dict[int, tuple[int, ...]], roots: tuple[int, ...]
) -> None:
    assert children_by_code(codes) == (children, roots)


def test_each_unit_of_a_table_has_its_own_tree() -> None:
    codes = ["208", "20805", "20808", "208", "20805"]
    assert children_by_code(codes) == ({0: (1, 2), 3: (4,)}, (0, 3))


def test_a_code_printed_again_is_a_row_of_its_own_or_a_detail() -> None:
    codes = ["21015", "2101501", "2101501", "2101501"]
    assert children_by_code(codes)[0] == {0: (1, 2, 3)}
    assert children_by_code(codes, details=True)[0] == {0: (1,), 1: (2, 3)}


@pytest.mark.parametrize(
    ("depths", "ends", "children"),
    [
        ([0, 1, 1, 0, 1], [], {0: (1, 2), 3: (4,)}),
        ([0, 1, 2, 2, 1], [], {0: (1, 4), 1: (2, 3)}),
        ([0, 2, 1], [], {0: (1,)}),
        ([0, None, 1], [], {}),
        ([0, 1, 0, 1], [2], {0: (1,)}),
        ([None, 1], [], {}),
    ],
)
def test_children_by_number(
    depths: list[int | None], ends: list[int], children: dict[int, tuple[int, ...]]
) -> None:
    """A row without a number and a total end what is open; the depth of the first child counts."""
    assert children_by_number(depths, ends) == children


@pytest.mark.parametrize(
    ("labels", "closed"),
    [
        ("甲 乙 本年收入合计 结转 收入总计", {2: (0, 1), 4: (2, 3)}),
        ("甲 支出合计 结转下年 支出总计", {1: (0,), 3: (1, 2)}),
        ("甲 小计 乙 小计 合计", {1: (0,), 3: (2,), 4: (1, 3)}),
        ("甲 收入总计 乙 支出总计", {1: (0,), 3: (2,)}),
        ("合计 甲 乙", {0: ()}),
        ("甲 总分", {}),
    ],
)
def test_a_total_closes_the_rows_and_the_lower_totals_before_it(
    labels: str, closed: dict[int, tuple[int, ...]]
) -> None:
    assert rows_closed([total_level(label) for label in labels.split()]) == closed


def test_levels_are_ordered_as_the_forms_print_them() -> None:
    ordered = [TotalLevel.SUBTOTAL, TotalLevel.YEAR, TotalLevel.TOTAL, TotalLevel.GRAND]
    assert rows_closed(ordered) == {0: (), 1: (0,), 2: (1,), 3: (2,)}


def test_outermost_rows() -> None:
    assert outermost([1, 2, 3], [0, 1, None, 2]) == (1, 2)
    assert outermost([], []) == ()
