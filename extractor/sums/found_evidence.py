"""What speaks for a sum among the lines of a table: lines of whole numbers and a proposal in, a judged relation out.

How much a relation is believed is counted in bits.  An instance that fits earns the logarithm of how unlikely it would
be by chance (the parts beside the largest one, in units of the last digit that is shown); one that does not fit takes
some away; what it costs to say which lines are meant is taken off.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log2

from gouji.sums.found_settings import FoundSettings

Fits = list[float | None]
BROKEN, SLIP = -2.0, -1.0
"""An instance that does not fit; one that nearly does: were a single digit another, or by a rounding of a single part."""
MANY = 99
"""Zeros at the end of a figure that is 0."""


@dataclass(slots=True)
class Relation:
    """``total`` = Σ ``parts`` in the instances ``cells``."""

    total: int
    parts: tuple[int, ...]
    score: float
    cells: tuple[int, ...]
    fits: Fits
    """By instance: bits earned, 0.0 where it says nothing, negative where broken, ``None`` where there is none."""


class Lines:
    """Scaled figures, line by line; every line has as many instances."""

    def __init__(self, values: list[list[int | None]], units: list[list[int]]) -> None:
        self.values = values
        self.units = units
        self.width = len(values[0]) if values else 0

    @cached_property
    def filled(self) -> list[int]:
        return [k for k, line in enumerate(self.values) if any(v is not None for v in line)]

    @cached_property
    def variety(self) -> list[float]:
        """By instance: the bits that one figure can tell where the same few recur."""
        out = []
        for at in range(self.width):
            figures = [abs(v) for line in self.values if (v := line[at])]
            kinds = len(set(figures))
            out.append(log2(1 + kinds) if len(figures) >= 2 * kinds else float("inf"))
        return out

    @cached_property
    def zeros(self) -> list[list[int]]:
        """By line and instance: the zeros at the end of a figure."""
        return [[trailing_zeros(v) if v else MANY for v in line] for line in self.values]

    @cached_property
    def round_bits(self) -> list[list[float]]:
        """By instance and number of zeros: the bits that it tells for a figure to end in so many."""
        out = []
        for at in range(self.width):
            zeros = [line[at] for line in self.zeros if line[at] < MANY]
            out.append(
                [
                    log2((len(zeros) or 1) / (sum(z >= n for z in zeros) or 1))
                    for n in range(max(zeros, default=0) + 1)
                ]
            )
        return out

    def gap(self, total: int, parts: Iterable[int], at: int) -> int:
        return (self.values[total][at] or 0) - sum(self.values[k][at] or 0 for k in parts)


class Judge:
    """Judges proposed sums among the lines; ``exact``: the units of figures whose sums are never off by a rounding."""

    def __init__(self, lines: Lines, settings: FoundSettings, exact: frozenset[int] = frozenset()) -> None:
        self.lines = lines
        self.exact = exact
        self.settings = settings

    def relation(self, total: int, parts: tuple[int, ...], cost: float) -> Relation | None:
        """The relation with the instances where it holds, if they earn more than it costs."""
        fits = self.fits(total, parts)
        trials = sum(1 for f in fits if f)
        stretches = list(
            self.stretches(total, parts, fits, cost + log2(max(1, trials)) + self.settings.enough)
        )
        if not stretches:
            return None
        score = sum(s for s, _, _ in stretches) - cost
        cells: list[int] = []
        for _, first, last in sorted(stretches, key=lambda s: s[1]):
            cells += self.carried(fits, first, last, cells[-1] if cells else -1)
        told = self.told(total, parts, [at for at in cells if (fits[at] or 0) > 0])
        if told != parts:
            return self.relation(total, told, cost) if len(told) > 1 else None
        return Relation(total, parts, score, tuple(cells), fits)

    def told(self, total: int, parts: tuple[int, ...], cells: Sequence[int]) -> tuple[int, ...]:
        """The parts without the one that hides in the rounding: the total is met to the last digit when it is left out.

        None where the total is missed by the same amount again and again: that is no rounding.
        """
        gaps = {at: self.lines.gap(total, parts, at) for at in cells}
        if not any(gaps.values()):
            return parts
        units = self.lines.units
        noise = sum(units[total][at] ** 2 + sum(units[k][at] ** 2 for k in parts) for at in cells) / 12
        lean = sum(gaps.values())
        if lean * lean > self.settings.lean**2 * noise:
            return ()
        for k in parts:
            line = self.lines.values[k]
            if not any(gap + (line[at] or 0) for at, gap in gaps.items()):
                return tuple(p for p in parts if p != k)
        return parts

    def fits(self, total: int, parts: tuple[int, ...]) -> Fits:
        lines = self.lines
        rows = [(lines.values[k], lines.units[k], lines.zeros[k]) for k in parts]
        most = self.settings.most
        out: Fits = []
        for at, goal in enumerate(lines.values[total]):
            if goal is None:
                out.append(None)
                continue
            got = size = biggest = 0
            unit = lines.units[total][at]
            square = unit * unit
            printed = 0
            end = lines.zeros[total][at]
            for values, units, zeros in rows:
                v = values[at]
                if v is None:
                    continue
                printed += 1
                end = min(end, zeros[at])
                got += v
                square += units[at] * units[at]
                a = abs(v)
                size += a
                if a > biggest:
                    biggest = a
            if not printed:
                out.append(None)
                continue
            gap = goal - got
            if gap and (unit in self.exact or printed == 1 or gap * gap * 12 > 9 * square):
                cells = [(goal, -gap), *((v, gap) for values, _, _ in rows if (v := values[at]))]
                slip = is_step(gap) and any(is_slip(v, v + change) for v, change in cells)
                out.append(SLIP if slip else BROKEN)
                continue
            rest = size - biggest
            if gap and not rest:
                out.append(SLIP)
                continue
            odds = 1 + rest / unit if not gap else rest / (unit + 6 * (square / 12) ** 0.5)
            bits = log2(odds) if rest else 0.0
            if rest and not gap and (coarse := 10**end) > unit:
                bits = min(bits, log2(1 + rest / coarse) + lines.round_bits[at][end])
            out.append(max(0.01, min(bits, most, lines.variety[at])) if rest else 0.0)
        return out

    def stretches(
        self, total: int, parts: tuple[int, ...], fits: Fits, enough: float
    ) -> Iterator[tuple[float, int, int]]:
        """Bits, first and last instance of the stretches in which the relation earns ``enough``; the best one first,
        further ones only need to be no chance themselves."""
        worth = self.worth(total, parts, fits)
        open_ = [(0, len(fits))]
        while open_:
            low, high = open_.pop()
            bits, first, last = best_stretch(worth, low, high)
            if bits < enough:
                continue
            yield bits, first, last
            enough = min(enough, self.settings.enough + log2(max(2, len(fits))))
            open_ += [(low, first), (last + 1, high)]

    def worth(self, total: int, parts: tuple[int, ...], fits: Fits) -> list[float]:
        """What each instance adds: the same figures again, also as percentages, and numberings add nothing."""
        values = self.lines.values
        seen: set[tuple[float | None, ...]] = set()
        out = []
        alone = [self.alone(total, parts, at) if fit == 0 else None for at, fit in enumerate(fits)]
        sole = Counter(k for k in alone if k is not None)
        usual = max(sole, key=lambda k: sole[k], default=None)
        for at, fit in enumerate(fits):
            if fit is None or (fit == 0 and alone[at] in (None, usual)):
                out.append(0.0)
            elif fit < 0:
                out.append(-self.settings.slip if fit == SLIP else -self.settings.broken)
            else:
                whole = values[total][at] or 0
                key = (whole, *(values[k][at] for k in parts))
                shares = tuple(round((v or 0) / (whole or 1), 3) for v in key)
                again = shares in seen or is_numbering((total, *parts), key)
                seen.add(shares)
                out.append(0.0 if again else fit or self.apart(total, at))
        told = sum(1 for bits, fit in zip(out, fits, strict=True) if bits > 0 and fit)
        if told > 1 and usual is not None:
            more = log2(1 + sole[usual] / told)
            out = [bits + more if bits > 0 else bits for bits in out]
        elif told < 2:
            out = [bits if fit else 0.0 for bits, fit in zip(out, fits, strict=True)]
        return out

    def alone(self, total: int, parts: tuple[int, ...], at: int) -> int | None:
        """The only part that is not zero, where it is the total."""
        values = self.lines.values
        filled = [k for k in parts if values[k][at]]
        return filled[0] if len(filled) == 1 and values[filled[0]][at] == values[total][at] else None

    def apart(self, total: int, at: int) -> float:
        """What it tells that a total is a part which it is not wont to be."""
        value, unit = abs(self.lines.values[total][at] or 0), self.lines.units[total][at]
        return min(log2(1 + value / unit), self.settings.most, self.lines.variety[at])

    def carried(self, fits: Fits, first: int, last: int, after: int) -> list[int]:
        """The instances of a stretch, and those beside it that say nothing, unless the next one speaks against it."""
        for side, edge in ((-1, first), (1, last)):
            at = edge + side
            while after < at < len(fits) and ((f := fits[at]) is None or f >= 0):
                at += side
            if after < at < len(fits):
                if fits[at] == SLIP:
                    at += side
                elif any((fits[k] or 0) <= 0 for k in range(edge + side, at, side)):
                    continue
            first, last = (at + 1, last) if side < 0 else (first, at - 1)
        return [at for at in range(first, last + 1) if fits[at] is not None]


def trailing_zeros(value: int) -> int:
    digits = str(value)
    return len(digits) - len(digits.rstrip("0"))


def is_step(gap: int) -> bool:
    """Whether a gap is one digit and zeros: only such a one comes of a single digit."""
    return len(str(abs(gap)).rstrip("0")) == 1


def is_slip(a: int, b: int) -> bool:
    """Whether two whole numbers, a :func:`step <is_step>` apart, differ in one digit."""
    left, right = str(a), str(b)
    return len(left) == len(right) and sum(x != y for x, y in zip(left, right, strict=True)) == 1


def best_stretch(worth: Sequence[float], low: int, high: int) -> tuple[float, int, int]:
    """The consecutive entries with the largest sum: the sum, the first and the last of them."""
    best, run, start = (0.0, low, low - 1), 0.0, low
    for at in range(low, high):
        if run <= 0:
            run, start = 0.0, at
        run += worth[at]
        if worth[at] > 0 and run > best[0]:
            best = (run, start, at)
    bits, first, last = best
    while first <= last and worth[first] <= 0:
        first += 1
    return bits, first, last


def is_numbering(lines: Sequence[int], values: Sequence[int | None]) -> bool:
    """Whether the values grow evenly from line to line: numbers of lines, years, dates."""
    first, base = lines[0], values[0]
    slope: tuple[int, int] | None = None
    for line, value in zip(lines[1:], values[1:], strict=True):
        if value is None or base is None:
            return False
        rise, run = value - base, line - first
        if slope is None:
            slope = rise, run
        elif rise * slope[1] != slope[0] * run:
            return False
    return True
