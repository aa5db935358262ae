"""An item that is named by a threshold costs at least that.

Example: 办公设备（20万元以上） for 8.00 万元.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text
from gouji.domain import bases
from gouji.normalise import squash
from gouji.schemas.record import TableKind

_THRESHOLD = re.compile(r"[(（](\d+)万元?(以上|以下)[)）]")


def thresholds(context: Context) -> Outcomes:
    """An item named （20万以上） costs at least that, one named （20万以下） may not cost more a piece."""
    for view in context.of_kind(TableKind.PROCUREMENT):
        for side in view.sides[-1:]:
            for row in side.rows:
                cells = view.table.rows[row.index]
                text = next((c for c in cells if c and _THRESHOLD.search(c)), None)
                found = _THRESHOLD.search(text) if text else None
                figures = [f for c in side.values if (f := view.figure(side, row, c))]
                if found is None or found.group(2) != "以上" or not figures:
                    continue
                limit = Decimal(found.group(1)) * 10_000
                if figures[0].value >= limit or not figures[0].sure:
                    yield Outcome("passed", scope=view.id)
                    continue
                yield Outcome(
                    "failed",
                    scope=view.id,
                    message=Text(
                        f"{view.title}“{squash(text or '')}”金额只有 {figures[0].printed}",
                        f"{view.title} “{text}” costs only {figures[0].printed}",
                    ),
                    figures=(figures[0],),
                )


RULES: Final = (
    Rule(
        "L11",
        Text("品目限额与金额相符", "Item threshold fits the amount"),
        thresholds,
        basis=bases.PROCUREMENT,
        type="label",
    ),
)
