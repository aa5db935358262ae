"""What was compared and what was not: counted on small made records (:mod:`gouji.checks.coverage`)."""

from __future__ import annotations

from typing import Any

from gouji.checks.engine import run_checks
from gouji.output.coverage import coverage_line, coverage_lines
from gouji.schemas.record import Coverage, Evidence, KindCoverage, Record
from tests.checks_support import budget, cell, record_of, said, state, table

COLUMNS = "科目编码|科目名称|合计|基本支出|项目支出"


def made(rows: list[str], *statements: Any, **more: Any) -> Record:
    """A record with one 支出总表 of these rows."""
    return Record.model_validate(
        {
            "doc_id": "made",
            "source": "made.txt",
            "metadata": {"doc_type": "budget", "fiscal_year": 2026},
            "tables": [table("t01", "expenditure_summary", "支出总表", COLUMNS, rows, **more)],
            "statements": list(statements),
            "run": {"version": "0", "source": "made.txt", "sha256": "", "form": "text"},
        }
    )


def covered(record: Record) -> Coverage:
    found = run_checks(record).coverage
    assert found is not None
    return found


def row(record: Record, kind: str) -> KindCoverage:
    return next(row for row in covered(record).by_kind if row.kind == kind)


def test_the_figures_of_a_sum_of_two_parts_are_judged() -> None:
    found = row(made(["|合计|50.00|30.00|20.00"]), "expenditure_summary")
    assert (found.figures, found.judged, found.only_trivial) == (3, 3, 0)
    assert (found.tables, found.confirmed, found.broken, found.undecided) == (1, 1, 0, 0)


def test_a_broken_relation_is_judged_and_counts_as_broken() -> None:
    found = row(made(["|合计|57.00|30.00|20.00"]), "expenditure_summary")
    assert (found.judged, found.confirmed, found.broken) == (3, 0, 1)


def test_a_rounding_gap_does_not_break_a_relation() -> None:
    found = row(made(["|合计|50.01|30.00|20.00"]), "expenditure_summary")
    assert (found.confirmed, found.broken) == (1, 0)


def test_a_sum_of_one_part_is_trivial_whether_the_other_is_zero_or_blank() -> None:
    for rest in ("0.00", ""):
        found = row(made([f"|合计|50.00|50.00|{rest}"]), "expenditure_summary")
        assert (found.figures, found.judged, found.only_trivial) == (2, 0, 2)
        assert (found.confirmed, found.broken) == (0, 0)


def test_zeros_are_no_figures_and_their_sums_no_relations() -> None:
    found = row(made(["|合计|0.00|0.00|0.00"]), "expenditure_summary")
    assert (found.figures, found.judged, found.confirmed) == (0, 0, 0)


def test_an_amount_beside_which_nothing_stands_is_in_no_relation() -> None:
    lone = said("s1", "二", "办公设备购置", "12.00")
    found = row(made(["|合计|50.00|30.00|20.00"], lone), "prose")
    assert (found.figures, found.judged, found.only_trivial) == (1, 0, 0)


def test_two_places_that_print_one_figure_are_no_sum_of_one_part() -> None:
    told = said("s1", "第二部分/一", "支出预算", "50.00")
    record = made(["|合计|50.00|30.00|20.00"], told)
    assert row(record, "prose").judged == 1
    assert row(record, "across").confirmed >= 1


def test_columns_of_codes_counts_and_targets_hold_no_amounts() -> None:
    columns = "科目编码/类|科目名称|指标值|人数（人）|金额"
    rows = ["201|一|7|3|1.00", "203|二|8|4|2.00"]
    record = made([])
    record.tables[0] = record.tables[0].model_validate(table("t01", "other", "表", columns, rows))
    assert row(record, "other").figures == 2


def test_an_unsure_figure_leaves_its_relation_undecided_as_a_misreading() -> None:
    doubtful, sure = Evidence(page=3, status="review"), Evidence(page=3)
    evidence = [[None, sure, doubtful, sure, sure]]
    record = made(["|合计|50.00|30.00|20.00"], evidence=evidence, where={"pages": [3]})
    found = covered(record)
    assert row(record, "expenditure_summary").undecided == 1
    assert found.judged == 0
    misread = next(item for item in found.not_checkable if item.rival == "misread")
    assert misread.count == sum(place.count for place in misread.places)
    assert any(place.page == 3 and place.rule == "T01" for place in misread.places)


def test_a_unit_that_is_not_printed_is_named_as_the_rival() -> None:
    data = budget()
    next(t for t in data["tables"] if t["id"] == "t04")["unit"] = None
    assert "unit" in {item.rival for item in covered(record_of(data)[0]).not_checkable}


def test_counts_of_a_clean_document_add_up_and_nothing_in_it_is_broken() -> None:
    record, document = record_of(budget())
    found = run_checks(record, document).coverage
    assert found is not None and found.share is not None
    assert sum(row.broken for row in found.by_kind) == 0
    assert sum(row.tables for row in found.by_kind) == len(record.tables)
    assert all(row.judged + row.only_trivial <= row.figures for row in found.by_kind)
    assert found.share > 0.8


def test_a_mistake_changes_what_is_broken_and_not_what_is_covered() -> None:
    data = budget()
    before = covered(record_of(data)[0])
    cell("t04", 2, 2, "125.00")(data)
    state("s35", change="6.01")(data)
    after = covered(record_of(data)[0])
    assert (before.figures, before.judged) == (after.figures, after.judged)
    assert sum(row.broken for row in after.by_kind) > 0


def test_reasons_of_what_does_not_apply_and_of_what_is_not_checkable_are_lists_of_their_own() -> None:
    result = next(c for c in run_checks(record_of(budget())[0]).checks if c.rule == "M13")
    assert result.not_checkable and result.reasons and not result.inapplicable
    away = [c for c in run_checks(record_of(budget())[0]).checks if c.not_applicable and c.inapplicable]
    assert away and all(not set(c.inapplicable).intersection(c.reasons) for c in away)


def test_one_line_for_everybody_and_all_of_it_on_demand() -> None:
    record, document = record_of(budget())
    record = record.model_copy(update={"coverage": run_checks(record, document).coverage})
    line = coverage_line(record)
    assert line is not None and "勾稽覆盖：金额" in line and "\n" not in line
    english = coverage_line(record, "en")
    assert english is not None and english.startswith("Coverage: ")
    full = "\n".join(coverage_lines(record))
    assert "支出总表：金额" in full and "关系成立" in full
    assert coverage_line(record.model_copy(update={"coverage": None})) is None
