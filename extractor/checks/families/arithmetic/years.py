"""Changes against the year before: the year that a sentence names, and the column of the table that prints it."""

from __future__ import annotations

import re

from gouji.checks.context import Context
from gouji.checks.model import Figure, Identity, Outcome, Outcomes, Rule, Text, show, skipped, unsure
from gouji.checks.prose import Said


def base_year(rule: Rule, context: Context) -> Outcomes:
    """A comparison names an earlier year, not the document's own (比2026年预算 in a 2026 budget)."""
    done = False
    for said in context.prose.amounts:
        found = re.search(r"(20\d\d)", said.statement.base or "")
        if not found or context.year is None:
            continue
        done = True
        stated = int(found.group(1))
        own_budget = context.doc_type == "final_accounts"
        wrong = stated > context.year or (stated == context.year and not own_budget)
        if not said.sure or not wrong:
            yield Outcome("passed") if said.sure else unsure(f"{said.statement.section} 的读数待复核")
            continue
        yield Outcome(
            "failed",
            scope=f"year:{'/'.join(said.top)}",
            message=Text(
                f"{said.statement.section} {said.name}“{said.statement.base}”：与本年度自身比较，应为 {context.year - 1} 年",
                f"{said.statement.section} {said.name} is compared with {stated}, the document's own year",
            ),
            figures=tuple(f for f in (said.figure(), said.figure("change")) if f is not None),
            operands=(),
            expected=str(context.year - 1),
            type="date",
        )
    if not done:
        yield skipped("比较对象没有写年份")


def prior_columns(rule: Rule, context: Context) -> Outcomes:
    """本年数 − 增减额 = 上年预算数 (or 上年执行数) that the 三公 table prints."""
    done = False
    for said in context.prose.amounts:
        value, change = said.figure(), said.signed_change()
        concepts = [c for c in said.concepts if c.endswith("@current")]
        if value is None or change is None or not concepts or _base_is_budget(said):
            continue
        item = concepts[0].partition("@")[0]
        cells = [b for period in ("prior", "executed") for b in context.bindings.get(f"{item}@{period}", [])]
        if not cells:
            continue
        done = True
        identities = [Identity(value, ((1, b.figure), (1, change))) for b in cells]
        if not all(i.sure for i in identities):
            yield unsure(f"{cells[0].figure.where} 的读数待复核")
        elif any(i.judge() != "broken" for i in identities):
            yield Outcome("passed")
        else:
            yield _prior_mismatch(said, identities[0], change)
    if not done:
        yield skipped("表中没有上年数，或文字没有写增减额")


def _base_is_budget(said: Said) -> bool:
    return "年初" in (said.statement.base or "")


def _prior_mismatch(said: Said, identity: Identity, change: Figure) -> Outcome:
    value, prior = identity.total, identity.parts[0][1]
    due = show(value.value - prior.value, value.scale)
    return Outcome(
        "failed",
        scope=f"prior:{'/'.join(said.top)}",
        message=Text(
            f"{said.where_name}：{value.printed} 比上年增减 {change.printed}，而表中上年为 {prior.printed}，应为 {due}",
            f"{said.where_name}: {value.printed}, change {change.printed}; the table's earlier figure {prior.printed} gives {due}",
        ),
        figures=(value, prior, change),
        expected=due,
        type="direction",
        identity=identity,
    )
