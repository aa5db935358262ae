"""Hallucination and loss: figures that we invented, and figures that we dropped.

``no_hallucination``: share of our figures that stand somewhere in the source (a figure that the
gold also has is taken as standing there, since a figure broken over lines may not be found as
text).  ``no_loss``: share of the figures of the gold's tables that reached some cell of ours,
wherever it stands (a displaced figure is not lost, it is displaced).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from gouji.eval.metrics.cells import is_code_header, is_figure
from gouji.eval.metrics.counts import Ratio
from gouji.eval.metrics.faults import fault
from gouji.eval.metrics.statements import FIGURES
from gouji.eval.model import ErrorItem, Measure, Score
from gouji.eval.source import SourceText
from gouji.figures import amount
from gouji.schemas.gold import Gold
from gouji.schemas.record import Evidence, Record, Statement, Table

_Place = tuple[str, str, Evidence | None]


def score_grounding(gold: Gold, ours: Record, source: SourceText | None) -> Score:
    """Both measures; the first only where the source is at hand."""
    loss = _loss(gold.tables, ours.tables) if "tables" not in gold.unlabelled else Ratio()
    measures = {"no_loss": Measure.of(loss)}
    if source is None:
        return Score(measures=measures)
    known = {value for value, _, _ in _figures(gold.tables, gold.statements)}
    figures = list(_figures(ours.tables, ours.statements))
    invented = [item for item in figures if item[0] not in known and not source.has_figure(item[0])]
    measures["no_hallucination"] = Measure.of(Ratio(len(figures) - len(invented), len(figures)))
    return Score(measures=measures, errors=[_error(gold.doc_id, item) for item in invented])


def _loss(gold: Sequence[Table], ours: Sequence[Table]) -> Ratio:
    """Figures of gold tables that are among our cells, as bags of amounts."""
    left, right = _bag(gold), _bag(ours)
    return Ratio((left & right).total(), left.total())


def _bag(tables: Sequence[Table]) -> Counter[Decimal]:
    values = (amount(text.rstrip("%")) for text, _, _ in _figures(tables, ()))
    return Counter(value for value in values if value is not None)


def _figures(tables: Sequence[Table], statements: Sequence[Statement]) -> Iterator[_Place]:
    """Every figure with its path and evidence."""
    for table in tables:
        codes = [is_code_header(path) for path in table.columns]
        for r, row in enumerate(table.rows):
            for c, (cell, code) in enumerate(zip(row, codes, strict=True)):
                if cell is not None and is_figure(cell, code_column=code):
                    evidence = table.evidence[r][c] if r < len(table.evidence) else None
                    yield cell, f"{table.id}/{r + 1}/{'/'.join(table.columns[c])}", evidence
        for name, value in (table.form or {}).items():
            if value is not None and is_figure(value):
                yield value, f"{table.id}/{name}", table.form_evidence.get(name)
    for statement in statements:
        for field in FIGURES:
            value = getattr(statement, field)
            if value is not None:
                yield value, f"{statement.id}/{statement.subject}/{field}", statement.evidence


def _error(doc_id: str, item: _Place) -> ErrorItem:
    value, path, evidence = item
    return fault(doc_id, "grounding", path, "invented", ours=value, kind="figure", evidence=evidence)
