"""The truth of a disclosure in the shape of a gold label (eval/gold/GUIDE.md).

Takes the :class:`Disclosure` after it was set (tables know their pages or lines), gives the dict.
"""

from __future__ import annotations

from gouji.eval.robustness.clauses import statement
from gouji.eval.robustness.model import Disclosure, TableSpec


def truth(disclosure: Disclosure, source: str) -> dict[str, object]:
    """What the document prints; lists that the generator does not label are named in ``unlabelled``."""
    clauses = disclosure.clauses()
    statements = [statement(clause, p.section, at) for at, (p, clause) in enumerate(clauses, 1)]
    return {
        "doc_id": disclosure.doc_id,
        "source": source,
        "metadata": dict(disclosure.metadata),
        "tables": [_table(table) for table in disclosure.tables],
        "statements": statements,
        "duties": list(disclosure.duties),
        "internal_units": list(disclosure.internal_units),
        "projects": [],
        "targets": [],
        "glossary": list(disclosure.glossary),
        "inconsistencies": list(disclosure.inconsistencies),
        "unlabelled": [],
    }


def _table(table: TableSpec) -> dict[str, object]:
    record: dict[str, object] = {
        "id": table.id,
        "kind": table.kind,
        "title": table.title,
        "number": table.number,
        "unit": table.unit,
        "where": {"lines": list(table.lines)} if table.lines else {"pages": list(table.pages)},
        "columns": [list(path) for path in table.columns],
        "rows": [list(row) for row in table.rows],
        "notes": list(table.notes),
        "is_empty": table.is_empty,
    }
    if table.form is not None:
        record["form"] = dict(table.form)
    return record
