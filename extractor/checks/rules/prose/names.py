"""A subject is named in the prose as in the table.

Example: 机关事业单位基本养老缴费支出 for 2080505 机关事业单位基本养老保险缴费支出.
"""

from __future__ import annotations

from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text
from gouji.checks.rules.prose.rows import basic_scope, economic_match, row_of
from gouji.checks.statement_view import StatementView
from gouji.domain import bases


def subject_names(context: Context) -> Outcomes:
    """A subject that the prose names otherwise than the table does (found by the nearly same name)."""
    groups: dict[tuple[str, str], list[StatementView]] = {}
    for said in context.prose.amounts:
        match = None
        if said.ref is not None:
            match = row_of(said, context)
        elif not said.concepts and (scope := basic_scope(said, context)):
            match = economic_match(said, context, scope)
        if match is None:
            continue
        if match.exact:
            yield Outcome("passed")
        else:
            groups.setdefault((match.code, match.label), []).append(said)
    for (code, label), said_so in groups.items():
        yield Outcome(
            "failed",
            message=Text(
                f"{said_so[0].statement.section}写作“{said_so[0].name}”，表中为“{code} {label}”",
                f"{said_so[0].statement.section} says “{said_so[0].name}”, the table “{code} {label}”",
            ),
            figures=tuple(f for s in said_so if (f := s.figure())),
        )


RULES: Final = (
    Rule(
        "P23",
        Text("科目名称：文字与表一致", "Subject names agree between prose and tables"),
        subject_names,
        basis=bases.SUBJECT_NAMES,
        type="label",
        severity="note",
    ),
)
