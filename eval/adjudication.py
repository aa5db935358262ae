"""Judging findings that have no label: true ones that the labeller missed, false alarms, open cases.

Takes findings and the judgements of ``adjudicated.json``; gives for each finding its judgement, or
none.  A finding is recognised by its fingerprint (type, severity and operands); when a rule was
reworded, by type and values with the closest message.  Each judgement answers one finding only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from eval.metrics.align import assign
from eval.metrics.text import likeness
from extractor.normalise import fold, plain_number
from schemas.gold import Adjudication, Judgement
from schemas.record import Finding

_MESSAGE_LIKE = 0.6


def fingerprint(finding: Finding) -> str:
    """Twelve hexadecimal digits over what the finding says, not over how it is numbered."""
    operands = sorted(f"{fold(op.where)}={_value(op.value)}" for op in finding.operands)
    text = "\x1f".join(
        [finding.type, finding.rule, *operands, *([] if operands else [fold(finding.message)])]
    )
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def judge(findings: Sequence[Finding], adjudication: Adjudication) -> list[Judgement | None]:
    """The judgement of each finding, one-to-one."""
    likes = [[_like(finding, item) for item in adjudication.findings] for finding in findings]
    found = dict(assign(likes))
    return [adjudication.findings[found[i]] if i in found else None for i in range(len(findings))]


def draft(finding: Finding) -> Judgement:
    """A judgement still to be made."""
    return Judgement(
        key=fingerprint(finding),
        rule=finding.rule,
        type=finding.type,
        severity=finding.severity,
        message=finding.message,
        values=_values(finding),
    )


def _like(finding: Finding, item: Judgement) -> float:
    """2.0 for the same fingerprint; below 1.0 for the same type and values and a like message."""
    if fingerprint(finding) == item.key:
        return 2.0
    if finding.type != item.type or sorted(_values(finding)) != sorted(item.values):
        return 0.0
    like = likeness(finding.message, item.message)
    return like / 2 if like >= _MESSAGE_LIKE else 0.0


def _values(finding: Finding) -> list[str]:
    return [_value(op.value) for op in finding.operands if op.value is not None]


def _value(text: str | None) -> str:
    return "" if text is None else plain_number(text) or fold(text)
