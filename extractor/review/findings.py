"""Findings as questions: is the document wrong, did we misread it, or is the rule mistaken here?

Takes the findings of a record, gives items.  Findings whose diagnosis points at the same figure are one
question, because one look at that figure settles them all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from gouji.checks.keys import finding_key as finding_key  # whoever asks the review for it finds it here
from gouji.checks.keys import question_of, values_of_key
from gouji.checks.renamed import names_of
from gouji.figures import amount, in_yuan
from gouji.output.labels import kind_name
from gouji.review.ranking import FINDING_DOUBT
from gouji.review.value_places import PlaceIndex, bare, digest, item_name, place_key, version_name
from gouji.schemas.record import Finding, Operand, Place, Record
from gouji.schemas.review import Alternative, Item, Member, Reason, Spot

_SUGGESTED = re.compile(r"^(?P<where>.+?)(?:：|: )(?P<old>\S+) (?:若为|→) (?P<new>[-\d.]+)")
"""The sentence of :mod:`gouji.checks.locate`: where, what is printed, what it would have to be."""

_TABLE_ID = re.compile(r"\bt\d{2,3}\b")
RULE_SAYS = "勾稽关系推算"


def finding_version(finding: Finding) -> str:
    """Changes when any figure of the finding does."""
    return values_of_key(finding_key(finding))


def question_id(doc_id: str, key: str) -> str:
    """The id of the question about a finding: whatever its figures are read as, it is the same question."""
    return item_name(doc_id, "finding", question_of(key))


def first_key(finding: Finding, rule: str) -> str:
    """The key that the review had first: rule, pages and boxes (lines and spans of a text), else words."""
    places = sorted(str(place_key(o.evidence) or o.where) for o in finding.operands)
    return digest("finding", rule, *(places or [finding.message]))


def former_ids(group: Sequence[Finding], doc_id: str) -> dict[str, str]:
    """Earlier id → version that it had then, for every name of the rule and form of the key."""
    first = group[0]
    today, *earlier = names_of(first.rule)
    _, _, rest = finding_key(first).partition("-")
    version = version_name(*(finding_version(f) for f in group))
    ids = {question_id(doc_id, f"{rule}-{rest}"): version for rule in earlier}
    said = (sorted(f"{o.where}={o.value}" for o in f.operands) for f in group)
    first_version = version_name(*(digest("finding", *texts) for texts in said))
    for rule in (today, *earlier):
        ids[item_name(doc_id, "finding", first_key(first, rule))] = first_version
    return ids


def suspect(finding: Finding) -> tuple[str, str] | None:
    """(where, value) of the one figure that the diagnosis names, when there is one."""
    found = _SUGGESTED.match(finding.suggestion or "")
    return (found["where"], found["new"]) if found else None


def grouped(findings: Sequence[Finding]) -> list[list[Finding]]:
    """Findings that blame the same figure together, and those of one rule at the same places, in their order."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        blamed = suspect(finding)
        groups.setdefault("\x1f".join(blamed) if blamed else first_key(finding, finding.rule), []).append(
            finding
        )
    return list(groups.values())


def finding_item(group: Sequence[Finding], record: Record, index: PlaceIndex) -> Item:
    """One question about one or several findings."""
    first = group[0]
    members = _members(group, index)
    blamed = suspect(first)
    named = next((m for m in members if blamed and m.label == blamed[0] and m.place), None)
    # A finding without figures (a missing table) stands at no place of the document.
    focus = named or next((m for m in members if m.place is not None), members[0] if members else None)
    key = finding_key(first)
    return Item(
        item_id=question_id(record.doc_id, key),
        former=former_ids(group, record.doc_id),
        version=version_name(*(finding_version(f) for f in group)),
        doc_id=record.doc_id,
        doc_sha256=record.run.sha256,
        path=f"findings/{key}",
        target=focus.path if focus and not focus.path.startswith("findings/") else None,
        kind="finding",
        label=first.message,
        value=focus.value if focus else None,
        unit=focus.unit if focus else None,
        members=[
            m.model_copy(update={"label": readable(m.label, record)})
            for m in members
            if not m.path.startswith("findings/")
        ],
        hints=hints(group, members),
        reasons=reasons(group, record),
        confidence=1.0 - _doubt(group),
        money=at_stake(group, members),
        hard=any(f.severity == "error" for f in group),
        place=focus.place if focus else None,
        also=_pieces(group, focus.place if focus else None),
        spots=[
            spot.model_copy(update={"label": readable(spot.label, record)})
            for spot in _spots(group, index, focus.place if focus else None)
        ],
        findings=[finding_key(f) for f in group],
        quote=next((o.quote for f in group for o in f.operands if o.quote), None),
        table=_table_of(focus.path if focus else ""),
        run_version=record.run.version,
    )


