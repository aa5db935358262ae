"""Sums that the figures alone show: which line is the sum of which, where it breaks, and what is no sum."""

from __future__ import annotations

import gzip
import json
from decimal import Decimal
from pathlib import Path

from click.testing import CliRunner

from gouji.cli import gouji
from gouji.sums.found_sums import Direction, FoundSum, State, found_sums
from gouji.sums.noticed_units import noticed_figures
from gouji.sums.suspects import suspects


def table(text: str) -> list[list[Decimal | None]]:
    """Rows of figures; ``.`` is a blank cell."""
    return [[None if x == "." else Decimal(x) for x in line.split()] for line in text.strip().splitlines()]


def found(text: str) -> dict[tuple[Direction, int, tuple[int, ...]], FoundSum]:
    sums = found_sums(noticed_figures(table(text)))
    return {(one.lines, one.total, one.parts): one for one in sums}


def rows(text: str) -> set[tuple[int, tuple[int, ...]]]:
    return {(total, parts) for lines, total, parts in found(text) if lines is Direction.ROWS}


def columns(text: str) -> set[tuple[int, tuple[int, ...]]]:
    return {(total, parts) for lines, total, parts in found(text) if lines is Direction.COLUMNS}


BUDGET = """
 1893.24 1204.11  689.13
  402.50  311.27   91.23
  655.18  402.66  252.52
  835.56  490.18  345.38
"""


def test_a_table_adds_up_in_both_directions() -> None:
    assert rows(BUDGET) == {(0, (1, 2, 3))}
    assert columns(BUDGET) == {(0, (1, 2))}


def test_subtotals_are_summed_and_not_their_parts_twice() -> None:
    nested = """
     907  1311
     310   655
     127   402
     183   253
     597   656
     388   141
     209   515
    """
    assert rows(nested) == {(0, (1, 4)), (1, (2, 3)), (4, (5, 6))}


def test_the_whole_of_a_difference_is_its_total() -> None:
    balance = """
    8412 5120  3292
    9127 9988  -861
    7750 6034  1716
    """
    assert columns(balance) == {(0, (1, 2))}


def test_the_first_columns_of_every_group_add_up() -> None:
    groups = """
    1812 903  11.2  412  7.5  497  3.1
    2291 811  27.9  677  8.1  803  2.2
    1960 655  10.4  701  5.5  604  9.7
    """
    assert (0, (1, 3, 5)) in columns(groups)


def test_a_sum_is_carried_over_the_cell_that_does_not_fit() -> None:
    wrong = BUDGET.replace("402.66", "402.06")
    sums = found(wrong)
    down = sums[Direction.ROWS, 0, (1, 2, 3)]
    assert [(i.at, i.state, i.gap) for i in down.instances] == [
        (0, State.EXACT, 0),
        (1, State.BROKEN, Decimal("0.60")),
        (2, State.EXACT, 0),
    ]
    across = sums[Direction.COLUMNS, 0, (1, 2)]
    assert [i.at for i in across.instances if i.state is State.BROKEN] == [2]


def test_figures_rounded_one_by_one_add_up_to_the_last_digit() -> None:
    rounded = """
    100.1 210.0 310.2
    411.7 333.3 744.9
    250.4 127.6 378.0
    """
    (one,) = found(rounded).values()
    assert (one.lines, one.total, one.parts) == (Direction.COLUMNS, 2, (0, 1))
    assert [i.state for i in one.instances] == [State.ROUNDING, State.ROUNDING, State.EXACT]


def test_small_figures_that_fit_by_chance_are_no_sum() -> None:
    assert not found("1 2 3\n2 1 3\n4 1 1\n2 2 4")


def test_running_numbers_and_years_are_no_sum() -> None:
    assert not found("\n".join(f"{n} {2 * n} {3 * n} {2000 + n}" for n in range(1, 9)))


def test_the_same_figures_again_prove_nothing_more() -> None:
    once = "3 . 5 8 90\n. 2 . . 70"
    assert not found(once)
    assert not found(f"{once}\n" * 6)


def test_padded_decimals_and_rounded_tables_are_noticed() -> None:
    padded = noticed_figures(table("275.00000 12.00000\n30.00000 1.00000"))
    assert {f.unit for row in padded for f in row if f} == {Decimal(1)}
    by_five = noticed_figures(table("\n".join(f"{n * 5} {n * 35} {n * 15}" for n in range(5, 12))))
    assert {f.unit for row in by_five for f in row if f} == {Decimal(5)}


