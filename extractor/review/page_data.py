"""What the page is given: items, decisions, tables and lines as plain JSON values.

One form for both pages: the server sends these values, the self-contained file carries them inside.
Documents are numbered, so that no address holds text of a document.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import TypeAdapter

from gouji.joined import file_names
from gouji.review.answers import actions_of
from gouji.review.apply import told
from gouji.review.source import Sources
from gouji.review.values import name_of
from gouji.review.workspace import Workspace
from gouji.schemas.record import Evidence, Record, Table
from gouji.schemas.review import Decision, Item

Json = dict[str, Any]
_ITEMS = TypeAdapter(list[Item])
_DROPPED = {"__all__": {"doc_sha256", "run_version", "former"}}


def queue_view(workspace: Workspace, decisions: Mapping[str, Decision], lang: str, reviewer: str) -> Json:
    """Everything that the page needs to start."""
    numbers = {doc_id: number for number, doc_id in enumerate(workspace.records)}
    items = _ITEMS.dump_python(
        list(workspace.items.values()),
        mode="json",
        exclude_defaults=True,
        exclude=_DROPPED,
    )
    for item in items:
        item["doc"] = numbers[item.pop("doc_id")]
        item["answers"] = actions_of(workspace.items[item["item_id"]])
    return {
        "lang": lang,
        "reviewer": reviewer,
        "docs": [document_view(record) for record in workspace.records.values()],
        "items": items,
        "decisions": decisions_view(decisions),
    }


def document_view(record: Record) -> Json:
    """The name and form of a document, the names of its tables, and of its files where there are several."""
    return {
        "name": record.doc_id,
        "title": record.metadata.title or "",
        "form": record.run.form,
        "files": file_names(record.run.files or []),
        "tables": {table.id: name_of(table) for table in record.tables},
    }


def decisions_view(decisions: Mapping[str, Decision]) -> Json:
    """The decisions that say anything: an item without one is open and was never answered."""
    return {name: decision_view(decision) for name, decision in decisions.items() if decision.head}


def decision_view(decision: Decision) -> Json:
    """One decision: state, who, when, what was written; of a conflict every answer."""
    view: Json = {"state": decision.state, "head": decision.head}
    if decision.event is not None:
        event = decision.event
        view |= {"who": event.reviewer, "at": event.at, "why": event.why, "version": event.version}
        view["changes"] = [change.model_dump() for change in event.changes]
        if event.suggested is not None:
            view["suggested"] = event.suggested.model_dump()
    if decision.rivals:
        view["rivals"] = [told(event) for event in decision.rivals]
    if decision.reopened:
        view["reopened"] = decision.reopened
    return view


def table_view(table: Table) -> Json:
    """A table with the place of every cell, so that a click on a cell shows where it is printed."""
    return {
        "name": name_of(table),
        "file": table.where.file,
        "unit": table.unit or "",
        "columns": ["/".join(path) for path in table.columns],
        "rows": table.rows,
        "places": [[_short(evidence) for evidence in row] for row in table.evidence],
        "doubts": [[_doubt(evidence) for evidence in row] for row in table.evidence],
        "decisions": table.decisions,
    }


def _short(evidence: Evidence | None) -> list[Any] | None:
    """``[line, start, end]`` or ``[page, x0, y0, x1, y1]`` of a cell."""
    if evidence is None:
        return None
    if evidence.line is not None:
        return [evidence.line, *(evidence.span or (0, 0))]
    return [evidence.page, *evidence.bbox] if evidence.page is not None and evidence.bbox else None


def _doubt(evidence: Evidence | None) -> int:
    """0 nothing, 1 accepted, 2 proved, 3 to be reviewed."""
    return 0 if evidence is None else {"accepted": 1, "proved": 2, "review": 3}[evidence.status]


def page_view(sources: Sources, doc_id: str, number: int, file: int) -> Json | None:
    """The size of a page in points, by which boxes are placed on its picture."""
    size = sources.page_size(doc_id, number, file)
    return None if size is None else {"width": size[0], "height": size[1]}


def source_number(document: int, file: int) -> str:
    """By which number the page asks for a file: that of the document, and of the file behind a point from the second on."""
    return f"{document}.{file}" if file else str(document)


def script_json(value: object) -> str:
    """JSON that may stand inside a ``<script>`` element: nothing in it can close the element or open a comment."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text


def pages_of(items: Iterable[Item], records: Mapping[str, Record]) -> set[tuple[str, int, int]]:
    """Every (document, file, page) that the questions and their other places show."""
    found: set[tuple[str, int, int]] = set()
    for item in items:
        names = file_names(records[item.doc_id].run.files or [])
        for place in (item.place, *(spot.place for spot in item.spots)):
            if place is not None and place.page:
                name = place.address.file if place.address else None
                found.add((item.doc_id, names.index(name) if name in names else 0, place.page))
    return found
