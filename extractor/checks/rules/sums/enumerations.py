"""人员经费, 公用经费, 机关运行经费 and economic classes are the sum of the items listed after them.

Example: 公用经费 50.00 万元，包括：办公费 20.00 万元、差旅费 28.00 万元.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcomes, Rule, Text, skipped, unsure
from gouji.checks.rules.sums.stated_sum import said_identity
from gouji.checks.statement_view import StatementView
from gouji.domain import bases
from gouji.relations.identity import total_of


def enumerations(context: Context) -> Outcomes:
    """人员经费, 公用经费, 机关运行经费 and economic classes against the items listed after them."""
    done = False
    for top, group in context.prose.by_top.items():
        for head, items in lists(group):
            total = head.figure()
            values = [f for s in items if (f := s.figure())]
            if total is None or len(values) < 2:
                continue
            done = True
            if sum(1 for s in items if s.economic) * 2 < len(items):
                reason = f"{head.where_name} 之后列举的不是经济科目，是否为其明细不明"
                yield unsure(reason, f"sum:{'/'.join(top)}", rival="nesting")
            else:
                others = [f for s in group if s.statement.measure == "amount" and (f := s.figure())]
                identity = total_of(total, values)
                yield said_identity(identity, "/".join(top), "", partial=True, others=others)
    if not done:
        yield skipped("文字没有列举明细")


RULES: Final = (
    Rule(
        "Q32",
        Text("文字中列举之和等于总数", "An enumeration adds up to its head"),
        enumerations,
        basis=bases.COMPLETE_AND_EXACT,
        type="prose_vs_prose",
    ),
)


_LIST_HEADS = ("general.personnel", "general.public", "app.personnel", "app.public", "agency.total")


def lists(group: Sequence[StatementView]) -> Iterator[tuple[StatementView, list[StatementView]]]:
    """Each head with the amounts after it in its own section or under it, to the next amount that is no item."""
    head: StatementView | None = None
    items: list[StatementView] = []
    for said in group:
        if said.statement.measure != "amount":
            continue
        code = said.economic or ""
        opens = any(c in _LIST_HEADS for c in said.concepts) or len(code) == 3
        nested = len(code) == 3 and head is not None and len(head.economic or "") != 3
        if opens and not nested:
            if head is not None and items:
                yield head, items
            head, items = said, []
        elif head is not None and not said.concepts and said.ref is None and _within(said, head):
            items.append(said)
        elif head is not None:
            if items:
                yield head, items
            head, items = None, []
    if head is not None and items:
        yield head, items


def _within(said: StatementView, head: StatementView) -> bool:
    return f"{said.statement.section}/".startswith(f"{head.statement.section}/")
