"""The review queue: questions to a person, the answers, and what became of a record through them.

An :class:`Item` is one question: one value, one finding, or several values that one answer settles
together.  An :class:`Event` is one line of the append-only log.  States are never stored: they follow from
the events.  Nothing in this module reads a record.

A question about a reading is answered by what is printed (``accept``, ``correct``, ``reject``), a finding by
a judgement (``document_wrong``, ``lawful``) or by a corrected reading (``misread``).  Only ``correct``,
``misread`` and ``reject`` ever change a value of the record.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from gouji.schemas.record import Finding, Place

SCHEMA_VERSION = "2"

ItemKind = Literal["value", "finding", "leftover", "unread", "rejected", "audit"]
State = Literal["open", "accepted", "corrected", "rejected", "document_wrong", "lawful", "unsure", "conflict"]
Verdict = Literal["document_wrong", "lawful"]
"""The two judgements on a finding: it is true and stays, or there is a reason for it and it goes."""
Action = Literal["accept", "correct", "reject", "document_wrong", "misread", "lawful", "unsure", "undo"]

STATE_OF: dict[Action, State] = {
    "accept": "accepted",
    "correct": "corrected",
    "reject": "rejected",
    "document_wrong": "document_wrong",
    "misread": "corrected",
    "lawful": "lawful",
    "unsure": "unsure",
}
"""What an action leaves behind; ``undo`` takes back the last action of an item."""

UNSETTLED: tuple[State, ...] = ("open", "conflict")
"""States in which a person is still asked."""

PROTOCOL = 3
"""3: what takes a printed value out is confirmed; 2: four answers to a finding, figures are compared with the print;
1: a key could store a deduced figure as a reading."""

CHAINED = 2
"""Since this protocol every line of a log carries hashes."""

_HEX_16, _HEX_32 = re.compile(r"[0-9a-fA-F]{16}"), re.compile(r"[0-9a-fA-F]{32}")


def modern(name: Any, letter: str) -> Any:
    """``name`` with the letter in front that keeps spreadsheets from reading ``123e45`` as a number.

    Names of earlier versions were bare digits (16 hexadecimal ones, 32 for an event); they are the same names.
    """
    pattern = _HEX_32 if letter == "e" else _HEX_16
    return letter + name.lower() if isinstance(name, str) and pattern.fullmatch(name) else name


ItemId = Annotated[str, BeforeValidator(lambda name: modern(name, "q"))]
Version = Annotated[str, BeforeValidator(lambda name: modern(name, "v"))]
EventId = Annotated[str, BeforeValidator(lambda name: modern(name, "e"))]


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

    item_id: ItemId
    version: Version
    former: dict[ItemId, Version] = Field(default_factory=dict)
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
    """Other readings of the same print, each printed at the place: one key may take them."""
    hints: list[Alternative] = Field(default_factory=list)
    """What the rules would have the figures be, and readings that the place does not print: never a reading."""
    reasons: list[Reason] = Field(default_factory=list)
    confidence: float = 0.5
    money: Decimal | None = None
    hard: bool = False
    place: Place | None = None
    also: list[Place] = Field(default_factory=list)
    """Further pieces of the same value, where it is printed in several."""
    spots: list[Spot] = Field(default_factory=list)
    findings: list[str] = Field(default_factory=list)
    """Keys of the findings that hang on this question (``gouji.checks.keys``)."""
    quote: str | None = None
    table: str | None = None
    rank: int = 0
    run_version: str = ""


class Typed(_Model):
    """A figure as a person gave it, not yet checked; ``again`` is the second typing, where one is asked for."""

    path: str
    new: str | None = None
    again: str | None = None


class Change(_Model):
    """One value: what the machine read, and what the person wrote in its stead."""

    path: str
    old: str | None = None
    new: str | None = None
    printed: bool | None = None
    """Whether the place prints ``new``, or for an empty ``new`` prints nothing; ``None``: could not be looked up."""


class Event(_Model):
    """One line of the log.  ``base`` is the last event of the item that the reviewer had seen."""

    event_id: EventId
    item_id: ItemId
    doc_id: str
    version: Version
    at: str
    reviewer: str
    action: Action
    base: EventId = ""
    value: str | None = None
    """What the machine read when the answer was given."""
    changes: list[Change] = Field(default_factory=list)
    """Corrected readings (``correct``, ``misread``): the only events that put a figure into the record."""
    removed: list[Change] = Field(default_factory=list)
    """Values said to be not printed (``reject``); ``printed`` false or unknown: confirmed a second time."""
    suggested: Change | None = None
    """What the document should say (``document_wrong``): stays a suggestion, never enters the record."""
    why: str = ""
    seconds: float | None = Field(default=None, ge=0)
    protocol: int = 1


class Decision(_Model):
    """The state of an item as it follows from its events."""

    state: State = "open"
    event: Event | None = None
    """The answer that stands, or, for a reopened item, the one that no longer does."""
    rivals: list[Event] = Field(default_factory=list)
    """In a conflict: the answers that were given without sight of one another and differ."""
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
    printed: bool | None = None
    """Whether the place prints the person's reading (for a removal: nothing); ``None``: not looked up."""


class Judgement(_Model):
    """A finding that a person has judged, with what the document should say where that was suggested."""

    finding: Finding
    verdict: Verdict
    reviewer: str
    at: str
    why: str = ""
    suggested: Change | None = None


class Conflict(_Model):
    """Answers that contradict one another; none of them was applied."""

    item_id: str
    label: str
    answers: list[str]
    """Who said what, one sentence each."""


class Reviewed(_Model):
    """What ``gouji review apply`` writes beside the corrected record."""

    schema_version: str = SCHEMA_VERSION
    doc_id: str
    sha256: str
    answered: int
    open: int
    corrections: list[Correction] = Field(default_factory=list)
    accepted: list[str] = Field(default_factory=list)
    """Paths that a person found rightly read."""
    removed: list[Correction] = Field(default_factory=list)
    """Values that are not printed in the document."""
    confirmed: list[Judgement] = Field(default_factory=list)
    """Findings in which the document is wrong; they stay in the record."""
    dismissed: list[Judgement] = Field(default_factory=list)
    """Findings for which there is a lawful reason; they leave the record."""
    gone: list[Finding] = Field(default_factory=list)
    """Findings that the corrected readings ended."""
    come: list[Finding] = Field(default_factory=list)
    conflicts: list[Conflict] = Field(default_factory=list)
    not_applied: list[str] = Field(default_factory=list)
    """Answers that no longer fit the record, and why."""
