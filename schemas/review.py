"""The review queue: questions to a person, the answers, and what became of a record through them.

An :class:`Item` is one question: one value, one finding, or several values that one answer settles
together.  An :class:`Event` is one line of the append-only log.  States are never stored: they follow from
the events.  Nothing in this module reads a record.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from schemas.record import Finding, Place

SCHEMA_VERSION = "1"

ItemKind = Literal["value", "finding", "leftover", "unread", "rejected", "audit"]
State = Literal["open", "accepted", "corrected", "rejected", "unsure"]
Action = Literal["accept", "correct", "reject", "unsure", "undo"]

STATE_OF: dict[Action, State] = {
    "accept": "accepted",
    "correct": "corrected",
    "reject": "rejected",
    "unsure": "unsure",
}
"""What an action leaves behind; ``undo`` takes back the last action of an item."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Alternative(_Model):
    """Another reading of the value at ``path``, and who says so (model, grammar, a 勾稽 rule)."""

    path: str
    value: str
    source: str


class Reason(_Model):
    """Why the question is asked: a code to filter by and a sentence to read."""

    code: str
    text: str


class Member(_Model):
    """One value of the record that an answer is about: its path, its label, what was read, where."""

    path: str
    label: str
    value: str | None = None
    unit: str | None = None
    place: Place | None = None


class Spot(_Model):
    """Another place that takes part (the other side of a contradiction)."""

    label: str
    value: str | None = None
    path: str | None = None
    place: Place | None = None
    quote: str | None = None


class Item(_Model):
    """One question of the queue.

    ``item_id`` follows from document, path and source place, and is the same in the next run;
    ``version`` follows from the values, so that an answer to another value can be told.  ``money`` is
    in 元.  ``rank`` counts from 1, the best next question first.
    """

    item_id: str
    version: str
    former: dict[str, str] = Field(default_factory=dict)
    """Ids that the question had in earlier logs → the version that it would have had then."""
    doc_id: str
    doc_sha256: str
    path: str
    target: str | None = None
    """The value that a correction without a path is meant for; for a finding its most suspect figure."""
    kind: ItemKind
    label: str
    value: str | None = None
    unit: str | None = None
    members: list[Member] = Field(default_factory=list)
    alternatives: list[Alternative] = Field(default_factory=list)
    reasons: list[Reason] = Field(default_factory=list)
    confidence: float = 0.5
    money: Decimal | None = None
    hard: bool = False
    place: Place | None = None
    also: list[Place] = Field(default_factory=list)
    """Further pieces of the same value, where it is printed in several."""
    spots: list[Spot] = Field(default_factory=list)
    findings: list[str] = Field(default_factory=list)
    """Keys of the findings that this answer settles too (``extractor.check.keys``)."""
    quote: str | None = None
    table: str | None = None
    rank: int = 0
    run_version: str = ""


class Change(_Model):
    """One corrected value: what the machine read, what is printed according to the person."""

    path: str
    old: str | None = None
    new: str | None = None


class Event(_Model):
    """One line of the log.  ``base`` is the last event of the item that the reviewer had seen."""

    event_id: str
    item_id: str
    doc_id: str
    version: str
    at: str
    reviewer: str
    action: Action
    base: str = ""
    value: str | None = None
    """What the machine read when the answer was given."""
    changes: list[Change] = Field(default_factory=list)
    why: str = ""
    seconds: float | None = Field(default=None, ge=0)


class Decision(_Model):
    """The state of an item as it follows from its events."""

    state: State = "open"
    event: Event | None = None
    """The answer that stands, or, for a reopened item, the one that no longer does."""
    head: str = ""
    """The last event of the item, an undo included: what a new answer must name as its ``base``."""
    reopened: str | None = None


class Correction(_Model):
    """The machine's reading beside the person's."""

    path: str
    label: str
    machine: str | None
    person: str | None
    reviewer: str
    at: str
    why: str = ""


class Reviewed(_Model):
    """What ``gouji review apply`` writes beside the corrected record."""

    doc_id: str
    sha256: str
    answered: int
    open: int
    corrections: list[Correction] = Field(default_factory=list)
    accepted: list[str] = Field(default_factory=list)
    """Paths that a person found rightly read."""
    removed: list[Correction] = Field(default_factory=list)
    """Values that are not printed in the document."""
    confirmed: list[Finding] = Field(default_factory=list)
    dismissed: list[Finding] = Field(default_factory=list)
    gone: list[Finding] = Field(default_factory=list)
    come: list[Finding] = Field(default_factory=list)
    not_applied: list[str] = Field(default_factory=list)
    """Answers that no longer fit the record, and why."""
