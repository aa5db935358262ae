"""``gouji extract`` and ``gouji schema``: files, names, resume, streams, exit codes, Ctrl-C."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from gouji import batch
from gouji.cli import gouji
from gouji.cli.schema import MODELS, json_schema
from gouji.options import Options
from gouji.output.jsonout import record_data, to_text
from gouji.pipeline import extract
from gouji.read.inputs import collect, name_documents
from gouji.schemas.record import Record

ROOT = Path(__file__).parents[1]
SEEDS = sorted((ROOT / "eval" / "gold").glob("*/source.txt"))


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(gouji, [str(argument) for argument in arguments], catch_exceptions=False)


def write(path: Path, text: str = "一、主要职能\n负责全市医疗保障。\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_the_bundled_documents_are_named_by_their_folder(tmp_path: Path) -> None:
    """`make extract` writes <doc_id>.json and <doc_id>.xlsx for each of the five."""
    assert len(SEEDS) == 5
    result = run("extract", *SEEDS, "-o", tmp_path)
    names = {path.parent.name for path in SEEDS}
    assert result.exit_code == 0
    assert {path.stem for path in tmp_path.glob("*.json")} == names
    assert {path.stem for path in tmp_path.glob("*.xlsx")} == names
    for name in names:
        record = Record.model_validate_json((tmp_path / f"{name}.json").read_bytes())
        assert record.doc_id == name
        assert str(tmp_path / f"{name}.xlsx") in result.stdout


def test_json_is_one_record_a_line_on_stdout_and_nothing_else(tmp_path: Path) -> None:
    """Without -o nothing is written; talk goes to stderr; the order is that of the arguments."""
    first, second = write(tmp_path / "b.txt"), write(tmp_path / "a.txt")
    result = run("extract", first, second, "--json")
    assert [json.loads(line)["doc_id"] for line in result.stdout.splitlines()] == ["b", "a"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "b.txt"]


def test_a_record_validates_against_its_json_schema() -> None:
    """What is written is what `gouji schema` promises; an unknown key would be refused."""
    schema = json.loads(run("schema").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    data = record_data(extract(SEEDS[0], doc_id="seed"))
    jsonschema.validate(data, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**data, "unknown": 1}, schema)


@pytest.mark.parametrize("name", MODELS)
def test_every_schema_is_valid(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema(name))


def test_written_json_is_the_record_and_short_lists_stay_on_one_line() -> None:
    """The layout for the eye changes nothing in the data."""
    record = extract(SEEDS[0], doc_id="seed")
    assert Record.model_validate_json(to_text(record)) == record
    assert json.loads(to_text(record)) == record_data(record)


def test_a_finished_document_is_skipped_until_something_changes(tmp_path: Path) -> None:
    """The key is content, version and options; --force does it again."""
    source, out = write(tmp_path / "doc.txt"), tmp_path / "out"
    run("extract", source, "-o", out)
    written = (out / "doc.json").stat().st_mtime_ns

    assert "跳过" in run("extract", source, "-o", out).stdout
    assert (out / "doc.json").stat().st_mtime_ns == written
    assert "已写出" in run("extract", source, "-o", out, "--force").stdout
    assert "已写出" in run("extract", source, "-o", out, "--max-pages", "7").stdout
    write(source, "二、机构设置\n无。\n")
    assert "已写出" in run("extract", source, "-o", out, "--max-pages", "7").stdout
    (out / "doc.xlsx").unlink()
    assert "已写出" in run("extract", source, "-o", out, "--max-pages", "7").stdout
    (out / "doc.json").write_text("{", encoding="utf-8")
    assert "已写出" in run("extract", source, "-o", out, "--max-pages", "7").stdout


def test_a_directory_is_searched_below_and_hidden_files_are_left_out(tmp_path: Path) -> None:
    wanted = [write(tmp_path / "a" / "x.txt"), write(tmp_path / "b" / "c" / "y.MD")]
    write(tmp_path / ".cache" / "z.txt")
    write(tmp_path / "b" / "table.csv")
    assert collect([tmp_path]) == (wanted, [])


def test_a_document_named_twice_is_read_once(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt")
    assert collect([path, tmp_path, path])[0] == [path]


@pytest.mark.parametrize(
    ("paths", "names"),
    [
        (["a/x.txt", "b/y.txt"], ["x", "y"]),
        (["a/x.txt", "a/x.pdf"], ["x-txt", "x-pdf"]),
        (["a/x.txt", "b/x.txt"], ["a-x", "b-x"]),
        (["a/X.txt", "b/x.txt"], ["a-X", "b-x"]),
        (["one/source.txt", "two/source.txt"], ["one", "two"]),
        (["a/x.txt", "b/x.txt", "a-x.txt"], None),
        (["p/a/x.txt", "q/a/x.txt"], None),
        (["a/..txt", "a/con:x?.txt"], None),
    ],
)
def test_names_never_collide(paths: list[str], names: list[str] | None) -> None:
    """Shared names are told apart by extension, folder or digest, also where case does not count."""
    given = name_documents([Path(path) for path in paths])
    assert len({name.casefold() for name in given}) == len(paths)
    assert not any(set(name) & set('/\\:*?"<>|') for name in given)
    if names is not None:
        assert given == names


def test_an_output_path_that_is_a_file_is_refused(tmp_path: Path) -> None:
    source = write(tmp_path / "doc.txt")
    done = subprocess.run(
        [sys.executable, "-c", "from gouji.cli import main; main()", "extract", source, "-o", source],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("gouji: ")
    assert len(done.stderr.splitlines()) == 1


def test_a_process_that_dies_costs_only_its_document(tmp_path: Path) -> None:
    """The pool breaks; the other documents are done in processes of their own."""
    jobs = [
        batch.Job(write(tmp_path / f"{name}.txt"), name, Options(), out=tmp_path) for name in ("a", "b", "c")
    ]
    outcomes = {outcome.job.doc_id: outcome for outcome in batch.run_jobs(jobs, 2, work=die_at_b)}
    assert {name: outcome.status for name, outcome in outcomes.items()} == {
        "a": "done",
        "b": "failed",
        "c": "done",
    }
    assert "异常终止" in outcomes["b"].problems[0]


def test_an_error_of_ours_costs_only_its_document(tmp_path: Path) -> None:
    """A defect in a step is told in one line, with the name of the error, and the rest goes on."""
    jobs = [batch.Job(write(tmp_path / f"{name}.txt"), name, Options()) for name in ("a", "b")]
    outcomes = list(batch.run_jobs(jobs, 2, work=fail_at_b))
    assert [outcome.status for outcome in outcomes] == ["done", "failed"]
    assert "ZeroDivisionError" in outcomes[1].problems[0]


def die_at_b(job: batch.Job) -> batch.Outcome:
    if job.doc_id == "b":
        signal.raise_signal(signal.SIGKILL)
    return batch.run_job(job)


def fail_at_b(job: batch.Job) -> batch.Outcome:
    if job.doc_id == "b":
        raise ZeroDivisionError
    return batch.run_job(job)


needs_ps = pytest.mark.skipif(
    os.name != "posix" or shutil.which("ps") is None, reason="needs POSIX signals and ps"
)
STOPPED = [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)]


@needs_ps
@pytest.mark.parametrize(("name", "code"), STOPPED)
def test_stopped_by_a_signal_finished_files_are_whole(tmp_path: Path, name: str, code: int) -> None:
    """Stopped on the way: 128 + the signal, it says so, every file is complete, no worker is left."""
    out = tmp_path / "out"
    process = start_batch(tmp_path / "in", out)
    workers = workers_of(process, out)
    process.send_signal(signal.Signals[name])
    _, stderr = process.communicate(timeout=60)
    assert process.returncode == code
    assert re.search(r"已中断：[1-9]\d*/300", stderr)
    assert "Traceback" not in stderr
    assert_whole(out)
    assert not list(out.glob(".*"))
    assert_gone(workers)


@needs_ps
def test_killed_no_worker_is_left_and_the_next_run_goes_on(tmp_path: Path) -> None:
    """SIGKILL leaves no time for anything: the workers end all the same, and what they left is swept up later."""
    out = tmp_path / "out"
    process = start_batch(tmp_path / "in", out, never_ending())
    workers = workers_of(process, out)
    process.kill()
    process.communicate(timeout=60)
    assert_gone(workers)
    assert_whole(out)
    left = out / f".{workers[0]}-0123456789abcdef.part"
    left.touch()
    first = sorted((tmp_path / "in").glob("*.txt"))[:2]
    assert "跳过" in run("extract", *first, "-o", out).stdout
    assert not left.exists()


def never_ending() -> bytes:
    """A PDF that keeps MuPDF busy inside C, where no thread of Python gets its turn."""
    return (ROOT / "tests" / "cases" / "hostile" / "form-bomb-2^34.pdf").read_bytes()


def start_batch(folder: Path, out: Path, extra: bytes | None = None) -> subprocess.Popen[str]:
    """``gouji extract`` on 300 documents, in a process of its own."""
    source = SEEDS[0].read_text(encoding="utf-8")
    for number in range(300):
        write(folder / f"{number:03}.txt", source)
    if extra is not None:
        (folder / "001.pdf").write_bytes(extra)
    program = "; ".join(
        [
            "import signal",
            *(f"signal.signal(signal.{name}, signal.SIG_DFL)" for name in ("SIGTERM", "SIGHUP")),
            "signal.signal(signal.SIGINT, signal.default_int_handler)",  # the test itself may run under nohup
            "from gouji.cli import main",
            "main()",
        ]
    )
    return subprocess.Popen(
        [sys.executable, "-c", program, "extract", folder, "-o", out],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        start_new_session=True,
    )


def workers_of(process: subprocess.Popen[str], out: Path) -> list[int]:
    """The processes below ``process``, once some files are written."""
    deadline = time.monotonic() + 120
    while len(list(out.glob("*.json"))) < 4 and time.monotonic() < deadline:
        time.sleep(0.02)
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True)
    pairs = [tuple(map(int, line.split())) for line in listed.stdout.splitlines()]
    found = [pid for pid, parent in pairs if parent == process.pid]
    assert found, "no worker seen: nothing would be shown"
    return found


def assert_gone(pids: list[int]) -> None:
    """Wait until none of the processes is there any more; a zombie is gone."""
    deadline = time.monotonic() + 60
    while alive := [pid for pid in pids if is_running(pid)]:
        assert time.monotonic() < deadline, f"still running: {alive}"
        time.sleep(0.1)


def is_running(pid: int) -> bool:
    found = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return bool(found.stdout.strip()) and not found.stdout.strip().startswith("Z")


def assert_whole(out: Path) -> None:
    finished = list(out.glob("*.json"))
    assert 0 < len(finished) < 300
    for path in finished:
        Record.model_validate_json(path.read_bytes())
        assert path.with_suffix(".xlsx").is_file()


def test_english_words_on_request(tmp_path: Path) -> None:
    result = run("extract", write(tmp_path / "doc.txt"), "-o", tmp_path / "out", "--lang", "en")
    assert "written" in result.stdout
