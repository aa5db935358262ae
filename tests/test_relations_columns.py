"""Header sums of a document: what bears them out, and which breaks accuse nobody."""

from __future__ import annotations

import pytest

from gouji.relations.columns import ColumnSums, RowSum
from gouji.relations.table_view import TableView
from gouji.schemas.record import Table, TableKind, Where

NESTED = [["科目"], ["合计"], ["基本支出"], ["项目支出", "本级"], ["项目支出", "除基建外"]]
PLAIN = [["科目"], ["合计"], ["基本支出"], ["项目支出"]]


def view(columns: list[list[str]], *rows: str, name: str = "t01") -> TableView:
    """A table of 万元 with a label and its figures a row (``-``: blank)."""
    cells = [[None if cell == "-" else cell for cell in row.split()] for row in rows]
    kind = TableKind.GENERAL_PUBLIC_EXPENDITURE
    return TableView(Table(id=name, kind=kind, unit="万元", where=Where(), columns=columns, rows=cells))


def judged(*views: TableView) -> dict[str, RowSum]:
    """Row sums by table and row label."""
    sums = ColumnSums(views)
    return {
        f"{one.id} {found.row.name}": found
        for one in views
        for side in one.sides
        for group in one.groups_of(side)
        for found in sums.rows(one, side, group)
    }


def accused(*views: TableView) -> list[str]:
    return [
        name
        for name, one in judged(*views).items()
        if one.identity is not None and one.identity.judge() == "broken" and not one.open_
    ]


def test_one_row_that_breaks_a_sum_which_others_hold_is_accused() -> None:
    assert accused(view(PLAIN, "甲 30.00 10.00 20.00", "乙 31.00 10.00 20.00")) == ["t01 乙"]


def test_a_column_contained_in_its_neighbour_is_a_question_of_nesting() -> None:
    table = view(
        NESTED,
        "甲 30.00 10.00 20.00 20.00",
        "乙 50.00 20.00 30.00 30.00",
        "丙 5.00 5.00 - -",
        "丁 7.00 7.00 - -",
    )
    assert not accused(table)
    undecided = judged(table)["t01 甲"].open_
    assert undecided is not None and undecided.rival == "nesting" and "不计" in undecided.reason


def test_no_share_of_broken_rows_refutes_what_a_twin_block_bears_out() -> None:
    labels = ("合计", "基本支出", "项目支出")
    columns = [["科目"], *([year, leaf] for year in ("2024年", "2025年") for leaf in labels)]
    rows = ("甲 12.00 12.00 20.00 30.00 10.00 20.00", "乙 5.00 5.00 7.00 11.00 5.00 6.00")
    table = view(columns, *rows)
    (side,) = table.sides
    sums = ColumnSums([table])
    wrong, right = ([one.open_ for one in sums.rows(table, side, group)] for group in table.groups_of(side))
    assert wrong == right == [None, None]
    alone = view(columns[:4], *(" ".join(row.split()[:4]) for row in rows))
    assert not accused(alone)


def test_a_sum_that_never_held_is_undecided() -> None:
    assert not accused(view(PLAIN, "甲 31.00 10.00 20.00", "乙 57.00 20.00 30.00"))


def test_a_single_row_is_accused_and_graded_apart() -> None:
    table = view(PLAIN, "甲 31.00 10.00 20.00")
    assert accused(table) == ["t01 甲"]
    assert judged(table)["t01 甲"].mechanism == "single"
    twin = view(PLAIN, "乙 12.00 5.00 7.00", name="t02")
    assert judged(table, twin)["t01 甲"].mechanism == "header"


@pytest.mark.parametrize("total", ["15.00", "10.00"])
def test_parts_that_make_a_multiple_of_the_total_are_counted_again(total: str) -> None:
    sound = "甲 30.00 10.00 20.00"
    double = f"乙 {total} {total} {total}"
    assert not accused(view(PLAIN, sound, double))


def test_digits_that_were_not_read_accuse_nobody() -> None:
    assert not accused(view(PLAIN, "甲 30.00 10.00 20.00", "乙 31.5 10.55 21.00"))
