"""Where the mistake is: the one figure that, changed alone, mends most broken identities.

Takes the identities of all outcomes (held and broken), gives for each broken one the figure whose
change to one value repairs the most of the broken identities connected with it while breaking the
fewest that hold.  This is single-fault consistency-based diagnosis (Reiter 1987) over linear identities:
each broken identity proposes, for each of its figures, the one value that would mend it; the
proposals are counted.  Where several figures explain the break equally well, the one is named for which the rest of the
document speaks (:mod:`gouji.checks.witnesses`), or which alone one slip of the pen explains; where neither tells, a few
are listed with the value that each would need.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, Literal

from gouji.checks.model import Outcome, Text
from gouji.figures import amount, quantum
from gouji.relations.identity import Figure, Identity, Key

Alias = Callable[[Figure], Key]
Slip = Literal["tens", "digit", "swapped", "lost"]
LEAST_GAINED = 1
"""Broken identities mended minus sound ones spoilt: below this a change explains nothing."""
MOST_LISTED: Final = 4
"""Explanations that are listed where none is better than the others; more of them help nobody."""
MOST_WEIGHED: Final = 40
"""Explanations as good as each other between which the rest of the document is asked."""
UNIT_SLIP: Final = 4
"""Powers of ten between 元 and 万元."""


Witness = Callable[[Figure, Decimal, Iterable[Key]], int]
"""How many places of the document speak for a value of a figure instead of the printed one, of the figures in question."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A figure, the value that it would need, and how many broken identities that repairs.

    ``chosen``: others repair as many; the rest of the document or its digits spoke for this one.
    """

    figure: Figure
    value: Decimal
    repaired: int
    broken: int
    chosen: bool = False

    @property
    def needed(self) -> str:
        """The value as the figure would print it: 减少 12.00 is a change of −12.00 that is printed without its sign."""
        figure = self.figure
        turned = (amount(figure.printed) or 0) * figure.value < 0
        return as_printed((-self.value if turned else self.value) / figure.scale, figure.printed)


class Suggestions:
    """Diagnoses by the identity that they repair: one, or several that are as good as each other."""

    def __init__(self, by_identity: dict[int, tuple[Diagnosis, ...]]) -> None:
        self._by_identity = by_identity

    def of(self, outcome: Outcome) -> Text | None:
        """The suggestion for a finding, or ``None`` where there is none or too many are as good."""
        for identity in (outcome.identity, *outcome.extra):
            if identity is not None and id(identity) in self._by_identity:
                found = self._by_identity[id(identity)]
                return _sentence(found[0]) if len(found) == 1 else _listed(found)
        return None

    def diagnoses(self) -> list[Diagnosis]:
        """The diagnoses that the relations alone decide."""
        sure = (found[0] for found in self._by_identity.values() if len(found) == 1 and not found[0].chosen)
        return list({id(d): d for d in sure}.values())


def _sentence(diagnosis: Diagnosis) -> Text:
    figure, value = diagnosis.figure, diagnosis.needed
    how = _digits(figure.printed, value)
    return Text(
        f"{figure.where}：{figure.printed} 若为 {value}{how[0]}，{diagnosis.repaired} 条不成立的勾稽关系成立",
        f"{figure.where}: {figure.printed} → {value}{how[1]} would mend {diagnosis.repaired} broken identities",
    )


def _listed(diagnoses: Sequence[Diagnosis]) -> Text:
    """What each of several figures would have to be; which of them is wrong cannot be told."""
    zh, en = [], []
    for one in diagnoses:
        zh.append(f"{one.figure.where} {one.figure.printed} 应为 {one.needed}")
        en.append(f"{one.figure.where} {one.figure.printed} should be {one.needed}")
    return Text(
        f"哪一数有误无从判断，下列之一即可成立：{'，或 '.join(zh)}",
        f"which figure is wrong cannot be told; any one of these would mend it, {', or '.join(en)}",
    )


def as_printed(value: Decimal, like: str) -> str:
    """A value with at least as many decimals as the figure it would replace."""
    least = quantum(like)
    exact = value.normalize()
    return f"{exact.quantize(least):f}" if exact.quantize(least) == exact else f"{exact:f}"


def _digits(printed: str, wanted: str) -> tuple[str, str]:
    """How the two numbers differ, when one slip of the pen explains it."""
    slip, tens = slip_of(printed, wanted)
    if slip == "tens":
        return (
            ("（元与万元之差）", " (元 for 万元)")
            if tens == UNIT_SLIP
            else ("（小数点错位）", " (decimal point)")
        )
    return ("（数字换位）", " (digits swapped)") if slip == "swapped" else ("", "")


def slip_of(printed: str, wanted: str) -> tuple[Slip | None, int]:
    """The one slip of the pen that makes ``printed`` of ``wanted``, and by how many powers of ten it is off."""
    one, other = amount(printed), amount(wanted)
    if not one or not other or (one < 0) != (other < 0):
        return None, 0
    if one.normalize().as_tuple().digits == other.normalize().as_tuple().digits:
        return "tens", abs(one.adjusted() - other.adjusted())
    least = min(quantum(printed), quantum(wanted))
    left, right = (f"{abs(value).quantize(least):f}".replace(".", "") for value in (one, other))
    if len(left) == len(right):
        differ = [n for n, (a, b) in enumerate(zip(left, right, strict=True)) if a != b]
        if len(differ) == 1:
            return "digit", 0
        return ("swapped", 0) if sorted(left) == sorted(right) else (None, 0)
    longer, shorter = sorted((left, right), key=len, reverse=True)
    lost = any(longer[:n] + longer[n + 1 :] == shorter for n in range(len(longer)))
    return ("lost", 0) if lost and len(longer) == len(shorter) + 1 else (None, 0)


def suggest(outcomes: Iterable[Outcome], witness: Witness | None = None) -> Suggestions:
    """The diagnosis of every connected set of broken identities; without ``witness`` by the relations alone."""
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
    found: dict[int, tuple[Diagnosis, ...]] = {}
    for group in _connected(broken):
        best = _diagnose(group, held, same)
        if len(best) > 1:
            best = _chosen(best, witness) if witness is not None else ()
        for one in group:
            about = tuple(diagnosis for diagnosis in best if same(diagnosis.figure) in one.signs)
            # That either of two places may be the wrong one, the finding says itself.
            if about and len(about) == len(best) and (len(best) == 1 or not one.identity.compared):
                found[id(one.identity)] = about
    return Suggestions(found)


def _chosen(best: Sequence[Diagnosis], witness: Witness) -> tuple[Diagnosis, ...]:
    """Of explanations as good as each other the one that something else speaks for, or a few, or none."""
    if len(best) > MOST_WEIGHED:
        return ()
    among = [one.figure.key for one in best]
    favoured = _first(best, [-witness(one.figure, one.value, among) for one in best])
    if len(favoured) > 1:
        favoured = _first(favoured, [not _is_slip(one) for one in favoured])
    if len(favoured) == 1:
        return (replace(favoured[0], chosen=True),)
    return tuple(favoured) if len(favoured) <= MOST_LISTED else ()


def _first(some: Sequence[Diagnosis], rank: Sequence[int]) -> list[Diagnosis]:
    return [one for one, at in zip(some, rank, strict=True) if at == min(rank)]


def _is_slip(one: Diagnosis) -> bool:
    return slip_of(one.figure.printed, one.needed)[0] is not None


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


def _diagnose(group: list[_Seen], held: Mapping[Key, list[_Seen]], same: Alias) -> tuple[Diagnosis, ...]:
    """The explanations of a set of broken identities that none is better than."""
    figures = {same(f): f for one in group for f in one.identity.figures if f.key[1] != -1}
    about: dict[Key, list[_Seen]] = defaultdict(list)
    for one in group:
        for key in one.signs:
            about[key].append(one)
    ranked = [
        best
        for key, figure in figures.items()
        if (best := _best_value(key, figure, about[key], held.get(key, ()))) is not None
    ]
    most = max((one.repaired - one.broken for one in ranked), default=0)
    return tuple(one for one in ranked if one.repaired - one.broken == most >= LEAST_GAINED)


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
