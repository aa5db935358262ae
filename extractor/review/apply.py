"""Answers → the corrected record, what was changed in it, and what that does to the findings.

Takes a record, its items with their decisions and, for the rules about the running text, the document;
gives a new record and a :class:`~schemas.review.Reviewed`.  The machine's reading is kept beside the
person's.  Checks run before and after on the same ground, so that only the answers make the difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from extractor.check.engine import run_checks
from extractor.errors import ConfigError
from extractor.read.model import Document
from extractor.review.findings import finding_key, finding_version
from extractor.review.paths import LISTS, TEXTS, put, put_evidence, slot
from schemas.record import Evidence, Finding, Record, Source
from schemas.review import Correction, Decision, Event, Item, Reviewed


@dataclass(slots=True)
class _Work:
    """The record being corrected and what has been done to it."""

    record: Record
    corrections: list[Correction] = field(default_factory=list)
    removed: list[Correction] = field(default_factory=list)
    accepted: list[str] = field(default_factory=list)
    confirmed: set[str] = field(default_factory=set)
    dismissed: set[str] = field(default_factory=set)
    not_applied: list[str] = field(default_factory=list)
    removals: set[str] = field(default_factory=set)


def apply(
    record: Record,
    items: Iterable[Item],
    decisions: Mapping[str, Decision],
    document: Document | None = None,
    lang: str = "zh",
) -> tuple[Record, Reviewed]:
    """The corrected record and the account of it; ``record`` itself is left as it is."""
    mine = [item for item in items if item.doc_id == record.doc_id]
    work = _Work(record.model_copy(deep=True))
    for item in mine:
        decision = decisions[item.item_id]
        if decision.event is not None and decision.state not in ("open", "unsure"):
            _settle(work, item, decision.event)
    _remove(work)
    corrected, gone, come = _checked(record, work, document, lang)
    findings = {finding_key(f): f for f in (*record.findings, *corrected.findings)}
    is_open = [i for i in mine if decisions[i.item_id].state == "open"]
    reviewed = Reviewed(
        doc_id=record.doc_id,
        sha256=record.run.sha256,
        answered=len(mine) - len(is_open),
        open=len(is_open),
        corrections=work.corrections,
        accepted=work.accepted,
        removed=work.removed,
        confirmed=[f for f in corrected.findings if finding_key(f) in work.confirmed],
        dismissed=[findings[key] for key in sorted(work.dismissed & findings.keys())],
        gone=gone,
        come=come,
        not_applied=work.not_applied,
    )
    return corrected, reviewed


def _settle(work: _Work, item: Item, event: Event) -> None:
    """One standing answer."""
    if event.action == "correct":
        for change in event.changes:
            _correct(work, item, event, change.path, change.old, change.new)
    elif item.kind in ("value", "audit"):
        if event.action == "accept":
            _accept(work, item, event)
        else:
            _mark_removed(work, item, event)
    if item.findings and event.action == "accept":
        work.confirmed.update(item.findings)
    if item.kind == "finding" and event.action == "reject":
        work.dismissed.update(item.findings)


def _correct(
    work: _Work, item: Item, event: Event, path: str, machine: str | None, person: str | None
) -> None:
    try:
        where = slot(work.record, path)
        if where.value != machine:
            raise ConfigError(
                path, f"现读作 {where.value or '空'}，更正时读作 {machine or '空'}", "请再看一次"
            )
        before = where.evidence or _placed(item)
        note = f"人工更正：机器读作 {machine or '空'}，{event.reviewer} 改为 {person or '空'}（{event.at}）"
        put(work.record, path, person, _by_human(before, note))
    except ConfigError as error:
        work.not_applied.append(error.one_line())
        return
    work.corrections.append(_correction(path, _label(item, path), machine, person, event))


def _accept(work: _Work, item: Item, event: Event) -> None:
    for member in item.members:
        try:
            where = slot(work.record, member.path)
        except ConfigError as error:
            work.not_applied.append(error.one_line())
            continue
        note = f"人工确认：{event.reviewer}（{event.at}）"
        if where.evidence is not None and note not in where.evidence.reasons:
            put_evidence(work.record, member.path, _confirmed(where.evidence, note))
        work.accepted.append(member.path)


def _mark_removed(work: _Work, item: Item, event: Event) -> None:
    """Not printed in the document: cells and fields become empty now, list entries go when all else is done."""
    for member in item.members:
        if member.path.startswith(("tables/", "metadata/")):
            note = f"人工删除：机器读作 {member.value}，{event.reviewer}（{event.at}）：原文没有"
            try:
                put(work.record, member.path, None, _by_human(Evidence(), note))
            except ConfigError as error:
                work.not_applied.append(error.one_line())
                continue
        else:
            work.removals.add("/".join(member.path.split("/")[:2]))
        work.removed.append(_correction(member.path, member.label, member.value, None, event))


def _remove(work: _Work) -> None:
    """Drop whole statements and list entries, the last first, so that indices hold."""
    record = work.record
    gone = {path.split("/")[1] for path in work.removals if path.startswith("statements/")}
    record.statements = [s for s in record.statements if s.id not in gone]
    for name in (*LISTS, *TEXTS):
        numbers = sorted(
            (int(p.split("/")[1]) for p in work.removals if p.startswith(f"{name}/")), reverse=True
        )
        for number in numbers:
            del getattr(record, name)[number]
            if number < len(record.item_evidence.get(name, [])):
                del record.item_evidence[name][number]


def _checked(
    record: Record, work: _Work, document: Document | None, lang: str
) -> tuple[Record, list[Finding], list[Finding]]:
    """The record with its checks run anew, and the findings that went and came."""
    before, _ = run_checks(record, document, lang=lang)
    after, checks = run_checks(work.record, document, lang=lang)
    known = _keys(before)
    beyond = [f for f in record.findings if _name(f) not in known]  # need the document, which is not here
    kept = [f for f in (*after, *beyond) if finding_key(f) not in work.dismissed]
    numbered = [f.model_copy(update={"id": f"f{n:03d}"}) for n, f in enumerate(kept, 1)]
    corrected = work.record.model_copy(update={"findings": numbered, "checks": checks})
    now = _keys(after)
    gone = [f for f in before if _name(f) not in now]
    come = [f for f in after if _name(f) not in known]
    return corrected, gone, come


def _name(finding: Finding) -> tuple[str, str]:
    return finding_key(finding), finding_version(finding)


def _keys(findings: Sequence[Finding]) -> set[tuple[str, str]]:
    return {_name(finding) for finding in findings}


def _by_human(before: Evidence, note: str) -> Evidence:
    update = {
        "source": ["human"],
        "confidence": 1.0,
        "status": "accepted",
        "reasons": [*before.reasons, note],
    }
    return before.model_copy(update=update)


def _confirmed(before: Evidence, note: str) -> Evidence:
    source: list[Source] = list(dict.fromkeys([*before.source, "human"]))
    status = "proved" if before.status == "proved" else "accepted"
    return before.model_copy(
        update={"source": source, "confidence": 1.0, "status": status, "reasons": [*before.reasons, note]}
    )


def _placed(item: Item) -> Evidence:
    """Evidence at the place of the question, for a value that the machine did not have."""
    return Evidence(**(item.place.model_dump() if item.place is not None else {}))


def _label(item: Item, path: str) -> str:
    return next((member.label for member in item.members if member.path == path), item.label)


def _correction(path: str, label: str, machine: str | None, person: str | None, event: Event) -> Correction:
    return Correction(
        path=path,
        label=label,
        machine=machine,
        person=person,
        reviewer=event.reviewer,
        at=event.at,
        why=event.why,
    )
