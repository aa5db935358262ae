"""Within one table: columns against their total, children against parents, items against totals.

Takes a rule and the context, gives one outcome per identity.
"""

from __future__ import annotations

from gouji.check.families.within.columns import row_totals
from gouji.check.families.within.common import Within
from gouji.check.families.within.flow import carried_forward
from gouji.check.families.within.outline import outline_totals
from gouji.check.families.within.totals import grand_totals
from gouji.check.families.within.tree import code_tree, tree_of

__all__ = [
    "Within",
    "carried_forward",
    "code_tree",
    "grand_totals",
    "outline_totals",
    "row_totals",
    "tree_of",
]
