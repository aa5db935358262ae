"""The table scorer on hand-made pairs whose scores are known by counting."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from gouji.eval.metrics.tables import detection, score_pair, score_tables, table_totals
from gouji.eval.score import main
from gouji.schemas.record import Table, Where

COLUMNS = [["科目编码"], ["科目名称"], ["合计"], ["基本支出"], ["项目支出"]]
ROWS: list[list[str | None]] = [
    ["208", "社会保障和就业支出", "10.00", "10.00", None],
    ["20805", "行政事业单位养老支出", "10.00", "10.00", None],
    ["210", "卫生健康支出", "30.00", "20.00", "10.00"],
    [None, "合计", "40.00", "30.00", "10.00"],
]
CELLS = 17


def make(
    rows: list[list[str | None]] | None = None,
    columns: list[list[str]] | None = None,
    **fields: object,
) -> Table:
    """The small table of this module, with what the test changes."""
    values: dict[str, object] = {
        "id": "t01",
        "kind": "expenditure_summary",
        "title": "支出总表",
        "unit": "万元",
        "where": Where(lines=(1, 9)),
        "columns": columns or COLUMNS,
        "rows": ROWS if rows is None else rows,
    }
    return Table.model_validate(values | fields)


def test_same_table_is_perfect_everywhere() -> None:
    (score,) = score_tables([make()], [make()])
    assert score.all_right and score.kind_right and score.unit_right and score.emptiness_right
    assert score.cells.equal.gold == score.cells.equal.ours == CELLS
    assert [c.f1 for c in table_totals([score]).values()] == [1.0] * 7
    assert score.cells.figures.gold == 10 and score.cells.text.gold == 7


def test_one_wrong_figure_costs_one_cell_on_both_sides() -> None:
    rows = [list(row) for row in ROWS]
    rows[2][3] = "20.01"
    score = score_pair(make(), make(rows))
    assert (score.cells.equal.right, score.cells.equal.gold, score.cells.equal.ours) == (16, 17, 17)
    assert score.cells.equal.f1 == pytest.approx(16 / 17)
    assert score.cells.text.f1 == 1.0
    (diff,) = score.diffs
    assert (diff.gold, diff.ours, diff.reason, diff.column) == ("20.00", "20.01", "value", "基本支出")
    assert "卫生健康支出" in diff.key


def test_trailing_zero_is_equal_but_not_exact() -> None:
    rows = [list(row) for row in ROWS]
    rows[2][3] = "20.0"
    score = score_pair(make(), make(rows))
    assert score.cells.equal.right == 17
    assert score.cells.exact.right == 16
    assert not score.diffs


def test_code_with_a_zero_dropped_is_wrong() -> None:
    columns = [["科目编码", "款"], ["科目名称"], ["决算数"]]
    score = score_pair(make([["01", "办公费", "5.00"]], columns), make([["1", "办公费", "5.00"]], columns))
    assert score.cells.equal.right == 2
    assert score.diffs[0].gold == "01"


def test_rows_without_a_key_in_common_are_not_the_same_row() -> None:
    columns = [["科目名称"], ["合计"], ["基本支出"]]
    score = score_pair(
        make([["办公费", "5.00", "5.00"]], columns), make([["印刷费", "5.00", "5.00"]], columns)
    )
    assert (score.rows.right, score.cells.equal.right) == (0, 0)
    assert {d.reason for d in score.diffs} == {"row"}


def test_zero_empty_and_dash_are_three_things() -> None:
    columns = [["科目名称"], ["合计"]]
    gold = make([["甲", "0.00"], ["乙", None], ["丙", "-"]], columns)
    ours = make([["甲", None], ["乙", "0.00"], ["丙", "0.00"]], columns)
    score = score_pair(gold, ours)
    assert (score.cells.equal.right, score.cells.equal.gold, score.cells.equal.ours) == (3, 5, 5)
    assert sorted(d.reason for d in score.diffs) == ["missing", "spurious", "value"]


def test_shifted_column_is_counted_by_name() -> None:
    rows = [list(row) for row in ROWS]
    rows[0] = ["208", "社会保障和就业支出", "10.00", None, "10.00"]
    score = score_pair(make(), make(rows))
    assert score.wrong_column == 1
    assert score.cells.equal.right == 16 and score.cells.equal.ours == 17
    assert {d.reason for d in score.diffs} == {"column"}


def test_shuffled_rows_lose_only_what_order_cannot_keep() -> None:
    rows = [ROWS[2], ROWS[0], ROWS[1], ROWS[3]]
    score = score_pair(make(), make(rows))
    assert score.rows.right == 3
    assert score.cells.equal.right == CELLS - 5
    assert score.headers.f1 == 1.0


def test_dropped_rows_cost_recall_only() -> None:
    score = score_pair(make(), make(ROWS[:2]))
    assert (score.rows.precision, score.rows.recall) == (1.0, 0.5)
    assert score.cells.equal.precision == 1.0
    assert score.cells.equal.right == 8
    assert {d.reason for d in score.diffs} == {"row"}


def test_wrong_header_path_loses_the_whole_column_on_both_sides() -> None:
    columns = [*COLUMNS[:3], ["本年", "基本支出"], COLUMNS[4]]
    score = score_pair(make(), make(columns=columns))
    assert score.headers.right == 4
    assert score.cells.equal.right == CELLS - 4
    assert score.cells.equal.precision == score.cells.equal.recall == pytest.approx(13 / 17)


def test_header_order_matters_for_headers_but_not_for_cells() -> None:
    order = [0, 1, 2, 4, 3]
    columns = [COLUMNS[k] for k in order]
    score = score_pair(make(), make([[row[k] for k in order] for row in ROWS], columns))
    assert score.headers.right == 4
    assert score.cells.equal.f1 == 1.0
    assert not score.all_right


def test_headers_are_compared_after_folding_and_duplicates_in_order() -> None:
    gold = make([["甲", "1", "乙", "2"]], [["项目（一）"], ["金额"], ["项目（一）"], ["金额"]])
    ours = make([["甲", "1", "乙", "2"]], [["项目(一)"], ["金 额"], ["项目(一)"], ["金额"]])
    assert score_pair(gold, ours).cells.equal.f1 == 1.0


def test_missed_table_costs_all_its_cells_and_spurious_table_costs_precision() -> None:
    other = make(kind="procurement", title="政府采购表", id="t02", rows=[["A", "计算机", "7.00", None, None]])
    missed = score_tables([make(), other], [make()])
    assert table_totals(missed)["cells"].recall == pytest.approx(17 / 20)
    assert table_totals(missed)["cells"].precision == 1.0
    assert (detection(missed).precision, detection(missed).recall) == (1.0, 0.5)
    spurious = score_tables([make()], [make(), other])
    assert table_totals(spurious)["cells"].precision == pytest.approx(17 / 20)
    assert {d.reason for d in spurious[1].diffs} == {"table"}


def test_wrong_kind_and_unit_are_counted_and_the_cells_are_still_scored() -> None:
    (score,) = score_tables([make()], [make(kind="revenue_summary", unit="元")])
    assert score.matched and not score.kind_right and not score.unit_right
    assert score.cells.equal.f1 == 1.0


def test_same_titles_are_told_apart_by_content_and_order() -> None:
    first, second = make(id="t01"), make([["x", "乙", "1.00", None, None]], id="t02")
    scores = score_tables([first, second], [second, first])
    assert [s.ours.id for s in scores if s.ours] == ["t01", "t02"]
    assert table_totals(scores)["cells"].f1 == 1.0
    twins = score_tables([first, make(id="t02")], [make(id="a"), make(id="b")])
    assert [s.ours.id for s in twins if s.ours] == ["a", "b"]


def test_form_fields_are_cells() -> None:
    gold = make(form={"项目名称": "甲项目", "预算数": "5.00", "用途": None})
    ours = make(form={"项目名称": "甲项目", "预算数": "50.0", "来源": "财政"})
    score = score_pair(gold, ours)
    assert (score.cells.equal.right, score.cells.equal.gold, score.cells.equal.ours) == (18, 19, 20)
    assert {(d.column, d.reason) for d in score.diffs} == {("预算数", "value"), ("来源", "spurious")}


def test_nothing_on_either_side_is_perfect_and_nothing_against_something_is_zero() -> None:
    empty = make([], is_empty=True)
    assert score_pair(empty, empty).cells.equal.f1 == 1.0
    assert score_pair(make(), make([])).cells.equal.f1 == 0.0
    assert table_totals(score_tables([], []))["cells"].f1 == 1.0


def test_command_prints_the_differing_cells(tmp_path: Path) -> None:
    rows = [list(row) for row in ROWS]
    rows[0][2] = "11.00"
    paths = []
    for name, table in (("ours", make(rows)), ("gold", make())):
        paths.append(tmp_path / f"{name}.json")
        paths[-1].write_text(json.dumps({"tables": [json.loads(table.model_dump_json())]}), encoding="utf-8")
    result = CliRunner().invoke(main, [str(path) for path in paths])
    assert result.exit_code == 0
    assert "gold '10.00' ours '11.00' (value)" in result.output
    assert "16 of 17 gold" in result.output
