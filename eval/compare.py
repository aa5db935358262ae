"""Two runs on the same labels, compared in pairs.

Takes runs A and B, gives per measure the mean of the differences over documents with a paired
bootstrap interval (documents resampled, fixed seed), and item by item what got better and what got
worse.  With few documents the interval is indicative only (anchors §4.4), and the report says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gouji.eval.aggregate import measure_names
from gouji.eval.model import ErrorItem, Measure, Run

DRAWS = 10_000
FEW = 20
"""Below this many documents a bootstrap over documents is only indicative."""


@dataclass(frozen=True, slots=True)
class Difference:
    """``B − A`` of one measure over the documents that both have."""

    name: str
    a: float
    b: float
    difference: float
    low: float | None
    high: float | None
    documents: int
    worst: float
    worst_doc: str

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


@dataclass(frozen=True, slots=True)
class Comparison:
    """All differences, and the errors that only one of the runs has."""

    differences: list[Difference]
    better: list[ErrorItem]
    worse: list[ErrorItem]
    changed: list[tuple[ErrorItem, ErrorItem]]
    documents: list[str]
    seed: int
    same_gold: bool


def compare(a: Run, b: Run, seed: int) -> Comparison:
    """Only documents that are in both runs take part."""
    left, right = {d.doc_id: d for d in a.documents}, {d.doc_id: d for d in b.documents}
    shared = [doc_id for doc_id in left if doc_id in right]
    names = measure_names(left[doc_id] for doc_id in shared)
    differences = [
        found
        for name in names
        if (found := _difference(name, [(i, left[i].measures, right[i].measures) for i in shared], seed))
    ]
    old = {e.id: e for doc_id in shared for e in left[doc_id].errors}
    new = {e.id: e for doc_id in shared for e in right[doc_id].errors}
    return Comparison(
        differences=sorted(differences, key=_falls_first),
        better=[error for key, error in old.items() if key not in new],
        worse=[error for key, error in new.items() if key not in old],
        changed=[(old[k], new[k]) for k in old if k in new and old[k].ours != new[k].ours],
        documents=shared,
        seed=seed,
        same_gold=all(a.provenance.gold.get(i) == b.provenance.gold.get(i) for i in shared),
    )


def _falls_first(item: Difference) -> tuple[int, float]:
    """What fell, most first; then what rose, most first; then what stayed."""
    if item.difference < 0:
        return 0, item.difference
    return (1, -item.difference) if item.difference > 0 else (2, 0.0)


def _difference(
    name: str, documents: Sequence[tuple[str, dict[str, Measure], dict[str, Measure]]], seed: int
) -> Difference | None:
    """One measure; ``None`` when no document has it in both runs."""
    pairs = [
        (doc_id, one.value, other.value)
        for doc_id, left, right in documents
        if (one := left.get(name)) and (other := right.get(name))
    ]
    values = [(doc_id, x, y) for doc_id, x, y in pairs if x is not None and y is not None]
    if not values:
        return None
    gaps = [y - x for _, x, y in values]
    low, high = paired_interval(gaps, seed) if len(gaps) > 1 else (None, None)
    worst = min(range(len(gaps)), key=gaps.__getitem__)
    return Difference(
        name=name,
        a=sum(x for _, x, _ in values) / len(values),
        b=sum(y for _, _, y in values) / len(values),
        difference=sum(gaps) / len(gaps),
        low=low,
        high=high,
        documents=len(gaps),
        worst=gaps[worst],
        worst_doc=values[worst][0],
    )


def paired_interval(differences: Sequence[float], seed: int, level: float = 0.95) -> tuple[float, float]:
    """Percentile bootstrap of the mean difference, documents drawn with replacement."""
    import numpy as np

    values = np.asarray(differences, dtype=float)
    draws = np.random.default_rng(seed).integers(0, len(values), size=(DRAWS, len(values)))
    means = values[draws].mean(axis=1)
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)
