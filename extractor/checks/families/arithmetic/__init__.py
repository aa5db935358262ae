"""Arithmetic in prose: growth, shares, completion, bases and directions, recomputed from the printed amounts."""

from __future__ import annotations

from gouji.checks.families.arithmetic.directions import directions, flat_with_reason, negative_base
from gouji.checks.families.arithmetic.rates import completion, growth, growth_between
from gouji.checks.families.arithmetic.shares import share_groups, shares, shares_add_up
from gouji.checks.families.arithmetic.years import base_year, prior_columns

__all__ = [
    "base_year",
    "completion",
    "directions",
    "flat_with_reason",
    "growth",
    "growth_between",
    "negative_base",
    "prior_columns",
    "share_groups",
    "shares",
    "shares_add_up",
]
