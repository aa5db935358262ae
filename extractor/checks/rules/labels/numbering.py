"""The items of a summary table are numbered without gap or repetition.

Example: 三、事业收入 followed by 三、上级补助收入.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text
from gouji.domain import bases
from gouji.domain.numbering import chinese_number, item_number
from gouji.domain.table_words import CARRY_ROW
from gouji.relations.table_view import RowView, SideView, TableView
from gouji.schemas.record import Operand, TableKind


def numbering(context: Context) -> Outcomes:
    """The items of a summary table are numbered without gap or repetition."""
    for view in context.of_kind(TableKind.REVENUE_EXPENDITURE_SUMMARY, TableKind.APPROPRIATION_SUMMARY):
        for side in view.sides:
            yield from _numbering(view, side)


RULES: Final = (
    Rule(
        "L05",
        Text("总表项目序号连续", "Items are numbered in order"),
        numbering,
        basis=bases.TIMELY_EXACT_REGULAR,
        type="label",
    ),
)


def _numbering(view: TableView, side: SideView) -> Iterator[Outcome]:
    """A list within an item (一、本年支出, then 一、教育支出, 二、…) begins anew, and the list around it goes on behind it."""
    held: dict[bool, int] = {}
    around: dict[bool, int] = {}
    fine = True
    for at, row in enumerate(side.rows):
        found = item_number(row.name)
        number = chinese_number(found.text.strip("（）")) if found else None
        if found is None or number is None:
            if row.kind != "item" or (row.name and held and CARRY_ROW.search(row.name)):
                held.clear()
            continue
        inner = found.style == "chinese_paren"
        if not inner:
            held.pop(True, None)
        last = held.get(inner)
        held[inner] = number
        if last is None or number == last + 1:
            continue
        if number == 1 and (last != 1 or _next_number(side.rows[at + 1 :], found.style) == 2):
            around[inner] = last
            continue
        if inner in around and number == around[inner] + 1:
            continue
        fine = False
        repeated = number == last
        yield Outcome(
            "failed",
            scope=view.id,
            message=Text(
                f"{view.title}：“{row.name}”的序号{'与上一项重复' if repeated else f'由第 {last} 项跳来'}",
                f"{view.title}: the number of “{row.name}” {'is used twice' if repeated else 'skips'}",
            ),
            operands=(Operand(where=view.id, value=row.name, evidence=view.label_evidence(row)),),
            severity=None if repeated else "note",
            type="label",
            mechanism="numbering",
        )
    if fine and side.rows:
        yield Outcome("passed", scope=view.id)


def _next_number(rows: Sequence[RowView], style: str) -> int | None:
    """The next number of a style among rows."""
    found = (item_number(row.name) for row in rows)
    return next((number.ordinal for number in found if number is not None and number.style == style), None)
