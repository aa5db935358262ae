"""Counts in prose against what the tables list: projects, performance targets, budget units.

Takes count statements and tables, gives one outcome per statement.  A count is exact.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gouji.checks.context import Context
from gouji.checks.model import Figure, Outcome, Outcomes, Rule, Text, skipped, unsure
from gouji.checks.prose import Said
from gouji.checks.view import TableView
from gouji.domain.totals import is_total
from gouji.normalise import amount, in_yuan, squash
from gouji.schemas.record import Operand, Project, TableKind

K = TableKind


def _said(context: Context, pattern: str) -> Iterator[tuple[Said, Figure]]:
    compiled = re.compile(pattern)
    for said in context.prose.said:
        figure = said.figure(exact=True) if said.statement.measure == "count" else None
        if figure is not None and compiled.search(squash(said.name)):
            yield said, figure


def _compare(
    said: Said, figure: Figure, count: int | None, view: TableView | None, what: str, sure: bool
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
    )


def projects(rule: Rule, context: Context) -> Outcomes:
    """预算安排项目 N 个 against the rows of the 项目支出表."""
    views = context.of_kind(K.PROJECT_EXPENDITURE)
    view = views[0] if len(views) == 1 else None
    count = len(_project_rows(view)) if view is not None else None
    done = False
    for said, figure in _said(context, r"^(预算)?安排(的)?项目$|^(预算)?项目(总)?(个)?数$"):
        done = True
        yield _compare(said, figure, count, view, "项目", not context.unread)
    if not done:
        yield skipped("文字没有写项目个数")


def _project_rows(view: TableView) -> list[int]:
    rows: list[int] = []
    for side in view.sides[:1]:
        for row in side.rows:
            filled = any(view.figure(side, row, c) for c in side.values)
            if row.kind == "item" and row.name and filled:
                rows.append(row.index)
    return rows


def targets(rule: Rule, context: Context) -> Outcomes:
    """填报绩效目标的项目 N 个 against the projects of the performance tables."""
    forms = [f for f in context.forms if not f.self_evaluation]
    done = False
    for said, figure in _said(
        context, r"(填报|编报|涉及|实行|公开).{0,4}绩效.{0,6}项目$|^公开绩效目标$|^涉及项目$"
    ):
        done = True
        tables = {f.table for f in forms}
        if not forms or (len(tables) > 1 and len(forms) < figure.value):
            yield skipped("没有列出全部项目的绩效目标表")
            continue
        view = next(v for v in context.views if v.id == forms[0].table)
        distinct = len({(f.project, f.entity, f.budget.printed if f.budget else "", f.table) for f in forms})
        yield _compare(said, figure, distinct, view, "绩效目标项目", not context.unread)
    if not done:
        yield skipped("文字没有写绩效目标项目个数")


def budget_units(rule: Rule, context: Context) -> Outcomes:
    """预算单位 N 家 against the 单位情况表."""
    views = context.of_kind(K.ENTITY_LIST)
    view = views[0] if len(views) == 1 else None
    done = False
    for said, figure in _said(context, r"预算单位$"):
        quote = squash(said.statement.quote)
        if "共计" not in quote and "编制范围" not in quote and not re.search(r"预算单位共", quote):
            continue
        done = True
        count = _listed(view) if view is not None else None
        yield _compare(said, figure, count, view, "单位", not context.unread)
    if not done:
        yield skipped("文字没有写预算单位个数")


def _listed(view: TableView) -> int:
    """Units named in the list; a row that says 无 or only carries a number is no unit."""
    names = 0
    for cells in view.table.rows:
        texts = [c for c in cells if c and amount(c) is None]
        if texts and texts[0] != "无" and not is_total(texts[0]):
            names += 1
    return names


def all_projects(rule: Rule, context: Context) -> Outcomes:
    """绩效目标 “全部项目” against 预算安排项目: the same number."""
    total = list(_said(context, r"^(预算)?安排(的)?项目$"))
    covered = list(_said(context, r"(填报|编报).{0,4}绩效.{0,6}项目$"))
    if not total or not covered:
        yield skipped("文字没有同时写两个项目数")
        return
    for said, figure in covered:
        claims = any("100" in (s.statement.share_pct or "") for s in context.prose.by_top[said.top])
        first = total[0][1]
        if figure.value == first.value or not claims:
            yield Outcome("passed")
            continue
        yield Outcome(
            "failed",
            message=Text(
                f"{total[0][0].statement.section}说项目 {first.printed} 个，{said.statement.section}只有 {figure.printed} 个填报绩效目标，却称占全部",
                f"{first.printed} projects in one section, {figure.printed} with targets called all of them",
            ),
            figures=(first, figure),
        )


def same_projects(rule: Rule, context: Context) -> Outcomes:
    """Sections that speak of the same number of projects give the same money for them."""
    groups = _project_money(context)
    if len(groups) < 2:
        yield skipped("文字没有两处写项目个数和金额")
        return
    (one, first), *rest = groups
    for two, second in rest:
        if one.value != two.value:
            continue
        if abs(first.value - second.value) <= (first.step + second.step) / 2:
            yield Outcome("passed")
            continue
        yield Outcome(
            "failed",
            message=Text(
                f"同为 {one.printed} 个项目，{first.where}为 {first.printed}，{second.where}为 {second.printed}",
                f"{one.printed} projects cost {first.printed} in one place and {second.printed} in another",
            ),
            figures=(first, second),
        )


def _project_money(context: Context) -> Sequence[tuple[Figure, Figure]]:
    groups: list[tuple[Figure, Figure]] = []
    for top in context.prose.by_top.values():
        counts = [
            f
            for s in top
            if s.statement.measure == "count" and "项目" in s.name and (f := s.figure(exact=True))
        ]
        money = [
            f
            for s in top
            if any(c in ("proj.total", "perf.total") for c in s.concepts) and (f := s.figure()) is not None
        ]
        if counts and money:
            groups.append((counts[0], money[0]))
    return groups


def narratives(rule: Rule, context: Context) -> Outcomes:
    """The projects described in prose are those of the 项目支出表: same sum, none left out."""
    views = context.of_kind(K.PROJECT_EXPENDITURE)
    described = [p for p in context.record.projects if p.amount and amount(p.amount) is not None]
    totals = context.bindings.get("proj.total", [])
    if len(views) != 1 or len(described) < 2 or not totals:
        yield skipped("没有项目说明，或没有项目支出表")
        return
    view, total = views[0], totals[0].figure
    rows = _project_rows(view)
    if len(described) >= len(rows) or context.unread or not total.sure:
        yield Outcome("passed", scope=view.id)
        return
    left_out = _left_out(view, rows, described)
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


def project_period(rule: Rule, context: Context) -> Outcomes:
    """The period of a project that is budgeted reaches into the document's year."""
    for project in context.record.projects:
        end = (project.period_end or "")[:4]
        if not end.isdigit() or context.year is None or context.doc_type != "budget":
            continue
        if int(end) >= context.year:
            yield Outcome("passed")
            continue
        yield Outcome(
            "failed",
            message=Text(
                f"项目“{project.name}”的实施周期为 {project.period_start or ''} 至 {project.period_end}，本文件为 {context.year} 年预算",
                f"project “{project.name}” ends on {project.period_end}, before the budget year {context.year}",
            ),
            operands=(
                Operand(where=f"项目 {project.name} 实施周期", value=end, evidence=project.evidence),
                Operand(where="预算年度", value=str(context.year)),
            ),
            expected=str(context.year),
        )
