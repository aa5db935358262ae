"""Files are whole or not there, have the mode that the umask leaves, and a full disk is one clear line everywhere."""

from __future__ import annotations

import errno
import os
import pickle
import shutil
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gouji.cli import gouji
from gouji.errors import GoujiError, OutputError
from gouji.llm.cache import ReplyCache
from gouji.output.atomic import make_folder, write_atomically, write_bytes, write_text
from gouji.review.log import Log
from tests.corpus import ROOT, seed
from tests.full_disk import files_of, fill, small_disk
from tests.review_pdf import make_pdf
from tests.review_support import give, small_record, small_table, workspace_of
from tests.test_review_log import event

FULL = "磁盘已满"


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def run(*arguments: object, **streams: object) -> subprocess.CompletedProcess[str]:
    """``gouji`` in a process of its own."""
    command = [sys.executable, "-c", "from gouji.cli import main; main()", *map(str, arguments)]
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams}
    return subprocess.run(command, text=True, cwd=ROOT, check=False, **streams)  # type: ignore[call-overload, no-any-return]


def one_line(text: str) -> str:
    lines = text.splitlines()
    assert len(lines) == 1, text
    assert "Traceback" not in text
    return lines[0]


# ---- one file ----------------------------------------------------------------------------------


@pytest.mark.parametrize("mask", [0o077, 0o027, 0o022, 0o002])
def test_a_file_has_the_mode_that_the_umask_leaves(tmp_path: Path, mask: int) -> None:
    with umask(mask):
        write_text(tmp_path / "a.txt", "x")
        write_atomically(tmp_path / "b.bin", lambda part: shutil.copy(tmp_path / "a.txt", part) and None)
        Log(tmp_path / "log").append([event(1)])
        make_folder(tmp_path / "folder")
    for name in ("a.txt", "log"):
        assert mode(tmp_path / name) == 0o666 & ~mask
    assert mode(tmp_path / "folder") == 0o777 & ~mask


def test_what_extract_writes_has_the_mode_that_the_umask_leaves(tmp_path: Path) -> None:
    """The files are written by worker processes."""
    with umask(0o077):
        done = run("extract", seed("haidong-2025-budget"), "-o", tmp_path / "out")
    assert done.returncode == 0
    assert {mode(path) for path in (tmp_path / "out").iterdir()} == {0o600}
    assert mode(tmp_path / "out") == 0o700


def test_the_cache_of_replies_is_the_users_own(tmp_path: Path) -> None:
    """It quotes documents: nobody else reads it, whatever the umask; SQLite's own files beside it likewise."""
    with umask(0):
        cache = ReplyCache(tmp_path / "new" / "c.sqlite")
        cache.claim("key", 1.0)
        modes = {path.name: mode(path) for path in (tmp_path / "new").iterdir()}
        cache.close()
    assert len(modes) == 3
    assert set(modes.values()) == {0o600}


def test_a_full_disk_leaves_the_file_that_was_there(tmp_path: Path) -> None:
    path = write_text(tmp_path / "a.json", "old")

    def half(part: Path) -> None:
        part.write_text("half")
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OutputError, match=FULL) as caught:
        write_atomically(path, half)
    assert caught.value.one_line().startswith(f"{path}: ")
    assert caught.value.hint
    assert [p.name for p in tmp_path.iterdir()] == ["a.json"]
    assert path.read_text() == "old"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, FULL),
        (errno.EDQUOT, "配额"),
        (errno.EFBIG, "文件大小"),
        (errno.EROFS, "只读"),
        (errno.EACCES, "没有权限"),
        (errno.EIO, os.strerror(errno.EIO)),
    ],
)
def test_what_the_system_refuses_is_said_in_words(number: int, words: str) -> None:
    line = OutputError.of("a.json", OSError(number, os.strerror(number))).one_line()
    assert line.startswith("a.json: 写不进去：")
    assert words in line


