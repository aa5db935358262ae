"""A table without figures says that it is empty, and why.

Example: 政府性基金预算支出表 without a row, and nowhere 本部门无此项收支.
"""

from __future__ import annotations

import re
from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, unsure
from gouji.domain import bases
from gouji.schemas.record import Operand, TableKind

FIGURE_TABLES = frozenset(TableKind) - {
    TableKind.ENTITY_LIST,
    TableKind.PROJECT_PERFORMANCE,
    TableKind.PROJECT_SELF_EVALUATION,
    TableKind.OTHER,
}


def empty_tables(context: Context) -> Outcomes:
    """A table without figures says that it is empty and why."""
    for view in context.views:
        if not view.table.is_empty or view.table.kind not in FIGURE_TABLES:
            continue
        said = "".join(view.table.notes) + "".join(c or "" for row in view.table.rows for c in row)
        if _NOTHING.search(said) or _said_in_prose(view.table.kind, context):
            yield Outcome("passed", scope=view.id)
        elif view.doubtful or context.unread:
            yield unsure(f"{view.title} 所在页未能读出", view.id)
        else:
            yield Outcome(
                "failed",
                scope=view.id,
                message=Text(
                    f"{view.title}为空表，没有说明“本部门无此项收支”",
                    f"{view.title} is empty without saying so",
                ),
                operands=(Operand(where=view.id),),
            )


RULES: Final = (
    Rule(
        "L07",
        Text("空表附说明", "An empty table says so"),
        empty_tables,
        basis=bases.EMPTY_TABLES,
        type="missing",
        severity="note",
        reads_text=True,
    ),
)


_NOTHING = re.compile(r"无|没有|空表|为空|未安排|不存在|不涉及")


_MONEY_OF_KIND = {
    TableKind.GOVERNMENT_FUND_EXPENDITURE: "政府性基金",
    TableKind.STATE_CAPITAL_EXPENDITURE: "国有资本经营",
    TableKind.THREE_PUBLIC: "三公",
    TableKind.PROCUREMENT: "政府采购",
}
"""What the prose calls the money of a table that is often empty."""


def _said_in_prose(kind: TableKind, context: Context) -> bool:
    """Whether a sentence of the document says that there is none of the table's money (无政府性基金预算支出)."""
    name = _MONEY_OF_KIND.get(kind)
    if name is None:
        return False
    none = r"(?:无|没有|未安排|不存在|不涉及)"
    near = r"[^。；：\d]{0,25}"
    return bool(re.search(f"{none}{near}{name}|{name}{near}{none}", context.text))
