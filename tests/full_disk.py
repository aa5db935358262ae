"""A disk of a few megabytes that a test may fill: a tmpfs, which only root may mount."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

SIZE = 4 * 2**20


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A mounted file system of :data:`SIZE` bytes; skips the test where it cannot be mounted."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "gouji-test", str(folder)]
    if sys.platform != "linux" or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("needs Linux and the right to mount a tmpfs (root)")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(disk: Path, spare: int = 0) -> None:
    """Leave ``spare`` bytes of the disk, in whole blocks."""
    with (disk / "filler").open("wb", buffering=0) as file:
        free = os.statvfs(disk)
        file.write(b"\0" * max(0, free.f_bavail * free.f_frsize - spare))


def files_of(disk: Path) -> dict[str, bytes]:
    """Every file on the disk but the filler, with what is in it."""
    found = (path for path in disk.rglob("*") if path.is_file() and path.name != "filler")
    return {str(path.relative_to(disk)): path.read_bytes() for path in found}
