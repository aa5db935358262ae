"""What grounding gives: candidates that the source bears out, and rejections with their reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gouji.schemas.llm import StrictModel
from gouji.schemas.record import Place

GroundingCheck = Literal["quote", "value", "unit", "subject", "fields", "direction", "text"]
"""What was found in the source: the quote, the figure whole in it, its unit printed after it, the
subject bound to it, every other figure, the direction word, the verbatim text fields."""

GroundingFault = Literal["quote", "value", "unit", "subject", "field", "direction", "owned", "text", "shape"]
"""Why an item was rejected."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One item of a model that the source bears out.

    ``item`` has the source's own words as its quote; ``at`` is the place of its figure (of its
    quote when it has none), ``checks`` what was found, ``doubts`` what was not.
    """

    task: str
    item: StrictModel
    section: str
    places: tuple[Place, ...]
    at: Place | None
    checks: frozenset[GroundingCheck]
    doubts: tuple[str, ...] = ()
    reasks: int = 0


@dataclass(frozen=True, slots=True)
class Rejection:
    """One item that the source does not bear out; the answer is kept for the reviewer."""

    task: str
    item: StrictModel
    fault: GroundingFault
    reason: str
    section: str = ""
    reasks: int = 0
