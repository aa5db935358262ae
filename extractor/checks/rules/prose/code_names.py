"""A code in the prose stands beside the name that the tables print for it.

Example: 行政运行（2013201） where every table prints 2013301 行政运行.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from gouji.checks.concepts import FUNCTIONAL_SCOPE
from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, skipped, unsure
from gouji.checks.statement_view import StatementView
from gouji.domain import bases
from gouji.domain.subjects import bare_name, functional_subject, functional_subjects
from gouji.normalise import squash
from gouji.relations.identity import Figure, equal
from gouji.relations.table_view import RowView, SideView, TableView
from gouji.schemas.record import Operand

_CODED = re.compile(r"^\d*(?P<name>.+?)[(（](?P<code>\d{5}|\d{7})[)）]$")

_Place = tuple[TableView, SideView, RowView]


def code_names(context: Context) -> Outcomes:
    """Code and name of a 款 or 项 in the prose against the functional tables."""
    rows = [
        (view, side, row)
        for view in context.of_kind(*FUNCTIONAL_SCOPE)
        for side in view.sides
        if not view.by_unit(side)
        for row in side.rows
        if row.code and row.name
    ]
    done = False
    for said in context.prose.amounts:
        found = _CODED.match(squash(said.name))
        if found is not None and rows:
            done = True
            yield _judged(said, found["name"], found["code"], rows, context)
    if not done:
        yield skipped("文字没有写科目编码")


RULES: Final = (
    Rule(
        "P26",
        Text("文字所写科目编码与名称：与表一致", "Codes in the prose bear the names of the tables"),
        code_names,
        basis=bases.SUBJECT_LIST,
        type="prose_vs_table",
    ),
)


def _judged(said: StatementView, name: str, code: str, rows: list[_Place], context: Context) -> Outcome:
    wanted = bare_name(name)
    coded = [place for place in rows if place[2].code == code]
    if any(bare_name(row.name) == wanted for _, _, row in coded):
        return Outcome("passed")
    if not said.sure:
        return unsure(f"{said.where_name} 的读数待复核")
    if coded:
        subject = functional_subject(code)
        if subject is None or wanted in map(bare_name, subject.names_near(context.year)):
            return Outcome("passed")
        return _failed(said, name, coded, None if _of_another(wanted, code) else "note")
    named = [place for place in rows if bare_name(place[2].name) == wanted]
    codes = {row.code for _, _, row in named}
    if len(codes) != 1 or len(codes.pop()) != len(code) or not _printed(said.figure(), named):
        return unsure(f"{said.where_name} 的编码不在各表中，是哪一科目不明", rival="scope")
    return _failed(said, name, named, None)


def _of_another(name: str, code: str) -> bool:
    """Whether the name is that of another subject of the list, which has another code."""
    return any(
        bare_name(one) == name
        for other, subject in functional_subjects().items()
        if other != code
        for one in subject.names
    )


def _printed(figure: Figure | None, places: list[_Place]) -> bool:
    """Whether a row of the name prints the amount of the sentence."""
    return figure is not None and any(
        equal(figure, other).judge() != "broken"
        for view, side, row in places
        for column in side.values
        if (other := view.figure(side, row, column)) is not None and other.readable
    )


def _failed(
    said: StatementView, name: str, places: list[_Place], severity: Literal["note"] | None
) -> Outcome:
    label = places[0][2].label
    return Outcome(
        "failed",
        scope=said.statement.section,
        message=Text(
            f"{said.statement.section}写作“{squash(said.name)}”，{_titles(places)}为“{label}”",
            f"{said.statement.section} says “{squash(said.name)}”, the tables “{label}”",
        ),
        operands=(
            Operand(
                where=said.statement.section,
                value=squash(said.name),
                quote=said.statement.quote,
                evidence=said.statement.evidence,
            ),
            *(
                Operand(where=f"{view.id} {row.code}", value=row.label, evidence=view.label_evidence(row))
                for view, _, row in places
            ),
        ),
        expected=label,
        severity=severity,
        twin=f"{squash(said.name)}",
        mechanism="label",
    )


def _titles(places: list[_Place]) -> str:
    return "、".join(dict.fromkeys(view.title for view, _, _ in places))
