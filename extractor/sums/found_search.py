"""All sums among the lines of a table: which proposals are believed beside each other, level by level.

Takes lines of whole numbers (:class:`~gouji.sums.found_evidence.Lines`), gives the relations between them: proposals of
:mod:`gouji.sums.found_candidates`, judged by :mod:`gouji.sums.found_evidence`, the better ones first.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction

from gouji.sums.found_candidates import Candidates, Proposal, shape
from gouji.sums.found_evidence import BROKEN, Judge, Lines, Relation
from gouji.sums.found_settings import FoundSettings


class Search:
    """All sums among the lines, found level by level: what is a part is passed over when the next are looked for."""

    def __init__(self, lines: Lines, settings: FoundSettings, exact: frozenset[int] = frozenset()) -> None:
        self.lines = lines
        self.settings = settings
        self.judge = Judge(lines, settings, exact)
        self.candidates = Candidates(lines, settings)
        self.found: list[Relation] = []
        self.hidden: set[int] = set()

    def run(self) -> list[Relation]:
        self.adjacent()
        if self.accept([*self.candidates.pairs(), *self.candidates.strides()]):
            self.adjacent()
        self.collapse()
        return [new for new in self.found if not any(self.copied(old, new) for old in self.found)]

    def adjacent(self) -> None:
        """Runs of lines beside their total, then runs of what is left when the parts found are passed over."""
        runs = self.candidates.runs
        for _ in range(self.settings.rounds):
            visible = [k for k in self.lines.filled if k not in self.hidden]
            totals = {r.total for r in self.found}
            heads = [k for k in visible if k in totals]
            known = Counter(shape(r.total, r.parts) for r in self.found)
            among = runs(heads, known, totals) if len(heads) > 1 else ()
            if not self.accept([*runs(visible, known, totals), *among]):
                break

    # what is believed

    def accept(self, proposals: Iterable[Proposal]) -> bool:
        """Take what earns enough and contradicts nothing better; whether there was any."""
        fresh: list[Relation] = []
        judged = (self.judge.relation(*proposal) for proposal in proposals)
        for new in sorted((one for one in judged if one is not None), key=self.order):
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
            fits = self.judge.fits(outer.total, parts)
            if all((fits[at] or 0) >= 0 for at in outer.cells if (outer.fits[at] or 0) >= 0):
                new = Relation(outer.total, parts, outer.score, outer.cells, fits)
                self.found[k] = new
                return True
        return False


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
