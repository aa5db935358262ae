"""One concept stated in several sections is one figure.

Example: 基本支出 200.00 万元 in section 二 and 210.00 万元 in section 五.
"""

from __future__ import annotations

from collections.abc import Sequence
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
from gouji.checks.rules.prose.comparison import compare_said
from gouji.checks.rules.prose.concept_groups import CONCEPT_GROUPS
from gouji.domain import bases


def prose_prose(context: Context, concepts: Sequence[str]) -> Outcomes:
    """The same concept in several sections prints the same figure."""
    done = False
    for concept in concepts:
        group = [s for s in context.prose.of(concept) if any(c.split("|")[0] == concept for c in s.concepts)]
        if len(group) > 1:
            done = True
            yield from compare_said(group, concept_label(concept), context)
    if not done:
        yield skipped("文字中没有两处说同一个数")


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
