"""A label pre-filled from an extraction, for a person to check: ``gouji eval gold draft``.

Takes a record, gives a :class:`gouji.schemas.gold.Gold` marked unreviewed.  Scoring refuses it until a
person has compared it with the document and changed the mark, because a label copied from our own
output would only measure that we agree with ourselves.
"""

from __future__ import annotations

from pathlib import Path

from gouji.errors import GoldError
from gouji.output.atomic import make_folder, write_bytes, write_text
from gouji.schemas.gold import Gold, GoldOperand, Inconsistency
from gouji.schemas.record import Record

_BARE = {"evidence", "form_evidence", "unit_evidence", "leftovers", "decisions"}
"""Fields of the record that a label does not have."""


def draft_gold(record: Record, source_name: str) -> Gold:
    """Everything that was read, without evidence; findings become proposed inconsistencies."""
    return Gold(
        doc_id=record.doc_id,
        source=source_name,
        metadata=record.metadata,
        tables=[
            table.model_copy(
                update={
                    "evidence": [],
                    "form_evidence": {},
                    "unit_evidence": None,
                    "leftovers": [],
                    "decisions": [],
                }
            )
            for table in record.tables
        ],
        statements=[item.model_copy(update={"evidence": None}) for item in record.statements],
        duties=record.duties,
        internal_units=record.internal_units,
        projects=[item.model_copy(update={"evidence": None}) for item in record.projects],
        targets=[item.model_copy(update={"evidence": None}) for item in record.targets],
        glossary=[item.model_copy(update={"evidence": None}) for item in record.glossary],
        inconsistencies=_inconsistencies(record),
        status="unreviewed",
    )


def _inconsistencies(record: Record) -> list[Inconsistency]:
    return [
        Inconsistency(
            id=f"x{number:02}",
            type=finding.type,
            severity=finding.severity,
            description=finding.message,
            operands=[GoldOperand(where=o.where, value=o.value, quote=o.quote) for o in finding.operands],
        )
        for number, finding in enumerate(record.findings, start=1)
    ]


def write_draft(record: Record, source: Path, folder: Path) -> Path:
    """``<folder>/<doc_id>/gold.json`` with a copy of the source; an existing label is never overwritten."""
    place = folder / record.doc_id
    target = place / "gold.json"
    if target.exists():
        raise GoldError(target, "there is a label already", "move it away to make a new draft")
    make_folder(place)
    copy = write_bytes(place / f"source{source.suffix.lower()}", source.read_bytes())
    gold = draft_gold(record, copy.name)
    exclude = {part: {"__all__": _BARE} for part in ("tables",)}
    items = {part: {"__all__": {"evidence"}} for part in ("statements", "projects", "targets", "glossary")}
    text = gold.model_dump_json(indent=1, exclude={**exclude, **items})
    return write_text(target, text + "\n")
