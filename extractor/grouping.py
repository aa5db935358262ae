"""The files of a folder → those that are one disclosure: same body, same year, budget or final accounts.

Takes what each file says of itself (its cover, the lines around its tables, else its name), gives the groups in the
order of their first files.  A file that says less joins the one disclosure beside it, in its folder, that it does not
contradict; where there are several, or none, it stays alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from gouji.layout.metadata import read_metadata
from gouji.normalise import fold
from gouji.read.archive import is_archive
from gouji.read.model import Document, Line
from gouji.read.source import Limits, read_document
from gouji.schemas.record import DocType

_WORDS: dict[DocType | None, str] = {"budget": "预算", "final_accounts": "决算", None: ""}


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose disclosure a file belongs to, as far as the file says."""

    body: str | None = None
    year: int | None = None
    kind: DocType | None = None

    @property
    def is_whole(self) -> bool:
        return None not in (self.body, self.year, self.kind)

    def agrees(self, other: Identity) -> bool:
        """Whether nothing that both say differs."""
        mine, theirs = (self.body, self.year, self.kind), (other.body, other.year, other.kind)
        return all(a == b or None in (a, b) for a, b in zip(mine, theirs, strict=True))

    def __str__(self) -> str:
        year = f"{self.year}年" if self.year else ""
        return f"{self.body or ''}{year}{_WORDS[self.kind]}" or "部门、年度未载明"


def identify(path: Path, limits: Limits) -> Identity | None:
    """What a file says of body, year and kind; ``None`` for an archive, which is a disclosure already.

    Raises :class:`~gouji.errors.SourceError` for a file that cannot be read.
    """
    if is_archive(path):
        return None
    document = read_document(path, limits)
    said = _said(document)
    named = _said(replace(document, lines=(Line(1, path.stem),), pages=(), grids=()))
    return Identity(said.body or named.body, said.year or named.year, said.kind or named.kind)


def _said(document: Document) -> Identity:
    found = read_metadata(document)
    return Identity(fold(found.department) if found.department else None, found.fiscal_year, found.doc_type)


def group(files: Sequence[tuple[Path, Identity | None]]) -> list[tuple[Identity, list[Path]]]:
    """The disclosures in ``files``, each with its files in their order."""
    whole = [(path, identity) for path, identity in files if identity is not None and identity.is_whole]
    groups: dict[tuple[Path | None, Identity], list[Path]] = {}
    for path, identity in files:
        if identity is None:
            groups[path, Identity()] = [path]
            continue
        beside = {other for near, other in whole if near.parent == path.parent and identity.agrees(other)}
        if identity.is_whole:
            groups.setdefault((None, identity), []).append(path)
        elif len(beside) == 1:
            groups.setdefault((None, beside.pop()), []).append(path)
        else:
            groups[path, identity] = [path]
    return [(identity, paths) for (_, identity), paths in groups.items()]
