"""Planted mistakes: each kind changes exactly one thing of a clean disclosure, and says which.

Takes a :class:`Disclosure` (edited in place) and a seeded generator, gives :class:`Planted` or ``None``
when the document has no place for the kind.  The truth of the document then says what is printed
and lists the mistake under ``inconsistencies``.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from gouji.eval.robustness import mistakes_prose, mistakes_tables
from gouji.eval.robustness.cells import Planted
from gouji.eval.robustness.model import Disclosure

MISTAKES: dict[str, Callable[[Disclosure, random.Random], Planted | None]] = {
    "digit_swapped": mistakes_tables.digit_swapped,
    "digits_transposed": mistakes_tables.digits_transposed,
    "total_wrong": mistakes_tables.total_wrong,
    "row_doubled": mistakes_tables.row_doubled,
    "table_vs_table": mistakes_tables.table_vs_table,
    "code_name": mistakes_tables.code_name,
    "missing_table": mistakes_tables.missing_table,
    "prose_figure": mistakes_prose.prose_figure,
    "unit_wrong": mistakes_prose.unit_wrong,
    "percentage_wrong": mistakes_prose.percentage_wrong,
    "direction_wrong": mistakes_prose.direction_wrong,
    "template_leftover": mistakes_prose.template_leftover,
}
"""kind → what plants it."""

_DESCRIPTIONS = {
    "missing": "目录列有《{right}》，正文没有这张表",
    "duplicate": "{where} 重复印了一行",
    "label": "{where} 的名称印作“{printed}”，应为“{right}”",
    "template_leftover": "{where} 留有未填写的内容：{quote}",
}


def plant(disclosure: Disclosure, kind: str, rng: random.Random) -> Planted | None:
    """Plant one mistake of ``kind`` and enter it under the disclosure's inconsistencies."""
    planted = MISTAKES[kind](disclosure, rng)
    if planted is None:
        return None
    where = f"{planted.table} {planted.label}" if planted.table else planted.section or "目录"
    template = _DESCRIPTIONS.get(planted.type, "{where} 印作 {printed}，应为 {right}")
    description = template.format(
        where=where, printed=planted.printed, right=planted.right, quote=planted.quote
    )
    operand: dict[str, object] = {"where": where, "value": planted.printed}
    if planted.quote:
        operand["quote"] = planted.quote
    operands = [operand] if planted.right is None else [operand, {"where": "应为", "value": planted.right}]
    disclosure.inconsistencies.append(
        {
            "id": "x01",
            "type": planted.type,
            "severity": "error",
            "description": description,
            "operands": operands,
        }
    )
    return planted
