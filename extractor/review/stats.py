"""What the answers say: how much is done, how accurate accepted values are, how long it takes, who disagrees.

Takes items and events, gives a :class:`Stats`.  Accuracy comes from the random audit sample alone; the
doubtful values of the queue say nothing about those that nobody doubted.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import fmean, median

from gouji.review.answers import said
from gouji.review.apply import conflict_of
from gouji.review.decisions import as_asked_now, decide, events_by_item, orphans
from gouji.schemas.review import UNSETTLED, Conflict, Decision, Event, Item

Z95 = 1.959964
"""The normal quantile of a two-sided 95 % interval."""


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Right values among those of the audit sample that were judged, with the Wilson 95 % interval."""

    right: int
    judged: int
    drawn: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Pair:
    """Two reviewers who answered the same questions: how many, and how often not alike."""

    one: str
    other: str
    both: int
    differ: int


@dataclass(frozen=True, slots=True)
class Stats:
    """The numbers of one queue."""

    total: int
    states: dict[str, int]
    by_doc: dict[str, tuple[int, int]]
    """Document → (open, all)."""
    reopened: int
    orphans: int
    accuracy: Accuracy
    seconds_median: float | None
    seconds_mean: float | None
    by_reviewer: dict[str, tuple[int, float | None]]
    """Reviewer → (answers that stand or stood, median seconds)."""
    pairs: tuple[Pair, ...]
    conflicts: tuple[Conflict, ...]
    """Questions whose answers contradict one another: a person has to settle them."""


def wilson(right: int, judged: int, z: float = Z95) -> tuple[float, float]:
    """The Wilson score interval of a proportion; (0, 1) when nothing was judged (Wilson 1927)."""
    if judged == 0:
        return 0.0, 1.0
    share = right / judged
    centre = share + z * z / (2 * judged)
    spread = z * math.sqrt(share * (1 - share) / judged + z * z / (4 * judged * judged))
    scale = 1 + z * z / judged
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def stats(items: Sequence[Item], events: Sequence[Event]) -> Stats:
    """All numbers of a queue."""
    events = as_asked_now(items, events)
    decisions = decide(items, events)
    answers = [event for event in events if event.action != "undo"]
    seconds = [event.seconds for event in answers if event.seconds]
    return Stats(
        total=len(items),
        states=dict(Counter(decision.state for decision in decisions.values())),
        by_doc=_by_doc(items, decisions),
        reopened=sum(decision.reopened is not None for decision in decisions.values()),
        orphans=len(orphans({item.item_id: item for item in items}, events)),
        accuracy=_accuracy(items, decisions),
        seconds_median=median(seconds) if seconds else None,
        seconds_mean=fmean(seconds) if seconds else None,
        by_reviewer=_by_reviewer(answers),
        pairs=_pairs(events),
        conflicts=tuple(conflict_of(i, decisions[i.item_id]) for i in items if decisions[i.item_id].rivals),
    )


def _by_doc(items: Iterable[Item], decisions: Mapping[str, Decision]) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for item in items:
        is_open, count = found.get(item.doc_id, (0, 0))
        found[item.doc_id] = (is_open + (decisions[item.item_id].state in UNSETTLED), count + 1)
    return found


def _accuracy(items: Iterable[Item], decisions: Mapping[str, Decision]) -> Accuracy:
    states = [decisions[item.item_id].state for item in items if item.kind == "audit"]
    right = sum(states.count(state) for state in ("accepted", "document_wrong", "lawful"))  # as printed
    judged = right + states.count("corrected") + states.count("rejected")
    return Accuracy(right, judged, len(states), *wilson(right, judged))


def _by_reviewer(answers: Sequence[Event]) -> dict[str, tuple[int, float | None]]:
    times: dict[str, list[float]] = {}
    counts: Counter[str] = Counter()
    for event in answers:
        counts[event.reviewer] += 1
        times.setdefault(event.reviewer, []).extend([event.seconds] if event.seconds else [])
    return {name: (n, median(times[name]) if times[name] else None) for name, n in counts.most_common()}


def _pairs(events: Sequence[Event]) -> tuple[Pair, ...]:
    """The last answer of each reviewer to each version of a question, compared two by two."""
    both: Counter[tuple[str, str]] = Counter()
    differ: Counter[tuple[str, str]] = Counter()
    for found in events_by_item(events).values():
        for version in {event.version for event in found}:
            mine = {e.reviewer: said(e) for e in found if e.version == version and e.action != "undo"}
            for one, other in combinations(sorted(mine), 2):
                both[one, other] += 1
                differ[one, other] += mine[one] != mine[other]
    return tuple(Pair(one, other, n, differ[one, other]) for (one, other), n in both.most_common())
