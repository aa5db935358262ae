"""Within one table: columns against their total, children against parents, items against totals.

Takes a rule and the context, gives one outcome per identity.
"""

from __future__ import annotations

from gouji.checks.families.within.columns import row_totals
from gouji.checks.families.within.common import Within
from gouji.checks.families.within.flow import carried_forward
from gouji.checks.families.within.outline import outline_totals
from gouji.checks.families.within.totals import grand_totals
from gouji.checks.families.within.tree import code_tree, tree_of

__all__ = [
    "Within",
    "carried_forward",
    "code_tree",
    "grand_totals",
    "outline_totals",
    "row_totals",
    "tree_of",
]
