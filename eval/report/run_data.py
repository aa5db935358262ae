"""The view of a run that all three reports are rendered from.

Takes a run, gives plain dictionaries and lists (JSON-able), with every number already computed and
every word already in the chosen language.  Nothing here knows HTML or Markdown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from gouji.eval.aggregate import GROUPS, Summary, grouped, kinds, summaries, summarise
from gouji.eval.metrics.confidence import Calibration, by_status, calibrate
from gouji.eval.model import DocScore, Measure, Run
from gouji.eval.report.labels import HEADLINE, MEASURES, kind_label, measure_label, word
from gouji.output.labels import Lang
from gouji.schemas.record import TableKind

View = dict[str, Any]
FEW = 20


def view_of(run: Run, lang: Lang, escape: View | None = None) -> View:
    """Everything but the error list, which is large and has its own shape.

    ``escape``: the view of a measurement of escapes, where one lies beside the run.
    """
    docs = run.documents
    found = summaries(docs)
    return {
        "lang": lang,
        "few": len(docs) < FEW,
        "headline": [_summary(found[name], lang) for name in HEADLINE if name in found],
        "measures": [_summary(found[name], lang) for name in ordered(found)],
        "documents": [_document(doc) for doc in docs],
        "columns": [(name, measure_label(name, lang)) for name in HEADLINE if name in found],
        "heat": _heat(docs, lang),
        "groups": [_group(docs, group, lang) for group in GROUPS],
        "confidence": _confidence(docs),
        "confidence_parts": {part: _confidence(docs, part) for part in _parts(docs)},
        "escape": escape,
        "provenance": run.provenance.model_dump(),
        "missing": run.missing,
    }


def ordered(names: Iterable[str]) -> list[str]:
    """Measures in the order of the label table, then the others by name."""
    given = list(names)
    return [name for name in MEASURES if name in given] + sorted(n for n in given if n not in MEASURES)


def _summary(summary: Summary, lang: Lang) -> View:
    return asdict(summary) | {
        "label": measure_label(summary.name, lang),
        "total": summary.total.model_dump(),
        "precision": summary.total.precision,
        "recall": summary.total.recall,
        "is_f1": summary.total.ours is not None,
        "group": MEASURES[summary.name][0] if summary.name in MEASURES else None,
    }


def _document(doc: DocScore) -> View:
    return {
        "doc_id": doc.doc_id,
        "title": doc.title,
        "province": doc.province,
        "form": doc.form,
        "doc_type": doc.doc_type,
        "values": {name: measure.value for name, measure in doc.measures.items()},
        "errors": len(doc.errors),
        "unlabelled": doc.unlabelled,
        "unjudged": doc.unjudged,
        "findings": doc.findings,
        "leftovers": doc.leftovers,
        "seconds": doc.seconds,
        "tokens": doc.tokens,
        "cost": doc.cost,
        "confidence": _confidence([doc]),
    }


def _heat(docs: Sequence[DocScore], lang: Lang) -> View:
    """Rows are table kinds in statutory order, columns documents; the last column is all together."""
    totals = kinds(docs)
    rows = [
        {
            "kind": str(kind),
            "label": kind_label(kind, lang),
            "cells": [_cell(doc.by_kind.get(kind)) for doc in docs],
            "all": _cell(totals[kind]),
        }
        for kind in TableKind
        if kind in totals
    ]
    return {"documents": [doc.doc_id for doc in docs], "rows": rows}


def _cell(measure: Measure | None) -> View | None:
    if measure is None:
        return None
    return {"value": measure.value, "right": measure.right, "gold": measure.gold, "ours": measure.ours}


def _group(docs: Sequence[DocScore], group: str, lang: Lang) -> View:
    names = [name for name in HEADLINE if summarise(name, docs) is not None]
    rows = []
    for value, members in grouped(docs, group).items():
        found = {name: summarise(name, members) for name in names}
        values = {name: summary.micro if summary else None for name, summary in found.items()}
        shown = word("textform" if value == "text" else value, lang)
        rows.append({"value": shown, "documents": len(members), "values": values})
    return {"name": word(group, lang), "rows": rows}


def _parts(docs: Sequence[DocScore]) -> list[str]:
    return sorted({item.part for doc in docs for item in doc.trust})


def _confidence(docs: Sequence[DocScore], part: str | None = None) -> View | None:
    """Calibration and status table, or ``None`` without confidences."""
    trust = [item for doc in docs for item in doc.trust if part in (None, item.part)]
    calibration = calibrate(trust)
    if calibration is None:
        return None
    statuses = by_status(trust)
    return asdict(calibration) | {
        "statuses": {
            name: {"right": right, "count": count, "share": count / calibration.count}
            for name, (right, count) in sorted(statuses.items())
        }
    }


def calibration_of(run: Run) -> Calibration | None:
    """The calibration of all values of a run."""
    return calibrate(item for doc in run.documents for item in doc.trust)


def gate_values(docs: Sequence[DocScore]) -> Mapping[str, float]:
    """Micro value of each measure, and the share that may be accepted at 99 % precision."""
    values = {name: s.micro for name, s in summaries(docs).items() if s.micro is not None}
    calibration = calibrate(item for doc in docs for item in doc.trust)
    return values | ({"accept99": calibration.accept99} if calibration else {})
