"""Counts from which precision, recall and F1 follow.

Takes how many items agree, how many the gold has and how many we have; gives the three
ratios as floats in [0, 1].  Nothing on either side is a perfect score (there was nothing to
find, and nothing was invented).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Counts:
    """``right`` items agree, out of ``gold`` that are labelled and ``ours`` that we gave."""

    right: int = 0
    gold: int = 0
    ours: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.right + other.right, self.gold + other.gold, self.ours + other.ours)

    @property
    def precision(self) -> float:
        """Share of ours that is right; with nothing given it is 1 only if nothing was asked."""
        return self.right / self.ours if self.ours else float(self.gold == 0)

    @property
    def recall(self) -> float:
        """Share of the gold that we have."""
        return self.right / self.gold if self.gold else float(self.ours == 0)

    @property
    def f1(self) -> float:
        """Harmonic mean of the two: ``2·right / (gold + ours)``."""
        total = self.gold + self.ours
        return 2 * self.right / total if total else 1.0


@dataclass(frozen=True, slots=True)
class Ratio:
    """``right`` out of ``of``; ``value`` is ``None`` where there was nothing to judge."""

    right: float = 0
    of: int = 0

    def __add__(self, other: Ratio) -> Ratio:
        return Ratio(self.right + other.right, self.of + other.of)

    @property
    def value(self) -> float | None:
        return self.right / self.of if self.of else None


def total(counts: Iterable[Counts]) -> Counts:
    """The sum, for micro averages."""
    return sum(counts, Counts())
