"""Keys of findings: what they survive, what they tell apart, and that one definition serves all."""

from __future__ import annotations

import csv
import io
import json
import re
from copy import deepcopy
from pathlib import Path

import pytest
from click.testing import CliRunner

from gouji.checks import renamed
from gouji.checks.engine import run_checks
from gouji.checks.keys import current_key, finding_key, question_of, with_keys
from gouji.checks.renamed import RENAMED, current_rule, names_of
from gouji.checks.rules import CATALOGUE
from gouji.checks.selection import Baseline, first_keys, rule_ids
from gouji.cli.check import command as check_command
from gouji.eval.adjudication import draft, judge
from gouji.pipeline import extract
from gouji.review.queue import build_queue
from gouji.schemas.gold import Adjudication
from gouji.schemas.record import Evidence, Finding, Operand, Record
from tests.checks_support import Data, budget, cell, record_of, state, table
from tests.corpus import seed
from tests.review_pdf import make_pdf
from tests.review_support import NO_AUDIT, give, seed_record, small_record, small_table, workspace_of

FORM = re.compile(r"[A-Z]\d+-[0-9a-f]{12}-[0-9a-f]{8}(-\d+)?")
ORDOS = "ordos-2025-budget"
STAFF = (
    "人员情况表\n",
    "单位：人\n",
    "单位名称\t编制数\t实有数\n",
    "甲\t10\t9\n",
    "乙\t12\t12\n",
    "合计\t22\t21\n",
)
"""A table that stands in no bundled document and that no rule is about."""


def wrong() -> Data:
    """The clean budget with a total and an increase misprinted."""
    data = budget()
    for edit in (cell("t07", 1, 2, "77.00"), state("s35", change="6.01")):
        edit(data)
    return data


def findings_of(data: Data, lang: str = "zh") -> list[Finding]:
    record, document = record_of(data)
    return run_checks(record, document, lang=lang)[0]


def keys(findings: list[Finding]) -> list[str]:
    return [finding.key for finding in findings]


def with_a_table_in_front(data: Data) -> Data:
    """The same document after a reader has come to see one table more; all ids shift by one."""
    shifted = deepcopy(data)
    for found in (*shifted["tables"], *shifted["statements"]):
        found["id"] = f"{found['id'][0]}{int(found['id'][1:]) + 1:02d}"
    shifted["tables"].insert(
        0, table("t01", "other", "人员情况表", "单位名称|编制数", ["甲单位|10", "乙单位|12"])
    )
    return shifted


def test_every_finding_has_a_key_of_its_own_in_one_form() -> None:
    found = keys(findings_of(wrong()))
    assert len(found) >= 3
    assert all(FORM.fullmatch(key) for key in found)
    assert len(set(found)) == len(found)


def test_keys_survive_renumbering() -> None:
    before, after = findings_of(wrong()), findings_of(with_a_table_in_front(wrong()))
    assert [first_keys(f) for f in before] != [first_keys(f) for f in after], "the ids did shift"
    assert keys(before) == keys(after)


def test_keys_survive_another_language_and_version() -> None:
    zh, en = findings_of(wrong()), findings_of(wrong(), "en")
    assert [f.message for f in zh] != [f.message for f in en]
    assert keys(zh) == keys(en)
    newer = wrong()
    newer["run"]["version"] = "99.0"
    assert keys(findings_of(newer)) == keys(zh)


def test_keys_of_a_text_survive_a_table_in_front(tmp_path: Path) -> None:
    """A real document with one table more near its head: ids and line numbers shift, no key does."""
    first, *rest = seed(ORDOS).read_text(encoding="utf-8").splitlines(keepends=True)
    longer = tmp_path / "longer.txt"
    longer.write_text("".join([first, "\n", *STAFF, "\n", *rest]), encoding="utf-8")
    before, after = seed_record(ORDOS), extract(longer, doc_id=ORDOS)
    assert len(after.tables) == len(before.tables) + 1
    assert {first_keys(f) for f in before.findings} != {first_keys(f) for f in after.findings}
    assert set(keys(before.findings)) == set(keys(after.findings))


