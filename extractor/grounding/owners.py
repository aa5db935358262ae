"""Which item owns which printed figure, and where a quote may stand.

A figure has one owner: repeated mentions resolve in order, and a figure that an earlier item owns is
not offered to a later one.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from gouji.grounding.candidate import GroundingFault
from gouji.grounding.figures import PrintedFigure
from gouji.grounding.source import SourceText, fold_text
from gouji.schemas.llm import Quoted

Span = tuple[int, int]


class NotGroundedError(Exception):
    """Internal: an item fails one test at one place."""

    def __init__(self, fault: GroundingFault, reason: str) -> None:
        super().__init__(reason)
        self.fault, self.reason = fault, reason


@dataclass(slots=True)
class FigureOwners:
    """The figures that items own so far, by their position in the source text."""

    owned: dict[int, tuple[str, str | None]] = field(default_factory=dict)

    def is_free(self, figure: PrintedFigure, subject: str, base: str | None = None) -> bool:
        """A figure has one owner; only the same subject may name it again, compared with another base
        (与年初预算相比…，与上年相比…)."""
        owner = self.owned.get(figure.start)
        return owner is None or (owner[0] == fold_text(subject) and base is not None and owner[1] != base)

    def take(self, figure: PrintedFigure, subject: str, base: str | None = None) -> None:
        self.owned[figure.start] = (fold_text(subject), base)

    def unclaimed(self, source: SourceText) -> list[PrintedFigure]:
        """Amounts of money that no item owns, in order: what a model may have left out."""
        return [f for f in source.figures if f.measure == "money" and f.start not in self.owned]


def spans_of(item: Quoted, source: SourceText) -> list[Span]:
    """Where the quote is printed: on the lines that the item names first, then anywhere."""
    spans = source.find(item.quote)
    if not spans:
        raise NotGroundedError("quote", "quote 在原文里找不到，须逐字照抄")

    def elsewhere(span: Span) -> bool:
        first, last = source.line_numbers(*span)
        return last < item.first_line - 1 or first > item.last_line + 1

    return sorted(spans, key=elsewhere)
