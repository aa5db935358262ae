"""Helpers of the scorer's tests: a label turned into the record of a perfect reader."""

from __future__ import annotations

from gouji.eval.gold_folders import BUNDLED, GoldDoc, load_gold
from gouji.schemas.gold import Gold
from gouji.schemas.record import Evidence, Finding, Operand, Record, RunInfo


def bundled(doc_id: str) -> GoldDoc:
    """One of the labels of the repository."""
    return load_gold(BUNDLED / doc_id / "gold.json")


def perfect(gold: Gold, *, confidence: float = 1.0) -> Record:
    """What a reader without a fault would give: every value of the label, each inconsistency found."""
    sure = Evidence(confidence=confidence, status="proved")
    copy = gold.model_copy(deep=True)
    for table in copy.tables:
        table.evidence = [[sure if cell is not None else None for cell in row] for row in table.rows]
    for item in (*copy.statements, *copy.targets, *copy.projects, *copy.glossary):
        item.evidence = sure
    return Record(
        doc_id=copy.doc_id,
        source=copy.source,
        metadata=copy.metadata,
        tables=copy.tables,
        statements=copy.statements,
        duties=copy.duties,
        internal_units=copy.internal_units,
        projects=copy.projects,
        targets=copy.targets,
        glossary=copy.glossary,
        findings=_findings(copy),
        run=RunInfo(version="0", source=copy.source, sha256="0" * 64, form="text"),
    )


def _findings(gold: Gold) -> list[Finding]:
    return [
        Finding(
            id=f"f{number}",
            rule="R-TEST",
            type=label.type,
            severity=label.severity,
            message=label.description,
            operands=[Operand(where=op.where, value=op.value, quote=op.quote) for op in label.operands],
        )
        for number, label in enumerate(gold.inconsistencies)
    ]
