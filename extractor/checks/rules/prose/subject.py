"""A statement about a functional subject prints what the row of that subject prints.

Example: 行政运行（项）102.00 万元 in the prose, 120.00 in the row 2010601.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from gouji.checks.concepts import Binding
from gouji.checks.context import Context
from gouji.checks.model import Outcomes, Rule, Text, skipped
from gouji.checks.rules.across.comparison import first_of_each_table
from gouji.checks.rules.prose.comparison import against_cells, own_year
from gouji.checks.rules.prose.rows import part_of, row_of, scopes_of
from gouji.checks.statement_view import StatementView
from gouji.domain import bases
from gouji.relations.identity import equal

FUNDS = ("general", "app", "fund", "capital")


def prose_subject(context: Context) -> Outcomes:
    """Each statement about a functional subject against the rows of that subject; in a section about 基本支出 or 项目支出
    against that column."""
    done = False
    for said in context.prose.amounts:
        if said.ref is None or said.figure() is None or not own_year(said, context):
            continue
        scopes = scopes_of(said, context)
        match = row_of(said, context)
        if match is None:
            continue
        part = part_of(said, context)
        places = _rows(match.code, scopes, part, context) if part else []
        places = places or _rows(match.code, scopes, "total", context)
        if places:
            done = True
            others = _other_funds(said, places, match.code, context)
            yield from against_cells(said, [places, others], f"{match.code} {match.label}", context)
    if not done:
        yield skipped("文字没有按科目列示，或表中没有这些科目")


RULES: Final = (
    Rule(
        "P20",
        Text("文字与表：功能科目", "Prose against tables: functional subjects"),
        prose_subject,
        basis=bases.SAME_IN_PROSE,
        type="prose_vs_table",
    ),
)


def _rows(code: str, scopes: Iterable[str], role: str, context: Context) -> list[Binding]:
    return [
        binding
        for scope in sorted(scopes)
        for binding in first_of_each_table(context.bindings.get(f"func:{scope}:{code}:{role}", []))
    ]


def _other_funds(
    said: StatementView, places: Sequence[Binding], code: str, context: Context
) -> list[Binding]:
    """What a statement whose section names no fund may be about as well: the tables of single budgets, one of which
    prints its very amount as a part of what the tables of all funds print."""
    figure = said.figure()
    if said.scope != "all" or figure is None or any(b.figure.value < figure.value for b in places):
        return []
    found = [b for scope in FUNDS for b in context.bindings.get(f"func:{scope}:{code}:total", [])]
    return [b for b in found if b.figure.sure and equal(figure, b.figure).judge() == "holds"][:1]
