"""Findings against labelled inconsistencies: recall by severity and type, precision after adjudication.

Takes the labels, our findings and the judgements; pairs findings and labels one-to-one by type,
values and place, so that no finding is counted twice.  What is left of ours is a *repeat* of a
label already met (it says nothing new and is left out), judged by a person, or unjudged: an
unjudged finding counts as false until somebody has read it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from eval.adjudication import judge
from eval.metrics.align import assign
from eval.metrics.counts import Ratio
from eval.metrics.faults import fault
from eval.metrics.text import likeness, overlap
from eval.model import ErrorItem, Measure, Score
from extractor.normalise import fold
from schemas.gold import Adjudication, Inconsistency, Judgement
from schemas.record import Finding

Outcome = Literal["label", "repeat", "true", "false", "debatable", "unjudged"]
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_TOKEN = re.compile(r"[/\s:：,，、]+")
_STRONG_DIGITS = 3
"""A number of fewer digits (3 家, 12 月) stands in too many places to identify one."""
_QUOTE_MIN = 6
_MESSAGE_LIKE = 0.45


@dataclass(frozen=True)
class Claim:
    """What a label or a finding says: its type, numbers, places, quotes and words."""

    type: str
    severity: str
    operands: tuple[tuple[str, str | None, str | None], ...]
    expected: str | None
    message: str

    @cached_property
    def numbers(self) -> frozenset[str]:
        texts = [*(value for _, value, _ in self.operands), self.expected]
        return frozenset(_plain(n) for text in texts if text for n in _NUMBER.findall(_digits(text)))

    @cached_property
    def places(self) -> frozenset[str]:
        return frozenset(
            token for where, _, _ in self.operands for token in _TOKEN.split(where.strip()) if token
        )

    @cached_property
    def quotes(self) -> tuple[str, ...]:
        texts = (fold(text) for _, value, quote in self.operands for text in (quote, value) if text)
        return tuple(text for text in texts if len(text) >= _QUOTE_MIN and not _NUMBER.fullmatch(text))


def claim_of_label(label: Inconsistency) -> Claim:
    operands = tuple((op.where, op.value, op.quote) for op in label.operands)
    return Claim(label.type, label.severity, operands, None, label.description)


def claim_of_finding(finding: Finding, tables: Mapping[str, str]) -> Claim:
    """``tables`` maps our table ids to the gold's, so that places can be compared."""
    operands = tuple((_rename(op.where, tables), op.value, op.quote) for op in finding.operands)
    return Claim(finding.type, finding.severity, operands, finding.expected, finding.message)


def score_findings(
    doc_id: str,
    labels: Sequence[Inconsistency],
    findings: Sequence[Finding],
    adjudication: Adjudication,
    tables: Mapping[str, str],
) -> Score:
    """Recall of labels by severity and type, precision by severity, and every miss and false alarm."""
    judgements = judge(findings, adjudication)
    met = match(labels, findings, judgements, tables)
    outcomes = [
        outcome(f, j, i in met, labels, tables)
        for i, (f, j) in enumerate(zip(findings, judgements, strict=True))
    ]
    found = set(met.values())
    beyond = {item.id for item in adjudication.beyond}
    return Score(
        measures=_recall(labels, found, beyond)
        | _precision(findings, outcomes)
        | _types(labels, findings, met),
        errors=_errors(doc_id, labels, found, beyond, findings, outcomes, judgements),
    )


def match(
    labels: Sequence[Inconsistency],
    findings: Sequence[Finding],
    judgements: Sequence[Judgement | None],
    tables: Mapping[str, str],
) -> dict[int, int]:
    """Finding index → label index, one-to-one; a person's ``same_as`` goes before any likeness."""
    index = {label.id: k for k, label in enumerate(labels)}
    claims = [claim_of_label(label) for label in labels]
    likes = []
    for finding, judgement in zip(findings, judgements, strict=True):
        ours = claim_of_finding(finding, tables)
        row = [similarity(claim, ours) for claim in claims]
        if judgement is not None and judgement.verdict == "false":
            row = [0.0] * len(row)
        if judgement is not None and judgement.same_as in index:
            row = [0.0] * len(row)
            row[index[judgement.same_as]] = 5.0
        likes.append(row)
    return dict(assign(likes))


def similarity(label: Claim, ours: Claim) -> float:
    """0.0 for two claims that say different things, else type, numbers, places and severity weighed."""
    shared = label.numbers & ours.numbers
    share = len(shared) / max(1, min(len(label.numbers), len(ours.numbers)))
    same_type = label.type == ours.type
    place = len(label.places & ours.places) / max(1, min(len(label.places), len(ours.places)))
    strong = any(len(n.replace(".", "")) >= _STRONG_DIGITS for n in shared)
    by_numbers = len(shared) >= 2 and share >= 0.5 and (strong or same_type)
    by_place = bool(shared) and strong and same_type and place > 0
    words = _words(label, ours) if same_type else 0.0
    if not (by_numbers or by_place or words):
        return 0.0
    return 0.4 * same_type + 0.3 * share + 0.2 * max(place, words) + 0.1 * (label.severity == ours.severity)


