"""A run that is killed: what was answered is never asked again, what was on the wire is charged once."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from gouji.llm.cache import CachedClient, Owner, ReplyCache
from gouji.llm.client import Call, EndpointError, Reply, StoppedError
from gouji.llm.faults import Fault
from gouji.llm.session import open_session
from gouji.tasks.read import Work, read_with_llm
from gouji.tasks.result import LlmResult, Tally, messages_of
from tests.llm_support import Model, call, config, request, seed, simulated_model

KILLS = 5
THREADS = 8
SIZE = 120
"""Small requests: many are in flight whenever the process dies."""
CONTEXT = multiprocessing.get_context("forkserver")


def read(url: str, folder: Path, work: Work, results: Connection) -> None:
    """One run, as a process of its own."""
    llm = config(url, folder, section_chars=SIZE, concurrency=THREADS, timeout=20.0)
    with open_session(llm) as session:
        results.send(read_with_llm(work, llm, session.client()))


@dataclass
class Runs:
    """Runs on one cache, killed one after the other and then left to finish."""

    model: Model
    folder: Path
    work: Work
    left: list[dict[str, int]] = field(default_factory=list)
    """After each kill: the keys that were marked as in flight, with the process that had sent them."""

    def start(self) -> tuple[BaseProcess, Connection]:
        ours, theirs = CONTEXT.Pipe(duplex=False)
        process = CONTEXT.Process(target=read, args=(self.model.url, self.folder, self.work, theirs))
        process.start()
        theirs.close()
        return process, ours

    def kill_one(self, rng: random.Random) -> None:
        process, _ = self.start()
        assert process.pid is not None
        before = len(self.model.entries())
        wanted = before + rng.randint(1, 10)
        wait_for(lambda: len(self.model.entries()) >= wanted)
        time.sleep(rng.uniform(0, 0.08))
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        marks = marked(self.folder)
        assert sum(pid == process.pid for pid in marks.values()) <= THREADS
        self.left.append(marks)

    def finish(self) -> LlmResult:
        process, results = self.start()
        done: LlmResult = results.recv()
        process.join()
        return done

    def times_left(self, key: str) -> int:
        """How often a run died with this request in flight."""
        return len({marks[key] for marks in self.left if key in marks})


def wait_for(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "the run did not get far enough"
        time.sleep(0.005)


def marked(folder: Path) -> dict[str, int]:
    with closing(sqlite3.connect(folder / "cache.sqlite")) as db:
        return dict(db.execute("SELECT key, pid FROM in_flight"))


@pytest.fixture(scope="module")
def work() -> Work:
    CONTEXT.set_forkserver_preload(["instructor", "openai", "gouji.llm.instructor_client", __name__])
    record, sections = seed()
    return Work(sections, record.metadata)


def killed_runs(folder: Path, work: Work, number: int, *options: str) -> tuple[Runs, LlmResult, Model]:
    rng = random.Random(number)
    with simulated_model(folder, "--latency", "0.06", *options) as model:
        runs = Runs(model, folder, work)
        for _ in range(KILLS):
            runs.kill_one(rng)
        return runs, runs.finish(), model


@pytest.mark.parametrize("number", [1, 2])
def test_killed_anywhere_nothing_is_charged_twice(number: int, tmp_path: Path, work: Work) -> None:
    """Five kills of eight threads: one charge for each request, sent again only when it was in flight."""
    runs, done, model = killed_runs(tmp_path, work, number)
    assert done.usage is not None
    arrived = Counter(entry["key"] for entry in model.entries())
    charged = Counter(entry["key"] for entry in model.entries() if entry["paid"])
    assert set(charged.values()) == {1}
    assert len(charged) == done.usage.requests + done.usage.cached
    assert any(runs.left), "no run died with a request in flight: the kills prove nothing"
    for key, times in arrived.items():
        assert times <= 1 + runs.times_left(key)
    assert marked(tmp_path) == {}
    said = [message for message in done.messages if "在途" in message]
    assert said == ([f"LLM：上次运行中断时有 {len(runs.left[-1])} 个请求在途，已用同一 Idempotency-Key 再发"]
                    if runs.left[-1] else [])  # fmt: skip


def test_the_killed_runs_give_what_one_run_gives(tmp_path: Path, work: Work) -> None:
    """Nothing is lost or doubled by dying."""
    killed, whole = tmp_path / "killed", tmp_path / "whole"
    for folder in (killed, whole):
        folder.mkdir()
    _, done, _ = killed_runs(killed, work, 4)
    with simulated_model(whole) as model:
        assert Runs(model, whole, work).finish().candidates == done.candidates


def test_an_endpoint_without_keys_charges_at_most_what_was_in_flight(tmp_path: Path, work: Work) -> None:
    """Where the header is ignored, a request is charged again only when a run died while it was in flight."""
    runs, _, model = killed_runs(tmp_path, work, 5, "--ignore-keys")
    charged = Counter(entry["key"] for entry in model.entries() if entry["paid"])
    assert max(charged.values()) > 1, "here the header makes no difference: the test above proves nothing"
    for key, times in charged.items():
        assert times <= 1 + runs.times_left(key)


class Slow:
    """A client that holds every request until it is told to answer."""

    def __init__(self) -> None:
        self.asked = 0
        self.go = threading.Event()

    def ask(self, call: Call) -> Reply:
        self.asked += 1
        assert self.go.wait(10)
        return Reply("answer", '{"items": []}')


def test_two_threads_with_one_question_send_it_once(tmp_path: Path) -> None:
    """The same paragraph twice in a document, or a document twice in a batch, is paid for once."""
    llm = config("http://127.0.0.1:2/v1", tmp_path)
    cache, inner = ReplyCache(llm.cache_path), Slow()
    asked = call(llm, request("收入 1 万元。"))
    replies: list[Reply] = []
    threads = [
        threading.Thread(target=lambda: replies.append(CachedClient(inner, cache, llm).ask(asked)))
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    wait_for(lambda: inner.asked > 0)
    time.sleep(0.1)
    inner.go.set()
    for thread in threads:
        thread.join()
    assert inner.asked == 1
    assert sorted(reply.cached for reply in replies) == [False, True, True]
    cache.close()


def test_another_live_process_is_waited_for(tmp_path: Path) -> None:
    """A mark of a running process is believed, of a dead one or after its lease it is not."""
    cache, other = ReplyCache(tmp_path / "c.sqlite"), ReplyCache(tmp_path / "c.sqlite")
    assert [cache.claim("k", 60), other.claim("k", 60), other.claim("k", 0)] == ["new", "left", "left"]
    me = Owner()
    assert me.sees_alive(me, 1, 60)
    assert me.sees_alive(Owner(pid=os.getppid()), 1, 60)
    assert not me.sees_alive(Owner(pid=os.getppid()), 61, 60)
    assert not me.sees_alive(Owner(host="another"), 1, 60)
    process = CONTEXT.Process(target=time.sleep, args=(0,))
    process.start()
    process.join()
    assert process.pid is not None
    assert not me.sees_alive(Owner(pid=process.pid), 1, 60)
    for entry in (cache, other):
        entry.close()


@pytest.mark.parametrize(
    "failure", [EndpointError(Fault("server", "down", 500)), StoppedError("cost", "limit")]
)
def test_a_request_that_ended_without_a_reply_is_not_in_flight(failure: Exception, tmp_path: Path) -> None:
    """A failure that was seen to its end leaves no mark: the next run has nothing to say about it."""

    class Failing:
        def ask(self, call: Call) -> Reply:
            raise failure

    llm = config("http://127.0.0.1:2/v1", tmp_path)
    cache = ReplyCache(llm.cache_path)
    with pytest.raises(type(failure)):
        CachedClient(Failing(), cache, llm).ask(call(llm, request("收入 1 万元。")))
    assert (cache.stats().in_flight, cache.stats().replies) == (0, 0)
    cache.close()


@pytest.mark.parametrize("table", ["replies", "in_flight"])
def test_a_cache_that_cannot_be_written_loses_no_answer(table: str, tmp_path: Path) -> None:
    """A full disk: the answer that was paid for is used, and the run says that it was not kept."""

    class Answering:
        def ask(self, call: Call) -> Reply:
            return Reply("answer", '{"items": []}')

    llm = config("http://127.0.0.1:2/v1", tmp_path)
    cache = ReplyCache(llm.cache_path)
    with closing(sqlite3.connect(llm.cache_path)) as db:
        db.execute(f"ALTER TABLE {table} RENAME TO gone")
        db.execute(f"CREATE VIEW {table} AS SELECT * FROM gone")
    reply = CachedClient(Answering(), cache, llm).ask(call(llm, request("收入 1 万元。")))
    assert (reply.kind, reply.unkept) == ("answer", True)
    tally = Tally("statements")
    tally.note(reply)
    assert messages_of([tally]) == ["LLM：缓存写不进，1 个回答没有留存，再次运行会重新请求"]
    cache.close()
