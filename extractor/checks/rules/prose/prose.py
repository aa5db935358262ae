"""One concept stated in several sections is one figure.

Example: 基本支出 200.00 万元 in section 二 and 210.00 万元 in section 五.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from gouji.checks.concepts import concept_label
from gouji.checks.context import Context
from gouji.checks.model import (
    Outcomes,
    Rule,
    Text,
    skipped,
)
from gouji.checks.rules.prose.comparison import compare_said, same_digits
from gouji.checks.rules.prose.concept_groups import CONCEPT_GROUPS
from gouji.checks.statement_view import StatementView
from gouji.domain import bases


def prose_prose(context: Context, concepts: Sequence[str]) -> Outcomes:
    """The same concept in several sections prints the same figure."""
    done = False
    for concept in concepts:
        for group in _by_meaning(concept, context):
            done = True
            yield from compare_said(group, concept_label(concept), context)
    if not done:
        yield skipped("文字中没有两处说同一个数")


def _by_meaning(concept: str, context: Context) -> Iterator[list[StatementView]]:
    """The statements of a concept that must agree: those that can mean nothing else, and those of one wording that can.

    收入合计 is the income of the year in one form and 收支总计 in another, which differ where something was carried over.
    Where the amounts differ by a power of ten alone, they mean the same.
    """
    groups: dict[tuple[str, ...], list[StatementView]] = {}
    stated = context.prose.of(concept)
    figures = [f for s in stated if (f := s.figure()) is not None]
    pairs = [(f, g) for f in figures[:1] for g in figures if f.value != g.value]
    carried = context.doc_type == "final_accounts" or any(
        abs(f.value - g.value) in context.carried for f, g in pairs
    )
    one_meaning = not carried or any(same_digits(f, g) for f, g in pairs)
    for said in stated:
        named = next((c for c in said.concepts if c.split("|")[0] == concept), None)
        if named is not None:
            wording = () if one_meaning else (named, said.name) if "|" in named else (named,)
            groups.setdefault(wording, []).append(said)
    yield from (group for group in groups.values() if len(group) > 1)


RULES: Final = tuple(
    Rule(
        f"Q{number}",
        Text(f"文字前后：{zh}", f"Prose against prose: {en}"),
        partial(prose_prose, concepts=concepts),
        basis=bases.COMPLETE_AND_EXACT,
        type="prose_vs_prose",
    )
    for number, zh, en, concepts in CONCEPT_GROUPS
)
