"""A typed view over one :class:`~gouji.schemas.record.Table`: sides, codes, labels, roles, figures.

Takes a table as read (header paths, rows of cells) and answers the questions every rule asks:
which column holds the code and which the name, where a two-sided table splits, which row is the
total, which rows are children of which, which columns add up to which.  Nothing here judges.
"""

from __future__ import annotations

from gouji.checks.view.layout import Column, ColumnGroup, Row, Side, Tree
from gouji.checks.view.table import TableView

__all__ = [
    "Column",
    "ColumnGroup",
    "Row",
    "Side",
    "TableView",
    "Tree",
]