def test_keys_of_a_pdf_survive_a_page_in_front(tmp_path: Path) -> None:
    import pymupdf

    source, longer = make_pdf(tmp_path / "a.pdf"), tmp_path / "b.pdf"
    with pymupdf.open(source) as document:
        page = document.new_page(0)
        page.insert_text((100, 100), "2025年部门预算公开", fontname="china-s", fontsize=15)
        document.save(longer)
    before, after = extract(source, doc_id="d"), extract(longer, doc_id="d")
    placed = [o.evidence.page for f in after.findings for o in f.operands if o.evidence is not None]
    assert placed and set(placed) == {2}
    assert keys(before.findings) == keys(after.findings)


def test_a_line_of_text_is_known_by_its_words() -> None:
    def on(line: int, words: str) -> Finding:
        operand = Operand(where=f"第{line}行", value="主主要", quote=words, evidence=Evidence(line=line))
        return Finding(id="f", rule="M14", type="duplicate", severity="note", message="m", operands=[operand])

    assert finding_key(on(157, "主主要用于")) == finding_key(on(163, "主 主要用于"))
    assert finding_key(on(157, "主主要用于")) != finding_key(on(157, "主主要原因"))


def test_a_changed_figure_is_another_key_and_the_same_question() -> None:
    """Who accepts a finding does not accept the next mistake in the same cell."""
    other = budget()
    for edit in (cell("t07", 1, 2, "78.00"), state("s35", change="6.01")):
        edit(other)
    one, two = set(keys(findings_of(wrong()))), set(keys(findings_of(other)))
    assert one & two and one - two and two - one
    assert {question_of(key) for key in one - two} == {question_of(key) for key in two - one}


def test_separators_and_width_of_printed_digits_do_not_matter() -> None:
    def printed(value: str) -> Finding:
        operands = [Operand(where="t01 合计/金额", value=value)]
        return Finding(id="f", rule="T01", type="percent", severity="error", message="m", operands=operands)

    assert finding_key(printed("1,234.50")) == finding_key(printed("１２３４.５０"))
    assert finding_key(printed("1,234.50")) != finding_key(printed("1,234.5"))


def test_findings_that_say_the_same_are_told_apart_by_their_order() -> None:
    record = small_record(tables=[small_table("21.00")])
    one = next(f for f in record.findings if f.type == "table_arithmetic")
    keyed = with_keys([one, one, one], record.tables)
    assert keys(keyed) == [one.key, f"{one.key}-2", f"{one.key}-3"]
    assert keys(with_keys(keyed, record.tables)) == keys(keyed)


def test_forms_of_one_title_are_told_apart_by_their_project() -> None:
    """Five sheets 项目支出绩效自评表, in whatever order they are bound."""
    record = seed_record("baotou-center-2022-final")
    turned = record.model_copy(update={"tables": record.tables[::-1]})
    found = keys(record.findings)
    assert not [key for key in found if key.count("-") > 2]
    assert set(keys(run_checks(turned)[0])) == set(keys(run_checks(record)[0]))


def test_two_findings_of_a_rule_about_one_sentence_are_one_question() -> None:
    """They have keys of their own, and one look at the sentence settles both, as it did before there were keys."""
    place = Evidence(line=9, span=(0, 14))
    said = [
        Operand(where="一 支出", value="5.00", evidence=place),
        Operand(where="一 支出 增减额", value="1.00", evidence=place),
    ]
    common = {"id": "f", "rule": "Q30", "type": "prose_vs_prose", "severity": "error", "message": "m"}
    pair = [Finding.model_validate({**common, "operands": [operand]}) for operand in said]
    record = small_record(tables=[])
    record = record.model_copy(update={"findings": with_keys(pair, record.tables)})
    items = [item for item in build_queue([record], NO_AUDIT) if item.kind == "finding"]
    assert [item.findings for item in items] == [keys(record.findings)]
    assert len(set(keys(record.findings))) == 2


