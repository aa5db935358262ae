"""Findings against labelled inconsistencies: recall by severity and type, precision after adjudication.

Takes the labels, our findings and the judgements; pairs findings and labels one-to-one by type,
values and place, so that no finding is counted twice.  A folded rounding finding is one finding that
lists many gaps: besides its partner it *covers* every other rounding label whose figures it lists (for
recall; in precision it stays one finding).  What is left of ours is a *repeat* of a
label already met (it says nothing new and is left out), judged by a person, or unjudged: an
unjudged finding counts as false until somebody has read it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from gouji.eval.adjudication import judge
from gouji.eval.metrics.align import assign
from gouji.eval.metrics.claims import claim_of_finding, claim_of_label, covers, repeats, similarity
from gouji.eval.metrics.counts import Ratio
from gouji.eval.metrics.faults import fault
from gouji.eval.model import ErrorItem, Measure, Score
from gouji.schemas.gold import Adjudication, Inconsistency, Judgement
from gouji.schemas.record import Finding

Outcome = Literal["label", "repeat", "true", "false", "debatable", "unjudged"]
_BY_HAND = 5.0
"""Likeness of a pair that a person made."""


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
    found = set(met.values()) | covered(labels, findings, outcomes, tables)
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
    """Finding index → label index, one-to-one; what a person said goes before any likeness.

    A judged finding answers the label that the judgement names (``same_as``), or none.
    """
    index = {label.id: k for k, label in enumerate(labels)}
    claims = [claim_of_label(label) for label in labels]
    likes = []
    for finding, judgement in zip(findings, judgements, strict=True):
        ours = claim_of_finding(finding, tables)
        row = [similarity(claim, ours) for claim in claims]
        if judgement is not None:
            row = [0.0] * len(row)
            if judgement.same_as in index:
                row[index[judgement.same_as]] = _BY_HAND
        likes.append(row)
    return dict(assign(likes))


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
    return "repeat" if any(repeats(claim_of_label(label), ours) for label in labels) else "unjudged"


def covered(
    labels: Sequence[Inconsistency],
    findings: Sequence[Finding],
    outcomes: Sequence[Outcome],
    tables: Mapping[str, str],
) -> set[int]:
    """Rounding labels whose figures stand among the operands of a folded finding that is itself right."""
    right = ("label", "repeat", "true")
    ours = [claim_of_finding(f, tables) for f, said in zip(findings, outcomes, strict=True) if said in right]
    claims = [claim_of_label(label) for label in labels]
    return {k for k, claim in enumerate(claims) if any(covers(one, claim) for one in ours)}


def _recall(labels: Sequence[Inconsistency], found: set[int], beyond: set[str]) -> dict[str, Measure]:
    """``recall.<severity>``, ``recall_decidable.<severity>``, ``recall_type.<type>``, ``recall_class.<class>``."""
    groups: dict[str, Ratio] = {}
    for k, label in enumerate(labels):
        names = [f"recall.{label.severity}", f"recall_type.{label.type}"]
        if label.mistake is not None:
            names.append(f"recall_class.{label.mistake}")
        if label.decidable and label.id not in beyond:
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
            "beyond" if label.id in beyond or not label.decidable else "missing",
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
