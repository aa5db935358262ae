"""Total columns and the columns that the header puts under them, over all tables of a document.

Takes the views of the tables, gives for each row of each header sum a :class:`RowSum`: what it comes to, and where it is
open why.  Blocks of a document whose labels are alike (2024年 | 2025年 | 增减, twin tables) share a template: what one of
them bears out holds for all, so that a block that is wrong in every row does not pass for another way of adding up.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final

from gouji.relations.identity import ZERO, Identity, total_of
from gouji.relations.learned import LearnedSums
from gouji.relations.support import (
    Instance,
    Mechanism,
    OtherParts,
    Support,
    Undecided,
    any_closes,
    counted_again,
    digits_cut,
    rival_parts,
)
from gouji.relations.table_view import ColumnGroup, ColumnView, RowView, SideView, TableView
from gouji.sums.found_sums import Direction

CONTAINED: Final = re.compile(r"其中|扣除|^减|^\(?含|所含|剔除")
"""A label that says that its column or row is part of a neighbour or is taken off it."""
LABEL_START: Final = 4
"""Characters by which labels of two blocks are told alike: their ends are cut where a cell was too small."""

Template = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RowSum:
    """One row under a header sum.

    ``identity`` is ``None`` where a figure cannot be relied on; ``open_`` says why a break
    accuses nobody.
    """

    row: RowView
    identity: Identity | None
    mechanism: Mechanism
    open_: Undecided | None = None
    doubtful: ColumnView | None = None


class ColumnSums:
    """The header sums of a document with all that bears them out."""

    def __init__(
        self, views: Sequence[TableView], learned: Callable[[TableView], LearnedSums] = LearnedSums
    ) -> None:
        self._views = views
        self._learned = learned
        self._instances: dict[int, dict[int, Instance]] = {}

    @cached_property
    def _templates(self) -> dict[Template, tuple[Support, frozenset[int]]]:
        """Template → its support, and the parts (by order) that stand in an exact sum of it."""
        support: dict[Template, Support] = defaultdict(lambda: Support(0, 0, 0))
        borne: dict[Template, set[int]] = defaultdict(set)
        for view in self._views:
            for side in view.sides:
                for group in view.groups_of(side):
                    template = _template(group)
                    instances = list(self.instances(view, side, group).values())
                    support[template] += Support.of(instances)
                    for one in instances if any(i.tells for i in instances) else ():
                        if one.exact:
                            held = {f.key[-1] for _, f in one.identity.parts if f.value != 0}
                            borne[template] |= {n for n, c in enumerate(group.parts) if c.index in held}
        return {template: (one, frozenset(borne[template])) for template, one in support.items()}

    def instances(self, view: TableView, side: SideView, group: ColumnGroup) -> dict[int, Instance]:
        """The rows of a header sum whose figures can be relied on, by the index of the row."""
        if id(group) not in self._instances:
            found = {}
            for row in side.rows:
                total = view.figure(side, row, group.total)
                if total is None or _doubtful(view, row, group) is not None:
                    continue
                parts = [f for c in group.parts if (f := view.figure(side, row, c)) is not None]
                if parts or total.value != 0:
                    found[row.index] = Instance(row.index, total_of(total, parts))
            self._instances[id(group)] = found
        return self._instances[id(group)]

    def rows(self, view: TableView, side: SideView, group: ColumnGroup) -> Iterator[RowSum]:
        """What every row under a header sum comes to."""
        instances = self.instances(view, side, group)
        support, borne = self._templates[_template(group)]
        verdict = _Verdict(view, side, group, list(instances.values()), support, borne, self._learned)
        for row in side.rows:
            total = view.figure(side, row, group.total)
            if total is None:
                continue
            if row.index in instances:
                identity = instances[row.index].identity
                yield RowSum(row, identity, verdict.mechanism, verdict.open_for(instances[row.index]))
            elif (doubtful := _doubtful(view, row, group)) is not None:
                yield RowSum(row, None, verdict.mechanism, doubtful=doubtful)


class _Verdict:
    """What the breaks of one header sum mean."""

    def __init__(
        self,
        view: TableView,
        side: SideView,
        group: ColumnGroup,
        instances: list[Instance],
        support: Support,
        borne: frozenset[int],
        learned: Callable[[TableView], LearnedSums],
    ) -> None:
        self._group = group
        self._values = {
            (row.index, column.index): figure.value
            for row in side.rows
            for column in side.values
            if (figure := view.figure(side, row, column)) is not None
        }
        self._columns = {column.index: column for column in side.values}
        self._parts = [column.index for column in group.parts]
        self._others = [column.index for column in _beside(side, group)]
        self._support, self._own = support, Support.of(instances)
        self.mechanism: Mechanism = "header" if support.real else "single"
        self._rival = self._nested(instances, borne)
        self._another: tuple[int, ...] = ()
        if self._own.broken and not support.real:
            self._another = learned(view).another(instances, self._parts, Direction.COLUMNS)
        self._finest = min((f.step for i in instances for f in i.identity.figures if f.step), default=ZERO)

    def _nested(self, instances: list[Instance], borne: frozenset[int]) -> OtherParts | None:
        marked = frozenset(c.index for c in self._columns.values() if CONTAINED.search("".join(c.path[-2:])))
        kept = frozenset(self._parts[n] for n in borne)
        return rival_parts(instances, self._value, self._parts, self._others, marked=marked, kept=kept)

    def _value(self, row: int, column: int) -> Decimal:
        return self._values.get((row, column), ZERO)

    def open_for(self, instance: Instance) -> Undecided | None:
        """Why a break of this instance accuses nobody; ``None`` where it does, or nothing is broken."""
        if not instance.broken:
            return None
        unknown = f"{self._group.total.leaf}由哪些栏组成无法确定"
        if self._rival is not None:
            return Undecided("nesting", f"{unknown}：{self._told(self._rival)}时各行均成立")
        if counted_again(instance.identity):
            return Undecided("nesting", f"{unknown}：各栏之和恰为其倍数，疑有栏目互相包含")
        if self._another:
            names = "＋".join(self._columns[c].leaf for c in self._another if c in self._columns)
            return Undecided("nesting", f"{unknown}：各行数字另合一式（{names}）")
        if not self._support.real and self._own.broken > 1:
            return Undecided("misread", f"{unknown}：与其下各栏之和无一行相等，疑为读取有误")
        if not self._support.real and any_closes(instance, self._value, self._parts, self._others):
            return Undecided("small_table", f"{unknown}：另一种组成下成立")
        if self._cut(instance.identity):
            return Undecided("misread", "某数的位数少于同表各数，补全即成立，疑未读全")
        return None

    def _told(self, rival: OtherParts) -> str:
        said = []
        if rival.left_out:
            said.append("不计" + "、".join(self._columns[c].leaf for c in rival.left_out))
        if rival.added:
            said.append("加计" + "、".join(self._columns[c].leaf for c in rival.added))
        return "，".join(said)

    def _cut(self, identity: Identity) -> bool:
        signed = ((1, identity.total), *((-sign, part) for sign, part in identity.parts))
        return any(
            digits_cut(figure, figure.value - identity.gap / sign, self._finest) for sign, figure in signed
        )


def _doubtful(view: TableView, row: RowView, group: ColumnGroup) -> ColumnView | None:
    """The first column of a header sum whose reading in a row cannot be relied on."""
    columns = (group.total, *group.parts)
    return next((c for c in columns if not view.sure_cell(row.index, c.index)), None)


def _beside(side: SideView, group: ColumnGroup) -> Iterator[ColumnView]:
    """The columns that the total might cover too: under another outermost label nothing belongs to it."""
    own = {group.total.index, *(part.index for part in group.parts)}
    outer = group.total.outer if len(group.total.path) > 1 else None
    for column in side.values:
        if column.index not in own and (outer is None or column.outer == outer):
            yield column


def _template(group: ColumnGroup) -> Template:
    """The labels of a header sum as its twins print them."""
    return tuple(column.leaf[:LABEL_START] for column in (group.total, *group.parts))
