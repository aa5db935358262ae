"""Answers → the corrected record, what was changed in it, and what that does to the findings.

Takes a record, its items with their decisions and, for the rules about the running text, the document;
gives a new record and a :class:`~gouji.schemas.review.Reviewed`.  Only a corrected reading changes a value, and a
finding leaves the record only through one or through a judgement with a reason.  Answers that contradict one
another about one value are not applied and listed.  The machine's reading is kept beside the person's.
Checks run before and after on the same ground, so that only the answers make the difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import Literal

from gouji.checks.engine import Verdicts, evaluate, findings_of, text_rules
from gouji.errors import ConfigError
from gouji.read.model import Document
from gouji.review.answers import CORRECTIONS, JUDGEMENTS, WORDS
from gouji.review.corrections import in_form
from gouji.review.findings import finding_key, finding_version
from gouji.review.paths import LISTS, TEXTS, put, put_evidence, slot
from gouji.review.value_places import place_key
from gouji.schemas.record import Evidence, Finding, Record, Source
from gouji.schemas.review import (
    UNSETTLED,
    Conflict,
    Correction,
    Decision,
    Event,
    Item,
    Judgement,
    Member,
    Reviewed,
)

Name = tuple[str, str, tuple[str, ...]]
"""A finding, its figures and where they stand: a judgement is about these figures and no others.

