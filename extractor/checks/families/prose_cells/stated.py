"""What the comparisons of statements share: concepts held against each other, the own year, a unit slip."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from gouji.checks.context import Context
from gouji.checks.model import Figure
from gouji.checks.prose import Said


@dataclass(frozen=True, slots=True)
class Concepts:
    """The concepts that a rule holds against each other."""

    concepts: tuple[str, ...]


def own_year(said: Said, context: Context) -> bool:
    """Whether a statement is about the document's own year."""
    return context.year is None or said.statement.year in (None, context.year)


def unit_slip(one: Figure, other: Figure) -> bool:
    """Whether two figures differ by 万 and nothing else: 4879.55 元 for 4879.55 万元."""
    small, large = sorted((abs(one.value), abs(other.value)))
    return small > 0 and abs(large / small / _WAN - 1) < _SAME_DIGITS


_WAN = 10_000
_SAME_DIGITS = Decimal("0.0005")
"""How far the ratio may be off 10 000: the digits of the shorter print."""
