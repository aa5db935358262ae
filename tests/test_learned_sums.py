"""Sums that the figures of a table show by themselves: they cover and acquit, and accuse nobody."""

from __future__ import annotations

from gouji.checks.engine import run_checks
from gouji.relations.columns import ColumnSums
from gouji.relations.learned import LearnedSums
from gouji.relations.rows import RowSums
from gouji.relations.table_view import TableView
from gouji.schemas.record import Record, Table, TableKind, Where
from tests.checks_support import table

HEAD = "支出项目类别|总计|财政拨款|其他资金"
UNITS = [
    "本级机关|1893.24|1204.11|689.13",
    "照明电费|402.50|311.27|91.23",
    "安全检测|655.18|402.66|252.52",
    "设施养护|835.56|490.18|345.38",
]


def record(rows: list[str], kind: str = "other") -> Record:
    return Record.model_validate(
        {
            "doc_id": "made",
            "source": "made.txt",
            "metadata": {"doc_type": "budget", "fiscal_year": 2026},
            "tables": [table("t01", kind, "项目支出", HEAD, rows)],
            "statements": [],
            "run": {"version": "0", "source": "made.txt", "sha256": "", "form": "text"},
        }
    )


def view(columns: list[list[str]], *rows: str) -> TableView:
    cells = [[None if cell == "-" else cell for cell in row.split()] for row in rows]
    kind = TableKind.GENERAL_PUBLIC_EXPENDITURE
    return TableView(Table(id="t01", kind=kind, unit="万元", where=Where(), columns=columns, rows=cells))


def test_figures_of_a_table_that_nothing_names_are_compared_where_they_add_up() -> None:
    covered = run_checks(record(UNITS)).coverage
    assert covered is not None
    row = next(row for row in covered.by_kind if row.kind == "other")
    assert (row.figures, row.judged, row.learned) == (12, 12, 12)
    assert row.confirmed == 7 and row.broken == 0


def test_a_learned_sum_that_breaks_accuses_nobody() -> None:
    wrong = [row.replace("402.66", "402.06") for row in UNITS]
    found = run_checks(record(wrong))
    assert not [one for one in found.findings if one.type == "table_arithmetic"]
    assert found.coverage is not None and not any(row.broken for row in found.coverage.by_kind)


def test_one_row_is_not_enough_to_learn_a_sum() -> None:
    alone = view([["科目"], ["甲"], ["乙"], ["丙"]], "行政 1893.24 1204.11 689.13")
    assert not list(LearnedSums(alone).identities())


def test_a_long_table_is_not_searched() -> None:
    long = view([["科目"], ["甲"], ["乙"]], *(f"行 {k}.37 {k}.37" for k in range(1001)))
    assert not list(LearnedSums(long).identities())


def test_another_sum_of_the_figures_acquits_a_total_that_nothing_bears_out() -> None:
    columns = [["科目"], ["甲"], ["乙"], ["丙"], ["支出", "小计"], ["支出", "人员"], ["支出", "公用"]]
    odd = view(
        columns,
        "行政 1204.11 689.13 402.50 2295.74 14.22 11.35",
        "运行 311.27 91.23 655.18 1057.68 10.47 21.16",
        "专项 402.66 252.52 835.56 1490.74 17.93 19.08",
    )
    (side,) = odd.sides
    (group,) = odd.groups_of(side)
    opened = [one.open_ for one in ColumnSums([odd]).rows(odd, side, group)]
    assert all(why is not None and why.rival == "nesting" and "甲＋乙＋丙" in why.reason for why in opened)


def test_an_item_left_out_of_all_columns_is_no_other_sum() -> None:
    columns = [["项目名称"], ["预算"], ["到位"], ["执行"]]
    short = view(
        columns,
        "甲项 402.50 311.27 91.23",
        "乙项 655.18 402.66 252.52",
        "丙项 835.56 490.18 345.38",
        "合计 1057.68 713.93 343.75",
    )
    (side,) = short.sides
    total = side.find_total()
    assert total is not None
    sums = list(RowSums(short).total_sums(side, total))
    assert not any(one.open_ is not None and "另合一式" in one.open_.reason for one in sums)
