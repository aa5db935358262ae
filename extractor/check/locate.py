"""Where the mistake is: the one figure that, changed alone, mends most broken identities.

Takes the identities of all outcomes (held and broken), gives for each broken one the figure whose
change to one value repairs the most of the broken identities connected with it while breaking the
fewest that hold.  This is single-fault consistency-based diagnosis (Reiter 1987) over linear identities:
each broken identity proposes, for each of its figures, the one value that would mend it; the
proposals are counted.  Silent where several figures explain the break equally well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from extractor.check.model import Figure, Identity, Key, Outcome, Text
from extractor.normalise import quantum

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
    identities: dict[int, Identity] = {}
    for outcome in outcomes:
        if outcome.state in ("passed", "failed"):
            for identity in (outcome.identity, *outcome.extra):
                if identity is not None:
                    identities.setdefault(id(identity), identity)
    same = _same_amount(identities.values())
    broken = [i for i in identities.values() if i.judge() == "broken"]
    held: dict[Key, list[Identity]] = defaultdict(list)
    for identity in identities.values():
        if identity.judge() != "broken":
            for key in {same(figure) for figure in identity.figures}:
                held[key].append(identity)
    found: dict[int, Diagnosis] = {}
    for group in _connected(broken, same):
        diagnosis = _diagnose(group, held, same)
        if diagnosis is not None:
            mended = same(diagnosis.figure)
            for identity in group:
                if any(same(f) == mended for f in identity.figures):
                    found[id(identity)] = diagnosis
    return Suggestions(found)


def _same_amount(identities: Iterable[Identity]) -> Alias:
    """Cells of one row that can only be wrong together: a total column over its single filled part."""
    parent: dict[Key, Key] = {}

    def root(key: Key) -> Key:
        while parent.get(key, key) != key:
            key = parent[key]
        return key

    for identity in identities:
        if len(identity.parts) != 1 or identity.gap != 0:
            continue
        one, other = identity.total.key, identity.parts[0][1].key
        if one[:2] == other[:2] and len(one) == 3:
            parent[root(one)] = root(other)
    return lambda figure: root(figure.key)


def _connected(broken: list[Identity], same: Alias) -> list[list[Identity]]:
    """Broken identities grouped by shared figures."""
    parent = list(range(len(broken)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    owner: dict[Key, int] = {}
    for index, identity in enumerate(broken):
        for key in {same(figure) for figure in identity.figures}:
            if key in owner:
                parent[root(index)] = root(owner[key])
            else:
                owner[key] = index
    groups: dict[int, list[Identity]] = defaultdict(list)
    for index, identity in enumerate(broken):
        groups[root(index)].append(identity)
    return list(groups.values())


def _sign_of(identity: Identity, key: Key, same: Alias) -> int:
    """The coefficient of a figure in ``total − Σ parts``."""
    own = 1 if same(identity.total) == key else 0
    return own - sum(sign for sign, part in identity.parts if same(part) == key)


def _diagnose(group: list[Identity], held: dict[Key, list[Identity]], same: Alias) -> Diagnosis | None:
    figures = {same(f): f for identity in group for f in identity.figures if f.key[1] != -1}
    ranked: list[Diagnosis] = []
    for key, figure in figures.items():
        about = [i for i in group if any(same(f) == key for f in i.figures)]
        best = _best_value(key, figure, about, held[key], same)
        if best is not None:
            ranked.append(best)
    ranked.sort(key=lambda d: d.broken - d.repaired)
    if not ranked or ranked[0].repaired - ranked[0].broken < LEAST_GAINED:
        return None
    gained = [d.repaired - d.broken for d in ranked]
    return ranked[0] if len(ranked) == 1 or gained[1] < gained[0] else None


def _best_value(
    key: Key, figure: Figure, broken: list[Identity], held: list[Identity], same: Alias
) -> Diagnosis | None:
    best: Diagnosis | None = None
    for identity in sorted(broken, key=lambda i: len(i.parts)):
        sign = _sign_of(identity, key, same)
        if not sign:
            continue
        delta = -identity.gap / sign
        if figure.value >= 0 > figure.value + delta:
            continue
        repaired = sum(1 for other in broken if _mends(other, key, delta, same))
        spoilt = sum(1 for other in held if not _mends(other, key, delta, same))
        if best is None or repaired - spoilt > best.repaired - best.broken:
            best = Diagnosis(figure, figure.value + delta, repaired, spoilt)
    return best


def _mends(identity: Identity, key: Key, delta: Decimal, same: Alias) -> bool:
    return abs(identity.gap + _sign_of(identity, key, same) * delta) <= identity.slack
