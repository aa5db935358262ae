"""Where the mistake is: the one figure that, changed alone, mends most broken identities.

Takes the identities of all outcomes (held and broken), gives for each broken one the figure whose
change to one value repairs the most of the broken identities connected with it while breaking the
fewest that hold.  This is single-fault consistency-based diagnosis (Reiter 1987) over linear identities:
each broken identity proposes, for each of its figures, the one value that would mend it; the
proposals are counted.  Silent where several figures explain the break equally well.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from gouji.checks.model import Outcome, Text
from gouji.figures import quantum
from gouji.relations.identity import Figure, Identity, Key

Alias = Callable[[Figure], Key]
LEAST_GAINED = 1
"""Broken identities mended minus sound ones spoilt: below this a change explains nothing."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A figure, the value that it would need, and how many broken identities that repairs."""

    figure: Figure
    value: Decimal
    repaired: int
    broken: int


class Suggestions:
    """Diagnoses by the identity that they repair."""

    def __init__(self, by_identity: dict[int, Diagnosis]) -> None:
        self._by_identity = by_identity

    def of(self, outcome: Outcome) -> Text | None:
        """The suggestion for a finding, or ``None`` where there is none or several are as good."""
        for identity in (outcome.identity, *outcome.extra):
            if identity is not None and id(identity) in self._by_identity:
                return _sentence(self._by_identity[id(identity)])
        return None

    def diagnoses(self) -> list[Diagnosis]:
        return list({id(d): d for d in self._by_identity.values()}.values())


def _sentence(diagnosis: Diagnosis) -> Text:
    figure = diagnosis.figure
    value = as_printed(diagnosis.value / figure.scale, figure.printed)
    how = _digits(figure.printed, value)
    return Text(
        f"{figure.where}：{figure.printed} 若为 {value}{how[0]}，{diagnosis.repaired} 条不成立的勾稽关系成立",
        f"{figure.where}: {figure.printed} → {value}{how[1]} would mend {diagnosis.repaired} broken identities",
    )


def as_printed(value: Decimal, like: str) -> str:
    """A value with at least as many decimals as the figure it would replace."""
    least = quantum(like)
    exact = value.normalize()
    return f"{exact.quantize(least):f}" if exact.quantize(least) == exact else f"{exact:f}"


def _digits(printed: str, wanted: str) -> tuple[str, str]:
    """How the two numbers differ, when one slip of the pen explains it."""
    one, other = printed.replace(".", ""), wanted.replace(".", "")
    if one.strip("0") == other.strip("0") and one.strip("0"):
        return "（小数点错位）", " (decimal point)"
    if sorted(one) == sorted(other) and len(one) == len(other):
        return "（数字换位）", " (digits swapped)"
    return "", ""


def suggest(outcomes: Iterable[Outcome]) -> Suggestions:
    """The diagnosis of every connected set of broken identities."""
    identities = _identities(outcomes)
    same = _same_amount(identities)
    broken: list[_Seen] = []
    held: dict[Key, list[_Seen]] = defaultdict(list)
    for identity in identities:
        if identity.judge() == "broken":
            broken.append(_seen(identity, same))
            continue
        seen = _seen(identity, same)
        for key in seen.signs:
            held[key].append(seen)
    found: dict[int, Diagnosis] = {}
    for group in _connected(broken):
        diagnosis = _diagnose(group, held, same)
        if diagnosis is not None:
            mended = same(diagnosis.figure)
            found.update((id(one.identity), diagnosis) for one in group if mended in one.signs)
    return Suggestions(found)


def _identities(outcomes: Iterable[Outcome]) -> list[Identity]:
    """The identities of all outcomes, each once; outcomes of one comparison share what they rest on."""
    found: dict[int, Identity] = {}
    shared: set[int] = set()
    for outcome in outcomes:
        if outcome.state not in ("passed", "failed"):
            continue
        if outcome.identity is not None:
            found.setdefault(id(outcome.identity), outcome.identity)
        if id(outcome.extra) not in shared:
            shared.add(id(outcome.extra))
            found.update((id(identity), identity) for identity in outcome.extra if id(identity) not in found)
    return list(found.values())


