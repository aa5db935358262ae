"""The cheapest placement of all rows of a tree of codes: the search behind :mod:`gouji.sums.placement`.

Takes, per row, its possible placements (:class:`Candidate`: cost and the scaled value in each column) and which rows
are children of which; gives the placement of every row that makes the sum of all costs smallest, where a column in
which a parent differs from the sum of its children costs too.

It is a dynamic program up the tree.  For every placement of a parent its children are placed one after the other,
carrying their column sums along; a partial sum that already costs more than some whole solution is dropped (sums of
figures that are not negative only grow, so that a column that has run over stays so).  Exact while at most
:data:`MAX_SUMS` sums stay open, the most promising ones beyond that; the same on every run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import add

COLUMN_COST = 1.0
"""Cost of a column in which a parent differs from the sum of its children."""
EMPTY_PARENT_GAIN = 0.5
"""How much less it costs when the parent's cell is empty: a figure left out is likelier than a wrong sum."""
MAX_SUMS = 400
SLACK = 1e-7

Sums = tuple[int, ...]
Picks = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One placement of a row: the column of each figure, its cost, its failing row identities, its scaled values."""

    columns: tuple[int, ...]
    cost: float
    failures: int
    vector: Sums


@dataclass(frozen=True, slots=True)
class _Target:
    """A parent's placement as what its children must sum to."""

    own: Sums
    prices: tuple[float, ...]
    """What a differing sum costs, column by column."""
    step: int
    growing: bool
    """No child prints a negative figure."""

    def mismatch(self, total: Sums) -> float:
        cost = 0.0
        for value, below, price in zip(self.own, total, self.prices, strict=True):
            if abs(value - below) > self.step:
                cost += price
        return cost

    def overrun(self, total: Sums) -> float:
        """The part of the mismatch that no further child can take away."""
        cost = 0.0
        if self.growing:
            for value, below, price in zip(self.own, total, self.prices, strict=True):
                if below - value > self.step:
                    cost += price
        return cost


@dataclass(slots=True)
class TreeSearch:
    """The rows of a table; ``steps[r]`` is the scaled rounding unit of a row's figures, ``judged[r]`` whether the
    row prints any figure against which its children can be held."""

    candidates: Sequence[Sequence[Candidate]]
    children: Mapping[int, Sequence[int]]
    steps: Sequence[int]
    judged: Sequence[bool]
    floors: dict[int, float] = field(default_factory=dict)
    """Row → what its descendants cost at least."""
    known: dict[tuple[int, int], tuple[float, Picks]] = field(default_factory=dict)
    """(row, placement) → the cost of the subtree, and the placements of the children."""

    def solve(self) -> tuple[list[int], float]:
        """The placement of every row, and what it costs that parents differ from their children.

        A row under several totals counts under the first.
        """
        owned: set[int] = set()
        tree: dict[int, list[int]] = {}
        for above, below in self.children.items():
            tree[above] = [c for c in below if c not in owned and c != above and self.candidates[c]]
            owned.update(tree[above])
        self.children = tree
        choice = [0] * len(self.candidates)
        paid = 0.0
        for row, found in enumerate(self.candidates):
            if row not in owned and found:
                cost, pick = self._best(row)
                paid += cost
                self._choose(row, pick, choice)
        own = sum(found[pick].cost for found, pick in zip(self.candidates, choice, strict=True) if found)
        return choice, paid - own

    def _floor(self, row: int) -> float:
        if row not in self.floors:
            self.floors[row] = sum(
                self._floor(child) + min(c.cost for c in self.candidates[child])
                for child in self.children.get(row, ())
            )
        return self.floors[row]

    def _best(self, row: int) -> tuple[float, int]:
        """The cheapest placement of a row with all below it: cost and placement."""
        best = (float("inf"), 0)
        for k, candidate in enumerate(self.candidates[row]):
            if candidate.cost + self._floor(row) <= best[0]:
                best = min(best, (self._cost(row, k), k))
        return best

    def _cost(self, row: int, pick: int) -> float:
        """The cost of a row in one placement with all below it."""
        found = self.known.get((row, pick))
        if found is None:
            found = self._found(row, pick)
            self.known[(row, pick)] = found
        return found[0]

    def _found(self, row: int, pick: int) -> tuple[float, Picks]:
        candidate = self.candidates[row][pick]
        below = self.children.get(row, ())
        if not below or not self.judged[row]:
            chosen = [self._best(child) for child in below]
            return candidate.cost + sum(cost for cost, _ in chosen), tuple(k for _, k in chosen)
        growing = all(v >= 0 for child in below for c in self.candidates[child] for v in c.vector)
        step = self.steps[row] * (len(below) + 1) // 2
        cost, picks = self._fit(below, _Target(candidate.vector, _prices(candidate), step, growing))
        return candidate.cost + cost, picks

    def _fit(self, below: Sequence[int], target: _Target) -> tuple[float, Picks]:
        """The cheapest placements of the children under one placement of their parent: cost and placements."""
        ahead = [0.0]
        for child in reversed(below):
            ahead.append(ahead[-1] + self._floor(child) + min(c.cost for c in self.candidates[child]))
        ahead.reverse()
        limit = self._greedy(below, target) + SLACK
        states: dict[Sums, tuple[float, Picks]] = {(0,) * len(target.own): (0.0, ())}
        for child, rest in zip(below, ahead[1:], strict=True):
            lows = [(j, c.cost + self._floor(child) + rest, c) for j, c in enumerate(self.candidates[child])]
            grown: dict[Sums, tuple[float, Picks]] = {}
            bounds: dict[Sums, float] = {}
            for total, (cost, picks) in states.items():
                for j, low, candidate in lows:
                    if cost + low > limit:
                        continue
                    key = tuple(map(add, total, candidate.vector))
                    over = target.overrun(key)
                    if cost + low + over > limit:
                        continue
                    reached = (cost + self._cost(child, j), (*picks, j))
                    if (key not in grown or reached < grown[key]) and reached[0] + rest + over <= limit:
                        grown[key] = reached
                        bounds[key] = reached[0] + rest + over
            kept = sorted(grown, key=lambda key: (bounds[key], grown[key][1]))[:MAX_SUMS]
            states = {key: grown[key] for key in kept}
        return min((cost + target.mismatch(total), picks) for total, (cost, picks) in states.items())

    def _greedy(self, below: Sequence[int], target: _Target) -> float:
        """The cost of one whole solution: each child where it adds least, in printed order."""
        total: Sums = (0,) * len(target.own)
        paid = 0.0
        for child in below:
            ways = self.candidates[child]
            sums = [tuple(map(add, total, candidate.vector)) for candidate in ways]
            prices = [c.cost + target.overrun(key) for c, key in zip(ways, sums, strict=True)]
            pick = prices.index(min(prices))
            paid += self._cost(child, pick)
            total = sums[pick]
        return paid + target.mismatch(total)

    def _choose(self, row: int, pick: int, choice: list[int]) -> None:
        """Write the placements below a row's chosen one into ``choice``."""
        choice[row] = pick
        picks = self.known[(row, pick)][1] if (row, pick) in self.known else ()
        for child, k in zip(self.children.get(row, ()), picks, strict=True):
            self._choose(child, k, choice)


def _prices(candidate: Candidate) -> tuple[float, ...]:
    filled = set(candidate.columns)
    return tuple(
        COLUMN_COST if column in filled else COLUMN_COST - EMPTY_PARENT_GAIN
        for column in range(len(candidate.vector))
    )
