"""An enumeration of basic expenditure that is otherwise full leaves out no filled row of the table.

Example: the table has 30211 差旅费 18.00, the list of all other items does not name it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gouji.checks.concepts import Binding
from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, skipped
from gouji.checks.rules.prose.rows import basic_scope, economic_match
from gouji.checks.statement_view import StatementView
from gouji.domain import bases


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
    for binding in missing:
        twins = [f for s in items if (f := s.figure()) and f.value == binding.figure.value]
        yield Outcome(
            "failed",
            scope=section,
            message=Text(
                f"{context.title_of(binding.table)} 有 {binding.label} {binding.figure.printed}，{section} 的列举中没有",
                f"{context.title_of(binding.table)} has {binding.label} {binding.figure.printed}, "
                f"which {section} does not list",
            ),
            figures=(binding.figure, *twins),
        )
