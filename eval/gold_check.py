"""Is a label well made?  ``gouji eval gold check``.

Takes a loaded label, gives a list of :class:`Problem`.  Shape and types are checked on loading; here
the things a schema cannot say: one cell per column, cells in the normal form of the guide, unique
ids, quotes that stand in the source, values that stand in their quotes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from gouji.eval.gold_folders import GoldDoc
from gouji.eval.source import SourceText, read_source
from gouji.figures import cell_text
from gouji.normalise import fold
from gouji.schemas.gold import Gold
from gouji.schemas.record import Statement, Table

Level = Literal["error", "warning"]
_CHINESE_DIGITS = str.maketrans("零一二两三四五六七八九", "01223456789")
_INTEGER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: an ``error`` makes scores wrong, a ``warning`` wants a second look."""

    level: Level
    where: str
    text: str


def check_gold(doc: GoldDoc) -> list[Problem]:
    """Everything wrong with one label; quotes only where the source is on this machine."""
    problems = [*_ids(doc.gold), *_tables(doc.gold)]
    if doc.gold.status == "unreviewed":
        problems.append(Problem("error", doc.doc_id, "未经人工核对（status: unreviewed），评分时拒收"))
    if doc.source is None:
        problems.append(Problem("warning", doc.doc_id, f"原文不在本机，引文未核对：{doc.gold.source}"))
        return problems
    source = read_source(doc.source)
    return problems + [*_quotes(doc.gold, source), *_extents(doc.gold, source)]


def _ids(gold: Gold) -> Iterator[Problem]:
    """Ids must be unique within their part, and tables in document order."""
    parts = {
        "tables": [table.id for table in gold.tables],
        "statements": [statement.id for statement in gold.statements],
        "inconsistencies": [item.id for item in gold.inconsistencies],
    }
    for part, ids in parts.items():
        for item, count in Counter(ids).items():
            if count > 1:
                yield Problem("error", f"{part}/{item}", f"编号重复 {count} 次")
    for label in gold.inconsistencies:
        if label.consequence_of is not None and label.consequence_of not in parts["inconsistencies"]:
            yield Problem("error", f"inconsistencies/{label.id}", f"没有所指的问题 {label.consequence_of}")


def _tables(gold: Gold) -> Iterator[Problem]:
    for table in gold.tables:
        where = f"tables/{table.id}"
        yield from _widths(table, where)
        yield from _cells(table, where)
        if (table.where.lines is None) == (table.where.pages is None):
            yield Problem("error", where, "where 应有 lines 或 pages 之一")
        for level in (text for path in table.columns for text in path):
            if level and cell_text(level) != level and fold(level) != level:
                yield Problem("warning", where, f"表头未去空白：{level!r}")


def _widths(table: Table, where: str) -> Iterator[Problem]:
    for number, row in enumerate(table.rows, start=1):
        if len(row) != len(table.columns):
            yield Problem(
                "error", f"{where}/rows/{number}", f"{len(row)} 个单元格，而表头有 {len(table.columns)} 列"
            )


def _cells(table: Table, where: str) -> Iterator[Problem]:
    """A cell must be in normal form: no separators in figures, no padding, ``null`` for empty."""
    for number, row in enumerate(table.rows, start=1):
        for column, cell in enumerate(row, start=1):
            if cell is not None and cell_text(cell) != cell:
                yield Problem("warning", f"{where}/rows/{number}/{column}", f"单元格不是规范形式：{cell!r}")


def _quotes(gold: Gold, source: SourceText) -> Iterator[Problem]:
    """Every quote must be found in the source, every value in its quote."""
    for statement in gold.statements:
        where = f"statements/{statement.id}"
        if not source.has_text(statement.quote):
            yield Problem("error", where, f"引文不见于原文：{statement.quote[:40]}")
        yield from _values(statement, where)
    for number, target in enumerate(gold.targets, start=1):
        where = f"targets/{number}"
        if not source.has_text(target.quote):
            yield Problem("error", where, f"引文不见于原文：{target.quote[:40]}")
        if target.value and not stands_in(target.value, target.quote):
            yield Problem("warning", where, f"数值 {target.value} 不见于引文")
    for item in gold.inconsistencies:
        for operand in item.operands:
            if operand.quote and not source.has_text(operand.quote):
                yield Problem(
                    "warning", f"inconsistencies/{item.id}", f"引文不见于原文：{operand.quote[:40]}"
                )


def _values(statement: Statement, where: str) -> Iterator[Problem]:
    for name in ("value", "change", "change_pct", "share_pct", "completion_pct", "budget_value"):
        value = getattr(statement, name)
        if value is not None and not stands_in(value, statement.quote):
            yield Problem("warning", where, f"{name} {value} 不见于引文")


def stands_in(value: str, quote: str) -> bool:
    """Whether a printed figure stands in a quote as a whole number, digit for digit.

    Separators and spaces are dropped from the quote; small Chinese numerals count as digits
    (三家 for ``3``).  ``25`` does not stand in ``125`` or ``25.5``.
    """
    digits = re.escape(value.lstrip("+-"))
    text = fold(quote).replace(",", "")
    whole = re.compile(rf"(?<![\d.]){digits}(?!\.?\d)")
    if whole.search(text):
        return True
    return bool(_INTEGER.fullmatch(value)) and bool(whole.search(text.translate(_CHINESE_DIGITS)))


def _extents(gold: Gold, source: SourceText) -> Iterator[Problem]:
    """The extent of a table must lie inside the document."""
    for table in gold.tables:
        if table.where.lines and not 1 <= table.where.lines[0] <= table.where.lines[1] <= len(source.lines):
            yield Problem("error", f"tables/{table.id}", f"行号 {table.where.lines} 不在原文之内")
        if table.where.pages and not all(1 <= page <= len(source.pages) for page in table.where.pages):
            yield Problem("error", f"tables/{table.id}", f"页码 {table.where.pages} 不在原文之内")
