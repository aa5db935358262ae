"""The suite's runner, its judgement of findings and its report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from gouji.eval.commands.robustness import command
from gouji.eval.model import Measure
from gouji.eval.robustness import generate
from gouji.eval.robustness.cells import Planted
from gouji.eval.robustness.detect import detect
from gouji.eval.robustness.report import by_mistake, grouped, summary, to_markdown
from gouji.eval.robustness.run import Outcome, gold_doc, run_suite, save
from gouji.schemas.record import Finding, Metadata, Operand, Record, RunInfo


def record(*findings: Finding) -> Record:
    run = RunInfo(version="0", source="x.txt", sha256="", form="text")
    return Record(doc_id="x", source="x.txt", metadata=Metadata(), findings=list(findings), run=run)


def finding(where: str, value: str | None = None, **more: str) -> Finding:
    fields = {"rule": "r", "type": "table_arithmetic", "severity": "error", "message": "", **more}
    quote = fields.pop("quote", None)
    operands = [Operand(where=where, value=value, quote=quote)]
    return Finding.model_validate({"id": "f", "operands": operands, **fields})


CELL = Planted(
    "digit_swapped",
    "table_arithmetic",
    "93.10",
    "39.10",
    table="t03",
    row=4,
    column=2,
    label="30101 合计",
    identifiable=True,
)
CLAUSE = Planted(
    "percentage_wrong", "percent", "27.19", "17.19", section="三", quote="基本支出10万元，占27.19%"
)


def test_a_finding_at_the_place_or_with_the_value_is_found() -> None:
    at_place = detect(CELL, record(finding("t05 30101 合计")), {"t03": "t05"})
    with_value = detect(CELL, record(finding("elsewhere", "93.10", suggestion="30101 93.10→39.10")), {})
    elsewhere = detect(CELL, record(finding("t05 30102 合计", "10.00")), {"t03": "t05"})
    assert (at_place.found, at_place.typed, at_place.localised) == (True, True, False)
    assert (with_value.found, with_value.localised) == (True, True)
    assert (elsewhere.found, elsewhere.others) == (False, 1)


def test_findings_that_are_no_errors_do_not_count() -> None:
    assert not detect(CELL, record(finding("t03 30101", severity="rounding")), {}).found


def test_prose_is_found_by_its_quote_and_typed_by_its_type() -> None:
    right = finding("三", "27.19", type="percent", quote="基本支出 10 万元，占 27.19%")
    other = finding("三", "27.19", type="prose_vs_table", quote="占27.19%")
    assert detect(CLAUSE, record(right), {}).typed
    found = detect(CLAUSE, record(other), {})
    assert (found.found, found.typed) == (True, False)


def test_every_error_on_a_clean_document_is_a_false_alarm() -> None:
    clean = detect(None, record(finding("t01"), finding("t02")), {})
    assert (clean.planted, clean.others, clean.rules) == (False, 2, ("r", "r"))


def outcome(name: str, style: str, mistake: str | None, right: int, failure: str | None = None) -> Outcome:
    measures = {} if failure else {"cells": Measure(right=right, gold=10, ours=10)}
    found = None if failure else detect(CELL if mistake else None, record(finding("t03 30101")), {})
    return Outcome(name, style, ("form:pdf", "万元"), mistake, 1, 0.5, measures, failure, "", found)


def test_groups_are_micro_averages_and_worst_first() -> None:
    outcomes = [
        outcome("a", "good", None, 10),
        outcome("b", "bad", None, 4),
        outcome("c", "bad", "digit_swapped", 6),
        outcome("d", "bad", None, 0, "IndexError: x"),
    ]
    groups = grouped(outcomes, lambda o: (o.style,))
    assert [(g.name, g.measures["cells"]) for g in groups] == [("bad", 0.5), ("good", 1.0)]
    assert (groups[0].failures, groups[0].false_errors, groups[0].clean) == (1, 1, 1)
    assert [(m.kind, m.docs, m.found) for m in by_mistake(outcomes)] == [("digit_swapped", 1, 1)]
    markdown = to_markdown(outcomes, 4, 7, 1.0)
    assert "| digit_swapped | 1 | 1 |" in markdown
    assert "IndexError" in markdown
    data = json.loads(json.dumps(summary(outcomes, 4, 7, 1.0)))
    assert data["false_errors_by_rule"] == {"r": 2}


def test_kept_documents_are_a_gold_directory(tmp_path: Path) -> None:
    from gouji.eval.gold_folders import load_all

    document = generate(2, 0, "jiangsu/tabbed")
    source = save(document, tmp_path)
    (loaded,) = load_all([tmp_path])
    assert loaded.source == source
    assert loaded.gold == gold_doc(document, source).gold


def test_suite_runs_and_leaves_nothing_behind(tmp_path: Path) -> None:
    outcomes = list(run_suite(2, 3, tmp_path, jobs=1, style="qinghai/tabbed", mistakes=["digit_swapped"]))
    assert [o.mistake for o in outcomes] == [None, "digit_swapped"]
    assert all(o.failure is None for o in outcomes)
    assert all((o.measures["cells"].value or 0) > 0.95 for o in outcomes)
    assert list(tmp_path.iterdir()) == []


def broken(*_: object) -> Outcome:
    raise IndexError("list index out of range")


def test_a_breakdown_of_the_program_is_an_outcome(tmp_path: Path) -> None:
    (only,) = run_suite(1, 3, tmp_path, jobs=1, style="qinghai/tabbed", run=broken)
    assert only.failure is not None and only.failure.endswith("IndexError: list index out of range")


def test_command_writes_json_and_markdown(tmp_path: Path) -> None:
    arguments = ["--docs", "2", "--seed", "5", "--jobs", "1", "--style", "shanghai/flat", "-o", str(tmp_path)]
    result = CliRunner().invoke(command, arguments)
    assert result.exit_code == 0, result.output
    assert "shanghai/flat" in (tmp_path / "robustness.md").read_text(encoding="utf-8")
    data = json.loads((tmp_path / "robustness.json").read_text(encoding="utf-8"))
    assert (data["docs"], data["seed"], len(data["documents"])) == (2, 5, 2)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["robustness.json", "robustness.md"]


@pytest.mark.parametrize(
    "arguments", [["--mistake", "nonsense"], ["--style", "nowhere/pdf"], ["--keep"], ["--docs", "0"]]
)
def test_bad_input_is_refused_before_anything_runs(arguments: list[str]) -> None:
    assert CliRunner().invoke(command, arguments).exit_code == 2
