"""Economic items that the prose lists without amounts are those that the table fills.

An error where a name stands for another one: as many rows that the table fills are not listed as listed ones are blank.  A
list that only names more than the table fills tells what such money may be spent on (主要包括), and is a note.

Example: 人员经费 …, 主要包括：基本工资、奖金 while the row of 奖金 is blank and that of 绩效工资 is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from gouji.checks.concepts import ECONOMIC_SCOPE, Binding
from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, skipped, unsure
from gouji.checks.rules.text_places import NEEDS_TEXT
from gouji.domain import bases
from gouji.domain.subjects import bare_name
from gouji.relations.table_view import RowView
from gouji.schemas.record import Operand

_LIST = re.compile(r"(人员经费|公用经费)[\d,.]+万?元[,，]?(?:主要)?(?:包括|用于)[:：]?([^。；;]{4,400})")


_FEW_NAMES = 3


_MOSTLY = 0.7
"""Share of the listed names that must be rows of the table before a list is held against it."""


def listed_names(context: Context) -> Outcomes:
    """Economic items that the prose lists without amounts are those that the table fills."""
    if context.document is None:
        yield unsure(NEEDS_TEXT, rival="other")
        return
    done = False
    for found in _LIST.finditer(context.text):
        names = [n for n in re.split(r"[、，,]", found.group(2)) if n]
        if any(re.search(r"\d", n) for n in names) or len(names) < _FEW_NAMES:
            continue
        for scope in ("general", "app"):
            outcomes = list(_listed(found.group(1), names, scope, context))
            if outcomes:
                done = True
                yield from outcomes
                break
    if not done:
        yield skipped("文字没有列举基本支出科目名称")


RULES: Final = (
    Rule(
        "P24",
        Text("列举的经济科目在表中有数", "Listed economic items are filled in the table"),
        listed_names,
        basis=bases.SAME_IN_PROSE,
        type="prose_vs_table",
    ),
)


def _listed(head: str, names: list[str], scope: str, context: Context) -> Iterator[Outcome]:
    """Listed but blank, or filled but not listed, in the half of the table that the head speaks of."""
    wanted = {bare_name(name): name for name in names}
    filled: dict[str, Binding] = {}
    rows: dict[str, RowView] = {}
    for view in context.views:
        if ECONOMIC_SCOPE.get(view.table.kind) != scope:
            continue
        for side in view.sides:
            for row in side.rows:
                if len(row.code) == 5 and (row.code[:3] in ("301", "303")) == (head == "人员经费"):
                    rows[bare_name(row.name)] = row
    for concept, bindings in context.bindings.items():
        if concept.startswith(f"econ:{scope}:") and concept.endswith(":total") and bindings[0].figure.value:
            name = bare_name(bindings[0].label.removeprefix(concept.split(":")[2]))
            if name in rows:
                filled[name] = bindings[0]
    blank = [rows[n] for n in wanted if n in rows and n not in filled]
    unlisted_ = [b for n, b in filled.items() if n not in wanted]
    known = sum(1 for n in wanted if n in rows)
    if known < len(wanted) * _MOSTLY:
        return
    if not blank or any(not b.figure.sure for b in filled.values()):
        yield Outcome("passed")
        return
    listed, missing = "、".join(r.name for r in blank), "、".join(b.label for b in unlisted_)
    yield Outcome(
        "failed",
        message=Text(
            f"{head}列举中有“{listed}”，表中该科目为空"
            + (f"；表中有数的 {missing} 没有列举" if missing else ""),
            f"“{listed}” is listed under {head} but blank in the table",
        ),
        operands=(Operand(where="正文", quote=f"{head}…{'、'.join(names)}"[:200]),),
        figures=tuple(b.figure for b in unlisted_),
        severity=None if len(blank) <= len(unlisted_) else "note",
        mechanism="section",
    )
