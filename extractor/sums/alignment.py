"""Items put into slots in order, at the least cost: pieces of a line into columns, values under heads.

Takes how many items and slots there are and what a slot's share costs, gives where each slot's share ends.  The shares
are runs: every slot takes none, one or several of the items that follow each other, and no item passes another.
What a share costs may depend on the shares left of it through a value that is carried along.

Three neighbours are other problems and are solved where they occur.  A text tiled with words of a vocabulary has no
slots (:mod:`gouji.grids.flat.header`); labels over groups of columns form a tree
(:mod:`gouji.grids.unruled.header`); figures of which several must add up have a cost that no slot bears alone
(:mod:`gouji.sums.placement`).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from math import inf
from typing import Literal, TypeVar

Carried = TypeVar("Carried", bound=Hashable)
SAME = 9
"""Costs that agree to so many decimals are equal: the order in which they were added decides nothing."""


def align(
    items: int,
    slots: int,
    share: Callable[[int, int, int, Carried], tuple[float, Carried]],
    start: Carried,
    *,
    finish: Callable[[Carried], float] | None = None,
    left_over: float = inf,
    ties: Literal["left", "right"] = "left",
) -> tuple[int, ...]:
    """The end of each slot's share: slot ``k`` takes the items ``ends[k - 1]`` to ``ends[k] - 1``.

    ``share(slot, first, end, carried)`` gives the cost of the items ``first`` to ``end - 1`` in a slot (none where
    ``first == end``) and what is carried on from there.  An infinite cost forbids a share and every longer one that
    begins with it.  ``finish`` is the cost of what is carried past the last slot, ``left_over`` that of each item at
    the end that no slot takes.  Of equally cheap ways the items stand as far ``left`` (or ``right``) as they can, the
    first slot deciding before the second.  Raises ``ValueError`` where every way is forbidden.
    """
    side = -1 if ties == "left" else 1
    ways: dict[tuple[int, Carried], tuple[float, tuple[int, ...]]] = {(0, start): (0.0, ())}
    for slot in range(slots):
        grown: dict[tuple[int, Carried], tuple[float, tuple[int, ...]]] = {}
        for (first, carried), (paid, ends) in ways.items():
            for end in range(first, items + 1):
                cost, onward = share(slot, first, end, carried)
                if cost == inf:
                    if end > first:
                        break
                    continue
                way = (round(paid + cost, SAME), (*ends, side * end))
                if (end, onward) not in grown or way < grown[end, onward]:
                    grown[end, onward] = way
        ways = grown
    best = min(
        (
            (round(paid + _last(items - end, left_over) + (finish(carried) if finish else 0.0), SAME), ends)
            for (end, carried), (paid, ends) in ways.items()
        ),
        default=(inf, ()),
    )
    if best[0] == inf:
        raise ValueError(f"no way to put {items} items into {slots} slots")
    return tuple(side * end for end in best[1])


def _last(rest: int, left_over: float) -> float:
    return rest * left_over if rest else 0.0
