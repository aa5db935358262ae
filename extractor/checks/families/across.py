"""Across tables: one concept printed in several tables, one subject in several scopes.

Takes concepts bound by :mod:`gouji.checks.bindings`; two places that print the same concept must
agree.  总表 against 一般公共预算 (and 财政拨款) tables are compared row by row only when their totals agree,
that is when all money is of that kind.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from gouji.checks.bindings import Binding, concept_label
from gouji.checks.context import Context
from gouji.checks.model import (
    Figure,
    Identity,
    Outcome,
    Outcomes,
    Rule,
    Text,
    any_holds,
    equal,
    judged,
    majority,
    pairs_of,
    show,
    skipped,
    total_of,
    unsure,
)
from gouji.checks.units import unit_open, unit_reason


@dataclass(frozen=True, slots=True)
class Agree:
    """Concepts that must all print the same figure; ``unless`` names concepts whose presence excuses."""

    concepts: tuple[str, ...]
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pairs:
    """Functional subjects whose money is the same as economic subjects', by code."""

    pairs: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]


def agree(rule: Rule, context: Context) -> Outcomes:
    """Every table that prints one of the concepts prints the same figure."""
    spec = rule.spec
    assert isinstance(spec, Agree)
    excused = [b for c in spec.unless for b in context.bindings.get(c, []) if b.figure.value != 0]
    places = [b for c in spec.concepts for b in context.bindings.get(c, [])]
    if len(places) < 2 or excused:
        yield skipped("没有两处可比的表")
        return
    yield from compare_places(context, places, concept_label(spec.concepts[0]))


def compare_places(
    context: Context, places: Sequence[Binding], what: str, doubted: frozenset[str] = frozenset()
) -> Iterator[Outcome]:
    """All places against the value that most of them print; ``doubted`` tables give way in a tie."""
    figures = [b.figure for b in sorted(places, key=lambda b: b.table in doubted)]
    doubtful = [f for f in figures if not f.sure]
    if doubtful:
        yield unsure(f"{doubtful[0].where} 的读数待复核，复核后可核对", places[0].table)
        figures = [f for f in figures if f.sure]
    unknown = [f for f in figures if f.unit_open]
    if unknown and unit_open(figures):
        first = equal(unknown[0], next(f for f in figures if f is not unknown[0]))
        yield unsure(unit_reason(unknown, context.title_of, first), places[0].table)
        figures = [f for f in figures if not f.unit_open]
    if len(figures) < 2:
        return
    common = majority(figures)
    odd = [f for f in figures if equal(f, common).judge() == "broken"]
    near = [f for f in figures if equal(f, common).judge() == "rounding"]
    fine = len(figures) - len(odd) - len(near) - 1
    pairs = pairs_of(figures, common)
    for group, severity in ((odd, None), (near, "rounding")):
        if group:
            identity = equal(group[0], common)
            inside = {id(f) for f in group}
            rest = [f for f in figures if id(f) not in inside]
            yield Outcome(
                "failed",
                scope=f"across:{what}",
                message=_disagreement(what, group, rest, context),
                figures=(*group, *rest),
                expected=common.printed,
                difference=show(identity.gap, group[0].scale),
                severity="rounding" if severity else None,
                identity=identity,
                extra=pairs,
            )
    for _ in range(max(fine, 0)):
        yield Outcome("passed", scope=f"across:{what}", identity=equal(common, common), extra=pairs)


def _disagreement(what: str, odd: Sequence[Figure], rest: Sequence[Figure], context: Context) -> Text:
    odd_titles = context.titles(f.where.split(" ")[0] for f in odd)
    rest_titles = context.titles(f.where.split(" ")[0] for f in rest)
    one, other = odd[0].printed, rest[0].printed if rest else ""
    return Text(
        f"{what}：{odd_titles} 印 {one}，{rest_titles} 印 {other}",
        f"{what}: {odd_titles} prints {one}, {rest_titles} prints {other}",
    )


def table_identity(
    identity: Identity, concept: str, context: Context, label: str | None = None
) -> Iterator[Outcome]:
    """One identity between cells of different tables, as an outcome; ``label`` names it in messages."""
    what = label or concept_label(concept)
    figure = identity.total
    if not identity.sure:
        yield unsure(f"{figure.where} 等处读数待复核，复核后可核对", f"across:{concept}")
        return
    sums = "+".join(part.printed for _, part in identity.parts)
    title = context.title_of(figure.where.split(" ")[0])
    others = context.titles(part.where.split(" ")[0] for _, part in identity.parts)
    message = Text(
        f"{title} {what}印 {figure.printed}，{others} 为 {sums}",
        f"{title} {what} prints {figure.printed}, {others} print {sums}",
    )
    yield judged(identity, f"across:{concept}", message)


