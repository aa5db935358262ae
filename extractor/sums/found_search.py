"""The search behind :mod:`gouji.sums.found_sums`: lines of whole numbers in, relations between them out.

How much a relation is believed is counted in bits.  An instance that fits earns the logarithm of how unlikely it would
be by chance (the parts beside the largest one, in units of the last digit); one that does not fit takes some away; what
it costs to say which lines are meant is taken off.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import accumulate
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
    def round_(self) -> list[list[float]]:
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


class Search:
    """All sums among the lines, found level by level: what is a part is passed over when the next are looked for."""

    def __init__(self, lines: Lines, settings: FoundSettings, exact: frozenset[int] = frozenset()) -> None:
        self.lines = lines
        self.exact = exact
        self.settings = settings
        self.found: list[Relation] = []
        self.hidden: set[int] = set()
        self.base = log2(max(len(lines.filled), 2))

    def run(self) -> list[Relation]:
        self.adjacent()
        if self.accept([*self.pairs(), *self.strides()]):
            self.adjacent()
        self.collapse()
        return [new for new in self.found if not any(self.copied(old, new) for old in self.found)]

    def adjacent(self) -> None:
        for _ in range(self.settings.rounds):
            visible = [k for k in self.lines.filled if k not in self.hidden]
            totals = {r.total for r in self.found}
            heads = [k for k in visible if k in totals]
            if not self.accept([*self.runs(visible), *(self.runs(heads) if len(heads) > 1 else ())]):
                break

    # what is believed

    def accept(self, candidates: Iterable[Relation]) -> bool:
        """Take the candidates that contradict none that is better; whether there were any."""
        fresh: list[Relation] = []
        for new in sorted(candidates, key=self.order):
            held = self.found
            weaker = [r for r in fresh if self.counts_twice(r, new)] + [r for r in held if self.falls(r, new)]
            self.found = [r for r in held if r not in weaker]
            if self.stands(new) and not (len(new.parts) == 2 and self.spread(new) and self.implied(new)):
                self.found.append(new)
                fresh = [*(r for r in fresh if r not in weaker), new]
            else:
                self.found = held
        for new in fresh:
            self.hidden.update(new.parts)
        return bool(fresh)

    @staticmethod
    def falls(old: Relation, new: Relation) -> bool:
        """Whether other parts of the same total hold wherever these do and also where these break."""
        if old.total != new.total or old.parts == new.parts:
            return False
        held = [at for at in old.cells if (old.fits[at] or 0) > 0]
        broken = [at for at in old.cells if (old.fits[at] or 0) < 0]
        wrong = len(broken) > 1 or any(old.fits[at] == BROKEN for at in broken)
        return wrong and all((new.fits[at] or 0) > 0 for at in (*held, *broken))

    def spread(self, new: Relation) -> bool:
        """Whether other lines stand among those of the relation."""
        lines = (new.total, *new.parts)
        between = bisect_left(self.lines.filled, max(lines)) - bisect_left(self.lines.filled, min(lines))
        return between > len(new.parts)

    def implied(self, new: Relation) -> bool:
        """Whether the sums that are known make this one: it says nothing of its own."""
        cells = {at for at in new.cells if (new.fits[at] or 0) > 0}
        basis: dict[int, dict[int, Fraction]] = {}
        for old in self.found:
            if len(cells.intersection(old.cells)) >= self.settings.implied * len(cells):
                row = reduced(equation(old), basis)
                if row:
                    basis[min(row)] = row
        return not reduced(equation(new), basis)

    @staticmethod
    def counts_twice(outer: Relation, inner: Relation) -> bool:
        """Whether the outer sum takes a total together with what that is the total of."""
        return (
            inner.total in outer.parts
            and not set(inner.parts).isdisjoint(outer.parts)
            and not set(inner.cells).isdisjoint(outer.cells)
        )

    @staticmethod
    def order(r: Relation) -> tuple[float, int, int, int, int, tuple[int, ...]]:
        between = r.parts[-1] - r.parts[0] - len(r.parts)
        near = min(abs(r.total - p) for p in r.parts)
        return (-round(r.score, 6), between, -len(r.parts), near, r.total, r.parts)

    def stands(self, new: Relation) -> bool:
        parts, cells = set(new.parts), set(new.cells)
        for old in self.found:
            if old.total == new.total and old.parts == new.parts:
                return False
            if cells.isdisjoint(old.cells):
                continue
            shared = parts & set(old.parts)
            if (old.total == new.total and shared) or self.falls(new, old):
                return False
            if new.total in old.parts and (old.total in parts or shared):
                return False
            if old.total in parts and shared:
                return False
            if self.copied(old, new):
                return False
        return True

    def copied(self, old: Relation, new: Relation) -> bool:
        """Whether a nearer line is the total of the same parts, and equal wherever they fit: this one is its copy."""
        if old.parts != new.parts or old.total == new.total:
            return False
        near, far = (min(abs(r.total - p) for p in r.parts) for r in (old, new))
        values = self.lines.values
        cells = (at for at in new.cells if (new.fits[at] or 0) > 0)
        return far > max(near, self.settings.copy) and all(
            values[old.total][at] == values[new.total][at] for at in cells
        )

    def collapse(self) -> None:
        """A total of all parts of a subtotal is a total of the subtotal."""
        for _ in range(self.settings.rounds * len(self.found)):
            if not any(self.collapsed(k) for k in range(len(self.found))):
                break

    def collapsed(self, k: int) -> bool:
        outer = self.found[k]
        own = set(outer.parts)
        for inner in self.found:
            below = set(inner.parts)
            if inner.total in own or inner.total == outer.total or not below < own:
                continue
            if set(inner.cells).isdisjoint(outer.cells):
                continue
            parts = tuple(sorted(own - below | {inner.total}))
            if any(r.total == outer.total and r.parts == parts for r in self.found):
                continue
            fits = self.fits(outer.total, parts)
            if all((fits[at] or 0) >= 0 for at in outer.cells if (outer.fits[at] or 0) >= 0):
                new = Relation(outer.total, parts, outer.score, outer.cells, fits)
                self.found[k] = new
                return True
        return False

    # evidence

    def judge(self, total: int, parts: tuple[int, ...], cost: float) -> Relation | None:
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
            return self.judge(total, told, cost) if len(told) > 1 else None
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
                bits = min(bits, log2(1 + rest / coarse) + lines.round_[at][end])
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

    # candidates

    def runs(self, visible: Sequence[int]) -> Iterator[Relation]:
        """Of these lines those that follow each other, beside their total."""
        values, units = self.lines.values, self.lines.units
        n = len(visible)
        wanted: dict[tuple[int, int, int], float] = {}
        for at in range(self.lines.width):
            column = [values[k][at] or 0 for k in visible]
            sums = list(accumulate(column, initial=0))
            sizes = list(accumulate(map(abs, column), initial=0))
            order = sorted(range(n + 1), key=sums.__getitem__)
            keys = [sums[i] for i in order]
            for total in self.lines.filled:
                goal = values[total][at]
                if not goal:
                    continue
                unit = units[total][at]
                reach = self.settings.reach * unit
                place = bisect_left(visible, total)
                beyond = place + (place < n and visible[place] == total)
                for gap in range(self.settings.gap + 1):
                    for edge, side in ((place - gap, -1), (beyond + gap, 1)):
                        if not 0 <= edge <= n:
                            continue
                        middle = sums[edge] + side * goal
                        k = bisect_left(keys, middle - reach)
                        while k <= n and keys[k] <= middle + reach:
                            end = order[k]
                            k += 1
                            if side * (end - edge) >= 2:
                                key = (total, edge, end)
                                size = abs(sizes[end] - sizes[edge])
                                wanted[key] = wanted.get(key, 0.0) + min(
                                    log2(1 + size / unit), self.settings.most
                                )
        ends = self.ends(visible)
        shapes = Counter(shape(r.total, r.parts) for r in self.found)
        for (total, edge, end), bits in wanted.items():
            if bits < self.base + self.settings.enough:
                continue
            place = bisect_left(visible, total)
            gap = place - edge if end < edge else edge - place - (place < n and visible[place] == total)
            cost = self.base + gap * self.settings.gap_cost + (1.0 if end in ends else log2(n))
            parts = tuple(visible[min(edge, end) : max(edge, end)])
            again = shapes[shape(total, parts)]
            if again > 1:
                cost = min(cost, log2(n / again))
            found = self.judge(total, parts, cost)
            if found is not None:
                yield found

    def ends(self, visible: Sequence[int]) -> set[int]:
        """Places between visible lines where a run ends by itself: at a blank line, at lines that are parts, at a total."""
        totals = {r.total for r in self.found}
        out = {0, len(visible)}
        for k in range(1, len(visible)):
            above, below = visible[k - 1], visible[k]
            if below - above > 1 or above in totals or below in totals:
                out.add(k)
        return out

    def probes(self, total: int) -> list[int]:
        at = [i for i, v in enumerate(self.lines.values[total]) if v]
        n = self.settings.probes
        return at if len(at) <= n else [at[k * len(at) // n] for k in range(n)]

    def promising(
        self, total: int, wanted: dict[tuple[int, ...], float], probes: int
    ) -> Iterator[tuple[int, ...]]:
        """The candidates that can still earn enough, judged by what they earn in the probes."""
        filled = sum(1 for v in self.lines.values[total] if v)
        for parts, bits in wanted.items():
            if bits * filled / probes >= self.base + self.settings.enough:
                yield parts

    def pairs(self) -> Iterator[Relation]:
        """Totals of two lines that stand anywhere near."""
        values, units = self.lines.values, self.lines.units
        lines = self.lines.filled
        for p, total in enumerate(lines):
            low = max(0, p - self.settings.window)
            near = [q for q in range(low, min(len(lines), p + self.settings.window + 1)) if q != p]
            wanted: dict[tuple[int, ...], float] = {}
            probes = self.probes(total)
            for at in probes:
                goal, unit = values[total][at] or 0, units[total][at]
                seen: dict[int, list[int]] = {}
                for q in near:
                    x = values[lines[q]][at]
                    if not x:
                        continue
                    bits = min(log2(1 + min(abs(x), abs(goal - x)) / unit), self.settings.most)
                    for step in (0, unit, -unit):
                        for r in seen.get(goal - x + step, ()):
                            wanted[r, q] = wanted.get((r, q), 0.0) + bits
                    seen.setdefault(x, []).append(q)
            for r, q in self.promising(total, wanted, len(probes)):
                cost = self.base + 1 + 2 * log2(abs(p - q)) + 2 * log2(abs(p - r))
                found = self.judge(total, (lines[r], lines[q]), cost)
                if found is not None:
                    yield found

    def strides(self) -> Iterator[Relation]:
        """Parts at even distances: the first of every group of columns."""
        values, units = self.lines.values, self.lines.units
        lines = self.lines.filled
        n = len(lines)
        for p, total in enumerate(lines):
            wanted: dict[tuple[int, ...], float] = {}
            probes = self.probes(total)
            for at in probes:
                goal, unit = values[total][at] or 0, units[total][at]
                reach = self.settings.reach * unit
                column = [values[k][at] or 0 for k in lines]
                for step in range(2, self.settings.stride + 1):
                    for first in (*range(p + 1, p + 2 * step + 1), *range(p - 1, p - 2 * step - 1, -1)):
                        side = step if first > p else -step
                        got = size = 0
                        for count, q in enumerate(range(first, n if side > 0 else -1, side), 1):
                            x = column[q] if q >= 0 else 0
                            if count > self.settings.longest:
                                break
                            if not x:
                                continue
                            got += x
                            size += abs(x)
                            if count > 1 and abs(got - goal) <= reach:
                                key = (first, side, count)
                                bits = min(log2(1 + size / unit), self.settings.most)
                                wanted[key] = wanted.get(key, 0.0) + bits
            for first, side, count in self.promising(total, wanted, len(probes)):
                far = first + side * count
                cost = self.base + 2 * log2(abs(side)) + log2(abs(first - p)) + 1
                cost += 1 if not 0 <= far < n else log2(n)
                parts = tuple(sorted(lines[first + side * k] for k in range(count)))
                found = self.judge(total, parts, cost)
                if found is not None:
                    yield found


def shape(total: int, parts: Sequence[int]) -> tuple[int, ...]:
    """Where the parts stand from their total: blocks that are set alike add up alike."""
    return tuple(p - total for p in parts)


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


def equation(relation: Relation) -> dict[int, Fraction]:
    """Line → coefficient of ``total − Σ parts = 0``."""
    return {relation.total: Fraction(1), **dict.fromkeys(relation.parts, Fraction(-1))}


def reduced(row: dict[int, Fraction], basis: Mapping[int, dict[int, Fraction]]) -> dict[int, Fraction]:
    """What is left of an equation once those of the basis (by their first line) are taken off; empty if nothing."""
    done: dict[int, Fraction] = {}
    while row:
        line = min(row)
        factor = row[line]
        if line not in basis:
            done[line] = row.pop(line)
            continue
        for other, value in basis[line].items():
            left = row.get(other, Fraction(0)) - factor * value / basis[line][line]
            if left:
                row[other] = left
            else:
                row.pop(other, None)
    return done


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
