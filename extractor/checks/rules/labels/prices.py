"""数量 × 单价 = 金额, in procurement tables.

Example: 10 computers at 5,000 元, and 60,000 元 in all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, unsure
from gouji.domain import bases
from gouji.domain.totals import WHOLE, total_level
from gouji.relations.identity import show
from gouji.relations.table_view import TableView
from gouji.schemas.record import TableKind


def prices(context: Context) -> Outcomes:
    """数量 × 单价 = 金额, in procurement tables."""
    for view in context.of_kind(TableKind.PROCUREMENT):
        header = ["".join(c.path) for c in view.columns]
        count = next((n for n, h in enumerate(header) if "数量" in h), None)
        price = next((n for n, h in enumerate(header) if "单价" in h), None)
        amount = next(
            (
                n
                for n, h in enumerate(header)
                if re.search(r"金额\(元\)|金额.*合计", h) or total_level(h) in WHOLE
            ),
            None,
        )
        if count is None or price is None or amount is None:
            continue
        outcomes = [
            o for row in range(len(view.table.rows)) for o in _price(view, row, (count, price, amount))
        ]
        held = any(o.state == "passed" for o in outcomes)
        for outcome in outcomes:
            if outcome.state == "failed" and not held:
                outcome = unsure(f"{view.title} 没有一行的数量×单价等于金额", view.id, rival="small_table")
            yield outcome


RULES: Final = (
    Rule(
        "L10",
        Text("数量×单价＝金额", "Quantity × price = amount"),
        prices,
        basis=bases.PROCUREMENT,
        type="table_arithmetic",
    ),
)


def _price(view: TableView, row: int, where: tuple[int, int, int]) -> Iterator[Outcome]:
    columns = [view.columns[n] for n in where]
    label = f"第{row + 1}行"
    count, price, amount = (view.cell(row, c, label) for c in columns)
    if count is None or price is None or amount is None:
        return
    number = count.value / count.scale
    product = number * price.value
    slack = (abs(number) * price.step + amount.step) / 2
    hollow = price.value == 0 and amount.value > 0 and number > 0
    if not (count.sure and price.sure and amount.sure):
        yield unsure(f"{view.title} {label} 读数待复核", view.id)
    elif abs(product - amount.value) <= slack and not hollow:
        yield Outcome("passed", scope=view.id)
    elif product and amount.value and (product / amount.value).normalize().as_tuple().digits == (1,):
        yield unsure(f"{view.title} {label} 的单价与金额可能不是同一单位", view.id, rival="unit")
    else:
        yield Outcome(
            "failed",
            scope=view.id,
            message=Text(
                f"{view.title} {label}：{count.printed}×{price.printed}＝{show(product, amount.scale)}，金额印 {amount.printed}",
                f"{view.title} row {row + 1}: {count.printed} × {price.printed} is not {amount.printed}",
            ),
            figures=(count, price, amount),
            expected=show(product, amount.scale),
        )
