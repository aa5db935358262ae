"""Grounding of targets: a commitment (绩效目标), its figure whole in its quote, with its unit."""

from __future__ import annotations

from collections.abc import Iterable

from gouji.figures import amount
from gouji.grounding.candidate import Candidate, GroundingCheck, Rejection
from gouji.grounding.figures import PrintedFigure
from gouji.grounding.owners import FigureOwners, NotGroundedError, Span, spans_of
from gouji.grounding.source import SourceText, fold_text
from gouji.grounding.subject import mentions
from gouji.schemas.llm import TargetItem

_TARGET_CHECKS: frozenset[GroundingCheck] = frozenset({"quote", "value", "unit"})
_SUBJECT: frozenset[GroundingCheck] = frozenset({"subject"})


def ground_target(
    item: TargetItem, source: SourceText, owners: FigureOwners, reasks: int = 0
) -> Candidate | Rejection:
    """A target: its quote printed, its figure whole in it with its unit."""
    try:
        spans = spans_of(item, source)
        figure, span = _target_figure(item, source, spans, owners)
    except NotGroundedError as failure:
        return Rejection("targets", item, failure.fault, failure.reason, "", reasks)
    if figure is not None:
        owners.take(figure, item.subject)
    bound = mentions(item.subject, source, figure.start if figure else span[1])
    place = source.places(figure.start, figure.end) if figure else source.places(*span)
    return Candidate(
        "targets",
        item.model_copy(update={"quote": source.copy(*span)}),
        source.piece_at(span[0]).section,
        tuple(source.places(*span)),
        place[0],
        _TARGET_CHECKS | (_SUBJECT if bound else frozenset()),
        () if bound else ("事项名称不在数字近旁",),
        reasks,
    )


def _target_figure(
    item: TargetItem, source: SourceText, spans: Iterable[Span], owners: FigureOwners
) -> tuple[PrintedFigure | None, Span]:
    spans = list(spans)
    if item.value is None:
        return None, spans[0]
    wanted = amount(item.value)
    for span in spans:
        for figure in source.figures:
            inside = span[0] <= figure.start and figure.end <= span[1]
            if inside and figure.value == wanted and owners.is_free(figure, item.subject):
                if fold_text(item.unit or "") == fold_text(figure.unit or ""):
                    return figure, span
                raise NotGroundedError("unit", f"数字 {item.value} 后面印的单位是“{figure.unit or '无'}”")
    raise NotGroundedError("value", f"quote 里没有数字 {item.value}，或它已属于另一项")
