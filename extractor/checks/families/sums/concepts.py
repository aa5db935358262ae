"""Concepts of the prose against the sum of their parts (合计 = 基本 + 项目), and how a sum in prose is judged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from gouji.checks.context import Context
from gouji.checks.model import (
    Figure,
    Identity,
    Outcome,
    Outcomes,
    Rule,
    Text,
    show,
    skipped,
    total_of,
    unsure,
)
from gouji.checks.prose import Said

Getter = Callable[[Said], Figure | None]
PARTIAL = Decimal("0.2")
"""An enumeration that misses its head by more than this share may be partial: not checkable."""


@dataclass(frozen=True, slots=True)
class ProseSum:
    """``total`` = Σ ``parts`` within one main section; ``required`` must all be stated."""

    total: tuple[str, ...]
    parts: tuple[str, ...]
    required: tuple[str, ...]


def _value(said: Said) -> Figure | None:
    return said.figure()


def _change_against(base: str) -> Getter:
    """The signed change against one base only: 上年 (``prior``) or 年初预算 (``budget``)."""
    return lambda said: said.signed_change() if base_of(said) == base else None


def _budget(said: Said) -> Figure | None:
    return said.figure("budget_value")


def concept_sums(rule: Rule, context: Context) -> Outcomes:
    """A concept against the sum of its parts, where one main section states them."""
    spec = rule.spec
    assert isinstance(spec, tuple)
    done = False
    for entry in spec:
        assert isinstance(entry, ProseSum)
        for top in context.prose.by_top:
            for outcome in _concept_sum(entry, top, context):
                done = True
                yield outcome
    if not done:
        yield skipped("文字没有同时写合计和各项")


def _first(top: tuple[str, ...], concept: str, context: Context, getter: Getter) -> Figure | None:
    for said in context.prose.by_concept.get((top, concept), ()):
        figure = getter(said)
        if figure is not None:
            return figure
    return None


def _concept_sum(entry: ProseSum, top: tuple[str, ...], context: Context) -> Iterator[Outcome]:
    stated = [c for c in entry.parts if _first(top, c, context, _value)]
    if not set(entry.required) <= set(stated) or len(stated) < 2:
        return
    for getter in (_value, _budget, _change_against("prior"), _change_against("budget")):
        total = next((f for c in entry.total if (f := _first(top, c, context, getter))), None)
        found = {c: f for c in entry.parts if (f := _first(top, c, context, getter)) is not None}
        if total is None or not set(entry.required) <= found.keys() or len(found) < 2:
            continue
        if getter is not _value and len(found) < len(stated):
            continue
        yield said_identity(total_of(total, list(found.values())), "/".join(top), "")


def said_identity(identity: Identity, section: str, what: str, *, partial: bool = False) -> Outcome:
    """The outcome of a sum in prose."""
    scope = f"sum:{section}"
    if not identity.sure:
        return unsure(f"{section} 的读数待复核，复核后可核对", scope)
    verdict = identity.judge()
    if verdict == "holds":
        return Outcome("passed", scope=scope, identity=identity)
    short = identity.gap > abs(identity.total.value) * PARTIAL
    if partial and verdict == "broken" and short:
        return unsure(f"{section} 的列举可能不全", scope)
    total = identity.total
    shown = [p.printed if p.value >= 0 else f"(-{p.printed})" for _, p in identity.parts]
    sums = "+".join(shown) if len(shown) <= 8 else f"{len(shown)} 项之和"
    result = show(identity.expected, total.scale)
    return Outcome(
        "failed",
        scope=scope,
        message=Text(
            f"{total.where}{what}印 {total.printed}，各项 {sums}＝{result}",
            f"{total.where} {what} prints {total.printed}, its parts {sums} = {result}",
        ),
        figures=identity.figures,
        expected=result,
        difference=show(identity.gap, total.scale),
        severity="rounding" if verdict == "rounding" else None,
        type="prose_vs_prose",
        identity=identity,
    )


def base_of(said: Said) -> str:
    """What a change is measured against: the opening ``budget`` or the ``prior`` year."""
    base = said.statement.base or ""
    return "budget" if "预算" in base and "上年" not in base else "prior"
