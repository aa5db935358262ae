"""The classes that the summary tables list bear their official names.

Example: 八、社会保障和就业服务支出 for 社会保障和就业支出.
"""

from __future__ import annotations

from typing import Final

from rapidfuzz import fuzz

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text
from gouji.domain import bases
from gouji.domain.subjects import (
    bare_name,
    class_of_label,
    functional_subjects,
)
from gouji.relations.table_view import RowView, TableView
from gouji.schemas.record import Operand, TableKind


def class_labels(context: Context) -> Outcomes:
    """The class names listed in the summary tables are those of the 收支分类科目."""
    official = [s for code, s in functional_subjects().items() if len(code) == 3]
    names = {bare_name(n) for s in official for n in s.names}
    for view in context.of_kind(TableKind.REVENUE_EXPENDITURE_SUMMARY, TableKind.APPROPRIATION_SUMMARY):
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


RULES: Final = (
    Rule(
        "L03",
        Text("总表所列类名规范", "Class names in the summaries are official"),
        class_labels,
        basis=bases.SUBJECT_LIST,
        type="label",
        severity="note",
    ),
)


def _misnamed(view: TableView, row: RowView, official: str) -> Outcome:
    return Outcome(
        "failed",
        scope=view.id,
        message=Text(
            f"{view.title}印作“{row.name}”，科目名称为“{official}”",
            f"{view.title} prints “{row.name}”, the subject is “{official}”",
        ),
        operands=(Operand(where=f"{view.id} {row.name}", value=row.name, evidence=view.label_evidence(row)),),
        expected=official,
        twin=official,
    )
