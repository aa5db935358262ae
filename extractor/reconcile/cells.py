"""Table cells: what the identities say about each of them becomes its status and confidence."""

from __future__ import annotations

from gouji.figures import amount
from gouji.reconcile.identities import IdentityIndex
from gouji.reconcile.scorecard import Point, verdict
from gouji.schemas.record import Evidence, Table


def reconcile_table(table: Table, index: IdentityIndex) -> Table:
    """The table with an evidence grid parallel to its rows; the parser's own doubts are kept."""
    given = table.evidence
    grid = [
        [
            _cell(table, index, row, column, given[row][column] if row < len(given) else None)
            for column in range(len(cells))
        ]
        for row, cells in enumerate(table.rows)
    ]
    return table.model_copy(update={"evidence": grid})


def _cell(
    table: Table, index: IdentityIndex, row: int, column: int, before: Evidence | None
) -> Evidence | None:
    printed = table.rows[row][column]
    if printed is None:
        return before
    evidence = before or Evidence(source=["table_parser"])
    key = (table.id, row, column)
    unsure = evidence.status == "review"
    points: list[Point] = ["parsed_cell"]
    if unsure:
        points.append("reader_unsure")
    if amount(printed) is not None:
        points += _points(key, index, table.id)
    found = verdict(points, review=unsure or "many_broken" in points)
    reasons = list(dict.fromkeys([*evidence.reasons, *found.reasons]))
    update = {"confidence": found.confidence, "status": found.status, "reasons": reasons}
    return evidence.model_copy(update=update)


def _points(key: tuple[str, int, int], index: IdentityIndex, table: str) -> list[Point]:
    if key in index.proved:
        return ["proved"]
    points: list[Point] = []
    if key in index.rounding:
        points.append("rounding")
    if table in index.misread:
        points.append("many_broken")
    elif key in index.broken:
        points.append("broken_once")
    return points
