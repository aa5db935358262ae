"""本年数 − 增减额 = 上年预算数 (or 上年执行数) that the 三公 table prints.

Example: 公务接待费 2.00 万元，比上年减少 1.00 万元, and 上年预算数 of the table is 2.50.
"""

from __future__ import annotations

import re
from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, skipped, unsure
from gouji.checks.statement_view import StatementView
from gouji.domain import bases
from gouji.relations.identity import Figure, Identity, show


def prior_columns(context: Context) -> Outcomes:
    """本年数 − 增减额 = 上年预算数 (or 上年执行数) that the 三公 table prints."""
    done = False
    for said in context.prose.amounts:
        value, change = said.figure(), said.signed_change()
        concepts = [c for c in said.concepts if c.endswith("@current")]
        if value is None or change is None or not concepts or "年初" in (said.statement.base or ""):
            continue
        item = concepts[0].partition("@")[0]
        cells = [b for period in ("prior", "executed") for b in context.bindings.get(f"{item}@{period}", [])]
        if not cells:
            continue
        done = True
        executed = re.search("执行|决算", said.statement.base or "")
        if executed and not context.bindings.get(f"{item}@executed"):
            yield unsure(f"{said.where_name} 与上年执行数比较，表中只有上年预算数")
            continue
        identities = [Identity(value, ((1, b.figure), (1, change))) for b in cells]
        if not all(i.sure for i in identities):
            yield unsure(f"{cells[0].figure.where} 的读数待复核")
        elif (held := next((i for i in identities if i.judge() != "broken"), None)) is not None:
            yield Outcome("passed", figures=held.figures)
        else:
            yield _prior_mismatch(said, identities[0], change)
    if not done:
        yield skipped("表中没有上年数，或文字没有写增减额")


RULES: Final = (
    Rule(
        "A10",
        Text(
            "“三公”经费：本年数－增减额＝表中上年数", "三公: amount less change is the table's earlier figure"
        ),
        prior_columns,
        basis=bases.THREE_PUBLIC_ITEMS,
        type="direction",
    ),
)


def _prior_mismatch(said: StatementView, identity: Identity, change: Figure) -> Outcome:
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
        mechanism="single",
    )
