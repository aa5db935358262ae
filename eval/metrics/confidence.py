"""Is our confidence worth anything?  Reliability, ECE, Brier, risk–coverage, and what may be accepted.

Takes counts of right and wrong values by confidence (:class:`gouji.eval.model.Trust`); gives bins, curves
and summary numbers.  Values of equal confidence are accepted or refused together, so that the curve
has no lucky order in it (anchors §4.5).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gouji.eval.model import Trust

BINS = 10
TARGET_PRECISION = 0.99


@dataclass(frozen=True, slots=True)
class Bin:
    """One reliability bin ``[low, high)`` (the last one closed); ``accuracy`` of its ``count`` values."""

    low: float
    high: float
    count: int
    confidence: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class Point:
    """Accept everything from ``threshold`` up: share accepted, and share of it that is wrong."""

    threshold: float
    coverage: float
    risk: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """All views of one set of confidences; ``accept99`` is the share accepted at 99 % precision."""

    count: int
    ece: float
    brier: float
    accept99: float
    bins: list[Bin]
    curve: list[Point]


def calibrate(trust: Iterable[Trust]) -> Calibration | None:
    """All views, or ``None`` when there is no value with a confidence."""
    groups = _by_confidence(trust)
    count = sum(n for _, n, _ in groups)
    if not count:
        return None
    bins = _bins(groups)
    curve = _curve(groups, count)
    return Calibration(
        count=count,
        ece=sum(b.count * abs(b.accuracy - b.confidence) for b in bins) / count,
        brier=sum(right * (1 - c) ** 2 + (n - right) * c**2 for c, n, right in groups) / count,
        accept99=max((p.coverage for p in curve if 1 - p.risk >= TARGET_PRECISION), default=0.0),
        bins=bins,
        curve=curve,
    )


def by_status(trust: Iterable[Trust]) -> dict[str, tuple[int, int]]:
    """``status → (right, count)``."""
    totals: dict[str, tuple[int, int]] = {}
    for item in trust:
        right, count = totals.get(item.status, (0, 0))
        totals[item.status] = (right + item.right, count + item.count)
    return totals


def _by_confidence(trust: Iterable[Trust]) -> list[tuple[float, int, int]]:
    """``(confidence, count, right)``, highest confidence first."""
    groups: dict[float, tuple[int, int]] = {}
    for item in trust:
        count, right = groups.get(item.confidence, (0, 0))
        groups[item.confidence] = (count + item.count, right + item.right)
    return [(c, n, right) for c, (n, right) in sorted(groups.items(), reverse=True) if n]


def _bins(groups: Sequence[tuple[float, int, int]]) -> list[Bin]:
    """Ten bins of equal width; empty ones are left out."""
    bins = []
    for k in range(BINS):
        inside = [g for g in groups if min(int(g[0] * BINS), BINS - 1) == k]
        count = sum(n for _, n, _ in inside)
        if count:
            mean = sum(c * n for c, n, _ in inside) / count
            accuracy = sum(right for _, _, right in inside) / count
            bins.append(Bin(k / BINS, (k + 1) / BINS, count, mean, accuracy))
    return bins


def _curve(groups: Sequence[tuple[float, int, int]], count: int) -> list[Point]:
    points, taken, right = [], 0, 0
    for confidence, n, good in groups:
        taken, right = taken + n, right + good
        points.append(Point(confidence, taken / count, 1 - right / taken))
    return points
