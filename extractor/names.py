"""Names of files in any bytes → text that every output can hold, and back.

Takes paths as the system gives them: a name that is not in the system's encoding (GBK, from a zip made on Windows)
carries its bytes as surrogates, which no JSON, workbook or log line can hold.  Gives valid Unicode.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

ENCODINGS = ("utf-8", "gb18030")
"""In this order: bytes that are UTF-8 by chance are next to impossible, bytes that are GB18030 by chance are not."""


def shown(path: str | os.PathLike[str]) -> str:
    """``path`` as valid Unicode, each part by itself: as UTF-8, as GBK, else with its bytes as ``\\xd6``."""
    text = os.fspath(path)
    if _is_unicode(text):
        return text
    return str(Path(*(_decoded(part) for part in Path(text).parts)))


def on_disk(name: str) -> str:
    """``name`` as the system takes it: in UTF-8 where its own encoding (``LC_ALL=C``) lacks the characters."""
    try:
        os.fsencode(name)
    except UnicodeEncodeError:
        return os.fsdecode(name.encode("utf-8", "backslashreplace"))
    return name


def found_as(text: str) -> Iterator[Path]:
    """The paths that :func:`shown` shows as ``text``: the path itself, and those whose names are in other bytes."""
    path = Path(on_disk(text))
    yield path
    folder = path.parent
    if not folder.is_dir() and folder != path:
        folder = next((f for f in found_as(shown(folder)) if f.is_dir()), folder)
    if folder.is_dir():
        wanted = shown(path.name)
        yield from (entry for entry in folder.iterdir() if entry != path and shown(entry.name) == wanted)


def _is_unicode(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _decoded(part: str) -> str:
    try:
        data = os.fsencode(part)
    except UnicodeEncodeError:  # surrogates that stand for no byte
        return part.encode("utf-8", "backslashreplace").decode("utf-8")
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("ascii", "backslashreplace")
