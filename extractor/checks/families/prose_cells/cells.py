"""Statements against the cells that print the same: by concept, by functional subject, by economic subject.

Units are converted; an amount off by 万 and nothing else is a wrong unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from gouji.checks.bindings import Binding, concept_label
from gouji.checks.context import Context
from gouji.checks.families.across import first_of_each_table
from gouji.checks.families.prose_cells.rows import basic_scope, economic_match, head_of, row_of, scopes_of
from gouji.checks.families.prose_cells.stated import Concepts, own_year, unit_slip
from gouji.checks.families.prose_cells.twice import compare_said
from gouji.checks.model import Figure, Outcome, Outcomes, Rule, Text, equal, show, skipped, unsure
from gouji.checks.prose import Said
from gouji.checks.units import unit_reason
from gouji.normalise import squash

FUNDS = ("general", "app", "fund", "capital")


def prose_table(rule: Rule, context: Context) -> Outcomes:
    """Each statement about one of the concepts against each table that prints it."""
    spec = rule.spec
    assert isinstance(spec, Concepts)
    done = False
    for said in context.prose.amounts:
        if not own_year(said, context):
            continue
        for named in said.concepts:
            options = named.split("|")
            if not set(options) & set(spec.concepts) or options[0] not in spec.concepts:
                continue
            cells = [context.bindings.get(option, []) for option in options]
            if options == ["exp.total", "exp.year"] and not context.bindings.get("exp.carry_out"):
                cells = [[*cells[0], *cells[1]]]
            if any(cells):
                done = True
                yield from _against(said, cells, concept_label(options[0]), context)
    if not done:
        yield skipped("文字或表中没有这些数")


def _against(
    said: Said, options: Sequence[Sequence[Binding]], what: str, context: Context
) -> Iterator[Outcome]:
    figure = said.figure()
    if figure is None:
        return
    scope = f"prose:{'/'.join(said.top)}"
    places = [binding for cells in options for binding in cells]
    if not figure.sure or any(not b.figure.sure for b in places):
        where = next((b.figure.where for b in places if not b.figure.sure), figure.where)
        yield unsure(f"{where} 的读数待复核，复核后可核对", scope)
        return
    unknown = [f for f in (figure, *(b.figure for b in places)) if f.unit_open]
    options = [[b for b in cells if not b.figure.unit_open] for cells in options]
    if figure.unit_open or (unknown and not any(options)):
        identity = equal(figure, places[0].figure)
        yield unsure(unit_reason(unknown, context.title_of, identity), scope)
        return
    verdicts = [[equal(figure, b.figure).judge() for b in cells] for cells in options]
    if any("broken" not in verdict and "holds" in verdict for verdict in verdicts[1:]):
        yield Outcome("passed", scope=scope)
        return
    first = next(cells for cells in options if cells)
    wrong = [b for b in first if equal(figure, b.figure).judge() == "broken"]
    near = [b for b in first if equal(figure, b.figure).judge() == "rounding"]
    if wrong:
        yield _mismatch(said, figure, wrong, what, scope, context, rounding=False)
    elif near:
        yield _mismatch(said, figure, near, what, scope, context, rounding=True)
    else:
        pairs = tuple(equal(figure, b.figure) for b in first)
        yield Outcome("passed", scope=scope, identity=pairs[0], extra=pairs[1:])


def _mismatch(
    said: Said,
    figure: Figure,
    cells: Sequence[Binding],
    what: str,
    scope: str,
    context: Context,
    *,
    rounding: bool,
) -> Outcome:
    first = cells[0].figure
    identity = equal(figure, first)
    titles = context.titles(b.table for b in cells)
    unit = said.unit or ""
    return Outcome(
        "failed",
        scope=scope,
        message=Text(
            f"{said.statement.section}“{said.name}”说 {figure.printed}{unit}，{titles} {what}印 "
            f"{first.printed}{first.unit or ''}",
            f"{said.statement.section} “{said.name}” states {figure.printed} {unit}, {titles} prints {first.printed}",
        ),
        figures=(figure, *(b.figure for b in cells)),
        expected=show(first.value, figure.scale),
        difference=show(identity.gap, figure.scale),
        severity="rounding" if rounding else None,
        type="unit" if unit_slip(figure, first) else "prose_vs_table",
        identity=identity,
        extra=tuple(equal(figure, b.figure) for b in cells[1:]),
    )


def prose_subject(rule: Rule, context: Context) -> Outcomes:
    """Each statement about a functional subject against the rows of that subject."""
    done = False
    for said in context.prose.amounts:
        if said.ref is None or said.figure() is None or not own_year(said, context):
            continue
        scopes = scopes_of(said, context)
        match = row_of(said, context)
        if match is None:
            continue
        places = [
            b
            for scope in sorted(scopes)
            for b in first_of_each_table(context.bindings.get(f"func:{scope}:{match.code}:total", []))
        ]
        if places:
            done = True
            others = _other_funds(said, places, match.code, context)
            yield from _against(said, [places, others], f"{match.code} {match.label}", context)
    if not done:
        yield skipped("文字没有按科目列示，或表中没有这些科目")


def _other_funds(said: Said, places: Sequence[Binding], code: str, context: Context) -> list[Binding]:
    """What a statement whose section names no fund may be about as well: the tables of single budgets, one of which
    prints its very amount as a part of what the tables of all funds print."""
    figure = said.figure()
    if said.scope != "all" or figure is None or any(b.figure.value < figure.value for b in places):
        return []
    found = [b for scope in FUNDS for b in context.bindings.get(f"func:{scope}:{code}:total", [])]
    return [b for b in found if b.figure.sure and equal(figure, b.figure).judge() == "holds"][:1]


def prose_economic(rule: Rule, context: Context) -> Outcomes:
    """Each enumerated item of basic expenditure against its row in the economic table."""
    done = False
    for said in context.prose.amounts:
        scope = basic_scope(said, context) if not said.concepts and said.ref is None else None
        match = economic_match(said, context, scope) if scope and said.figure() else None
        if match is None:
            continue
        role = head_of(said, context)
        places = context.bindings.get(f"econ:{scope}:{match.code}:{role}", []) if role else []
        places = places or context.bindings.get(f"econ:{scope}:{match.code}:total", [])
        if places:
            done = True
            yield from _against(said, [places], f"{match.code} {match.label}", context)
    if not done:
        yield skipped("文字没有列举基本支出明细，或没有经济分类表")


def whole_projects(rule: Rule, context: Context) -> Outcomes:
    """The budget of “all” projects with targets is the project expenditure."""
    done = False
    for said in context.prose.of("perf.total"):
        figure = said.figure()
        quotes = "".join(squash(s.statement.quote) for s in context.prose.by_section[said.statement.section])
        if figure is None or not re.search(r"均实行|全部(实行|纳入|编报)|全面实施", quotes):
            continue
        for other in context.prose.of("exp.project"):
            total = other.figure()
            if total is not None:
                done = True
                yield from compare_said([other, said], "项目支出")
                break
    if not done:
        yield skipped("文字没有说全部项目都有绩效目标")


def agency_operating(rule: Rule, context: Context) -> Outcomes:
    """机关运行经费 is the 公用经费 of the units that are 行政 or 参公: never more, less only beside other units.

    Held against the table of basic expenditure where no table of its own prints it.
    """
    cells = context.bindings.get("general.public") or context.bindings.get("app.public") or []
    if not cells or context.bindings.get("agency.total"):
        yield skipped("没有公用经费的表，或机关运行经费另有专表")
        return
    for said in context.prose.of("agency.total"):
        for outcome in _against(said, [cells], concept_label("general.public"), context):
            figure = said.figure()
            less = figure is not None and figure.value < cells[0].figure.value
            mild = outcome.state == "failed" and outcome.severity is None and less
            yield replace(outcome, severity="note") if mild else outcome
