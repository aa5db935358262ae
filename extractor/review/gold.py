"""Reviewed documents → gold files, as far as a person has seen them.

Takes the corrected record of a document, its items and decisions; gives a :class:`~gouji.schemas.gold.Gold`.  A part
of the record is labelled only when a person has judged every value of it; the other parts are named in
``unlabelled`` and are not scored, because a label that nobody looked at would only measure that we agree with
ourselves.  A queue with ``--audit 1`` asks about every value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from gouji.errors import GoldError
from gouji.output.atomic import make_folder, write_text
from gouji.review.value_places import values_of
from gouji.review.write_corrected import safe_name
from gouji.schemas.gold import Gold, GoldOperand, Inconsistency, Part
from gouji.schemas.record import Finding, Record
from gouji.schemas.review import Decision, Item, Reviewed

PARTS: tuple[Part, ...] = (
    "tables",
    "statements",
    "duties",
    "internal_units",
    "projects",
    "targets",
    "glossary",
)
_BARE = {"evidence", "form_evidence", "unit_evidence", "leftovers", "decisions"}
SETTLED = ("accepted", "corrected", "rejected", "document_wrong", "lawful")
"""States of a value that a person has looked at."""
JUDGED = ("corrected", "document_wrong", "lawful")
"""States of a finding that a person has settled; a value found rightly read judges no finding."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Part → (values that a person judged, all values)."""

    parts: dict[str, tuple[int, int]]
    findings_done: bool

    @property
    def labelled(self) -> list[str]:
        done = [part for part, (seen, count) in self.parts.items() if count and seen == count]
        return [*done, *(["inconsistencies"] if self.findings_done else [])]


def coverage(record: Record, items: Iterable[Item], decisions: Mapping[str, Decision]) -> Coverage:
    """How much of each part of the machine's record a person has judged."""
    mine = [item for item in items if item.doc_id == record.doc_id]
    settled = [item for item in mine if decisions[item.item_id].state in SETTLED]
    seen = {m.path for item in settled if item.kind in ("value", "audit") for m in item.members}
    counts: dict[str, list[int]] = {part: [0, 0] for part in PARTS}
    for path, value, _ in values_of(record):
        if value is not None:
            count = counts[path.split("/")[0]]
            count[0] += path in seen
            count[1] += 1
    findings = [item for item in mine if item.findings]
    done = bool(findings) and all(decisions[i.item_id].state in JUDGED for i in findings)
    return Coverage({part: (seen_, all_) for part, (seen_, all_) in counts.items()}, done)


def gold_of(record: Record, corrected: Record, reviewed: Reviewed, cover: Coverage) -> Gold:
    """The label; raises :class:`GoldError` when no part has been seen in full."""
    # A correction may leave its finding standing, or bring another: then somebody still has to judge it.
    judged = cover.findings_done and len(reviewed.confirmed) == len(corrected.findings)
    labelled = Coverage(cover.parts, judged).labelled
    if not labelled:
        raise GoldError(record.doc_id, "没有哪一部分全部看过", "用 --audit 1 复核每个值，或先答完勾稽问题")
    missing: list[Part] = [part for part in ("metadata", *PARTS, "inconsistencies") if part not in labelled]
    return Gold(
        doc_id=record.doc_id,
        source=Path(record.source).name,
        metadata=corrected.metadata,
        tables=corrected.tables if "tables" in labelled else [],
        statements=corrected.statements if "statements" in labelled else [],
        duties=corrected.duties if "duties" in labelled else [],
        internal_units=corrected.internal_units if "internal_units" in labelled else [],
        projects=corrected.projects if "projects" in labelled else [],
        targets=corrected.targets if "targets" in labelled else [],
        glossary=corrected.glossary if "glossary" in labelled else [],
        inconsistencies=_inconsistencies(j.finding for j in reviewed.confirmed) if judged else [],
        unlabelled=missing,
        status="reviewed",
    )


def _inconsistencies(confirmed: Iterable[Finding]) -> list[Inconsistency]:
    """The findings that a person confirmed."""
    return [
        Inconsistency(
            id=f"x{number:02}",
            type=finding.type,
            severity=finding.severity,
            description=finding.message,
            operands=[GoldOperand(where=o.where, value=o.value, quote=o.quote) for o in finding.operands],
        )
        for number, finding in enumerate(confirmed, start=1)
    ]


def write_gold(gold: Gold, folder: Path) -> Path:
    """``<folder>/<doc>/gold.json``; an existing label is never overwritten."""
    target = folder / safe_name(gold.doc_id) / "gold.json"
    if target.exists():
        raise GoldError(target, "已有标注", "先移走，再生成")
    make_folder(target.parent)
    items = {part: {"__all__": {"evidence"}} for part in ("statements", "projects", "targets", "glossary")}
    text = gold.model_dump_json(indent=1, exclude={"tables": {"__all__": _BARE}, **items}) + "\n"
    return write_text(target, text)
