"""Rows that sum others: code trees, totals, numbered rows; which breaks accuse, and which rival stands for the rest."""

from __future__ import annotations

from gouji.relations.rows import ColumnSum, RowSums
from gouji.relations.table_view import TableView
from gouji.schemas.record import Table, TableKind, Where

CODED = [["科目编码"], ["科目名称"], ["合计"], ["基本支出"], ["项目支出"]]
NAMED = [["序号"], ["项目名称"], ["预算"], ["到位"], ["执行"]]


def view(columns: list[list[str]], *rows: str, notes: tuple[str, ...] = ()) -> TableView:
    """A table of 万元, cells parted by blanks (``-``: blank)."""
    cells = [[None if cell == "-" else cell for cell in row.split()] for row in rows]
    kind = TableKind.GENERAL_PUBLIC_EXPENDITURE
    return TableView(
        Table(id="t01", kind=kind, unit="万元", where=Where(), columns=columns, rows=cells, notes=list(notes))
    )


def codes(table: TableView) -> list[ColumnSum]:
    return [one for side in table.sides for one in RowSums(table).code_sums(side)]


def totals(table: TableView) -> list[ColumnSum]:
    (side,) = table.sides
    total = side.find_total()
    assert total is not None
    return list(RowSums(table).total_sums(side, total))


def accused(sums: list[ColumnSum]) -> list[str]:
    return [
        f"{one.total.name} {one.column.leaf}"
        for one in sums
        if one.identity is not None and one.identity.judge() == "broken" and one.open_ is None
    ]


SOUND = ("208 社保 30.00 10.00 20.00", "20805 养老 12.00 10.00 2.00", "20808 抚恤 18.00 - 18.00")


def test_an_item_forgotten_in_one_column_of_a_code_tree_is_an_error() -> None:
    table = view(
        CODED, *SOUND, "210 卫健 9.00 4.00 5.00", "21007 计生 9.00 4.00 5.00", "21011 医疗 7.00 3.00 4.00"
    )
    assert accused(codes(table)) == ["卫健 合计"]


def test_a_row_left_out_of_all_columns_is_one_finding() -> None:
    table = view(
        CODED, *SOUND, "210 卫健 9.00 4.00 5.00", "21007 计生 2.00 1.00 1.00", "21011 医疗 4.00 2.00 2.00"
    )
    (one,) = [found for found in codes(table) if found.identity and found.identity.judge() == "broken"]
    assert [identity.gap / 10000 for identity in one.also] == [1, 2] and not one.withheld
    note = view(
        CODED, *SOUND, "210 卫健 9.00 4.00 5.00", "21007 计生 2.00 1.00 1.00", notes=("本表不含涉密项目",)
    )
    assert [found.withheld for found in codes(note) if found.also] == [True]


def test_rows_without_a_code_are_not_taken_for_missing() -> None:
    table = view(
        CODED, *SOUND, "210 卫健 9.00 4.00 5.00", "21007 计生 2.00 1.00 1.00", "- 医疗 7.00 3.00 4.00"
    )
    assert not accused(codes(table))


def test_a_code_tree_that_never_holds_is_undecided_and_a_single_sum_is_graded_apart() -> None:
    once = ("210 卫健 9.00 4.00 5.00", "21007 计生 2.00 4.00 5.00")
    (single,) = [
        one for one in codes(view(CODED, *once)) if one.identity and one.identity.judge() == "broken"
    ]
    assert single.open_ is None and single.mechanism == "single"
    twice = ("212 城乡 8.00 3.00 1.00", "21201 管理 3.00 2.50 0.50")
    assert not accused(codes(view(CODED, *once, *twice)))


def test_a_total_over_heads_and_their_rows_counts_the_heads() -> None:
    rows = ("- 合计 30.00 28.00 27.00", "一 甲 12.00 11.00 10.00", "1 乙 12.00 11.00 10.00")
    more = ("二 丙 18.00 16.00 17.00", "1 丁 8.00 8.00 8.00", "2 戊 10.00 8.00 9.00")
    assert accused(totals(view(NAMED, *rows, *more))) == ["合计 到位"]


def test_rows_nested_without_a_mark_accuse_nobody() -> None:
    columns = [["项目名称"], ["预算"]]
    rows = ("甲 12.00", "甲一 5.00", "甲二 7.00", "乙 9.00", "乙一 4.00", "乙二 5.00")
    assert not accused(totals(view(columns, "合计 21.00", *rows)))
    assert not accused(totals(view(columns, "合计 42.00", *rows)))


def test_a_total_of_one_column_is_accused_as_a_single_instance() -> None:
    columns = [["项目名称"], ["预算"]]
    (one,) = totals(view(columns, "甲 12.31", "乙 9.07", "合计 22.38"))
    assert one.open_ is None and one.mechanism == "single" and accused([one])


def test_a_numbered_row_is_judged_where_the_numbering_is_borne_out() -> None:
    rows = ("一 甲 12.00 11.00 10.00", "1 乙 5.00 4.00 4.00", "2 丙 7.00 7.00 7.00")
    table = view(NAMED, *rows)
    (side,) = table.sides
    assert accused(list(RowSums(table).number_sums(side))) == ["甲 执行"]
    alone = view([*NAMED[:3]], "一 甲 12.00", "1 乙 5.00", "2 丙 6.00")
    (side,) = alone.sides
    assert not accused(list(RowSums(alone).number_sums(side)))


def test_a_code_in_brackets_before_the_name_is_a_code() -> None:
    """[2080501]行政单位离退休; a bracketed number that has not the length of a code, or a year, is none."""
    rows = ("[208]社保 30.00 10.00 20.00", "【20805】养老 12.00 10.00 2.00", "（20808）抚恤 18.00 - 18.00")
    more = ("[2024]年度安排 1.00 1.00 -", "(1)其他 1.00 1.00 -", "[201]年鉴 1.00 1.00 -")
    (side,) = view([["功能科目名称"], *CODED[2:]], *rows, *more).sides
    assert [(row.code, row.name) for row in side.rows[:3]] == [
        ("208", "社保"),
        ("20805", "养老"),
        ("20808", "抚恤"),
    ]
    assert [row.code for row in side.rows[3:]] == ["", "", ""]
    wrong = view([["功能科目名称"], *CODED[2:]], rows[0].replace("30.00", "31.00"), *rows[1:])
    assert accused(codes(wrong)) == ["社保 合计"]


SUMMARY = [["收入", "项目"], ["收入", "预算数"], ["收入", "上年数"]]


def outline(table: TableView) -> list[ColumnSum]:
    return [one for side in table.sides for one in RowSums(table).outline_sums(side)]


def test_a_column_of_an_outline_may_nest_where_the_next_does_not() -> None:
    nests = ["财政拨款 30.00 -", "一般公共预算 30.00 11.00", "事业收入 12.00 12.00", "经营收入 - 7.00"]
    table = view(SUMMARY, *nests, "本年收入合计 42.00 30.00")
    assert not accused(outline(table))
    table = view(SUMMARY, *nests, "本年收入合计 45.00 30.00")
    assert accused(outline(table)) == ["本年收入合计 预算数"]
