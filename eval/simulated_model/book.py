"""The gold labels as a book to answer from: which items stand in the lines of a request.

Takes the lines of a request, gives the items of the requested task in the wire schema.  A
document is known by its text; an item belongs to a request when its place in the document lies in
the lines that the request shows, so that a sentence printed twice is answered where it stands.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gouji.eval.simulated_model.request import Asked, Shown
from gouji.figures import amount
from gouji.grounding.figures import find_figures
from gouji.grounding.source import fold_text
from gouji.schemas.llm import (
    GlossaryEntry,
    OutlineItem,
    ProjectItem,
    StatementItem,
    TargetItem,
)

Item = dict[str, Any]
NOT_BARE = frozenset({"gold.json", "adjudicated.json"})
"""Files of a gold directory that are no label of their own beside it."""
LOOSE = 400
"""How far back the place of the next label may lie: labels overlap when one sentence has several."""


@dataclass(frozen=True, slots=True)
class GoldDoc:
    """One labelled document: its folded text (empty when only labels are known) and its labels."""

    name: str
    text: str
    gold: dict[str, Any]
    places: dict[str, list[int]] = field(default_factory=dict)

    def position(self, task: str, index: int) -> int:
        return self.places[task][index]


def load_book(paths: list[Path]) -> list[GoldDoc]:
    """Directories with ``source.txt`` and ``gold.json``, or bare ``*.json`` labels of a PDF."""
    docs: list[GoldDoc] = []
    for path in paths:
        for label in sorted(path.rglob("gold.json") if path.is_dir() else [path]):
            docs.append(_load(label))
        if path.is_dir():
            docs += [_load(label) for label in sorted(path.glob("*.json")) if label.name not in NOT_BARE]
    return docs


def _load(label: Path) -> GoldDoc:
    gold = json.loads(label.read_text(encoding="utf-8"))
    source = label.with_name("source.txt")
    text = fold_text(source.read_text(encoding="utf-8")) if label.name == "gold.json" else ""
    places = {part: _places(text, gold[part]) for part in ("statements", "targets")}
    return GoldDoc(str(gold["doc_id"]), text, gold, places)


def _places(text: str, items: list[Item]) -> list[int]:
    """Where the labels stand, in their order; -1 when the text does not print the quote."""
    places: list[int] = []
    at = 0
    for item in items:
        quote = fold_text(item["quote"])
        found = text.find(quote, max(0, at - LOOSE))
        places.append(found if found >= 0 else text.find(quote))
        at = max(at, places[-1])
    return places


def answer(book: list[GoldDoc], asked: Asked) -> list[Item]:
    """The right items for a request, in document order; empty when no document prints its lines."""
    lines = [line for line in asked.body if fold_text(line.text)]
    if not lines or not book:
        return []
    doc = max(book, key=lambda candidate: _likeness(candidate, asked))
    finder = {
        "statements": _statements,
        "targets": _targets,
        "projects": _projects,
        "glossary": _glossary,
        "outline": _outline,
        "grid": _grid,
    }[asked.task or ""]
    return finder(doc, lines)


def grid_columns(book: list[GoldDoc], asked: Asked) -> list[list[str]]:
    """The header paths of the gold table that shares most rows with the request."""
    doc = max(book, key=lambda candidate: _likeness(candidate, asked))
    table = _gold_table(doc, list(asked.body))
    return table["columns"] if table else []


def _likeness(doc: GoldDoc, asked: Asked) -> int:
    background = fold_text("".join(line.text for line in asked.lines if not line.number))
    department = fold_text(str(doc.gold["metadata"].get("department") or "\0"))
    printed = sum(len(fold_text(line.text)) for line in asked.body if fold_text(line.text) in doc.text)
    quotes = fold_text("".join(line.text for line in asked.body))
    quoted = sum(fold_text(s["quote"]) in quotes for s in doc.gold["statements"]) if not doc.text else 0
    return (5_000 if department in background else 0) + printed + 10 * quoted


class _Shown:
    """The lines of a request as one folded text, with the way from its positions to line numbers."""

    def __init__(self, lines: list[Shown]) -> None:
        self.text = ""
        self.starts: list[tuple[int, int]] = []
        for line in lines:
            self.starts.append((len(self.text), line.number))
            self.text += fold_text(line.text)

    def number(self, at: int) -> int:
        return [number for start, number in self.starts if start <= at][-1]

    def quoted(self, quote: str, near: int = 0) -> Item | None:
        folded = fold_text(quote)
        at = self.text.find(folded, near)
        at = at if at >= 0 else self.text.find(folded)
        if at < 0 or not folded:
            return None
        return {"first_line": self.number(at), "last_line": self.number(at + len(folded) - 1), "quote": quote}


def _spans(doc: GoldDoc, lines: list[Shown]) -> list[tuple[int, int, int]]:
    """Each line's ``(start, stop, offset in the request)`` in the document, following the line before it."""
    spans: list[tuple[int, int, int]] = []
    offset, at = 0, _first_place(doc, lines)
    for line in lines:
        text = fold_text(line.text)
        found = doc.text.find(text, at)
        found = found if found >= 0 else doc.text.find(text)
        if found >= 0:
            spans.append((found, found + len(text), offset))
            at = found + len(text)
        offset += len(text)
    return spans