def _table_of(path: str) -> str | None:
    parts = path.split("/")
    return parts[1] if parts[0] == "tables" else None


def _doubt(group: Iterable[Finding]) -> float:
    """The most that a finding of the group tells, or the doubt of its least sure figure."""
    base = max(FINDING_DOUBT[f.severity] for f in group)
    unsure = [1 - o.evidence.confidence for f in group for o in f.operands if o.evidence is not None]
    return max([base, *unsure])


def _members(group: Iterable[Finding], index: PlaceIndex) -> list[Member]:
    members: dict[tuple[str, str], Member] = {}
    for finding in group:
        for number, operand in enumerate(finding.operands):
            path = index.path(operand.evidence, operand.value)
            member = Member(
                path=path or f"findings/{finding_key(finding)}/{number}",
                label=operand.where,
                value=operand.value,
                unit=index.unit(path),
                place=bare(operand.evidence),
            )
            members.setdefault((member.path, operand.where), member)
    return list(members.values())


def _spots(group: Iterable[Finding], index: PlaceIndex, focus: object) -> list[Spot]:
    """Every other place of the findings, each once."""
    spots: dict[object, Spot] = {}
    for finding in group:
        for operand in finding.operands:
            key = place_key(operand.evidence)
            if key is not None and bare(operand.evidence) != focus:
                spots.setdefault((key, operand.value), _spot(operand, index))
    return list(spots.values())


def _pieces(group: Iterable[Finding], focus: Place | None) -> list[Place]:
    """The further pieces of the figure that the question is about."""
    given = (o.evidence for f in group for o in f.operands if o.evidence is not None)
    return next((e.also for e in given if focus is not None and bare(e) == focus), [])


def _spot(operand: Operand, index: PlaceIndex) -> Spot:
    return Spot(
        label=operand.where,
        value=operand.value,
        path=index.path(operand.evidence, operand.value),
        place=bare(operand.evidence),
        quote=operand.quote,
    )


def hints(group: Iterable[Finding], members: Sequence[Member]) -> list[Alternative]:
    """What the rules would have the figures be: the suspect's value alone where the diagnosis names one.

    These are deduced, not read: they may be suggested to the publisher, they are never a reading.
    """
    by_label = {m.label: m.path for m in members if not m.path.startswith("findings/")}
    read = {m.path: m.value for m in members}
    blamed = [found for f in group for found in [suspect(f)] if found is not None]
    first = [(f.operands[0].where, f.expected) for f in group if f.operands and f.expected]
    rules = "、".join(dict.fromkeys(f.rule for f in group))
    wanted = dict.fromkeys((by_label[where], value) for where, value in blamed or first if where in by_label)
    return [
        Alternative(path=path, value=value, source=f"{RULE_SAYS}（{rules}）")
        for path, value in wanted
        if amount(value) is not None and amount(value) != amount(read[path])
    ]


def at_stake(group: Iterable[Finding], members: Sequence[Member]) -> Decimal | None:
    """The difference in 元 where it is money, else the largest figure that takes part."""
    unit = next((m.unit for m in members if m.unit), None)
    sums = [
        value
        for finding in group
        if finding.type not in ("percent", "date", "missing", "duplicate", "label", "template_leftover")
        for value in [in_yuan(finding.difference, unit)]
        if value is not None
    ]
    return max((abs(value) for value in sums), default=None)


def reasons(group: Sequence[Finding], record: Record) -> list[Reason]:
    """The message of each finding, then the diagnosis and the grounds, each once."""
    said = [(f"rule:{f.type}", f.message) for f in group]
    said += [("suggestion", f.suggestion) for f in group if f.suggestion]
    said += [("basis", f"依据：{f.basis}") for f in group if f.basis]
    return [Reason(code=code, text=readable(text, record)) for code, text in dict.fromkeys(said)]


def readable(text: str, record: Record) -> str:
    """``text`` with the titles of tables in place of their ids."""
    titles = {table.id: table.title or table.number or kind_name(table.kind) for table in record.tables}
    return _TABLE_ID.sub(lambda found: titles.get(found[0], found[0]), text)
