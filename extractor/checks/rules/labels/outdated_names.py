"""No class is called in the prose by a name that it no longer has, while the tables print the present one.

Example: 医疗卫生与计划生育支出（类） in a budget of 2026, whose tables print 卫生健康支出.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text
from gouji.checks.rules.text_places import line_evidence, line_name
from gouji.domain import bases
from gouji.domain.subjects import (
    bare_name,
    outdated_class,
)
from gouji.normalise import fold, squash
from gouji.schemas.record import Evidence, Operand


def outdated_names(context: Context) -> Outcomes:
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


RULES: Final = (
    Rule(
        "L02",
        Text("不用旧科目名称", "No outdated class name"),
        outdated_names,
        basis=bases.SUBJECT_LIST,
        type="label",
    ),
)


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
        for said in context.prose.statements:
            yield squash(said.statement.quote), said.statement.section, said.statement.evidence
