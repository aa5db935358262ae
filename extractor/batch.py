"""Many documents, one process each core: what ``gouji extract`` does once the command line is read.

Takes jobs, gives an outcome for each, in their order.  A document that cannot be read, that breaks a step, that
kills its process or goes over a limit costs only itself; files are written whole or not at all.
"""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, wait
from contextlib import contextmanager
from typing import TypeVar

from gouji.errors import GoujiError
from gouji.jobs import Job, JobOutcome
from gouji.output.atomic import sweep_parts
from gouji.workers import DEFAULT_BOUNDS, BoundedCall, Bounds, Worker, stop

R = TypeVar("R")

PIPELINE = "gouji.one_document"
"""The module that a worker loads when it starts; this process, which only watches, never does."""
PATIENCE = 0.2
"""Seconds between two looks for an interrupt."""
STOPPING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""Ctrl-C, what ``kill`` sends, and what a closed terminal sends."""


class Interrupted(KeyboardInterrupt):
    """One of :data:`STOPPING` came; ``exit_code`` is 128 + its number, as shells report it."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.exit_code = 128 + number


def run_job(job: Job) -> JobOutcome:
    """Read one document and write its files, in a worker process."""
    from gouji.one_document import read_job

    return read_job(job)


def run_jobs(
    jobs: Sequence[Job],
    workers: int,
    work: Callable[[Job], JobOutcome] = run_job,
    bounds: Bounds = DEFAULT_BOUNDS,
    tell: Callable[[], None] = lambda: None,
) -> Generator[JobOutcome, None, None]:
    """The outcomes of ``jobs``, in their order; closing the iterator stops what still runs.

    ``tell`` is called once for each document that is done, as soon as it is.  Raises :class:`Interrupted`.
    Files that killed processes left unfinished are removed, those of earlier runs too.
    """
    folders = {job.out for job in jobs if job.out is not None}
    for folder in folders:
        sweep_parts(folder)
    answers = run_calls([BoundedCall(job.path, work, (job,)) for job in jobs], workers, bounds, tell)
    try:
        for job, answer in zip(jobs, answers, strict=True):
            if isinstance(answer, GoujiError):
                answer = JobOutcome(job, "failed", problems=(answer.one_line(),))
            yield answer
    finally:
        answers.close()
        for folder in folders:
            sweep_parts(folder)


def run_calls(
    calls: Sequence[BoundedCall[R]],
    workers: int = 0,
    bounds: Bounds = DEFAULT_BOUNDS,
    tell: Callable[[], None] = lambda: None,
) -> Generator[R | GoujiError, None, None]:
    """What each call gave, or the error that it ended with, in the order of ``calls``.

    ``workers``: processes at once, 0 for one each core.  ``tell``: as for :func:`run_jobs`.  Closing the
    iterator ends them.  Raises :class:`Interrupted`.
    """
    crew = [Worker[R](bounds, PIPELINE) for _ in range(max(1, min(workers or cores(), len(calls))))]
    todo = deque(enumerate(calls))
    busy: dict[int, Worker[R]] = {}
    ready: dict[int, R | GoujiError] = {}
    with interrupts() as check:
        try:
            _hand_out(todo, crew, busy)
            for number in range(len(calls)):
                while number not in ready:
                    wait([w.future for w in busy.values()], PATIENCE, FIRST_COMPLETED)
                    check()
                    for done in _take_back(busy, ready):
                        tell()
                        crew.append(done)
                    _hand_out(todo, crew, busy)
                yield ready.pop(number)
                check()
        finally:
            stop([*crew, *busy.values()])


def _hand_out(
    todo: deque[tuple[int, BoundedCall[R]]], idle: list[Worker[R]], busy: dict[int, Worker[R]]
) -> None:
    while todo and idle:
        number, call = todo.popleft()
        busy[number] = idle.pop()
        busy[number].start(call)


def _take_back(busy: dict[int, Worker[R]], ready: dict[int, R | GoujiError]) -> Iterator[Worker[R]]:
    """The workers whose calls have ended; what these gave goes into ``ready``."""
    for number in [number for number, worker in busy.items() if worker.is_done()]:
        worker = busy.pop(number)
        try:
            ready[number] = worker.result()
        except GoujiError as error:
            ready[number] = error
        yield worker


def cores() -> int:
    """The processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def interrupts() -> Iterator[Callable[[], None]]:
    """Remember Ctrl-C, SIGTERM and SIGHUP; gives a function that raises :class:`Interrupted` where it is safe.

    Raised from the handler, the exception could come up inside a destructor, where Python drops it, or halfway
    through the start of a process.  A second signal does not wait.  A signal that was ignored when the
    program started (``nohup``) stays so.
    """
    if threading.current_thread() is not threading.main_thread():
        yield lambda: None
        return
    seen: list[int] = []

    def note(number: int, _frame: object) -> None:
        seen.append(number)
        if len(seen) > 1:
            raise Interrupted(number)

    def check() -> None:
        if seen:
            raise Interrupted(seen[0])

    before = {number: signal.getsignal(number) for number in STOPPING}
    before = {n: handler for n, handler in before.items() if handler not in (signal.SIG_IGN, None)}
    for number in before:
        signal.signal(number, note)
    try:
        yield check
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
