"""The projects described in prose are those of the 项目支出表: none is left out.

A note where the prose does not say how many there are or what they cost: it may describe the main ones only.

Example: the table lists four projects, the prose describes three.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, skipped
from gouji.checks.rules.counts.projects import project_rows
from gouji.checks.rules.counts.stated_count import stated_counts
from gouji.domain import bases
from gouji.figures import amount, in_yuan
from gouji.normalise import squash
from gouji.relations.table_view import TableView
from gouji.schemas.record import Operand, Project, TableKind


def narratives(context: Context) -> Outcomes:
    """The projects described in prose are those of the 项目支出表: same sum, none left out."""
    views = context.of_kind(TableKind.PROJECT_EXPENDITURE)
    described = [p for p in context.record.projects if p.amount and amount(p.amount) is not None]
    totals = context.bindings.get("proj.total", [])
    if len(views) != 1 or len(described) < 2 or not totals:
        yield skipped("没有项目说明，或没有项目支出表")
        return
    view, total = views[0], totals[0].figure
    rows = project_rows(view)
    if len(described) >= len(rows) or context.unread or not total.sure:
        yield Outcome("passed", scope=view.id)
        return
    left_out = _left_out(view, rows, described)
    counted = stated_counts(context, r"^(预算)?安排(的)?项目$|^(预算)?项目(总)?(个)?数$")
    told = bool(context.prose.of("proj.total")) or any(True for _ in counted)
    yield Outcome(
        "failed",
        scope=view.id,
        message=Text(
            f"{view.title}列 {len(rows)} 个项目（合计 {total.printed}），文字只介绍 {len(described)} 个；没有说明的有：{'、'.join(left_out[:8])}",
            f"{view.title} lists {len(rows)} projects, the prose describes {len(described)}",
        ),
        operands=tuple(Operand(where="项目说明", value=p.amount, quote=p.name) for p in described),
        figures=(total,),
        type="missing",
        severity=None if told else "note",
        mechanism="count",
    )


RULES: Final = (
    Rule(
        "C06",
        Text("项目说明覆盖项目支出表", "Every project is described"),
        narratives,
        basis=bases.TIMELY_EXACT_REGULAR,
        type="missing",
    ),
)


def _left_out(view: TableView, rows: list[int], described: Sequence[Project]) -> list[str]:
    """Names of the listed projects that no description has, by name or by amount."""
    names = {squash(p.name or "") for p in described}
    money = {value for p in described if (value := in_yuan(p.amount, p.unit or "万元")) is not None}
    side = view.sides[0]
    missing: list[str] = []
    for index in rows:
        row = side.rows[index]
        figures = [f for c in side.values if (f := view.figure(side, row, c)) is not None]
        if row.name not in names and not any(f.value in money for f in figures[:1]):
            missing.append(row.name)
    return missing
