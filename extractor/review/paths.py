"""Paths into a record: ``tables/t05/rows/3/cols/2``, ``statements/s004/value``, ``targets/0/value``,
``metadata/department``.

Takes a record and a path, gives or sets the value there.  Paths arrive from files and browsers and
are untrusted: only the shapes below are known, everything else raises :class:`ConfigError`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, get_args

from gouji.domain.units import MONEY_UNITS
from gouji.errors import ConfigError
from gouji.schemas.record import DocType, Evidence, Metadata, Record, Scope

LISTS = {
    "projects": ("name", "overview", "amount", "unit", "score", "budget_amount", "executed_amount")
    + ("execution_rate", "period_start", "period_end"),
    "targets": ("subject", "operator", "value", "unit", "deadline"),
    "glossary": ("term", "definition"),
}
"""Lists of the record that are addressed by index → the fields that a person may correct."""

STATEMENT_FIELDS = ("value", "change", "change_pct", "share_pct", "completion_pct", "budget_value") + (
    "subject",
    "unit",
    "year",
    "base",
    "direction",
)
TEXTS = ("duties", "internal_units")
YEAR = re.compile(r"(?:19|20)[0-9]{2}")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


MOST_DIGITS = 9
"""Of an index."""


@dataclass(frozen=True, slots=True)
class ValueSlot:
    """One value of a record: the object or list that holds it, its key, its evidence."""

    holder: Any
    key: str | int
    evidence: Evidence | None

    @property
    def value(self) -> str | None:
        raw = self.holder[self.key] if isinstance(self.key, int) else _named(self.holder, self.key)
        return None if raw is None else str(raw)


def _named(holder: Any, key: str) -> Any:
    return holder.get(key) if isinstance(holder, dict) else getattr(holder, key)


def slot(record: Record, path: str) -> ValueSlot:
    """The place of ``path`` in ``record``; raises :class:`ConfigError` when there is none."""
    parts = path.split("/")
    try:
        found = _slot(record, parts)
    except (IndexError, ValueError, KeyError, StopIteration) as error:
        raise ConfigError(path[:120], "记录中没有这个位置", "请用当前记录重新导出") from error
    if found is None:
        raise ConfigError(path[:120], "不是可以更正的位置", "路径请勿改动")
    return found


def _slot(record: Record, parts: list[str]) -> ValueSlot | None:
    match parts:
        case ["tables", table_id, "rows", row, "cols", column]:
            return _cell(record, table_id, _index(row), _index(column))
        case ["tables", table_id, "form", *keys]:  # a field of a form may have a slash in its name
            key = "/".join(keys)
            table = next(t for t in record.tables if t.id == table_id)
            if table.form is None or key not in table.form:
                return None
            return ValueSlot(table.form, key, table.form_evidence.get(key))
        case ["tables", table_id, "unit"]:
            table = next(t for t in record.tables if t.id == table_id)
            return ValueSlot(table, "unit", table.unit_evidence)
        case ["statements", statement_id, field] if field in STATEMENT_FIELDS:
            statement = next(s for s in record.statements if s.id == statement_id)
            return ValueSlot(statement, field, statement.evidence)
        case ["metadata", field] if field in Metadata.model_fields:
            return ValueSlot(record.metadata, field, record.metadata_evidence.get(field))
        case [name, index, field] if field in LISTS.get(name, ()):
            item = getattr(record, name)[_index(index)]
            return ValueSlot(item, field, item.evidence)
        case [name, index] if name in TEXTS:
            number = _index(index)
            texts = getattr(record, name)
            evidence = record.item_evidence.get(name, [])
            return ValueSlot(
                texts, _within(number, texts), evidence[number] if number < len(evidence) else None
            )
    return None


CHOICES = {
    "direction": ("increase", "decrease", "flat"),
    "operator": (">=", "<=", ">", "<", "=", "by"),
    "doc_type": get_args(DocType),
    "scope": get_args(Scope),
}
"""Fields that take one of a few words."""


def coerce(path: str, value: str | None) -> str | int | None:
    """``value`` as the field at ``path`` holds it; raises :class:`ConfigError` when it cannot."""
    parts = path.split("/")
    field = parts[-1]
    if parts[0] == "tables":
        if parts[2:] == ["unit"] and value is not None and value not in MONEY_UNITS:
            raise ConfigError(path, f"金额单位不能是 {value[:20]}", f"只能是 {'、'.join(MONEY_UNITS)}")
        return value
    if field in CHOICES and value is not None and value not in CHOICES[field]:
        raise ConfigError(path, f"不能是 {value}", f"只能是 {'、'.join(CHOICES[field])}")
    if field.endswith("_date") and value is not None and not DATE.fullmatch(value):
        raise ConfigError(path, f"日期不能是 {value}", "写作 2026-02-10")
    if field in ("year", "fiscal_year") and value is not None:
        if not YEAR.fullmatch(value):
            raise ConfigError(path, f"年度不能是 {value}", "四位数字，19xx 或 20xx")
        return int(value)
    return value


def put(record: Record, path: str, value: str | None, evidence: Evidence) -> None:
    """Set value and evidence at ``path`` of a record that may be changed."""
    where = slot(record, path)
    new = coerce(path, value)
    if isinstance(where.key, int) or isinstance(where.holder, dict):
        where.holder[where.key] = new
    else:
        setattr(where.holder, where.key, new)
    put_evidence(record, path, evidence)


def put_evidence(record: Record, path: str, evidence: Evidence) -> None:
    """Set the evidence of the value at ``path``; a short grid of evidence is made long enough."""
    parts = path.split("/")
    if parts[0] == "tables":
        table = next(t for t in record.tables if t.id == parts[1])
        if parts[2] == "unit":
            table.unit_evidence = evidence
            return
        if parts[2] == "form":
            table.form_evidence["/".join(parts[3:])] = evidence
            return
        row, column = int(parts[3]), int(parts[5])
        while len(table.evidence) <= row:
            table.evidence.append([None] * len(table.rows[len(table.evidence)]))
        table.evidence[row][column] = evidence
    elif parts[0] == "metadata":
        record.metadata_evidence[parts[1]] = evidence
    elif parts[0] in TEXTS:
        if int(parts[1]) < len(record.item_evidence.get(parts[0], [])):
            record.item_evidence[parts[0]][int(parts[1])] = evidence
    else:
        holder = slot(record, path).holder
        holder.evidence = evidence


def _cell(record: Record, table_id: str, row: int, column: int) -> ValueSlot:
    table = next(t for t in record.tables if t.id == table_id)
    cells = table.rows[row]
    grid = table.evidence[row] if row < len(table.evidence) else []
    return ValueSlot(cells, _within(column, cells), grid[column] if column < len(grid) else None)


def _index(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise ValueError(text)
    if len(text) > MOST_DIGITS:
        raise ValueError(text[:MOST_DIGITS])
    return int(text)


def _within(index: int, items: list[Any]) -> int:
    if index >= len(items):
        raise IndexError(index)
    return index


def cell_path(table_id: str, row: int, column: int) -> str:
    """The path of a cell."""
    return f"tables/{table_id}/rows/{row}/cols/{column}"
