"""How a sum in the prose is judged, and what a change is measured against.

A head is held against its items only when the items can be all of them: not where they miss it by much (其中, 等), nor where
another amount of the section makes up what is missing, so that the section may mean it as one of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from gouji.checks.model import Outcome, Text, unsure
from gouji.checks.rules.prose.borne_out import closes_above
from gouji.checks.statement_view import StatementView
from gouji.relations.identity import Figure, Identity, show

PARTIAL = Decimal("0.2")
"""An enumeration that misses its head by more than this share may be partial: not checkable."""


def said_identity(
    identity: Identity, section: str, what: str, *, partial: bool = False, others: Sequence[Figure] = ()
) -> Outcome:
    """The outcome of a sum in prose; ``others``: what the section states besides, which may belong to the parts."""
    scope = f"sum:{section}"
    if not identity.sure:
        return unsure(f"{section} 的读数待复核，复核后可核对", scope)
    verdict = identity.judge()
    if verdict == "holds":
        return Outcome("passed", scope=scope, identity=identity)
    short = identity.gap > abs(identity.total.value) * PARTIAL
    if partial and verdict == "broken" and short:
        return unsure(f"{section} 的列举可能不全", scope, rival="partial_enumeration")
    if verdict == "broken" and closes_above(identity.total, [p for _, p in identity.parts], others):
        reason = f"{section}：{identity.total.where} {identity.total.printed} 与各项同为另一合计的部分"
        return unsure(reason, scope, rival="nesting")
    rival = _left_out(identity, others) if verdict == "broken" else None
    if rival is not None:
        reason = f"{section}：{rival.where} {rival.printed} 若计入各项即相等，是否属于各项不明"
        return unsure(reason, scope, rival="partial_enumeration")
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
        mechanism="section",
    )


def _left_out(identity: Identity, others: Iterable[Figure]) -> Figure | None:
    """What makes up the gap of a sum that falls short, among other figures of the section."""
    used = {figure.key for figure in identity.figures}
    return next(
        (
            figure
            for figure in others
            if figure.key not in used
            and figure.value > 0
            and replace(identity, parts=(*identity.parts, (1, figure))).judge() != "broken"
        ),
        None,
    )


def base_of(said: StatementView) -> str:
    """What a change is measured against: the opening ``budget`` or the ``prior`` year."""
    base = said.statement.base or ""
    return "budget" if "预算" in base and "上年" not in base else "prior"
