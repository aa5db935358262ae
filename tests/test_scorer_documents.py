"""Whole documents: a perfect record is 1.0 everywhere, known damage costs what it should; property tests."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gouji.eval.harness import score_document
from gouji.eval.metrics.confidence import calibrate
from gouji.eval.metrics.grits import grid_of, grits_content
from gouji.eval.metrics.statements import score_statements
from gouji.eval.metrics.tables import score_tables, table_totals
from gouji.schemas.record import Statement, Table, Where
from tests.corpus import SEEDS
from tests.scoring import bundled, perfect


@pytest.mark.parametrize("doc_id", SEEDS)
def test_a_perfect_record_scores_one_everywhere(doc_id: str) -> None:
    doc = bundled(doc_id)
    score = score_document(doc, perfect(doc.gold))
    stated = {name: measure.value for name, measure in score.measures.items() if measure.value is not None}
    assert set(stated.values()) == {1.0}
    assert len(stated) > 40
    assert score.errors == [] and score.unjudged == 0
    assert {measure.value for measure in score.by_kind.values()} <= {1.0, None}
    calibration = calibrate(score.trust)
    assert calibration is not None
    assert (calibration.ece, calibration.brier, calibration.accept99) == (0.0, 0.0, 1.0)


def test_an_empty_record_scores_zero_on_everything_that_is_stated() -> None:
    doc = bundled("baotou-2026-budget")
    empty = perfect(doc.gold).model_copy(
        update={
            "tables": [],
            "statements": [],
            "targets": [],
            "projects": [],
            "glossary": [],
            "duties": [],
            "internal_units": [],
            "findings": [],
        }
    )
    score = score_document(doc, empty)
    for name in (
        "cells",
        "tables",
        "statements",
        "targets",
        "projects",
        "glossary",
        "duties",
        "recall.error",
    ):
        assert score.measures[name].value == 0.0, name
    assert score.measures["no_loss"].value == 0.0
    assert score.measures["metadata"].value == 1.0


def test_a_dropped_page_costs_the_recall_of_its_rows_only() -> None:
    doc = bundled("ordos-2025-budget")
    record = perfect(doc.gold)
    table = next(t for t in record.tables if t.id == "t12")
    kept = 100
    lost = sum(cell is not None for row in table.rows[kept:] for cell in row)
    table.rows, table.evidence = table.rows[:kept], table.evidence[:kept]
    score = score_document(doc, record)
    cells = score.measures["cells"]
    assert cells.precision == 1.0
    assert cells.gold - cells.right == lost > 0
    assert score.measures["rows"].gold - score.measures["rows"].right == 53
    assert score.measures["tables"].value == score.measures["kind"].value == 1.0
    assert len(score.errors) == lost


def test_shuffled_rows_keep_only_an_ordered_part() -> None:
    doc = bundled("ordos-2025-budget")
    record = perfect(doc.gold)
    table = next(t for t in record.tables if t.id == "t02")
    table.rows = table.rows[::-1]
    score = score_document(doc, record)
    rows = score.measures["rows"]
    assert rows.gold - rows.right == len(table.rows) - 1
    assert score.measures["no_loss"].value == 1.0


def test_a_shifted_column_is_named_and_nothing_is_lost() -> None:
    doc = bundled("baotou-2026-budget")
    record = perfect(doc.gold)
    table = next(t for t in record.tables if t.id == "t05")
    for row in table.rows:
        row[5], row[6] = row[6], row[5]
    displaced = sum((row[5] is not None) + (row[6] is not None) for row in table.rows)
    score = score_document(doc, record)
    column = score.measures["right_column"]
    assert column.gold - column.right == displaced
    assert {error.reason for error in score.errors} == {"column"}
    assert score.measures["no_loss"].value == score.measures["no_hallucination"].value == 1.0


def test_an_invented_figure_is_named() -> None:
    doc = bundled("baotou-2026-budget")
    record = perfect(doc.gold)
    record.tables[1].rows[0][1] = "987654.32"
    score = score_document(doc, record)
    hallucination = score.measures["no_hallucination"]
    assert hallucination.gold - hallucination.right == 1
    assert [e.ours for e in score.errors if e.reason == "invented"] == ["987654.32"]
    assert score.measures["no_loss"].gold - score.measures["no_loss"].right == 1


def test_unlabelled_parts_are_not_scored() -> None:
    doc = bundled("baotou-2026-budget")
    doc.gold.unlabelled.extend(["duties", "inconsistencies"])
    record = perfect(doc.gold).model_copy(update={"duties": ["编造"], "findings": []})
    score = score_document(doc, record)
    assert "duties" not in score.measures
    assert not any(name.startswith(("recall", "precision")) for name in score.measures)
    assert score.unlabelled == ["duties", "inconsistencies"]


def test_tables_on_pages_that_nobody_labelled_are_not_scored() -> None:
    doc = bundled("baotou-2026-budget")
    record = perfect(doc.gold)
    more = record.tables[0].model_copy(update={"id": "t99", "where": Where(pages=[15])})
    record = record.model_copy(update={"tables": [*record.tables, more]})
    assert score_document(doc, record).measures["tables"].value != 1.0
    doc.gold.unlabelled_pages.append(15)
    assert score_document(doc, record).measures["tables"].value == 1.0


CELLS = st.one_of(
    st.none(),
    st.sampled_from(["甲", "乙支出", "208", "01", "—"]),
    st.decimals(min_value=-999, max_value=999, places=2).map(str),
)
HEADERS = st.lists(st.sampled_from(["项目", "金额", "合计", "科目编码"]), min_size=1, max_size=2)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    columns = draw(st.lists(HEADERS, min_size=1, max_size=4))
    rows = draw(st.lists(st.lists(CELLS, min_size=len(columns), max_size=len(columns)), max_size=5))
    kind = draw(st.sampled_from(["revenue_summary", "procurement"]))
    form = draw(st.none() | st.dictionaries(st.sampled_from(["用途", "预算数"]), CELLS, max_size=2))
    return Table.model_validate(
        {
            "id": "t",
            "kind": kind,
            "title": draw(st.sampled_from(["收入总表", "采购表", None])),
            "where": Where(lines=(1, 2)),
            "columns": columns,
            "rows": rows,
            "form": form,
        }
    )


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(tables(), max_size=3))
def test_tables_against_themselves_are_perfect(found: list[Table]) -> None:
    scores = score_tables(found, found)
    assert {counts.f1 for counts in table_totals(scores).values()} == {1.0}
    assert all(score.all_right for score in scores)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.lists(tables(), max_size=3), st.lists(tables(), max_size=3))
def test_table_scores_are_bounded_and_f1_is_symmetric(gold: list[Table], ours: list[Table]) -> None:
    there, back = table_totals(score_tables(gold, ours)), table_totals(score_tables(ours, gold))
    for name, counts in there.items():
        assert 0 <= counts.right <= min(counts.gold, counts.ours), name
        assert 0.0 <= counts.f1 <= 1.0
        assert (counts.gold, counts.ours) == (back[name].ours, back[name].gold), name
    assert there["tables"].f1 == back["tables"].f1
    assert there["cells_exact"].right <= there["cells"].right


@settings(max_examples=60, deadline=None, derandomize=True)
@given(tables(), tables())
def test_grits_is_bounded_and_symmetric(one: Table, other: Table) -> None:
    a, b = grid_of(one), grid_of(other)
    assert grits_content(a, a) == pytest.approx(1.0)
    assert 0.0 <= grits_content(a, b) <= 1.0 + 1e-9
    assert grits_content(a, b) == pytest.approx(grits_content(b, a))


@st.composite
def statements(draw: st.DrawFn) -> Statement:
    subject = draw(st.sampled_from(["基本工资", "公务接待费", "培训费", "收入总计"]))
    value = draw(st.decimals(min_value=0, max_value=99, places=2)).to_eng_string()
    return Statement(
        id="s", section="一", subject=subject, value=value, unit="万元", quote=f"{subject}{value}万元"
    )


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(statements(), max_size=6), st.lists(statements(), max_size=6))
def test_statement_scores_are_bounded_symmetric_and_perfect_on_themselves(
    gold: list[Statement], ours: list[Statement]
) -> None:
    there = score_statements("d", gold, ours, None).measures["statements"]
    back = score_statements("d", ours, gold, None).measures["statements"]
    assert 0 <= there.right <= min(len(gold), len(ours))
    assert there.right == back.right
    assert score_statements("d", gold, gold, None).measures["statement_all"].right == len(gold)
