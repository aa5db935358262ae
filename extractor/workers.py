"""Calls on untrusted documents, each in a process that is ended when it goes over a limit.

Takes a function, its arguments and :class:`Bounds`; gives what the function gives, or raises the
:class:`~gouji.errors.SourceError` that says which limit it was.  A PDF can keep MuPDF busy for ever inside C,
where no exception reaches it: only ending the process helps.  Processes, not threads, also because PyMuPDF is
not thread-safe; spawned, not forked, so that no lock of this process is copied.
"""

from __future__ import annotations

import ctypes
import errno
import math
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, TypeVar

from pebble import ProcessExpired, ProcessPool

from gouji.errors import CrashError, GoujiError, LimitError, SourceError, of_system
from gouji.names import shown

R = TypeVar("R")

HAS_CPU_LIMIT = sys.platform != "win32"
MEMORY_EXIT = 97
"""Exit code of a worker that ran out of the memory it may use."""
EXHAUSTED = 0.95
"""A process whose address space was ever above this share of its limit may have been refused memory unnoticed."""
PR_SET_PDEATHSIG = 1
"""``prctl(2)``: the signal that a process gets when the thread that made it ends."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one document may take.

    A real PDF of 1,000 pages takes 36 s and 450 MB (2.5 GHz, one core to itself).  The defaults leave a slow machine
    whose cores are shared eight times that time, and a heavy document four times that memory; two workers
    still fit into 4 GB.
    """

    timeout: float = 300.0
    """Seconds, of wall time and of processor time alike."""
    memory: int = 2048
    """MiB of address space of the worker, its own 60 MiB included.  Linux only: other systems do not enforce it."""
    waits: bool = False
    """The call waits for others (a model), who have time limits of their own: only processor time counts."""

    @property
    def wall(self) -> float | None:
        return None if self.waits and HAS_CPU_LIMIT else self.timeout


DEFAULT_BOUNDS = Bounds()


@dataclass(frozen=True, slots=True)
class BoundedCall(Generic[R]):
    """``function(*args)``, both fit for pickling; ``subject`` is the document that an error is about."""

    subject: Path
    function: Callable[..., R]
    args: tuple[Any, ...] = ()


class Worker(Generic[R]):
    """One process, reused from call to call and replaced when it was ended; one call at a time.

    A pebble pool of a single process each.  Pebble's workers would share one channel: one that dies between
    taking a call and the parent's hearing of it would leave that call without an answer, and one that is killed
    while it holds the channel's lock would stop the others.
    """

    def __init__(self, bounds: Bounds = DEFAULT_BOUNDS, preload: str | None = None) -> None:
        """``preload``: a module that the process imports when it starts, before any document's time runs."""
        self.bounds = bounds
        self.preload = preload
        self.call: BoundedCall[R] | None = None
        self.future: Future[R] = Future()
        self._pool: ProcessPool | None = None
        self._is_fresh = True
        self._is_retry = False

    def __enter__(self) -> Worker[R]:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        stop([self])

    def run(self, call: BoundedCall[R], check: Callable[[], None] = lambda: None, patience: float = 0.2) -> R:
        """The result of ``call``; ``check`` is called every ``patience`` seconds and may raise."""
        self.start(call)
        while not self.is_done():
            check()
            wait([self.future], timeout=patience)
        return self.result()

    def start(self, call: BoundedCall[R]) -> None:
        """Begin; :meth:`is_done` says when :meth:`result` may be asked for."""
        self.call, self._is_retry = call, False
        self._schedule(call)

    def is_done(self) -> bool:
        """Whether the call has ended for good.

        When its process died, it is tried once more in a new one: it may not have been to blame.  The same
        when memory ran out in a process that had read other documents before.
        """
        if self.call is None:
            return False
        if not self.future.done():
            if self._pool is None or self._pool.active:
                return False
            self.future = Future()
            self.future.set_exception(BrokenProcessPool("the pool ended without an answer"))
        error = self.future.exception()
        again = _has_died(error) or (_ran_out_of_memory(error) and not self._is_fresh)
        self._is_fresh = isinstance(error, _ENDED)
        if again and not self._is_retry:
            self._is_retry = True
            self._schedule(self.call)
            return False
        return True

    def result(self) -> R:
        """What the call gave.

        Raises:
            LimitError: it went over a limit and was ended.
            CrashError: its process died, twice, or the program has a defect.
            GoujiError: whatever the function raised.
        """
        call, self.call = self.call, None
        assert call is not None
        error = self.future.exception()
        if error is None:
            return self.future.result()
        if isinstance(error, GoujiError):
            raise error
        raise _verdict(call.subject, error, self.bounds)

    def halt(self) -> None:
        """Take no further call; returns at once."""
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]

    def join(self) -> None:
        """End the process, whatever it does; after :meth:`halt`."""
        if self._pool is not None:
            self._pool.join()
            self._pool = None

    def _schedule(self, call: BoundedCall[R]) -> None:
        if self._pool is not None and not self._pool.active:
            stop([self])
        if self._pool is None:
            is_main = threading.current_thread() is threading.main_thread()
            context: Any = multiprocessing.get_context("spawn")
            given = (is_main, self.preload)
            self._pool = ProcessPool(1, initializer=_start_worker, initargs=given, context=context)
            self._is_fresh = True
        arguments = (call.subject, self.bounds, call.function, call.args)
        with _interrupts_held():
            self.future = self._pool.schedule(_bounded, args=arguments, timeout=self.bounds.wall)


