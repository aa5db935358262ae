"""Files of the first form (record, baseline, log, judgements), and files of a form that is yet to come.

``tests/cases/first_form`` was written by the program before records had a version and findings a key.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gouji import one_document as work
from gouji.checks.engine import run_checks
from gouji.checks.keys import finding_key
from gouji.cli import gouji
from gouji.errors import ConfigError, RecordError
from gouji.eval import runs
from gouji.eval.adjudication import judge, rekeyed
from gouji.eval.gold_folders import BUNDLED, load_gold, read_adjudication
from gouji.jobs import Job
from gouji.options import Options
from gouji.output.jsonout import write_json
from gouji.records import MIGRATIONS, parse_record, read_record
from gouji.review.decisions import orphans
from gouji.review.stats import stats
from gouji.review.workspace import Workspace, load_records, open_workspace
from gouji.schemas.record import RECORD_VERSION
from tests.corpus import SEEDS, seed
from tests.review_support import NO_AUDIT, give, seed_record, small_record

FIRST = Path(__file__).parent / "cases" / "first_form"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(gouji, [str(a) for a in arguments])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The files of the first form, as they lay beside each other."""
    shutil.copytree(FIRST, tmp_path / "out")
    return tmp_path / "out"


def test_a_record_of_the_first_form_is_read_and_gets_keys() -> None:
    raw = json.loads((FIRST / "small.json").read_text(encoding="utf-8"))
    assert "schema_version" not in raw and "key" not in raw["findings"][0]
    record = read_record(FIRST / "small.json")
    assert record.schema_version == RECORD_VERSION
    assert [f.key for f in record.findings] == [f.key for f in run_checks(record)[0]]
    assert all(f.key for f in record.findings)


def test_there_is_a_step_for_every_earlier_version() -> None:
    assert set(MIGRATIONS) == set(range(1, RECORD_VERSION))


def test_what_is_written_says_its_version(tmp_path: Path) -> None:
    write_json(small_record(), tmp_path / "r.json")
    first, second = (tmp_path / "r.json").read_text(encoding="utf-8").splitlines()[:2]
    assert (first, second.strip()) == ("{", f'"schema_version": {RECORD_VERSION},')
    schema = json.loads(run("schema").stdout)
    assert schema["properties"]["schema_version"]["const"] == RECORD_VERSION
    assert "key" in schema["$defs"]["Finding"]["properties"]


def later(path: Path) -> Path:
    data = json.loads((FIRST / "small.json").read_text(encoding="utf-8"))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"schema_version": RECORD_VERSION + 1, **data, "novel": {}}), encoding="utf-8")
    return path


def test_a_later_record_is_refused_in_one_line_by_every_reader(tmp_path: Path) -> None:
    path = later(tmp_path / "small.json")
    said = set()
    for reader in (
        read_record,
        runs.read_record,
        lambda p: load_records([p]),
        lambda p: load_records([p.parent]),
    ):
        with pytest.raises(RecordError) as caught:
            reader(path)
        said.add(caught.value.one_line())
    (line,) = said
    assert f"第 {RECORD_VERSION + 1} 版" in line and "升级" in line and "\n" not in line
    refused = run("check", path)
    assert refused.exit_code == 2 and refused.stderr.splitlines() == [f"gouji: {line}"]


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b"{}", b'{"schema_version": 0}', b'{"schema_version": "x"}', b"\xff\xfe"]
)
def test_what_is_no_record_is_refused(data: bytes) -> None:
    with pytest.raises(RecordError, match="不是 gouji 的记录"):
        parse_record(data, "x.json")


def test_a_record_of_another_program_is_not_finished(tmp_path: Path) -> None:
    """An earlier or later form written by another version of the program is read again, not skipped."""
    source = tmp_path / "doc.txt"
    source.write_text("一、部门职责\n无。\n", encoding="utf-8")
    (tmp_path / "out").mkdir()
    job = Job(path=source, doc_id="doc", options=Options(), out=tmp_path / "out")
    assert work.read_job(job).status == "done"
    assert job.json_path is not None
    assert work.finished_record(job) is not None
    made = json.loads(job.json_path.read_text(encoding="utf-8"))
    earlier = {key: value for key, value in made.items() if key != "schema_version"}
    for changed in (
        {**earlier, "run": {**made["run"], "version": "0.0.1"}},
        {**made, "schema_version": RECORD_VERSION + 1},
    ):
        job.json_path.write_text(json.dumps(changed), encoding="utf-8")
        assert work.finished_record(job) is None
    assert work.read_job(job).status == "done"
    assert read_record(job.json_path).run.version == made["run"]["version"]


def test_a_baseline_of_the_first_form_is_still_accepted(folder: Path) -> None:
    assert run("check", folder / "small.json").exit_code == 1
    assert run("check", folder / "small.json", "--baseline", folder / "baseline.json").exit_code == 0


