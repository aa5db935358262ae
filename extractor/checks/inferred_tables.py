"""How a table was read: which tables had their layout inferred, and what a slip of that reading could have moved.

Takes the views and, where there is one, the document; gives one :class:`InferredTable` per table whose columns and rows no
ruled lines and no tabs fix.  It answers, for one figure, the questions of :mod:`gouji.checks.misread`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from itertools import combinations
from typing import Final

from gouji.checks.context import Context
from gouji.figures import amount, amounts, value_of
from gouji.read.model import Line
from gouji.relations.identity import Figure
from gouji.relations.table_view import ColumnView, RowView, SideView, TableView

SAME_FORM: Final = 0.75
"""Share of a table's figures with the same number of decimals from which another number is odd."""
CODE_LENGTHS: Final = (3, 5, 7)
"""Digits of a 类, 款 and 项 (政府收支分类科目)."""
ENOUGH_FIGURES: Final = 10
MOST_UNREAD: Final = 3
"""So many unread rows at most are put together to explain a gap."""
MOST_UNCLAIMED: Final = 60


def inferred_tables(context: Context) -> dict[str, InferredTable]:
    """The tables with inferred layout, by id."""
    return {v.id: InferredTable(v, context) for v in context.views if v.table.layout == "inferred"}


class InferredTable:
    """One table with inferred layout."""

    def __init__(self, view: TableView, context: Context) -> None:
        self.view = view
        self._context = context

    @cached_property
    def _forms(self) -> dict[int, Counter[int]]:
        """column → how often its figures print how many decimals."""
        forms: dict[int, Counter[int]] = {}
        for side in self.view.sides:
            for column in side.values:
                figures = (self.view.figure(side, row, column) for row in side.rows)
                printed = (_places(f.printed) for f in figures if f is not None and f.value != 0)
                forms.setdefault(column.index, Counter()).update(printed)
        return forms

    def oddly_printed(self, figure: Figure) -> bool:
        """Whether a figure lacks decimals that nearly all figures of the other columns (or of all) have."""
        if figure.value == 0 or len(figure.key) != 3:
            return False
        others = Counter[int]()
        for column, forms in self._forms.items():
            if column != figure.key[2]:
                others.update(forms)
        counted = others if others.total() >= ENOUGH_FIGURES else sum(self._forms.values(), Counter[int]())
        if counted.total() < ENOUGH_FIGURES:
            return False
        usual, count = counted.most_common(1)[0]
        return count >= counted.total() * SAME_FORM and _places(figure.printed) < usual

    def beside(self, figure: Figure, needed: Decimal, slack: Decimal) -> bool:
        """Whether ``needed`` stands in another column of the row that is no total over the figure's own.

        A figure that should not be there at all (``needed`` is 0) has a blank column beside it.
        """
        place = self._place(figure)
        if place is None:
            return False
        side, row, column = place
        for other in self._unrelated(side, column):
            value = self.view.figure(side, row, other)
            if abs(needed) <= slack and value is None and self._reaches(side, row, column, other):
                return True
            found = value is not None and abs(value.value - needed) <= slack + value.step
            if abs(needed) > slack and found and self._reaches(side, row, other, column):
                return True
        return False

    def _reaches(self, side: SideView, row: RowView, source: ColumnView, target: ColumnView) -> bool:
        """Whether the figure of one column can be that of another, the figures of the row keeping their order."""
        filled = [c for c in side.values if self.view.figure(side, row, c) is not None]
        before = filled.index(source)
        place = side.values.index(target)
        return before <= place <= len(side.values) - (len(filled) - before)

    def beside_blank(self, total: Figure, gap: Decimal, slack: Decimal) -> bool:
        """Whether a row that leaves the column of ``total`` blank prints the missing amount in another one."""
        place = self._place(total)
        if place is None:
            return False
        side, _, column = place
        blank = [r for r in side.rows if r.kind == "item" and self.view.figure(side, r, column) is None]
        others = self._unrelated(side, column)
        return any(
            (value := self.view.figure(side, row, other)) is not None and abs(value.value - gap) <= slack
            for row in blank
            for other in others
        )

    def torn_code_near(self, total: Figure) -> bool:
        """Whether a row of the 类 of ``total`` has a code that is no 类, 款 or 项 by its length."""
        place = self._place(total)
        if place is None or not place[1].code:
            return False
        side, head, _ = place
        family = [row.code for row in side.rows if row.code and row.code.startswith(head.code[:3])]
        return any(len(code) not in CODE_LENGTHS for code in family)

    def stranger_below(self, total: Figure, gap: Decimal, slack: Decimal) -> bool:
        """Whether a row with a code of another branch stands among the rows of the subject, with that amount."""
        place = self._place(total)
        if place is None or not place[1].code:
            return False
        side, head, column = place
        strangers = [f for row, f in self._below(total) if row.code and not row.code.startswith(head.code)]
        after = [r for r in side.rows if r.index > self._last_of(side, head)][:1]
        if after and self._bare_head(side, after[0]):
            strangers += [f for f in [self.view.figure(side, after[0], column)] if f is not None]
        return any(abs(figure.value - gap) <= slack for figure in strangers)

    def inside_another(self, figure: Figure, parts: set[int]) -> bool:
        """Whether a part stands among the rows of another part of the same sum, or right behind them."""
        place = self._place(figure)
        if place is None:
            return False
        side, row, _ = place
        above = [r for r in side.rows if r.index in parts and r.index < row.index and r.code]
        if not above:
            return False
        return row.index < self._last_of(side, above[-1]) or self._bare_head(side, row)

    @staticmethod
    def _last_of(side: SideView, head: RowView) -> int:
        """The last row of the branch of a subject."""
        return max((r.index for r in side.rows if r.code.startswith(head.code)), default=head.index)

    @staticmethod
    def _bare_head(side: SideView, row: RowView) -> bool:
        """A row coded as a head of others, with nothing under it, where all others of its level have rows."""
        level = [r for r in side.rows if len(r.code) == len(row.code)]
        heads = [r for r in level if any(o.code.startswith(r.code) and o.code != r.code for o in side.rows)]
        return row.code != "" and row not in heads and len(heads) == len(level) - 1

    def _below(self, total: Figure) -> Iterator[tuple[RowView, Figure]]:
        """The rows from a subject to the last row of its branch (and those without a code after it)."""
        place = self._place(total)
        if place is None or not place[1].code:
            return
        side, head, column = place
        inside = [r.index for r in side.rows if r.code.startswith(head.code) and r.index > head.index]
        for row in side.rows[head.index + 1 :]:
            if row.kind != "item" or (row.code and inside and row.index > inside[-1]):
                return
            figure = self.view.figure(side, row, column)
            if figure is not None:
                yield row, figure

    def shares_code(self, figure: Figure) -> bool:
        """Whether another row of the side bears the same code and another name: one of the two codes was cut."""
        place = self._place(figure)
        if place is None or not place[1].code:
            return False
        side, row, _ = place
        return any(r.code == row.code and r.name != row.name for r in side.rows)

    def shared(self, code: str) -> bool:
        """Whether several rows of one side bear a code under different names."""
        return any(
            len({row.name for row in side.rows if row.code == code}) > 1 for side in self.view.sides if code
        )

    def continues(self, total: Figure) -> bool:
        """Whether the next table begins with rows of the subject, the subject itself not among them."""
        place = self._place(total)
        views = self._context.views
        at = views.index(self.view) + 1
        if place is None or not place[1].code or at >= len(views):
            return False
        code = place[1].code
        for side in views[at].sides:
            codes = [row.code for row in side.rows if row.code]
            if codes and codes[0].startswith(code) and code not in codes:
                return True
        return False

    def unclaimed_make(self, gap: Decimal) -> bool:
        """Whether figures on the pages of the table that are in no table make up ``gap`` (in the table's unit)."""
        return any(sum(some) == gap for some in _some(self._unclaimed))

    @cached_property
    def _unclaimed(self) -> list[Decimal]:
        printed = Counter(
            value
            for line in self._lines()
            for printed in amounts(line.text)
            if (value := value_of(printed.text)) != 0
        )
        held = Counter(self._held())
        left = list((printed - held).elements())
        return left if len(left) <= MOST_UNCLAIMED else []

    def _held(self) -> Iterator[Decimal]:
        """The figures of all tables that lie on those pages or lines."""
        for view in self._context.views:
            for at, row in enumerate(view.table.rows):
                for column, cell in enumerate(row):
                    value = amount(cell) if cell else None
                    if value is not None and self._covers(view, at, column):
                        yield value

    def _covers(self, view: TableView, row: int, column: int) -> bool:
        first, last = self._extent
        evidence, where = view.evidence(row, column), view.table.where
        if evidence is not None:
            at = evidence.page if evidence.page is not None else evidence.line
            return at is not None and first <= at <= last
        pages = where.pages or where.lines or (0, -1)
        return pages[0] <= last and first <= pages[-1]

    @cached_property
    def _extent(self) -> tuple[int, int]:
        """First and last page (and the page after it), or first and last line of the text."""
        where = self.view.table.where
        if where.pages:
            return where.pages[0], where.pages[-1] + 1
        return where.lines or (0, -1)

    def _lines(self) -> Iterator[Line]:
        first, last = self._extent
        for line in self._context.lines:
            if first <= (line.page if line.page is not None else line.number) <= last:
                yield line

    def _place(self, figure: Figure) -> tuple[SideView, RowView, ColumnView] | None:
        """The side, row and column of a figure of this table."""
        if len(figure.key) != 3:
            return None
        _, index, place = figure.key
        for side in self.view.sides:
            for column in side.values:
                if column.index == place and 0 <= index < len(side.rows):
                    return side, side.rows[index], column
        return None

    def _unrelated(self, side: SideView, column: ColumnView) -> list[ColumnView]:
        """The other value columns of a side that are neither total over the column nor part of it."""
        related = {column.index}
        for group in self.view.groups_of(side):
            members = {group.total.index, *(part.index for part in group.parts)}
            if column.index == group.total.index:
                related |= members
            elif column.index in members:
                related.add(group.total.index)
        return [other for other in side.values if other.index not in related]


def _places(printed: str) -> int:
    """The number of printed decimals."""
    return len(printed.partition(".")[2])


def _some(values: list[Decimal]) -> Iterator[tuple[Decimal, ...]]:
    """Every choice of up to :data:`MOST_UNREAD` values, and all of them."""
    for count in range(1, MOST_UNREAD + 1):
        yield from combinations(values, count)
    yield tuple(values)
