"""Where gold lies and how it is loaded.

Takes gold directories, gives :class:`GoldDoc` (label, source file, adjudication).  Two layouts are
read: ``DIR/<doc_id>/gold.json`` with ``source.*`` beside it, and ``DIR/<doc_id>.json`` whose
``source`` is relative to the parent of DIR, or, for those of ``eval/gold_cities``, to
``../shared`` of the checkout.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from gouji.errors import GoldError
from gouji.names import shown
from gouji.schemas.gold import Adjudication, Gold

BUNDLED = Path(__file__).parent / "gold"
"""The labels that come with the repository, with their documents."""

CITIES = Path(__file__).parent / "gold_cities"
"""Our labels of documents of others, which lie in ``../shared`` of the checkout and are never committed."""


@dataclass(frozen=True, slots=True)
class GoldDoc:
    """One label: ``source`` is ``None`` when the document itself is not on this machine."""

    gold: Gold
    path: Path
    source: Path | None
    adjudication: Adjudication
    sha256: str

    @property
    def doc_id(self) -> str:
        return self.gold.doc_id

    @property
    def form(self) -> str:
        """``pdf`` or ``text``, by the name of the source."""
        return "pdf" if self.gold.source.lower().endswith(".pdf") else "text"


def find_gold(directories: Iterable[Path]) -> list[Path]:
    """All label files below the directories; the first of two with the same document id wins.

    A JSON file in the directory itself that names no ``doc_id`` is a list of something else and no label.
    """
    found: dict[str, Path] = {}
    for directory in directories:
        if not directory.is_dir():
            raise GoldError(directory, "no such gold directory")
        nested = {path.parent.name: path for path in directory.glob("*/gold.json")}
        flat = {
            path.stem: path for path in directory.glob("*.json") if "." not in path.stem and _is_label(path)
        }
        for doc_id, path in sorted((flat | nested).items()):
            found.setdefault(doc_id, path)
    return [found[doc_id] for doc_id in sorted(found)]


def _is_label(path: Path) -> bool:
    """Whether the file may be a label; a damaged one is, so that loading it says what is wrong."""
    try:
        data = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return True
    return not isinstance(data, dict) or "doc_id" in data


def load_gold(path: Path) -> GoldDoc:
    """One label with its source and adjudication; raises :class:`GoldError` with the first fault."""
    try:
        data = path.read_bytes()
        gold = Gold.model_validate_json(data)
    except OSError as error:
        raise GoldError(path, "the label cannot be read", str(error)) from error
    except ValidationError as error:
        raise GoldError(path, "not a gold label", _first(error)) from error
    return GoldDoc(gold, path, _source(path, gold), load_adjudication(path), hashlib.sha256(data).hexdigest())


def load_all(directories: Sequence[Path], only: Sequence[str] = ()) -> list[GoldDoc]:
    """Every reviewed label of the directories; an unreviewed one is refused by name.

    ``only`` limits to these document ids; an id that has no label is an error.
    """
    docs = [load_gold(path) for path in find_gold(directories)]
    if only:
        unknown = sorted(set(only) - {doc.doc_id for doc in docs})
        if unknown:
            raise GoldError(unknown[0], "no gold label of this name")
        docs = [doc for doc in docs if doc.doc_id in only]
    for doc in docs:
        refuse_unreviewed(doc)
    return docs


def refuse_unreviewed(doc: GoldDoc) -> None:
    """Raise :class:`GoldError` for a draft that no person has confirmed."""
    if doc.gold.status == "unreviewed":
        hint = 'check it against the document, then set "status": "reviewed"'
        raise GoldError(doc.path, "this label is an unreviewed draft", hint)


def load_adjudication(label: Path) -> Adjudication:
    """The judgements beside a label (``adjudicated.json``), or an empty one.

    For the flat layout the file is ``<doc_id>.adjudicated.json``; a label of a further directory
    may also be judged in the bundled tree.
    """
    nested = label.name == "gold.json"
    doc_id = shown(label.parent.name if nested else label.stem)
    beside = label.with_name("adjudicated.json" if nested else f"{doc_id}.adjudicated.json")
    for path in (beside, BUNDLED / doc_id / "adjudicated.json"):
        if path.is_file():
            return read_adjudication(path)
    return Adjudication(doc_id=doc_id)


def read_adjudication(path: Path) -> Adjudication:
    """One adjudication file; raises :class:`GoldError` when a verdict is missing or has no reason."""
    try:
        adjudication = Adjudication.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise GoldError(path, "not an adjudication file", _first(error)) from error
    undecided = [item.key for item in adjudication.findings if item.verdict is None]
    if undecided:
        raise GoldError(path, f"{len(undecided)} findings without a verdict", f"first: {undecided[0]}")
    return adjudication


def _source(path: Path, gold: Gold) -> Path | None:
    if path.name == "gold.json":
        beside = sorted(path.parent.glob("source.*"))
        return beside[0] if beside else None
    ours = path.parent.resolve() == CITIES.resolve()
    folder = CITIES.resolve().parents[2] / "shared" if ours else path.parent.parent
    candidate = folder / gold.source
    inside = candidate.resolve().is_relative_to(folder.resolve())
    return candidate if inside and candidate.is_file() else None


def _first(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    return f"{place}: {first['msg']} ({error.error_count()} in all)"
