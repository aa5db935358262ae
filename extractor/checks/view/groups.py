"""Which columns add up to which: the tree of the header paths, a total column over its siblings."""

from __future__ import annotations

from collections.abc import Iterator

from gouji.checks import terms
from gouji.checks.view.layout import Column, ColumnGroup


class _Node:
    """One header of the header tree, with the columns below it."""

    __slots__ = ("children", "column", "name")

    def __init__(self, name: str) -> None:
        self.name = name
        self.children: list[_Node] = []
        self.column: Column | None = None

    def child(self, name: str) -> _Node:
        for node in self.children:
            if node.name == name:
                return node
        node = _Node(name)
        self.children.append(node)
        return node


def _rotated(columns: tuple[Column, ...]) -> list[tuple[tuple[str, ...], Column]]:
    """Paths with a repeated measure leaf (预算数/决算数) moved to the front, a lone one dropped."""
    leaves = [column.leaf for column in columns if len(column.path) > 1]
    measures = {leaf for leaf in leaves if terms.MEASURE_LEAF.search(leaf)}
    paths: list[tuple[tuple[str, ...], Column]] = []
    for column in columns:
        path = column.path
        if len(path) > 1 and path[-1] in measures and leaves.count(path[-1]) > 1:
            path = (path[-1], *path[:-1])
        paths.append((path, column))
    return paths


def column_groups(columns: tuple[Column, ...]) -> Iterator[ColumnGroup]:
    """Every total column of a side with the columns that the header puts under it."""
    root = _Node("")
    for path, column in _rotated(columns):
        node = root
        for name in path:
            node = node.child(name)
        if node.column is not None or node.children:
            return
        node.column = column
    yield from _walk(root)


def _walk(node: _Node) -> Iterator[ColumnGroup]:
    total = next((c for c in node.children if c.column and terms.TOTAL_COLUMN.search(c.name)), None)
    if total is not None and total.column is not None:
        parts: list[Column] = []
        for child in node.children:
            if child is not total and not terms.SUBSET.search(child.name):
                parts.extend(_cover(child))
        if len(parts) >= 2:
            yield ColumnGroup(total.column, tuple(parts))
    for child in node.children:
        yield from _walk(child)


def _cover(node: _Node) -> list[Column]:
    """The columns that stand for a header: its own, its total, or all of its parts."""
    if node.column is not None:
        return [node.column]
    total = next((c for c in node.children if c.column and terms.TOTAL_COLUMN.search(c.name)), None)
    if total is not None and total.column is not None:
        return [total.column]
    return [
        column for child in node.children if not terms.SUBSET.search(child.name) for column in _cover(child)
    ]
