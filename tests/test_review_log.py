"""The log of answers: durable, append-only, safe for several writers, states derived from it."""

from __future__ import annotations

import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from gouji.cli import gouji
from gouji.errors import ConfigError
from gouji.review.decisions import orphans
from gouji.review.log import Log
from gouji.review.workspace import ConflictError, GivenAnswer, open_workspace
from gouji.schemas.review import Event, Typed
from tests.corpus import ROOT
from tests.review_support import (
    NO_AUDIT,
    disputed_statement,
    give,
    only,
    small_record,
    small_table,
    workspace_of,
)


def event(number: int, item: str = "i") -> Event:
    return Event(
        event_id=f"e{number}", item_id=item, doc_id="d", version="v", at="t", reviewer="r", action="accept"
    )


def test_what_was_appended_is_there_in_order(tmp_path: Path) -> None:
    log = Log(tmp_path / "new" / "log.jsonl")
    log.append([event(1), event(2)])
    log.append([event(3)])
    assert [e.event_id for e in Log(log.path).events()] == ["e1", "e2", "e3"]


def test_another_writer_is_seen_before_an_append_is_judged(tmp_path: Path) -> None:
    one, two = Log(tmp_path / "log"), Log(tmp_path / "log")
    one.append([event(1)])
    seen: list[int] = []
    two.append([event(2)], lambda events: seen.append(len(events)))
    assert seen == [1]
    assert [e.event_id for e in one.events()] == ["e1", "e2"]


def test_a_refused_append_writes_nothing(tmp_path: Path) -> None:
    log = Log(tmp_path / "log")

    def refuse(_: object) -> None:
        raise ConfigError("x", "no")

    with pytest.raises(ConfigError):
        log.append([event(1)], refuse)
    assert log.path.read_bytes() == b""


def test_a_torn_line_is_put_aside_and_the_rest_is_whole(tmp_path: Path) -> None:
    log = Log(tmp_path / "log")
    log.append([event(1)])
    with log.path.open("ab") as file:
        file.write(b'{"event_id": "half')
    again = Log(log.path)
    assert [e.event_id for e in again.events()] == ["e1"]
    again.append([event(2)])
    assert [e.event_id for e in Log(log.path).events()] == ["e1", "e2"]
    assert (tmp_path / "log.torn").read_bytes() == b'{"event_id": "half\n'


def test_an_answer_that_only_lost_its_line_end_is_kept(tmp_path: Path) -> None:
    log = Log(tmp_path / "log")
    log.append([event(1)])
    log.path.write_bytes(log.path.read_bytes().rstrip(b"\n"))
    again = Log(log.path)
    again.append([event(2)])
    assert [e.event_id for e in Log(log.path).events()] == ["e1", "e2"]


def test_a_broken_line_inside_is_named(tmp_path: Path) -> None:
    (tmp_path / "log").write_text('{"no": "event"}\n', encoding="utf-8")
    with pytest.raises(ConfigError, match="第 1 行"):
        Log(tmp_path / "log").events()


WRITER = """
import sys
from pathlib import Path
from gouji.review.log import Log
from gouji.schemas.review import Event
log, name = Log(Path(sys.argv[1])), sys.argv[2]
for number in range(10_000):
    event = Event(event_id=f"{name}-{number}", item_id="i", doc_id="d", version="v", at="t", reviewer=name,
                  action="accept", why="字" * 3000)
    log.append([event])
    print(event.event_id, flush=True)
"""


def test_killed_in_the_middle_of_saving_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    """Two processes write at once and are killed (SIGKILL) while they do, over and over, on one log."""
    path = tmp_path / "log.jsonl"
    acknowledged: list[str] = []
    for turn in range(4):
        writers = [
            subprocess.Popen(
                [sys.executable, "-c", WRITER, str(path), f"w{turn}{n}"], stdout=subprocess.PIPE, cwd=ROOT
            )
            for n in (1, 2)
        ]
        for writer in writers:
            assert writer.stdout is not None
            assert writer.stdout.readline(), "the writer did not start"
        time.sleep(0.15 + 0.05 * turn)
        for writer in writers:
            writer.send_signal(signal.SIGKILL)
        for writer in writers:
            said, _ = writer.communicate()
            acknowledged += [line for line in said.decode().split("\n")[:-1] if line]
            acknowledged.append(f"{writer.args[-1]}-0")  # type: ignore[index]
    kept = [e.event_id for e in Log(path).events()]
    assert set(acknowledged) <= set(kept)
    assert len(kept) == len(set(kept))
    for turn in range(4):
        for n in (1, 2):
            mine = [int(name.split("-")[1]) for name in kept if name.startswith(f"w{turn}{n}-")]
            assert mine == list(range(len(mine)))
    Log(path).append([event(1)])
    assert all(json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())


