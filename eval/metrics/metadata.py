"""Metadata against gold: each stated field exact after folding; what is not stated must stay empty.

``metadata`` counts the fields that the gold states, ``metadata_null`` those that it leaves empty
(filling one of them is invention, and is counted apart: anchors §4.3).
"""

from __future__ import annotations

from gouji.eval.metrics.counts import Ratio
from gouji.eval.metrics.faults import fault
from gouji.eval.metrics.text import same_text
from gouji.eval.model import Measure, Score
from gouji.schemas.record import Metadata


def score_metadata(doc_id: str, gold: Metadata, ours: Metadata) -> Score:
    """Accuracy on stated fields, and share of unstated fields left empty."""
    stated, silent, errors = Ratio(), Ratio(), []
    for name in Metadata.model_fields:
        one, other = _text(getattr(gold, name)), _text(getattr(ours, name))
        agrees = same_text(one, other)
        if one is None:
            silent += Ratio(agrees, 1)
        else:
            stated += Ratio(agrees, 1)
        if not agrees:
            reason = "missing" if other is None else "spurious" if one is None else "value"
            errors.append(fault(doc_id, "metadata", name, reason, gold=one, ours=other))
    measures = {"metadata": Measure.of(stated), "metadata_null": Measure.of(silent)}
    return Score(measures=measures, errors=errors)


def _text(value: object) -> str | None:
    return None if value is None else str(value)
