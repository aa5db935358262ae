"""Procurement: quantity times price, and thresholds in the names of items."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, show, unsure
from gouji.checks.view import TableView
from gouji.domain.totals import TotalLevel, total_level
from gouji.normalise import squash
from gouji.schemas.record import TableKind

K = TableKind


def prices(rule: Rule, context: Context) -> Outcomes:
    """数量 × 单价 = 金额, in procurement tables."""
    for view in context.of_kind(K.PROCUREMENT):
        header = ["".join(c.path) for c in view.columns]
        count = next((n for n, h in enumerate(header) if "数量" in h), None)
        price = next((n for n, h in enumerate(header) if "单价" in h), None)
        amount = next(
            (
                n
                for n, h in enumerate(header)
                if re.search(r"金额\(元\)|金额.*合计", h) or total_level(h) is TotalLevel.GRAND
            ),
            None,
        )
        if count is None or price is None or amount is None:
            continue
        for row in range(len(view.table.rows)):
            yield from _price(view, row, (count, price, amount))


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


_THRESHOLD = re.compile(r"[(（](\d+)万元?(以上|以下)[)）]")


def thresholds(rule: Rule, context: Context) -> Outcomes:
    """An item named （20万以上） costs at least that, one named （20万以下） may not cost more a piece."""
    for view in context.of_kind(K.PROCUREMENT):
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
