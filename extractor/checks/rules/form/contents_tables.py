"""The contents page against what is there: every listed table is in the document.

Takes the contents page (:mod:`gouji.checks.contents`) and the tables of the record.  A listed table is there
when a table bears its title, or when as many tables of its kind are there as are listed.  A title that stands
in the body although no table was read under it is our gap, not the document's: *not checkable*.

Example: 目录 lists 政府性基金预算支出表, the body has no such table.
"""

from __future__ import annotations

import re
from typing import Final

from gouji.checks.contents import ListedTable, title_core
from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, skipped, unsure
from gouji.checks.rules.text_places import NEEDS_TEXT, line_evidence
from gouji.domain import bases
from gouji.domain.kinds import kind_of_title
from gouji.schemas.record import Operand, TableKind


def contents_tables(context: Context) -> Outcomes:
    """Every table that the contents page lists is in the document."""
    if context.document is None:
        yield unsure(NEEDS_TEXT, rival="other")
        return
    listed = context.contents.tables
    if not listed:
        yield skipped("没有目录，或目录不逐一列出报表")
        return
    if context.unread:
        yield unsure("有页未能读出，无法断定缺表")
        return
    present = {view.table.kind for view in context.views}
    if not any(entry.kind in present for entry in listed):
        yield _annex(context, listed)
        return
    absent = _absent(listed, context)
    for entry in listed:
        yield _missing(entry, context) if entry in absent else Outcome("passed")


RULES: Final = (
    Rule(
        "M02",
        Text("目录所列报表都在", "Tables on the contents page are present"),
        contents_tables,
        basis=bases.TIMELY_EXACT_REGULAR,
        type="missing",
    ),
)


def _absent(listed: tuple[ListedTable, ...], context: Context) -> list[ListedTable]:
    """Entries that no table answers, by title first, then by number of tables of the kind."""
    titles = {title_core(view.table.title) for view in context.views if view.table.title}
    absent: list[ListedTable] = []
    for kind in dict.fromkeys(entry.kind for entry in listed):
        entries = [entry for entry in listed if entry.kind == kind]
        tables = sum(1 for view in context.views if view.table.kind == kind)
        unnamed = [entry for entry in entries if entry.core not in titles]
        named = len(entries) - len(unnamed)
        if tables < len(entries) and (named == tables or not tables):
            absent.extend(unnamed)
    return absent


def _missing(entry: ListedTable, context: Context) -> Outcome:
    if _stands_in_body(entry, context):
        return unsure(f"正文印有“{entry.title}”的表题，表未能读出；核对后可检查")
    if any(
        view.table.kind == TableKind.OTHER and not kind_of_title(view.table.title) for view in context.views
    ):
        return unsure(f"有报表未能归类，无法断定缺“{entry.title}”")
    line = entry.line
    return Outcome(
        "failed",
        message=Text(
            f"目录列有“{entry.title}”，正文没有这张表",
            f"the contents page lists “{entry.title}”, the document lacks it",
        ),
        operands=(
            Operand(where="目录", value=entry.title, quote=line.text.strip(), evidence=line_evidence(line)),
        ),
    )


def _stands_in_body(entry: ListedTable, context: Context) -> bool:
    """Whether a line outside the contents page is this title, alone or before the unit line.

    A bracket at its end may stand on a line of its own and say more (按功能分类科目-不含上年结转).
    """
    page = context.contents
    body = [line.text for line in (*context.printed_lines[: page.first], *context.printed_lines[page.last :])]
    if any(_opens_with(text, entry.core) for text in body):
        return True
    torn = (first + second for first, second in zip(body, body[1:], strict=False))
    return entry.core.endswith(")") and any(title_core(text).startswith(entry.core[:-1]) for text in torn)


def _opens_with(text: str, core: str) -> bool:
    shown = title_core(text)
    return (
        shown.startswith(core)
        and re.match(r"(?:$|\(|单位:|编制|公开|\d|金额|部门|收入|支出)", shown[len(core) :]) is not None
    )


_ANNEX = re.compile(r"(?:决算表|预算表)[^。，]{0,8}(?:详见|见)附[件表]")


def _annex(context: Context, listed: tuple[ListedTable, ...]) -> Outcome:
    """No listed table is here: a finding where the part for the tables only points to an annex."""
    annex = _ANNEX.search(context.text)
    if annex is None:
        return unsure("目录所列报表不在本文件中，可能另附；请提供附件", rival="other")
    first = listed[0].line
    return Outcome(
        "failed",
        message=Text(
            f"目录列有 {len(listed)} 张报表，正文中一张也没有，只写“{annex.group(0)}”",
            f"the contents page lists {len(listed)} tables, the document only points to an annex",
        ),
        operands=(
            Operand(
                where="目录", value=str(len(listed)), quote=first.text.strip(), evidence=line_evidence(first)
            ),
            Operand(where="正文", quote=annex.group(0)),
        ),
    )