def test_a_key_from_a_file_is_no_more_than_a_key() -> None:
    """Records are untrusted: no markup, formula or path comes in by the key."""
    record = small_record(tables=[small_table("21.00")])
    text = record.model_dump_json()
    for evil in ("<b>", "=1+1", "../x", "a b"):
        with pytest.raises(ValueError, match="pattern"):
            Record.model_validate_json(text.replace(record.findings[0].key, evil))


def test_one_definition_for_report_sarif_review_and_adjudication(tmp_path: Path) -> None:
    record = small_record(tables=[small_table("21.00")])
    path = tmp_path / "small.json"
    path.write_text(record.model_dump_json(), encoding="utf-8")

    def output(form: str) -> str:
        return CliRunner().invoke(check_command, [str(path), "--format", form]).output

    wanted = set(keys(record.findings))
    assert {f["key"] for f in json.loads(output("json"))["documents"][0]["findings"]} == wanted
    results = json.loads(output("sarif"))["runs"][0]["results"]
    assert {result["partialFingerprints"]["gouji/v2"] for result in results} == wanted
    assert {row["键"] for row in csv.DictReader(io.StringIO(output("csv")))} == wanted
    assert {key for item in build_queue([record], NO_AUDIT) for key in item.findings} == wanted
    assert {draft(finding).key for finding in record.findings} == wanted


def test_a_renamed_rule_is_found_under_its_new_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A baseline, a judgement and an answer that name T01 are about T98 after T01 → T97 → T98."""
    before = small_record(tables=[small_table("21.00")])
    old = next(f for f in before.findings if f.rule == "T01")
    judgement = draft(old).model_copy(update={"verdict": "true", "reason": "读过原文"})
    workspace = workspace_of(tmp_path, before)
    give(workspace, next(i for i in workspace.items.values() if finding_key(old) in i.findings), "unsure")

    monkeypatch.setattr(renamed, "RENAMED", {"T01": "T97", "T97": "T98"})
    [new] = with_keys([old.model_copy(update={"rule": "T98"})], before.tables)
    assert new.key.startswith("T98-")
    assert current_key(old.key) == finding_key(old) == new.key
    assert Baseline(frozenset({current_key(old.key)})).accepts(new)
    assert Baseline(frozenset(first_keys(old))).accepts(new), "a baseline of the first form"
    adjudication = Adjudication(doc_id="small", findings=[judgement])
    assert judge([new], adjudication) == [judgement]

    after = workspace_of(tmp_path, before.model_copy(update={"findings": [new]}))
    assert [d.state for d in after.decisions().values()] == ["unsure"]


def test_renaming_is_followed_to_the_end() -> None:
    table = {"A01": "A02", "A02": "A03", "B01": "A03"}
    assert [current_rule(rule, table) for rule in ("A01", "B01", "A03", "Z")] == ["A03", "A03", "A03", "Z"]
    assert names_of("A03", table) == ("A03", "A01", "A02", "B01")
    assert current_key("B01-123456789abc-12345678-2", table) == "A03-123456789abc-12345678-2"
    assert current_key("0123456789ab", table) == "0123456789ab"


def test_a_rule_may_be_selected_by_an_earlier_id(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renamed, "RENAMED", {"Z77": "T01"})
    assert rule_ids(["z77,A"]) == ("T01", "A")


def test_the_table_of_renamed_rules_leads_to_rules_that_there_are() -> None:
    known = {rule.id for rule in CATALOGUE}
    assert not known & RENAMED.keys(), "an id is never given to another rule"
    assert {current_rule(old) for old in RENAMED} <= known


def test_a_finding_keeps_its_key_in_the_record() -> None:
    record = seed_record(ORDOS)
    again = Record.model_validate_json(record.model_dump_json())
    assert keys(again.findings) == [finding_key(f) for f in record.findings]