def test_other_parts_that_hold_everywhere_take_the_place_of_those_that_break() -> None:
    marks = """
    66.17 23.62 56.73 42.55
    81.35 28.12 53.23 53.23
    83.90 27.17 56.73 56.73
    67.33 28.80 55.31 38.53
    86.18 30.00 56.18 56.18
    85.18 29.00 56.18 56.18
    """
    assert (0, (1, 3)) in columns(marks)
    assert (0, (1, 2)) not in columns(marks)


def test_a_line_that_hides_in_the_rounding_is_no_part() -> None:
    income = """
    20103 25841 43770 53871
    0.158 0.161 0.203 0.224
    -1369 -1536 -4590 -7350
    18734 24305 39180 46521
    """
    assert rows(income) == {(3, (0, 2))}


def test_round_figures_among_long_ones_tell_no_more_than_their_digits() -> None:
    marks = """
    87 71 82 80.31275
    76 71 88 91.00002
     5  5  6 10.31250
    92 55 71 66.17249
    81 76 76 83.90500
    """
    assert not rows(marks)


def test_a_total_that_is_now_this_part_now_that_one_is_their_sum() -> None:
    stock = "\n".join(f"{n} {n} ." for n in (812, 455, 937, 604, 388, 721))
    assert columns(f"{stock}\n963 . 963\n515 . 515\n701 433 268\n642 219 423") == {(0, (1, 2))}


def test_a_copy_of_a_total_is_no_second_total() -> None:
    assert columns("100 41 59 . . 100\n210 87 123 . . 210\n333 301 32 . . 333") == {(0, (1, 2))}


def test_the_cell_whose_change_mends_both_sums_is_suspected() -> None:
    values = table(BUDGET.replace("402.66", "402.06"))
    named = suspects(found_sums(noticed_figures(values)), values)
    assert {one.cells for one in named} == {((2, 1),)}
    assert {one.changes for one in named} == {(Decimal("0.60"),)}


def test_a_wrong_last_instance_still_belongs_to_its_sum() -> None:
    wrong = BUDGET.replace("345.38", "375.38")
    assert [i.at for i in found(wrong)[Direction.ROWS, 0, (1, 2, 3)].instances] == [0, 1, 2]


def test_an_empty_table_has_no_sums() -> None:
    assert found_sums([]) == ()
    assert found_sums([[None, None]]) == ()


def test_eval_sums_writes_a_line_for_every_table(tmp_path: Path) -> None:
    cells = [
        ["", "合计", "甲", "乙"],
        *([f"项{k}", *line.split()] for k, line in enumerate(BUDGET.strip().splitlines())),
    ]
    source, out = tmp_path / "tables.jl.gz", tmp_path / "predictions.jsonl"
    tables = [
        {"file_name": "budget", "table_array": cells, "number_format": "Comma Point"},
        {"file_name": "words", "table_array": [["a", "b"]], "number_format": "None Point"},
    ]
    with gzip.open(source, "wt", encoding="utf-8") as stream:
        stream.writelines(json.dumps(one) + "\n" for one in tables)
    result = CliRunner().invoke(gouji, ["eval", "sums", str(source), "-o", str(out)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    budget, words = map(json.loads, out.read_text(encoding="utf-8").splitlines())
    assert budget["file_name"] == "budget"
    assert [[1, 1], [[2, 1], [3, 1], [4, 1]]] in budget["sums"]
    assert [[2, 1], [[2, 2], [2, 3]]] in budget["sums"]
    assert words == {"file_name": "words", "sums": []}


def test_eval_sums_changes_a_digit_and_finds_the_sum_again(tmp_path: Path) -> None:
    rows = [line.split() for line in BUDGET.strip().splitlines()]
    sums = [[[0, k], [[1, k], [2, k], [3, k]]] for k in range(3)] + [
        [[k, 0], [[k, 1], [k, 2]]] for k in range(4)
    ]
    source = tmp_path / "tables.jl"
    one = {"file_name": "budget", "table_array": rows, "number_format": "None Point", "sums": sums}
    source.write_text(json.dumps(one) + "\n", encoding="utf-8")
    result = CliRunner().invoke(
        gouji, ["eval", "sums", str(source), "--change-digit", "7"], catch_exceptions=False
    )
    assert result.exit_code == 0, result.output
    assert "全部  1  1.000  1.000  1.000" in result.output
    both = CliRunner().invoke(gouji, ["eval", "sums", str(source)])
    assert both.exit_code == 2
