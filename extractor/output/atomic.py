"""Files that are whole or not there at all.

Takes a path and a text, or a function that fills a file, gives the file in one step.  Light on purpose: the
process that only watches workers imports it too.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

PART = ".part"
"""The ending of a file that is still being written."""


def write_atomically(path: Path, write: Callable[[Path], None]) -> None:
    """Let ``write`` fill a temporary file beside ``path``, then put it in place in one step."""
    handle, name = tempfile.mkstemp(prefix=part_prefix(os.getpid()), suffix=PART, dir=path.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        write(temporary)
        temporary.chmod(0o644)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> Path:
    """Put ``text`` at ``path`` in one step, UTF-8 with bare line feeds; gives the path."""

    def fill(temporary: Path) -> None:
        temporary.write_text(text, encoding="utf-8", newline="\n")

    write_atomically(path, fill)
    return path


def part_prefix(pid: int) -> str:
    """How the unfinished files of process ``pid`` begin, so that they can be swept up after it."""
    return f".{pid}-"


def sweep_parts(folder: Path, pid: int) -> None:
    """Remove what process ``pid`` left unfinished in ``folder``."""
    for part in folder.glob(f"{part_prefix(pid)}*{PART}"):
        part.unlink(missing_ok=True)
