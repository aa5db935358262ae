"""Prose against prose: one concept or subject told twice tells one amount."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gouji.checks.bindings import concept_label
from gouji.checks.context import Context
from gouji.checks.families.prose_cells.rows import basic_scope, row_of, scopes_of
from gouji.checks.families.prose_cells.stated import Concepts, own_year, unit_slip
from gouji.checks.model import (
    Outcome,
    Outcomes,
    Rule,
    Text,
    equal,
    majority,
    pairs_of,
    show,
    skipped,
    unsure,
)
from gouji.checks.prose import Said
from gouji.domain.subjects import class_of_label


def prose_prose(rule: Rule, context: Context) -> Outcomes:
    """The same concept in several sections prints the same figure."""
    spec = rule.spec
    assert isinstance(spec, Concepts)
    done = False
    for concept in spec.concepts:
        group = [s for s in context.prose.of(concept) if any(c.split("|")[0] == concept for c in s.concepts)]
        if len(group) > 1:
            done = True
            yield from compare_said(group, concept_label(concept))
    if not done:
        yield skipped("文字中没有两处说同一个数")


def compare_said(group: Sequence[Said], what: str) -> Iterator[Outcome]:
    """Statements about one thing against the value that most of them state."""
    figures = [f for s in group if (f := s.figure()) is not None]
    if any(not f.sure for f in figures):
        yield unsure(f"{what} 的文字读数待复核", "prose")
        figures = [f for f in figures if f.sure]
    if len(figures) < 2:
        return
    common = majority(figures)
    for verdict, severity in (("broken", None), ("rounding", "rounding")):
        odd = [f for f in figures if equal(f, common).judge() == verdict]
        if odd:
            identity = equal(odd[0], common)
            chosen = {id(f) for f in odd}
            rest = [f for f in figures if id(f) not in chosen]
            yield Outcome(
                "failed",
                scope=f"prose:{what}",
                message=Text(
                    f"{what}：{odd[0].where}为 {odd[0].printed}，{rest[0].where}为 {rest[0].printed}",
                    f"{what}: {odd[0].where} is {odd[0].printed}, {rest[0].where} is {rest[0].printed}",
                ),
                figures=(*odd, *rest),
                expected=common.printed,
                difference=show(identity.gap, odd[0].scale),
                severity="rounding" if severity else None,
                type="unit" if unit_slip(odd[0], common) else "prose_vs_prose",
                identity=identity,
                extra=pairs_of(figures, common),
            )
        elif verdict == "broken":
            yield Outcome("passed", scope=f"prose:{what}", identity=equal(common, common))


def subject_key(said: Said, context: Context) -> tuple[str, str] | None:
    """What a statement is about when it names a subject: (scope group, code or name)."""
    if said.ref is None:
        return None
    scopes = scopes_of(said, context)
    match = row_of(said, context)
    group = "all" if "all" in scopes else sorted(scopes)[0]
    if match is not None:
        return group, match.code
    name = class_of_label(said.ref.cls) if said.ref.level == 1 else f"{said.ref.section}/{said.ref.item}"
    return group, name or said.ref.leaf


def subject_prose(rule: Rule, context: Context) -> Outcomes:
    """The same functional subject stated in several places prints the same figure."""
    groups: dict[tuple[str, str, str | None], list[Said]] = {}
    for said in context.prose.amounts:
        if not own_year(said, context):
            continue
        key = subject_key(said, context)
        if key is not None and said.figure() is not None:
            groups.setdefault((*key, _part(said, context)), []).append(said)
    several = [group for group in groups.values() if len(group) > 1]
    for group in several:
        yield from compare_said(group, group[0].name)
    yield from _economic_twins(context)
    if not several:
        yield skipped("没有一个科目说了两次")


def _part(said: Said, context: Context) -> str | None:
    """``basic`` or ``project`` where the section opens with that part of expenditure: its subjects are of that part."""
    section = [s for s in context.prose.by_top[said.top] if s.statement.section == said.statement.section]
    parts = [concept.split("|")[0].rpartition(".")[2] for concept in section[0].concepts] if section else []
    return next((part for part in parts if part in ("basic", "project")), None)


_ECONOMIC_TWINS = {
    "30108": "2080505",
    "30109": "2080506",
    "30111": "2101103",
    "30113": "2210201",
}
"""Economic 款 that are paid out of one functional 项 only."""


def _economic_twins(context: Context) -> Iterator[Outcome]:
    """职业年金 etc. in the enumeration of basic expenditure against the functional item in the prose."""
    for said in context.prose.amounts:
        if said.concepts or said.ref is not None or basic_scope(said, context) is None:
            continue
        code = _ECONOMIC_TWINS.get(said.economic or "")
        if code is None:
            continue
        for other in context.prose.amounts:
            key = subject_key(other, context)
            if key is not None and key[1] == code and other.ref is not None and own_year(other, context):
                yield from compare_said([said, other], said.name)
