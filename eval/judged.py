"""Judgements that lie outside the labels: what somebody made of a finding who read it in the document.

Takes files of entries (``rule``, ``verdict``, ``key``, ``operands`` with ``value``, ``page``, ``bbox``), gives for each finding
of a record the entry that is about it.  An entry is recognised by its key; one without, or with the key of an
earlier version, by its rule, under any name, the digits and the places of its figures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from gouji.checks.keys import current_key, finding_key, printed_value
from gouji.checks.renamed import current_rule
from gouji.errors import GoldError
from gouji.eval.metrics.align import assign
from gouji.schemas.record import Finding, Operand

ADJUDICATED = Path(__file__).parent / "adjudicated.json"
"""The judgements that come with the repository."""

NEAR_PT = 2.0
"""Boxes are written down in whole points."""

MOST_LISTED = 12
"""An entry lists so many figures of its finding and leaves the others out."""

SAME_KEY = 4.0
"""Likeness of an entry with the key of the finding: more than any of digits and places."""

Box = tuple[int | float, int | float, int | float, int | float]
Verdict = Literal["true", "false", "arguable"]


class JudgedOperand(BaseModel):
    """One place of the finding: points, top-left origin, as in a record."""

    where: str = ""
    value: str | None = None
    page: int | None = None
    bbox: Box | None = None


class JudgedFinding(BaseModel):
    """What a person made of one finding; ``gold`` is the label that it repeats."""

    key: str = ""
    rule: str
    mechanism: str = ""
    """How the rule came to it, where the judged version said so."""
    verdict: Verdict
    why: str = ""
    misunderstood: str = ""
    """Of a false or arguable one, in a few words: what the rule took for what it is not."""
    message: str = ""
    gold: str | None = None
    operands: list[JudgedOperand]


class BlindVerdict(BaseModel):
    """What a judge wrote who saw the finding and its pages alone; ``mechanism``: of the misunderstanding."""

    model_config = ConfigDict(extra="ignore")

    key: str
    verdict: Verdict
    why: str
    mechanism: str = ""


_T = TypeVar("_T")
Judgements = dict[str, list[JudgedFinding]]
"""Document → its judged findings; the shape of :data:`ADJUDICATED`."""


def read_judged(path: Path) -> list[JudgedFinding]:
    """The entries of one file; raises :class:`GoldError` for another shape."""
    return _read(path, TypeAdapter(list[JudgedFinding]), "not a list of judged findings")


def read_blind(path: Path) -> list[BlindVerdict]:
    """What one judge wrote about one document; raises :class:`GoldError` for another shape."""
    return _read(path, TypeAdapter(list[BlindVerdict]), "not a list of verdicts")


def read_judgements(path: Path) -> Judgements:
    """A file of many documents, or of each file of a folder the document that it is named after."""
    if path.is_dir():
        return {file.stem: read_judged(file) for file in sorted(path.glob("*.json"))}
    return _read(path, TypeAdapter(Judgements), "not a file of judged findings by document")


def _read(path: Path, shape: TypeAdapter[_T], fault: str) -> _T:
    try:
        return shape.validate_json(path.read_bytes())
    except ValidationError as error:
        raise GoldError(path, fault, f"{error.error_count()} faults") from error


def as_json(judgements: Judgements) -> str:
    """The text of a file of many documents: a line for each judged finding."""
    documents = []
    for doc_id in sorted(judgements):
        entries = sorted(judgements[doc_id], key=lambda entry: (entry.rule, entry.key))
        lines = ",\n".join(f"  {entry.model_dump_json(exclude_defaults=True)}" for entry in entries)
        documents.append(f' "{doc_id}": [\n{lines}\n ]')
    return "{\n" + ",\n".join(documents) + "\n}\n"


def adjudicated(verdict: BlindVerdict, finding: Finding) -> JudgedFinding:
    """The verdict with what is needed to know its finding again: rule, digits and places, none of the words."""
    operands = []
    for operand in finding.operands[:MOST_LISTED]:
        evidence = operand.evidence
        box = None if evidence is None or evidence.bbox is None else evidence.bbox
        whole = None if box is None else (round(box[0]), round(box[1]), round(box[2]), round(box[3]))
        page = None if evidence is None else evidence.page
        where = operand.where if whole is None else ""
        operands.append(JudgedOperand(where=where, value=operand.value, page=page, bbox=whole))
    return JudgedFinding(
        key=finding_key(finding),
        rule=finding.rule,
        mechanism=finding.mechanism or "",
        verdict=verdict.verdict,
        why=verdict.why,
        misunderstood=verdict.mechanism,
        operands=operands,
    )


def merged(known: Iterable[JudgedFinding], new: Iterable[JudgedFinding]) -> list[JudgedFinding]:
    """Both, of two entries about one finding (rule, digits, places) the new one."""
    return list({_identity(entry): entry for entry in (*known, *new)}.values())


def _identity(entry: JudgedFinding) -> tuple[object, ...]:
    places = [(printed_value(o.value), o.page or 0, o.bbox or ()) for o in entry.operands]
    return (current_rule(entry.rule), entry.message if not places else "", *sorted(places))


def judged_of(findings: Sequence[Finding], judged: Sequence[JudgedFinding]) -> list[JudgedFinding | None]:
    """The entry about each finding, one-to-one."""
    found = dict(assign([[_like(finding, entry) for entry in judged] for finding in findings]))
    return [judged[found[i]] if i in found else None for i in range(len(findings))]


def is_reported(entry: JudgedFinding, findings: Iterable[Finding]) -> bool:
    """Whether a finding, by whatever rule, lists two of the figures of the entry at their places, or its only one."""
    least = min(2, len(_places(entry.operands)))
    for finding in findings:
        met = [one for one in entry.operands if any(_same_place(o, one) for o in finding.operands)]
        if _like(finding, entry) == SAME_KEY or (met and len(_places(met)) >= least):
            return True
    return False


def accused_again(finding: Finding, judged: Iterable[JudgedFinding]) -> JudgedFinding | None:
    """The entry of the same rule about the same first figure: the same claim over other parts, if not the same finding."""
    for entry in judged:
        same = current_rule(finding.rule) == current_rule(entry.rule)
        if (
            same
            and finding.operands
            and entry.operands
            and _same_place(finding.operands[0], entry.operands[0])
        ):
            return entry
    return None


def _places(operands: Iterable[JudgedOperand]) -> set[tuple[object, ...]]:
    return {(one.value, one.page, one.bbox, one.where) for one in operands}


def _like(finding: Finding, entry: JudgedFinding) -> float:
    """0 unless rule and digits agree; 1 to 2 by the share of the figures that stand where the entry says."""
    if entry.key and current_key(entry.key) == finding_key(finding):
        return SAME_KEY
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
