"""Mutated dumps: a small sample is read without exception or inner failure, and no amount is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from gouji.eval.robustness.mutations import Outcome, mutant, run_one, standing, total
from gouji.isolation import Isolation
from gouji.options import Options
from gouji.pipeline import Clock, build_record
from gouji.read.text import read_text

SEEDS = [
    (path.parent.name, path.read_text(encoding="utf-8"))
    for path in sorted((Path(__file__).parents[1] / "eval" / "gold").glob("*/source.txt"))
]
EXCERPT = 60
MOST_LOST = 0.0005


def test_the_same_seed_makes_the_same_mutants() -> None:
    assert [mutant(SEEDS, 3, n) for n in range(5)] == [mutant(SEEDS, 3, n) for n in range(5)]
    assert len({mutant(SEEDS, 3, n).data for n in range(20)}) == 20


@pytest.fixture(scope="module")
def sample() -> list[Outcome]:
    return [run_one(SEEDS, 20261130, n, excerpt=EXCERPT) for n in range(40)]


def test_no_mutant_breaks_a_part(sample: list[Outcome]) -> None:
    sums = total(sample)
    assert (sums.raised, sums.internal, sums.over_limit) == ([], [], [])


def test_amounts_stand_somewhere(sample: list[Outcome]) -> None:
    sums = total(sample)
    assert sums.amounts > 500
    assert sums.share <= MOST_LOST, sums.nowhere_in


def test_an_amount_that_no_cell_holds_stands_nowhere() -> None:
    text = "表1\n支出总表\n单位：万元\n科目名称\t合计\t基本支出\n行政运行\t12.34\t5.00\n行政运行 7.00 8.00\n"
    document = read_text(Path("dump.txt"), text.encode())
    record = build_record(document, Options(), Clock(isolation=Isolation(strict=True)), "dump")
    assert standing(document, record) == (4, [])
    (table,) = record.tables
    bare = table.model_copy(update={"evidence": [[None] * len(row) for row in table.rows]})
    lost = record.model_copy(update={"tables": [bare], "run": record.run.model_copy(update={"unread": []})})
    assert [entry.split(" |")[0] for entry in standing(document, lost)[1]] == [
        "5: 12.34",
        "5: 5.00",
        "6: 7.00",
        "6: 8.00",
    ]
