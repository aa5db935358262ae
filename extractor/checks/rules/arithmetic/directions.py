"""The words for a change agree with each other and with the figures.

Example: 比上年增加 0 万元; 与上年持平，减少 2.00 万元.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final, Literal

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, skipped, unsure
from gouji.checks.statement_view import StatementView
from gouji.domain import bases
from gouji.normalise import squash
from gouji.relations.identity import Figure

_UP, _DOWN = re.compile(r"增加|增长|上升"), re.compile(r"减少|下降|降低|降幅")


def directions(context: Context) -> Outcomes:
    """The words of one clause agree: 增加…减少, 增加 0, 持平 with a change."""
    done = False
    for said in context.prose.amounts:
        statement = said.statement
        if statement.direction is None:
            continue
        done = True
        yield from _direction(said)
    if not done:
        yield skipped("文字没有写增减")


RULES: Final = (
    Rule(
        "A07",
        Text("增减用词与数字一致", "Direction words agree with the figures"),
        directions,
        basis=bases.COMPLETE_AND_EXACT,
        type="direction",
    ),
)


def _direction(said: StatementView) -> Iterator[Outcome]:
    clause = _change_clause(said)
    change, rate = said.figure("change"), said.percent("change_pct")
    figures = tuple(f for f in (change, rate, said.figure()) if f is not None)
    if not said.sure:
        yield unsure(f"{said.statement.section} {said.name} 的读数待复核")
    elif clause and _UP.search(clause) and _DOWN.search(clause) and change is not None and rate is not None:
        yield direction_outcome(
            said, f"同一句内“{clause}”方向矛盾", f"“{clause}” contradicts itself", figures, None
        )
    elif change is not None and change.value == 0 and said.sign:
        outcome = direction_outcome(
            said, "增减额为 0，应写持平", "a change of 0 is no increase or decrease", figures, "note"
        )
        yield replace(outcome, twin="zero change")
    elif said.sign == 0 and change is not None and change.value != 0:
        yield direction_outcome(said, "写持平而增减额不为 0", "called flat with a change", figures, None)
    else:
        yield Outcome("passed")


def _change_clause(said: StatementView) -> str:
    """The piece of the quote from the change word to the rate."""
    change, rate = said.statement.change, said.statement.change_pct
    if change is None or rate is None:
        return ""
    pattern = rf"(?:增加|减少|增长|下降|降低)\D{{0,4}}{re.escape(change)}万?元[，,][^，,。；;]{{0,4}}?{re.escape(rate)}"
    found = re.search(pattern, squash(said.statement.quote).replace(",", "，"))
    return found.group(0) if found else ""


def direction_outcome(
    said: StatementView, zh: str, en: str, figures: tuple[Figure, ...], severity: Literal["note"] | None
) -> Outcome:
    return Outcome(
        "failed",
        scope=f"direction:{'/'.join(said.top)}",
        message=Text(
            f"{said.statement.section} {said.name}：{zh}", f"{said.statement.section} {said.name}: {en}"
        ),
        figures=figures,
        severity=severity,
        type="direction",
        mechanism="sentence",
    )
