"""One rate stated in several places has one value.

Example: 群众满意度 95% in one section, 96% in another.
"""

from __future__ import annotations

from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, unsure
from gouji.checks.rules.performance.prose_indicators import TARGET_WORDS, same_name
from gouji.domain import bases


def prose_ratios(context: Context) -> Outcomes:
    """One rate stated in several places has one value."""
    ratios = [
        s
        for s in context.prose.statements
        if s.statement.measure == "ratio"
        and s.figure(exact=True)
        and s.sure
        and not TARGET_WORDS.search(s.statement.quote)
    ]
    for n, one in enumerate(ratios):
        for other in ratios[n + 1 :]:
            if not (same_name(one.name, other.name) or same_name(other.name, one.name)):
                continue
            a, b = one.figure(exact=True), other.figure(exact=True)
            if a is None or b is None or a.value == b.value:
                yield Outcome("passed")
                continue
            shorter = min(one.name, other.name, key=len)
            if sum(any(same_name(i.name, shorter) for i in form.indicators) for form in context.forms) > 1:
                yield unsure(f"几个项目都有{shorter}这一指标", "ratios", rival="scope")
                continue
            yield Outcome(
                "failed",
                scope="ratios",
                message=Text(
                    f"{a.where}为 {a.printed}%，{b.where}为 {b.printed}%",
                    f"{a.where} is {a.printed}%, {b.where} is {b.printed}%",
                ),
                figures=(a, b),
                type="prose_vs_prose",
                twin=f"ratio:{min(one.name, other.name, key=len)}",
            )


RULES: Final = (
    Rule(
        "F19",
        Text("同一比率前后一致", "One rate, one value"),
        prose_ratios,
        basis=bases.TARGETS,
        type="prose_vs_prose",
        misread_as="form",
    ),
)
