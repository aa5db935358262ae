"""Performance and self-evaluation forms: weights, scores, money, targets, and what the prose says of them.

Takes the forms of :mod:`gouji.checks.indicators`; each theme is a module of its own.
"""

from __future__ import annotations

from gouji.checks.families.performance.fields import blank_fields, same_project
from gouji.checks.families.performance.money import (
    ceilings,
    execution_rate,
    overspent,
    spending_plan,
    spent_total,
    totals,
)
from gouji.checks.families.performance.prose import all_met, prose_indicators, prose_projects, prose_ratios
from gouji.checks.families.performance.scores import scores, total_score, unexplained, weights
from gouji.checks.families.performance.targets import counted_downwards, operators, over_hundred, units

__all__ = [
    "all_met",
    "blank_fields",
    "ceilings",
    "counted_downwards",
    "execution_rate",
    "operators",
    "over_hundred",
    "overspent",
    "prose_indicators",
    "prose_projects",
    "prose_ratios",
    "same_project",
    "scores",
    "spending_plan",
    "spent_total",
    "total_score",
    "totals",
    "unexplained",
    "units",
    "weights",
]
