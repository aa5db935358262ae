"""The identities (勾稽关系) that a table's header and codes state: which column, which row is the sum of which.

Takes header paths, gives :class:`RowIdentity` (合计 = Σ of its parts within a row); takes codes, gives the tree of
parent and child rows (类 = Σ款 = Σ项, 合计 = Σ top level).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

TOTALS: frozenset[str] = frozenset({"合计", "小计", "总计"})


@dataclass(frozen=True, slots=True)
class RowIdentity:
    """``total`` = Σ ``parts``; indexes of columns."""

    total: int
    parts: tuple[int, ...]


def row_identities(paths: Sequence[Sequence[str]]) -> tuple[RowIdentity, ...]:
    """The identities that header paths imply, as indexes into ``paths``.

    In every group the column named 合计/小计/总计 equals its siblings; a sibling that is a group counts
    by its own 小计 (or 合计), or by all its columns when it has none.  Only figure columns may be given.
    """
    found: list[RowIdentity] = []
    for members in _by_measure(paths):
        inner = [paths[i] if members == tuple(range(len(paths))) else paths[i][:-1] for i in members]
        for identity in _identities_below(inner, (), range(len(members))):
            found.append(
                RowIdentity(members[identity.total], tuple(members[part] for part in identity.parts))
            )
    return tuple(found)


def _by_measure(paths: Sequence[Sequence[str]]) -> list[tuple[int, ...]]:
    """Columns by what they measure where every group is printed for each measure (预算数 | 决算数 under each label)."""
    last = [path[-1] if len(path) > 1 else "" for path in paths]
    measures = [label for label in dict.fromkeys(last) if label]
    counts = {last.count(label) for label in measures}
    if "" in last or len(measures) < 2 or len(counts) != 1 or counts == {1} or any(map(_is_total, measures)):
        return [tuple(range(len(paths)))]
    stems = {label: [tuple(path[:-1]) for path in paths if path[-1] == label] for label in measures}
    if any(stem != stems[measures[0]] for stem in stems.values()):
        return [tuple(range(len(paths)))]
    return [tuple(i for i, label in enumerate(last) if label == measure) for measure in measures]


def _identities_below(
    paths: Sequence[Sequence[str]], prefix: tuple[str, ...], members: Sequence[int]
) -> list[RowIdentity]:
    depth = len(prefix)
    groups: dict[str, list[int]] = {}
    for index in members:
        if len(paths[index]) > depth:
            groups.setdefault(paths[index][depth], []).append(index)
    found: list[RowIdentity] = []
    total: int | None = None
    parts: list[int] = []
    for label, inside in groups.items():
        leaf = len(inside) == 1 and len(paths[inside[0]]) == depth + 1
        if leaf and total is None and _is_total(label):
            total = inside[0]
        elif leaf:
            parts.append(inside[0])
        else:
            found.extend(_identities_below(paths, (*prefix, label), inside))
            own = next((i for i in inside if len(paths[i]) == depth + 2 and _is_total(paths[i][-1])), None)
            parts.extend([own] if own is not None else inside)
    if total is not None and len(parts) > 1:
        found.append(RowIdentity(total, tuple(parts)))
    return found


def _is_total(label: str) -> bool:
    return label in TOTALS or label.endswith(("经费合计", "收入合计", "支出合计"))


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
