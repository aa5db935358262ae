"""Files that are whole or not there at all.

Takes a path and a text, or a function that fills a file, gives the file in one step.  Every file that gouji writes
goes through this module: here an error of the disk becomes one of ours, which names the file and says what to do.
The mode of a file is what the umask leaves of rw-rw-rw-.  Light on purpose: the process that only watches
workers imports it too.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from gouji.errors import OutputError

PART = ".part"
"""The ending of a file that is still being written."""


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """What is done to the file or folder ``path`` inside raises :class:`OutputError` where the disk refuses it."""
    try:
        yield
    except OSError as error:
        raise OutputError.of(path, error) from error


def make_folder(folder: Path) -> Path:
    """The folder, made with its parents if need be; raises :class:`OutputError`."""
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    return folder


def write_atomically(path: Path, write: Callable[[Path], None]) -> None:
    """Let ``write`` fill a temporary file beside ``path``, then put it in place in one step.

    A link is followed; a device or a pipe (``/dev/stdout``) cannot be replaced and is written as it is.  Raises
    :class:`OutputError`: then ``path`` is what it was before.
    """
    with writing(path):
        target = path.resolve()
        if target.exists() and not target.is_file():
            write(target)
            return
        temporary = target.with_name(f"{part_prefix(os.getpid())}{secrets.token_hex(8)}{PART}")
        try:
            os.close(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
            write(temporary)
            temporary.replace(target)
        finally:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)


def write_bytes(path: Path, data: bytes) -> Path:
    """Put ``data`` at ``path`` in one step; gives the path.  Raises :class:`OutputError`."""

    def fill(temporary: Path) -> None:
        temporary.write_bytes(data)

    write_atomically(path, fill)
    return path


def write_text(path: Path, text: str, encoding: str = "utf-8") -> Path:
    """Put ``text`` at ``path`` in one step, with bare line feeds; gives the path.  Raises :class:`OutputError`."""
    return write_bytes(path, text.encode(encoding))


def part_prefix(pid: int) -> str:
    """How the unfinished files of process ``pid`` begin, so that they can be swept up after it."""
    return f".{pid}-"


def sweep_parts(folder: Path) -> None:
    """Remove what processes that are gone left unfinished in ``folder``."""
    for part in folder.glob(f".*-*{PART}"):
        pid = part.name[1:].partition("-")[0]
        if pid.isdecimal() and not _is_alive(int(pid)):
            part.unlink(missing_ok=True)


def _is_alive(pid: int) -> bool:
    """Whether there is such a process on this machine; on Windows, where asking would end it, always."""
    if os.name == "nt":
        return True
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