def test_a_place_that_cannot_hold_the_file_is_named(tmp_path: Path) -> None:
    write_text(tmp_path / "file", "x")
    for path in (tmp_path / "missing" / "a", tmp_path / "file" / "a", tmp_path, tmp_path / ("字" * 200)):
        with pytest.raises(OutputError, match="写不进去"):
            write_text(path, "x")
    with pytest.raises(OutputError, match="写不进去"):
        make_folder(tmp_path / "file")


def test_a_link_stays_and_what_it_leads_to_is_written(tmp_path: Path) -> None:
    real = write_text(tmp_path / "real", "old")
    link = tmp_path / "link"
    link.symlink_to(real)
    write_text(link, "new")
    assert link.is_symlink()
    assert real.read_text() == "new"


def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    """As /dev/stdout is: a file put in the place of a device would be a disaster for root."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    write_bytes(pipe, b"data")
    reader.join(timeout=30)
    assert got == [b"data"]
    assert pipe.is_fifo()


def test_an_error_comes_back_whole_from_a_worker_process() -> None:
    for error in (OutputError.of("a", OSError(errno.ENOSPC, "x")), GoujiError("a", "b", "c")):
        again = pickle.loads(pickle.dumps(error))
        assert (type(again), again.one_line()) == (type(error), error.one_line())


# ---- every verb on a full disk -----------------------------------------------------------------


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk") as mounted:
        yield mounted


def refused(result: Result) -> str:
    """The one line of a verb that ended for want of space."""
    assert isinstance(result.exception, OutputError), result.output
    assert result.exception.exit_code == 2
    assert FULL in str(result.exception)
    return result.exception.one_line()


def test_extract_on_a_full_disk(disk: Path, tmp_path: Path) -> None:
    """What was written before stays, nothing is half there, and with space again the run goes on."""
    sources = tmp_path / "in"
    sources.mkdir()
    shutil.copy(seed("haidong-2025-budget"), sources / "a.txt")
    assert run("extract", sources, "-o", disk).returncode == 0
    before = files_of(disk)
    shutil.copy(seed("ordos-2025-budget"), sources / "b.txt")
    fill(disk, spare=4096)
    done = run("extract", sources, "-o", disk)
    assert done.returncode == 2
    line = one_line("".join(line for line in done.stderr.splitlines(keepends=True) if FULL in line))
    assert line.startswith(f"gouji: {disk / 'b.'}")
    assert "Traceback" not in done.stderr
    assert files_of(disk) == before
    (disk / "filler").unlink()
    assert run("extract", sources, "-o", disk).returncode == 0
    assert {"a.json", "b.json"} <= files_of(disk).keys()


@pytest.mark.parametrize("form", ["text", "json", "sarif", "csv", "xlsx"])
def test_check_on_a_full_disk(disk: Path, tmp_path: Path, form: str) -> None:
    source = make_pdf(tmp_path / "a.pdf")
    target = disk / "report"
    target.write_bytes(b"old")
    fill(disk)
    for option in ("-o", "--write-baseline", "--annotate"):
        options = ["--format", form] if form != "xlsx" or option == "-o" else ["--format", "text"]
        result = CliRunner().invoke(gouji, ["check", str(source), *options, option, str(target)])
        assert refused(result).startswith(f"{target}: ")
        assert files_of(disk) == {"report": b"old"}


@pytest.mark.parametrize(
    "arguments",
    [
        ["apply"],
        ["html"],
        ["gold", "--audit", "1"],
        *(["export", "--all", "--format", form] for form in ("xlsx", "csv", "jsonl", "label-studio")),
    ],
    ids=" ".join,
)
def test_review_on_a_full_disk(disk: Path, arguments: list[str]) -> None:
    workspace = workspace_of(disk, small_record(tables=[small_table(sure=False)]))
    for item in workspace.items.values():
        give(workspace, item, "document_wrong" if item.kind == "finding" else "accept")
    before = files_of(disk)
    fill(disk)
    result = CliRunner().invoke(gouji, ["review", *arguments, str(disk)])
    assert str(disk) in refused(result)
    assert files_of(disk) == before


def test_an_answer_on_a_full_disk_is_refused_and_the_log_stays_whole(disk: Path) -> None:
    log = Log(disk / "log")
    log.append([event(1)])
    fill(disk)
    before = log.path.read_bytes()
    many = [event(number, item="i" * 400) for number in range(2, 40)]
    with pytest.raises(OutputError, match=FULL) as caught:
        log.append(many)
    assert caught.value.one_line().startswith(f"{log.path}: ")
    assert log.path.read_bytes() == before
    (disk / "filler").unlink()
    log.append(many)
    assert len(Log(log.path).events()) == 39


def test_a_torn_line_stays_where_it_is_when_there_is_no_space_to_put_it_aside(disk: Path) -> None:
    log = Log(disk / "log")
    log.append([event(1)])
    with log.path.open("ab") as file:
        file.write(b'{"event_id": "half')
    fill(disk)
    before = log.path.read_bytes()
    with pytest.raises(OutputError, match=FULL):
        Log(log.path).append([event(2)])
    assert log.path.read_bytes() == before


def test_a_cache_on_a_full_disk_names_its_file(disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not opened, and nobody is told to delete what was paid for."""
    fill(disk)
    monkeypatch.setenv("GOUJI_LLM_CACHE", str(disk / "c.sqlite"))
    with pytest.raises(OutputError) as caught:
        ReplyCache(disk / "c.sqlite")
    assert caught.value.one_line().startswith(f"{disk / 'c.sqlite'}: ")
    assert "删" not in caught.value.one_line()


