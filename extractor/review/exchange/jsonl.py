"""The queue as JSON Lines, the master form: every field of every item, its state, and room for an answer.

Read back are the same lines with ``verdict`` filled in, and the answers that the self-contained page saves.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from gouji.review.exchange.columns import answers_text, check_of
from gouji.schemas.review import SCHEMA_VERSION, Decision, Item


def write_jsonl(items: Iterable[Item], decisions: Mapping[str, Decision], path: Path) -> None:
    """One item a line."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for item in items:
            line = json.dumps(line_of(item, decisions[item.item_id]), ensure_ascii=False)
            file.write(line.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029") + "\n")


def line_of(item: Item, decision: Decision) -> dict[str, Any]:
    """The item, its decision, and the fields to fill in."""
    event = decision.event
    return {
        "schema_version": SCHEMA_VERSION,
        **item.model_dump(mode="json"),
        "status": decision.state,
        "decided_by": event.reviewer if event else None,
        "decided_at": event.at if event else None,
        "decided_changes": [c.model_dump() for c in event.changes] if event else [],
        "base": decision.head,
        "check": check_of(item.item_id, item.version, item.label, item.value or ""),
        "answers": answers_text(item, "zh"),
        "verdict": None,
        "corrected": None,
        "again": None,
        "suggested": None,
        "figure": None,
        "comment": None,
        "reviewer": None,
    }


def read_jsonl(path: Path) -> Iterator[tuple[int, object]]:
    """(line number, value) of every line; a line that is no JSON is given as its text."""
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").split("\n"), start=1):
        if not line.strip():
            continue
        try:
            yield number, json.loads(line)
        except ValueError:
            yield number, line
