"""Enumerations: 人员经费, 公用经费 and economic classes against the items after them, vehicles against their kinds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gouji.checks.context import Context
from gouji.checks.families.sums.concepts import said_identity
from gouji.checks.model import Outcomes, Rule, skipped, total_of
from gouji.checks.prose import Said


def enumerations(rule: Rule, context: Context) -> Outcomes:
    """人员经费, 公用经费, 机关运行经费 and economic classes against the items listed after them."""
    done = False
    for top, group in context.prose.by_top.items():
        for head, items in _lists(group, context):
            total = head.figure()
            values = [f for s in items if (f := s.figure())]
            if total is not None and len(values) >= 2:
                done = True
                yield said_identity(total_of(total, values), "/".join(top), "", partial=True)
    if not done:
        yield skipped("文字没有列举明细")


_LIST_HEADS = ("general.personnel", "general.public", "app.personnel", "app.public", "agency.total")


def _lists(group: Sequence[Said], context: Context) -> Iterator[tuple[Said, list[Said]]]:
    head: Said | None = None
    items: list[Said] = []
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
        elif head is not None and not said.concepts and said.ref is None:
            items.append(said)
        elif head is not None:
            if items:
                yield head, items
            head, items = None, []
    if head is not None and items:
        yield head, items


def count_sums(rule: Rule, context: Context) -> Outcomes:
    """共有车辆 = Σ of the kinds of vehicle listed after it."""
    done = False
    for group in context.prose.by_section.values():
        counts = [s for s in group if s.statement.measure == "count" and s.statement.unit == "辆"]
        for head, items in _vehicle_lists(counts):
            total = head.figure(exact=True)
            values = [f for s in items if (f := s.figure(exact=True))]
            if total is not None and len(values) >= 3:
                done = True
                yield said_identity(total_of(total, values), head.statement.section, "")
    if not done:
        yield skipped("文字没有分列车辆")


def _vehicle_lists(counts: Sequence[Said]) -> Iterator[tuple[Said, list[Said]]]:
    head: Said | None = None
    items: list[Said] = []
    for said in counts:
        if "用车" not in said.name and "车辆" in said.name:
            if head is not None:
                yield head, items
            head, items = said, []
        elif head is not None:
            items.append(said)
    if head is not None:
        yield head, items
