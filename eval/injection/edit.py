"""The change made in the record: the figure, and everything that says how sure its reading was, as a reading would have it.

A record that was settled knows which figures identities had proved.  :func:`fresh` takes that away, so that nothing tells the
changed figure from the others; what the *reader* doubted stays.
"""

from __future__ import annotations

from typing import Final

from gouji.eval.injection.model import Change
from gouji.figures import amounts, plain_number
from gouji.reconcile.scorecard import CARD
from gouji.relations.identity import Key
from gouji.schemas.record import Evidence, Record, Statement, Table

NEAR_PT = 2.0
"""A figure that is read again stands within so many points of where it stood."""
_SETTLED: Final = frozenset(weight.reason for weight in CARD.values() if weight.reason)


def fresh(record: Record) -> Record:
    """The record as the readers left it, without findings: what identities said of its figures is gone."""
    tables = [
        table.model_copy(update={"evidence": [[_unsettled(one) for one in row] for row in table.evidence]})
        for table in record.tables
    ]
    statements = [s.model_copy(update={"evidence": _unsettled(s.evidence)}) for s in record.statements]
    update = {"tables": tables, "statements": statements, "findings": [], "checks": []}
    return record.model_copy(update=update)


def _unsettled(evidence: Evidence | None) -> Evidence | None:
    if evidence is None:
        return None
    own = [reason for reason in evidence.reasons if reason not in _SETTLED]
    doubted = bool(own) or (evidence.status == "review" and not evidence.reasons)
    return evidence.model_copy(update={"reasons": own, "status": "review" if doubted else "accepted"})


def printed_at(record: Record, key: Key) -> str | None:
    """The digits of a cell or of a field of a statement; ``None`` where the record has no such place."""
    if len(key) == 3:
        table = next((table for table in record.tables if table.id == key[0]), None)
        if table is None or not 0 <= key[1] < len(table.rows) or not 0 <= key[2] < len(table.rows[key[1]]):
            return None
        return table.rows[key[1]][key[2]]
    statement = next((one for one in record.statements if one.id == key[0]), None)
    said = None if statement is None else getattr(statement, key[1], None)
    return said if isinstance(said, str) else None


def edited(record: Record, change: Change) -> Record | None:
    """The record with the changed figure; ``None`` where it does not print the figure of the change there."""
    key = found_key(record, change)
    if key is None:
        return None
    if len(key) == 3:
        tables = [_with_cell(t, key, change) if t.id == key[0] else t for t in record.tables]
        return record.model_copy(update={"tables": tables})
    statement = next(one for one in record.statements if one.id == key[0])
    statements = [_with_figure(s, statement, key[1], change) for s in record.statements]
    return record.model_copy(update={"statements": statements})


def found_key(record: Record, change: Change, printed: str | None = None) -> Key | None:
    """Where the record prints the figure of the change (or ``printed`` in its place): under its key, or in its box."""
    wanted = change.printed if printed is None else printed
    if printed_at(record, change.key) == wanted:
        return change.key
    if len(change.key) == 2:
        return None
    for table in record.tables:
        for r, row in enumerate(table.evidence):
            for c, evidence in enumerate(row):
                if table.rows[r][c] == wanted and same_place(evidence, change):
                    return (table.id, r, c)
    return None


def same_place(evidence: Evidence | None, change: Change) -> bool:
    """Whether the evidence is about the very place of the change."""
    if evidence is None or not change.places or evidence.page != change.places[0].page:
        return False
    place = change.places[0]
    if evidence.bbox is None or place.bbox is None:
        return evidence.line is not None and (evidence.line, evidence.span) == (place.line, place.span)
    return all(abs(a - b) <= NEAR_PT for a, b in zip(evidence.bbox, place.bbox, strict=True))


def _with_cell(table: Table, key: tuple[str, int, int], change: Change) -> Table:
    """The cell, and the others that repeat it because it is merged, with the changed digits."""
    rows = [list(row) for row in table.rows]
    rows[key[1]][key[2]] = change.changed
    for r, row in enumerate(table.evidence):
        for c, evidence in enumerate(row):
            if rows[r][c] == change.printed and same_place(evidence, change):
                rows[r][c] = change.changed
    return table.model_copy(update={"rows": rows})


def _with_figure(statement: Statement, changed: Statement, field: str, change: Change) -> Statement:
    """The statement with the changed digits in its field and its words; others of the same words say the same."""
    if (statement.quote, statement.section) != (changed.quote, changed.section):
        return statement
    update = {"quote": _said(statement.quote, change)}
    same = (statement.id, field) == (changed.id, field)
    if same or (statement.subject == changed.subject and getattr(statement, field) == change.printed):
        update[field] = change.changed
    return statement.model_copy(update=update)


def _said(quote: str, change: Change) -> str:
    """The words with the changed figure, where they print it once."""
    found = [one for one in amounts(quote) if plain_number(one.text) == plain_number(change.printed)]
    return quote.replace(found[0].text, change.changed) if len(found) == 1 else quote