def subject_rows(rule: Rule, context: Context) -> Outcomes:
    """The same functional subject in 支出总表, 财政拨款 and 一般公共预算 tables, column by column."""
    rows: dict[tuple[str, str], list[Binding]] = {}
    for concept, bindings in context.bindings.items():
        if concept.startswith("func:"):
            _, _, code, role = concept.split(":")
            rows.setdefault((code, role), []).extend(first_of_each_table(bindings))
    any_row = False
    for (code, role), places in sorted(rows.items(), key=lambda item: -len(item[0][0])):
        joined = context.joined_for(code[:3])
        doubted = _outvoted(rows.get((code[:3], "total"), []), joined)
        for usable in _same_money(places, joined):
            any_row = True
            label = next((b.label for b in usable if b.label[:1].isdigit()), f"{code} {usable[0].label}")
            what = f"{label}{_ROLE_NAMES.get(role, '')}"
            for outcome in compare_places(context, usable, what, doubted):
                gap = (outcome.difference or "").lstrip("-")
                yield replace(outcome, twin=f"{code[:3]}:{gap}") if outcome.state == "failed" else outcome
    if not any_row:
        yield skipped("各表资金范围不同，或只有一张表")


def _outvoted(places: Sequence[Binding], joined: dict[str, set[str]]) -> frozenset[str]:
    """Tables whose amount for a class at least two others contradict."""
    odd: set[str] = set()
    for group in _same_money(places, joined):
        figures = [b.figure for b in group]
        common = majority(figures)
        votes = sum(1 for f in figures if f.value == common.value)
        if votes > 1:
            odd.update(b.table for b in group if equal(b.figure, common).judge() == "broken")
    return frozenset(odd)


def _same_money(places: Sequence[Binding], joined: dict[str, set[str]]) -> Iterator[list[Binding]]:
    """The places grouped by scopes that cover the same money, where at least two tables print them."""
    left = list(places)
    while left:
        scope = left[0].concept.split(":")[1]
        scopes = joined.get(scope, {scope})
        group = [b for b in left if b.concept.split(":")[1] in scopes]
        left = [b for b in left if b.concept.split(":")[1] not in scopes]
        if len({b.table for b in group}) > 1:
            yield group


_ROLE_NAMES = {
    "basic": "（基本支出）",
    "project": "（项目支出）",
    "personnel": "（人员经费）",
    "public": "（公用经费）",
}


def first_of_each_table(bindings: Sequence[Binding]) -> list[Binding]:
    """One binding a table: a subject printed with its details counts by its first row."""
    firsts: dict[str, Binding] = {}
    for binding in bindings:
        firsts.setdefault(binding.table, binding)
    return list(firsts.values())


def economic_rows(rule: Rule, context: Context) -> Outcomes:
    """The same economic subject in the 财政拨款 and the 一般公共预算 basic-expenditure tables."""
    app, general = context.bindings.get("app.basic", []), context.bindings.get("general.basic", [])
    alike = any_holds([a.figure for a in app], [g.figure for g in general])
    if not alike:
        yield skipped("只有一张基本支出表，或两表资金范围不同")
        return
    for concept, bindings in context.bindings.items():
        if concept.startswith("econ:app:"):
            others = context.bindings.get(concept.replace("econ:app:", "econ:general:"), [])
            if others:
                yield from compare_places(context, [bindings[0], others[0]], bindings[0].label)


def functional_economic(rule: Rule, context: Context) -> Outcomes:
    """养老、职业年金、医疗、公积金: the functional 项 against the economic 款 that they are paid as."""
    spec = rule.spec
    assert isinstance(spec, Pairs)
    done = False
    for functional, economic in spec.pairs:
        left = [b for code in functional for b in context.bindings.get(f"func:general:{code}:basic", [])]
        left = left or [
            b for code in functional for b in context.bindings.get(f"func:general:{code}:total", [])
        ]
        right = [b for code in economic for b in context.bindings.get(f"econ:general:{code}:total", [])]
        if left and len(right) == 1:
            done = True
            identity = total_of(right[0].figure, [b.figure for b in first_of_each_code(left)])
            yield from _pair(identity, right[0], context)
    if not done:
        yield skipped("没有可比的功能分类与经济分类科目")


def first_of_each_code(bindings: Sequence[Binding]) -> list[Binding]:
    firsts: dict[str, Binding] = {}
    for binding in bindings:
        firsts.setdefault(binding.concept, binding)
    return list(firsts.values())


def _pair(identity: Identity, right: Binding, context: Context) -> Iterator[Outcome]:
    if not identity.sure:
        yield unsure(f"{right.figure.where} 等处读数待复核", "across:econ")
        return
    sums = "+".join(part.printed for _, part in identity.parts)
    message = Text(
        f"经济分类 {right.label} 印 {right.figure.printed}，功能分类对应科目为 {sums}",
        f"economic {right.label} prints {right.figure.printed}, the functional subjects give {sums}",
    )
    yield judged(identity, "across:econ", message)