def _same_amount(identities: Iterable[Identity]) -> Alias:
    """Cells of one row that can only be wrong together: a total column over its single filled part."""
    parent: dict[Key, Key] = {}

    def root(key: Key) -> Key:
        while (up := parent.get(key, key)) != key:
            parent[key] = parent.get(up, up)
            key = up
        return key

    for identity in identities:
        if len(identity.parts) != 1 or identity.gap != 0:
            continue
        one, other = identity.total.key, identity.parts[0][1].key
        if one[:2] == other[:2] and len(one) == 3:
            parent[root(one)] = root(other)
    return lambda figure: root(figure.key)


@dataclass(frozen=True, slots=True)
class _Seen:
    """An identity with what is asked of it again and again: coefficients in ``total − Σ parts`` by figure."""

    identity: Identity
    signs: dict[Key, int]
    gap: Decimal
    slack: Decimal


def _seen(identity: Identity, same: Alias) -> _Seen:
    signs: dict[Key, int] = defaultdict(int)
    signs[same(identity.total)] += 1
    for sign, part in identity.parts:
        signs[same(part)] -= sign
    return _Seen(identity, dict(signs), identity.gap, identity.slack)


def _connected(broken: list[_Seen]) -> list[list[_Seen]]:
    """Broken identities grouped by shared figures."""
    parent = list(range(len(broken)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    owner: dict[Key, int] = {}
    for index, one in enumerate(broken):
        for key in one.signs:
            if key in owner:
                parent[root(index)] = root(owner[key])
            else:
                owner[key] = index
    groups: dict[int, list[_Seen]] = defaultdict(list)
    for index, one in enumerate(broken):
        groups[root(index)].append(one)
    return list(groups.values())


def _diagnose(group: list[_Seen], held: Mapping[Key, list[_Seen]], same: Alias) -> Diagnosis | None:
    figures = {same(f): f for one in group for f in one.identity.figures if f.key[1] != -1}
    about: dict[Key, list[_Seen]] = defaultdict(list)
    for one in group:
        for key in one.signs:
            about[key].append(one)
    ranked: list[Diagnosis] = []
    for key, figure in figures.items():
        best = _best_value(key, figure, about[key], held.get(key, ()))
        if best is not None:
            ranked.append(best)
    ranked.sort(key=lambda d: d.broken - d.repaired)
    if not ranked or ranked[0].repaired - ranked[0].broken < LEAST_GAINED:
        return None
    gained = [d.repaired - d.broken for d in ranked]
    return ranked[0] if len(ranked) == 1 or gained[1] < gained[0] else None


def _best_value(key: Key, figure: Figure, broken: Sequence[_Seen], held: Sequence[_Seen]) -> Diagnosis | None:
    best: Diagnosis | None = None
    mended, kept = _Mended(key, broken), _Mended(key, held)
    tried: set[Decimal] = set()
    for one in sorted(broken, key=lambda one: len(one.identity.parts)):
        sign = one.signs[key]
        if not sign:
            continue
        delta = -one.gap / sign
        if delta in tried or figure.value >= 0 > figure.value + delta:
            continue
        tried.add(delta)
        repaired = mended.by(delta)
        spoilt = len(held) - kept.by(delta)
        if best is None or repaired - spoilt > best.repaired - best.broken:
            best = Diagnosis(figure, figure.value + delta, repaired, spoilt)
    return best


class _Mended:
    """How many of some identities hold when one figure is changed by an amount.

    Each holds for the changes between two bounds, so that sorted bounds answer by bisection what a pass over all would.
    """

    def __init__(self, key: Key, identities: Sequence[_Seen]) -> None:
        self.always = 0
        self.lower: list[Decimal] = []
        self.upper: list[Decimal] = []
        for one in identities:
            sign = one.signs[key]
            if not sign:
                self.always += abs(one.gap) <= one.slack
                continue
            bounds = ((-one.slack - one.gap) / sign, (one.slack - one.gap) / sign)
            self.lower.append(min(bounds))
            self.upper.append(max(bounds))
        self.lower.sort()
        self.upper.sort()

    def by(self, delta: Decimal) -> int:
        return self.always + bisect_right(self.lower, delta) - bisect_left(self.upper, delta)
