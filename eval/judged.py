"""Judgements that lie outside the labels: lists of findings that somebody has read in the document.

Takes files of entries (``rule``, ``verdict``, ``message``, ``operands`` with ``where``, ``value``, ``page``,
``bbox``), gives for each finding of a record the entry that is about it.  Such an entry has no key; it is recognised
by its rule, under any name, the digits and the places of its figures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, TypeAdapter, ValidationError

from gouji.checks.keys import printed_value
from gouji.checks.renamed import current_rule
from gouji.errors import GoldError
from gouji.eval.metrics.align import assign
from gouji.schemas.record import Finding, Operand

NEAR_PT = 2.0
"""Boxes are written down in whole points."""

MOST_LISTED = 12
"""An entry lists so many figures of its finding and leaves the others out."""

Box = tuple[float, float, float, float]


class JudgedOperand(BaseModel):
    """One place of the finding: points, top-left origin, as in a record."""

    where: str
    value: str | None = None
    page: int | None = None
    bbox: Box | None = None


class JudgedFinding(BaseModel):
    """What a person made of one finding; ``gold`` is the label that it repeats."""

    rule: str
    verdict: Literal["true", "false", "arguable"]
    why: str = ""
    message: str = ""
    gold: str | None = None
    operands: list[JudgedOperand]


def read_judged(path: Path) -> list[JudgedFinding]:
    """The entries of one file; raises :class:`GoldError` for another shape."""
    try:
        return TypeAdapter(list[JudgedFinding]).validate_json(path.read_bytes())
    except ValidationError as error:
        raise GoldError(path, "not a list of judged findings", f"{error.error_count()} faults") from error


def judged_of(findings: Sequence[Finding], judged: Sequence[JudgedFinding]) -> list[JudgedFinding | None]:
    """The entry about each finding, one-to-one."""
    found = dict(assign([[_like(finding, entry) for entry in judged] for finding in findings]))
    return [judged[found[i]] if i in found else None for i in range(len(findings))]


def _like(finding: Finding, entry: JudgedFinding) -> float:
    """0 unless rule and digits agree; 1 to 2 by the share of the figures that stand where the entry says."""
    if current_rule(finding.rule) != current_rule(entry.rule):
        return 0.0
    ours = Counter(printed_value(operand.value) for operand in finding.operands)
    wanted = Counter(printed_value(operand.value) for operand in entry.operands)
    if ours != wanted and not (len(entry.operands) == MOST_LISTED and wanted <= ours):
        return 0.0
    placed = [any(_same_place(o, one) for o in finding.operands) for one in entry.operands]
    return 1.0 + sum(placed) / max(1, len(placed))


def _same_place(operand: Operand, judged: JudgedOperand) -> bool:
    """The same digits in the same box; in the same words where neither has a box."""
    if printed_value(operand.value) != printed_value(judged.value):
        return False
    evidence = operand.evidence
    ours = None if evidence is None else evidence.bbox
    if ours is None or judged.bbox is None or evidence is None:
        return ours == judged.bbox and operand.where == judged.where
    near = all(abs(a - b) <= NEAR_PT for a, b in zip(ours, judged.bbox, strict=True))
    return evidence.page == judged.page and near