def test_two_reviewers_do_not_overwrite_each_other(tmp_path: Path) -> None:
    """Two workspaces on one log: who did not see the first answer is told, and nothing is written."""
    one = workspace_of(tmp_path, small_record(tables=[small_table(sure=False)]))
    two = open_workspace([tmp_path], choice=NO_AUDIT)
    item = only(one, "value")
    give(one, item, "accept", reviewer="张三")
    with pytest.raises(ConflictError, match="张三 已先作答"):
        give(two, item, "reject", reviewer="李四", base="")
    assert len(two.log.events()) == 1
    give(two, item, "reject", reviewer="李四")
    assert one.decisions()[item.item_id].state == "rejected"


def test_undo_takes_back_the_last_answer(tmp_path: Path) -> None:
    workspace = workspace_of(tmp_path, small_record(tables=[small_table(sure=False)]))
    item = only(workspace, "value")
    give(workspace, item, "accept")
    give(workspace, item, "correct", (item.path, "25.00"))
    assert workspace.decisions()[item.item_id].state == "corrected"
    give(workspace, item, "undo")
    assert workspace.decisions()[item.item_id].state == "accepted"
    give(workspace, item, "undo")
    assert workspace.decisions()[item.item_id].state == "open"
    with pytest.raises(ConfigError, match="没有可以撤销"):
        give(workspace, item, "undo")
    assert len(workspace.log.events()) == 4, "nothing is deleted"


def test_decisions_survive_a_new_run_and_a_changed_value_reopens(tmp_path: Path) -> None:
    first = workspace_of(tmp_path, small_record(tables=[small_table("20.00", sure=False)]))
    item = only(first, "value")
    give(first, item, "accept")
    same = workspace_of(tmp_path, small_record(tables=[small_table("20.00", sure=False)]))
    assert same.decisions()[item.item_id].state == "accepted"
    changed = workspace_of(tmp_path, small_record(tables=[small_table("20.01", sure=False)]))
    decision = changed.decisions()[only(changed, "value").item_id]
    assert decision.state == "open"
    assert decision.reopened == "读数变了：上次复核时为 20.00，现为 20.01，请再看一次"


def test_a_machine_that_learnt_the_correction_stays_settled(tmp_path: Path) -> None:
    first = workspace_of(tmp_path, small_record(tables=[small_table("20.00", sure=False)]))
    item = only(first, "value")
    give(first, item, "correct", (item.path, "20.01"))
    changed = workspace_of(tmp_path, small_record(tables=[small_table("20.01", sure=False)]))
    assert changed.decisions()[only(changed, "value").item_id].state == "corrected"


def test_an_answer_to_a_question_no_longer_asked_is_counted_not_lost(tmp_path: Path) -> None:
    first = workspace_of(tmp_path, small_record(tables=[small_table(sure=False)]))
    give(first, only(first, "value"), "accept")
    later = workspace_of(tmp_path, small_record())
    assert len(orphans(later.items, later.log.events())) == 1


