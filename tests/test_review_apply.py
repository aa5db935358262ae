"""Answers in the record: values, evidence, findings that go and come, gold, numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from gouji.review.apply import apply
from gouji.review.queue import Choice
from gouji.review.stats import stats, wilson
from gouji.review.workspace import Workspace
from gouji.schemas.record import Record
from gouji.schemas.review import Reviewed
from tests.review_support import (
    disputed_statement,
    give,
    only,
    seed_record,
    small_record,
    small_table,
    workspace_of,
)

CELL = "tables/t01/rows/0/cols/3"


def applied(workspace: Workspace, doc_id: str = "small") -> tuple[Record, Reviewed]:
    return apply(workspace.records[doc_id], workspace.items.values(), workspace.decisions())


def test_a_correction_mends_the_record_and_its_findings(tmp_path: Path) -> None:
    """The machine read 21.00 where 20.00 is printed; corrected, the sum holds and the finding is gone."""
    workspace = workspace_of(tmp_path, small_record(tables=[small_table("21.00")]))
    item = next(i for i in workspace.items.values() if "rule:table_arithmetic" in {r.code for r in i.reasons})
    give(workspace, item, "misread", (CELL, "20.00"))
    record, reviewed = applied(workspace)
    assert record.tables[0].rows[0][3] == "20.00"
    assert "table_arithmetic" in {f.type for f in reviewed.gone}
    assert reviewed.come == []
    assert "table_arithmetic" not in {f.type for f in record.findings}
    assert [(c.machine, c.person, c.reviewer) for c in reviewed.corrections] == [("21.00", "20.00", "张三")]


def test_the_machine_reading_stands_beside_the_correction(tmp_path: Path) -> None:
    workspace = workspace_of(tmp_path, small_record(tables=[small_table("21.00", sure=False)]))
    give(workspace, only(workspace, "value"), "correct", (CELL, "20.00"))
    record, _ = applied(workspace)
    evidence = record.tables[0].evidence[0][3]
    assert evidence is not None
    assert (evidence.source, evidence.status, evidence.line) == (["human"], "accepted", 3)
    assert any("机器读作 21.00" in reason and "张三 改为 20.00" in reason for reason in evidence.reasons)
    assert workspace.records["small"].tables[0].rows[0][3] == "21.00", "the machine's record is left as it is"


def test_a_correction_can_bring_findings(tmp_path: Path) -> None:
    workspace = workspace_of(tmp_path, small_record(tables=[small_table(sure=False)]))
    give(workspace, only(workspace, "value"), "correct", (CELL, "25.00"))
    record, reviewed = applied(workspace)
    assert "table_arithmetic" in {f.type for f in reviewed.come}
    assert "table_arithmetic" in {f.type for f in record.findings}


def test_an_accepted_doubt_is_settled(tmp_path: Path) -> None:
    workspace = workspace_of(tmp_path, small_record(tables=[small_table(sure=False)]))
    give(workspace, only(workspace, "value"), "accept")
    record, reviewed = applied(workspace)
    evidence = record.tables[0].evidence[0][3]
    assert evidence is not None
    assert (evidence.status, evidence.confidence, evidence.source) == (
        "accepted",
        1.0,
        ["table_parser", "human"],
    )
    assert reviewed.accepted == [CELL]


def test_a_value_that_is_not_printed_goes(tmp_path: Path) -> None:
    record = small_record(tables=[small_table(sure=False)], statements=[disputed_statement()])
    workspace = workspace_of(tmp_path, record)
    for item in workspace.items.values():
        if item.kind == "value":
            give(workspace, item, "reject")
    corrected, reviewed = applied(workspace)
    assert corrected.tables[0].rows[0][3] is None
    assert corrected.statements == []
    assert {c.machine for c in reviewed.removed} >= {"20.00", "300.00"}


def test_a_finding_is_confirmed_or_dismissed(tmp_path: Path) -> None:
    workspace = workspace_of(tmp_path, small_record(tables=[small_table("21.00")]))
    item = next(i for i in workspace.items.values() if "rule:table_arithmetic" in {r.code for r in i.reasons})
    give(workspace, item, "document_wrong", suggested=(CELL, "20.00"))
    record, reviewed = applied(workspace)
    assert [j.finding.type for j in reviewed.confirmed] == ["table_arithmetic"]
    assert reviewed.confirmed[0].suggested is not None
    assert reviewed.confirmed[0].suggested.new == "20.00"
    assert "table_arithmetic" in {f.type for f in record.findings}
    assert record.tables == workspace.records["small"].tables, "a suggestion never enters the record"
    give(workspace, item, "lawful", why="另有说明")
    record, reviewed = applied(workspace)
    assert [(j.finding.type, j.why) for j in reviewed.dismissed] == [("table_arithmetic", "另有说明")]
    assert "table_arithmetic" not in {f.type for f in record.findings}


def test_an_unsure_answer_changes_nothing(tmp_path: Path) -> None:
    workspace = workspace_of(tmp_path, small_record(tables=[small_table(sure=False)]))
    give(workspace, only(workspace, "value"), "unsure")
    record, reviewed = applied(workspace)
    assert record.tables == workspace.records["small"].tables
    assert (reviewed.answered, reviewed.corrections, reviewed.accepted) == (
        len(workspace.items) - reviewed.open,
        [],
        [],
    )


def test_a_real_document_follows_its_correction(tmp_path: Path) -> None:
    """表12 of this budget prints 6101 for 61.01; corrected as if misread, the findings about it go.

    What the total hid comes to light: one of its rows prints 2700 for 27.00.
    """
    record = seed_record("ordos-2025-budget")
    workspace = workspace_of(tmp_path, record)
    item = next(
        i for i in workspace.items.values() if "61.01" in [a.value for a in i.hints] and i.value == "6101"
    )
    assert item.target is not None
    give(workspace, item, "misread", (item.target, "61.01"))
    corrected, reviewed = applied(workspace, record.doc_id)
    assert len(reviewed.gone) >= 2
    assert {f.key for f in reviewed.gone} == {f.key for f in record.findings} - {
        f.key for f in corrected.findings
    }
    known = {f.key for f in record.findings}
    (came,) = [f for f in corrected.findings if f.key not in known and f.severity == "error"]
    assert came.rule == "T03" and came.expected == "2734.01"
    said = [f.message for f in corrected.findings if f.rule == "M14"]
    assert said == [f.message for f in record.findings if f.rule == "M14"], (
        "told once, as it was with the text"
    )
    assert Record.model_validate_json(corrected.model_dump_json()) == corrected


def test_wilson_agrees_with_published_values() -> None:
    """Newcombe 1998, table I: 81/263, 15/148, 0/20, 1/29."""
    published = {
        (81, 263): (0.2553, 0.3662),
        (15, 148): (0.0624, 0.1605),
        (0, 20): (0.0, 0.1611),
        (1, 29): (0.0061, 0.1718),
    }
    for (right, judged), (low, high) in published.items():
        assert wilson(right, judged) == pytest.approx((low, high), abs=5e-5)
    assert wilson(0, 0) == (0.0, 1.0)


def test_accuracy_comes_from_the_sample_alone(tmp_path: Path) -> None:
    workspace = workspace_of(
        tmp_path, small_record(tables=[small_table(sure=False)]), choice=Choice(audit=1.0)
    )
    sample = [i for i in workspace.items.values() if i.kind == "audit"]
    give(workspace, only(workspace, "value"), "reject")
    figure = next(i for i in sample if i.value == "50.00")
    sample = [figure, *(i for i in sample if i is not figure)]
    give(workspace, sample[1], "accept")
    give(workspace, sample[0], "correct", (figure.path, "9.99"))
    give(workspace, sample[2], "unsure")
    accuracy = stats(list(workspace.items.values()), workspace.log.events()).accuracy
    assert (accuracy.right, accuracy.judged, accuracy.drawn) == (1, 2, 4)
    assert (accuracy.low, accuracy.high) == wilson(1, 2)


def test_numbers_of_a_queue(tmp_path: Path) -> None:
    workspace = workspace_of(tmp_path, small_record(tables=[small_table(sure=False)]))
    item = only(workspace, "value")
    give(workspace, item, "accept", reviewer="张三", seconds=4.0)
    give(workspace, item, "reject", reviewer="李四", seconds=8.0)
    found = stats(list(workspace.items.values()), workspace.log.events())
    assert found.states["rejected"] == 1
    assert found.seconds_median == 6.0
    assert found.by_reviewer == {"张三": (1, 4.0), "李四": (1, 8.0)}
    assert [(p.one, p.other, p.both, p.differ) for p in found.pairs] == [("张三", "李四", 1, 1)]
