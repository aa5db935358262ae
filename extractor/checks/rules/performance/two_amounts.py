"""One text printed twice for a project gives one amount: in the annual target and beside an indicator.

Example: 年度绩效目标 缴纳电费 27 万元, and 指标解释 of the same project 缴纳电费 20 万元.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, unsure
from gouji.domain import bases
from gouji.domain.kinds import FORM_KINDS
from gouji.figures import in_yuan
from gouji.normalise import squash
from gouji.relations.table_view import TableView
from gouji.schemas.record import Operand

_CLAUSES = re.compile(r"[。；;，,]|(?<!\d)\d+[、.．](?!\d)")
_PAID = re.compile(r"^(\D{3,30}?)(\d+(?:\.\d+)?)(亿元|万元|元)$")
_SAME_CLAUSES = 2
"""Further clauses that two cells must share to be one text printed twice."""


def two_amounts(context: Context) -> Outcomes:
    """Clauses ``what + amount`` of two cells of one row that otherwise share their clauses."""
    for view in context.of_kind(*FORM_KINDS):
        told: set[tuple[str, str]] = set()
        for row, cells in enumerate(view.table.rows):
            texts = [(n, squash(c)) for n, c in enumerate(cells) if c and len(c) > len("缴纳电费2万元")]
            for one, other in combinations(texts, 2):
                if (one[1], other[1]) not in told:
                    told.add((one[1], other[1]))
                    yield from _compared(view, row, one, other)


RULES: Final = (
    Rule(
        "F24",
        Text("同一项目同一事项的金额前后一致", "One project, one amount for one thing"),
        two_amounts,
        basis=bases.TARGETS,
        type="table_vs_table",
        misread_as="form",
    ),
)


def _compared(view: TableView, row: int, one: tuple[int, str], other: tuple[int, str]) -> Iterator[Outcome]:
    left, right = (_clauses(text) for _, text in (one, other))
    if len(set(left) & set(right)) < _SAME_CLAUSES:
        return
    sums, others = _sums(left), _sums(right)
    for what in sums.keys() & others.keys():
        (number, unit), (second, second_unit) = sums[what], others[what]
        if in_yuan(number, unit) == in_yuan(second, second_unit):
            yield Outcome("passed", scope=view.id)
        elif not (view.sure_cell(row, one[0]) and view.sure_cell(row, other[0])):
            yield unsure(f"{view.title} 第{row + 1}行 的读数待复核", view.id)
        else:
            yield Outcome(
                "failed",
                scope=view.id,
                message=Text(
                    f"{view.title} 第{row + 1}行：同一段文字两处，一处为“{what}{number}{unit}”，一处为“{what}{second}{second_unit}”",
                    f"{view.title} row {row + 1}: “{what}” is {number}{unit} in one place, {second}{second_unit} in another",
                ),
                operands=tuple(
                    Operand(
                        where=f"{view.id} 第{row + 1}行 {what}",
                        value=f"{value}{of}",
                        quote=text[:200],
                        evidence=view.evidence(row, n),
                    )
                    for value, of, (n, text) in ((number, unit, one), (second, second_unit, other))
                ),
                mechanism="form",
            )


def _clauses(text: str) -> list[str]:
    return [clause for clause in _CLAUSES.split(text) if clause]


def _sums(clauses: list[str]) -> dict[str, tuple[str, str]]:
    """What is paid → amount and unit; what a text names twice says nothing."""
    found = [match for clause in clauses if (match := _PAID.match(clause)) is not None]
    names = [match[1] for match in found]
    return {match[1]: (match[2], match[3]) for match in found if names.count(match[1]) == 1}
