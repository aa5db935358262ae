"""Whether a model's arrangement of an irregular table is taken: the identities decide, not the model.

Takes a record and the grids of a model, gives the record with those tables re-arranged in which more
identities hold and fewer break than before.  The characters of every row are those that were read;
only their cells differ.
"""

from __future__ import annotations

from collections.abc import Sequence

from gouji.grounding.grids import GridReading
from gouji.reconcile.identities import Judge, JudgedIdentity
from gouji.schemas.record import Evidence, Record, Table


def adopt_grids(record: Record, grids: Sequence[GridReading], judge: Judge) -> Record:
    """The record with every grid that proves itself."""
    for grid in grids:
        table = next((t for t in record.tables if t.id == grid.table), None)
        if table is None or len(grid.columns) != len(table.columns) or not grid.rows:
            continue
        changed = rearranged(table, grid)
        if changed.rows == table.rows:
            continue
        tried = record.model_copy(
            update={"tables": [changed if t.id == table.id else t for t in record.tables]}
        )
        (held, broken), (holds, breaks) = (_score(judge(one), table.id) for one in (record, tried))
        if holds > held and breaks < broken:
            note = f"模型重排了格子：成立的恒等式由 {held} 条增至 {holds} 条，不成立的由 {broken} 条减至 {breaks} 条"
            table = changed.model_copy(update={"decisions": [*changed.decisions, note]})
            record = record.model_copy(
                update={"tables": [table if t.id == table.id else t for t in record.tables]}
            )
    return record


def rearranged(table: Table, grid: GridReading) -> Table:
    """The table with the rows of the grid; a cell keeps the evidence of the text that it holds."""
    rows: list[list[str | None]] = []
    evidence: list[list[Evidence | None]] = []
    for index, old in enumerate(table.rows):
        new = list(grid.rows.get(index + 1, tuple(old)))
        blank: list[Evidence | None] = [None] * len(old)
        before = table.evidence[index] if index < len(table.evidence) else blank
        rows.append(new)
        evidence.append(before if new == old else _moved(old, before, new))
    return table.model_copy(update={"rows": rows, "evidence": evidence if table.evidence else []})


def _moved(
    old: Sequence[str | None], before: Sequence[Evidence | None], new: Sequence[str | None]
) -> list[Evidence | None]:
    """Evidence by equal text in order; a cell put together anew gets the place of its row's first cell."""
    left = [(text, place) for text, place in zip(old, before, strict=False) if text is not None]
    row_place = next((place for _, place in left if place is not None), None)
    moved: list[Evidence | None] = []
    for text in new:
        match = next((entry for entry in left if entry[0] == text), None)
        if match is not None:
            left.remove(match)
        place = match[1] if match is not None else row_place
        moved.append(None if text is None else _by_model(place))
    return moved


def _by_model(place: Evidence | None) -> Evidence:
    known = place or Evidence(source=["table_parser"])
    return known.model_copy(update={"source": list(dict.fromkeys([*known.source, "llm"]))})


def _score(identities: Sequence[JudgedIdentity], table: str) -> tuple[int, int]:
    """Identities of the table that hold (and tell something) and that break."""
    mine = [identity for identity in identities if table in identity.tables]
    return sum(i.state == "holds" and i.telling for i in mine), sum(i.state == "broken" for i in mine)
