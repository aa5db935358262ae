"""When a finding and a label say the same thing: by type, figures, place and words.

Takes labelled inconsistencies and findings as :class:`Claim`, gives a similarity in [0, 1] that is 0.0
for two different contradictions.  Strict on purpose: a match that a person would not make would
flatter recall and precision at once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import accumulate

from gouji.eval.metrics.text import likeness, overlap
from gouji.normalise import fold
from gouji.schemas.gold import Inconsistency
from gouji.schemas.record import Finding

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_DECIMAL = re.compile(r"\d+\.\d+")
"""In a message only figures with a decimal point are taken (the others are codes, years, numberings)."""
_TABLE = re.compile(r"t\d+")
_TOKEN = re.compile(r"[/\s:：,，、]+")
_STRONG_DIGITS = 3
"""A number of fewer digits (3 家, 12 月) stands in too many places to identify one."""
_QUOTE_MIN = 6
_MESSAGE_LIKE = 0.5


@dataclass(frozen=True)
class Claim:
    """What a label or a finding says: its type, numbers, places, quotes and words."""

    type: str
    severity: str
    operands: tuple[tuple[str, str | None, str | None], ...]
    expected: str | None
    message: str

    @cached_property
    def numbers(self) -> frozenset[str]:
        texts = [*(value for _, value, _ in self.operands), self.expected]
        own = {_plain(n) for text in texts if text for n in _NUMBER.findall(_digits(text))}
        return frozenset(own | {_plain(n) for n in _DECIMAL.findall(_digits(self.message))})

    @cached_property
    def head(self) -> frozenset[str]:
        """The figure of the first operand: what is claimed to be wrong."""
        value = self.operands[0][1] if self.operands else None
        return frozenset(_plain(n) for n in _NUMBER.findall(_digits(value or "")))

    @cached_property
    def is_about_figures(self) -> bool:
        """Whether the claim has a number long enough to identify it."""
        return any(_is_strong(n) for n in self.numbers)

    @cached_property
    def places(self) -> frozenset[str]:
        return frozenset(
            token for where, _, _ in self.operands for token in _TOKEN.split(where.strip()) if token
        )

    @cached_property
    def tables(self) -> frozenset[str]:
        return frozenset(token for token in self.places if _TABLE.fullmatch(token))

    @cached_property
    def quotes(self) -> tuple[str, ...]:
        texts = (fold(text) for _, value, quote in self.operands for text in (quote, value) if text)
        return tuple(text for text in texts if len(text) >= _QUOTE_MIN and not _NUMBER.fullmatch(text))


def claim_of_label(label: Inconsistency) -> Claim:
    operands = tuple((op.where, op.value, op.quote) for op in label.operands)
    return Claim(label.type, label.severity, operands, None, label.description)


def claim_of_finding(finding: Finding, tables: Mapping[str, str]) -> Claim:
    """``tables`` maps our table ids to the gold's, so that places can be compared."""
    operands = tuple((_rename(op.where, tables), op.value, op.quote) for op in finding.operands)
    return Claim(finding.type, finding.severity, operands, finding.expected, finding.message)


def similarity(label: Claim, ours: Claim) -> float:
    """0.0 for two claims that say different things, else type, numbers, places, words and severity weighed."""
    shared = label.numbers & ours.numbers
    share = len(shared) / max(1, min(len(label.numbers), len(ours.numbers)))
    place = len(label.places & ours.places) / max(1, min(len(label.places), len(ours.places)))
    same_type = label.type == ours.type
    words = _words(label, ours) if same_type else 0.0
    if not (_same_figures(label, ours, shared, place, same_type) or words):
        return 0.0
    return 0.4 * same_type + 0.3 * share + 0.2 * max(place, words) + 0.1 * (label.severity == ours.severity)


def _same_figures(label: Claim, ours: Claim, shared: frozenset[str], place: float, same_type: bool) -> bool:
    """Whether the figures in common are enough to say that both claims are about the same thing.

    Of the same type: two figures that make half of either side, or fewer at a common place (below).
    Of different types: two figures that make three fifths of both together, at places half of which
    are common.
    """
    strong = any(_is_strong(n) for n in shared)
    of_label, of_ours = len(shared) / max(1, len(label.numbers)), len(shared) / max(1, len(ours.numbers))
    if not same_type:
        both = len(shared) / max(1, len(label.numbers | ours.numbers))
        return len(shared) >= 2 and strong and both >= 0.6 and place >= 0.5
    if len(shared) >= 2 and (max if strong else min)(of_label, of_ours) >= (0.5 if strong else 0.6):
        return True
    return _same_place(label, ours, shared, place)


