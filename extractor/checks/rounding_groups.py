"""Rounding gaps of one rule in one table or section become one finding.

Takes the failed outcomes of a rule, gives them back with the rounding ones folded by scope: one
message that counts them, all their places as operands.  Those that hold with the digits which the cells of a
workbook hold and do not show are a remark of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from gouji.checks.model import Outcome, Rule, Text
from gouji.relations.identity import Figure, show

MOST_SHOWN = 3
MOST_PLACES = 40


def fold_rounding(rule: Rule, failed: list[Outcome]) -> Iterator[Outcome]:
    """Errors and notes (the same break in several columns once); rounding gaps one per scope."""
    groups: dict[tuple[str, bool], list[Outcome]] = {}
    seen: dict[tuple[str, ...], Outcome] = {}
    alike: dict[tuple[str, ...], list[Outcome]] = {}
    for outcome in failed:
        alike.setdefault(_same_break(outcome), []).append(outcome)
        if (outcome.severity or rule.severity) == "rounding":
            unseen = outcome.identity is not None and outcome.identity.holds_unseen
            groups.setdefault((outcome.scope, unseen), []).append(outcome)
        else:
            seen.setdefault(_same_break(outcome), outcome)
    for key, outcome in seen.items():
        twins = [o for o in alike[key] if o is not outcome]
        yield _with_twins(outcome, twins)
    for (scope, unseen), outcomes in groups.items():
        folded = outcomes[0] if len(outcomes) == 1 else _folded(rule, scope, outcomes)
        yield _remark(rule, folded) if unseen else folded


def _remark(rule: Rule, outcome: Outcome) -> Outcome:
    text = outcome.message or rule.title
    message = Text(
        f"{text.zh}；按单元格中未显示的小数计算相等",
        f"{text.en}; equal with the digits that the cells do not show",
    )
    return replace(outcome, severity="note", message=message)


def _same_break(outcome: Outcome) -> tuple[str, ...]:
    """What makes two broken identities one: the same rows with the same figures, in another column."""
    if outcome.twin is not None:
        return ("twin", outcome.twin)
    if outcome.identity is None:
        return (str(id(outcome)),)
    rows = (f"{f.key[0]}:{f.key[1]}:{f.printed}" for f in outcome.identity.figures)
    return (outcome.scope, *rows)


def _with_twins(outcome: Outcome, twins: list[Outcome]) -> Outcome:
    if not twins:
        return outcome
    if outcome.twin is None:
        more = tuple(f for twin in twins for f in twin.figures[:1])
        message = outcome.message
        operands = outcome.operands
    else:
        more = tuple(f for twin in twins for f in twin.figures)
        message = _and_others(outcome.message, len(twins))
        operands = (*outcome.operands, *(o for twin in twins for o in twin.operands))[:MOST_PLACES]
    extra = tuple(twin.identity for twin in twins if twin.identity is not None)
    return replace(
        outcome,
        message=message,
        figures=(*outcome.figures, *more),
        operands=operands,
        extra=(*outcome.extra, *extra),
    )


def _and_others(message: Text | None, count: int) -> Text | None:
    if message is None:
        return None
    return Text(f"{message.zh}；同类的另有 {count} 处", f"{message.en}; {count} more of the kind")


def _folded(rule: Rule, scope: str, outcomes: list[Outcome]) -> Outcome:
    figures: dict[tuple[str, str], Figure] = {}
    for outcome in outcomes:
        for figure in outcome.figures:
            figures.setdefault((figure.where, figure.printed), figure)
    texts = [o.message or rule.title for o in outcomes]
    gaps = [o.identity for o in outcomes if o.identity is not None]
    largest = max(gaps, key=lambda identity: abs(identity.gap), default=None)
    difference = show(abs(largest.gap), largest.total.scale) if largest is not None else None
    more_zh = f"；等 {len(texts)} 处" if len(texts) > MOST_SHOWN else ""
    more_en = f"; {len(texts)} in all" if len(texts) > MOST_SHOWN else ""
    message = Text(
        f"尾差 {len(texts)} 处：" + "；".join(t.zh for t in texts[:MOST_SHOWN]) + more_zh,
        f"{len(texts)} rounding gaps: " + "; ".join(t.en for t in texts[:MOST_SHOWN]) + more_en,
    )
    return Outcome(
        "failed",
        scope=scope,
        message=message,
        figures=tuple(figures.values()),
        operands=tuple(operand for outcome in outcomes for operand in outcome.operands),
        difference=difference,
        severity="rounding",
        type=outcomes[0].type,
        mechanism=outcomes[0].mechanism,
    )
