"""From documents to the figures of a run: micro, macro, interval, groups.

Takes scored documents, gives for each measure the micro value (all counts together), the macro
value (mean over documents) and a t-interval of that mean with documents as clusters (anchors §4.4).
With one document there is no interval.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from gouji.eval.model import DocScore, Measure

LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Summary:
    """One measure over several documents; ``low``/``high`` bound the macro value, clipped to [0, 1]."""

    name: str
    micro: float | None
    macro: float | None
    low: float | None
    high: float | None
    documents: int
    lowest: float | None
    lowest_doc: str | None
    total: Measure


def measure_names(documents: Iterable[DocScore]) -> list[str]:
    """Every measure that any document has, in order of first appearance."""
    return list(dict.fromkeys(name for doc in documents for name in doc.measures))


def summarise(name: str, documents: Sequence[DocScore]) -> Summary | None:
    """One measure over the documents that have it; ``None`` if none has anything to judge."""
    stated = [(doc.doc_id, doc.measures[name]) for doc in documents if name in doc.measures]
    values = [(doc_id, m.value) for doc_id, m in stated if m.value is not None]
    if not values:
        return None
    total = stated[0][1]
    for _, measure in stated[1:]:
        total = total + measure
    means = [value for _, value in values if value is not None]
    low, high = t_interval(means)
    lowest_doc, lowest = min(values, key=lambda item: item[1] or 0.0)
    return Summary(
        name, total.value, sum(means) / len(means), low, high, len(means), lowest, lowest_doc, total
    )


def summaries(documents: Sequence[DocScore]) -> dict[str, Summary]:
    """All measures that have something to judge."""
    found = {name: summarise(name, documents) for name in measure_names(documents)}
    return {name: summary for name, summary in found.items() if summary is not None}


def t_interval(values: Sequence[float], level: float = LEVEL) -> tuple[float | None, float | None]:
    """Student's t-interval of the mean, ``n − 1`` degrees of freedom, clipped to [0, 1]."""
    from statistics import mean, stdev

    from scipy.stats import t

    if len(values) < 2:
        return None, None
    half = float(t.ppf((1 + level) / 2, len(values) - 1)) * stdev(values) / len(values) ** 0.5
    return max(0.0, mean(values) - half), min(1.0, mean(values) + half)


GROUPS: dict[str, Callable[[DocScore], str | None]] = {
    "province": lambda doc: doc.province,
    "form": lambda doc: doc.form,
    "doc_type": lambda doc: doc.doc_type,
}
"""What results are broken down by, besides document and table kind."""


def grouped(documents: Sequence[DocScore], group: str) -> dict[str, list[DocScore]]:
    """Documents by the value of one grouping; those without one stand under ``—``."""
    groups: dict[str, list[DocScore]] = {}
    for doc in documents:
        groups.setdefault(GROUPS[group](doc) or "—", []).append(doc)
    return dict(sorted(groups.items()))


def kinds(documents: Sequence[DocScore]) -> dict[str, Measure]:
    """Cell measure by table kind over all documents."""
    totals: dict[str, Measure] = {}
    for doc in documents:
        for kind, measure in doc.by_kind.items():
            totals[kind] = totals[kind] + measure if kind in totals else measure
    return totals
