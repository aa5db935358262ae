"""Which of several explanations of a break the rest of the document speaks for.

Takes the context and a figure with a value that it would need, gives how many places speak for that value instead of the
printed one: other places that print it as exactly, and the rate that the same sentence prints.  A witness chooses between
explanations that mend as many relations; it neither makes a finding nor takes one back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cached_property
from typing import Final

from gouji.checks.context import Context
from gouji.checks.rules.arithmetic.printed_rate import judge_rate
from gouji.checks.statement_view import StatementView
from gouji.normalise import fold
from gouji.relations.identity import Figure, Key

TELLING_DIGITS: Final = 4
"""Significant digits from which an amount is told by its digits alone; a shorter one must also have the same name."""
_FIELDS: Final = ("value", "change", "budget_value")


class Witnesses:
    """The figures of a document by their amount, and the rates of its sentences."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def favour(self, figure: Figure, needed: Decimal, among: Iterable[Key]) -> int:
        """Places that speak for ``needed`` less those that speak for what is printed; ``among``: the figures in question."""
        own = frozenset(among)
        return self._places(figure, needed, own) - self._places(figure, figure.value, own)

    def _places(self, figure: Figure, value: Decimal, own: frozenset[Key]) -> int:
        short = len(f"{abs(value):f}".replace(".", "").strip("0")) < TELLING_DIGITS
        alike = [
            other
            for other in self._by_value.get(abs(value), ())
            if other.key not in own
            and (not figure.step or other.step <= figure.step)
            and (not short or _names(figure) & _names(other))
        ]
        return len({other.key for other in alike}) + self._rate_holds(figure, value)

    def _rate_holds(self, figure: Figure, value: Decimal) -> int:
        """1 where the rate that the sentence of a figure prints is that of the figure at ``value``."""
        said = self._statements.get(figure.key[0])
        if said is None or len(figure.key) != 2:
            return 0
        printed, change, amount = said.percent("change_pct"), said.signed_change(), said.figure()
        if printed is None or change is None or amount is None or printed.value == 0:
            return 0
        if figure.key[1] == "change":
            change = replace(change, value=abs(value) * (said.sign or 1))
        elif figure.key[1] == "value":
            amount = replace(amount, value=value)
        before = replace(amount, value=amount.value - change.value, step=amount.step + change.step)
        if before.value <= 0:
            return 0
        return int(judge_rate(printed, replace(change, value=abs(change.value)), before)[0] != "broken")

    @cached_property
    def _statements(self) -> dict[str, StatementView]:
        return {said.statement.id: said for said in self._context.prose.amounts}

    @cached_property
    def _by_value(self) -> dict[Decimal, list[Figure]]:
        found: dict[Decimal, list[Figure]] = defaultdict(list)
        for figure in self._figures():
            found[abs(figure.value)].append(figure)
        return found

    def _figures(self) -> Iterator[Figure]:
        for view in self._context.views:
            for side in view.sides:
                cells = (view.figure(side, row, column) for row in side.rows for column in side.values)
                yield from (figure for figure in cells if figure is not None and figure.value != 0)
        for said in self._context.prose.amounts:
            fields = (said.figure(name) for name in _FIELDS)
            yield from (figure for figure in fields if figure is not None and figure.value != 0)


def _names(figure: Figure) -> frozenset[str]:
    """The labels of a place, without its table or section: those of row and columns, or the subject of a sentence."""
    place = figure.where.partition(" ")[2]
    return frozenset(name for name in fold(place).split("/") if len(name) > 1)
