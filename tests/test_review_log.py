"""The log of answers: durable, append-only, safe for several writers, states derived from it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from extractor.errors import ConfigError
from extractor.review.desk import Answer, ConflictError, open_desk
from extractor.review.log import Log
from extractor.review.state import orphans
from schemas.review import Change, Event
from tests.corpus import ROOT
from tests.review_support import NO_AUDIT, desk_of, disputed_statement, give, only, small_record, small_table


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
from extractor.review.log import Log
from schemas.review import Event
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
    """Two desks on one log: who did not see the first answer is told, and nothing is written."""
    one = desk_of(tmp_path, small_record(tables=[small_table(sure=False)]))
    two = open_desk([tmp_path], choice=NO_AUDIT)
    item = only(one, "value")
    give(one, item, "accept", reviewer="张三")
    with pytest.raises(ConflictError, match="张三 已先作答"):
        give(two, item, "reject", reviewer="李四", base="")
    assert len(two.log.events()) == 1
    give(two, item, "reject", reviewer="李四")
    assert one.decisions()[item.item_id].state == "rejected"


def test_undo_takes_back_the_last_answer(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, small_record(tables=[small_table(sure=False)]))
    item = only(desk, "value")
    give(desk, item, "accept")
    give(desk, item, "correct", (item.path, "25.00"))
    assert desk.decisions()[item.item_id].state == "corrected"
    give(desk, item, "undo")
    assert desk.decisions()[item.item_id].state == "accepted"
    give(desk, item, "undo")
    assert desk.decisions()[item.item_id].state == "open"
    with pytest.raises(ConfigError, match="没有可以撤销"):
        give(desk, item, "undo")
    assert len(desk.log.events()) == 4, "nothing is deleted"


def test_decisions_survive_a_new_run_and_a_changed_value_reopens(tmp_path: Path) -> None:
    first = desk_of(tmp_path, small_record(tables=[small_table("20.00", sure=False)]))
    item = only(first, "value")
    give(first, item, "accept")
    same = desk_of(tmp_path, small_record(tables=[small_table("20.00", sure=False)]))
    assert same.decisions()[item.item_id].state == "accepted"
    changed = desk_of(tmp_path, small_record(tables=[small_table("20.01", sure=False)]))
    decision = changed.decisions()[only(changed, "value").item_id]
    assert decision.state == "open"
    assert decision.reopened == "读数变了：上次复核时为 20.00，现为 20.01，请再看一次"


def test_a_machine_that_learnt_the_correction_stays_settled(tmp_path: Path) -> None:
    first = desk_of(tmp_path, small_record(tables=[small_table("20.00", sure=False)]))
    item = only(first, "value")
    give(first, item, "correct", (item.path, "20.01"))
    changed = desk_of(tmp_path, small_record(tables=[small_table("20.01", sure=False)]))
    assert changed.decisions()[only(changed, "value").item_id].state == "corrected"


def test_an_answer_to_a_question_no_longer_asked_is_counted_not_lost(tmp_path: Path) -> None:
    first = desk_of(tmp_path, small_record(tables=[small_table(sure=False)]))
    give(first, only(first, "value"), "accept")
    later = desk_of(tmp_path, small_record())
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
    desk = desk_of(tmp_path, record)
    item = next(i for i in desk.items.values() if i.table == "t01" and i.kind == "value")
    made = tuple(Change(path=path, new=new) for path, new in changes)
    with pytest.raises(ConfigError, match=complaint):
        desk.answer([Answer(item.item_id, action, "张三", changes=made)])  # type: ignore[arg-type]
    assert desk.log.events() == []


def test_several_answers_are_written_all_or_none(tmp_path: Path) -> None:
    record = small_record(tables=[small_table(sure=False)], statements=[disputed_statement()])
    desk = desk_of(tmp_path, record)
    good = next(iter(desk.items))
    with pytest.raises(ConfigError, match="队列中没有这个编号"):
        desk.answer([Answer(good, "accept", "张三"), Answer("nonsense", "accept", "张三")])
    assert desk.log.events() == []


def test_a_log_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        (tmp_path / "log").mkdir()
        with pytest.raises(ConfigError, match="打不开"):
            Log(tmp_path / "log").append([event(1)])
        return
    tmp_path.chmod(0o500)
    with pytest.raises(ConfigError, match="打不开"):
        Log(tmp_path / "log").append([event(1)])
