"""Every cell prints what it holds, not a sign of the spreadsheet that it was made in.

Example: ##### where the column was too narrow, #REF! where a formula came to nothing.
"""

from __future__ import annotations

import re
from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text
from gouji.checks.rounding_groups import MOST_PLACES
from gouji.domain import bases
from gouji.normalise import fold
from gouji.schemas.record import Operand

_SPOILT = re.compile(r"#{3,}|#(?:REF|N/A|VALUE|DIV/0|NAME|NUM|NULL|SPILL|CALC)[!?]?", re.IGNORECASE)
"""What a spreadsheet shows in place of a figure: a column too narrow, a formula that came to nothing."""


def spoilt_cells(context: Context) -> Outcomes:
    """Every cell prints what it holds, not a sign of the spreadsheet that it was made in."""
    for view in context.views:
        spoilt = [
            Operand(
                where=f"{view.id} 第{row + 1}行/{'/'.join(column.path)}",
                value=text,
                evidence=view.evidence(row, column.index),
            )
            for row, cells in enumerate(view.table.rows)
            for column, text in zip(view.columns, cells, strict=False)
            if text and _SPOILT.fullmatch(fold(text))
        ]
        if not spoilt:
            if view.table.rows:
                yield Outcome("passed", scope=view.id)
            continue
        signs_ = "、".join(dict.fromkeys(operand.value or "" for operand in spoilt))
        yield Outcome(
            "failed",
            scope=view.id,
            message=Text(
                f"{view.title}有 {len(spoilt)} 个单元格印作 {signs_}，没有显示数字",
                f"{view.title}: {len(spoilt)} cells print {signs_} instead of a figure",
            ),
            operands=tuple(spoilt[:MOST_PLACES]),
        )


RULES: Final = (
    Rule(
        "L12",
        Text("单元格显示数字", "Cells show their figures"),
        spoilt_cells,
        basis=bases.TIMELY_EXACT_REGULAR,
        type="missing",
    ),
)
