"""How an error is written down, so that it can be found again in another run and in the source.

Takes what is known of a wrong value, gives an :class:`gouji.eval.model.ErrorItem` whose id depends only on
the document, the part and the gold's side of it (ours where the gold has nothing).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable

from gouji.eval.model import ErrorItem, PartName, SourcePlace, Trust
from gouji.schemas.record import Evidence, Where


def error_id(doc_id: str, *parts: str | None) -> str:
    """Twelve hexadecimal digits of a hash over what identifies the error."""
    text = "\x1f".join([doc_id, *(part or "" for part in parts)])
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def fault(
    doc_id: str,
    part: PartName,
    path: str,
    reason: str,
    *,
    gold: str | None = None,
    ours: str | None = None,
    kind: str = "",
    quote: str | None = None,
    evidence: Evidence | None = None,
    where: Where | None = None,
) -> ErrorItem:
    """One error; the place is the evidence of our value, else the extent of the gold table."""
    return ErrorItem(
        id=error_id(doc_id, part, path, gold if gold is not None else ours),
        doc_id=doc_id,
        part=part,
        kind=kind or part,
        path=path,
        gold=gold,
        ours=ours,
        reason=reason,
        quote=quote,
        place=place_of(evidence, where),
        confidence=evidence.confidence if evidence else None,
        status=evidence.status if evidence else None,
    )


def place_of(evidence: Evidence | None, where: Where | None = None) -> SourcePlace:
    """The sharpest place known."""
    lines = where.lines if where else None
    if evidence is not None and (evidence.page is not None or evidence.line is not None):
        return SourcePlace(
            page=evidence.page,
            bbox=evidence.bbox,
            line=evidence.line,
            span=evidence.span,
            lines=lines,
            exact=True,
        )
    page = where.pages[0] if where and where.pages else None
    return SourcePlace(page=page, lines=lines)


def distinct(errors: Iterable[ErrorItem]) -> list[ErrorItem]:
    """The same errors with equal ids told apart by a counter (twice the same row, say)."""
    seen: Counter[str] = Counter()
    result = []
    for error in errors:
        seen[error.id] += 1
        count = seen[error.id]
        result.append(error if count == 1 else error.model_copy(update={"id": f"{error.id}-{count}"}))
    return result


def trusts(part: PartName, judged: Iterable[tuple[Evidence | None, bool]]) -> list[Trust]:
    """Judged values with evidence, grouped by confidence and status."""
    count: Counter[tuple[float, str]] = Counter()
    right: Counter[tuple[float, str]] = Counter()
    for evidence, agrees in judged:
        if evidence is not None:
            key = (round(evidence.confidence, 4), evidence.status)
            count[key] += 1
            right[key] += agrees
    return [
        Trust(part=part, confidence=confidence, status=status, count=n, right=right[confidence, status])
        for (confidence, status), n in sorted(count.items())
    ]
