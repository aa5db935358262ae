"""Names of subjects: what 收支分类科目 calls a code, names that no longer hold, classes named otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from rapidfuzz import fuzz

from gouji.checks.bindings import ECONOMIC_SCOPE, FUNCTIONAL_SCOPE
from gouji.checks.context import Context
from gouji.checks.families.places import line_evidence, line_name
from gouji.checks.model import Outcome, Outcomes, Rule, Text, skipped
from gouji.checks.view import Row, TableView
from gouji.domain.subjects import (
    ECONOMIC_SINCE,
    bare_name,
    class_of_label,
    economic_subject,
    economic_subjects,
    functional_subject,
    functional_subjects,
    outdated_class,
)
from gouji.normalise import fold, squash
from gouji.schemas.record import Evidence, Operand, TableKind

K = TableKind
_SAME_NAME = 60


def code_names(rule: Rule, context: Context) -> Outcomes:
    """A row's name is the one that its code has in the 收支分类科目 of the year."""
    for view in context.views:
        kind = view.table.kind
        if kind in ECONOMIC_SCOPE and (context.year is None or context.year < ECONOMIC_SINCE):
            yield skipped(f"{ECONOMIC_SINCE} 年起的经济分类科目才能核对")
            continue
        if kind not in FUNCTIONAL_SCOPE and kind not in ECONOMIC_SCOPE and kind != K.REVENUE_SUMMARY:
            continue
        for side in view.sides:
            for row in side.rows:
                if row.code and row.name:
                    yield from _code_name(view, row, context.year, economic=kind in ECONOMIC_SCOPE)


def _code_name(view: TableView, row: Row, year: int | None, *, economic: bool) -> Iterator[Outcome]:
    subject = economic_subject(row.code) if economic else functional_subject(row.code)
    if subject is None or not subject.exists_in(year):
        return
    printed, official = bare_name(row.name), subject.name_in(year)
    if any(fuzz.ratio(bare_name(name), printed) >= _SAME_NAME for name in subject.names_near(year)):
        yield Outcome("passed", scope=view.id)
        return
    another = subject.attested and printed in _official_names(economic=economic)
    yield Outcome(
        "failed",
        scope=view.id,
        severity="error" if another else None,
        message=Text(
            f"{view.title} {row.code} 印作“{row.name}”，《收支分类科目》为“{official}”",
            f"{view.title} {row.code} is “{row.name}”, officially “{official}”",
        ),
        operands=(
            Operand(where=f"{view.id} {row.code}", value=row.name, evidence=label_evidence(view, row)),
        ),
        expected=official,
    )


@cache
def _official_names(*, economic: bool) -> frozenset[str]:
    """The (bare) names of all subjects of one classification: a row that bears another one's is wrong."""
    subjects = economic_subjects() if economic else functional_subjects()
    return frozenset(bare_name(name) for subject in subjects.values() for name in subject.names)


def label_evidence(view: TableView, row: Row) -> Evidence | None:
    """The evidence of the cell that carries a row's label."""
    for column, cell in enumerate(view.table.rows[row.index]):
        if cell and fold(cell) == row.name:
            return view.evidence(row.index, column)
    return None


def outdated_names(rule: Rule, context: Context) -> Outcomes:
    """The prose uses a class name that no longer held, while the tables print the present one."""
    printed = {
        bare_name(row.name) for view in context.views for side in view.sides for row in side.rows if row.name
    }
    seen: set[str] = set()
    current: set[str] = set()
    for text, where, evidence in _passages(context):
        for found in _CLASS_NAME.finditer(fold(text)):
            name = re.split(r"[、,]", found.group(1))[-1]
            if name in seen or name in current:
                continue
            subject = outdated_class(name, context.year)
            if subject is None:
                current.add(name)
                continue
            seen.add(name)
            if bare_name(subject.name) in printed:
                yield Outcome(
                    "failed",
                    message=Text(
                        f"{where}写“{name}支出（类）”，{subject.changed} 年起为“{subject.name}”，各表亦如此",
                        f"{where} uses the former name “{name}”, now “{subject.name}”",
                    ),
                    operands=(
                        Operand(where=where, value=f"{name}支出", quote=text[:200], evidence=evidence),
                        Operand(where=subject.code, value=subject.name),
                    ),
                    expected=subject.name,
                )
    if not seen:
        yield Outcome("passed")


_CLASS_NAME = re.compile(r"([\u4e00-\u9fff、]{4,20}?)支出[(（](?:\d{3})?类[)）]")
_CLASS_WORD = "类"
"""Without this word a line names no class."""
_RUN_ON = 24
"""Characters of the next line that are read with a line, for a name broken at its end."""


def _passages(context: Context) -> Iterator[tuple[str, str, Evidence | None]]:
    """Lines of the running text that may name a class (a name may run on), or the quotes of the statements where there is no document."""
    following = [text for _, text in context.squashed[1:]] + [""]
    for (line, own), after in zip(context.squashed, following, strict=False):
        text = own + after[:_RUN_ON]
        if _CLASS_WORD in text:
            yield text, line_name(line), line_evidence(line)
    if context.document is None:
        for said in context.prose.said:
            yield squash(said.statement.quote), said.statement.section, said.statement.evidence


def class_labels(rule: Rule, context: Context) -> Outcomes:
    """The class names listed in the summary tables are those of the 收支分类科目."""
    official = [s for code, s in functional_subjects().items() if len(code) == 3]
    names = {bare_name(n) for s in official for n in s.names}
    for view in context.of_kind(K.REVENUE_EXPENDITURE_SUMMARY, K.APPROPRIATION_SUMMARY):
        for side in view.sides:
            for row in side.rows:
                bare = bare_name(row.name)
                if row.depth < 0 or "收入" in row.name or len(bare) < 3:
                    continue
                if bare in names:
                    yield Outcome("passed", scope=view.id)
                    continue
                near = [s for s in official if fuzz.ratio(bare_name(s.name), bare) >= 70]
                if len(near) == 1 and class_of_label(row.name) == near[0].code:
                    yield _misnamed(view, row, near[0].name)


def _misnamed(view: TableView, row: Row, official: str) -> Outcome:
    return Outcome(
        "failed",
        scope=view.id,
        message=Text(
            f"{view.title}印作“{row.name}”，科目名称为“{official}”",
            f"{view.title} prints “{row.name}”, the subject is “{official}”",
        ),
        operands=(
            Operand(where=f"{view.id} {row.name}", value=row.name, evidence=label_evidence(view, row)),
        ),
        expected=official,
        twin=official,
    )
