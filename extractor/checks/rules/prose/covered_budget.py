"""Where performance management is said to cover everything, the appropriation that it covers is all of it.

Example: 绩效目标管理全覆盖，涉及当年一般公共预算拨款 5859.60 万元, and 一般公共预算拨款支出 25859.60 万元.
"""

from __future__ import annotations

import re
from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, skipped, unsure
from gouji.checks.rules.text_places import NEEDS_TEXT, line_evidence, line_name, run_on
from gouji.domain import bases
from gouji.figures import NUMBER
from gouji.relations.identity import equal, make_figure
from gouji.schemas.record import Operand

_COVERED = re.compile(
    r"绩效[^。；\d]{0,20}全覆盖[^。；\d]{0,10}涉及[^。；\d]{0,6}一般公共预算(?:(?!项目|专项|基本|部分)[^。；\d]){0,10}"
    rf"(?P<value>{NUMBER})(?P<unit>万元|元)"
)
"""Said of the whole: where 项目 or 基本支出 stands before the amount, it is of a part."""
_CONCEPTS = ("general.year", "general.total")
_RUN_ON = 60
"""Characters of the next line that are read with a line."""


def covered_budget(context: Context) -> Outcomes:
    """涉及一般公共预算拨款 beside 全覆盖 against the general public budget of the tables."""
    if context.document is None:
        yield unsure(NEEDS_TEXT, rival="other")
        return
    printed = [b for concept in _CONCEPTS for b in context.bindings.get(concept, []) if b.figure.readable]
    done = False
    for line, own, text in run_on(context, _RUN_ON):
        found = _COVERED.search(text)
        if found is None or found.start() >= len(own):
            continue
        done = True
        where = f"{line_name(line)}绩效目标情况说明"
        figure = make_figure(
            found["value"],
            found["unit"],
            where,
            ("covered", str(line.number)),
            evidence=line_evidence(line),
            quote=found[0],
        )
        if figure is None or not printed:
            yield unsure("各表没有一般公共预算支出的合计", rival="scope")
        elif any(equal(figure, one.figure).judge() != "broken" for one in printed):
            yield Outcome("passed")
        elif not all(one.figure.sure for one in printed):
            yield unsure("各表一般公共预算支出合计的读数待复核")
        else:
            title, other = context.title_of(printed[0].table), printed[0].figure
            yield Outcome(
                "failed",
                message=Text(
                    f"{where}写明全覆盖，涉及一般公共预算拨款 {figure.printed} {found['unit']}，{title}{printed[0].label} 为 {other.printed}",
                    f"{where}: everything is covered, {figure.printed}, but {title} has {other.printed}",
                ),
                figures=(figure, other),
                operands=tuple(
                    Operand(
                        where=f"{said.where_name}",
                        value=said.statement.value,
                        quote=said.statement.quote,
                        evidence=said.statement.evidence,
                    )
                    for said in context.prose.of("general.year")
                    if said.statement.value is not None
                ),
                expected=other.printed,
                mechanism="sentence",
            )
    if not done:
        yield skipped("文字没有说绩效目标管理全覆盖涉及的拨款")


RULES: Final = (
    Rule(
        "P29",
        Text("绩效目标全覆盖的，所涉拨款＝一般公共预算支出", "Performance targets for all of the budget"),
        covered_budget,
        basis=bases.SAME_IN_PROSE,
        type="prose_vs_table",
        reads_text=True,
    ),
)
