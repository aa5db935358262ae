"""Write what the answers come to: corrected records and the account of each.

Takes a workspace, gives files in a folder: ``<doc>.json`` (the corrected record) and ``<doc>.review.json``
(machine and person side by side, findings gone and come).  Files are whole or not there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from gouji.output.atomic import make_folder, write_text
from gouji.output.jsonout import write_json
from gouji.review.apply import apply
from gouji.review.source import Sources
from gouji.review.value_places import digest
from gouji.review.workspace import Workspace
from gouji.schemas.review import Decision, Reviewed

_UNSAFE = re.compile(r"[^\w.-]+")
FOLDER = "reviewed"
"""Beside the records, never over them: the machine's reading stays what it was."""


def finish(workspace: Workspace, sources: Sources, folder: Path, lang: str = "zh") -> list[Reviewed]:
    """Write the corrected record of every document that has an answer; gives what became of each."""
    decisions = workspace.decisions()
    return [
        _write(workspace, sources, doc_id, decisions, folder, lang)
        for doc_id in answered(workspace, decisions)
    ]


def answered(workspace: Workspace, decisions: Mapping[str, Decision]) -> list[str]:
    """Documents with an answer that stands."""
    found = {item.doc_id for item in workspace.items.values() if decisions[item.item_id].state != "open"}
    return [doc_id for doc_id in workspace.records if doc_id in found]


def _write(
    workspace: Workspace,
    sources: Sources,
    doc_id: str,
    decisions: Mapping[str, Decision],
    folder: Path,
    lang: str,
) -> Reviewed:
    record, reviewed = apply(
        workspace.records[doc_id], workspace.items.values(), decisions, sources.document(doc_id), lang
    )
    name = safe_name(doc_id)
    text = reviewed.model_dump_json(indent=1, exclude_none=True) + "\n"
    make_folder(folder)
    write_json(record, folder / f"{name}.json")
    write_text(folder / f"{name}.review.json", text)
    return reviewed


def safe_name(doc_id: str) -> str:
    """A file name for a document: its own name where that is one, else what is left of it and a digest."""
    plain = _UNSAFE.sub("_", doc_id).strip("._")[:60]
    return plain if plain == doc_id else f"{plain or 'document'}-{digest(doc_id, length=8)}"
