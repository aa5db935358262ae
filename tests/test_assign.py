"""Figures find their columns by the accounting identities."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from gouji.sums.header_sums import ColumnSum
from gouji.sums.placement import FigureRow, assign_figures

THREE = (ColumnSum(0, (1, 2)),)
"""合计 = 基本支出 + 项目支出."""


def row(*figures: str, name: str = "", prior: dict[int, float] | None = None) -> FigureRow:
    return FigureRow(tuple(Decimal(f) for f in figures), name, prior=prior or {})


def test_the_parent_decides_which_column_a_lone_part_belongs_to() -> None:
    rows = [
        row("100", "60", "40", name="类"),
        row("60", "60", name="甲"),
        row("40", "40", name="乙"),
    ]
    result = assign_figures(rows, 3, THREE, {0: (1, 2)}, ["合计", "基本支出", "项目支出"])
    assert result.places == ((0, 1, 2), (0, 1), (0, 2))
    assert any("乙" in sentence and "项目支出" in sentence for sentence in result.decisions)


def test_an_empty_parent_cell_does_not_pull_its_children_away_from_a_sum_that_holds() -> None:
    """The parent lacks its 项目支出 in print; the 基本支出 of its children adds up only without the third."""
    rows = [row("100", "60"), row("45", "45"), row("15", "15"), row("40", "40")]
    result = assign_figures(rows, 3, THREE, {0: (1, 2, 3)})
    assert result.places == ((0, 1), (0, 1), (0, 1), (0, 2))


def test_a_misprinted_figure_is_tolerated() -> None:
    rows = [row("100", "60", "40"), row("61", "61"), row("40", "40")]
    assert assign_figures(rows, 3, THREE, {0: (1, 2)}).places[2] == (0, 2)


def test_ties_go_to_the_prior_and_then_to_the_left() -> None:
    assert assign_figures([row("5", "5")], 3, THREE).places == ((0, 1),)
    assert assign_figures([row("5", "5", prior={1: 0.2})], 3, THREE).places == ((0, 2),)


def test_more_figures_than_columns_cannot_be_placed() -> None:
    assert assign_figures([row("1", "2", "3")], 2).places == (None,)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 999), st.integers(0, 999)), min_size=1, max_size=6))
def test_order_is_kept_and_no_figure_is_lost(parts: list[tuple[int, int]]) -> None:
    printed = [[v for v in (a + b, a, b) if v] for a, b in parts]
    rows = [row(*(str(v) for v in figures)) for figures in printed]
    result = assign_figures(rows, 3, THREE)
    for figures, places in zip(printed, result.places, strict=True):
        assert places is not None
        assert len(places) == len(figures)
        assert list(places) == sorted(set(places))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 400), st.booleans()), min_size=2, max_size=7, unique_by=lambda t: t[0])
)
def test_lost_cells_come_back_where_the_parent_is_whole(parts: list[tuple[int, bool]]) -> None:
    """Whatever is chosen, every identity of the table holds again."""
    basic = sum(value for value, is_basic in parts if is_basic)
    project = sum(value for value, is_basic in parts if not is_basic)
    head = FigureRow((Decimal(basic + project), Decimal(basic), Decimal(project)), fixed=(0, 1, 2))
    rows = [head, *(row(str(value), str(value)) for value, _ in parts)]
    result = assign_figures(rows, 3, THREE, {0: tuple(range(1, len(rows)))})
    sums = {1: Decimal(0), 2: Decimal(0)}
    for figures, places in zip(rows[1:], result.places[1:], strict=True):
        assert places is not None and places[0] == 0
        sums[places[1]] += figures.values[1]
    assert sums == {1: Decimal(basic), 2: Decimal(project)}
