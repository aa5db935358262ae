"""The 部门： lines above the tables name one department.

Example: 部门：市水务局 above eight tables, 部门：市林业局 above the ninth.
"""

from __future__ import annotations

import re
from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, skipped, unsure
from gouji.checks.rules.text_places import NEEDS_TEXT, line_evidence, line_name
from gouji.domain import bases
from gouji.normalise import fold
from gouji.read.model import Line
from gouji.schemas.record import Operand

_DEPARTMENT_LINE = re.compile(
    r"(?:部门|单位|编制单位|预算单位|公开部门)(?:名称)?[:：]\s*([\u4e00-\u9fff（）()]{5,30})"
)


def department_lines(context: Context) -> Outcomes:
    """The 部门： lines above the tables name the same department."""
    if context.document is None:
        yield unsure(NEEDS_TEXT, rival="other")
        return
    names: dict[str, list[Line]] = {}
    for line, text in context.squashed:
        found = _DEPARTMENT_LINE.search(text)
        if found:
            name = re.sub(r"(?:金额)?(?:单位|金额).*$", "", found.group(1))
            if len(name) >= 5:
                names.setdefault(fold(name), []).append(line)
    if not names:
        yield skipped("报表没有印部门名称")
        return
    usual = max(names, key=lambda n: len(names[n]))
    for name, lines in names.items():
        if name == usual or _same_department(name, usual):
            yield Outcome("passed")
            continue
        yield Outcome(
            "failed",
            message=Text(
                f"{len(lines)} 张表的部门名称作“{name}”，其余 {len(names[usual])} 张作“{usual}”",
                f"{len(lines)} tables are headed “{name}”, {len(names[usual])} “{usual}”",
            ),
            operands=tuple(
                Operand(
                    where=line_name(line),
                    value=n,
                    quote=line.text.strip(),
                    evidence=line_evidence(line),
                )
                for n in (name, usual)
                for line in names[n][:3]
            ),
        )


RULES: Final = (
    Rule(
        "M10",
        Text("各表部门名称一致", "Tables name the same department"),
        department_lines,
        basis=bases.TIMELY_EXACT_REGULAR,
        type="label",
        severity="note",
    ),
)


def _same_department(one: str, other: str) -> bool:
    bare = [re.sub(r"[(（].*?[)）]|本级|机关|部门", "", name) for name in (one, other)]
    return bare[0] == bare[1]
