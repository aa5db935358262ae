"""``gouji review html``: the queue as one file that works from ``file://`` and fetches nothing.

Takes a workspace and its sources, gives the page of the server with its data inside: items, decisions, the
tables and lines around them, the pages they stand on.  One script is allowed, by its hash; text of documents
stands in a data element that is never executed.  Answers leave the page as a file for ``gouji review import``.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from gouji.joined import files_of
from gouji.review.page_data import (
    Json,
    page_view,
    pages_of,
    queue_view,
    script_json,
    source_number,
    table_view,
)
from gouji.review.server import asset, index_html
from gouji.review.source import Sources
from gouji.review.workspace import Workspace
from gouji.schemas.review import Item

ZOOM = 1.4
"""Page pictures of the file: about 100 dpi, so that a queue of a hundred pages can still be mailed."""


def html(workspace: Workspace, sources: Sources, *, reviewer: str = "", lang: str = "zh") -> str:
    """The page as one text."""
    decisions = workspace.decisions()
    queue = queue_view(workspace, decisions, lang, reviewer)
    queue["decisions0"] = {name: decision.head for name, decision in decisions.items() if decision.head}
    numbers = {doc_id: number for number, doc_id in enumerate(workspace.records)}
    items = list(workspace.items.values())
    packed = {
        "queue": queue,
        "tables": _tables(workspace, items, numbers),
        "lines": _lines(workspace, sources, items, numbers),
        "pages": dict(_pages(workspace, sources, items, numbers)),
    }
    return _assembled(packed, lang)


def _assembled(packed: Json, lang: str) -> str:
    script, style = asset("review.js"), asset("review.css")
    policy = (
        f"default-src 'none'; script-src '{_digest(script)}'; style-src '{_digest(style)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    head = f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n<style>{style}</style>'
    tail = f'<script type="application/json" id="data">{script_json(packed)}</script>\n<script>{script}</script>\n'
    page = index_html(lang)
    page = page.replace('<link rel="stylesheet" href="/review.css">\n', "")
    page = page.replace('<script src="/review.js" defer></script>', head)
    return page.replace("</body>", f"{tail}</body>")


def _digest(text: str) -> str:
    """The hash by which a policy allows one inline element (CSP level 2)."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _tables(workspace: Workspace, items: Iterable[Item], numbers: dict[str, int]) -> Json:
    """The tables of the questions and of their other places."""
    wanted = {(i.doc_id, i.table) for i in items if i.table}
    for item in items:
        paths = [*(s.path for s in item.spots), *(m.path for m in item.members)]
        wanted |= {(item.doc_id, p.split("/")[1]) for p in paths if p and p.startswith("tables/")}
    return {
        f"{numbers[record.doc_id]}/{table.id}": table_view(table)
        for record in workspace.records.values()
        for table in record.tables
        if (record.doc_id, table.id) in wanted
    }


def _lines(workspace: Workspace, sources: Sources, items: Sequence[Item], numbers: dict[str, int]) -> Json:
    """All lines of every text source."""
    asked = {item.doc_id for item in items}
    return {
        source_number(numbers[doc_id], file): sources.lines(doc_id, file)
        for doc_id, record in workspace.records.items()
        for file, one in enumerate(files_of(record.run))
        if doc_id in asked and one.form != "pdf"
    }


def _pages(
    workspace: Workspace, sources: Sources, items: Iterable[Item], numbers: dict[str, int]
) -> Iterable[tuple[str, dict[str, Any]]]:
    for doc_id, file, number in sorted(pages_of(items, workspace.records)):
        size = page_view(sources, doc_id, number, file)
        png = sources.picture(doc_id, number, ZOOM, file) if size is not None else None
        if size is not None and png is not None:
            url = "data:image/png;base64," + base64.b64encode(png).decode()
            yield f"{source_number(numbers[doc_id], file)}/{number}", {**size, "url": url}
