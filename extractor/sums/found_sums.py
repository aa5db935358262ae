"""Which lines of a table are sums of which others, by arithmetic alone.

Takes the figures of a table, each with the unit of its last digit; gives :class:`FoundSum` values.  No label is looked
at: what is found so may explain a table and never accuses (class S of the relations).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from gouji.sums.found_evidence import Lines, Relation
from gouji.sums.found_search import Search
from gouji.sums.found_settings import FoundSettings


class Direction(StrEnum):
    """What the lines of a sum are."""

    COLUMNS = "columns"
    ROWS = "rows"


class State(StrEnum):
    """Whether the parts of an instance make its total."""

    EXACT = "exact"
    ROUNDING = "rounding"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Figure:
    """A printed figure, and what one step of its last digit is worth."""

    value: Decimal
    unit: Decimal


@dataclass(frozen=True, slots=True)
class Instance:
    """A sum in one row (of columns) or one column (of rows): ``gap`` = total − Σ parts."""

    at: int
    state: State
    gap: Decimal
    thin: bool
    """At most one part is not zero: it says nothing for the sum."""


@dataclass(frozen=True, slots=True)
class FoundSum:
    """Line ``total`` = Σ lines ``parts`` in the ``instances``; ``bits``: what they say for it beyond chance."""

    lines: Direction
    total: int
    parts: tuple[int, ...]
    instances: tuple[Instance, ...]
    bits: float


def found_sums(
    figures: Sequence[Sequence[Figure | None]], settings: FoundSettings | None = None
) -> tuple[FoundSum, ...]:
    """The sums among the columns and among the rows of a table; rows of ``figures`` are equally long."""
    settings = settings or FoundSettings()
    exponent = min(
        (min(_exponent(f.value), _exponent(f.unit)) for row in figures for f in row if f), default=0
    )
    values = [[int(f.value.scaleb(-exponent)) if f else None for f in row] for row in figures]
    units = [[int(f.unit.scaleb(-exponent)) if f else 0 for f in row] for row in figures]
    step = Decimal(1).scaleb(exponent)
    sides = {
        Direction.COLUMNS: Lines(
            [list(c) for c in zip(*values, strict=True)], [list(c) for c in zip(*units, strict=True)]
        ),
        Direction.ROWS: Lines(values, units),
    }
    found = [(d, r) for d, lines in sides.items() for r in Search(lines, settings).run()]
    exact = _exact_units(sides, found, settings)
    if exact:
        found = [(d, r) for d, lines in sides.items() for r in Search(lines, settings, exact).run()]
    return tuple(_report(relation, sides[direction], direction, step) for direction, relation in found)


def _exact_units(
    sides: Mapping[Direction, Lines], found: Iterable[tuple[Direction, Relation]], settings: FoundSettings
) -> frozenset[int]:
    """The units of figures whose sums nearly all are exact: those that differ by a step are no rounding."""
    exact: Counter[int] = Counter()
    rounding: Counter[int] = Counter()
    for direction, relation in found:
        lines = sides[direction]
        for at in relation.cells:
            if (relation.fits[at] or 0) > 0:
                gap = lines.gap(relation.total, relation.parts, at)
                (rounding if gap else exact)[lines.units[relation.total][at]] += 1
    return frozenset(u for u, n in rounding.items() if n < settings.rounding * (n + exact[u]))


def _exponent(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return min(exponent, 0) if isinstance(exponent, int) else 0


def _report(found: Relation, lines: Lines, direction: Direction, step: Decimal) -> FoundSum:
    instances = []
    for at in found.cells:
        fit = found.fits[at]
        gap = lines.gap(found.total, found.parts, at)
        state = State.BROKEN if fit is not None and fit < 0 else State.ROUNDING if gap else State.EXACT
        instances.append(Instance(at, state, gap * step, fit == 0))
    return FoundSum(direction, found.total, found.parts, tuple(instances), found.score)
