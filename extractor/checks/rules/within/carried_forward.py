"""年初结转 + 本年收入 − 本年支出 = 年末结转, per row of the fund tables of final accounts.

Example: 年初结转 1.00, 本年收入 10.00, 本年支出 9.00, and 年末结转 3.00.
"""

from __future__ import annotations

from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcomes, Rule, Text, judged
from gouji.domain import bases
from gouji.relations.identity import Identity
from gouji.relations.table_view import ColumnView, RowView, SideView, TableView
from gouji.schemas.record import TableKind


def carried_forward(context: Context) -> Outcomes:
    """年初结转和结余 + 本年收入 − 本年支出 = 年末结转和结余, per row of the fund tables of final accounts."""
    for view in context.of_kind(TableKind.GOVERNMENT_FUND_EXPENDITURE, TableKind.STATE_CAPITAL_EXPENDITURE):
        for side in view.sides:
            columns = {name: _column(side, word) for name, word in _FLOW.items()}
            opening, income, spent, closing = (columns[n] for n in ("opening", "income", "spent", "closing"))
            if opening is None or income is None or spent is None or closing is None:
                continue
            for row in side.rows:
                yield from _flow(view, side, row, (opening, income, spent, closing))


RULES: Final = (
    Rule(
        "T05",
        Text("年初结转＋本年收入－本年支出＝年末结转", "Opening + income − expenditure = closing"),
        carried_forward,
        basis=bases.CARRIED_FORWARD,
        type="table_arithmetic",
        misread_as="table_sum",
        docs=("final_accounts",),
    ),
)


_FLOW = {"opening": "年初结转", "income": "本年收入", "spent": "本年支出", "closing": "年末结转"}


def _column(side: SideView, word: str) -> ColumnView | None:
    found = [c for c in side.values if any(word in part for part in c.path)]
    return next((c for c in found if c.is_total), found[0] if found else None)


def _flow(
    view: TableView,
    side: SideView,
    row: RowView,
    columns: tuple[ColumnView, ColumnView, ColumnView, ColumnView],
) -> Outcomes:
    figures = [view.figure(side, row, c) for c in columns]
    opening, income, spent, closing = figures
    if income is None and spent is None:
        return
    known = [(sign, f) for sign, f in ((1, opening), (1, income), (-1, spent)) if f is not None]
    anchor = closing or spent
    if closing is None:
        known = [(sign, f) for sign, f in known if f is not spent]
    if anchor is None or not known:
        return
    identity = Identity(anchor, tuple(known))
    message = Text(
        f"{view.title} {row.label}：年初结转＋本年收入－本年支出与年末结转不符",
        f"{view.title} {row.label}: opening + income − expenditure does not give closing",
    )
    yield judged(identity, view.id, message, mechanism="header")
