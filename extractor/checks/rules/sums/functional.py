"""Functional subjects of the prose by level: 类 = Σ项, 总额 = Σ类 = Σ项; amounts, changes and opening budgets.

Example: 一般公共服务支出（类）220.00 万元 before 行政运行（项）120.00 万元 and 一般行政管理事务（项）90.00 万元.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, skipped, unsure
from gouji.checks.rules.prose.rows import row_of
from gouji.checks.rules.sums.stated_sum import base_of, said_identity
from gouji.checks.statement_view import StatementView
from gouji.domain import bases
from gouji.domain.subjects import class_of_label, class_of_section
from gouji.relations.identity import Figure, Identity, total_of


@dataclass(frozen=True, slots=True)
class Placed:
    """A statement about a functional subject with the class it belongs to."""

    said: StatementView
    cls: str
    level: int
    key: str


def functional_sums(context: Context) -> Outcomes:
    """类 = Σ项 and 总额 = Σ类 = Σ项 in one main section: amounts, changes and opening budgets."""
    done = False
    for top, group in context.prose.by_top.items():
        cut = next(
            (s for s in group if not s.sure and not s.concepts and s.statement.measure == "amount"), None
        )
        if cut is not None and any(s.ref is not None for s in group):
            done = True
            yield unsure(f"{cut.where_name} 的读数待复核，复核后可核对各级之和", f"sum:{'/'.join(top)}")
            continue
        placed = _placed(group, context)
        for outcome in _levels("/".join(top), group, placed, context):
            done = True
            yield outcome
    if not done:
        yield skipped("文字没有按类、项列示")


RULES: Final = (
    Rule(
        "Q31",
        Text("文字中类＝Σ项，总额＝Σ类：金额、增减额、年初预算", "Classes equal their items in prose"),
        functional_sums,
        basis=bases.COMPLETE_AND_EXACT,
        type="prose_vs_prose",
    ),
)


def _placed(group: Sequence[StatementView], context: Context) -> list[Placed]:
    placed: list[Placed] = []
    head: Placed | None = None
    for said in group:
        if said.ref is None or said.statement.measure != "amount":
            continue
        if context.year is not None and said.statement.year not in (None, context.year):
            continue
        match = row_of(said, context)
        cls = class_of_label(said.ref.cls) or said.ref.cls
        cls = cls or (match.code[:3] if match else class_of_section(said.ref.section) or _under(head, said))
        key = match.code if match else f"{cls}/{said.ref.section}/{said.ref.item}"
        placed.append(Placed(said, cls, said.ref.level, key))
        if said.ref.level == 1:
            listed = len(placed) > 1 and head is placed[-2] and _beside(head, said)
            head = None if listed else placed[-1]
    return placed


def _beside(head: Placed, said: StatementView) -> bool:
    return head.said.statement.section == said.statement.section


def _under(head: Placed | None, said: StatementView) -> str:
    """The class that an item stands under which names none: it follows it in its own section, and no list of classes."""
    inside = head is not None and f"{said.statement.section}/".startswith(f"{head.said.statement.section}/")
    return head.cls if head is not None and inside else ""


def _levels(
    section: str, group: Sequence[StatementView], placed: list[Placed], context: Context
) -> Iterator[Outcome]:
    classes, items = _by_level(placed, 1), _by_level(placed, 3)
    open_ = [f for p in items if not p.cls and (f := p.said.figure())]
    for cls in classes:
        under = [p for p in items if p.cls == cls.cls]
        if under:
            yield from _three([cls.said], [p.said for p in under], section, open_)
    scopes = [p.said.scope for p in (*items, *classes)]
    heads = sorted(_heads(group), key=lambda s: _head_scope(s) not in scopes)
    if not heads:
        return
    unnamed = [f for s in group if s.ref is None and not s.concepts and (f := s.figure())]
    carried = [s for s in group if "exp.carry_out" in s.concepts and s.figure()]
    held = True
    if len(classes) >= 2:
        outcomes = list(_three(heads, [p.said for p in classes], section, unnamed, carried))
        held = all(o.state == "passed" or o.severity == "rounding" for o in outcomes)
        yield from outcomes
    complete = not classes or {p.cls for p in items} >= {p.cls for p in classes}
    if len(items) >= 2 and held and complete:
        yield from _three(heads, [p.said for p in items], section, unnamed, carried)


def _by_level(placed: list[Placed], level: int) -> list[Placed]:
    """One statement per subject: the last one that gives an amount, later mentions overriding."""
    last: dict[str, Placed] = {}
    for p in placed:
        if p.level == level and p.said.figure() is not None:
            held = last.get(p.key)
            better = held is None or (
                p.said.statement.change is not None or held.said.statement.change is None
            )
            if better:
                last[p.key] = p
    return list(last.values())


_HEADS = ("general.year", "app.year", "exp.total", "rev.total", "app.exp.total", "exp.year")


def _heads(group: Sequence[StatementView]) -> list[StatementView]:
    """The statements of the whole that the subjects of a section make up."""
    return [s for s in group if any(c.split("|")[0] in _HEADS for c in s.concepts) and s.figure()]


def _head_scope(said: StatementView) -> str:
    """The funds of a head by its own concept, whatever its section speaks of."""
    first = said.concepts[0].split("|")[0].split(".")[0]
    return first if first in ("app", "general") else "all"


def _three(
    heads: Sequence[StatementView],
    parts: list[StatementView],
    section: str,
    open_: Sequence[Figure] = (),
    carried: Sequence[StatementView] = (),
) -> Iterator[Outcome]:
    """Amounts, signed changes and opening budgets of a head against its parts.

    ``open_``: amounts of the section that may be parts as well; ``carried``: 结转下年, which 支出总计 holds besides.
    """
    totals = [f for s in heads if (f := s.figure())]
    values = [f for s in parts if (f := s.figure())]
    if totals and values:
        held = [f for s in carried if (f := s.figure())]
        sums = [total_of(total, [*values, *more]) for total in totals for more in ((), held)]
        first = next((i for state in ("holds", "rounding") for i in sums if i.judge() == state), sums[0])
        outcome = said_identity(first, section, "", partial=True, others=open_)
        yield outcome
        if outcome.state == "not_checkable":
            return
        if len(first.parts) > len(values):
            parts = [*parts, *carried]
    changes = [f for s in parts if (f := s.signed_change())]
    head = next((s for s in heads if s.signed_change() is not None), None)
    change = head.signed_change() if head is not None else None
    complete = head is not None and len(changes) == len(parts)
    if head is not None and change is not None and complete and len({*map(base_of, (*parts, head))}) == 1:
        yield _unless_ended(said_identity(total_of(change, changes), section, ""), parts)
    yield from _budgets(heads, parts, section)


def _unless_ended(outcome: Outcome, parts: Sequence[StatementView]) -> Outcome:
    """A change that is less than those of its 项 is a note: 项 of the year before that have ended are not listed, and their
    money is gone from the whole.  A 类 does not end so easily."""
    if all(said.ref is not None and said.ref.level == 1 for said in parts):
        return outcome
    ended = outcome.state == "failed" and outcome.identity is not None and outcome.identity.gap < 0
    return replace(outcome, severity="note") if ended and outcome.severity is None else outcome


def _budgets(heads: Sequence[StatementView], parts: list[StatementView], section: str) -> Iterator[Outcome]:
    """年初预算: stated, or amount less change against 年初预算, against the sum of the items' budgets."""
    budgets = [f for s in parts if (f := s.figure("budget_value"))]
    if len(budgets) != len(parts) or not budgets:
        return
    stated = next((f for s in heads if (f := s.figure("budget_value"))), None)
    if stated is not None:
        yield said_identity(total_of(stated, budgets), section, "")
        return
    for head in heads:
        value, change = head.figure(), head.signed_change()
        if value is not None and change is not None and "年初预算" in (head.statement.base or ""):
            signed = tuple((1, b) for b in budgets) + ((1, change),)
            yield said_identity(Identity(value, signed), section, "（年初预算＋增减额）")
            return
