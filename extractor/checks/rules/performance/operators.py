"""The operator column holds an operator.

Example: 指标性质 prints 95.
"""

from __future__ import annotations

import re
from typing import Final

from gouji.checks.context import Context
from gouji.checks.indicators import Indicator
from gouji.checks.model import Outcome, Outcomes, Rule, Text, unsure
from gouji.checks.rules.performance.forms import failed
from gouji.domain import bases
from gouji.domain.indicators import OPERATORS
from gouji.normalise import fold
from gouji.schemas.record import Operand

_EMPTY_OPERATORS = {"", "-", "—", "/"}


def operators(context: Context) -> Outcomes:
    """The operator column holds an operator."""
    tables: dict[str, list[Indicator]] = {}
    for form in context.forms:
        tables.setdefault(form.table, []).extend(form.indicators)
    for view_id, indicators in tables.items():
        odd = [i for i in indicators if i.sure and _odd_operator(i.printed_operator)]
        bad = [i for i in odd if i.printed]
        if len(bad) < len(odd):
            yield unsure(f"{context.title_of(view_id)} 有指标值空着，指标性质一栏可能读错", view_id)
        elif bad:
            words = "、".join(dict.fromkeys(f"“{i.printed_operator}”" for i in bad))
            yield failed(
                bad[0],
                f"{context.title_of(view_id)}：{len(bad)} 行的指标性质印作{words}，应为 ≥、≤、＝ 或定性",
                f"{context.title_of(view_id)}: {len(bad)} rows have no valid operator",
                (
                    Operand(where=f"{view_id} 指标性质", value=bad[0].printed_operator),
                    *(i.operand("", i.printed) for i in bad),
                ),
            )
        elif any(i.printed_operator for i in indicators):
            yield Outcome("passed", scope=view_id)


RULES: Final = (
    Rule(
        "F10",
        Text("指标性质为比较符号或定性", "The operator column holds an operator"),
        operators,
        basis=bases.TARGETS,
        type="label",
        misread_as="form",
    ),
)


def _odd_operator(text: str) -> bool:
    return (
        text not in _EMPTY_OPERATORS
        and fold(text) not in OPERATORS
        and not re.search(r"[\u4e00-\u9fff]", text)
    )
