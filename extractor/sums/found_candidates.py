"""Sums that may be among the lines of a table: whole numbers in, proposals out, each with what it costs to name it.

A proposal is a total, its parts, and the bits that it costs to say which lines they are.  Found by prefix sums (parts
that follow each other), by differences (two parts anywhere near) and by even distances.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import accumulate
from math import log2

from gouji.sums.found_evidence import Lines
from gouji.sums.found_settings import FoundSettings

Proposal = tuple[int, tuple[int, ...], float]
"""Total, parts, bits."""


class Candidates:
    """Proposals among the lines."""

    def __init__(self, lines: Lines, settings: FoundSettings) -> None:
        self.lines = lines
        self.settings = settings
        self.base = log2(max(len(lines.filled), 2))

    def runs(
        self, visible: Sequence[int], known: Counter[tuple[int, ...]], totals: Collection[int]
    ) -> Iterator[Proposal]:
        """Of the ``visible`` lines those that follow each other, beside their total.

        ``known``: the :func:`shapes <shape>` of the sums that are found already, ``totals`` their totals.
        """
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
        ends = self.ends(visible, totals)
        for (total, edge, end), bits in wanted.items():
            if bits < self.base + self.settings.enough:
                continue
            place = bisect_left(visible, total)
            gap = place - edge if end < edge else edge - place - (place < n and visible[place] == total)
            cost = self.base + gap * self.settings.gap_cost + (1.0 if end in ends else log2(n))
            parts = tuple(visible[min(edge, end) : max(edge, end)])
            again = known[shape(total, parts)]
            if again > 1:
                cost = min(cost, log2(n / again))
            yield total, parts, cost

    def ends(self, visible: Sequence[int], totals: Collection[int]) -> set[int]:
        """Places between visible lines where a run ends by itself: at a blank line, at lines that are parts, at a total."""
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

    def pairs(self) -> Iterator[Proposal]:
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
                yield total, (lines[r], lines[q]), cost

    def strides(self) -> Iterator[Proposal]:
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
                yield total, parts, cost


def shape(total: int, parts: Sequence[int]) -> tuple[int, ...]:
    """Where the parts stand from their total: blocks that are set alike add up alike."""
    return tuple(p - total for p in parts)
