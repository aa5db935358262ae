"""The unit of the last digit that says something, as the figures of a table show it.

Takes values by rows, gives :class:`~gouji.sums.found_sums.Figure` values.  ``275.00000`` among figures without
fractions is not known to five decimals, and where nearly all figures are multiples of 5, 10 or 100 the table is rounded
to that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from gouji.sums.found_sums import Figure

STEPS: Final = (5, 10, 50, 100, 500, 1000)
"""What statistical offices round to."""
ROUNDED: Final = 0.9
"""So many of a table's whole figures are multiples of the step: the others are years and numbers of lines."""
FIGURES: Final = 12
"""So many figures above the smallest steps show a step; fewer may be multiples by chance."""


def noticed_figures(values: Sequence[Sequence[Decimal | None]]) -> list[list[Figure | None]]:
    """The figures with their units: the finest decimal in use both in the figure's row and in its column."""
    exponents = [[None if v is None else _exponent(v) for v in row] for row in values]
    in_row = [_finest(row) for row in exponents]
    in_column = [_finest(column) for column in zip(*exponents, strict=True)]
    step = _step(abs(int(v)) for row in values for v in row if v and v == v.to_integral_value())
    return [
        [
            None if v is None else Figure(v, Decimal(1).scaleb(e) if (e := max(row_e, column_e)) else step)
            for v, column_e in zip(row, in_column, strict=True)
        ]
        for row, row_e in zip(values, in_row, strict=True)
    ]


def _exponent(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return min(exponent, 0) if isinstance(exponent, int) else 0


def _finest(exponents: Iterable[int | None]) -> int:
    return min((e for e in exponents if e is not None), default=0)


def _step(whole: Iterable[int]) -> Decimal:
    figures = list(whole)
    found = 1
    if sum(v > 2 * STEPS[1] for v in figures) >= FIGURES:
        for step in STEPS:
            if sum(v % step == 0 for v in figures) >= ROUNDED * len(figures):
                found = step
    return Decimal(found)
