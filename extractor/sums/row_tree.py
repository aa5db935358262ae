"""Which row is the sum of which others, as codes, numbering and total words of the rows say.

Takes one entry per row in printed order (its code, the depth of its numbering, the level of the total that it is),
gives parent row → child rows.  No figure is looked at: what comes of it is a hypothesis.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from gouji.domain.totals import TotalLevel

Children = dict[int, tuple[int, ...]]

CLASS_DIGITS: Final = 2
"""The shortest code under which others stand; 一 digit is a running number."""

RANKS: Final[Mapping[TotalLevel, int]] = {
    TotalLevel.PART: 1,
    TotalLevel.SUBTOTAL: 1,
    TotalLevel.YEAR: 2,
    TotalLevel.TOTAL: 3,
    TotalLevel.GRAND: 4,
}
"""小计 < 本年合计 < 合计 < 总计: a total sums the totals below its rank that are still open, never one of its own."""


def children_by_code(
    codes: Sequence[str | None], *, details: bool = False
) -> tuple[Children, tuple[int, ...]]:
    """Parent row → child rows by code prefixes (类 ⊃ 款 ⊃ 项), and the rows that stand under no other.

    A row hangs under the longest printed code that its own begins with; of several rows with that code (a table of
    several units) under the last one above it, else under the first one below.  Rows without a code take no part.
    ``details``: a code printed again right below its first row is a detail of that row.

    >>> children_by_code(["208", "20805", None, "210", "20808"])
    ({0: (1, 4)}, (0, 3))
    >>> children_by_code(["2101501", "2101501", "2101501"], details=True)
    ({0: (1, 2)}, (0,))
    """
    at: dict[str, list[int]] = {}
    above: dict[int, int] = {}
    first: int | None = None
    for row, code in enumerate(codes):
        if not code:
            continue
        if details and first is not None and codes[first] == code:
            above[row] = first
        else:
            first = row
            at.setdefault(code, []).append(row)
    for row in (row for rows in at.values() for row in rows):
        code = codes[row] or ""
        prefixes = (code[:length] for length in range(len(code) - 1, CLASS_DIGITS - 1, -1))
        heads = next((at[prefix] for prefix in prefixes if prefix in at), None)
        if heads:
            above[row] = max((head for head in heads if head < row), default=heads[0])
    children: dict[int, list[int]] = {}
    for row, head in sorted(above.items()):
        children.setdefault(head, []).append(row)
    roots = tuple(row for row, code in enumerate(codes) if code and row not in above)
    return {row: tuple(below) for row, below in sorted(children.items())}, roots


def children_by_number(depths: Sequence[int | None], ends: Iterable[int] = ()) -> Children:
    """Numbered row → the deeper numbered rows right below it (一、 ⊃ （一） ⊃ 1.).

    ``depths``: 0 for the outermost numbering, ``None`` for a row without a number, which ends what is open, as the rows
    ``ends`` do (totals).  Only the rows of the depth of the first child are children.

    >>> children_by_number([0, 1, 1, 0, None, 1])
    {0: (1, 2)}
    """
    ended = set(ends)
    open_rows: list[int] = []
    children: dict[int, list[int]] = {}
    for row, depth in enumerate(depths):
        if depth is None or row in ended:
            open_rows = []
            continue
        while open_rows and (depths[open_rows[-1]] or 0) >= depth:
            open_rows.pop()
        if open_rows:
            children.setdefault(open_rows[-1], []).append(row)
        open_rows.append(row)
    return {row: tuple(c for c in below if depths[c] == depths[below[0]]) for row, below in children.items()}


def rows_closed(levels: Sequence[TotalLevel | None]) -> Children:
    """Total row → the rows that it closes: those since the last total, and the lower totals that are still open.

    ``levels``: ``None`` for a row that is no total.

    >>> item, year, grand = None, TotalLevel.YEAR, TotalLevel.GRAND
    >>> rows_closed([item, item, year, item, grand])
    {2: (0, 1), 4: (2, 3)}
    """
    closed: Children = {}
    items: list[int] = []
    totals: list[tuple[int, int]] = []
    for row, level in enumerate(levels):
        rank = RANKS.get(level, 0) if level is not None else 0
        if not rank:
            items.append(row)
            continue
        closed[row] = (*(total for total, lower in totals if lower < rank), *items)
        totals = [*((total, other) for total, other in totals if other >= rank), (row, rank)]
        items = []
    return closed


def outermost(rows: Iterable[int], depths: Sequence[int | None]) -> tuple[int, ...]:
    """Of these rows the ones at the outermost numbering among them, and those without a number beside them.

    >>> outermost([0, 1, 2, 3], [0, 1, None, 0])
    (0, 2, 3)
    """
    rows = tuple(rows)
    least = min((depth for row in rows if (depth := depths[row]) is not None), default=None)
    return tuple(row for row in rows if depths[row] in (None, least))
