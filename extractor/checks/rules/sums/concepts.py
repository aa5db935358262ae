"""A total of the prose is the sum of its parts, where one main section states them: 支出合计 = 基本 + 项目.

Example: 基本支出 200.00 万元, 项目支出 100.00 万元, and 本年支出 310.00 万元.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, skipped
from gouji.checks.rules.sums.stated_sum import base_of, said_identity
from gouji.checks.statement_view import StatementView
from gouji.domain import bases
from gouji.relations.identity import Figure, total_of

Getter = Callable[[StatementView], Figure | None]


@dataclass(frozen=True, slots=True)
class ProseSum:
    """``total`` = Σ ``parts`` within one main section; ``required`` must all be stated."""

    total: tuple[str, ...]
    parts: tuple[str, ...]
    required: tuple[str, ...]


_SUMS: Final = (
    ProseSum(("rev.total",), ("rev.year", "rev.carry_in", "rev.used_surplus"), ("rev.year", "rev.carry_in")),
    ProseSum(
        ("exp.total",), ("exp.year", "exp.carry_out", "exp.distribution"), ("exp.year", "exp.carry_out")
    ),
    ProseSum(
        ("exp.total", "exp.year"),
        ("exp.basic", "exp.project", "exp.reserve", "exp.operating", "exp.upward", "exp.subsidy"),
        ("exp.basic", "exp.project"),
    ),
    ProseSum(
        ("rev.year",),
        (
            "rev.general",
            "rev.fund",
            "rev.capital",
            "rev.special",
            "rev.business",
            "rev.operating",
            "rev.superior",
            "rev.subordinate",
            "rev.other",
        ),
        ("rev.general", "rev.other"),
    ),
    ProseSum(
        ("general.basic",), ("general.personnel", "general.public"), ("general.personnel", "general.public")
    ),
    ProseSum(
        ("exp.basic",), ("general.personnel", "general.public"), ("general.personnel", "general.public")
    ),
    ProseSum(("app.basic",), ("app.personnel", "app.public"), ("app.personnel", "app.public")),
    ProseSum(
        ("three.total@current",),
        ("three.abroad@current", "three.vehicle@current", "three.reception@current"),
        ("three.abroad@current", "three.vehicle@current", "three.reception@current"),
    ),
    ProseSum(
        ("three.vehicle@current",),
        ("three.vehicle_buy@current", "three.vehicle_run@current"),
        ("three.vehicle_buy@current", "three.vehicle_run@current"),
    ),
    ProseSum(("proc.total",), ("proc.goods", "proc.works", "proc.services"), ("proc.goods", "proc.services")),
)


def concept_sums(context: Context) -> Outcomes:
    """A concept against the sum of its parts, where one main section states them."""
    done = False
    for entry in _SUMS:
        for top in context.prose.by_top:
            for outcome in _concept_sum(entry, top, context):
                done = True
                yield outcome
    if not done:
        yield skipped("文字没有同时写合计和各项")


RULES: Final = (
    Rule(
        "Q30",
        Text("文字中的合计等于各项之和", "A total in prose equals its parts"),
        concept_sums,
        basis=bases.COMPLETE_AND_EXACT,
        type="prose_vs_prose",
    ),
)


def _value(said: StatementView) -> Figure | None:
    return said.figure()


def _change_against(base: str) -> Getter:
    """The signed change against one base only: 上年 (``prior``) or 年初预算 (``budget``)."""
    return lambda said: said.signed_change() if base_of(said) == base else None


def _budget(said: StatementView) -> Figure | None:
    return said.figure("budget_value")


def _first(
    top: tuple[str, ...], concept: str, context: Context, getter: Getter
) -> tuple[StatementView, Figure] | None:
    for said in context.prose.by_concept.get((top, concept), ()):
        figure = getter(said)
        if figure is not None:
            return said, figure
    return None


def _concept_sum(entry: ProseSum, top: tuple[str, ...], context: Context) -> Iterator[Outcome]:
    stated = [c for c in entry.parts if _first(top, c, context, _value)]
    if not set(entry.required) <= set(stated) or len(stated) < 2:
        return
    others = [f for s in context.prose.by_top[top] if not s.concepts and s.ref is None and (f := s.figure())]
    for getter in (_value, _budget, _change_against("prior"), _change_against("budget")):
        total = next((said for c in entry.total if (said := _first(top, c, context, getter))), None)
        found = {c: said for c in entry.parts if (said := _first(top, c, context, getter)) is not None}
        if total is None or not set(entry.required) <= found.keys() or len(found) < 2:
            continue
        if getter is not _value and len(found) < len(stated):
            continue
        outer = {said.statement.section for said, _ in found.values()}
        parts = [f for c, (said, f) in found.items() if c in entry.required or not _inside(said, outer)]
        identity = total_of(total[1], parts)
        carried = _first(top, "exp.carry_out", context, getter)
        if carried is not None and "exp.carry_out" not in found and _HOLDS_CARRIED & {*total[0].concepts}:
            whole = total_of(total[1], [*parts, carried[1]])
            identity = whole if whole.judge() != "broken" else identity
        yield said_identity(identity, "/".join(top), "", others=others if getter is _value else ())


_HOLDS_CARRIED: Final = frozenset(("exp.total", "exp.total|exp.year"))
"""支出总计 holds 年终结转 besides 基本支出 and 项目支出; 支出预算 is a word for either."""


def _inside(said: StatementView, sections: set[str]) -> bool:
    """Whether a statement stands in a section under one of others: an item of what that one states."""
    return any(said.statement.section.startswith(f"{section}/") for section in sections if section)
