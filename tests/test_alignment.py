"""Items go into slots in order at the least cost: held against every way there is."""

from __future__ import annotations

from itertools import combinations_with_replacement
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gouji.sums.alignment import align

COSTS = st.integers(0, 3).map(float)


@st.composite
def problems(draw: st.DrawFn) -> tuple[list[list[float]], list[float], float, float]:
    """(cost of each item in each slot, cost of each empty slot, of each further item in a slot, of a turn)."""
    items, slots = draw(st.integers(0, 5)), draw(st.integers(0, 4))
    put = [[draw(COSTS) for _ in range(slots)] for _ in range(items)]
    return put, [draw(COSTS) for _ in range(slots)], draw(st.sampled_from([0.0, 1.0, inf])), draw(COSTS)


def share_of(put: list[list[float]], empty: list[float], join: float, turn: float):  # type: ignore[no-untyped-def]
    """A share's cost; a slot right of an empty one costs a turn, which only the carried value tells."""

    def share(slot: int, first: int, end: int, gap: bool) -> tuple[float, bool]:
        if first == end:
            return empty[slot], True
        more = join * (end - first - 1) if end - first > 1 else 0.0
        return sum(put[at][slot] for at in range(first, end)) + more + turn * gap, False

    return share


@settings(max_examples=300, deadline=None)
@given(problems(), st.sampled_from([inf, 0.0, 2.0]), st.sampled_from(["left", "right"]), COSTS)
def test_no_other_way_is_cheaper_and_ties_go_to_the_side(problem, left_over, ties, last) -> None:  # type: ignore[no-untyped-def]
    put, empty, _, _ = problem
    share = share_of(*problem)

    def price(ends: tuple[int, ...]) -> float:
        cost, gap, first = 0.0, False, 0
        for slot, end in enumerate(ends):
            step, gap = share(slot, first, end, gap)
            cost, first = cost + step, end
        rest = len(put) - first
        return cost + (rest * left_over if rest else 0.0) + last * gap

    ways = list(combinations_with_replacement(range(len(put) + 1), len(empty)))
    least = min(map(price, ways))

    def solved() -> tuple[int, ...]:
        return align(
            len(put),
            len(empty),
            share,
            False,
            finish=lambda gap: last * gap,
            left_over=left_over,
            ties=ties,
        )

    if least == inf:
        with pytest.raises(ValueError):
            solved()
        return
    best = [ends for ends in ways if price(ends) == least]
    assert solved() == (max(best) if ties == "left" else min(best))


def test_costs_that_differ_by_rounding_alone_are_equal() -> None:
    def share(slot: int, first: int, end: int, _: None) -> tuple[float, None]:
        return (0.1 + 0.2 if slot == 0 else 0.3) * (end - first), None

    assert align(1, 2, share, None) == (1, 1)
    assert align(1, 2, share, None, ties="right") == (0, 1)
