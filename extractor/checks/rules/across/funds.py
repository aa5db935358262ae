"""财政拨款 by the kind of budget: 财政拨款支出 = 一般公共预算 + 政府性基金 + 国有资本经营, in all and class by class.

The identity needs every part: a part counts as nothing
only where its table says that it is empty, or the income side prints none or is whole without it.  Money carried over from the year
before may stand in one table and not in the other, so the rule does not apply where there is any.

Example: 财政拨款支出总计 310.00 beside 一般公共预算支出 280.00 and 政府性基金预算支出 20.00.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gouji.checks.concepts import concept_label
from gouji.checks.context import Context
from gouji.checks.model import Outcomes, Rule, Text, skipped
from gouji.checks.rules.across.comparison import first_of_each_table, table_identity
from gouji.domain import bases
from gouji.relations.identity import Figure, total_of
from gouji.schemas.record import TableKind

_PARTS: Final = (
    ("general", TableKind.GENERAL_PUBLIC_EXPENDITURE),
    ("fund", TableKind.GOVERNMENT_FUND_EXPENDITURE),
    ("capital", TableKind.STATE_CAPITAL_EXPENDITURE),
)


_WHOLE: Final = ("app.exp.year", "app.exp.total")


_INCOME: Final = tuple(f"app.rev.{scope}" for scope, _ in _PARTS)


_INCOME_TOTALS: Final = ("app.rev.year", "app.rev.total")


_CARRIED: Final = ("app.rev.carry_in", "app.exp.carry_out")


def parts_of_appropriation(context: Context) -> Outcomes:
    """财政拨款收支总表 against the expenditure tables of the three budgets."""
    if any(b.figure.value != 0 for concept in _CARRIED for b in context.bindings.get(concept, [])):
        yield skipped("财政拨款有上年结转或年末结转，各表口径可能不同")
        return
    present = [scope for scope, kind in _PARTS if context.bindings.get(f"{scope}.year")]
    if "general" not in present or not all(s in present or _none(s, kind, context) for s, kind in _PARTS):
        yield skipped("三本预算的支出表不全")
        return
    whole = next((context.bindings[c] for c in _WHOLE if context.bindings.get(c)), [])
    if not whole:
        yield skipped("没有财政拨款收支总表")
        return
    parts = [context.bindings[f"{scope}.year"][0].figure for scope in present]
    for binding in whole:
        yield from table_identity(total_of(binding.figure, parts), "app.exp.year", context)
    yield from _classes(present, {binding.table for binding in whole}, context)


RULES: Final = (
    Rule(
        "X27",
        Text(
            "财政拨款支出＝一般公共预算＋政府性基金＋国有资本经营预算支出，总额与各类",
            "Appropriation expenditure = general + fund + state-capital expenditure, in all and by class",
        ),
        parts_of_appropriation,
        basis=bases.KINDS_OF_BUDGETS + bases.SAME_IN_TABLES,
        type="table_vs_table",
        severity="note",
        consequences="rows",
    ),
)


def _none(scope: str, kind: TableKind, context: Context) -> bool:
    """Whether the document says that there is no money of this kind."""
    stated = [b.figure.value for b in context.bindings.get(f"app.rev.{scope}", [])]
    tables = context.of_kind(kind)
    if tables:
        return all(view.table.is_empty for view in tables) and not any(stated)
    return not any(stated) if stated else _income_is_whole(context)


def _income_is_whole(context: Context) -> bool:
    """Whether the kinds of 财政拨款 income that are printed make up all of it, so that another kind is nothing."""
    stated = [context.bindings[c][0].figure.value for c in _INCOME if context.bindings.get(c)]
    whole = [b.figure.value for c in _INCOME_TOTALS for b in context.bindings.get(c, [])[:1]]
    return bool(stated) and bool(whole) and all(sum(stated) == total for total in whole)


def _classes(present: list[str], tables: set[str], context: Context) -> Outcomes:
    """The same by functional class (类), where a table of the parts prints the class."""
    for concept, bindings in list(context.bindings.items()):
        name = concept.split(":")
        if name[:2] != ["func", "app"] or len(name[2]) != 3 or name[3] != "total":
            continue
        whole = next((b for b in bindings if b.table in tables), None)
        parts = list(_parts(name[2], present, context))
        if whole is not None and parts:
            label = whole.label.removeprefix(name[2]).strip() or concept_label(concept)
            identity = total_of(whole.figure, parts)
            yield from table_identity(identity, concept, context, f"{name[2]} {label}")


def _parts(code: str, present: list[str], context: Context) -> Iterator[Figure]:
    """What the tables of the three budgets themselves print for a class."""
    for scope in present:
        own = {view.id for view in context.of_kind(dict(_PARTS)[scope])}
        places = context.bindings.get(f"func:{scope}:{code}:total", [])
        yield from (b.figure for b in first_of_each_table([p for p in places if p.table in own])[:1])