def _words(label: Claim, ours: Claim) -> float:
    """For claims about wording: a quote in common, or messages that say the same."""
    if any(overlap(a, b) == 1.0 for a in label.quotes for b in ours.quotes):
        return 1.0
    like = likeness(label.message, ours.message)
    return like if like >= _MESSAGE_LIKE else 0.0


def outcome(
    finding: Finding,
    judgement: Judgement | None,
    met: bool,
    labels: Sequence[Inconsistency],
    tables: Mapping[str, str],
) -> Outcome:
    """What one finding counts as."""
    if met:
        return "label"
    if judgement is not None and judgement.verdict is not None:
        return "repeat" if judgement.same_as else judgement.verdict
    ours = claim_of_finding(finding, tables)
    return "repeat" if any(_repeats(claim_of_label(label), ours) for label in labels) else "unjudged"


def _repeats(label: Claim, ours: Claim) -> bool:
    """The finding says only what the label already says: its numbers are all among the label's."""
    enough = len(ours.numbers) >= 2 and ours.numbers <= label.numbers
    return enough and similarity(label, ours) > 0.0


def _recall(labels: Sequence[Inconsistency], found: set[int], beyond: set[str]) -> dict[str, Measure]:
    """``recall.<severity>``, ``recall_decidable.<severity>``, ``recall_type.<type>``."""
    groups: dict[str, Ratio] = {}
    for k, label in enumerate(labels):
        names = [f"recall.{label.severity}", f"recall_type.{label.type}"]
        if label.id not in beyond:
            names.append(f"recall_decidable.{label.severity}")
        for name in names:
            groups[name] = groups.get(name, Ratio()) + Ratio(k in found, 1)
    return {name: Measure.of(ratio) for name, ratio in groups.items()}


def _precision(findings: Sequence[Finding], outcomes: Sequence[Outcome]) -> dict[str, Measure]:
    """``precision.<severity>``: true ones among those that are true, false or unjudged."""
    groups: dict[str, Ratio] = {}
    for finding, said in zip(findings, outcomes, strict=True):
        if said not in ("repeat", "debatable"):
            name = f"precision.{finding.severity}"
            groups[name] = groups.get(name, Ratio()) + Ratio(said in ("label", "true"), 1)
    return {name: Measure.of(ratio) for name, ratio in groups.items()}


def _types(
    labels: Sequence[Inconsistency], findings: Sequence[Finding], met: Mapping[int, int]
) -> dict[str, Measure]:
    """Among the met labels: type and severity named as the label names them."""
    types = sum(findings[i].type == labels[k].type for i, k in met.items())
    severities = sum(findings[i].severity == labels[k].severity for i, k in met.items())
    return {
        "finding_types": Measure.of(Ratio(types, len(met))),
        "finding_severities": Measure.of(Ratio(severities, len(met))),
    }


def _errors(
    doc_id: str,
    labels: Sequence[Inconsistency],
    found: set[int],
    beyond: set[str],
    findings: Sequence[Finding],
    outcomes: Sequence[Outcome],
    judgements: Sequence[Judgement | None],
) -> list[ErrorItem]:
    """Labels that we missed, and findings that are false, debatable or not yet judged."""
    errors = [
        fault(
            doc_id,
            "inconsistencies",
            f"{label.id}/{label.type}",
            "beyond" if label.id in beyond else "missing",
            gold=label.description,
            kind=f"{label.severity}:{label.type}",
            quote=next((op.quote for op in label.operands if op.quote), None),
        )
        for k, label in enumerate(labels)
        if k not in found
    ]
    for finding, said, judgement in zip(findings, outcomes, judgements, strict=True):
        if said in ("false", "debatable", "unjudged"):
            operand = next((op for op in finding.operands if op.evidence), None)
            errors.append(
                fault(
                    doc_id,
                    "inconsistencies",
                    f"{finding.rule}/{finding.type}/{'; '.join(op.where for op in finding.operands)}",
                    f"finding_{said}",
                    gold=judgement.reason if judgement else None,
                    ours=finding.message,
                    kind=f"{finding.severity}:{finding.type}",
                    quote=next((op.quote for op in finding.operands if op.quote), None),
                    evidence=operand.evidence if operand else None,
                )
            )
    return errors


def unjudged(
    labels: Sequence[Inconsistency],
    findings: Sequence[Finding],
    adjudication: Adjudication,
    tables: Mapping[str, str],
) -> list[Finding]:
    """Findings that a person must still read."""
    judgements = judge(findings, adjudication)
    met = match(labels, findings, judgements, tables)
    return [
        finding
        for i, (finding, judgement) in enumerate(zip(findings, judgements, strict=True))
        if outcome(finding, judgement, i in met, labels, tables) == "unjudged"
    ]


def _rename(where: str, tables: Mapping[str, str]) -> str:
    """Our table id at the head of a place, in the gold's numbering."""
    head, space, rest = where.partition(" ")
    return f"{tables.get(head, head)}{space}{rest}"


def _digits(text: str) -> str:
    return fold(text).replace(",", "")


def _plain(number: str) -> str:
    """``12.50`` and ``12.5`` are the same number."""
    return number.rstrip("0").rstrip(".") if "." in number else number.lstrip("0") or "0"