@pytest.mark.parametrize(
    ("action", "changes", "complaint"),
    [
        ("correct", [], "没有更正值"),
        ("correct", [("tables/t01/rows/0/cols/3", "20.00")], "与读数相同"),
        ("correct", [("tables/t01/rows/99/cols/3", "1")], "没有这个位置"),
        ("correct", [("../../etc/passwd", "1")], "不是可以更正的位置"),
        ("correct", [("statements/s001/__class__", "1")], "不是可以更正的位置"),
        ("correct", [("statements/s001/year", "2025x")], "年度不能是"),
        ("correct", [("statements/s001/direction", "up")], "只能是"),
        ("accept", [("tables/t01/rows/0/cols/3", "1")], "只有“更正”"),
    ],
)
def test_an_answer_that_does_not_fit_is_refused(
    tmp_path: Path, action: str, changes: list[tuple[str, str]], complaint: str
) -> None:
    record = small_record(tables=[small_table(sure=False)], statements=[disputed_statement()])
    workspace = workspace_of(tmp_path, record)
    item = next(i for i in workspace.items.values() if i.table == "t01" and i.kind == "value")
    made = tuple(Typed(path=path, new=new, again=new) for path, new in changes)
    with pytest.raises(ConfigError, match=complaint):
        workspace.answer([GivenAnswer(item.item_id, action, "张三", changes=made)])  # type: ignore[arg-type]
    assert workspace.log.events() == []


def test_several_answers_are_written_all_or_none(tmp_path: Path) -> None:
    record = small_record(tables=[small_table(sure=False)], statements=[disputed_statement()])
    workspace = workspace_of(tmp_path, record)
    good = next(iter(workspace.items))
    with pytest.raises(ConfigError, match="队列中没有这个编号"):
        workspace.answer([GivenAnswer(good, "accept", "张三"), GivenAnswer("nonsense", "accept", "张三")])
    assert workspace.log.events() == []


def test_a_log_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        (tmp_path / "log").mkdir()
        with pytest.raises(ConfigError, match="打不开"):
            Log(tmp_path / "log").append([event(1)])
        return
    tmp_path.chmod(0o500)
    with pytest.raises(ConfigError, match="打不开"):
        Log(tmp_path / "log").append([event(1)])


def lines_of(log: Log) -> list[bytes]:
    return log.path.read_bytes().splitlines(keepends=True)


def chained(folder: Path, count: int = 5) -> Log:
    log = Log(folder / "log")
    for number in range(1, count + 1):
        log.append([event(number)])
    return log


def changed(line: bytes) -> bytes:
    return line.replace(b'"reviewer":"r"', b'"reviewer":"x"')


def rehashed(line: bytes) -> bytes:
    """A line changed by somebody who knows how its own hash is made."""
    body, _, _ = changed(line).rpartition(b',"hash":')
    return body + b',"hash":"' + hashlib.sha256(body).hexdigest().encode() + b'"}\n'


def bare(line: bytes) -> bytes:
    return line[: line.index(b',"prev":')] + b"}\n"


@pytest.mark.parametrize(
    ("tamper", "complaint"),
    [
        (lambda lines: [*lines[:2], changed(lines[2]), *lines[3:]], "第 3 行与它的校验值不符"),
        (lambda lines: [*lines[:2], rehashed(lines[2]), *lines[3:]], "第 4 行与前面接不上"),
        (lambda lines: [*lines[:2], *lines[3:]], "第 3 行与前面接不上"),
        (lambda lines: lines[1:], "第 1 行与前面接不上"),
        (lambda lines: [lines[0], lines[2], lines[1], *lines[3:]], "第 2 行与前面接不上"),
        (lambda lines: [*lines[:3], lines[1], *lines[3:]], "第 4 行与前面接不上"),
        (lambda lines: [*lines[:3], bare(lines[3]), lines[4]], "第 4 行没有校验值"),
        (lambda lines: [*map(bare, lines[:2]), *lines[2:]], "第 3 行与前面接不上"),
        (lambda lines: [*lines[:4], changed(lines[4]).rstrip(b"\n")], "第 5 行与它的校验值不符"),
    ],
    ids=["changed", "rehashed", "deleted", "first", "moved", "repeated", "bare", "bared", "last-unended"],
)
def test_a_log_that_was_changed_is_refused_with_the_line(
    tmp_path: Path, tamper: Callable[[list[bytes]], list[bytes]], complaint: str
) -> None:
    """Read afresh, and by a process that had read it before; and nothing is written to it."""
    log = chained(tmp_path)
    log.path.write_bytes(b"".join(tamper(lines_of(log))))
    before = log.path.read_bytes()
    for reader in (Log(log.path), log):
        with pytest.raises(ConfigError, match=complaint) as caught:
            reader.append([event(9)])
        assert str(log.path) in caught.value.one_line()
        if before.endswith(b"\n"):
            with pytest.raises(ConfigError, match=complaint):
                reader.events()
    assert log.path.read_bytes() == before
    assert not (tmp_path / "log.torn").exists()


