"""From aligned tables to measures, errors and confidences of a document.

Takes the scores of :mod:`gouji.eval.metrics.tables`, gives a :class:`gouji.eval.model.Score`.  Every measure is
"higher is better": figures under the wrong header are reported as ``right_column``, the share of
gold figures that are *not* displaced.
"""

from __future__ import annotations

from collections.abc import Sequence

from gouji.eval.metrics.counts import Ratio
from gouji.eval.metrics.faults import fault, trusts
from gouji.eval.metrics.grits import grid_of, grits_content
from gouji.eval.metrics.tables import FORM_ROW, CellDiff, TableScore, table_totals
from gouji.eval.metrics.text import same_text
from gouji.eval.model import ErrorItem, Measure, Score
from gouji.normalise import fold
from gouji.schemas.record import Evidence, Table


def measure_tables(doc_id: str, scores: Sequence[TableScore]) -> Score:
    """All table measures of a document."""
    counts = {name: Measure.of(value) for name, value in table_totals(scores).items()}
    return Score(
        measures=counts | _ratios(scores),
        errors=[error for score in scores for error in _errors(doc_id, score)],
        trust=trusts("tables", (judged for score in scores for judged in _judged(score))),
    )


def cells_by_kind(scores: Sequence[TableScore]) -> dict[str, Measure]:
    """Cell measure (``equal``) by kind, the gold's kind where there is a gold table."""
    kinds: dict[str, Measure] = {}
    for score in scores:
        table = score.gold or score.ours
        assert table is not None
        measure = Measure.of(score.cells.equal)
        kinds[table.kind] = kinds[table.kind] + measure if table.kind in kinds else measure
    return kinds


def _ratios(scores: Sequence[TableScore]) -> dict[str, Measure]:
    """Ratios over gold tables (kind, unit, …): a table that was not found is wrong in all of them."""
    gold = [score for score in scores if score.gold is not None]
    size = len(gold)
    figures = sum(score.cells.figures.gold for score in gold)
    displaced = sum(score.wrong_column for score in gold)
    ratios = {
        "kind": Ratio(sum(score.kind_right for score in gold), size),
        "unit": Ratio(sum(score.unit_right for score in gold), size),
        "emptiness": Ratio(sum(score.emptiness_right for score in gold), size),
        "titles": Ratio(sum(_same_title(score) for score in gold), size),
        "tables_perfect": Ratio(sum(score.all_right for score in gold), size),
        "right_column": Ratio(figures - displaced, figures),
        "grits": Ratio(sum(_grits(score) for score in scores), len(scores)),
    }
    return {name: Measure.of(ratio) for name, ratio in ratios.items()}


def _same_title(score: TableScore) -> bool:
    return bool(score.gold and score.ours and same_text(score.gold.title, score.ours.title))


def _grits(score: TableScore) -> float:
    if score.gold is None or score.ours is None:
        return 0.0
    return grits_content(grid_of(score.gold), grid_of(score.ours))


def _judged(score: TableScore) -> list[tuple[Evidence | None, bool]]:
    """Evidence of each non-empty cell and form field of ours, and whether the gold agrees with it."""
    if score.ours is None:
        return []
    wrong = {(d.our_row, d.our_col) for d in score.diffs if d.ours is not None}
    fields = {d.column for d in score.diffs if d.key == FORM_ROW}
    judged = [
        (_evidence(score.ours, r, c), (r, c) not in wrong)
        for r, row in enumerate(score.ours.rows)
        for c, cell in enumerate(row)
        if cell is not None
    ]
    return judged + [(place, fold(name) not in fields) for name, place in score.ours.form_evidence.items()]


def _evidence(table: Table, row: int | None, column: int | None) -> Evidence | None:
    if row is None or column is None or row >= len(table.evidence) or column >= len(table.evidence[row]):
        return None
    return table.evidence[row][column]


def _errors(doc_id: str, score: TableScore) -> list[ErrorItem]:
    """Faults of the table as a whole, then of its headers, then of its cells."""
    table = score.gold or score.ours
    assert table is not None
    head = f"{table.id} {table.title or ''}".strip()
    if not score.matched:
        reason = "missing" if score.gold else "spurious"
        whole = f"{len(table.rows)}×{len(table.columns)}"
        errors = [
            fault(
                doc_id,
                "tables",
                head,
                f"table_{reason}",
                kind=table.kind,
                where=table.where,
                gold=whole if score.gold else None,
                ours=whole if score.ours else None,
            )
        ]
    else:
        errors = _attribute_errors(doc_id, score, head) + _header_errors(doc_id, score, head)
    return errors + [_cell_error(doc_id, score, head, diff) for diff in score.diffs]


def _attribute_errors(doc_id: str, score: TableScore, head: str) -> list[ErrorItem]:
    assert score.gold is not None and score.ours is not None
    pairs = {
        "kind": (str(score.gold.kind), str(score.ours.kind), score.kind_right),
        "unit": (score.gold.unit, score.ours.unit, score.unit_right),
        "is_empty": (str(score.gold.is_empty), str(score.ours.is_empty), score.emptiness_right),
        "title": (score.gold.title, score.ours.title, _same_title(score)),
    }
    return [
        fault(
            doc_id,
            "tables",
            f"{head}/{name}",
            "field",
            gold=gold,
            ours=ours,
            kind=score.gold.kind,
            where=score.gold.where,
        )
        for name, (gold, ours, right) in pairs.items()
        if not right
    ]


def _header_errors(doc_id: str, score: TableScore, head: str) -> list[ErrorItem]:
    """Columns without a counterpart on the other side."""
    assert score.gold is not None and score.ours is not None
    met_gold, met_ours = {c for c, _ in score.column_pairs}, {d for _, d in score.column_pairs}
    sides = [
        *(("gold", "/".join(p)) for c, p in enumerate(score.gold.columns) if c not in met_gold),
        *(("ours", "/".join(p)) for d, p in enumerate(score.ours.columns) if d not in met_ours),
    ]
    return [
        fault(
            doc_id,
            "tables",
            f"{head}/表头/{text}",
            "header_missing" if side == "gold" else "header_spurious",
            kind=score.gold.kind,
            where=score.gold.where,
            gold=text if side == "gold" else None,
            ours=text if side == "ours" else None,
        )
        for side, text in sides
    ]


def _cell_error(doc_id: str, score: TableScore, head: str, diff: CellDiff) -> ErrorItem:
    table = score.gold or score.ours
    assert table is not None
    evidence = _evidence(score.ours, diff.our_row, diff.our_col) if score.ours else None
    if evidence is None and score.ours is not None:
        evidence = score.ours.form_evidence.get(diff.column) or _row_place(score, diff)
    error = fault(
        doc_id,
        "tables",
        f"{head}/{diff.key}/{diff.column}",
        diff.reason,
        gold=diff.gold,
        ours=diff.ours,
        kind=table.kind,
        evidence=evidence,
        where=table.where,
    )
    return error if diff.ours is not None else error.model_copy(update={"confidence": None, "status": None})


def _row_place(score: TableScore, diff: CellDiff) -> Evidence | None:
    """For a cell that we lack: the place of another cell of the row that we have."""
    row = diff.our_row if diff.our_row is not None else dict(score.row_pairs).get(diff.row or 0)
    if score.ours is None or row is None or row >= len(score.ours.evidence):
        return None
    return next((place for place in score.ours.evidence[row] if place is not None), None)
