"""Statements whose reading a rule should not rely on: torn figures and subjects, an outturn of something else."""

from __future__ import annotations

import re

from gouji.normalise import amount, fold, squash
from gouji.schemas.record import Statement

_OUTTURN = re.compile(r"(?:支出)?决算(?:数)?为?(\d[\d,]*(?:\.\d+)?)(?:亿|万|千)?元")


def other_outturn(statement: Statement) -> bool:
    """Of final accounts: the value is the budget that the quote names, not its outturn (支出决算为 307.82 万元)."""
    if statement.measure != "amount" or statement.value is None or statement.budget_value is not None:
        return False
    stated = {amount(found) for found in _OUTTURN.findall(squash(statement.quote))}
    budgeted = re.search(
        rf"预算(?:数)?为?{re.escape(statement.value)}(?:亿|万|千)?元", squash(statement.quote)
    )
    return budgeted is not None and amount(statement.value) not in stated


_CUT = re.compile(r"[\d.,]$")


def torn(statement: Statement) -> bool:
    """A figure or a subject that the reading cut in two: 「…（项）391.」「95万元」, 「图书馆（」.

    A subject ends with a word, and brackets that it opens it closes.
    """
    subject = fold(statement.subject)
    money = statement.measure == "amount"
    cut = money and _CUT.search(subject) is not None
    return cut or subject.count("(") != subject.count(")")
