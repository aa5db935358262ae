"""The sums that a header states: which column is the sum of which others in every row.

Takes the header paths of figure columns (outermost label first), gives :class:`ColumnSum` values.  Nothing but the
labels is looked at; whether the figures keep the sums is for the callers to see.

- In every group of the header tree the column named 合计, 小计, 总计 is the sum of its siblings, wherever it stands.
- A sibling that is a group itself counts by its own total, or by all of its columns when it has none.
- 其中… is contained in its neighbour and never an addend.
- A measure printed under every label (预算数 | 决算数) splits the columns by measure before anything is added.
- Two columns with one and the same path: the header is not understood, and says nothing of that group.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from gouji.domain.headers import MEASURE, SUBSET
from gouji.domain.totals import BARE, TotalLevel, total_level
from gouji.normalise import fold

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ColumnSum:
    """``total`` = Σ ``parts`` in every row; indexes of columns."""

    total: int
    parts: tuple[int, ...]


@dataclass(slots=True)
class _Node:
    """One label of the header tree: the labels below it, and the columns that end in it (two: not understood)."""

    name: str
    below: dict[str, _Node] = field(default_factory=dict)
    columns: list[int] = field(default_factory=list)

    @property
    def is_column(self) -> bool:
        return len(self.columns) == 1 and not self.below

    def is_clear(self) -> bool:
        """Whether the columns that stand for this label are known: none has the path of another."""
        if not self.below:
            return len(self.columns) == 1
        return not self.columns and (
            self.total() is not None or all(node.is_clear() for node in self.below.values())
        )

    def total(self) -> _Node | None:
        """The column below this label that sums the others: 合计 before one that names what it sums."""
        levels = {name: total_level(name) for name, node in self.below.items() if node.is_column}
        bare = [name for name, level in levels.items() if level in BARE]
        named = [name for name, level in levels.items() if level is TotalLevel.PART]
        if bare:
            return self.below[bare[0]]
        return self.below[named[0]] if len(named) == 1 else None

    def cover(self) -> list[int]:
        """The columns that together are the whole of this label."""
        if not self.below:
            return self.columns
        total = self.total()
        return total.columns if total is not None else self.parts()

    def parts(self, total: _Node | None = None) -> list[int]:
        """The columns that together are all below this label but ``total``."""
        return [
            column
            for node in self.below.values()
            if node is not total and not SUBSET.search(node.name)
            for column in node.cover()
        ]

    def sums(self) -> Iterator[ColumnSum]:
        total = self.total()
        if total is not None:
            parts = self.parts(total)
            if len(parts) > 1 and all(node.is_clear() for node in self.below.values()):
                yield ColumnSum(total.columns[0], tuple(parts))
        for node in self.below.values():
            yield from node.sums()


def header_sums(paths: Sequence[Sequence[str]]) -> tuple[ColumnSum, ...]:
    """The sums that the header paths of figure columns state, outer ones first; indexes into ``paths``.

    >>> header_sums([["合计"], ["基本支出", "小计"], ["基本支出", "人员经费"], ["基本支出", "公用经费"], ["项目支出"]])
    (ColumnSum(total=0, parts=(1, 4)), ColumnSum(total=1, parts=(2, 3)))
    """
    root = _Node("")
    for column, path in enumerate(_measure_first([tuple(fold(label) for label in path) for path in paths])):
        node = root
        for name in path:
            node = node.below.setdefault(name, _Node(name))
        node.columns.append(column)
    return tuple(root.sums())


def _measure_first(paths: list[Path]) -> list[Path]:
    """Paths with a measure that is printed under several labels moved from their end to their front."""
    leaves = [path[-1] for path in paths if len(path) > 1]
    measures = {leaf for leaf in leaves if leaves.count(leaf) > 1 and MEASURE.search(leaf)} | _grid(paths)
    return [(path[-1], *path[:-1]) if len(path) > 1 and path[-1] in measures else path for path in paths]


def _grid(paths: list[Path]) -> set[str]:
    """The leaves of a header that prints the same two or more, none of them a total, under each of its labels."""
    if not all(len(path) > 1 for path in paths):
        return set()
    stems: dict[str, list[Path]] = {}
    for path in paths:
        stems.setdefault(path[-1], []).append(path[:-1])
    first, *others = stems.values() if stems else [[]]
    same = others and len(first) > 1 and all(stem == first for stem in others)
    return set(stems) if same and all(total_level(leaf) is None for leaf in stems) else set()
