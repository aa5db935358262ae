"""The paths of a command line → the documents to read, each with a name of its own.

Takes files and directories as a user gives them; gives document files in a stable order and, for each,
the name under which its record is written.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from gouji.errors import SourceError
from gouji.names import shown
from gouji.read.formats import EXTENSIONS

BUNDLED_NAME = "source"
"""``<doc_id>/source.txt`` is how labelled documents are kept (eval/gold): the folder names the document."""

MAX_NAME_BYTES = 180
"""File systems allow 255 bytes; the rest is left for extensions and temporary names."""

_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')


def collect(paths: Sequence[Path]) -> tuple[list[Path], list[SourceError]]:
    """The documents under ``paths``, each once, and one error for each path that gives none."""
    found: dict[Path, Path] = {}
    errors: list[SourceError] = []
    for path in paths:
        if path.is_dir():
            documents = documents_in(path)
            if not documents:
                errors.append(SourceError(path, "目录里没有文档", f"需要 {'、'.join(EXTENSIONS)} 文件"))
        elif path.exists():
            documents = [path]
        else:
            documents = []
            errors.append(SourceError(path, "没有这个文件或目录", "检查路径"))
        for document in documents:
            found.setdefault(document.resolve(), document)
    return list(found.values()), errors


def documents_in(folder: Path) -> list[Path]:
    """Every document below ``folder``, sorted; left out are hidden files and folders, the lock files of Office
    (``~$…``), and workbooks that gouji wrote: they stand beside a record of the same name."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in EXTENSIONS
        and path.is_file()
        and not path.name.startswith("~$")
        and not (path.suffix == ".xlsx" and path.with_suffix(".json").is_file())
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )


def name_documents(paths: Sequence[Path]) -> list[str]:
    """A distinct file name (without extension) for every path, in the order of ``paths``.

    Documents that share a name get, all of them, the shortest longer one that tells them apart:
    with the extension, with the folder, or with a digest of the whole path.
    """
    names = [plain_name(path) for path in paths]
    for longer in (_with_extension, _with_folder, _with_digest):
        shared = _shared(names)
        if not shared:
            break
        names = _told_apart(paths, names, shared, longer)
    return names


def plain_name(path: Path) -> str:
    """The name of a document on its own: its file name, or its folder's for ``<doc_id>/source.txt``."""
    folder = path.resolve().parent.name
    return _safe(shown(folder if path.stem == BUNDLED_NAME and folder else path.stem))


def _told_apart(
    paths: Sequence[Path], names: Sequence[str], shared: set[str], longer: Callable[[Path], str]
) -> list[str]:
    """``names`` with the shared ones made longer, group by group, where that tells the group apart."""
    result = list(names)
    for name in shared:
        group = [index for index, other in enumerate(names) if other.casefold() == name]
        candidates = [longer(paths[index]) for index in group]
        rest = {other.casefold() for index, other in enumerate(result) if index not in group}
        folded = {candidate.casefold() for candidate in candidates}
        if len(folded) == len(group) and not folded & rest:
            for index, candidate in zip(group, candidates, strict=True):
                result[index] = candidate
    return result


def _shared(names: Sequence[str]) -> set[str]:
    folded = [name.casefold() for name in names]
    return {name for name in folded if folded.count(name) > 1}


def _with_extension(path: Path) -> str:
    return _safe(f"{plain_name(path)}-{shown(path.suffix).lstrip('.').lower()}")


def _with_folder(path: Path) -> str:
    return _safe(f"{shown(path.resolve().parent.name)}-{shown(path.stem)}")


def _with_digest(path: Path) -> str:
    digest = hashlib.sha256(os.fsencode(path.resolve())).hexdigest()
    return _safe(plain_name(path))[: MAX_NAME_BYTES // 4] + "-" + digest[:10]


def _safe(name: str) -> str:
    """A name that every file system takes: no separators, no control characters, not too long."""
    cleaned = _UNSAFE.sub("_", name).strip(" .").encode("utf-8", "replace")[:MAX_NAME_BYTES]
    return cleaned.decode("utf-8", "ignore") or "document"
