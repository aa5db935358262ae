"""The five budget families: ledger and style → the family's tables in printed order."""

from __future__ import annotations

import random

from eval.robustness.families_jiangsu import jiangsu
from eval.robustness.families_shanghai import shanghai
from eval.robustness.families_west import hebei, inner_mongolia, qinghai
from eval.robustness.family_words import HEBEI, INNER_MONGOLIA, JIANGSU, QINGHAI, SHANGHAI
from eval.robustness.ledger import Ledger
from eval.robustness.model import TableSpec
from eval.robustness.style import Style
from eval.robustness.tables import Printer
from eval.robustness.tables_budget import BudgetTables

FAMILY_TABLES = {
    "shanghai": (SHANGHAI, shanghai),
    "jiangsu": (JIANGSU, jiangsu),
    "inner_mongolia": (INNER_MONGOLIA, inner_mongolia),
    "hebei": (HEBEI, hebei),
    "qinghai": (QINGHAI, qinghai),
}


def budget_tables(ledger: Ledger, style: Style, printer: Printer, rng: random.Random) -> list[TableSpec]:
    """The tables of a budget family, with their ids and department lines."""
    words, build = FAMILY_TABLES[style.family]
    tables = build(BudgetTables(ledger, style, printer, words, rng))
    for table in tables:
        if table.department_line:
            table.department_line = table.department_line.format(department=ledger.department)
    return tables
