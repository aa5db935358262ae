"""Precision by rule and mechanism: where a verdict comes from, what a rule has earned, what is not reported any more."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from gouji.checks.earned import EARNED, may_accuse
from gouji.checks.rules import CATALOGUE
from gouji.eval import judged as judgements
from gouji.eval.commands import precision as precision_verb
from gouji.eval.commands import verdicts as verdicts_verb
from gouji.eval.judged import (
    BlindVerdict,
    JudgedFinding,
    accused_again,
    adjudicated,
    as_json,
    is_reported,
    judged_of,
    merged,
    read_judgements,
)
from gouji.eval.precision import Judged, by_evaluator, gone, judge_record, row, rows
from gouji.schemas.record import Evidence, Finding, Metadata, Operand, Record, RunInfo
from tests.scoring import bundled, perfect

BOX = (100.4, 200.2, 140.0, 210.0)


def finding(
    number: int, rule: str = "T01", *, severity: str = "error", mechanism: str | None = "header"
) -> Finding:
    """A finding over two figures that no other number has."""
    operands = [
        Operand(
            where=f"t01 行{number}/{name}",
            value=f"{number}.{cents}",
            evidence=Evidence(page=number, bbox=(BOX[0] + 50 * k, BOX[1], BOX[2] + 50 * k, BOX[3])),
        )
        for k, (name, cents) in enumerate((("合计", "50"), ("项目支出", "40")))
    ]
    fields = {"id": "f", "rule": rule, "type": "table_arithmetic", "severity": severity, "message": "不等"}
    return Finding.model_validate(
        {**fields, "key": f"{rule}-{number}-0", "operands": operands, "mechanism": mechanism}
    )


def record(*findings: Finding, doc_id: str = "x") -> Record:
    run = RunInfo(version="0", source="x.txt", sha256="", form="text")
    return Record(doc_id=doc_id, source="x.txt", metadata=Metadata(), findings=list(findings), run=run)


def entry(of: Finding, verdict: str = "true", **more: str) -> JudgedFinding:
    return adjudicated(
        BlindVerdict.model_validate({"key": of.key, "verdict": verdict, "why": "看过", **more}), of
    )


def test_a_verdict_is_kept_without_words_and_known_by_key_or_by_place() -> None:
    one, other = finding(1), finding(2)
    kept = [entry(one), entry(other, "false", mechanism="其中列重复相加")]
    assert kept[1].misunderstood == "其中列重复相加"
    assert kept[0].operands[0].bbox == (100, 200, 140, 210)
    assert not any(operand.where for operand in kept[0].operands)
    assert judged_of([other, one], kept) == [kept[1], kept[0]]
    moved = one.model_copy(update={"key": "T01-new-key"})
    assert judged_of([moved], kept) == [kept[0]], "the digits at the places, where the key is another"
    unlike = one.model_copy(update={"operands": other.operands})
    assert judged_of([unlike], kept[:1]) == [kept[0]], "the key alone, where the places are read otherwise"


def test_a_finding_without_box_keeps_its_words() -> None:
    bare = finding(1).model_copy(update={"operands": [Operand(where="目录 表五", value=None)]})
    assert entry(bare).operands[0].where == "目录 表五"
    assert is_reported(entry(bare), [bare])


def test_a_later_verdict_on_the_same_finding_replaces_the_earlier() -> None:
    first, second = entry(finding(1)), entry(finding(1), "false")
    assert merged([first], [second, entry(finding(2))]) == [second, entry(finding(2))]


def test_a_file_of_judgements_is_read_as_it_was_written(tmp_path: Path) -> None:
    known = {"b": [entry(finding(2), "false"), entry(finding(1))], "a": [entry(finding(3), "arguable")]}
    path = tmp_path / "adjudicated.json"
    path.write_text(as_json(known), encoding="utf-8")
    assert list(json.loads(path.read_text(encoding="utf-8"))) == ["a", "b"]
    assert read_judgements(path) == {**known, "b": known["b"][::-1]}
    assert path.read_text(encoding="utf-8").count("\n") == 2 + 2 * 2 + 3, "a line each"


def test_true_errors_reported_by_another_rule_are_not_lost() -> None:
    known = [entry(finding(1)), entry(finding(2)), entry(finding(3), "false"), entry(finding(4), "arguable")]
    merged_one = finding(9, "X99").model_copy(
        update={"operands": [*finding(9).operands, *finding(1).operands]}
    )
    noted = finding(2, severity="note")
    left = gone([("x", record(merged_one, noted), known)])
    assert [(doc, e.key) for doc, e in left.true_lost] == [("x", "T01-2-0")]
    assert (left.true_elsewhere, left.false, left.arguable) == (1, 1, 1)


def test_what_a_rule_has_earned() -> None:
    def standing(true: int, false: int, documents: int, severity: str = "error") -> str:
        verdicts = ["true"] * true + ["false"] * false
        judged = [
            Judged(f"d{n % documents}", finding(n, severity=severity), verdict)  # type: ignore[arg-type]
            for n, verdict in enumerate(verdicts)
        ]
        return rows(judged)[0].standing

    assert standing(9, 1, 5) == "earned"
    assert standing(9, 1, 4) == "too few"
    assert standing(8, 2, 5) == "not earned"
    assert standing(9, 1, 5, "note") == "note that earned it"
    assert standing(9, 1, 4, "note") == standing(1, 9, 5, "note") == "note"
    assert row("T01", "", "error", [Judged("x", finding(1), None)]).precision is None


def test_rows_tell_rule_mechanism_and_severity_apart() -> None:
    made = [
        finding(1),
        finding(2, mechanism="codes"),
        finding(3, severity="note"),
        finding(4),
        finding(5, severity="rounding"),
    ]
    judged = judge_record(record(*made), "x", [entry(made[0]), entry(made[1], "false")], None)
    table = [(r.rule, r.mechanism, r.severity, r.true, r.false, r.unjudged) for r in rows(judged)]
    assert table == [
        ("T01", "codes", "error", 0, 1, 0),
        ("T01", "header", "error", 1, 0, 1),
        ("T01", "header", "note", 0, 0, 1),
        ("T01", "header", "rounding", 0, 0, 1),
    ]


def test_the_verbs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Verdicts are put by what they judged; the table and what was lost come from them."""
    then, now, blind, target = (tmp_path / name for name in ("then", "now", "blind", "adjudicated.json"))
    for folder in (then, now, blind):
        folder.mkdir()
    was = [finding(n, mechanism=None) for n in range(1, 5)]
    (then / "x.json").write_text(record(*was).model_dump_json(), encoding="utf-8")
    (now / "x.json").write_text(record(finding(1), finding(2)).model_dump_json(), encoding="utf-8")
    said = [
        {"n": n, "key": f.key, "verdict": v, "why": "看过", "mechanism": m, "message": f.message}
        for n, (f, v, m) in enumerate(
            zip(was, ("true", "false", "false", "true"), ("", "其中", "", ""), strict=True)
        )
    ]
    said.append({"key": "T01-no-such", "verdict": "true", "why": "看过"})
    (blind / "x.json").write_text(json.dumps(said), encoding="utf-8")

    told = CliRunner().invoke(
        verdicts_verb.command, [str(blind), "--records", str(then), "--into", str(target)]
    )
    assert told.exit_code == 1, "a verdict on a finding that no record has"
    assert "T01-no-such" in told.output
    assert len(read_judgements(target)["x"]) == 4

    monkeypatch.setattr(judgements, "ADJUDICATED", target)
    out = tmp_path / "precision.json"
    told = CliRunner().invoke(precision_verb.command, [str(now), "--json", str(out)])
    assert told.exit_code == 0, told.output
    assert "T01-4-0" in told.output
    data = json.loads(out.read_text(encoding="utf-8"))
    assert data["errors"]["precision"] == 0.5
    assert data["true_lost"] == [["x", "T01-4-0"]]
    assert data["rows"][0]["standing"] == "not earned"


