"""A record → tidy tables: one pandas ``DataFrame`` for each kind of thing that a record lists.

Takes a record, gives frames by name (:data:`COLUMNS`).  Every frame begins with ``doc_id``, so that the frames of
many documents can be put one under another.  Figures stand as printed, and beside that as
:class:`~decimal.Decimal` in the same unit: nothing is rounded, and no float comes between.  pandas is an extra
of its own (``frames``) and loaded here alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from gouji.figures import amount, is_code_column, plain_number
from gouji.schemas.record import Evidence, Metadata, Operand, Project, Record, Statement, Table, Target

if TYPE_CHECKING:
    from pandas import DataFrame

Row = dict[str, Any]

_PLACE: Final = ("page", "line", "status", "confidence")
COLUMNS: Final[Mapping[str, Sequence[str]]] = {
    "documents": ("source", "sha256", "version", "form", *Metadata.model_fields),
    "tables": ("table", "kind", "number", "title", "unit", "rows", "columns", "is_empty", "layout"),
    "cells": (
        *("table", "kind", "row", "column", "code", "label", "header", "printed", "amount", "unit"),
        *_PLACE,
    ),
    "statements": (*Statement.model_fields, "amount", *_PLACE),
    "projects": (*Project.model_fields, *_PLACE),
    "targets": (*Target.model_fields, *_PLACE),
    "findings": (
        *("id", "key", "rule", "type", "severity", "message", "expected", "difference", "basis"),
        *("suggestion", "mechanism"),
    ),
    "operands": ("finding", "where", "printed", "amount", "quote", *_PLACE),
    "checks": (
        "rule",
        "title",
        "passed",
        "failed",
        "not_applicable",
        "not_checkable",
        "reasons",
        "inapplicable",
    ),
    "unread": ("page", "table", "lines", "reason", "detail"),
}
"""Frame → its columns after ``doc_id``, whether or not the record lists anything of the kind."""


def to_frames(record: Record) -> dict[str, DataFrame]:
    """The frames of :meth:`gouji.schemas.record.Record.to_frames`."""
    try:
        pandas = import_module("pandas")
    except ImportError as error:
        raise ImportError('Record.to_frames() needs pandas: pip install "gouji[frames]"') from error
    tables, findings = record.tables, record.findings
    rows: dict[str, list[Row]] = {
        "documents": [record.run.model_dump() | record.metadata.model_dump() | {"source": record.source}],
        "tables": [
            table.model_dump(exclude={"rows", "columns"})
            | {"table": table.id, "rows": len(table.rows), "columns": len(table.columns)}
            for table in tables
        ],
        "cells": [row for table in tables for row in (*_cells(table), *_form_fields(table))],
        "statements": [_item(item) | {"amount": amount(item.value)} for item in record.statements],
        "projects": [_item(item) for item in record.projects],
        "targets": [_item(item) for item in record.targets],
        "findings": [finding.model_dump() for finding in findings],
        "operands": [
            {"finding": finding.id, "printed": operand.value, "amount": amount(operand.value)}
            | _item(operand)
            for finding in findings
            for operand in finding.operands
        ],
        "checks": [result.model_dump() for result in record.checks],
        "unread": [part.model_dump() for part in record.run.unread],
    }
    frames: dict[str, DataFrame] = {}
    for name, columns in COLUMNS.items():
        kept = [[record.doc_id, *(row.get(column) for column in columns)] for row in rows[name]]
        frames[name] = pandas.DataFrame(kept, columns=["doc_id", *columns], dtype=object)
    return frames


def _cells(table: Table) -> Iterator[Row]:
    """The printed cells, row by row; code and label are the nearest ones at the left of the cell, or the cell itself."""
    is_code = [is_code_column(path) for path in table.columns]
    for r, printed in enumerate(table.rows):
        code = label = None
        for c, text in enumerate(printed):
            if text is None:
                continue
            if is_code[c]:
                code = text
            elif plain_number(text) is None:
                label = text
            yield {
                "table": table.id,
                "kind": str(table.kind),
                "row": r,
                "column": c,
                "code": code,
                "label": label,
                "header": " / ".join(table.columns[c]),
                "printed": text,
                "unit": table.unit,
                "amount": None if is_code[c] else amount(text),
                **_place(table.evidence[r][c] if table.evidence else None),
            }


def _form_fields(table: Table) -> Iterator[Row]:
    """The fields of a form, which stand in no row."""
    for field, text in (table.form or {}).items():
        if text is not None:
            yield {
                "table": table.id,
                "kind": str(table.kind),
                "header": field,
                "printed": text,
                "amount": amount(text),
                "unit": table.unit,
                **_place(table.form_evidence.get(field)),
            }


def _item(item: Statement | Project | Target | Operand) -> Row:
    """The fields of an item, its evidence spread over columns."""
    return item.model_dump(exclude={"evidence"}) | _place(item.evidence)


def _place(evidence: Evidence | None) -> Row:
    return {} if evidence is None else evidence.model_dump(include=set(_PLACE))
