"""Targets, projects, glossary, duties and units: the grammar's list first, the model's additions behind.

Text items have no arithmetic to prove them; what counts is that they are verbatim (grounding saw to
that) and whether two readers found them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from gouji.figures import amount
from gouji.grounding.candidate import Candidate
from gouji.grounding.source import fold_text
from gouji.reconcile.scorecard import Point, verdict
from gouji.reconcile.statements import same_subject
from gouji.schemas.llm import StrictModel
from gouji.schemas.record import Evidence, GlossaryItem, Place, Project, Record, Target

T = TypeVar("T", Target, Project, GlossaryItem)
_ONE: list[Point] = ["grammar"]
_BOTH: list[Point] = ["grammar", "two_readers"]
_PLACE = {"first_line", "last_line"}


def reconcile_items(record: Record, candidates: Sequence[Candidate]) -> Record:
    """The record with its text lists weighed and completed."""
    by_task: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        by_task.setdefault(candidate.task, []).append(candidate)
    targets = _merged(record.targets, by_task.get("targets", []), _same_target, _target)
    projects = _merged(record.projects, by_task.get("projects", []), _same_project, _project)
    glossary = _merged(record.glossary, by_task.get("glossary", []), _same_term, _term)
    update: dict[str, object] = {"targets": targets, "projects": projects, "glossary": glossary}
    duties, units = _texts(record, by_task.get("outline", []))
    update["duties"], update["internal_units"] = duties[0], units[0]
    update["item_evidence"] = {**record.item_evidence, "duties": duties[1], "internal_units": units[1]}
    return record.model_copy(update=update)


def _merged(
    read: Sequence[T],
    candidates: Sequence[Candidate],
    same: Callable[[T, T], bool],
    make: Callable[[Candidate], T],
) -> list[T]:
    """The grammar's items, confirmed where the model found them too, and what only the model found."""
    pairs = [(make(candidate), candidate) for candidate in candidates]
    merged: list[T] = []
    for item in read:
        twice = any(same(item, found) for found, _ in pairs)
        merged.append(_weighed(item, _BOTH if twice else _ONE))
    for found, candidate in pairs:
        if not any(same(item, found) for item in merged):
            merged.append(_weighed(found, _model_points(candidate)))
    return merged


def _weighed(item: T, points: Sequence[Point]) -> T:
    return item.model_copy(
        update={"evidence": _settled(item.evidence or Evidence(source=["grammar"]), points)}
    )


def _model_points(candidate: Candidate) -> list[Point]:
    points: list[Point] = ["llm_grounded"]
    if candidate.task in ("targets",):
        points.append("subject_bound" if "subject" in candidate.checks else "subject_loose")
    if candidate.reasks:
        points.append("reasked")
    return points


def _evidence(candidate: Candidate) -> Evidence:
    first, *rest = candidate.places or (Place(),)
    return Evidence(**first.model_dump(), also=rest, source=["llm"])


def _target(candidate: Candidate) -> Target:
    fields = candidate.item.model_dump(exclude=_PLACE)
    return Target(section=candidate.section, evidence=_evidence(candidate), **fields)


def _project(candidate: Candidate) -> Project:
    fields = candidate.item.model_dump(exclude={*_PLACE, "quote"})
    return Project(evidence=_evidence(candidate), **fields)


def _term(candidate: Candidate) -> GlossaryItem:
    fields = candidate.item.model_dump(exclude={*_PLACE, "quote"})
    return GlossaryItem(evidence=_evidence(candidate), **fields)


def _same_target(one: Target, other: Target) -> bool:
    """The same commitment: equal figure (or, without one, equal deadline) where the quotes meet."""
    if (one.value is None) != (other.value is None):
        return False
    agrees = one.deadline == other.deadline if one.value is None else amount(one.value) == amount(other.value)
    return agrees and (same_subject(one.subject, other.subject) or _quotes_meet(one.quote, other.quote))


def _quotes_meet(one: str, other: str) -> bool:
    a, b = fold_text(one), fold_text(other)
    return a in b or b in a


def _same_project(one: Project, other: Project) -> bool:
    name = fold_text(one.name or one.overview or "")
    return bool(name) and name == fold_text(other.name or other.overview or "")


def _same_term(one: GlossaryItem, other: GlossaryItem) -> bool:
    return fold_text(one.term) == fold_text(other.term)


Texts = tuple[list[str], list[Evidence]]


def _texts(record: Record, candidates: Sequence[Candidate]) -> tuple[Texts, Texts]:
    """``duties`` and ``internal_units``, each with the evidence list that is parallel to it."""
    return (
        _text_list(record, "duties", [c for c in candidates if _kind(c.item) == "duty"]),
        _text_list(record, "internal_units", [c for c in candidates if _kind(c.item) == "unit"]),
    )


def _kind(item: StrictModel) -> str:
    return str(getattr(item, "kind", ""))


def _text_list(record: Record, name: str, candidates: Sequence[Candidate]) -> Texts:
    texts: list[str] = list(getattr(record, name))
    given = record.item_evidence.get(name, [])
    found = {fold_text(str(getattr(c.item, "text", ""))): c for c in candidates}
    evidence: list[Evidence] = []
    for index, text in enumerate(texts):
        before = given[index] if index < len(given) else Evidence(source=["grammar"])
        twice = fold_text(text) in found
        evidence.append(_settled(before, _BOTH if twice else _ONE))
    known = [fold_text(text) for text in texts]
    for folded, candidate in found.items():
        if not any(folded in one or one in folded for one in known):  # else: the same text, cut differently
            texts.append(str(getattr(candidate.item, "text", "")))
            evidence.append(_settled(_evidence(candidate), _model_points(candidate)))
    return texts, evidence


def _settled(before: Evidence, points: Sequence[Point]) -> Evidence:
    unsure = before.status == "review"
    found = verdict([*points, "reader_unsure"] if unsure else points, review=unsure)
    source = list(dict.fromkeys([*before.source, *(["llm"] if "two_readers" in points else [])]))
    reasons = list(dict.fromkeys([*before.reasons, *found.reasons]))
    return before.model_copy(
        update={"source": source, "confidence": found.confidence, "status": found.status, "reasons": reasons}
    )
