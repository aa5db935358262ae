"""The tables that 财预〔2016〕143号 demands for the document kind are there.

Nothing is called missing in a document of which a part was not read.

Example: nine tables, and no “三公”经费支出表 among them.
"""

from __future__ import annotations

from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, skipped, unsure
from gouji.domain import bases
from gouji.domain.kinds import kind_of_title
from gouji.domain.mandated_tables import MANDATED_TABLES
from gouji.schemas.record import Operand, TableKind

FEWEST_TABLES = 4
"""Below this many statutory tables the tables are taken to be in an annex that was not given to us."""


def statutory_tables(context: Context) -> Outcomes:
    """The tables that 财预〔2016〕143号 demands for the document kind are present."""
    present = {view.table.kind for view in context.views}
    found = [entry for entry in MANDATED_TABLES if present.intersection(entry.kinds)]
    if context.doc_type is None or len(found) < FEWEST_TABLES:
        yield unsure("文件中的法定报表不足四张，报表可能另附；请提供附件", rival="other")
        return
    listed = {entry.kind for entry in context.contents.tables}
    for entry in MANDATED_TABLES:
        if entry in found:
            yield Outcome("passed")
        elif listed.intersection(entry.kinds):
            yield skipped(f"{entry.name}列在目录中，由目录核对")
        elif context.unread:
            pages = "、".join(str(p) for p in sorted(context.unread_pages))
            yield unsure(f"第 {pages} 页未能读出，无法断定缺{entry.name}" if pages else "有内容未能读出")
        elif any(
            view.table.kind == TableKind.OTHER and not kind_of_title(view.table.title)
            for view in context.views
        ):
            yield unsure(f"有报表未能归类，无法断定缺{entry.name}")
        else:
            yield Outcome(
                "failed",
                message=Text(f"缺少法定报表：{entry.name}", f"a statutory table is missing: {entry.name}"),
                operands=(Operand(where=entry.name),),
            )


RULES: Final = (
    Rule(
        "M01",
        Text("法定报表齐全", "Statutory tables are present"),
        statutory_tables,
        basis=bases.STATUTORY_TABLES,
        type="missing",
        severity="note",
        since=2017,
        reads_text=True,
    ),
)
