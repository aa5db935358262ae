"""Printed figures and what they say of each other: :class:`Figure` and :class:`Identity`.

A figure is one printed number with its unit, its printed precision and its evidence; an identity states that one figure
equals a signed sum of others.  Tolerance comes from print: a figure printed to the 0.01 may be off by half of that, and a sum
of rounded figures by what such errors add up to (:attr:`Identity.slack`).  Money is ``Decimal`` in 元; counts and percentages have no unit
scale.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, Literal

from gouji.figures import amount, quantum, unit_scale
from gouji.schemas.record import Evidence, Operand

Key = tuple[str, int, int] | tuple[str, str]
"""``(table id, row, column)`` of a cell or ``(statement id, field)``."""
IdentityState = Literal["holds", "rounding", "broken"]

ONE = Decimal(1)
TWO = Decimal(2)
ZERO = Decimal(0)
FLOAT_NOISE: Final = Decimal("0.001")
"""What adding up numbers of a workbook may lose, as a share of what printing may: they are held in binary."""
TWELVE: Final = Decimal(12)
"""A figure rounded to a unit *u* is off by a variance of u²/12."""
DEVIATIONS: Final = 3
"""Standard deviations that a sum of rounded figures may be off."""
MOST_OFF: Final = 5
"""Units of the last digit beyond which no number of parts explains a difference."""
TWO_FIGURES: Final = 2
MOST_PAIRED: Final = 20
"""Places that are compared pair by pair; real documents print a figure in some ten tables."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One printed figure. ``value`` and ``step`` are in 元 for money, as printed otherwise.

    ``step`` is one unit of the last printed digit (0 for an exact count or a printed zero).
    ``key`` names the cell or statement field, so that localisation can tell figures apart.
    ``unit_known`` is false for money whose unit is printed nowhere; ``readable`` is false for a cell that prints
    something that is no number: its value is 0 and ``sure`` false.
    """

    value: Decimal
    step: Decimal
    where: str
    printed: str
    key: Key
    unit: str | None = None
    evidence: Evidence | None = None
    quote: str | None = None
    sure: bool = True
    unit_known: bool = True
    readable: bool = True
    cells: tuple[Key, ...] = ()
    """Of a figure that is printed nowhere but summed up from cells: their keys."""

    @property
    def unit_open(self) -> bool:
        """Whether the amount depends on a unit that is not printed."""
        return not self.unit_known and self.value != 0

    @property
    def in_table(self) -> bool:
        """Whether the figure stands in a cell (or is made of cells) of a table."""
        return len(self.key) == 3

    @property
    def scale(self) -> Decimal:
        return unit_scale(self.unit) or ONE

    @property
    def held(self) -> Decimal | None:
        """The value with the digits that its cell of a workbook holds and does not show; ``None`` where it shows all."""
        stored = self.evidence.address.stored if self.evidence and self.evidence.address else None
        if stored is None:
            return None
        value = Decimal(stored) * self.scale * (100 if "%" in self.printed else 1)
        if self.value and (value < 0) != (self.value < 0):
            value = -value  # turned round for a difference
        shown = self.step or quantum(self.printed) * self.scale
        return value if abs(value - self.value) <= shown else None

    def operand(self) -> Operand:
        return Operand(where=self.where, value=self.printed, quote=self.quote, evidence=self.evidence)

    def negated(self) -> Figure:
        return replace(self, value=-self.value)


def make_figure(
    printed: str | None,
    unit: str | None,
    where: str,
    key: Key,
    *,
    evidence: Evidence | None = None,
    quote: str | None = None,
    sure: bool = True,
    exact: bool = False,
    unit_known: bool = True,
) -> Figure | None:
    """A figure from printed digits, ``None`` when they are not a figure. ``exact``: a count."""
    if printed is None:
        return None
    value = amount(printed)
    if value is None:
        return None
    scale = unit_scale(unit) or ONE
    step = ZERO if exact or value == 0 else quantum(printed) * scale
    return Figure(value * scale, step, where, printed, key, unit, evidence, quote, sure, unit_known)


@dataclass(frozen=True, slots=True)
class Identity:
    """``total = Σ sign × figure``; ``label`` says in words what is added up."""

    total: Figure
    parts: tuple[tuple[int, Figure], ...]
    compared: bool = False
    """Whether it says that two places print the same figure, not what one is made of."""

    @property
    def expected(self) -> Decimal:
        return sum((sign * part.value for sign, part in self.parts), ZERO)

    @property
    def gap(self) -> Decimal:
        return self.total.value - self.expected

    @property
    def slack(self) -> Decimal:
        """How far rounding may drive a total from the sum of its parts.

        One figure beside another is off by half a unit each.  The errors of several are independent: the sum is off by three
        standard deviations, u·√(1/12) each, at most, and never by more than :data:`MOST_OFF` units.
        """
        steps = [figure.step for figure in self.figures if figure.step]
        if len(steps) <= TWO_FIGURES:
            return sum(steps, ZERO) / TWO
        spread = sum((step * step for step in steps), ZERO)
        return min(MOST_OFF * max(steps), DEVIATIONS * (spread / TWELVE).sqrt())

    @property
    def figures(self) -> tuple[Figure, ...]:
        return (self.total, *(part for _, part in self.parts))

    @property
    def sure(self) -> bool:
        return all(figure.sure for figure in self.figures)

    @property
    def tells(self) -> bool:
        """Whether it could have been otherwise and shows something: it is no sum of zeros, no sum of one part within a
        table or a sentence, and compares no place with itself.  Two places that must print the same figure were printed
        apart."""
        figures = self.figures
        if len({figure.key for figure in figures}) < 2 or not any(figure.value for figure in figures):
            return False
        parts = {part.key for _, part in self.parts if part.value != 0}
        apart = len({figure.key[0] for figure in figures}) > 1
        return self.compared or apart or len(parts) > 1

    @property
    def _coarser(self) -> Decimal:
        """The larger printed unit of two figures printed to different digits (9628.22 万元 of 96282213.44 元)."""
        one, other = self.total.step, self.parts[0][1].step
        return max(one, other) if one != other and one and other else ZERO

    @property
    def holds_unseen(self) -> bool:
        """Whether it holds with the digits that cells of a workbook hold and do not show, though not with those shown."""
        if self.gap == 0 or all(figure.held is None for figure in self.figures):
            return False
        total, *parts = (f.value if f.held is None else f.held for f in self.figures)
        signs = (sign for sign, _ in self.parts)
        gap = total - sum((sign * part for sign, part in zip(signs, parts, strict=True)), ZERO)
        return abs(gap) <= self.slack * FLOAT_NOISE

    def judge(self) -> IdentityState:
        """Whether the identity holds, fails within what printing explains, or is broken."""
        gap = abs(self.gap)
        if gap == 0 or (len(self.parts) == 1 and gap <= self._coarser / TWO):
            return "holds"
        return "rounding" if gap <= self.slack or self.holds_unseen else "broken"


def equal(one: Figure, other: Figure) -> Identity:
    """The identity that two places print the same figure."""
    return Identity(one, ((1, other),), compared=True)


def majority(figures: Sequence[Figure]) -> Figure:
    """The figure whose value most places print (the first one when none leads)."""
    counts = Counter(figure.value for figure in figures)
    return max(figures, key=lambda f: counts[f.value])


def pairs_of(figures: Sequence[Figure], common: Figure) -> tuple[Identity, ...]:
    """Every place against every other; of more places than a document has, each against the common one."""
    if len(figures) > MOST_PAIRED:
        return tuple(equal(f, common) for f in figures if f is not common)
    return tuple(equal(a, b) for n, a in enumerate(figures) for b in figures[n + 1 :])


def any_alike(ones: Sequence[Figure], others: Sequence[Figure]) -> bool:
    """Whether some figure of the one list and some of the other are equal but for what printing explains.

    The same as ``equal(a, b).judge() != "broken"`` for any pair: each figure reaches half a unit of its last digit to
    both sides, and two are alike where they meet.
    """
    reached: list[Decimal | None] = [None, None]
    sides = [
        (f.value - f.step / TWO, f.value + f.step / TWO, n)
        for n, some in enumerate((ones, others))
        for f in some
    ]
    for low, high, side in sorted(sides):
        other = reached[1 - side]
        if other is not None and low <= other:
            return True
        own = reached[side]
        reached[side] = high if own is None else max(own, high)
    return False


def any_holds(ones: Sequence[Figure], others: Sequence[Figure]) -> bool:
    """Whether ``equal(a, b).judge()`` is ``"holds"`` for some figure of the one list and some of the other."""
    by_step: dict[Decimal, list[Decimal]] = {}
    for figure in others:
        by_step.setdefault(figure.step, []).append(figure.value)
    for values in by_step.values():
        values.sort()
    for value, step in {(figure.value, figure.step) for figure in ones}:
        for other, values in by_step.items():
            reach = max(step, other) / TWO if step != other and step and other else ZERO
            at = bisect_left(values, value - reach)
            if at < len(values) and values[at] <= value + reach:
                return True
    return False


def total_of(total: Figure, parts: Sequence[Figure]) -> Identity:
    return Identity(total, tuple((1, part) for part in parts))


def show(value: Decimal, scale: Decimal = ONE) -> str:
    """A difference or an expected value as digits in the given unit, without an exponent."""
    shown = value / scale
    text = f"{shown.normalize():f}"
    return "0" if text in {"-0", ""} else text