@pytest.mark.parametrize("verb", ["report", "draft", "robustness"])
def test_eval_on_a_full_disk(disk: Path, verb: str) -> None:
    fill(disk)
    out = disk / "out"
    arguments = {
        "report": ["run", "haidong-2025-budget"],
        "draft": ["gold", "draft", str(seed("haidong-2025-budget"))],
        "robustness": ["robustness", "--docs", "1", "--jobs", "1"],
    }[verb]
    assert str(out) in refused(CliRunner().invoke(gouji, ["eval", *arguments, "-o", str(out)]))
    assert files_of(disk) == {}


# ---- the streams -------------------------------------------------------------------------------

DEV_FULL = Path("/dev/full")
needs_full_device = pytest.mark.skipif(not DEV_FULL.exists(), reason="needs /dev/full (Linux)")


@needs_full_device
@pytest.mark.parametrize(
    "arguments",
    [
        ["schema"],
        ["--help"],
        ["check", str(seed("haidong-2025-budget"))],
        ["extract", "--json", str(seed("haidong-2025-budget"))],
        ["extract", "-o", "{tmp}", str(seed("haidong-2025-budget"))],
    ],
    ids=["schema", "help", "check", "extract-json", "extract-screen"],
)
def test_a_stdout_that_takes_no_more_is_one_line(tmp_path: Path, arguments: list[str]) -> None:
    with DEV_FULL.open("w") as full:
        done = run(*(argument.format(tmp=tmp_path) for argument in arguments), stdout=full)
    assert done.returncode == 2
    assert one_line(done.stderr).startswith("gouji: stdout: 写不进去：磁盘已满")


@pytest.mark.parametrize("arguments", [["schema"], ["check", str(seed("haidong-2025-budget"))]])
def test_a_reader_that_went_away_is_no_error_to_talk_about(arguments: list[str]) -> None:
    """``gouji … | head -1``."""
    reader, writer = os.pipe()
    os.close(reader)
    done = run(*arguments, stdout=writer)
    os.close(writer)
    assert done.stderr == ""
    assert done.returncode != 0


@needs_full_device
def test_a_stderr_that_takes_no_more_keeps_the_exit_code(tmp_path: Path) -> None:
    with DEV_FULL.open("w") as full:
        assert run("check", tmp_path / "missing.txt", stderr=full).returncode == 2
