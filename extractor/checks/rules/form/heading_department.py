"""A heading that names a department names the document's own.

Example: 第三部分 2026年市林业局部门预算表 in a document of 市水务局.
"""

from __future__ import annotations

import re
from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, skipped, unsure
from gouji.checks.rules.form.heading_numbers import PART
from gouji.checks.rules.text_places import NEEDS_TEXT, line_evidence
from gouji.domain import bases
from gouji.normalise import fold
from gouji.schemas.record import Operand


def heading_department(context: Context) -> Outcomes:
    """A heading that names a department names the document's own."""
    if context.document is None:
        yield unsure(NEEDS_TEXT, rival="other")
        return
    department = fold(context.record.metadata.department or "")
    if not department or context.record.metadata.scope != "department":
        yield skipped("没有读出部门名称，或本文件是单位公开")
        return
    wrong = re.compile(r"(\d{4})年(?:度)?([\u4e00-\u9fff]{5,24}?)(?:部门|\(部门\))(?:预算|决算)表")
    headings = [
        (line, found.group(2))
        for line, text in context.squashed
        if PART.match(text) and (found := wrong.search(fold(text)))
    ]
    if len({name for _, name in headings}) > 1:
        yield unsure("各部分标题写有几个单位，可能是汇编", rival="scope")
        return
    for line, name in headings:
        if name in department or department in name or not re.search(r"局|中心|院|委|厅|办", name):
            yield Outcome("passed")
            continue
        yield Outcome(
            "failed",
            message=Text(
                f"标题写“{name}”，本文件部门为“{department}”",
                f"heading names “{name}”, the document is of “{department}”",
            ),
            operands=(
                Operand(where="标题", value=name, quote=line.text.strip(), evidence=line_evidence(line)),
                Operand(where="封面", value=department),
            ),
        )
    yield Outcome("passed")


RULES: Final = (
    Rule(
        "M11",
        Text("标题中的部门名称正确", "Headings name the right department"),
        heading_department,
        basis=bases.TIMELY_EXACT_REGULAR,
        type="label",
    ),
)
