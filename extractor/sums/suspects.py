"""Which cell is wrong where found sums break: the one whose change mends most and breaks least.

Takes the sums of :mod:`gouji.sums.found_sums`, gives a :class:`Suspect` for every broken instance.  A suspect is a
question, not an accusation: sums found by arithmetic alone accuse nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from gouji.sums.found_sums import Direction, FoundSum, Instance, State

Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Suspect:
    """``cells`` (row, column) any of which, with ``changes`` added to it, mends the instance equally well."""

    broken: FoundSum
    at: int
    cells: tuple[Cell, ...]
    changes: tuple[Decimal, ...]


def suspects(sums: Sequence[FoundSum], values: Sequence[Sequence[Decimal | None]]) -> tuple[Suspect, ...]:
    """By broken instance the cells that explain it best; ``values`` by rows, as the sums were found in."""
    through: dict[Cell, list[tuple[int, Instance]]] = {}
    for one in sums:
        for instance in one.instances:
            for cell, sign in _cells(one, instance.at):
                through.setdefault(cell, []).append((sign, instance))
    out = []
    for one in sums:
        for instance in one.instances:
            if instance.state is not State.BROKEN:
                continue
            ranked: dict[tuple[int, int], list[tuple[Cell, Decimal]]] = {}
            for cell, sign in _cells(one, instance.at):
                change = -sign * instance.gap
                value = values[cell[0]][cell[1]]
                if value is None:
                    continue
                mends = sum(
                    (i.state is State.BROKEN and i.gap + s * change == 0)
                    - (i.state is not State.BROKEN and abs(i.gap + s * change) > abs(i.gap))
                    for s, i in through[cell]
                )
                ranked.setdefault((mends, is_one_digit(value, value + change)), []).append((cell, change))
            if ranked:
                best = ranked[max(ranked)]
                out.append(Suspect(one, instance.at, tuple(c for c, _ in best), tuple(d for _, d in best)))
    return tuple(out)


def is_one_digit(a: Decimal, b: Decimal) -> bool:
    """Whether two figures differ in one digit.

    >>> is_one_digit(Decimal("402.66"), Decimal("402.06")), is_one_digit(Decimal("99"), Decimal("100"))
    (True, False)
    """
    places = -min(int(x.normalize().as_tuple().exponent) for x in (a, b))
    left, right = (f"{x:.{max(places, 0)}f}" for x in (a, b))
    return len(left) == len(right) and sum(x != y for x, y in zip(left, right, strict=True)) == 1


def _cells(one: FoundSum, at: int) -> Iterable[tuple[Cell, int]]:
    """The cells of an instance with the sign they have in its gap."""
    for line, sign in ((one.total, 1), *((part, -1) for part in one.parts)):
        yield ((line, at) if one.lines is Direction.ROWS else (at, line)), sign
