"""Many documents, one process each core: what ``gouji extract`` does once the command line is read.

Takes jobs, gives an outcome for each, in their order.  A document that cannot be read, that breaks
a step or that kills its process costs only itself; files are written whole or not at all.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from extractor.errors import GoujiError
from extractor.options import Options
from extractor.output.atomic import sweep_parts

if TYPE_CHECKING:
    from extractor.output.labels import Lang
    from extractor.output.summary import Summary

PATIENCE = 0.5
"""Seconds between two looks for an interrupt."""


@dataclass(frozen=True, slots=True)
class Job:
    """One document to read: where its files go (``None``: nowhere), and whether its JSON is wanted."""

    path: Path
    doc_id: str
    options: Options
    lang: Lang = "zh"
    out: Path | None = None
    force: bool = False
    want_json: bool = False

    @property
    def json_path(self) -> Path | None:
        return None if self.out is None else self.out / f"{self.doc_id}.json"

    @property
    def xlsx_path(self) -> Path | None:
        return None if self.out is None else self.out / f"{self.doc_id}.xlsx"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job; ``problems`` are lines for stderr, each with file, reason and what to do."""

    job: Job
    status: Literal["done", "skipped", "failed"]
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    summary: Summary | None = None
    json_line: str | None = None


def run_job(job: Job) -> Outcome:
    """Read one document and write its files, in a worker process."""
    from extractor.work import read_job

    return read_job(job)


def run_jobs(
    jobs: Sequence[Job], workers: int, work: Callable[[Job], Outcome] = run_job
) -> Generator[Outcome, None, None]:
    """The outcomes of ``jobs``, in their order; closing the iterator stops what still runs.

    Processes, not threads: PyMuPDF is not thread-safe.  They are spawned, not forked, so that no
    lock of this process is copied.
    """
    pool = _pool(max(1, min(workers, len(jobs))))
    with _interrupts() as check:
        try:
            futures = [_submit(pool, work, job) for job in jobs]
            _load_outcomes()
            for job, future in zip(jobs, futures, strict=True):
                _wait(future, check)
                yield _result(job, future) or run_alone(job, work)
                check()
        except (KeyboardInterrupt, GeneratorExit):
            _stop(pool, [job.out for job in jobs[:1]])
            raise
    pool.shutdown()


@contextmanager
def _interrupts() -> Iterator[Callable[[], None]]:
    """Remember Ctrl-C: Python drops a KeyboardInterrupt that is raised inside a destructor or a callback.

    Gives a function that raises it again where it can be seen.
    """
    if threading.current_thread() is not threading.main_thread():
        yield lambda: None
        return
    seen: list[int] = []

    def note(number: int, _frame: object) -> None:
        seen.append(number)
        raise KeyboardInterrupt

    def check() -> None:
        if seen:
            raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, note)
    try:
        yield check
    finally:
        signal.signal(signal.SIGINT, before)


def _wait(future: Future[Outcome] | None, check: Callable[[], None]) -> None:
    """Until the document is done, looking for an interrupt now and then."""
    while future is not None and not future.done():
        check()
        wait([future], timeout=PATIENCE)


def _load_outcomes() -> None:
    """Import what an outcome is made of while the workers start, not when the first one is done."""
    import extractor.output.summary  # noqa: F401


def run_alone(job: Job, work: Callable[[Job], Outcome] = run_job) -> Outcome:
    """``job`` in a process of its own, after the shared pool broke: shows which document breaks it."""
    with _pool(1) as pool:
        outcome = _result(job, _submit(pool, work, job))
    return outcome or _failed(job, "读取进程异常终止", "文件可能已损坏，请换一份或报告此文件")


def _pool(workers: int) -> ProcessPoolExecutor:
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_start_worker)


def _start_worker() -> None:
    """Ctrl-C is the parent's to handle, and stdout carries data only: what a library prints goes to stderr."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.dup2(2, 1)


def _submit(pool: ProcessPoolExecutor, work: Callable[[Job], Outcome], job: Job) -> Future[Outcome] | None:
    try:
        return pool.submit(work, job)
    except BrokenProcessPool:
        return None


def _result(job: Job, future: Future[Outcome] | None) -> Outcome | None:
    """The outcome, ``None`` when the process died; an error of ours becomes a failed outcome."""
    if future is None:
        return None
    error = future.exception()
    if error is None:
        return future.result()
    if isinstance(error, BrokenProcessPool):
        return None
    return _failed(job, f"程序内部错误 {type(error).__name__}: {error}", "请报告此文件和这一行")


def _failed(job: Job, reason: str, hint: str) -> Outcome:
    return Outcome(job, "failed", problems=(GoujiError(job.path, reason, hint).one_line(),))


def _stop(pool: ProcessPoolExecutor, folders: Sequence[Path | None]) -> None:
    """End the workers at once and remove the files that they had not finished."""
    children = multiprocessing.active_children()
    pool.shutdown(wait=False, cancel_futures=True)
    for child in children:
        child.terminate()
    for child in children:
        child.join()
        for folder in folders:
            if folder is not None and child.pid is not None:
                sweep_parts(folder, child.pid)
