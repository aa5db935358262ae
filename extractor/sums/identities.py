"""The identities (勾稽关系) that a table's header and codes state: which column, which row is the sum of which.

Takes header paths, gives :class:`RowIdentity` (合计 = Σ of its parts within a row); takes codes, gives the tree of
parent and child rows (类 = Σ款 = Σ项, 合计 = Σ top level).
"""

from __future__ import annotations

from collections.abc import Sequence


def children_by_code(codes: Sequence[str | None], totals: Sequence[int] = ()) -> dict[int, tuple[int, ...]]:
    """Parent row → child rows, from code prefixes in printed order.

    A code printed again directly below its first row is a detail of that row.  Rows in ``totals`` are parents of
    all top-level rows.  Rows without a code take no part.
    """
    parent: dict[int, int] = {}
    open_rows: list[int] = []
    for row, code in enumerate(codes):
        if not code:
            continue
        while open_rows and not code.startswith(codes[open_rows[-1]] or "\0"):
            open_rows.pop()
        if open_rows:
            parent[row] = open_rows[-1]
        if not (open_rows and codes[open_rows[-1]] == code):
            open_rows.append(row)
    children: dict[int, list[int]] = {}
    for child, above in parent.items():
        children.setdefault(above, []).append(child)
    top = [row for row, code in enumerate(codes) if code and row not in parent]
    for total in totals:
        children[total] = [row for row in top if row != total]
    return {above: tuple(rows) for above, rows in sorted(children.items()) if rows}