The places tell findings of equal words and figures apart, whose order in the record may change."""


@dataclass(frozen=True, slots=True)
class _Claim:
    """What one answer says is printed at one path."""

    item: Item
    event: Event
    path: str
    what: Literal["right", "corrected", "absent"]
    machine: str | None
    person: str | None
    label: str
    printed: bool | None = None


@dataclass(slots=True)
class _Work:
    """The record being corrected and what has been done to it."""

    before: Record
    """What the machine read."""
    record: Record
    corrections: list[Correction] = field(default_factory=list)
    removed: list[Correction] = field(default_factory=list)
    accepted: list[str] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
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
    work = _Work(record, record.model_copy(deep=True))
    work.conflicts += [conflict_of(i, decisions[i.item_id]) for i in mine if decisions[i.item_id].rivals]
    answered = [
        (item, decision.event)
        for item in mine
        for decision in [decisions[item.item_id]]
        if decision.event is not None and decision.state not in (*UNSETTLED, "unsure")
    ]
    claims = _uncontested([claim for item, event in answered for claim in _claims(item, event)], work)
    for claim in claims:
        if claim.what == "corrected":
            _correct(work, claim)
        elif claim.what == "absent":
            _mark_removed(work, claim)
    corrected_only = work.record.model_copy(deep=True)
    for claim in claims:
        if claim.what == "right":
            _accept(work, claim)
    # Last: every path above counts list entries as they were read.
    for made in (work.record, corrected_only):
        _remove(made, work.removals)
    judgements = dict(_judgements(record, answered))
    corrected, gone, come = _checked(record, corrected_only, work, judgements, document, lang)
    unsettled = sum(decisions[i.item_id].state in UNSETTLED for i in mine)
    named = {_name(finding) for finding in corrected.findings}
    reviewed = Reviewed(
        doc_id=record.doc_id,
        sha256=record.run.sha256,
        answered=len(mine) - unsettled,
        open=unsettled,
        corrections=work.corrections,
        accepted=work.accepted,
        removed=work.removed,
        confirmed=[j for name, j in judgements.items() if j.verdict == "document_wrong" and name in named],
        dismissed=[j for j in judgements.values() if j.verdict == "lawful"],
        gone=gone,
        come=come,
        conflicts=work.conflicts,
        not_applied=work.not_applied,
    )
    return corrected, reviewed


# ---- what the answers say ----------------------------------------------------------------------


def _claims(item: Item, event: Event) -> Iterator[_Claim]:
    """What one standing answer says about readings; a judgement on a finding alone says nothing about them."""
    if event.action in CORRECTIONS:
        for change in event.changes:
            label = _label(item, change.path)
            yield _Claim(item, event, change.path, "corrected", change.old, change.new, label, change.printed)
    elif item.kind in ("value", "audit"):
        printed = {change.path: change.printed for change in event.removed}
        for member in item.members:
            absent = event.action == "reject"
            person = None if absent else member.value
            what: Literal["right", "absent"] = "absent" if absent else "right"
            yield _Claim(
                item, event, member.path, what, member.value, person, member.label, printed.get(member.path)
            )


def _uncontested(claims: Sequence[_Claim], work: _Work) -> list[_Claim]:
    """The claims without those that contradict one another about a value, which become conflicts."""
    by_path: dict[str, list[_Claim]] = {}
    for claim in claims:
        by_path.setdefault(claim.path, []).append(claim)
    kept: list[_Claim] = []
    for found in by_path.values():
        if len({claim.person for claim in found}) > 1:
            answers = [f"{c.event.reviewer}：{c.person or '原文没有'}（{c.item.label}）" for c in found]
            work.conflicts.append(
                Conflict(item_id=found[0].item.item_id, label=found[0].label, answers=answers)
            )
            continue
        seen: set[str] = set()
        for claim in found:
            if claim.what == "right" or claim.what not in seen:
                kept.append(claim)
            seen.add(claim.what)
    return kept


def conflict_of(item: Item, decision: Decision) -> Conflict:
    """Who said what about a question in conflict."""
    return Conflict(item_id=item.item_id, label=item.label, answers=[told(e) for e in decision.rivals])


def told(event: Event) -> str:
    """One answer in words."""
    values = [c.new or "空" for c in event.changes]
    values += [f"建议 {event.suggested.new}"] if event.suggested is not None else []
    values += [f"（{event.why}）"] if event.why else []
    what = WORDS[event.action][0] if event.action != "undo" else "撤销"
    return f"{event.reviewer}：{what}{' ' if values else ''}{'、'.join(values)}"


def _judgements(record: Record, answered: Iterable[tuple[Item, Event]]) -> Iterator[tuple[Name, Judgement]]:
    """What was judged about each finding with its present figures."""
    by_key: dict[str, list[Finding]] = {}
    for finding in record.findings:
        by_key.setdefault(finding_key(finding), []).append(finding)
    for item, event in answered:
        if event.action in JUDGEMENTS:
            for finding in (f for key in item.findings for f in by_key.get(key, ())):
                yield (
                    _name(finding),
                    Judgement(
                        finding=finding,
                        verdict="lawful" if event.action == "lawful" else "document_wrong",
                        reviewer=event.reviewer,
                        at=event.at,
                        why=event.why,
                        suggested=event.suggested,
                    ),
                )


# ---- what they do to the record ----------------------------------------------------------------


def _correct(work: _Work, claim: _Claim) -> None:
    event = claim.event
    try:
        where = slot(work.record, claim.path)
        if where.value != claim.machine:
            raise ConfigError(
                claim.path, f"现读作 {where.value or '空'}，更正时读作 {claim.machine or '空'}", "请再看一次"
            )
        # What a log says is no better than what a sheet says: only a value of its kind goes in.
        claim = replace(claim, person=in_form(work.before, claim.path, claim.person))
        before = where.evidence or _placed(claim.item)
        note = f"人工更正：机器读作 {claim.machine or '空'}，{event.reviewer} 改为 {claim.person or '空'}（{event.at}）"
        put(work.record, claim.path, claim.person, _by_human(before, note + _unprinted(claim)))
    except ConfigError as error:
        work.not_applied.append(error.one_line())
        return
    work.corrections.append(_correction(claim))


def _unprinted(claim: _Claim) -> str:
    """What an auditor must know of a figure that was not found where it is said to be printed."""
    if claim.printed or (claim.machine is None and claim.person is None):
        return ""
    if claim.person is None:
        seen = "原文此处印有内容" if claim.printed is False else "未能与原文核对"
        return f"；{seen}，经再次确认删去"
    return "；原文此处未见此值" if claim.printed is False else "；未能与原文核对"


def _accept(work: _Work, claim: _Claim) -> None:
    try:
        where = slot(work.record, claim.path)
    except ConfigError as error:
        work.not_applied.append(error.one_line())
        return
    note = f"人工确认：{claim.event.reviewer}（{claim.event.at}）"
    if where.evidence is not None and note not in where.evidence.reasons:
        put_evidence(work.record, claim.path, _confirmed(where.evidence, note))
    if claim.path not in work.accepted:
        work.accepted.append(claim.path)


def _mark_removed(work: _Work, claim: _Claim) -> None:
    """Not printed in the document: cells and fields become empty now, list entries go when all else is done."""
    if claim.path.startswith(("tables/", "metadata/")):
        told = f"机器读作 {claim.machine or '空'}，{claim.event.reviewer}（{claim.event.at}）：原文没有"
        note = f"人工删除：{told}{_unprinted(claim)}"
        try:
            put(work.record, claim.path, None, _by_human(Evidence(), note))
        except ConfigError as error:
            work.not_applied.append(error.one_line())
            return
    else:
        work.removals.add("/".join(claim.path.split("/")[:2]))
    work.removed.append(_correction(claim))


def _remove(record: Record, removals: set[str]) -> None:
    """Drop whole statements and list entries, the last first, so that indices hold."""
    gone = {path.split("/")[1] for path in removals if path.startswith("statements/")}
    record.statements = [s for s in record.statements if s.id not in gone]
    for name in (*LISTS, *TEXTS):
        numbers = sorted((int(p.split("/")[1]) for p in removals if p.startswith(f"{name}/")), reverse=True)
        for number in numbers:
            del getattr(record, name)[number]
            if number < len(record.item_evidence.get(name, [])):
                del record.item_evidence[name][number]


# ---- what that does to the findings ------------------------------------------------------------


def _checked(
    record: Record,
    corrected_only: Record,
    work: _Work,
    judgements: Mapping[Name, Judgement],
    document: Document | None,
    lang: str,
) -> tuple[Record, list[Finding], list[Finding]]:
    """The record with its checks run anew, and the findings that went and came.

    A finding goes when the corrected readings end it.  That somebody found a value rightly read may bring
    findings (a sum becomes checkable), and ends none.
    """
    first = evaluate(record, document)
    known_before = findings_of(first, lang=lang)
    # Without the document, rules about its text see less of it than they did: what they said stands.
    blind = text_rules(known_before.checks, record.checks) if document is None else set()

    def told(corrected: Record) -> Verdicts:
        given = findings_of(evaluate(corrected, document, before=first), lang=lang)
        return given._replace(findings=_seen(given.findings, blind))

    before = _seen(known_before.findings, blind)
    after, checks, coverage = told(work.record)
    earlier = {result.rule: result for result in record.checks if result.rule in blind}
    checks = [earlier.get(result.rule, result) for result in checks]
    known, now = _names(before), _names(after)
    missing = [f for f in before if _name(f) not in now]
    mended: set[Name] = set()
    if missing and (work.corrections or work.removed):
        still = told(corrected_only).findings if work.accepted else after
        mended = _names(missing) - _names(still)
    unmended = [f for f in missing if _name(f) not in mended]
    beyond = [f for f in record.findings if _name(f) not in known]  # need the document, which is not here
    lawful = {name for name, judgement in judgements.items() if judgement.verdict == "lawful"}
    kept = [f for f in (*after, *unmended, *beyond) if _name(f) not in lawful]
    numbered = [f.model_copy(update={"id": f"f{n:03d}"}) for n, f in enumerate(kept, 1)]
    corrected = work.record.model_copy(update={"findings": numbered, "checks": checks, "coverage": coverage})
    gone = [f for f in missing if _name(f) in mended]
    come = [f for f in after if _name(f) not in known]
    return corrected, gone, come


def _seen(findings: Iterable[Finding], blind: Set[str]) -> list[Finding]:
    return [finding for finding in findings if finding.rule not in blind]


def _name(finding: Finding) -> Name:
    key = finding_key(finding)
    places = tuple(sorted(str(place_key(operand.evidence)) for operand in finding.operands))
    return (
        "-".join(key.split("-")[:3]) if any(p != "None" for p in places) else key,
        finding_version(finding),
        places,
    )


def _names(findings: Sequence[Finding]) -> set[Name]:
    return {_name(finding) for finding in findings}


# ---- evidence and accounts ---------------------------------------------------------------------


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
    named: Member | None = next((member for member in item.members if member.path == path), None)
    return named.label if named is not None else item.label


def _correction(claim: _Claim) -> Correction:
    return Correction(
        path=claim.path,
        label=claim.label,
        machine=claim.machine,
        person=claim.person,
        reviewer=claim.event.reviewer,
        at=claim.event.at,
        why=claim.event.why,
        printed=claim.printed,
    )
