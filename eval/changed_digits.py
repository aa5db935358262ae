"""One digit changed in an exact sum of a benchmark's table: is the sum still found there, and the cell named?

Takes tables with their annotated sums and a seed, gives :class:`Change` values.  For each table one annotated relation
is drawn (a line and its parts), one of its exact instances with two or more parts that are not zero, one of its cells
that is not zero, and one of that cell's digits.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from gouji.eval.sums_benchmark import Cell, Sum, Values, cells_of, values_of
from gouji.sums.found_sums import found_sums
from gouji.sums.noticed_units import noticed_figures
from gouji.sums.suspects import suspects


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one changed digit."""

    table: str
    cell: Cell
    instances: int
    """Exact instances with two or more parts that the relation has in the table, the changed one among them."""
    found_before: bool
    found: bool
    named: bool
    """The first suspect of a broken sum is the cell, and no other stands beside it."""
    among: bool
    """The cell is among the suspects of a broken sum."""


def change_digits(table: dict[str, Any], seed: int) -> Change | None:
    """Change a digit of a table and look; ``None`` for a table without an exact sum of two or more parts."""
    chance = random.Random(f"{seed} {table['file_name']}")
    values = values_of(table)
    exact = [one for one in _annotated(table) if is_exact(one, values)]
    relations: dict[tuple[int, ...], list[Sum]] = {}
    for one in exact:
        relations.setdefault(_lines(one), []).append(one)
    if not relations:
        return None
    instances = relations[chance.choice(sorted(relations))]
    total, parts = chance.choice(instances)
    row, column = chance.choice([c for c in (total, *parts) if values[c[0]][c[1]]])
    changed = [list(line) for line in values]
    changed[row][column] = with_other_digit(values[row][column] or Decimal(), chance)
    before = {
        _filled(one, values) for found in found_sums(noticed_figures(values)) for one in cells_of(found)
    }
    sums = found_sums(noticed_figures(changed))
    after = {_filled(one, values) for found in sums for one in cells_of(found)}
    named = [one.cells for one in suspects(sums, changed)]
    goal = _filled((total, parts), values)
    return Change(
        table["file_name"],
        (row, column),
        len(instances),
        goal in before,
        goal in after,
        ((row, column),) in named,
        any((row, column) in cells for cells in named),
    )


def with_other_digit(value: Decimal, chance: random.Random) -> Decimal:
    """The value with one digit changed; the first digit does not become 0."""
    printed = f"{value.normalize():f}"
    first = next(k for k, x in enumerate(printed) if x.isdigit())
    places = [k for k, x in enumerate(printed) if x.isdigit() and (k != first or x != "0")]
    place = chance.choice(places or [first])
    others = [x for x in "0123456789" if x != printed[place] and (x != "0" or place != first)]
    return Decimal(printed[:place] + chance.choice(others) + printed[place + 1 :])


def is_exact(one: Sum, values: Values) -> bool:
    """Whether the parts make the total to the last digit, and two or more of them are not zero."""
    total = values[one[0][0]][one[0][1]]
    parts = [v for row, column in one[1] if (v := values[row][column])]
    return total is not None and len(parts) > 1 and sum(parts, Decimal()) == total


def _annotated(table: dict[str, Any]) -> Iterator[Sum]:
    for (row, column), parts in table.get("sums", ()):
        yield (row, column), tuple((r, c) for r, c in parts)


def _filled(one: Sum, values: Values) -> tuple[Cell, frozenset[Cell]]:
    return one[0], frozenset((r, c) for r, c in one[1] if values[r][c] is not None)


def _lines(one: Sum) -> tuple[int, ...]:
    """Direction, line and lines of the parts: what the instances of a relation share."""
    (row, column), parts = one
    across = all(r == row for r, _ in parts)
    return (1, column, *sorted(c for _, c in parts)) if across else (0, row, *sorted(r for r, _ in parts))
