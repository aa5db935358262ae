"""How a sum in the prose is judged, and what a change is measured against.

A head is held against its items only when the items can be all of them.
"""

from __future__ import annotations

from decimal import Decimal

from gouji.checks.model import Outcome, Text, unsure
from gouji.checks.statement_view import StatementView
from gouji.relations.identity import Identity, show

PARTIAL = Decimal("0.2")
"""An enumeration that misses its head by more than this share may be partial: not checkable."""


def said_identity(identity: Identity, section: str, what: str, *, partial: bool = False) -> Outcome:
    """The outcome of a sum in prose."""
    scope = f"sum:{section}"
    if not identity.sure:
        return unsure(f"{section} 的读数待复核，复核后可核对", scope)
    verdict = identity.judge()
    if verdict == "holds":
        return Outcome("passed", scope=scope, identity=identity)
    short = identity.gap > abs(identity.total.value) * PARTIAL
    if partial and verdict == "broken" and short:
        return unsure(f"{section} 的列举可能不全", scope, rival="partial_enumeration")
    total = identity.total
    shown = [p.printed if p.value >= 0 else f"(-{p.printed})" for _, p in identity.parts]
    sums = "+".join(shown) if len(shown) <= 8 else f"{len(shown)} 项之和"
    result = show(identity.expected, total.scale)
    return Outcome(
        "failed",
        scope=scope,
        message=Text(
            f"{total.where}{what}印 {total.printed}，各项 {sums}＝{result}",
            f"{total.where} {what} prints {total.printed}, its parts {sums} = {result}",
        ),
        figures=identity.figures,
        expected=result,
        difference=show(identity.gap, total.scale),
        severity="rounding" if verdict == "rounding" else None,
        type="prose_vs_prose",
        identity=identity,
    )


def base_of(said: StatementView) -> str:
    """What a change is measured against: the opening ``budget`` or the ``prior`` year."""
    base = said.statement.base or ""
    return "budget" if "预算" in base and "上年" not in base else "prior"
