"""What holds across paragraphs: one name for one subject, and reasons in a paragraph of their own.

Takes the statements of a document in order, gives them with their subjects made one.  Two rules,
each from what a chapter itself prints: 本年 goes where nothing is carried over that it would have
to be told from, and a final 支出 goes where the chapter already named the fee without it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from gouji.outline.paragraph import Paragraph
from gouji.prose.reasons import StatedReason
from gouji.schemas.record import Statement

_THIS_YEAR = re.compile(r"^本年(?!收入|支出|度|预算)")
_CARRIED = re.compile(r"(?:上年|年初|年末).*(?:结转|结余)|结转")
_FEE_SPENT = re.compile(r"(?P<fee>.+(?:费|费用|经费))支出$")


def one_name(statements: list[Statement]) -> list[Statement]:
    """The statements with one name for each subject of a chapter."""
    result: list[Statement] = []
    for chapter in _chapters(statements):
        result.extend(_without_spent(_without_this_year(chapter)))
    return result


def _chapters(statements: list[Statement]) -> Iterable[list[Statement]]:
    """Runs of statements under the same first two labels of the path."""
    run: list[Statement] = []
    for statement in statements:
        if run and _chapter(run[0]) != _chapter(statement):
            yield run
            run = []
        run.append(statement)
    if run:
        yield run


def _chapter(statement: Statement) -> tuple[str, ...]:
    return tuple(statement.section.split("/")[:2])


def _without_this_year(chapter: list[Statement]) -> list[Statement]:
    """``本年事业收入`` is 事业收入 unless something is carried over from the year before."""
    if any(_CARRIED.search(statement.subject) for statement in chapter):
        return chapter
    return [_renamed(statement, _THIS_YEAR.sub("", statement.subject)) for statement in chapter]


def _without_spent(chapter: list[Statement]) -> list[Statement]:
    """``公务接待费支出`` is 公务接待费 where the chapter has budgeted for it under that name."""
    known = {statement.subject for statement in chapter if statement.budget_value is not None}
    result: list[Statement] = []
    for statement in chapter:
        match = _FEE_SPENT.match(statement.subject)
        name = match.group("fee") if match else ""
        result.append(_renamed(statement, name if name in known else statement.subject))
    return result


def _renamed(statement: Statement, subject: str) -> Statement:
    if not subject or subject == statement.subject:
        return statement
    return statement.model_copy(update={"subject": subject})


_ABOUT = 4
"""So many characters of the words before 增加的主要原因 must begin the subject that it explains."""


def explained(statements: list[Statement], reason: StatedReason, paragraph: Paragraph) -> list[Statement]:
    """The statements of a section with a reason that a later paragraph gives for some of them."""
    changed = [s for s in statements if s.reason is None and s.direction in ("increase", "decrease")]
    if reason.about:
        meant = [s for s in changed if s.subject[:_ABOUT] == reason.about[:_ABOUT]]
    else:
        meant = changed[-1:]
    return [_with_reason(s, reason, paragraph) if s in meant else s for s in statements]


def _with_reason(statement: Statement, reason: StatedReason, paragraph: Paragraph) -> Statement:
    evidence = statement.evidence
    if evidence is not None:
        more = [*evidence.also, *paragraph.places(reason.start, reason.end)]
        evidence = evidence.model_copy(update={"also": more})
    return statement.model_copy(update={"reason": reason.text, "evidence": evidence})
