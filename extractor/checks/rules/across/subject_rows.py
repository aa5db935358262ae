"""One functional subject prints the same in every expenditure table that covers the same money.

总表 against 一般公共预算 (and 财政拨款) tables are compared row by row only when their totals agree, or their amounts
for the class: when all that money is of one kind.

Example: 2010601 行政运行 is 120.00 in the 支出总表 and 102.00 in the 一般公共预算支出表, whose totals agree.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from gouji.checks.concepts import Binding
from gouji.checks.context import Context
from gouji.checks.model import Outcomes, Rule, Text, skipped
from gouji.checks.rules.across.comparison import compare_places, first_of_each_table
from gouji.domain import bases
from gouji.relations.identity import equal, majority


def subject_rows(context: Context) -> Outcomes:
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


RULES: Final = (
    Rule(
        "X30",
        Text("同一功能科目在各支出表一致", "A functional subject prints the same in every expenditure table"),
        subject_rows,
        basis=bases.SAME_IN_TABLES,
        type="table_vs_table",
        explain=Text(
            "支出总表与财政拨款、一般公共预算等支出表合计相同，或某一类的数额相同（该类资金同源）时，逐科目、逐栏比较；都不同则各表资金范围不同，不比较。",
            "Compared row by row where the totals of the tables, or their amounts for the class, agree: where they cover the same money.",
        ),
        consequences="rows",
    ),
)


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
