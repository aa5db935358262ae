"""A statement while it is being read: the fields as they are found, and the stretch of text that states them.

Drafts are what the grammar works on; :func:`finish` turns one into the record's
:class:`~gouji.schemas.record.Statement` with its quote and its place.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from gouji.outline.paragraph import Paragraph
from gouji.prose.subject import Stage
from gouji.prose.vocabulary import Direction
from gouji.schemas.record import Evidence, Statement

Measure = Literal["amount", "count", "ratio", "score"]


@dataclass(slots=True)
class Draft:
    """One quantity of one subject; ``start:end`` is its quote, ``value_at`` the offset of its figure."""

    subject: str
    measure: Measure
    value: str | None
    unit: str | None
    year: int | None
    start: int
    end: int
    value_at: int
    sentence: int
    stage: Stage | None = None
    item: str = ""
    """The mark (①) of the run-in item that the statement stands in, below the section."""
    in_list: bool = False
    parent: Draft | None = None
    base: str | None = None
    direction: Direction | None = None
    change: str | None = None
    change_pct: str | None = None
    share_pct: str | None = None
    completion_pct: str | None = None
    budget_value: str | None = None
    reason: str | None = None
    notes: list[str] = field(default_factory=list)

    converted: bool = False

    def convert(self, printed: str) -> None:
        """A figure of it is not printed as it stands here: a person is asked."""
        self.notes.append(f"印作“{printed}”，由此换算")
        self.converted = True

    @property
    def bare(self) -> bool:
        """Nothing but subject and value was said."""
        said = (self.direction, self.share_pct, self.completion_pct, self.budget_value, self.reason)
        return all(value is None for value in said)

    def reach(self, end: int) -> None:
        """The quote goes on to ``end``."""
        self.end = max(self.end, end)


def finish(draft: Draft, paragraph: Paragraph, section: str, number: int) -> Statement:
    """The statement with its verbatim quote; a page end inside it cuts the quote around the value."""
    first, last = paragraph.contiguous(draft.start, draft.end, draft.value_at)
    places = paragraph.places(draft.start, draft.end)
    main = paragraph.places(first, last)
    evidence = Evidence(
        **main[0].model_dump(),
        also=[place for place in places if place != main[0]],
        source=["grammar"],
        confidence=_confidence(draft),
        status="review" if draft.converted else "accepted",
        reasons=list(draft.notes),
    )
    return Statement(
        id=f"s{number:03d}",
        section="/".join(part for part in (section, draft.item) if part),
        subject=draft.subject,
        measure=draft.measure,
        value=draft.value,
        unit=draft.unit,
        year=draft.year,
        base=draft.base,
        direction=draft.direction,
        change=draft.change,
        change_pct=draft.change_pct,
        share_pct=draft.share_pct,
        completion_pct=draft.completion_pct,
        budget_value=draft.budget_value,
        reason=draft.reason,
        quote=paragraph.quote(first, last),
        evidence=evidence,
    )


def _confidence(draft: Draft) -> float:
    """Less where the subject had to be taken from the surroundings."""
    if draft.converted:
        return 0.6
    return 0.9 if not draft.notes else 0.75
