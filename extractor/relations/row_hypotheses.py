"""Which rows may be the sum of which, by words, codes and numbering alone: formed once for a table, whatever its figures.

Takes a :class:`~gouji.relations.table_view.TableStructure`, gives for each side the coded rows as a tree, numbered rows with what
stands under them, totals of an outline with the sets of rows that they may close.  What bears a hypothesis out is found
in :mod:`gouji.relations.rows`, and found again whenever figures change.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from gouji.domain.headers import SUBSET
from gouji.domain.totals import total_level
from gouji.relations.table_view import RowView, SideView, TableStructure
from gouji.sums.row_tree import children_by_code, children_by_number, outermost, rows_closed

_NUMBERS: Final = (
    re.compile(r"[一二三四五六七八九十]+[、.]?"),
    re.compile(r"[(（][一二三四五六七八九十]+[)）]"),
    re.compile(r"\d+[、.]?"),
)


@dataclass(frozen=True, slots=True)
class CodeTree:
    """The coded rows of a side: one row a subject, and the children of each."""

    rows: tuple[RowView, ...]
    children: tuple[tuple[RowView, tuple[RowView, ...]], ...]
    roots: tuple[RowView, ...]

    @classmethod
    def of(cls, rows: Sequence[RowView]) -> CodeTree:
        """Each row hangs under the nearest printed code above it."""
        children, roots = children_by_code([row.code for row in rows])
        return cls(
            tuple(rows),
            tuple((rows[head], tuple(rows[row] for row in below)) for head, below in children.items()),
            tuple(rows[row] for row in roots),
        )

    def below(self, row: RowView) -> tuple[RowView, ...]:
        return next((children for parent, children in self.children if parent is row), ())


@dataclass(frozen=True, slots=True)
class Outline:
    """A total of an outline: the sets of rows that it may be the sum of, the rows that it closes, and all from the first of
    them to the total."""

    total: RowView
    readings: tuple[list[RowView], ...]
    closed: list[RowView]
    spanned: list[RowView]


class RowHypotheses:
    """What may add up to what among the rows of one table, by side."""

    def __init__(self, structure: TableStructure) -> None:
        self.structure = structure
        self._trees: dict[int, CodeTree | None] = {}
        self._numbered: dict[int, tuple[tuple[RowView, list[RowView]], ...]] = {}
        self._outlines: dict[int, tuple[Outline, ...]] = {}
        self._by_words: dict[int, tuple[list[RowView], ...]] = {}

    def tree(self, side: SideView) -> CodeTree | None:
        """The tree of codes; ``None`` where a code is printed again at once, which only figures can tell the meaning of."""
        if id(side) not in self._trees:
            coded = [row for row in side.rows if row.code]
            again = any(one.code == other.code for one, other in zip(coded, coded[1:], strict=False))
            self._trees[id(side)] = None if again else CodeTree.of(coded)
        return self._trees[id(side)]

    def numbered(self, side: SideView) -> tuple[tuple[RowView, list[RowView]], ...]:
        """Numbered rows with the deeper numbered rows below them (一 = 1 + 2 + 3), where none of these is 其中."""
        if id(side) not in self._numbered:
            depths = [depth if (depth := self._depth(row)) >= 0 else None for row in side.rows]
            totals = [at for at, row in enumerate(side.rows) if row.kind != "item"]
            found = (
                (side.rows[head], [side.rows[at] for at in rows])
                for head, rows in children_by_number(depths, totals).items()
            )
            self._numbered[id(side)] = tuple(
                (head, rows) for head, rows in found if not any(SUBSET.search(row.name) for row in rows)
            )
        return self._numbered[id(side)]

    def outlines(self, side: SideView) -> tuple[Outline, ...]:
        """Every total of an outline with what it may close: 本年合计, 总计 with what is carried over."""
        if id(side) not in self._outlines:
            rows = [r for r in side.rows if r.kind != "item" or (r.name and not SUBSET.search(r.name))]
            levels = [None if r.kind == "item" else total_level(r.name, of_row=True) for r in rows]
            self._outlines[id(side)] = tuple(
                self._outline(
                    side,
                    rows[at],
                    [rows[i] for i in closed if levels[i] is None],
                    [rows[i] for i in closed if levels[i] is not None],
                )
                for at, closed in rows_closed(levels).items()
            )
        return self._outlines[id(side)]

    @staticmethod
    def _outline(side: SideView, total: RowView, held: list[RowView], lower: list[RowView]) -> Outline:
        depths = [row.depth if row.depth >= 0 else None for row in held]
        sets = [[held[i] for i in outermost(range(len(held)), depths)], held]
        sets += [[r for r in held if r.depth == 0], [r for r in held if r.depth < 0]]
        if total.kind == "grand":
            sets.append(held[:1])
        # A summary sets several outlines beside each other: one column may nest where the next does not.
        first = min((row.index for row in held), default=total.index)
        spanned = [*lower, *(r for r in side.rows[first : total.index] if r.kind == "item")]
        readings = tuple(parts for one in sets if (parts := [*lower, *one]))
        return Outline(total, readings, [*lower, *held], spanned)

    def by_words(self, side: SideView) -> tuple[list[RowView], ...]:
        """The sets of rows that a total without codes may sum: the subtotals, then the rows of each depth of numbering."""
        if id(side) not in self._by_words:
            items = [r for r in side.rows if r.kind == "item" and not SUBSET.search(r.name)]
            depths = [self._depth(row) for row in items]
            levels = (
                [row for row, d in zip(items, depths, strict=True) if d == depth]
                for depth in sorted({d for d in depths if d >= 0})
            )
            self._by_words[id(side)] = ([r for r in side.rows if r.kind == "subtotal"], *levels)
        return self._by_words[id(side)]

    def _depth(self, row: RowView) -> int:
        """The depth of a row's numbering, in its label or in a column of its own (序号: 一 above 1, 2, 3)."""
        if row.depth >= 0:
            return row.depth
        texts = (
            self.structure.text(row, column) for column in self.structure.columns if column.kind == "sequence"
        )
        text = next((text for text in texts if text), "")
        return next((n for n, style in enumerate(_NUMBERS) if style.fullmatch(text.strip())), -1)
