"""“主要用于…基本支出” is not said of a subject that is all project expenditure, nor the other way round.

Example: 一般行政管理事务 主要用于基本支出, and its row fills the column 项目支出 only.
"""

from __future__ import annotations

import re
from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, skipped
from gouji.checks.rules.prose.rows import row_of, scopes_of
from gouji.domain import bases
from gouji.normalise import squash


def purpose(context: Context) -> Outcomes:
    """“主要用于…基本支出” is not said of a subject that is all project expenditure."""
    done = False
    for said in context.prose.amounts:
        match = row_of(said, context) if said.ref is not None else None
        found = re.search(r"主要用于[:：]?[^。；]{0,60}?(基本支出|项目支出)", squash(said.statement.quote))
        if match is None or found is None or "项目" in said.name:
            continue
        for scope in sorted(scopes_of(said, context)):
            basic = context.bindings.get(f"func:{scope}:{match.code}:basic", [])
            project = context.bindings.get(f"func:{scope}:{match.code}:project", [])
            other, own = (project, basic) if found.group(1) == "基本支出" else (basic, project)
            if not (own or other) or any(not b.figure.sure for b in (*own, *other)):
                continue
            done = True
            if own and own[0].figure.value:
                yield Outcome("passed")
            elif other and other[0].figure.value:
                yield Outcome(
                    "failed",
                    message=Text(
                        f"{said.where_name}写“主要用于…{found.group(1)}”，表中全部是{'项目' if other is project else '基本'}支出 "
                        f"{other[0].figure.printed}",
                        f"{said.where_name} is said to be {found.group(1)}, the table has all of it in the other column",
                    ),
                    figures=tuple(f for f in (said.figure(), other[0].figure) if f is not None),
                )
            break
    if not done:
        yield skipped("文字没有写科目的用途")


RULES: Final = (
    Rule(
        "P25",
        Text("用途写基本（项目）支出的，表中有基本（项目）支出", "The stated purpose fits the table"),
        purpose,
        basis=bases.SAME_IN_PROSE,
        type="prose_vs_table",
    ),
)
