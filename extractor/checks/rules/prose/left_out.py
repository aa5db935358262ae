"""A list by code that prints a column of a table leaves out none of its filled rows.

Example: the column 人员经费 has 501, 502 and 509; the list under 人员经费 has 501 and 509.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from gouji.checks.concepts import ECONOMIC_SCOPE, FUNCTIONAL_SCOPE
from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, skipped, unsure
from gouji.checks.statement_view import StatementView
from gouji.domain import bases
from gouji.domain.subjects import bare_name
from gouji.normalise import squash
from gouji.relations.identity import Figure, equal
from gouji.relations.table_view import ColumnView, RowView, SideView, TableView

_CODED = re.compile(r"^\d*(?P<name>.+?)[(（](?P<code>\d{3}|\d{5}|\d{7})[)）]$")
_SHORTEST = 2
"""Items of a list: one alone is no list."""
_OPEN = re.compile(r"等|其中|主要")
"""Words of a list that does not claim to be whole."""

_Item = tuple[StatementView, str, str]
_Column = tuple[TableView, SideView, ColumnView]


def left_out(context: Context) -> Outcomes:
    """Lists of subjects whose amounts all stand in one column, against the filled rows of that column."""
    columns = [
        (view, side, column)
        for view in context.of_kind(*FUNCTIONAL_SCOPE, *ECONOMIC_SCOPE)
        for side in view.sides
        if not view.by_unit(side)
        for column in side.values
    ]
    lists = _lists(context)
    if not lists or not columns:
        yield skipped("文字没有按科目编码列举金额")
        return
    whole: set[tuple[str, ...]] = set()
    short: list[tuple[list[_Item], _Column, list[tuple[RowView, Figure]]]] = []
    for items in lists:
        fitting = [
            (column, missing) for column in columns if (missing := _missing(items, column)) is not None
        ]
        if any(not missing for _, missing in fitting):
            whole.add(items[0][0].top)
            yield Outcome("passed", scope=items[0][0].statement.section)
        elif fitting:
            column, missing = min(fitting, key=lambda one: len(one[1]))
            short.append((items, column, missing))
    for items, column, missing in short:
        yield from _judged(items, column, missing, sibling=items[0][0].top in whole)


RULES: Final = (
    Rule(
        "P28",
        Text("按编码列举的科目在表的该栏中无遗漏", "A list by code leaves out no row of its column"),
        left_out,
        basis=bases.SAME_IN_PROSE,
        type="missing",
    ),
)


def _lists(context: Context) -> list[list[_Item]]:
    """Statements that follow one another in one part of a section, with rising codes of one level."""
    lists: list[list[_Item]] = []
    last: tuple[int, str, str] | None = None
    for said in context.prose.amounts:
        found = _CODED.match(squash(said.name))
        if found is None:
            continue
        code = found["code"]
        part = re.sub(r"/[①-⑳]$", "", said.statement.section)
        goes_on = (
            last is not None
            and last[0] == said.position - 1
            and last[2] == part
            and len(last[1]) == len(code)
            and last[1] < code
        )
        if not goes_on:
            lists.append([])
        lists[-1].append((said, found["name"], code))
        last = (said.position, code, part)
    return [items for items in lists if len(items) >= _SHORTEST]


def _missing(items: list[_Item], where: _Column) -> list[tuple[RowView, Figure]] | None:
    """The filled rows of a column that a list does not name; ``None`` where one of its items is not in the column."""
    view, side, column = where
    rows = [row for row in side.rows if len(row.code) == len(items[0][2])]
    named: set[int] = set()
    for said, name, code in items:
        figure = said.figure()
        fitting = [
            row
            for row in rows
            if row.code == code or bare_name(row.name) == bare_name(name)
            if figure is not None and (other := view.figure(side, row, column)) is not None
            if other.readable and figure.value != 0 and equal(figure, other).judge() != "broken"
        ]
        if not fitting:
            return None
        named.update(row.index for row in fitting)
    return [
        (row, figure)
        for row in rows
        if row.index not in named
        and (figure := view.figure(side, row, column)) is not None
        and figure.value != 0
    ]


def _judged(
    items: list[_Item], where: _Column, missing: list[tuple[RowView, Figure]], *, sibling: bool
) -> Iterator[Outcome]:
    view, _, column = where
    section = items[0][0].statement.section
    named = "、".join(f"{row.label} {figure.printed}" for row, figure in missing)
    if len(missing) >= len(items) or any(_OPEN.search(said.statement.quote[:12]) for said, _, _ in items):
        yield unsure(f"{section} 的列举是否列全不明", section, rival="other")
    elif not (all(said.sure for said, _, _ in items) and all(figure.sure for _, figure in missing)):
        yield unsure(f"{view.title} 或 {section} 的读数待复核", section)
    elif not sibling:
        yield unsure(f"{section} 没有另一处列举与表的一栏逐项相符，是否列全不明", section, rival="other")
    else:
        yield Outcome(
            "failed",
            scope=section,
            message=Text(
                f"{section}所列 {len(items)} 项逐项为{view.title}“{column.leaf}”一栏的数，该栏另有 {named}，没有列出",
                f"{section} lists {len(items)} rows of “{column.leaf}” in {view.title} and leaves out {named}",
            ),
            figures=(
                *(f for said, _, _ in items if (f := said.figure())),
                *(figure for _, figure in missing),
            ),
            mechanism="section",
        )
