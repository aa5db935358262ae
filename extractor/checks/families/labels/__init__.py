"""Within one table, apart from sums: codes and names, duplicates, numbering, signs, emptiness, prices.

Outcomes are mostly notes: a printed name may differ from the official one for many reasons, and only a few of
these contradict the document itself.
"""

from __future__ import annotations

from gouji.checks.families.labels.names import class_labels, code_names, outdated_names
from gouji.checks.families.labels.prices import prices, thresholds
from gouji.checks.families.labels.rows import (
    chinese_number,
    duplicates,
    empty_tables,
    numbering,
    signs,
    spoilt_cells,
)
from gouji.checks.families.labels.units import unit_codes, unit_names

__all__ = [
    "chinese_number",
    "class_labels",
    "code_names",
    "duplicates",
    "empty_tables",
    "numbering",
    "outdated_names",
    "prices",
    "signs",
    "spoilt_cells",
    "thresholds",
    "unit_codes",
    "unit_names",
]
