"""Counts that the prose states, against what a table lists.  A count is exact."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Text, skipped, unsure
from gouji.checks.statement_view import StatementView
from gouji.normalise import squash
from gouji.relations.identity import Figure
from gouji.relations.table_view import TableView
from gouji.schemas.record import Operand


def stated_counts(context: Context, pattern: str) -> Iterator[tuple[StatementView, Figure]]:
    compiled = re.compile(pattern)
    for said in context.prose.statements:
        figure = said.figure(exact=True) if said.statement.measure == "count" else None
        if figure is not None and compiled.search(squash(said.name)):
            yield said, figure


def compare_count(
    said: StatementView, figure: Figure, count: int | None, view: TableView | None, what: str, sure: bool
) -> Outcome:
    if count is None or view is None:
        return skipped(f"没有可以点数{what}的表")
    if not (sure and said.sure) or view.doubtful:
        return unsure(f"{view.title} 的读数待复核，复核后可点数{what}", view.id)
    if figure.value == count:
        return Outcome("passed", scope=view.id)
    return Outcome(
        "failed",
        scope=view.id,
        message=Text(
            f"{said.statement.section}说{said.name} {figure.printed} {said.statement.unit or ''}，{view.title}列有 {count} 个{what}",
            f"{said.statement.section} says {figure.printed}, {view.title} lists {count}",
        ),
        figures=(figure,),
        operands=(Operand(where=f"{view.id} {what}数", value=str(count)),),
        expected=str(count),
        difference=str(int(figure.value) - count),
        mechanism="count",
    )
