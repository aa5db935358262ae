"""One comparison has one change and one direction wherever it is stated.

Example: 支出总计比上年增加 12.00 万元 in section 一, 减少 12.00 万元 in section 三.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, skipped, unsure
from gouji.checks.rules.prose.borne_out import changes_borne_out
from gouji.checks.rules.prose.rows import subject_key
from gouji.checks.rules.sums.stated_sum import base_of
from gouji.checks.statement_view import StatementView
from gouji.domain import bases
from gouji.relations.identity import ZERO, Figure, show


def same_changes(context: Context) -> Outcomes:
    """One concept compared with one base has one change, one rate and one direction wherever it is stated."""
    groups: dict[tuple[object, ...], list[StatementView]] = {}
    for said in context.prose.amounts:
        if said.statement.direction is None or (said.statement.change or said.statement.change_pct) is None:
            continue
        if said.statement.change is None and said.statement.direction != "flat":
            continue
        for key in _identity_keys(said, context):
            groups.setdefault((*key, base_of(said)), []).append(said)
    several = {k: g for k, g in groups.items() if len(g) > 1}
    for group in several.values():
        for part in _by_fund(group):
            yield from _same_change(part)
    if not several:
        yield skipped("没有一项的增减写了两次")


RULES: Final = (
    Rule(
        "Q35",
        Text("同一比较的增减额和方向前后一致", "One comparison, one change and one direction"),
        same_changes,
        basis=bases.COMPLETE_AND_EXACT,
        type="prose_vs_prose",
    ),
)


_APPROPRIATION = frozenset(
    ("app.rev.total", "app.exp.total", "general.year", "app.year", "rev.general", "app.rev.general")
)
"""Heads that all mean the whole appropriation where they print the same amount.  总计 of all funds is not one
of them: other funds of the year before would make its change another one."""


_GENERAL = frozenset(("general.year", "rev.general", "app.rev.general"))
"""Those of them that speak of 一般公共预算 alone."""


def _by_fund(group: Sequence[StatementView]) -> Sequence[Sequence[StatementView]]:
    """财政拨款 apart from 一般公共预算 where each tells one change twice: other funds of the year before differ."""
    general = [s for s in group if any(c.split("|")[0] in _GENERAL for c in s.concepts)]
    whole = [s for s in group if s not in general]
    told = [[f.value for s in part if (f := s.signed_change()) is not None] for part in (general, whole)]
    each_is_one = all(len(changes) > 1 and len(set(changes)) == 1 for changes in told)
    return (general, whole) if each_is_one else (group,)


def _identity_keys(said: StatementView, context: Context) -> Iterator[tuple[object, ...]]:
    """What a comparison is about: a subject, a concept, or the whole appropriation by its amount."""
    figure = said.figure()
    if said.ref is not None:
        money, name = subject_key(said, context) or ("", "")
        yield ("subject", name, figure.value) if figure else ("subject", name, money, None)
        return
    firsts = [c.split("|")[0] for c in said.concepts]
    if figure is not None and figure.value != 0 and any(c in _APPROPRIATION for c in firsts):
        yield ("total", figure.value)
    elif firsts:
        name = said.name if "|" in said.concepts[0] else ""
        yield ("concept", firsts[0], name, figure.value if figure else None)


def _same_change(group: Sequence[StatementView]) -> Iterator[Outcome]:
    changes = [(s, f) for s in group if (f := s.signed_change()) is not None]
    if not all(s.sure for s, _ in changes) or len(changes) < 2:
        return
    common = max(
        (f for _, f in changes), key=lambda f: sum(1 for _, g in changes if abs(g.value) == abs(f.value))
    )
    signs = {f.value > 0 for _, f in changes if f.value != 0}
    scope = f"change:{group[0].name}"
    if len(signs) > 1:
        figures = tuple(f for _, f in changes)
        yield Outcome(
            "failed",
            scope=scope,
            message=Text(
                f"{group[0].name}：" + "，".join(_said_change(s) for s, _ in changes) + "，方向矛盾",
                f"{group[0].name}: an increase in one section, a decrease in another",
            ),
            figures=tuple(_printed_sign(f) for f in figures),
            type="direction",
            mechanism="across",
        )
    sizes = [f for _, f in changes if abs(abs(f.value) - abs(common.value)) > (f.step + common.step) / 2]
    if sizes and _of_different_bases(changes, sizes, common):
        yield unsure(f"{group[0].name}的增减额两处不一，各与其增减率相符，基数不同", scope, rival="scope")
    elif sizes:
        rest = [f for _, f in changes if f not in sizes]
        yield Outcome(
            "failed",
            scope=scope,
            message=Text(
                f"{group[0].name}的增减额两处不一：" + "，".join(_said_change(s) for s, _ in changes),
                f"{group[0].name}: two different changes against the same base",
            ),
            figures=tuple(_printed_sign(f) for f in (*sizes, *rest)),
            expected=common.printed,
            difference=show(abs(sizes[0].value) - abs(common.value), common.scale),
            type="prose_vs_prose",
            mechanism="across",
        )
    if not sizes and len(signs) <= 1:
        yield Outcome("passed", scope=scope, figures=tuple(f for _, f in changes))


def _of_different_bases(
    changes: Sequence[tuple[StatementView, Figure]], sizes: Sequence[Figure], common: Figure
) -> bool:
    """Whether every change is the one that its own printed rate calls for: the amounts are measured against two bases."""
    odd = [(s, f) for s, f in changes if f in sizes]
    return all(changes_borne_out(s, common) for s, _ in odd) and any(
        all(changes_borne_out(s, f) for _, f in odd) for s, g in changes if g not in sizes
    )


def _printed_sign(figure: Figure) -> Figure:
    return figure if figure.value >= ZERO else figure.negated()


def _said_change(said: StatementView) -> str:
    word = {"increase": "增加", "decrease": "减少"}.get(said.statement.direction or "", "持平")
    return f"{said.statement.section}{word}{said.statement.change or ''}"
