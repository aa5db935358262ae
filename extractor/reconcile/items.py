"""Targets, projects, glossary, duties and units: the grammar's list first, the model's additions behind.

Text items have no arithmetic to prove them; what counts is that they are verbatim (grounding saw to
that) and whether two readers found them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from extractor.llm.candidate import Candidate
from extractor.llm.source import fold_text
from extractor.reconcile.scorecard import Evidence as Point
from extractor.reconcile.scorecard import verdict
from schemas.llm import StrictModel
from schemas.record import Evidence, GlossaryItem, Place, Project, Record, Target

T = TypeVar("T", Target, Project, GlossaryItem)
_ONE: list[Point] = ["grammar"]
_BOTH: list[Point] = ["grammar", "two_readers"]
_PLACE = {"first_line", "last_line"}


def reconcile_items(record: Record, candidates: Sequence[Candidate]) -> Record:
    """The record with its text lists weighed and completed."""
    by_task: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        by_task.setdefault(candidate.task, []).append(candidate)
    targets = _merged(record.targets, by_task.get("targets", []), _target_key, _target)
    projects = _merged(record.projects, by_task.get("projects", []), _project_key, _project)
    glossary = _merged(record.glossary, by_task.get("glossary", []), lambda g: fold_text(g.term), _term)
    update: dict[str, object] = {"targets": targets, "projects": projects, "glossary": glossary}
    duties, units = _texts(record, by_task.get("outline", []))
    update["duties"], update["internal_units"] = duties[0], units[0]
    update["item_evidence"] = {**record.item_evidence, "duties": duties[1], "internal_units": units[1]}
    return record.model_copy(update=update)


def _merged(
    read: Sequence[T],
    candidates: Sequence[Candidate],
    key: Callable[[T], str],
    make: Callable[[Candidate], T],
) -> list[T]:
    found = [make(candidate) for candidate in candidates]
    both = {key(item) for item in found}
    known = {key(item) for item in read}
    added: list[T] = [_weighed(item, _BOTH if key(item) in both else _ONE) for item in read]
    for item, candidate in zip(found, candidates, strict=True):
        if key(item) not in known:
            known.add(key(item))
            added.append(_weighed(item, _model_points(candidate)))
    return added


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


def _target_key(target: Target) -> str:
    return f"{fold_text(target.quote)}|{target.value}|{target.deadline if target.value is None else ''}"


def _project_key(project: Project) -> str:
    return fold_text(project.name or project.overview or "")


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
