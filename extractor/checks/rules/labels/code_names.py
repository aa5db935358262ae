"""Code and name of a row belong together, as 收支分类科目 of the budget year has them.

Another name than the official one is a note; the name of another code is an error.

Example: 2080505 is printed as 机关事业单位职业年金缴费支出, which is the name of 2080506.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from rapidfuzz import fuzz

from gouji.checks.concepts import ECONOMIC_SCOPE, FUNCTIONAL_SCOPE
from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, skipped
from gouji.domain import bases
from gouji.domain.subjects import (
    ECONOMIC_SINCE,
    bare_name,
    economic_subject,
    economic_subjects,
    functional_subject,
    functional_subjects,
)
from gouji.relations.table_view import RowView, TableView
from gouji.schemas.record import Operand, TableKind

_SAME_NAME = 60


def code_names(context: Context) -> Outcomes:
    """A row's name is the one that its code has in the 收支分类科目 of the year."""
    for view in context.views:
        kind = view.table.kind
        if kind in ECONOMIC_SCOPE and (context.year is None or context.year < ECONOMIC_SINCE):
            yield skipped(f"{ECONOMIC_SINCE} 年起的经济分类科目才能核对")
            continue
        if kind not in FUNCTIONAL_SCOPE and kind not in ECONOMIC_SCOPE and kind != TableKind.REVENUE_SUMMARY:
            continue
        for side in view.sides:
            for row in side.rows:
                if row.code and row.name:
                    rivals = [
                        other for other in side.rows if other.code == row.code and other.name != row.name
                    ]
                    yield from _code_name(view, row, rivals, context.year, economic=kind in ECONOMIC_SCOPE)


RULES: Final = (
    Rule(
        "L01",
        Text("科目编码与名称相符", "Code and name belong together"),
        code_names,
        basis=bases.SUBJECT_LIST,
        type="label",
        misread_as="code_name",
        severity="note",
    ),
)


def _code_name(
    view: TableView, row: RowView, rivals: list[RowView], year: int | None, *, economic: bool
) -> Iterator[Outcome]:
    """``rivals``: the rows of the same side that print the code for another name."""
    subject = economic_subject(row.code) if economic else functional_subject(row.code)
    if subject is None or not subject.exists_in(year):
        return
    printed, official = bare_name(row.name), subject.name_in(year)
    if any(fuzz.ratio(bare_name(name), printed) >= _SAME_NAME for name in subject.names_near(year)):
        yield Outcome("passed", scope=view.id)
        return
    others = _official_names(economic=economic).get(printed, frozenset())
    another = subject.attested and bool(others)
    right = f"，“{row.name}”为 {next(iter(others))}" if len(others) == 1 else ""
    twice = "".join(f"；同表另有一行 {one.code} 列示为“{one.name}”" for one in rivals)
    yield Outcome(
        "failed",
        scope=view.id,
        severity="error" if another else None,
        message=Text(
            f"{view.title} {row.code} 列示为“{row.name}”，《政府收支分类科目》{row.code} 为“{official}”{right}{twice}",
            f"{view.title} {row.code} is “{row.name}”, officially “{official}”",
        ),
        operands=tuple(
            Operand(where=f"{view.id} {one.code}", value=one.name, evidence=view.label_evidence(one))
            for one in (row, *rivals)
        ),
        expected=official,
        mechanism="label",
    )


@cache
def _official_names(*, economic: bool) -> Mapping[str, frozenset[str]]:
    """Each (bare) name of the subjects of one classification and its codes: a row that bears another one's is wrong."""
    subjects = economic_subjects() if economic else functional_subjects()
    codes: dict[str, set[str]] = {}
    for code, subject in subjects.items():
        for name in subject.names:
            codes.setdefault(bare_name(name), set()).add(code)
    return {name: frozenset(some) for name, some in codes.items()}
