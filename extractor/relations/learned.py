"""Sums that the figures of a table show by themselves, where neither a name nor a definition states them (class S).

Takes the view of a table, gives :class:`LearnedSums`: the identities that hold, and whether another sum than a stated one
is learned for a total.  What is learned so may acquit, and counts as compared; it never accuses, mends no figure and
proves no reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cached_property
from typing import Final

from gouji.figures import unit_scale
from gouji.relations.identity import Figure, Identity, total_of
from gouji.relations.support import Instance
from gouji.relations.table_view import TableView
from gouji.sums.found_settings import FoundSettings
from gouji.sums.found_sums import Direction, FoundSum, State, found_sums
from gouji.sums.found_sums import Figure as PlainFigure

MOST_FIGURES: Final = 2_000
"""A longer table is not searched: what its names state is compared, and the search grows faster than the table."""
LEAST_TELLING: Final = 2
"""Distinct exact instances of several parts that a learned sum must show: one may be chance."""
SETTINGS: Final = FoundSettings(stride=1, window=8, probes=6)
"""Two rows that make a third stand near it; columns at even distances have headers that say so."""


class LearnedSums:
    """The sums that the figures of one table show."""

    def __init__(self, view: TableView) -> None:
        self._view = view

    @cached_property
    def _columns(self) -> list[int]:
        """The columns of money."""
        values = {c.index: c for side in self._view.sides for c in side.values}
        return sorted(at for at, c in values.items() if c.unit is None or unit_scale(c.unit) is not None)

    @cached_property
    def _figures(self) -> list[list[Figure | None]]:
        """By row and column of money."""
        columns = [self._view.columns[at] for at in self._columns]
        return [[self._view.cell(row, c) for c in columns] for row in range(len(self._view.table.rows))]

    @cached_property
    def _sums(self) -> tuple[FoundSum, ...]:
        if len(self._view.table.rows) * len(self._columns) > MOST_FIGURES:
            return ()
        least = min(
            (f.step for row in self._figures for f in row if f is not None and f.step), default=Decimal(1)
        )
        plain = [
            [PlainFigure(f.value, f.step or least) if f is not None and f.readable else None for f in row]
            for row in self._figures
        ]
        return tuple(one for one in found_sums(plain, SETTINGS) if self._borne_out(one))

    def _borne_out(self, one: FoundSum) -> bool:
        exact = {i.vector for i in self._instances(one) if i.tells}
        return len(exact) >= LEAST_TELLING

    def _instances(self, one: FoundSum) -> Iterator[Instance]:
        """The instances that hold to the last digit."""
        for instance in one.instances:
            if instance.state is State.EXACT:
                total, *parts = (
                    self._figures[k][instance.at]
                    if one.lines is Direction.ROWS
                    else self._figures[instance.at][k]
                    for k in (one.total, *one.parts)
                )
                if total is not None:
                    yield Instance(instance.at, total_of(total, [p for p in parts if p is not None]))

    def identities(self) -> Iterator[Identity]:
        """What holds to the last digit and tells something, of figures that are surely read."""
        for one in self._sums:
            yield from (i.identity for i in self._instances(one) if i.tells and i.identity.sure)

    def another(self, stated: Iterable[Instance], parts: Iterable[int], lines: Direction) -> tuple[int, ...]:
        """Rows or columns (by index in the table) that make up a total where the stated ``parts`` do not.

        They hold in each of the ``stated`` instances that is exact or broken, and are not the stated ones with some left
        out: an item that was forgotten in the sum is the commonest mistake.  Empty where nothing of the kind is learned.
        """
        wanted = {i.identity.total.key: i for i in stated if i.exact or i.broken}
        own = set(parts)
        for one in self._sums:
            if one.lines is not lines:
                continue
            named = tuple(part if lines is Direction.ROWS else self._columns[part] for part in one.parts)
            held = {i.identity.total.key for i in self._instances(one)}
            if not own.issuperset(named) and wanted and held.issuperset(wanted):
                return named
        return ()
