"""Several files of one disclosure (说明, 表格, 附件) → one record: each value's evidence names its file.

Takes what was read from each file, gives it as of one document: ids that count on over the files, metadata from the first
file that states each, lines in the order of the files.  Pages and lines keep the numbers that they have in their own file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from gouji.read.model import Document
from gouji.schemas.record import Address, Metadata, Place, Record, RunInfo, SourceFile, Table, Unread, Where

M = TypeVar("M", bound=BaseModel)


def file_names(files: Sequence[Document | SourceFile]) -> list[str]:
    """The name by which each file is told from the others: its own, with its folder where two share it."""
    names = [Path(file.source).name for file in files]
    return [name if names.count(name) == 1 else file.source for name, file in zip(names, files, strict=True)]


def files_of(run: RunInfo) -> list[SourceFile]:
    """The files that a record was read from: one, or those that it was joined from."""
    alone = SourceFile(source=run.source, sha256=run.sha256, form=run.form, pages=run.pages)
    return run.files or [alone]


def joined_digest(digests: Iterable[str]) -> str:
    """The digest that stands for several files: of theirs, in order."""
    return hashlib.sha256("\n".join(digests).encode("ascii")).hexdigest()


def join_documents(documents: Sequence[Document]) -> Document:
    """The lines of all files, each with the name of its file; for the rules that look at the running text."""
    lines = [
        replace(line, address=(line.address or Address()).model_copy(update={"file": name}))
        for name, document in zip(file_names(documents), documents, strict=True)
        for line in document.lines
    ]
    first = documents[0]
    return replace(
        first,
        sha256=joined_digest(document.sha256 for document in documents),
        lines=tuple(lines),
        pages=(),
        grids=(),
        unread=(),
        messages=(),
    )


def join_metadata(found: Sequence[Metadata]) -> Metadata:
    """Each field from the first file that states it."""
    fields = {
        name: next((value for one in found if (value := getattr(one, name)) is not None), None)
        for name in Metadata.model_fields
    }
    return Metadata(**fields)


def join_records(records: Sequence[Record], documents: Sequence[Document], doc_id: str) -> Record:
    """One record of what each file gave, not settled yet; its tables have their ids already."""
    names = file_names(documents)
    named = [with_file(record, name) for record, name in zip(records, names, strict=True)]
    first = named[0]
    statements = [item for record in named for item in record.statements]
    evidence: dict[str, list[object]] = {}
    for record in named:
        for key, items in record.item_evidence.items():
            evidence.setdefault(key, []).extend(items)
    update = {
        "doc_id": doc_id,
        "tables": [
            _in_file(table, name)
            for record, name in zip(named, names, strict=True)
            for table in record.tables
        ],
        "statements": [s.model_copy(update={"id": f"s{n:03d}"}) for n, s in enumerate(statements, 1)],
        "item_evidence": evidence,
        "metadata_evidence": {
            key: value for record in reversed(named) for key, value in record.metadata_evidence.items()
        },
        "run": first.run.model_copy(
            update={
                "sha256": joined_digest(document.sha256 for document in documents),
                "messages": [
                    f"{len(names)} 份文件作为同一份公开读取：{'、'.join(names)}",
                    *(
                        f"{name}：{text}"
                        for name, d in zip(names, documents, strict=True)
                        for text in d.messages
                    ),
                ],
                "files": [
                    SourceFile(source=d.source, sha256=d.sha256, form=d.form, pages=len(d.pages) or None)
                    for d in documents
                ],
            }
        ),
    }
    for part in ("duties", "internal_units", "projects", "targets", "glossary"):
        update[part] = [item for record in named for item in getattr(record, part)]
    return first.model_copy(update=update)


def unread_of(unread: Iterable[Unread], name: str) -> list[Unread]:
    """What was not read of a file, with its name."""
    return [item.model_copy(update={"detail": f"{name}：{item.detail}"}) for item in unread]


def _in_file(table: Table, name: str) -> Table:
    where = Where(lines=table.where.lines, pages=table.where.pages, file=name)
    return table.model_copy(update={"where": where})


def with_file(value: M, name: str) -> M:
    """A copy in which every place names the file."""
    copied = value.model_copy(update={key: _named(item, name) for key, item in dict(value).items()})
    if isinstance(copied, Place) and (copied.page is not None or copied.line is not None):
        address = (copied.address or Address()).model_copy(update={"file": name})
        return copied.model_copy(update={"address": address})
    return copied


def _named(value: object, name: str) -> object:
    if isinstance(value, Address):
        return value
    if isinstance(value, BaseModel):
        return with_file(value, name)
    if isinstance(value, list):
        return [_named(item, name) for item in value]
    if isinstance(value, dict):
        return {key: _named(item, name) for key, item in value.items()}
    return value
