"""Whether the rules see the same in a record after its values got their status.

Takes a record before and after, gives the evidence that now stands for each evidence of before, or ``None`` where a
rule could come to something else.  Of an :class:`~gouji.schemas.record.Evidence` the rules look at the place and at
whether it is in review; confidence, reasons and source only travel with it into the findings.
"""

from __future__ import annotations

from typing import Final

from pydantic import BaseModel

from gouji.schemas.record import Evidence, Place, Record

_NOT_READ: Final = frozenset({"run", "findings", "checks", "rejected", "item_evidence", "metadata_evidence"})
"""Fields of a record that no rule reads; of ``run`` they read what is unread."""


def settled_evidence(before: Record, after: Record) -> dict[int, Evidence] | None:
    """By the ``id`` of the evidence in ``before``, which must be kept alive: what stands for it in ``after``."""
    now: dict[int, Evidence] = {}
    same = before.run.unread == after.run.unread and all(
        _same(getattr(before, name), getattr(after, name), now)
        for name in Record.model_fields
        if name not in _NOT_READ
    )
    return now if same else None


def _same(before: object, after: object, now: dict[int, Evidence]) -> bool:
    if isinstance(before, Evidence) and isinstance(after, Evidence):
        known = now.setdefault(id(before), after)
        in_review = (before.status == "review", after.status == "review")
        return in_review[0] == in_review[1] and _place(before) == _place(after) and known == after
    if type(before) is not type(after):
        return False
    if isinstance(before, BaseModel):
        return all(
            _same(getattr(before, name), getattr(after, name), now) for name in type(before).model_fields
        )
    if isinstance(before, list) and isinstance(after, list):
        return len(before) == len(after) and all(
            _same(one, other, now) for one, other in zip(before, after, strict=True)
        )
    if isinstance(before, dict) and isinstance(after, dict):
        return before.keys() == after.keys() and all(_same(before[key], after[key], now) for key in before)
    return before == after


def _place(evidence: Evidence) -> tuple[object, ...]:
    return (*(getattr(evidence, name) for name in Place.model_fields), evidence.also)
