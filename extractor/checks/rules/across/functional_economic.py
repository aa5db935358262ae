"""养老, 职业年金, 医疗, 公积金: the functional 项 is the economic 款 that it is paid as.

Example: 2210201 住房公积金 is 40.00, 30113 住房公积金 44.00.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from gouji.checks.concepts import Binding
from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, judged, skipped, unsure
from gouji.domain import bases
from gouji.domain.subjects import PAID_AS
from gouji.relations.identity import Identity, total_of


def functional_economic(context: Context) -> Outcomes:
    """养老、职业年金、医疗、公积金: the functional 项 against the economic 款 that they are paid as."""
    done = False
    for economic, functional in PAID_AS.items():
        left = [b for code in functional for b in context.bindings.get(f"func:general:{code}:basic", [])]
        left = left or [
            b for code in functional for b in context.bindings.get(f"func:general:{code}:total", [])
        ]
        right = context.bindings.get(f"econ:general:{economic}:total", [])
        if left and len(right) == 1:
            done = True
            identity = total_of(right[0].figure, [b.figure for b in first_of_each_code(left)])
            yield from _pair(identity, right[0], context)
    if not done:
        yield skipped("没有可比的功能分类与经济分类科目")


RULES: Final = (
    Rule(
        "X32",
        Text(
            "养老、职业年金、医疗、公积金：功能科目＝经济科目",
            "Pension, annuity, medical, housing: functional = economic",
        ),
        functional_economic,
        basis=bases.TWO_CLASSIFICATIONS,
        type="table_vs_table",
        severity="note",
        since=2018,
    ),
)


def first_of_each_code(bindings: Sequence[Binding]) -> list[Binding]:
    firsts: dict[str, Binding] = {}
    for binding in bindings:
        firsts.setdefault(binding.concept, binding)
    return list(firsts.values())


def _pair(identity: Identity, right: Binding, context: Context) -> Iterator[Outcome]:
    if not identity.sure:
        yield unsure(f"{right.figure.where} 等处读数待复核", "across:econ")
        return
    sums = "+".join(part.printed for _, part in identity.parts)
    message = Text(
        f"经济分类 {right.label} 印 {right.figure.printed}，功能分类对应科目为 {sums}",
        f"economic {right.label} prints {right.figure.printed}, the functional subjects give {sums}",
    )
    yield judged(identity, "across:econ", message)
