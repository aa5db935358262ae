"""The main headings of a part are numbered in order.

Example: 二、 followed by 十三、.
"""

from __future__ import annotations

import re
from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, unsure
from gouji.checks.rules.text_places import NEEDS_TEXT, line_evidence
from gouji.domain import bases, numbering
from gouji.domain.numbering import chinese_number, read_numbering
from gouji.normalise import squash
from gouji.schemas.record import Operand

PART = re.compile(rf"^[#*\s]*{numbering.PART}")


def heading_numbers(context: Context) -> Outcomes:
    """The main headings of a part are numbered in order (一、二、三、, not 一、二、十三、)."""
    if context.document is None:
        yield unsure(NEEDS_TEXT, rival="other")
        return
    tables = {
        n
        for view in context.views
        if view.table.where.lines
        for n in range(view.table.where.lines[0], view.table.where.lines[1] + 1)
    }
    pages = {p for view in context.views for p in view.table.where.pages or ()}
    page = context.contents
    contents = {id(line) for line in context.printed_lines[page.first : page.last]}
    last, last_line = 0, None
    for line, text in context.squashed:
        if PART.match(text):
            last = 0
        skip = id(line) in contents or line.number in tables or line.page in pages
        found = read_numbering(text.lstrip("#*")) if not skip and len(text) <= 40 else None
        number = chinese_number(found.text) if found and found.style == "chinese" else None
        if number is None or re.search(r"[。；;]$", text):
            continue
        if number == 10 + last + 1 and last >= 1 and last_line is not None:
            yield Outcome(
                "failed",
                message=Text(
                    f"标题“{text}”接在“{squash(last_line.text)}”之后，序号有误",
                    f"heading “{text}” follows “{squash(last_line.text)}”",
                ),
                operands=(
                    Operand(
                        where="标题",
                        value=found.text + "、" if found else None,
                        quote=text,
                        evidence=line_evidence(line),
                    ),
                ),
            )
            number = last + 1
        last, last_line = number, line
    yield Outcome("passed")


RULES: Final = (
    Rule(
        "M09",
        Text("标题序号连续", "Headings are numbered in order"),
        heading_numbers,
        basis=bases.TIMELY_EXACT_REGULAR,
        type="label",
    ),
)
