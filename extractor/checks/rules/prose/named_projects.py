"""A project that the prose names has the amount that the table of projects prints beside it.

Judged only where other projects of the same section agree with the table: then the section tells what the table prints.

Example: 临聘人员经费 15.56 万元, and 16.56 in the 项目支出表.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from rapidfuzz import fuzz

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, skipped, unsure
from gouji.checks.statement_view import StatementView
from gouji.domain import bases
from gouji.normalise import squash
from gouji.relations.identity import Figure, equal
from gouji.relations.table_view import TableView
from gouji.schemas.record import TableKind

_SHORTEST = 5
"""Characters of a name that a sentence may hold by chance."""
_ALIKE = 70
"""Similarity (0–100) of two names of a project of which a further figure is the same."""
_CONFIRMED = 2
"""Projects of a section that must agree with the table before another one can break it."""

_Row = tuple[TableView, str, tuple[Figure, ...]]


def named_projects(context: Context) -> Outcomes:
    """The amount behind the name of a project, against the row of that name."""
    rows = _projects(context)
    sections: dict[tuple[str, ...], list[tuple[StatementView, _Row, Figure]]] = defaultdict(list)
    for said in context.prose.amounts:
        figure = said.figure()
        if figure is not None and (context.year is None or said.statement.year in (None, context.year)):
            for row in _named(said, rows):
                sections[said.top].append((said, row, figure))
    if not sections:
        yield skipped("文字没有写项目支出表所列项目的金额")
    for named in sections.values():
        yield from _section(named)


RULES: Final = (
    Rule(
        "P27",
        Text("文字与表：项目金额", "Prose against the table of projects"),
        named_projects,
        basis=bases.SAME_IN_PROSE,
        type="prose_vs_table",
    ),
)


def _projects(context: Context) -> list[_Row]:
    """The rows of the tables of projects that a name of their own tells apart."""
    found: dict[str, list[_Row]] = defaultdict(list)
    for view in context.of_kind(TableKind.PROJECT_EXPENDITURE):
        money = [column for side in view.sides for column in side.values]
        for index, cells in enumerate(view.table.rows):
            figures = tuple(
                figure
                for column in money
                if (figure := view.cell(index, column)) is not None and figure.readable
            )
            names = {
                squash(cell)
                for cell in cells
                if cell and re.fullmatch(r"[^\d.,%]*[\u4e00-\u9fff]\D*|\d{4}\D+", squash(cell))
            }
            for name in names if figures else ():
                if len(name) >= _SHORTEST:
                    found[name].append((view, name, figures))
    return [rows[0] for rows in found.values() if len(rows) == 1]


def _named(said: StatementView, rows: list[_Row]) -> Iterator[_Row]:
    """The row whose name stands before the amount, or whose budget the sentence states beside nearly the same name."""
    value, quote = said.statement.value, squash(said.statement.quote)
    if value is None:
        return
    exact = [
        row
        for row in rows
        if row[1] in quote  # else a pattern would be compiled for each statement and each row
        and re.search(
            rf"(?<![\u4e00-\u9fff]){re.escape(row[1])}(?:项目)?(?:支出|预算)?[为:：]?{re.escape(value)}",
            quote,
        )
    ]
    if exact:
        yield exact[0]
        return
    budget = said.figure("budget_value")
    near = [
        row
        for row in rows
        if budget is not None and fuzz.ratio(row[1], squash(said.name)) >= _ALIKE and _among(budget, row[2])
    ]
    if len(near) == 1:
        yield near[0]


def _among(figure: Figure, figures: tuple[Figure, ...]) -> bool:
    return any(equal(figure, other).judge() != "broken" for other in figures)


def _section(named: list[tuple[StatementView, _Row, Figure]]) -> Iterator[Outcome]:
    agreeing = [item for item in named if _among(item[2], item[1][2])]
    broken = [item for item in named if item not in agreeing]
    for _ in agreeing:
        yield Outcome("passed")
    for said, (view, name, figures), figure in broken:
        other = min(figures, key=lambda one: abs(one.value - figure.value))
        if len(agreeing) < _CONFIRMED or len(broken) >= len(agreeing):
            yield unsure(f"{said.where_name} 与{view.title}“{name}”是否同一范围不明", view.id, rival="scope")
        elif not (figure.sure and all(one.sure for one in figures)):
            yield unsure(f"{said.where_name} 或{view.title}“{name}”的读数待复核", view.id)
        else:
            yield Outcome(
                "failed",
                scope=view.id,
                message=Text(
                    f"{said.statement.section}“{name}”为 {figure.printed}{said.unit or ''}，{view.title}该项目为 {other.printed}；"
                    f"同节另有 {len(agreeing)} 个项目与表相符",
                    f"{said.statement.section} has {figure.printed} for “{name}”, {view.title} {other.printed}; "
                    f"{len(agreeing)} other projects of the section agree",
                ),
                figures=(figure, other),
                expected=other.printed,
                mechanism="label",
            )
