"""An enumeration of basic expenditure that is otherwise full leaves out no filled row of the table.

Told where the list prints the amount under another name or falls short of its head by it; a list may end with 等.

Example: the table has 30211 差旅费 18.00, the list of all other items does not name it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from gouji.checks.concepts import Binding
from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, skipped, unsure
from gouji.checks.rules.prose.rows import basic_scope, economic_match
from gouji.checks.rules.sums.enumerations import lists
from gouji.checks.statement_view import StatementView
from gouji.domain import bases
from gouji.relations.identity import total_of


def unlisted(context: Context) -> Outcomes:
    """Rows of the basic-expenditure table that a full enumeration in the prose leaves out."""
    for top, group in context.prose.by_top.items():
        items = [s for s in group if s.statement.measure == "amount" and not s.concepts and s.ref is None]
        scope = basic_scope(items[0], context) if items else None
        if scope is None or len(items) < _FULL_LIST:
            continue
        named = {m.code for s in items if (m := economic_match(s, context, scope))}
        if len(named) < _FULL_LIST:
            continue
        classes = {code for code in named if len(code) == 3}
        missing = [
            bindings[0]
            for concept, bindings in context.bindings.items()
            if concept.startswith(f"econ:{scope}:") and concept.endswith(":total")
            for code in [concept.split(":")[2]]
            if len(code) == 5
            and code not in named
            and code[:3] not in classes
            and bindings[0].figure.value != 0
        ]
        yield from _unlisted(missing, items, "/".join(top), context)


RULES: Final = (
    Rule(
        "P22",
        Text("表中有数的经济科目在文字列举中缺项", "An item of the table is missing from the enumeration"),
        unlisted,
        basis=bases.SAME_IN_PROSE,
        type="prose_vs_table",
    ),
)


_FULL_LIST = 6


_MOST_MISSING = 3


def _unlisted(
    missing: list[Binding], items: list[StatementView], section: str, context: Context
) -> Iterator[Outcome]:
    if not missing:
        yield Outcome("passed", scope=section)
        return
    if len(missing) > _MOST_MISSING or any(not b.figure.sure for b in missing):
        yield skipped("文字只列举了部分明细")
        return
    short = _falls_short(missing, context.prose.by_top[items[0].top])
    for binding in missing:
        twins = [f for s in items if (f := s.figure()) and f.value == binding.figure.value]
        if not twins and not short:
            yield unsure(f"{section} 的列举没有 {binding.label}，是否列全不明", section)
            continue
        yield Outcome(
            "failed",
            scope=section,
            message=Text(
                f"{context.title_of(binding.table)} 有 {binding.label} {binding.figure.printed}，{section} 的列举中没有",
                f"{context.title_of(binding.table)} has {binding.label} {binding.figure.printed}, "
                f"which {section} does not list",
            ),
            figures=(binding.figure, *twins),
            mechanism="section",
        )


def _falls_short(missing: Sequence[Binding], group: Sequence[StatementView]) -> bool:
    """Whether a list of the section falls short of its head by what is missing."""
    for head, items in lists(group):
        total, parts = head.figure(), [f for s in items if (f := s.figure())]
        for left_out in (missing, *([binding] for binding in missing)):
            whole = [*parts, *(binding.figure for binding in left_out)]
            if total is not None and total_of(total, whole).judge() != "broken":
                return True
    return False