def run_call(subject: Path, function: Callable[..., R], *args: Any, bounds: Bounds = DEFAULT_BOUNDS) -> R:
    """``function(*args)`` in a process of its own; inside a worker, whose limits hold anyway, directly.

    Raises as :meth:`Worker.result`.
    """
    if multiprocessing.parent_process() is not None:
        return function(*args)
    with Worker[R](bounds) as worker:
        return worker.run(BoundedCall(subject, function, args))


def stop(workers: Sequence[Worker[Any]]) -> None:
    """End them all at once, whatever they do."""
    for worker in workers:
        worker.halt()
    for worker in workers:
        worker.join()


def _has_died(error: BaseException | None) -> bool:
    if isinstance(error, ProcessExpired):
        return error.exitcode not in (MEMORY_EXIT, -_CPU_SIGNAL)
    return isinstance(error, BrokenProcessPool)


def _ran_out_of_memory(error: BaseException | None) -> bool:
    return isinstance(error, ProcessExpired) and error.exitcode == MEMORY_EXIT


def _verdict(subject: Path, error: BaseException, bounds: Bounds) -> SourceError:
    """The line that the user gets: the limit or the death, and what to do."""
    hint = "用 {} 提高上限，或先拆分文件"
    if isinstance(error, TimeoutError):
        return LimitError(subject, f"用时超过 {bounds.timeout:g} 秒，已终止", hint.format("--timeout"))
    if isinstance(error, ProcessExpired) and error.exitcode == -_CPU_SIGNAL:
        reason = f"处理器用时超过 {bounds.timeout:g} 秒，已终止"
        return LimitError(subject, reason, hint.format("--timeout"))
    if _ran_out_of_memory(error):
        return LimitError(subject, f"内存超过 {bounds.memory} MB，已终止", hint.format("--max-memory"))
    code = error.exitcode if isinstance(error, ProcessExpired) else 0
    name = f"（{signal.Signals(-code).name}）" if -code in set(signal.Signals) else ""
    return CrashError(subject, f"读取进程异常终止{name}", _DEATH_HINT)


_DEATH_HINT = "文件可能已损坏，或内存不够（--max-memory）；请换一份，或报告此文件"
_CPU_SIGNAL: int = getattr(signal, "SIGXCPU", 0)
_ENDED = (ProcessExpired, BrokenProcessPool, TimeoutError)
"""What pebble raises when the process of a call is gone; nothing that :func:`_bounded` raises is among them."""


# ---- in the worker process ------------------------------------------------------------------------


def _start_worker(is_child_of_main_thread: bool, preload: str | None) -> None:
    """Ctrl-C is the parent's to handle, and stdout carries data only: what a library prints goes to stderr."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # pebble's handler would wait for C code to come back
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    _end_with_parent(is_child_of_main_thread)
    if preload is not None:
        import_module(preload)


def _end_with_parent(is_child_of_main_thread: bool) -> None:
    """However the parent ends, this process does too.

    On Linux the kernel sees to it, even inside C code; but there the death of the *thread* that made this process
    counts, so that it is left out below a thread that may end earlier.  A thread that waits for the parent does
    the same everywhere, as soon as C code lets it run.
    """
    if sys.platform == "linux" and is_child_of_main_thread:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL))
    threading.Thread(target=_follow_parent, daemon=True).start()


def _follow_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _bounded(subject: Path, bounds: Bounds, function: Callable[..., R], args: tuple[Any, ...]) -> R:
    """``function(*args)`` within the limits; an error that is not one of ours is a defect, and is told as one.

    Memory that runs out inside C comes up as anything: an error of a library, a page called damaged.  So the
    verdict rests on what was used, not on what was raised.
    """
    try:
        with _limits(bounds):
            result = function(*args)
    except MemoryError:
        os._exit(MEMORY_EXIT)
    except Exception as error:  # noqa: BLE001 (the boundary of one document)
        _end_if_exhausted(bounds, error)
        raise _named(subject, error) from None
    _end_if_exhausted(bounds)
    return result


def _named(subject: Path, error: Exception) -> GoujiError:
    if isinstance(error, GoujiError):
        return error
    if isinstance(error, OSError):
        return of_system(error, shown(subject))
    return CrashError(subject, f"程序内部错误 {type(error).__name__}: {error}", "请报告此文件和这一行")


def _end_if_exhausted(bounds: Bounds, error: Exception | None = None) -> None:
    """End this process when it has come close to the memory that it may use."""
    if sys.platform == "linux":
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
        peak = next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmPeak")), 0)
        if peak >= EXHAUSTED * bounds.memory * 1024 or getattr(error, "errno", None) == errno.ENOMEM:
            os._exit(MEMORY_EXIT)


@contextmanager
def _limits(bounds: Bounds) -> Iterator[None]:
    """Lower the soft limits of this process for one call: what is sent back afterwards is not under them."""
    if sys.platform == "win32":
        yield
        return
    import resource

    wanted = {resource.RLIMIT_CPU: math.ceil(time.process_time() + bounds.timeout)}
    if sys.platform == "linux":
        wanted[resource.RLIMIT_AS] = bounds.memory * 2**20
    before = {kind: resource.getrlimit(kind) for kind in wanted}
    for kind, limit in wanted.items():
        lower = [value for value in (limit, *before[kind]) if value != resource.RLIM_INFINITY]
        resource.setrlimit(kind, (min(lower), before[kind][1]))
    try:
        yield
    finally:
        for kind, limits in before.items():
            resource.setrlimit(kind, limits)


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """A process made inside never sees Ctrl-C, not even before it can say that it will ignore it."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
