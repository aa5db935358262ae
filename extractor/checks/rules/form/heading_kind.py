"""A heading of a budget does not speak of the accounts where the text below it speaks of the budget.

Example: 二、部门决算单位构成 in a budget, whose text says 预算单位构成为.
"""

from __future__ import annotations

import re
from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, unsure
from gouji.checks.rules.text_places import NEEDS_TEXT, line_evidence, line_name
from gouji.domain import bases
from gouji.schemas.record import Operand

_HEADING = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十]+[）)、.．]|第[一二三四五六七八九十]+部分)[^。；，：:\d]{4,30}$"
)
_PHRASE = re.compile(r"决算[\u4e00-\u9fff]{3,}")
"""What the heading says of the accounts, long enough to be told from any other phrase."""


def heading_kind(context: Context) -> Outcomes:
    """Headings with 决算 in a budget, of which the text has the same words with 预算 and never with 决算."""
    if context.document is None:
        yield unsure(NEEDS_TEXT, rival="other")
        return
    found = False
    headings = [(line, text) for line, text in context.squashed if _HEADING.match(text)]
    for line, text in headings:
        phrase = _PHRASE.search(text)
        if phrase is None:
            continue
        wrong, right = phrase[0], phrase[0].replace("决算", "预算", 1)
        said = sum(own.count(wrong) for _, own in context.squashed)
        in_headings = sum(own.count(wrong) for _, own in headings)
        place = next(((other, own) for other, own in context.squashed if right in own), None)
        if place is None or said > in_headings:
            continue
        found = True
        yield Outcome(
            "failed",
            message=Text(
                f"{line_name(line)}标题“{text}”写作“{wrong}”，{line_name(place[0])}写作“{right}”，本文件为预算",
                f"{line_name(line)}: the heading says “{wrong}”, the text “{right}”; this is a budget",
            ),
            operands=(
                Operand(
                    where=line_name(line),
                    value=text,
                    quote=line.text.strip()[:200],
                    evidence=line_evidence(line),
                ),
                Operand(
                    where=line_name(place[0]),
                    value=right,
                    quote=place[0].text.strip()[:200],
                    evidence=line_evidence(place[0]),
                ),
            ),
            expected=right,
            twin=wrong,
        )
    if not found:
        yield Outcome("passed")


RULES: Final = (
    Rule(
        "M16",
        Text("预算的标题不写决算", "Headings of a budget do not say accounts"),
        heading_kind,
        basis=bases.TIMELY_EXACT_REGULAR,
        type="template_leftover",
        severity="note",
        docs=("budget",),
        reads_text=True,
    ),
)