def test_the_same_claim_over_other_parts_is_told() -> None:
    """No verdict on it, but whoever judges it is shown the earlier one."""
    judged = entry(finding(1), "false")
    parts = finding(1).model_copy(
        update={"operands": [finding(1).operands[0], *finding(2).operands], "key": "T01-9-9"}
    )
    assert judged_of([parts], [judged]) == [None]
    assert accused_again(parts, [entry(finding(2)), judged]) == judged
    assert accused_again(finding(2), [judged]) is None
    assert accused_again(parts.model_copy(update={"rule": "T02"}), [judged]) is None


def test_a_label_makes_a_finding_true_or_arguable() -> None:
    """A label that is no error does not bear out one."""
    doc = bundled("baotou-2026-budget")
    errors = [label for label in doc.gold.inconsistencies if label.severity in ("error", "rounding")]
    made = perfect(doc.gold)
    judged = judge_record(made, doc.doc_id, [], doc)
    assert [one.verdict for one in judged].count("true") == len(errors)
    assert {one.verdict for one in judged} == {"true", "arguable"}
    assert judge_record(made, doc.doc_id, [entry(made.findings[0], "false")], doc)[0].verdict == "false"


def test_every_evaluator_that_may_say_error_has_its_ground_in_one_place() -> None:
    """An entry for each, no entry for one that is gone; what has none, or is not yet proved, is a note."""
    grounds = {one.evaluator for one in EARNED.values()}
    assert {rule.name for rule in CATALOGUE if rule.severity == "error"} <= grounds
    assert grounds <= {rule.name for rule in CATALOGUE}
    assert all(one.reason for one in EARNED.values())
    assert may_accuse("within.row_totals", "header")
    assert not may_accuse("sums.enumerations", "section")
    assert not may_accuse("within.row_totals", "by ear")


def test_rules_of_one_evaluator_earn_together() -> None:
    judged = [
        Judged(f"d{n}", finding(n, rule, mechanism="single"), "true")
        for n, rule in enumerate(("P01", "P02", "P09"))
    ]
    (one,) = by_evaluator(judged)
    assert (one.rule, one.mechanism, one.documents, one.true) == ("prose.table", "single", 3, 3)
