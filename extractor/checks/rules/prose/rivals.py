"""What else an amount of the prose may be about where a table prints another one for what it names.

Takes a statement and the cells that it disagrees with, gives the rival that stands, in words, or ``None``.  A cell of
another meaning that prints the very amount is a rival, and so is an amount carried over that makes up the difference, unless
the words name what is meant: 本年收入 is not 收入总计, 项目支出 not 基本支出, 2026年 not the column of 2025.

A main section is bound to a row or column of a table where at least two of its amounts stand there.  Only cells beside the one
in question are rivals then; otherwise any cell of the table is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from gouji.checks.concepts import Binding
from gouji.checks.context import Context
from gouji.checks.rules.prose.borne_out import borne_out
from gouji.checks.statement_view import StatementView
from gouji.domain.headers import CHANGE
from gouji.domain.table_words import CARRY_ROW
from gouji.normalise import fold, squash
from gouji.relations.identity import TWO, Figure, equal
from gouji.relations.table_view import ColumnView, RowView, SideView, TableView

BOUND: Final = 2
"""Amounts of a main section that must stand in one row or column before another one there may be called wrong."""

OWN_YEAR = re.compile(r"^(本年|当年)")
_TOTALS = frozenset(("total", "year"))
"""Concepts that one word, 收入预算 or 支出合计, is used for; others are called what their column is called."""


@dataclass(frozen=True, slots=True)
class _Cell:
    """A figure of a table with its row and column."""

    side: SideView
    row: RowView
    column: ColumnView
    figure: Figure

    def beside(self, figure: Figure) -> bool:
        """Whether it stands in the column of another figure, or in its row and on its side."""
        same_side = any(c.index == figure.key[-1] for c in self.side.values)
        return self.column.index == figure.key[-1] or (same_side and self.row.index == figure.key[1])


def is_bound(said: StatementView, cell: Binding, context: Context) -> bool:
    """Whether two other amounts of the main section stand in the row or the column of a cell."""
    view = context.view(cell.table)
    if view is None:
        return False
    stated = {
        f.value: f for s in context.prose.by_top[said.top] if s is not said and (f := s.figure()) and f.value
    }
    beside = [c for c in _cells(view) if c.figure.key != cell.figure.key and c.beside(cell.figure)]
    for at in (1, -1):
        line = [c.figure for c in beside if c.figure.key[at] == cell.figure.key[at]]
        found = [f for f in stated.values() if any(equal(f, other).judge() == "holds" for other in line)]
        if len(found) >= BOUND:
            return True
    return False


def rival(said: StatementView, figure: Figure, wrong: Sequence[Binding], context: Context) -> str | None:
    """Why the statement may be right beside all these cells, ``None`` where nothing else can be meant."""
    if context.prose.several_bodies:
        return "文件里有几个单位的文字和表，所指的表不明"
    for cell in wrong:
        found = (
            _other_fund(said, cell, context)
            or _same_amount(said, figure, cell, context)
            or _carried_over(said, figure, cell, context)
            or _of_its_own(said, cell, context)
        )
        if found is not None:
            return found
    return None


_FUNDS: Final = frozenset(("app", "general", "fund", "capital"))


def _other_fund(said: StatementView, cell: Binding, context: Context) -> str | None:
    """财政拨款 beside a table of 一般公共预算 alone, which no other table shows to be all of it."""
    named = {part.partition(".")[0] for c in said.concepts for part in c.split("|")[:1]} & _FUNDS
    printed = cell.concept.partition(".")[0]
    if printed not in _FUNDS or not named or printed in named:
        return None
    if any(printed in context.joined_scopes.get(fund, ()) for fund in named):
        return None
    return f"{cell.figure.where} 是另一口径的表，文字所说的口径表中没有"


def _of_its_own(said: StatementView, cell: Binding, context: Context) -> str | None:
    """An amount that its section bears out where the section tells the amount of the table as something else, or where it may
    hold what was carried over and the tables print only one of the two."""
    if not borne_out(said, cell.figure, context):
        return None
    for other in context.prose.by_top[said.top]:
        told = other.figure() if other is not said and other.statement.measure == "amount" else None
        if told is not None and told.value == cell.figure.value != 0:
            return f"与所在段落的其他数相符，表中的数是文字所说的 {told.where}"
    if re.search("本年|当年", said.name) or not context.carried:
        return None
    several = [c.split("|") for c in said.concepts if "|" in c]
    if any(not context.bindings.get(option) for options in several for option in options):
        return "与所在段落的其他数相符，是否含结转不明"
    return None


def _same_amount(said: StatementView, figure: Figure, cell: Binding, context: Context) -> str | None:
    view = context.view(cell.table)
    if view is None or figure.value == 0:
        return None
    bound = is_bound(said, cell, context)
    own = next((c for c in _cells(view) if c.figure.key == cell.figure.key), None)
    for other in _cells(view):
        if other.figure.key == cell.figure.key or (bound and not other.beside(cell.figure)):
            continue
        alike = equal(figure, other.figure).judge() == "holds"
        if alike and not (own and _excluded(said, cell, own, other, context)):
            return f"表中 {other.figure.where} 也印 {other.figure.printed}，文字所指不明"
    return None


def _carried_over(said: StatementView, figure: Figure, cell: Binding, context: Context) -> str | None:
    """结转 or 结余 beside the cell, which the words may leave out or hold besides."""
    view = context.view(cell.table)
    if OWN_YEAR.search(fold(said.name)) or view is None:
        return None
    gap = abs(figure.value - cell.figure.value)
    slack = (figure.step + cell.figure.step) / TWO
    for other in _cells(view):
        carries = any(CARRY_ROW.search(text) for text in (other.row.name, *other.column.path))
        near = other.figure.value and other.beside(cell.figure)
        if carries and near and abs(abs(other.figure.value) - gap) <= slack + other.figure.step / TWO:
            return f"相差的正是 {other.figure.where} {other.figure.printed}，是否含结转不明"
    return None


def _excluded(said: StatementView, cell: Binding, own: _Cell, other: _Cell, context: Context) -> bool:
    """Whether the words say that the statement is not about another cell."""
    head = "".join(other.column.path)
    years = {int(year) for year in re.findall(r"20\d\d", head)}
    other_year = "上年" in head or bool(years and context.year is not None and context.year not in years)
    if CHANGE.search(head) or (other_year and _year_named(said, context)):
        return True
    if other.row is not own.row and "item" in (other.row.kind, own.row.kind):
        return True
    part = cell.concept.split("@")[0].rpartition(".")[2]
    if part == "year" and OWN_YEAR.search(fold(said.name)):
        return "本年" not in other.row.name and "本年" not in head
    names_item = own.row.kind != "item" and part not in _TOTALS
    return (
        names_item
        and other.column.leaf != own.column.leaf
        and other.column.role() != (own.column.role() or "")
    )


def _year_named(said: StatementView, context: Context) -> bool:
    """Whether the main section prints the document's own year."""
    quotes = (squash(s.statement.quote) for s in context.prose.by_top[said.top])
    return any(f"{context.year}年" in quote or "本年" in quote or "当年" in quote for quote in quotes)


def _cells(view: TableView) -> Iterator[_Cell]:
    for side in view.sides:
        for row in side.rows:
            for column in side.values:
                figure = view.figure(side, row, column)
                if figure is not None and figure.readable:
                    yield _Cell(side, row, column, figure)