def test_every_line_names_the_line_before(tmp_path: Path) -> None:
    lines = [json.loads(line) for line in lines_of(chained(tmp_path))]
    assert [line["prev"] for line in lines[1:]] == [line["hash"] for line in lines[:-1]]
    assert lines[0]["prev"] == hashlib.sha256(b"").hexdigest()


def test_a_log_cut_short_or_taken_away_while_it_is_read_is_noticed(tmp_path: Path) -> None:
    log = chained(tmp_path)
    whole = log.path.read_bytes()
    log.path.write_bytes(b"".join(lines_of(log)[:3]))
    with pytest.raises(ConfigError, match="变短"):
        log.events()
    log.path.unlink()
    with pytest.raises(ConfigError, match="不见了"):
        log.events()
    log.path.write_bytes(whole)
    assert len(log.events()) == 5


def old_log(folder: Path, count: int = 3) -> Log:
    """A log as it was written before there was a chain."""
    lines = [event(number).model_dump_json(exclude_defaults=True) + "\n" for number in range(1, count + 1)]
    (folder / "log").write_text("".join(lines), encoding="utf-8")
    return Log(folder / "log")


def test_an_old_log_is_read_and_goes_on_with_a_chain(tmp_path: Path) -> None:
    log = old_log(tmp_path)
    assert (len(log.events()), log.unchained) == (3, 3)
    log.append([event(4)])
    log.append([event(5)])
    again = Log(log.path)
    assert [e.event_id for e in again.events()] == ["e1", "e2", "e3", "e4", "e5"]
    assert again.unchained == 3


def test_the_old_lines_are_held_by_the_first_chained_one(tmp_path: Path) -> None:
    log = old_log(tmp_path)
    log.append([event(4)])
    first, *rest = lines_of(log)
    log.path.write_bytes(b"".join([changed(first), *rest]))
    with pytest.raises(ConfigError, match="第 4 行与前面接不上"):
        Log(log.path).events()


def test_several_writers_make_one_chain(tmp_path: Path) -> None:
    """Three processes and their threads append at once: every line follows the one before it."""
    code = WRITER.replace("10_000", "40").replace("字", "x")
    writers = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "log"), f"w{n}"], stdout=-3, cwd=ROOT)
        for n in range(3)
    ]
    assert [writer.wait(timeout=120) for writer in writers] == [0, 0, 0]
    log = Log(tmp_path / "log")
    assert len({e.event_id for e in log.events()}) == 120
    assert log.unchained == 0


@pytest.mark.parametrize("verb", ["apply", "stats", "serve", "html", "export", "gold"])
def test_no_verb_goes_on_with_a_changed_log(tmp_path: Path, verb: str) -> None:
    """One line with file and number, exit code 2, and nothing is written."""
    workspace = workspace_of(tmp_path, small_record(tables=[small_table(sure=False)]))
    item = only(workspace, "value")
    for action in ("accept", "undo", "accept"):
        give(workspace, item, action)  # type: ignore[arg-type]
    workspace.log.path.write_bytes(b"".join(lines_of(workspace.log)[1:]))
    before = sorted(tmp_path.rglob("*"))
    result = CliRunner().invoke(gouji, ["review", verb, str(tmp_path)])
    assert isinstance(result.exception, ConfigError)
    assert result.exception.one_line().startswith(f"{workspace.log.path}: 第 1 行与前面接不上")
    assert sorted(tmp_path.rglob("*")) == before


def test_stats_say_how_many_lines_are_older_than_the_chain(tmp_path: Path) -> None:
    workspace = workspace_of(tmp_path, small_record(tables=[small_table(sure=False)]))
    give(workspace, only(workspace, "value"), "accept")
    older = [re.sub(rb',?"protocol":\d+', b"", bare(line)) for line in lines_of(workspace.log)]
    workspace.log.path.write_bytes(b"".join(older))
    result = CliRunner().invoke(gouji, ["review", "stats", str(tmp_path)])
    assert result.exit_code == 0
    assert "前 1 行没有校验链" in result.stderr
