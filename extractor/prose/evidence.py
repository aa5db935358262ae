"""The place of an item of the prose, as :class:`~gouji.schemas.record.Evidence`."""

from __future__ import annotations

from collections.abc import Sequence

from gouji.outline.paragraph import Paragraph
from gouji.schemas.record import Evidence, Place


def evidence_of(paragraph: Paragraph, start: int, end: int, confidence: float = 0.9) -> Evidence:
    """The evidence of ``paragraph.text[start:end]``: the first line, then the further ones."""
    return evidence_at(paragraph.places(start, end), confidence)


def evidence_at(places: Sequence[Place], confidence: float = 0.9) -> Evidence:
    """The evidence of an item printed at ``places``."""
    first = places[0] if places else Place()
    return Evidence(
        **first.model_dump(),
        also=list(places[1:]),
        source=["grammar"],
        confidence=confidence,
        status="accepted",
    )