def test_a_baseline_says_its_version_and_a_later_one_is_refused(folder: Path) -> None:
    made = folder / "made.json.baseline"
    run("check", folder / "small.json", "--write-baseline", made)
    data = json.loads(made.read_text(encoding="utf-8"))
    assert data["version"] == 2
    assert run("check", folder / "small.json", "--baseline", made).exit_code == 0
    made.write_text(json.dumps({**data, "version": 3}), encoding="utf-8")
    refused = run("check", folder / "small.json", "--baseline", made).exception
    assert isinstance(refused, ConfigError) and "第 3 版" in refused.one_line()


def workspace_over(folder: Path) -> Workspace:
    return open_workspace([folder / "small.json"], choice=NO_AUDIT)


def test_a_log_of_the_first_form_answers_the_same_questions(folder: Path) -> None:
    """One finding was confirmed, one called a false alarm; both stand, under other ids than then."""
    workspace = workspace_over(folder)
    log = workspace.log.events()
    assert not {event.item_id for event in log} & workspace.items.keys()
    stands = {item.label[:4]: workspace.decisions()[name] for name, item in workspace.items.items()}
    assert all(d.state != "open" and d.reopened is None for d in stands.values())
    answers = {label: d.event.event_id for label, d in stands.items() if d.event is not None}
    assert answers == {"支出总表": log[0].event_id, "全文未载": log[1].event_id}
    assert orphans(workspace.items, log) == []
    assert "open" not in stats(list(workspace.items.values()), log).states


def test_a_new_answer_stands_on_the_old_one_and_the_old_lines_stay(folder: Path) -> None:
    path = folder / "review.log.jsonl"
    before = path.read_bytes()
    workspace = workspace_over(folder)
    item = next(i for i in workspace.items.values() if i.hard)
    with pytest.raises(ConfigError, match="已先作答"):
        give(workspace, item, "unsure", base="")
    give(workspace, item, "undo")
    assert workspace.decisions()[item.item_id].state == "open"
    give(workspace, item, "unsure", reviewer="李四")
    assert workspace.decisions()[item.item_id].state == "unsure"
    assert path.read_bytes().startswith(before)
    assert stats(list(workspace.items.values()), workspace.log.events()).pairs[0].differ == 1


def test_a_changed_figure_reopens_an_old_answer(folder: Path) -> None:
    text = (folder / "small.json").read_text(encoding="utf-8").replace('"21.00"', '"22.00"')
    (folder / "small.json").write_text(text, encoding="utf-8")
    workspace = workspace_over(folder)
    item = next(i for i in workspace.items.values() if i.hard)
    assert workspace.decisions()[item.item_id].reopened


def test_judgements_of_the_first_form_are_found_and_rekeyed() -> None:
    record = read_record(FIRST / "small.json")
    old = read_adjudication(FIRST / "adjudicated.json")
    found = judge(record.findings, old)
    assert [j.verdict for j in found if j] == ["true"]
    new = rekeyed(record.findings, old)
    assert [j.key for j in new.findings] == [f.key for f in record.findings if f.rule == "T01"]
    assert [j.model_copy(update={"key": ""}) for j in new.findings] == [
        j.model_copy(update={"key": ""}) for j in old.findings
    ]
    assert [j is not None for j in judge(record.findings, new)] == [j is not None for j in found]


def test_rekeying_from_the_command_line(tmp_path: Path) -> None:
    """The same verdicts, no drafts, and what answers no finding keeps the key that it had."""
    (tmp_path / "records").mkdir()
    record = seed_record("ordos-2025-budget").model_copy(update={"doc_id": "demo"})
    write_json(record, tmp_path / "records" / "demo.json")
    place = tmp_path / "gold" / "demo"
    shutil.copytree(BUNDLED / "ordos-2025-budget", place)
    label = (place / "gold.json").read_text(encoding="utf-8").replace("ordos-2025-budget", "demo")
    (place / "gold.json").write_text(label, encoding="utf-8")
    file = place / "adjudicated.json"
    wanted = read_adjudication(file)
    stray = wanted.findings[0].model_copy(update={"key": "0123456789ab", "values": ["7"], "message": "别处"})
    lost = [j.model_copy(update={"key": "0" * 12}) for j in wanted.findings]
    file.write_text(
        wanted.model_copy(update={"findings": [*lost, stray]}).model_dump_json(indent=1), encoding="utf-8"
    )
    command = ("eval", "adjudicate", tmp_path / "records", "--gold", tmp_path / "gold", "--rekey")
    assert run(*command, "-o", tmp_path / "made").exit_code == 0
    made = read_adjudication(tmp_path / "made" / "demo" / "adjudicated.json")
    assert made.findings == [*wanted.findings, stray]


@pytest.mark.parametrize("name", SEEDS)
def test_bundled_judgements_bear_the_keys_of_findings(name: str) -> None:
    """What a judgement answers, it answers by the key, not by a likeness of words."""
    findings = seed_record(name).findings
    judged = load_gold(seed(name).with_name("gold.json")).adjudication
    answers = [(finding_key(f), j.key) for f, j in zip(findings, judge(findings, judged), strict=True) if j]
    assert [key for key, of_judgement in answers if key != of_judgement] == []
    assert bool(answers) == bool(judged.findings)