def _first_place(doc: GoldDoc, lines: list[Shown]) -> int:
    """Where the request begins: the place of its longest run of lines that stands together."""
    joined = "".join(fold_text(line.text) for line in lines)
    for size in (len(joined), 200, 80, 30):
        at = doc.text.find(joined[:size])
        if at >= 0:
            return at
    return 0


def _placed(doc: GoldDoc, part: str, lines: list[Shown]) -> list[tuple[Item, Item]]:
    """Labels of a part that stand in the lines, each with its place in the request."""
    shown = _Shown(lines)
    spans = _spans(doc, lines)
    found: list[tuple[Item, Item]] = []
    for item, place in zip(doc.gold[part], doc.places[part], strict=True):
        span = next((s for s in spans if s[0] <= place < s[1]), None)
        if doc.text and span is None:
            continue
        near = span[2] + place - span[0] if span else 0
        quoted = shown.quoted(item["quote"], max(0, near))
        if quoted is not None:
            found.append((item, quoted))
    return found


def _fields(model: type[Any], item: Item, **more: object) -> Item:
    return {**{name: item.get(name) for name in model.model_fields}, **more}


def _statements(doc: GoldDoc, lines: list[Shown]) -> list[Item]:
    return [_fields(StatementItem, item, **quoted) for item, quoted in _placed(doc, "statements", lines)]


def _targets(doc: GoldDoc, lines: list[Shown]) -> list[Item]:
    return [_fields(TargetItem, item, **quoted) for item, quoted in _placed(doc, "targets", lines)]


def _projects(doc: GoldDoc, lines: list[Shown]) -> list[Item]:
    """A project is answered by the request that prints its amount and its longest text."""
    shown = _Shown(lines)
    found: list[Item] = []
    for item in doc.gold["projects"]:
        texts = [item.get(k) for k in ("overview", "completion", "plan", "basis") if item.get(k)]
        quoted = _amount_quote(item, lines)
        if quoted and texts and fold_text(max(texts, key=len)) in shown.text:
            found.append(_fields(ProjectItem, item, **quoted))
    return found


def _amount_quote(item: Item, lines: list[Shown]) -> Item | None:
    wanted = amount(item.get("executed_amount") or item.get("amount"))
    for line in lines:
        if any(f.value == wanted and f.measure == "money" for f in find_figures(fold_text(line.text))):
            return {"first_line": line.number, "last_line": line.number, "quote": line.text}
    return None


def _glossary(doc: GoldDoc, lines: list[Shown]) -> list[Item]:
    shown = _Shown(lines)
    pairs = ((entry, shown.quoted(entry["definition"])) for entry in doc.gold["glossary"])
    return [_fields(GlossaryEntry, entry, **quoted) for entry, quoted in pairs if quoted]


def _outline(doc: GoldDoc, lines: list[Shown]) -> list[Item]:
    shown = _Shown(lines)
    texts = [("duty", t) for t in doc.gold["duties"]] + [("unit", t) for t in doc.gold["internal_units"]]
    found = [(kind, text, shown.quoted(text)) for kind, text in texts]
    return [_fields(OutlineItem, {"kind": kind, "text": text}, **q) for kind, text, q in found if q]


def _grid(doc: GoldDoc, lines: list[Shown]) -> list[Item]:
    table = _gold_table(doc, lines)
    rows = [(line.number, _gold_row(table, line)) for line in lines] if table else []
    return [{"line": number, "cells": row} for number, row in rows if row is not None]


def _gold_table(doc: GoldDoc, lines: list[Shown]) -> Item | None:
    def shared(table: Item) -> int:
        return sum(_gold_row(table, line) is not None for line in lines)

    best: Item | None = max(doc.gold["tables"], key=shared, default=None)
    return best if best is not None and shared(best) else None


def _gold_row(table: Item, line: Shown) -> list[str | None] | None:
    printed = _bare(line.text)
    return next((row for row in table["rows"] if _bare("".join(c or "" for c in row)) == printed), None)


def _bare(text: str) -> str:
    return fold_text(text.replace("␟", "")).replace(",", "")
