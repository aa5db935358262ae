"""What bears a relation out, and what a break of it may mean instead of a mistake.

A relation is a hypothesis: in each of its :class:`Instance` values (a row under a header sum, a column beside a sum of
rows) a total equals the sum of its parts.  An instance *tells* something when at least two of its parts are not zero: a
single part that equals the total is consistent, proves nothing, and breaks the relation all the same when it differs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import Final, Literal

from gouji.relations.identity import ZERO, Figure, Identity
from gouji.schemas.record import Rival

Mechanism = Literal["header", "codes", "total word", "numbering", "single"]
"""What told that the figures belong together; ``single``: nothing else in the document confirms it."""

ENOUGH_CONSISTENT: Final = 3
"""Distinct instances of one part each that together bear a relation out which its header or codes state."""
LEAST_EXPLAINED: Final = 2
"""Distinct breaks that a rival without a mark must explain: one is chance."""
MOST_COUNTED: Final = 4
"""A sum of this many times the total counts heads and what stands under them together."""
MOST_MOVED: Final = 2
"""Columns or rows that a rival takes out of the sum or adds to it."""


@dataclass(frozen=True, slots=True)
class Instance:
    """One instance: its identity, and by which row or column (index) it is told from the others."""

    at: int
    identity: Identity

    @property
    def exact(self) -> bool:
        return self.identity.judge() == "holds" and self.identity.total.value != 0

    @property
    def broken(self) -> bool:
        return self.identity.judge() == "broken"

    @property
    def tells(self) -> bool:
        """Whether at least two parts are not zero."""
        return sum(part.value != 0 for _, part in self.identity.parts) > 1

    @property
    def vector(self) -> tuple[Decimal, ...]:
        """Its figures without the zeros: instances with the same figures are one."""
        figures = (self.identity.total, *(part for _, part in self.identity.parts))
        return tuple(figure.value for figure in figures if figure.value != 0)


def distinct(instances: Iterable[Instance]) -> list[Instance]:
    """The instances, those with the same figures once."""
    return list({instance.vector: instance for instance in reversed(list(instances))}.values())[::-1]


@dataclass(frozen=True, slots=True)
class Undecided:
    """Why a break accuses nobody: the rival explanation that stands, and in words what is not known."""

    rival: Rival
    reason: str


@dataclass(frozen=True, slots=True)
class Support:
    """How far instances bear a relation out."""

    telling: int
    """Distinct exact instances of several parts."""
    consistent: int
    """Distinct exact instances of one part."""
    broken: int
    """Distinct breaks."""

    @classmethod
    def of(cls, instances: Sequence[Instance]) -> Support:
        held = distinct(i for i in instances if i.exact)
        telling = sum(i.tells for i in held)
        return cls(telling, len(held) - telling, len(distinct(i for i in instances if i.broken)))

    def __add__(self, other: Support) -> Support:
        return Support(
            self.telling + other.telling, self.consistent + other.consistent, self.broken + other.broken
        )

    @property
    def real(self) -> bool:
        """Whether the parts that a header or a code tree states are borne out."""
        return self.telling > 0 or self.consistent >= ENOUGH_CONSISTENT


def counted_again(identity: Identity) -> bool:
    """Whether the parts make a multiple of the total: heads and what stands under them counted together."""
    total, gap = identity.total.value, identity.gap
    return total != 0 and any(abs(gap + times * total) <= identity.slack for times in range(1, MOST_COUNTED))


Value = Callable[[int, int], Decimal]
"""What stands in instance ``at`` in the place (column or row) ``place``; 0 where nothing does."""


@dataclass(frozen=True, slots=True)
class OtherParts:
    """Other parts under which all breaks close: places left out of the sum and places added to it."""

    left_out: tuple[int, ...]
    added: tuple[int, ...]


def rival_parts(
    instances: Sequence[Instance],
    value: Value,
    parts: Sequence[int],
    others: Sequence[int],
    *,
    marked: frozenset[int] = frozenset(),
    kept: frozenset[int] = frozenset(),
) -> OtherParts | None:
    """The parts under which every break closes and every exact instance still holds.

    ``parts`` and ``others`` are places that may be left out or added, ``marked`` those whose label says that they are
    contained in another (one break is enough for them), ``kept`` the parts that hold elsewhere in the document.
    """
    breaks = distinct(i for i in instances if i.broken)
    if not breaks:
        return None
    exact = [i for i in instances if i.exact]
    signed = [(place, -1) for place in parts if place not in kept] + [(place, 1) for place in others]
    held = [(place, sign) for place, sign in signed if any(value(one.at, place) != 0 for one in breaks)]
    for count in range(1, MOST_MOVED + 1):
        for moved in combinations(held, count):
            if len(breaks) < LEAST_EXPLAINED and not all(place in marked for place, _ in moved):
                continue
            if all(_closes(i, moved, value) for i in breaks) and all(_closes(i, moved, value) for i in exact):
                return OtherParts(
                    tuple(place for place, sign in moved if sign < 0),
                    tuple(place for place, sign in moved if sign > 0),
                )
    return None


def _closes(instance: Instance, moved: Sequence[tuple[int, int]], value: Value) -> bool:
    change = sum((sign * value(instance.at, place) for place, sign in moved), ZERO)
    return abs(instance.identity.gap - change) <= instance.identity.slack


def any_closes(instance: Instance, value: Value, parts: Sequence[int], others: Sequence[int]) -> bool:
    """Whether leaving out or adding up to :data:`MOST_MOVED` places closes one break; chance is not excluded."""
    signed = [(place, -1) for place in parts] + [(place, 1) for place in others]
    signed = [(place, sign) for place, sign in signed if value(instance.at, place) != 0]
    return any(
        _closes(instance, moved, value)
        for count in range(1, MOST_MOVED + 1)
        for moved in combinations(signed, count)
    )


def digits_cut(figure: Figure, needed: Decimal, step: Decimal) -> bool:
    """Whether a figure is the beginning of the digits that it needs, printed coarser than those around it."""
    if figure.step <= step or figure.value == 0:
        return False
    printed = figure.printed.replace(",", "").rstrip(".")
    return f"{abs(needed / figure.scale):f}".startswith(printed.lstrip("-"))
