"""The append-only log of answers: one JSON object a line, acknowledged means on disk.

Takes events, keeps them in a file that several processes may write at once.  An append holds an exclusive
lock on the file, reads what others have written since, lets the caller judge the new event against it,
writes one line and calls ``fsync`` before it returns.  The lines are chained (:mod:`gouji.review.hash_chain`): a log that
somebody has changed is refused with the number of the line, for reading as for writing.  A line that a killed
process left unfinished is no such change, it was never acknowledged: the next append moves it to
``<log>.torn`` and cuts it off.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from pydantic import ValidationError

from gouji.errors import ConfigError
from gouji.output.atomic import make_folder, writing
from gouji.review.hash_chain import BrokenChainError, Chain
from gouji.schemas.review import CHAINED, Event

AppendCheck = Callable[[Sequence[Event]], None]
"""Called under the lock with every event so far; raises to refuse the append."""

_MEND = "恢复原来的日志；没有备份时，把这一行起的内容移到别处，之前的答案仍可用"


class Log:
    """The log at ``path``; reading gives what is on disk now, whoever wrote it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._events: list[Event] = []
        self._chain = Chain()
        self._read_to = 0
        self._seen: tuple[int, ...] = ()
        """The file as it was when it was last known to be whole; see :func:`_look`."""
        self._mutex = threading.Lock()

    def events(self) -> list[Event]:
        """Every acknowledged event, in the order of the file.

        Raises :class:`ConfigError` for a line that is no event or not the one that was written there.
        """
        with self._mutex:
            if self.path.exists():
                with self._opened("rb") as file, _locked(file, shared=True):
                    self._catch_up(file)
            elif self._read_to:
                raise ConfigError(self.path, "日志不见了", "请恢复原文件")
            return list(self._events)

    @property
    def unchained(self) -> int:
        """How many lines at the beginning are older than the chain, as far as the log has been read."""
        return self._chain.unchained

    def append(self, events: Sequence[Event], check: AppendCheck | None = None) -> None:
        """Write ``events`` durably, all of them or none; ``check`` may refuse them by raising.

        Raises :class:`ConfigError` for a log that was changed, :class:`OutputError` when it cannot be written.
        """
        if not events:
            return
        with self._mutex, self._for_appending() as file:
            self._catch_up(file)
            self._cut_torn_tail(file)
            if check is not None:
                check(self._events)
            chain = self._chain.copy()
            data = b""
            for event in events:
                line = chain.link(event.model_dump_json(exclude_defaults=True).encode())
                chain.follow(line)
                data += line + b"\n"
            with writing(self.path):
                self._write(file, data)
            self._events.extend(events)
            self._chain = chain

    def _write(self, file: IO[bytes], data: bytes) -> None:
        """Add ``data``, all of it or nothing."""
        start = self._read_to
        try:
            _write_all(file, data)
        except OSError:
            file.truncate(start)
            raise
        self._read_to = start + len(data)
        self._seen = _look(file)

    @contextmanager
    def _opened(self, mode: str) -> Iterator[IO[bytes]]:
        try:
            file: IO[bytes] = self.path.open(mode, buffering=0)
        except OSError as error:
            raise ConfigError(self.path, f"打不开：{error.strerror}", "检查路径和权限") from error
        with file:
            yield file

    @contextmanager
    def _for_appending(self) -> Iterator[IO[bytes]]:
        """The file, made if need be, locked against every other process."""
        is_new = not self.path.exists()
        make_folder(self.path.parent)
        with self._opened("a+b") as file, _locked(file, shared=False):
            if is_new:
                _sync_folder(self.path.parent)
            yield file

    def _catch_up(self, file: IO[bytes]) -> None:
        """Read the whole lines that were added since the last look; what was read before must still be there."""
        now = _look(file)
        if now == self._seen:
            return
        file.seek(0)
        data = file.read()
        if hashlib.sha256(data[: self._read_to]).hexdigest() != self._chain.digest():
            self._find_change(data)
        for line in data[self._read_to :].split(b"\n")[:-1]:
            self._take(line)
            self._read_to += len(line) + 1
        self._seen = now

    def _find_change(self, data: bytes) -> None:
        """What had been read is no longer what the file begins with: name the line, and refuse the log."""
        again = Log(self.path)
        *lines, tail = data.split(b"\n")
        for line in [*lines, tail] if _is_json(tail) else lines:
            again._take(line)
        raise ConfigError(self.path, "日志在运行中被换成别的内容或变短了", "日志只能追加，请恢复原文件")

    def _take(self, line: bytes) -> None:
        """One line of the file, in its place."""
        number = self._chain.lines + 1
        chain = self._chain.copy()
        try:
            event = Event.model_validate_json(chain.follow(line))
            if not chain.head and event.protocol >= CHAINED:
                raise BrokenChainError("没有校验值，而写它的版本是写的：校验值被去掉了")
        except BrokenChainError as broken:
            raise ConfigError(self.path, f"第 {number} 行{broken}", _MEND) from broken
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]["msg"]
            raise ConfigError(self.path, f"第 {number} 行不是复核记录：{first}", _MEND) from error
        self._chain = chain
        self._events.append(event)

    def _cut_torn_tail(self, file: IO[bytes]) -> None:
        """Finish or remove what stands behind the last line end."""
        file.seek(self._read_to)
        tail = file.read()
        if not tail:
            return
        if _is_json(tail):  # only the line end is missing: an editor took it away
            self._take(tail)
            with writing(self.path):
                _write_all(file, b"\n")
            self._read_to += len(tail) + 1
        else:
            aside = self.path.with_name(self.path.name + ".torn")
            with writing(aside), aside.open("ab") as kept:
                kept.write(tail + b"\n")
            file.truncate(self._read_to)
        self._seen = _look(file)


@contextmanager
def _locked(file: IO[bytes], *, shared: bool) -> Iterator[None]:
    """No other process writes meanwhile; ``shared``: others may read."""
    _lock(file, shared=shared)
    try:
        yield
    finally:
        _unlock(file)


def _is_json(tail: bytes) -> bool:
    """Whether it is a whole object: the beginning of one never is."""
    try:
        json.loads(tail)
    except ValueError:
        return False
    return True


def _look(file: IO[bytes]) -> tuple[int, ...]:
    """What changes with a file: its number, its size, its time of change."""
    now = os.fstat(file.fileno())
    return now.st_dev, now.st_ino, now.st_size, now.st_mtime_ns, now.st_ctime_ns


def _write_all(file: IO[bytes], data: bytes) -> None:
    file.seek(0, os.SEEK_END)
    view = memoryview(data)
    while view:
        view = view[file.write(view) :]
    os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Make a new file's name durable; not every system can open a folder."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


if sys.platform != "win32":
    import fcntl

    def _lock(file: IO[bytes], *, shared: bool) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_SH if shared else fcntl.LOCK_EX)

    def _unlock(file: IO[bytes]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_UN)

else:
    import msvcrt

    _FAR = 1 << 40
    """A byte far behind any data: Windows locks ranges, and a locked range cannot be read by others."""

    def _lock(file: IO[bytes], *, shared: bool) -> None:
        file.seek(_FAR)
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)

    def _unlock(file: IO[bytes]) -> None:
        file.seek(_FAR)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
