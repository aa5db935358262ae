"""Grounding of what is mostly text: projects, glossary, duties and units.

Takes items of an answer and the source they were asked about, gives a candidate or a rejection
for each.  Text must be printed verbatim (whitespace and character width aside); a figure of a
project must stand as a whole token in the project's own section.
"""

from __future__ import annotations

from gouji.figures import amount
from gouji.grounding.candidate import Candidate, GroundingCheck, GroundingFault, Rejection
from gouji.grounding.source import SourceText, fold_text
from gouji.schemas.llm import GlossaryEntry, OutlineItem, ProjectItem, Quoted

_TEXT_CHECKS: frozenset[GroundingCheck] = frozenset({"quote", "text"})
_PROJECT_TEXT = ("name", "overview", "basis", "entity", "plan", "completion", "problems", "improvements")
_PROJECT_FIGURES = ("amount", "budget_amount", "executed_amount", "execution_rate", "score")
_REACH = 3
"""How many lines beside the named ones a text may stand on: a model counts lines badly."""


def ground_outline(item: OutlineItem, source: SourceText, reasks: int = 0) -> Candidate | Rejection:
    """A duty or a unit: its text printed as it stands."""
    return _verbatim("outline", item, source, item.text, {}, reasks)


def ground_glossary(item: GlossaryEntry, source: SourceText, reasks: int = 0) -> Candidate | Rejection:
    """A term directly before its definition, both verbatim."""
    term, definition = fold_text(item.term), fold_text(item.definition)
    for start, end in _near(item, source.find(item.definition), source):
        if term and term in source.key[max(0, start - len(term) - 6) : start]:
            update = {"quote": source.copy(start, end), "definition": source.copy(start, end)}
            return _candidate("glossary", item.model_copy(update=update), source, (start, end), reasks)
    fault = "名词不在解释之前" if definition in source.key else "解释不是原文"
    return Rejection("glossary", item, "text", fault, "", reasks)


def ground_project(
    item: ProjectItem, source: SourceText, background: str = "", reasks: int = 0
) -> Candidate | Rejection:
    """A project: the quote printed, every text field verbatim and every figure whole in its section.

    Descriptions are often numbered apart (1.项目概述 … 6.年度预算); the sections under the same
    heading are taken together when the section of the quote alone does not hold the item.
    ``background``: what the document says of itself (the department may be the entity).
    """
    spans = _near(item, source.find(item.quote), source)
    if not spans:
        return Rejection("projects", item, "quote", "quote 在原文里找不到，须逐字照抄", "", reasks)
    section = source.piece_at(spans[0][0]).section
    found: tuple[GroundingFault, str] | None = None
    for scope in (source.paragraph(spans[0][0]), source.paragraph(spans[0][0], above=True)):
        fault = _project_fault(item, source, scope, fold_text(background))
        if fault is None:
            return _candidate("projects", item, source, spans[0], reasks)
        found = found or fault
    assert found is not None
    return Rejection("projects", item, found[0], found[1], section, reasks)


def _project_fault(
    item: ProjectItem, source: SourceText, scope: tuple[int, int], background: str
) -> tuple[GroundingFault, str] | None:
    first, last = scope
    around = source.key[first:last] + fold_text(source.piece_at(first).headings) + background
    printed = {figure.value for figure in source.figures if first <= figure.start < last}
    for name in _PROJECT_FIGURES:
        text = getattr(item, name)
        if text is not None and amount(text) not in printed:
            return "field", f"{name} {text} 不在本项目的原文里"
    for name in _PROJECT_TEXT:
        text = getattr(item, name)
        if text is not None and fold_text(text) not in around:
            return "text", f"{name} 不是原文，须逐字照抄"
    for name in ("period_start", "period_end"):
        text = getattr(item, name)
        if text is not None and text[:4] not in around:
            return "field", f"{name} 的年份不在原文里"
    return None


def _verbatim(
    task: str, item: Quoted, source: SourceText, text: str, update: dict[str, str], reasks: int
) -> Candidate | Rejection:
    spans = _near(item, source.find(text), source)
    if not spans:
        return Rejection(task, item, "text", "文字不是原文，须逐字照抄", "", reasks)
    update = {**update, "quote": source.copy(*spans[0]), "text": source.copy(*spans[0])}
    return _candidate(task, item.model_copy(update=update), source, spans[0], reasks)


def _near(item: Quoted, spans: list[tuple[int, int]], source: SourceText) -> list[tuple[int, int]]:
    """The spans, those on the lines that the item names first."""

    def elsewhere(span: tuple[int, int]) -> bool:
        first, last = source.line_numbers(*span)
        return last < item.first_line - _REACH or first > item.last_line + _REACH

    return sorted(spans, key=elsewhere)


def _candidate(task: str, item: Quoted, source: SourceText, span: tuple[int, int], reasks: int) -> Candidate:
    places = tuple(source.places(*span))
    section = source.piece_at(span[0]).section
    return Candidate(task, item, section, places, places[0], _TEXT_CHECKS, (), reasks)