def _same_place(label: Claim, ours: Claim, shared: frozenset[str], place: float) -> bool:
    """One figure in common at a common place: enough of both sides, the head figure, or all of ours there."""
    of_label, of_ours = len(shared) / max(1, len(label.numbers)), len(shared) / max(1, len(ours.numbers))
    strong = any(_is_strong(n) for n in shared)
    if not shared or not place:
        return False
    if strong and of_ours >= 0.5 and of_label >= 0.3:
        return True
    if strong and place >= 0.5 and label.head & ours.head and label.severity == ours.severity:
        return True
    return place == 1.0 and of_ours == 1.0 and of_label >= 0.5


def _words(label: Claim, ours: Claim) -> float:
    """For claims about wording: a quote in common, or messages that say the same.

    Two claims about figures that have none in common are never the same, whatever they quote; nor are two about different tables.
    """
    if label.is_about_figures and ours.is_about_figures and not label.numbers & ours.numbers:
        return 0.0
    if label.tables and ours.tables and not label.tables & ours.tables:
        return 0.0
    like = likeness(label.message, ours.message)
    if any(overlap(a, b) == 1.0 for a in label.quotes for b in ours.quotes):
        return 0.6 + 0.4 * like
    return like if like >= _MESSAGE_LIKE else 0.0


def _is_strong(number: str) -> bool:
    return len(number.replace(".", "")) >= _STRONG_DIGITS


def repeats(label: Claim, ours: Claim) -> bool:
    """The finding says only what the label already says: its numbers (and places) are all among the label's."""
    if not ours.numbers or not ours.numbers <= label.numbers:
        return False
    return similarity(label, ours) > 0.0 and (len(ours.numbers) >= 2 or ours.places <= label.places)


_Listed = Sequence[tuple[str, Decimal]]
"""Figures with the places where they stand."""


def covers(ours: Claim, label: Claim) -> bool:
    """Whether a folded rounding finding lists the figures of this labelled gap among its operands.

    Both are rounding gaps of one type.  Every figure of the label is listed at a place in common, but for
    one at most: the sum that nobody printed, which must be what listed figures add up to.  A finding
    that does not name the figures covers nothing.
    """
    if not (label.severity == ours.severity == "rounding" and label.type == ours.type):
        return False
    listed = _figures(ours)
    named: list[Decimal] = []
    missing: list[Decimal] = []
    for value, places in _by_value(_figures(label)).items():
        is_listed = any(n == value and _near(place, where) for place in places for where, n in listed)
        (named if is_listed else missing).append(value)
    if not missing:
        return len(named) >= 2
    sums = _sums_after(named, listed) | ({sum(named[1:], Decimal())} if len(named) > 2 else set())
    return bool(named) and len(missing) == 1 and missing[0] in sums


def _figures(claim: Claim) -> list[tuple[str, Decimal]]:
    """The operands that are one number."""
    found = [(where, _NUMBER.findall(_digits(value or ""))) for where, value, _ in claim.operands]
    return [(where, Decimal(numbers[0])) for where, numbers in found if len(numbers) == 1]


def _by_value(figures: _Listed) -> dict[Decimal, list[str]]:
    """A label may give one figure in several tables; a finding is about one of them."""
    places: dict[Decimal, list[str]] = {}
    for where, value in figures:
        places.setdefault(value, []).append(where)
    return places


def _sums_after(heads: Sequence[Decimal], listed: _Listed) -> set[Decimal]:
    """What the figures add up to that stand after a head figure: two of them, three, and so on."""
    values = [value for _, value in listed]
    return {
        total
        for k, head in enumerate(values)
        if head in heads
        for total in list(accumulate(values[k + 1 :]))[1:]
    }


def _near(label: str, ours: str) -> bool:
    """The same table, or for two places in prose a part or heading in common."""
    a, b = (frozenset(t for t in _TOKEN.split(where.strip()) if t) for where in (label, ours))
    tables = [frozenset(t for t in side if _TABLE.fullmatch(t)) for side in (a, b)]
    return bool(tables[0] & tables[1]) if any(tables) else bool(a & b)


def _rename(where: str, tables: Mapping[str, str]) -> str:
    """Our table id at the head of a place, in the gold's numbering."""
    head, space, rest = where.partition(" ")
    return f"{tables.get(head, head)}{space}{rest}"


def _digits(text: str) -> str:
    return fold(text).replace(",", "")


def _plain(number: str) -> str:
    """``12.50`` and ``12.5`` are the same number."""
    return number.rstrip("0").rstrip(".") if "." in number else number.lstrip("0") or "0"
