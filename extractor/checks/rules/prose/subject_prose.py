"""One functional subject stated in several places is one figure, as is the economic 款 paid out of it alone.

Example: 住房公积金（项）40.00 万元 in section 三 and 44.00 万元 in section 五.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import (
    Outcome,
    Outcomes,
    Rule,
    Text,
    skipped,
)
from gouji.checks.rules.prose.comparison import compare_said, own_year
from gouji.checks.rules.prose.rows import basic_scope, part_of, subject_key
from gouji.checks.statement_view import StatementView
from gouji.domain import bases
from gouji.domain.subjects import PAID_AS


def subject_prose(context: Context) -> Outcomes:
    """The same functional subject stated in several places prints the same figure."""
    groups: dict[tuple[str, str, str | None], list[StatementView]] = {}
    for said in context.prose.amounts:
        if not own_year(said, context):
            continue
        key = subject_key(said, context)
        if key is not None and said.figure() is not None:
            groups.setdefault((*key, part_of(said, context)), []).append(said)
    several = [group for group in groups.values() if len(group) > 1]
    for group in several:
        yield from compare_said(group, group[0].name, context)
    yield from _economic_twins(context)
    if not several:
        yield skipped("没有一个科目说了两次")


RULES: Final = (
    Rule(
        "Q20",
        Text("文字前后：同一科目", "Prose against prose: the same subject"),
        subject_prose,
        basis=bases.COMPLETE_AND_EXACT,
        type="prose_vs_prose",
    ),
)


def _economic_twins(context: Context) -> Iterator[Outcome]:
    """职业年金 etc. in the enumeration of basic expenditure against the functional item in the prose."""
    for said in context.prose.amounts:
        if said.concepts or said.ref is not None or basic_scope(said, context) is None:
            continue
        codes = PAID_AS.get(said.economic or "", ())
        if len(codes) != 1:
            continue
        for other in context.prose.amounts:
            key = subject_key(other, context)
            if key is not None and key[1] == codes[0] and other.ref is not None and own_year(other, context):
                yield from compare_said([said, other], said.name, context)
