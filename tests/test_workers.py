"""Limits of one document: time, processor time and memory end its process and nothing else."""

from __future__ import annotations

import os
import pickle
import signal
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from gouji import errors
from gouji.batch import run_calls
from gouji.errors import CrashError, LimitError, SourceError, TooLargeError
from gouji.workers import DEFAULT_BOUNDS, BoundedCall, Bounds, Worker, run_call

SUBJECT = Path("a.pdf")
SHORT = Bounds(timeout=3)
MIB = 2**20

linux = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux: RLIMIT_AS")


def sleep_for_ever() -> None:
    while True:
        time.sleep(60)


def compute_for_ever() -> None:
    while True:
        pass


def take_memory(mib: int) -> int:
    return len(bytearray(mib * MIB))


def be_killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_once(marker: Path) -> str:
    if not marker.exists():
        marker.touch()
        be_killed()
    return "done"


def refuse() -> None:
    raise TooLargeError(SUBJECT, "too long", "split it")


def fail() -> None:
    raise ZeroDivisionError("a\nb")


def answers(calls: list[BoundedCall[Any]], bounds: Bounds = DEFAULT_BOUNDS, workers: int = 2) -> list[Any]:
    return list(run_calls(calls, workers, bounds))


def test_a_call_over_the_time_limit_costs_only_itself() -> None:
    found = answers(
        [BoundedCall(SUBJECT, sleep_for_ever), *(BoundedCall(SUBJECT, abs, (-n,)) for n in range(4))], SHORT
    )
    assert isinstance(found[0], LimitError)
    assert found[1:] == [0, 1, 2, 3]
    line = found[0].one_line()
    assert line.startswith("a.pdf: ") and "3 秒" in line and "--timeout" in line


@pytest.mark.skipif(sys.platform == "win32", reason="needs RLIMIT_CPU")
def test_processor_time_is_limited_where_the_wall_clock_is_not() -> None:
    """A call that may wait for a model has no limit of wall time; computing for ever is ended all the same."""
    waiting = Bounds(timeout=2, waits=True)
    assert waiting.wall is None
    (found,) = answers([BoundedCall(SUBJECT, compute_for_ever)], waiting)
    assert isinstance(found, LimitError)
    assert "处理器" in found.reason


@pytest.mark.skipif(sys.platform == "win32", reason="needs RLIMIT_CPU")
def test_each_call_has_its_own_processor_time() -> None:
    """The process is reused; what earlier calls used is not counted."""
    with Worker[int](Bounds(timeout=2, waits=True)) as worker:
        pids = {worker.run(BoundedCall(SUBJECT, use_processor, (1.0,))) for _ in range(4)}
    assert len(pids) == 1


def use_processor(seconds: float) -> int:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
    return os.getpid()


@linux
def test_memory_over_the_limit_is_told_and_the_rest_is_done() -> None:
    calls = [BoundedCall(SUBJECT, take_memory, (n,)) for n in (1, 900, 2)]
    found = answers(calls, Bounds(memory=400), workers=1)
    assert isinstance(found[1], LimitError)
    assert "400 MB" in found[1].reason and "--max-memory" in found[1].hint
    assert [found[0], found[2]] == [MIB, 2 * MIB]


@linux
def test_memory_that_a_library_was_refused_is_told_too() -> None:
    """What C code makes of it may look like a damaged page, or like success."""
    calls = [
        BoundedCall(SUBJECT, take_memory_and_hide, (1,)),
        BoundedCall(SUBJECT, take_memory_and_hide, (10,)),
    ]
    found = answers(calls, Bounds(memory=400), workers=1)
    assert found[0] == "fine"
    assert isinstance(found[1], LimitError)


def take_memory_and_hide(pieces: int) -> str:
    try:
        kept = [bytearray(50 * MIB) for _ in range(pieces)]
    except MemoryError:
        kept = []
    return "fine" if kept is not None else ""


@linux
def test_memory_under_the_limit_is_given() -> None:
    assert answers([BoundedCall(SUBJECT, take_memory, (900,))], Bounds(memory=2048)) == [900 * MIB]


def test_a_process_that_dies_is_tried_once_more(tmp_path: Path) -> None:
    """Dead once: read in a new process.  Dead twice: told, with the signal."""
    found = answers(
        [BoundedCall(SUBJECT, die_once, (tmp_path / "marker",)), BoundedCall(SUBJECT, be_killed)], workers=1
    )
    assert found[0] == "done"
    assert isinstance(found[1], CrashError)
    assert "异常终止" in found[1].reason


def test_errors_of_ours_come_back_as_they_are_and_defects_in_one_line() -> None:
    refused, failed = answers([BoundedCall(SUBJECT, refuse), BoundedCall(SUBJECT, fail)], workers=1)
    assert type(refused) is TooLargeError
    assert refused.one_line() == "a.pdf: too long (split it)"
    assert isinstance(failed, CrashError)
    assert "ZeroDivisionError" in failed.one_line()
    assert "\n" not in failed.one_line()


def test_every_error_survives_pickling() -> None:
    for kind in vars(errors).values():
        if isinstance(kind, type) and issubclass(kind, errors.GoujiError):
            error = kind(SUBJECT, "reason", "hint")
            copy = pickle.loads(pickle.dumps(error))
            assert (type(copy), copy.one_line()) == (kind, error.one_line())


def test_a_single_call_is_guarded_too() -> None:
    assert run_call(SUBJECT, abs, -3) == 3
    with pytest.raises(SourceError):
        run_call(SUBJECT, sleep_for_ever, bounds=SHORT)


def test_inside_a_worker_a_call_needs_no_further_process() -> None:
    (pids,) = answers([BoundedCall(SUBJECT, pids_of_nested)])
    assert pids[0] == pids[1] != os.getpid()


def pids_of_nested() -> tuple[int, int]:
    return os.getpid(), run_call(SUBJECT, os.getpid)
