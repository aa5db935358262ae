"""The append-only log of answers: one JSON object a line, acknowledged means on disk.

Takes events, keeps them in a file that several processes may write at once.  An append holds an exclusive
lock on the file, reads what others have written since, lets the caller judge the new event against it,
writes one line and calls ``fsync`` before it returns.  A line that a killed process left unfinished was
never acknowledged: the next append moves it to ``<log>.torn`` and cuts it off.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from pydantic import ValidationError

from extractor.errors import ConfigError
from schemas.review import Event

Check = Callable[[Sequence[Event]], None]
"""Called under the lock with every event so far; raises to refuse the append."""


class Log:
    """The log at ``path``; reading gives what is on disk now, whoever wrote it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._events: list[Event] = []
        self._read_to = 0
        self._mutex = threading.Lock()

    def events(self) -> list[Event]:
        """Every acknowledged event, in the order of the file; raises :class:`ConfigError` on a broken line."""
        with self._mutex:
            if self.path.exists():
                with self.path.open("rb") as file:
                    self._catch_up(file)
            return list(self._events)

    def append(self, events: Sequence[Event], check: Check | None = None) -> None:
        """Write ``events`` durably, all of them or none; ``check`` may refuse them by raising.

        Raises :class:`ConfigError` when the log cannot be written.
        """
        if not events:
            return
        data = "".join(event.model_dump_json(exclude_defaults=True) + "\n" for event in events).encode()
        with self._mutex, self._locked() as file:
            self._catch_up(file)
            self._cut_torn_tail(file)
            if check is not None:
                check(self._events)
            start = self._read_to
            try:
                _write_all(file, data)
            except OSError as error:
                file.truncate(start)
                raise ConfigError(self.path, f"写不进去：{error.strerror}", "检查磁盘空间和权限") from error
            self._events.extend(events)
            self._read_to = start + len(data)

    @contextmanager
    def _locked(self) -> Iterator[IO[bytes]]:
        """The file, open for reading and appending, locked against every other process."""
        is_new = not self.path.exists()
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            file = self.path.open("a+b", buffering=0)
        except OSError as error:
            raise ConfigError(self.path, f"打不开：{error.strerror}", "检查路径和权限") from error
        with file:
            _lock(file)
            try:
                if is_new:
                    _sync_folder(self.path.parent)
                yield file
            finally:
                _unlock(file)

    def _catch_up(self, file: IO[bytes]) -> None:
        """Read the whole lines that were added since the last look."""
        if file.seek(0, os.SEEK_END) < self._read_to:
            raise ConfigError(self.path, "日志变短了：有人改动过", "日志只能追加，请恢复原文件")
        file.seek(self._read_to)
        data = file.read()
        whole = data[: data.rfind(b"\n") + 1]
        for line in whole.splitlines():
            self._events.append(self._event(line))
        self._read_to += len(whole)

    def _event(self, line: bytes) -> Event:
        try:
            return Event.model_validate_json(line)
        except ValidationError as error:
            number = len(self._events) + 1
            first = error.errors(include_url=False, include_input=False)[0]["msg"]
            raise ConfigError(
                self.path, f"第 {number} 行不是复核记录：{first}", "日志请勿手工修改"
            ) from error

    def _cut_torn_tail(self, file: IO[bytes]) -> None:
        """Finish or remove what stands behind the last line end."""
        file.seek(self._read_to)
        tail = file.read()
        if not tail:
            return
        try:
            event = Event.model_validate_json(tail)
        except ValidationError:
            with self.path.with_name(self.path.name + ".torn").open("ab") as aside:
                aside.write(tail + b"\n")
            file.truncate(self._read_to)
        else:  # only the line end is missing: an editor took it away
            _write_all(file, b"\n")
            self._events.append(event)
            self._read_to += len(tail) + 1


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

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX)

    def _unlock(file: IO[bytes]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_UN)

else:
    import msvcrt

    _FAR = 1 << 40
    """A byte far behind any data: Windows locks ranges, and a locked range cannot be read by others."""

    def _lock(file: IO[bytes]) -> None:
        file.seek(_FAR)
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)

    def _unlock(file: IO[bytes]) -> None:
        file.seek(_FAR)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
