"""Rows that are the sum of other rows, over all tables of a document: code trees, totals, numbered outlines.

Takes the views of the tables, gives for each column of each such row a :class:`ColumnSum`: what it comes to, and where it
is open why.  By definition a coded row is the sum of the rows under its code; those parts are fixed.  Which rows make up a
row that is called a total is not always printed: of the readings that words, codes and numbering allow, the one that holds
best is taken, and it accuses where it is borne out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Final

from gouji.domain.headers import SUBSET
from gouji.relations.columns import CONTAINED
from gouji.relations.identity import ZERO, Figure, Identity, total_of
from gouji.relations.learned import LearnedSums
from gouji.relations.row_hypotheses import CodeTree, RowHypotheses
from gouji.relations.support import (
    Instance,
    Mechanism,
    Support,
    Undecided,
    any_closes,
    counted_again,
    digits_cut,
    rival_parts,
)
from gouji.relations.table_view import ColumnView, RowView, SideView, TableView
from gouji.sums.found_sums import Direction
from gouji.sums.row_tree import children_by_code

MOST_TRIED: Final = 40
"""Rows that are tried as parts which a total might have or lack; a longer table is no question of one row."""
HALF: Final = Decimal("0.5")
WITHHELD: Final = re.compile(r"涉密|保密|不予公开|未予公开|不宜公开")

Reading = Callable[[ColumnView], list[Figure]]
"""The parts of a total in a column."""


@dataclass(frozen=True, slots=True)
class ColumnSum:
    """A row that sums others, in one column.

    ``identity`` is ``None`` where a figure cannot be relied on; ``open_`` says why a break accuses nobody.  ``also``: the
    other columns that break because of the same row.
    """

    total: RowView
    column: ColumnView
    identity: Identity | None
    mechanism: Mechanism
    open_: Undecided | None = None
    also: tuple[Identity, ...] = ()
    withheld: bool = False


class RowSums:
    """The sums of rows of one table, by its hypotheses and its figures."""

    def __init__(
        self,
        view: TableView,
        hypotheses: RowHypotheses | None = None,
        learned: LearnedSums | None = None,
    ) -> None:
        self._view = view
        self._hypotheses = hypotheses or RowHypotheses(view.structure)
        self._learned = learned or LearnedSums(view)
        self._trees: dict[int, CodeTree] = {}

    def tree(self, side: SideView) -> CodeTree:
        """The coded rows of a side as a tree; each row hangs under the nearest printed code above it."""
        if id(side) not in self._trees:
            self._trees[id(side)] = self._hypotheses.tree(side) or CodeTree.of(self._subjects(side))
        return self._trees[id(side)]

    def figures(self, side: SideView, rows: Sequence[RowView], column: ColumnView) -> list[Figure]:
        """The figures that rows print in a column."""
        return [f for row in rows if (f := self._view.figure(side, row, column)) is not None]

    def code_sums(self, side: SideView) -> Iterator[ColumnSum]:
        """类 = Σ款 = Σ项 by code, in every money column."""
        tree = self.tree(side)
        sums = [
            _Sum(self._view, side, parent, list(children), self._under(side, parent, list(children)))
            for parent, children in tree.children
        ]
        found = Support.of([i for one in sums for i in one.independent])
        for one, (parent, children) in zip(sums, tree.children, strict=True):
            other = [self._contiguous(side, parent), self._uncoded_too(side, parent, list(children))]
            yield from one.by_definition("codes", found, other, self._out_of_place(side, parent, children))

    def number_sums(self, side: SideView) -> Iterator[ColumnSum]:
        """A numbered row against the deeper numbered rows below it (一 = 1 + 2 + 3), where other rows bear that out."""
        sums = [
            _Sum(self._view, side, head, rows, self._alone(side, rows))
            for head, rows in self._hypotheses.numbered(side)
        ]
        found = Support.of([i for one in sums for i in one.independent])
        for one in sums:
            yield from one.by_number(found)

    def outline_sums(self, side: SideView) -> Iterator[ColumnSum]:
        """Every total of an outline against the rows that it closes: 本年合计, 总计 with what is carried over."""
        for outline in self._hypotheses.outlines(side):
            total = outline.total
            readings = [
                _Sum(self._view, side, total, parts, self._alone(side, parts)) for parts in outline.readings
            ]
            readings = [one for one in readings if one.instances] or [one for one in readings if one.unsure]
            if readings:
                best = min(readings, key=lambda one: one.misfit)
                yield from best.by_name(
                    "total word",
                    self._learned,
                    nested(self._view, side, total, outline.closed),
                    lambda column, outline=outline: nested(  # type: ignore[misc]
                        self._view, side, outline.total, outline.spanned, [column]
                    )(column),
                )

    def total_sums(self, side: SideView, total: RowView) -> Iterator[ColumnSum]:
        """A total row against the rows that make it up."""
        ways = [self._alone, self._all_blocks] if len(self._view.sides) > 1 else [self._alone]
        readings = [
            _Sum(self._view, side, total, rows, way(side, rows))
            for rows in self._readings(side, total)
            for way in ways
        ]
        readings = [one for one in readings if one.instances] or [one for one in readings if one.unsure]
        if readings:
            own = [one for one in readings if one.rows is readings[0].rows and not one.misfit[0]]
            best = own[0] if own and side.coded else min(readings, key=lambda one: one.misfit)
            items = [r for r in side.rows if r.index != total.index and r.kind == "item"]
            yield from best.by_name("total word", self._learned, nested(self._view, side, total, items))

    # ---- what stands under a code

    def _subjects(self, side: SideView) -> list[RowView]:
        """Coded rows, one per printed subject: a row and the details of the same code below it count once."""
        rows: list[RowView] = []
        coded = [row for row in side.rows if row.code]
        index = 0
        while index < len(coded):
            run = [coded[index]]
            while index + len(run) < len(coded) and coded[index + len(run)].code == run[0].code:
                run.append(coded[index + len(run)])
            rows.extend(run[:1] if len(run) == 1 or self._first_is_total(side, run) else run)
            index += len(run)
        return rows

    def _first_is_total(self, side: SideView, run: list[RowView]) -> bool:
        for column in side.values:
            first = self._view.figure(side, run[0], column)
            if first is None or first.value == 0:
                continue
            rest = self.figures(side, run[1:], column)
            return bool(rest) and total_of(first, rest).judge() != "broken"
        return all(self._same_row(side, run[0], other) for other in run[1:])

    def _same_row(self, side: SideView, one: RowView, other: RowView) -> bool:
        cells = self._view.table.rows
        return all(cells[one.index][c.index] == cells[other.index][c.index] for c in side.values)

    def _under(self, side: SideView, parent: RowView, children: list[RowView]) -> Reading:
        def parts(column: ColumnView) -> list[Figure]:
            below = self._printed(side, children, column)
            return self.figures(side, below, column) + self._continued(side, parent, column)

        return parts

    def _printed(self, side: SideView, rows: list[RowView], column: ColumnView) -> list[RowView]:
        """The children, a blank one replaced by its own children where those print the column."""
        printed: list[RowView] = []
        for row in rows:
            deeper = list(self.tree(side).below(row))
            if self._view.figure(side, row, column) is None and self.figures(side, deeper, column):
                printed.extend(self._printed(side, deeper, column))
            else:
                printed.append(row)
        return printed

    def _continued(self, side: SideView, parent: RowView, column: ColumnView) -> list[Figure]:
        """Children that are printed in the next block of a table set in several blocks (302 … continued)."""
        place = side.values.index(column)
        figures: list[Figure] = []
        for other in self._view.sides:
            if other is side or len(other.values) != len(side.values) or not other.coded:
                continue
            own = {row.code for row in other.rows}
            rows = [r for r in other.rows if r.code.startswith(parent.code) and r.code != parent.code]
            rows = [
                r for r in rows if not any(r.code[:n] in own for n in range(len(parent.code), len(r.code)))
            ]
            figures.extend(self.figures(other, rows, other.values[place]))
        return figures

    def _branch(self, side: SideView, parent: RowView) -> list[RowView]:
        """The rows below a coded row to the last one before a code of another branch, those without a code included."""
        branch: list[RowView] = []
        for row in side.rows:
            if row.index <= parent.index:
                continue
            if (
                row.kind != "item"
                or (row.code and not row.code.startswith(parent.code))
                or row.code == parent.code
            ):
                break
            branch.append(row)
        return branch

    def _contiguous(self, side: SideView, parent: RowView) -> Reading:
        """The topmost rows of the branch as it is printed, whatever stands elsewhere with such a code."""
        branch = [row for row in self._branch(side, parent) if row.code]
        _, roots = children_by_code([row.code for row in branch])
        rows = [branch[at] for at in roots]
        return lambda column: self.figures(side, rows, column)

    def _uncoded_too(self, side: SideView, parent: RowView, children: list[RowView]) -> Reading:
        """The children and the rows of the branch whose code is not printed."""
        rows = [*children, *(row for row in self._branch(side, parent) if not row.code)]
        return lambda column: self.figures(side, rows, column)

    def _out_of_place(self, side: SideView, parent: RowView, children: Sequence[RowView]) -> frozenset[int]:
        """Children that may be none: marked, printed outside of the branch, of another level, or printed twice."""
        inside = {row.index for row in self._branch(side, parent)}
        lengths = [len(row.code) for row in children]
        usual = max(set(lengths), key=lengths.count)
        twice = {
            later.index
            for n, later in enumerate(children)
            for earlier in children[:n]
            if earlier.code == later.code and self._same_row(side, earlier, later)
        }
        return frozenset(
            row.index
            for row in children
            if CONTAINED.search(row.name)
            or row.index not in inside
            or len(row.code) != usual
            or row.index in twice
        )

    # ---- which rows a total may sum

    def _alone(self, side: SideView, rows: list[RowView]) -> Reading:
        return lambda column: self.figures(side, rows, column)

    def _all_blocks(self, side: SideView, rows: list[RowView]) -> Reading:
        """The rows, and the topmost rows of the other blocks under one heading (公用经费 set in two blocks, one total)."""
        own = {row.code for row in side.rows if row.code}

        def parts(column: ColumnView) -> list[Figure]:
            place = side.values.index(column)
            figures = self.figures(side, rows, column)
            for other in self._view.sides:
                same = other is not side and side.name and other.name == side.name
                if same and other.coded and len(other.values) == len(side.values):
                    roots = [r for r in self.tree(other).roots if not any(r.code.startswith(c) for c in own)]
                    figures.extend(self.figures(other, roots, other.values[place]))
            return figures

        return parts

    def _readings(self, side: SideView, total: RowView) -> list[list[RowView]]:
        """The sets of rows that words, codes and numbering allow."""
        items = [
            r for r in side.rows if r.index != total.index and r.kind == "item" and not SUBSET.search(r.name)
        ]
        found: list[list[RowView]] = []
        if side.coded:
            tree = self.tree(side)
            found.append(list(tree.roots))
            by_length: dict[int, list[RowView]] = {}
            for row in tree.rows:
                by_length.setdefault(len(row.code), []).append(row)
            found += [rows for _, rows in sorted(by_length.items())]
            if len({len(row.code) for row in tree.roots}) > 1:
                found.append(self._without_equal(side, total, items))
        else:
            by_words = self._hypotheses.by_words(side)
            found += [items, by_words[0], self._without_equal(side, total, items), *by_words[1:]]
        unique = {tuple(row.index for row in rows): rows for rows in found if rows}
        return list(unique.values())

    def _without_equal(self, side: SideView, total: RowView, items: list[RowView]) -> list[RowView]:
        """The rows without those that repeat the total itself (a 部门 row above its 单位 rows)."""
        columns = [c for c in side.values if self._view.figure(side, total, c) is not None]
        first = self._view.figure(side, total, columns[0]) if columns else None
        keep = []
        for row in items:
            figure = self._view.figure(side, row, columns[0]) if columns else None
            if not (figure and first and figure.value == first.value and len(items) > 2):
                keep.append(row)
        return keep


def nested(
    view: TableView,
    side: SideView,
    total: RowView,
    rows: list[RowView],
    columns: Sequence[ColumnView] | None = None,
) -> Reading:
    """The topmost rows by arithmetic alone: a row that the rows right below it make up stands for them in all columns.

    ``columns``: those that are looked at together, by default all that the total prints.  Such a reading may acquit,
    never accuse.
    """
    columns = columns or [c for c in side.values if view.figure(side, total, c) is not None]
    vectors = [[_value(view, side, row, column) for column in columns] for row in rows]
    top: list[int] = []
    for at in range(len(rows) - 1, -1, -1):
        sums = [ZERO] * len(columns)
        for taken, below in enumerate(reversed(top), 1):
            sums = [one + other for one, other in zip(sums, vectors[below], strict=True)]
            if sums == vectors[at] and any(sums):
                del top[-taken:]
                break
        top.append(at)
    kept = [rows[at] for at in reversed(top)]
    return lambda column: [f for row in kept if (f := view.figure(side, row, column)) is not None]


def _value(view: TableView, side: SideView, row: RowView, column: ColumnView) -> Decimal:
    figure = view.figure(side, row, column)
    return figure.value if figure is not None else ZERO


class _Sum:
    """One reading of one row that sums others, in all columns that print it."""

    def __init__(
        self, view: TableView, side: SideView, total: RowView, rows: list[RowView], parts: Reading
    ) -> None:
        self._view, self._side, self.total, self.rows = view, side, total, rows
        self._parts = parts
        self.instances: dict[int, Instance] = {}
        self.unsure: list[ColumnView] = []
        for column in side.values:
            figure = view.figure(side, total, column)
            if figure is None:
                continue
            figures = parts(column)
            if figure.value == 0 and figure.readable and not figures:
                continue
            if not all(view.sure_cell(row.index, column.index) for row in (total, *rows)):
                self.unsure.append(column)
            elif figures:
                self.instances[column.index] = Instance(column.index, total_of(figure, figures))

    @cached_property
    def independent(self) -> list[Instance]:
        """The instances in columns that are no sums of others; where all are, all."""
        totals = {group.total.index for group in self._view.groups_of(self._side)}
        found = [one for at, one in self.instances.items() if at not in totals]
        return found or list(self.instances.values())

    @property
    def misfit(self) -> tuple[int, bool, Decimal]:
        """How badly the reading explains the total: columns in which it breaks, whether one row alone is all of it (then
        that row hands its role on), and by how much it is off."""
        tells = any(one.tells for one in self.instances.values())
        return len(self._broken), not tells, sum((abs(one.identity.gap) for one in self._broken), ZERO)

    def by_definition(
        self, mechanism: Mechanism, support: Support, others: Sequence[Reading], loose: frozenset[int]
    ) -> Iterator[ColumnSum]:
        """The columns of a sum whose parts are fixed; ``loose``: rows that may be none of them."""
        graded: Mechanism = mechanism if support.real else "single"
        open_ = self._explained(others, loose, by_definition=True)
        if open_ is None and not support.real and support.broken > 1 and self._broken:
            open_ = Undecided("misread", "与其下各行之和无一相等，由哪些行组成无法确定，疑为读取有误")
        yield from self._judged(graded, open_)

    def by_number(self, support: Support) -> Iterator[ColumnSum]:
        """The columns of a numbered row, whose parts are those that the numbering says where it is borne out."""
        open_ = self._explained([], frozenset(r.index for r in self.rows if CONTAINED.search(r.name)))
        if open_ is None and self._broken and (not support.real or support.telling < support.broken):
            open_ = Undecided("nesting", f"{self.total.label}由哪些行组成无法确定：编号之下各行之和多不相等")
        yield from self._judged("numbering", open_)

    def by_name(
        self,
        mechanism: Mechanism,
        learned: LearnedSums,
        by_arithmetic: Reading,
        column_alone: Reading | None = None,
    ) -> Iterator[ColumnSum]:
        """The columns of a row that is called a total, whose parts are the best of several readings.

        ``column_alone``: what arithmetic makes of the parts of one column, whatever the others say.
        """
        support = Support.of(self.independent)
        graded: Mechanism = mechanism if support.real else "single"
        loose = frozenset(row.index for row in self.rows if CONTAINED.search(row.name))
        open_ = self._explained([by_arithmetic], loose) if self._broken else None
        if open_ is None and not support.real and self._broken:
            open_ = self._learned(learned) or self._unsupported(support)
        for one in self._judged(graded, open_):
            broken = one.identity is not None and one.open_ is None and one.identity.judge() == "broken"
            if broken and column_alone is not None and self._closes_one(one, column_alone):
                why = Undecided("nesting", f"{self.total.label}由哪些行组成无法确定：本栏另一种组成下成立")
                yield replace(one, open_=why, also=())
            else:
                yield one

    @staticmethod
    def _closes_one(one: ColumnSum, other: Reading) -> bool:
        return (
            one.identity is not None and total_of(one.identity.total, other(one.column)).judge() != "broken"
        )

    @property
    def _broken(self) -> list[Instance]:
        return [one for one in self.instances.values() if one.broken]

    def _value(self, column: int, row: int) -> Decimal:
        figure = self._view.figure(self._side, self._side.rows[row], self._view.columns[column])
        return figure.value if figure is not None else ZERO

    def _explained(
        self, others: Sequence[Reading], loose: frozenset[int], *, by_definition: bool = False
    ) -> Undecided | None:
        """The rival that explains all breaks and keeps what holds."""
        if not self._broken:
            return None
        unknown = f"{self.total.label}由哪些行组成无法确定"
        fixed = by_definition and any(one.exact and one.tells for one in self.instances.values())
        if not fixed and all(counted_again(one.identity) for one in self._broken):
            return Undecided("nesting", f"{unknown}：各行之和恰为其倍数，疑有行互相包含")
        if any(self._closes(other) for other in others):
            return Undecided("nesting", f"{unknown}：另一种组成下各栏均成立")
        parts = [row.index for row in self.rows if row.index in loose]
        own = {self.total.index, *(row.index for row in self.rows)}
        beside = [row.index for row in self._side.rows if row.index not in own and not self._related(row)][
            :MOST_TRIED
        ]
        found = rival_parts(list(self.instances.values()), self._value, parts, beside, marked=loose)
        if found is None:
            return None
        names = [self._side.rows[at].label for at in (*found.left_out, *found.added)]
        return Undecided(
            "nesting", f"{unknown}：{'、'.join(names)}若{'不' if found.left_out else ''}计入即成立"
        )

    def _related(self, row: RowView) -> bool:
        """Whether a row stands above the total or below one of its parts by its code."""
        return bool(row.code) and (
            self.total.code.startswith(row.code)
            or any(part.code and row.code.startswith(part.code) for part in self.rows)
        )

    def _closes(self, other: Reading) -> bool:
        """Whether another reading closes every break and keeps what holds."""
        for at, one in self.instances.items():
            column = self._view.columns[at]
            if (one.broken or one.exact) and total_of(one.identity.total, other(column)).judge() == "broken":
                return False
        return True

    def _learned(self, learned: LearnedSums) -> Undecided | None:
        """Another sum that the figures show for the total, where nothing bears out the stated one."""
        parts = [row.index for row in self.rows]
        others = learned.another(self.instances.values(), parts, Direction.ROWS)
        names = "＋".join(row.label for row in self._side.rows if row.index in others)
        why = f"{self.total.label}由哪些行组成无法确定：各栏数字另合一式（{names}）"
        return Undecided("nesting", why) if others else None

    def _unsupported(self, support: Support) -> Undecided | None:
        """Why a total that nothing bears out accuses nobody; ``None`` where it does, as a single instance."""
        unknown = f"{self.total.label}由哪些行组成无法确定"
        if support.broken > 1:
            return Undecided("misread", f"{unknown}：没有一栏等于各行之和，疑为读取有误")
        rows = [row.index for row in self._side.rows if row.index != self.total.index][:MOST_TRIED]
        parts = [row.index for row in self.rows if row.index in rows]
        others = [at for at in rows if at not in parts]
        for one in self._broken:
            larger = max(abs(one.identity.total.value), abs(one.identity.expected))
            if abs(one.identity.gap) + one.identity.slack >= larger * HALF:
                return Undecided("nesting", f"{unknown}：相差过半")
            if any_closes(one, self._value, parts, others):
                return Undecided("small_table", f"{unknown}：另一种组成下成立")
        return None

    def _judged(self, mechanism: Mechanism, open_: Undecided | None) -> Iterator[ColumnSum]:
        merged = self._one_row()
        withheld = bool(merged) and self._withheld
        for column in self._side.values:
            one = self.instances.get(column.index)
            if column in self.unsure:
                yield ColumnSum(self.total, column, None, mechanism)
            elif one is None or (one.at in merged[1:] and open_ is None):
                continue
            else:
                why = open_ or self._cut(one) if one.broken else None
                also = (
                    tuple(self.instances[at].identity for at in merged[1:])
                    if merged[:1] == [one.at] and why is None
                    else ()
                )
                yield ColumnSum(
                    self.total, column, one.identity, mechanism, why, also, withheld and one.at in merged
                )

    def _one_row(self) -> list[int]:
        """The columns that break as if one row were missing: the gaps keep the sums that the header states."""
        broken = {one.at: one.identity for one in self._broken}
        if len(broken) < 2:
            return []
        related: set[int] = set()
        for group in self._view.groups_of(self._side):
            if group.total.index not in broken:
                continue
            parts = [broken[part.index] for part in group.parts if part.index in broken]
            total = broken[group.total.index]
            gap = total.gap - sum((one.gap for one in parts), ZERO)
            if parts and abs(gap) <= total.slack:
                related |= {group.total.index, *(p.index for p in group.parts if p.index in broken)}
        gaps = {broken[at].gap for at in related}
        return list(broken) if related and all(one.gap in gaps for one in broken.values()) else []

    @property
    def _withheld(self) -> bool:
        """Whether the document says of this table or these rows that items are left out."""
        said = [*self._view.table.notes, self._view.title, self.total.name, *(row.name for row in self.rows)]
        return any(WITHHELD.search(text) for text in said)

    def _cut(self, one: Instance) -> Undecided | None:
        steps = [f.step for other in self.instances.values() for f in other.identity.figures if f.step]
        finest, identity = min(steps, default=ZERO), one.identity
        signed = ((1, identity.total), *((-sign, part) for sign, part in identity.parts))
        if any(digits_cut(figure, figure.value - identity.gap / sign, finest) for sign, figure in signed):
            return Undecided("misread", "某数的位数少于同表各数，补全即成立，疑未读全")
        return None
