"""“不存在此项内容” is not said of an amount that is there.

Example: 其他收入 12.00 万元，不存在此项内容.
"""

from __future__ import annotations

import re
from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text
from gouji.checks.rules.text_places import TextPattern, line_matches, text_finding
from gouji.domain import bases
from gouji.normalise import squash

_THERE = re.compile(r"[1-9][\d,]*(?:\.\d+)?万?元[，,]占[1-9][\d.]*%[；;，,]不存在此项内容")


def nothing_here(context: Context) -> Outcomes:
    """“不存在此项内容” is not said of an amount that is there."""
    entry = TextPattern(_THERE.pattern, "有数额，后面却写“不存在此项内容”", "an amount is said not to exist")
    if any(line_matches(entry.pattern, context)):
        for line, match in line_matches(entry.pattern, context):
            yield text_finding(entry, match, line)
        return
    for said in context.prose.amounts:
        quote = squash(said.statement.quote).replace(",", "")
        if not re.search(r"不存在此项内容|无此项(内容|支出|收入)", quote):
            continue
        figure = said.figure()
        beside = re.search(
            rf"{re.escape(said.statement.value or '')}(?:亿|万)?元\D*?(?:不存在此项内容|无此项)", quote
        )
        if figure is None or figure.value == 0 or not said.sure or beside is None:
            yield Outcome("passed")
            continue
        yield Outcome(
            "failed",
            message=Text(
                f"{said.where_name} {figure.printed}{said.unit or ''}，后面却写“不存在此项内容”",
                f"{said.where_name} is {figure.printed} and is said not to exist",
            ),
            figures=(figure,),
        )


RULES: Final = (
    Rule(
        "M08",
        Text("有数的不写“不存在此项内容”", "What is there is not said to be absent"),
        nothing_here,
        basis=bases.TIMELY_EXACT_REGULAR,
        type="template_leftover",
        reads_text=True,
    ),
)
