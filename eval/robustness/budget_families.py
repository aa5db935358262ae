"""The five budget families: ledger and style → the family's tables in printed order."""

from __future__ import annotations

import random

from gouji.eval.robustness.families_jiangsu import jiangsu
from gouji.eval.robustness.families_shanghai import shanghai
from gouji.eval.robustness.families_west import hebei, inner_mongolia, qinghai
from gouji.eval.robustness.family_words import HEBEI, INNER_MONGOLIA, JIANGSU, QINGHAI, SHANGHAI
from gouji.eval.robustness.ledger import Ledger
from gouji.eval.robustness.model import TableSpec
from gouji.eval.robustness.style import Style
from gouji.eval.robustness.tables import Printer
from gouji.eval.robustness.tables_budget import BudgetTables

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
