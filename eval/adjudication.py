"""Judging findings that have no label: true ones that the labeller missed, false alarms, open cases.

Takes findings and the judgements of ``adjudicated.json``; gives for each finding its judgement, or
none.  A finding is recognised by its key (:mod:`gouji.checks.keys`), or by the fingerprint that
judgements had before there were keys; when a rule was reworded, by type and values with the closest
message.  Each judgement answers one finding only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from gouji.checks.keys import current_key, finding_key, printed_value
from gouji.checks.renamed import names_of
from gouji.eval.metrics.align import assign
from gouji.eval.metrics.text import likeness
from gouji.normalise import fold
from gouji.schemas.gold import Adjudication, Judgement
from gouji.schemas.record import Finding

_MESSAGE_LIKE = 0.6


def first_fingerprints(finding: Finding) -> tuple[str, ...]:
    """What judgements were known by before there were keys, by every name of the rule: type, places as ids, values."""
    operands = sorted(f"{fold(op.where)}={printed_value(op.value)}" for op in finding.operands)
    said = operands or [fold(finding.message)]
    texts = ("\x1f".join([finding.type, rule, *said]) for rule in names_of(finding.rule))
    return tuple(hashlib.sha256(text.encode()).hexdigest()[:12] for text in texts)


def judge(findings: Sequence[Finding], adjudication: Adjudication) -> list[Judgement | None]:
    """The judgement of each finding, one-to-one."""
    likes = [[_like(finding, item) for item in adjudication.findings] for finding in findings]
    found = dict(assign(likes))
    return [adjudication.findings[found[i]] if i in found else None for i in range(len(findings))]


def draft(finding: Finding) -> Judgement:
    """A judgement still to be made."""
    return Judgement(
        key=finding_key(finding),
        rule=finding.rule,
        type=finding.type,
        severity=finding.severity,
        message=finding.message,
        values=_values(finding),
    )


def rekeyed(findings: Sequence[Finding], adjudication: Adjudication) -> Adjudication:
    """The same judgements under the keys of the findings that they answer; what answers none stays as it is."""
    likes = [[_like(finding, item) for item in adjudication.findings] for finding in findings]
    answered = {j: finding_key(findings[i]) for i, j in assign(likes)}
    items = [
        item.model_copy(update={"key": answered.get(j, item.key)})
        for j, item in enumerate(adjudication.findings)
    ]
    return adjudication.model_copy(update={"findings": items})


def _like(finding: Finding, item: Judgement) -> float:
    """2.0 for the same key; below 1.0 for the same type and values and a like message."""
    if current_key(item.key) in (finding_key(finding), *first_fingerprints(finding)):
        return 2.0
    if finding.type != item.type or sorted(_values(finding)) != sorted(item.values):
        return 0.0
    like = likeness(finding.message, item.message)
    return like / 2 if like >= _MESSAGE_LIKE else 0.0


def _values(finding: Finding) -> list[str]:
    return [printed_value(op.value) for op in finding.operands if op.value is not None]
