"""Statutory tables: what 财预〔2016〕143号 demands for the document kind is there.

Nothing is called missing in a document of which a part was not read.
"""

from __future__ import annotations

from dataclasses import dataclass

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, skipped, unsure
from gouji.domain.kinds import kind_of_title
from gouji.schemas.record import DocType, Operand, TableKind

K = TableKind
FEWEST_TABLES = 4
"""Below this many statutory tables the tables are taken to be in an annex that was not given to us."""


@dataclass(frozen=True, slots=True)
class Statutory:
    """One table that the format demands: any of these kinds will do."""

    kinds: tuple[TableKind, ...]
    name: str
    docs: tuple[DocType, ...] = ("budget", "final_accounts")


def statutory_tables(rule: Rule, context: Context) -> Outcomes:
    """The tables that 财预〔2016〕143号 demands for the document kind are present."""
    spec = rule.spec
    assert isinstance(spec, tuple)
    present = {view.table.kind for view in context.views}
    wanted = [s for s in spec if context.doc_type in s.docs]
    found = [s for s in wanted if present.intersection(s.kinds)]
    if context.doc_type is None or len(found) < FEWEST_TABLES:
        yield unsure("文件中的法定报表不足四张，报表可能另附；请提供附件")
        return
    listed = {entry.kind for entry in context.contents.tables}
    for entry in wanted:
        if entry in found:
            yield Outcome("passed")
        elif listed.intersection(entry.kinds):
            yield skipped(f"{entry.name}列在目录中，由目录核对")
        elif context.unread:
            pages = "、".join(str(p) for p in sorted(context.unread_pages))
            yield unsure(f"第 {pages} 页未能读出，无法断定缺{entry.name}" if pages else "有内容未能读出")
        elif any(
            view.table.kind == K.OTHER and not kind_of_title(view.table.title) for view in context.views
        ):
            yield unsure(f"有报表未能归类，无法断定缺{entry.name}")
        else:
            yield Outcome(
                "failed",
                message=Text(f"缺少法定报表：{entry.name}", f"a statutory table is missing: {entry.name}"),
                operands=(Operand(where=entry.name),),
            )
