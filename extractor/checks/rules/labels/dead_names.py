"""No 款 or 项 is called by a name that it no longer has, while the tables print the present one.

Example: 归口管理的行政单位离退休（项） in accounts of 2024, whose tables print 2080501 行政单位离退休.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from gouji.checks.concepts import FUNCTIONAL_SCOPE
from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, skipped, unsure
from gouji.checks.rules.text_places import NEEDS_TEXT, line_evidence, line_name, run_on
from gouji.domain import bases
from gouji.domain.subjects import TRANSITION, Subject, bare_name, functional_subjects
from gouji.normalise import fold
from gouji.schemas.record import Operand

_SHORTEST = 7
"""Characters of a name that running text may hold by chance."""
_NAMED = r"(?<![\u4e00-\u9fff])({names})(?:支出)?(?=[(（](?:款|项|\d{{5,7}})|[:：])"
"""Set off as a subject: after a mark or a number, before its level, its code or the colon of a glossary."""
_RUN_ON = 24
"""Characters of the next line that are read with a line, for a name broken at its end."""


def dead_names(context: Context) -> Outcomes:
    """Names given up before the year, of subjects that the tables print by their present name."""
    dead = _dead(context)
    if context.document is None:
        yield unsure(NEEDS_TEXT, rival="other")
        return
    if not dead:
        yield skipped("各表没有改过名称的款、项")
        return
    pattern = re.compile(_NAMED.format(names="|".join(map(re.escape, sorted(dead, key=len, reverse=True)))))
    told: set[str] = set()
    for line, own, text in run_on(context, _RUN_ON):
        for found in pattern.finditer(fold(text)):
            name = found[1]
            if name in told or found.start() >= len(own):
                continue
            told.add(name)
            subject = dead[name]
            yield Outcome(
                "failed",
                message=Text(
                    f"{line_name(line)}写作“{name}”，是 {subject.code} 在 {subject.changed} 年以前的名称，各表为“{subject.name}”",
                    f"{line_name(line)} uses the former name “{name}”, now “{subject.name}”, as the tables print it",
                ),
                operands=(
                    Operand(
                        where=line_name(line),
                        value=name,
                        quote=line.text.strip()[:200],
                        evidence=line_evidence(line),
                    ),
                    *_in_tables(subject, context),
                ),
                expected=subject.name,
                mechanism="label",
            )
    if not told:
        yield Outcome("passed")


RULES: Final = (
    Rule(
        "L13",
        Text("文字不用款、项的旧名称", "No outdated name of a 款 or 项"),
        dead_names,
        basis=bases.SUBJECT_LIST,
        type="label",
        reads_text=True,
    ),
)


def _dead(context: Context) -> dict[str, Subject]:
    """Former name → its subject: given up long enough ago, nobody's name today, and printed anew by a table."""
    year = context.year
    subjects = functional_subjects()
    living = {bare_name(subject.name_in(year)) for subject in subjects.values()}
    printed = {code: label for code, label, _ in _rows(context)}
    dead: dict[str, Subject] = {}
    for code, subject in subjects.items():
        if (
            year is None
            or len(code) == len("201")
            or bare_name(subject.name) != bare_name(printed.get(code, ""))
        ):
            continue
        for changed, former in subject.renamed:
            name = bare_name(former)
            if year > changed - 1 + TRANSITION and len(name) >= _SHORTEST and name not in living:
                dead[name] = subject
    return dead


def _rows(context: Context) -> Iterator[tuple[str, str, Operand]]:
    """Code and name of every row of the functional tables, with its place."""
    for view in context.of_kind(*FUNCTIONAL_SCOPE):
        for side in view.sides:
            for row in side.rows:
                if row.code and row.name:
                    place = Operand(
                        where=f"{view.id} {row.code}", value=row.name, evidence=view.label_evidence(row)
                    )
                    yield row.code, row.name, place


def _in_tables(subject: Subject, context: Context) -> Iterator[Operand]:
    return (place for code, _, place in _rows(context) if code == subject.code)
