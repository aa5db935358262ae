"""Bases and directions: no negative base, one direction in a sentence, 持平 without a reason for change."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Literal

from gouji.checks.context import Context
from gouji.checks.model import TWO, Figure, Outcome, Outcomes, Rule, Text, show, skipped, unsure
from gouji.checks.prose import Said
from gouji.normalise import squash

_UP, _DOWN = re.compile(r"增加|增长|上升"), re.compile(r"减少|下降|降低|降幅")


def negative_base(rule: Rule, context: Context) -> Outcomes:
    """上年数 = 本年数 − 增减额 cannot be below nothing; a base said to be 0 makes the change the amount."""
    done = False
    for said in context.prose.amounts:
        value, change = said.figure(), said.signed_change()
        if value is None or change is None:
            continue
        done = True
        if not said.sure:
            yield unsure(f"{said.statement.section} {said.name} 的读数待复核")
            continue
        base = value.value - change.value
        slack = (value.step + change.step) / TWO
        nothing = re.search(r"基数为0", squash(said.statement.quote)) is not None
        if base < -slack or (nothing and abs(base) > slack):
            yield _negative_base(said, value, change, base)
        else:
            yield Outcome("passed")
    if not done:
        yield skipped("文字没有写增减额")


def _negative_base(said: Said, value: Figure, change: Figure, base: Decimal) -> Outcome:
    shown = show(base, value.scale)
    return Outcome(
        "failed",
        scope=f"base:{'/'.join(said.top)}",
        message=Text(
            f"{said.statement.section} {said.name}：{value.printed} 比上年增减 {change.printed}，倒推上年为 {shown}",
            f"{said.statement.section} {said.name}: {value.printed} with a change of {change.printed} leaves {shown} before",
        ),
        figures=(value, change),
        difference=shown,
        type="prose_vs_prose",
    )


def directions(rule: Rule, context: Context) -> Outcomes:
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


def _direction(said: Said) -> Iterator[Outcome]:
    clause = _change_clause(said)
    change, rate = said.figure("change"), said.percent("change_pct")
    figures = tuple(f for f in (change, rate, said.figure()) if f is not None)
    if not said.sure:
        yield unsure(f"{said.statement.section} {said.name} 的读数待复核")
    elif clause and _UP.search(clause) and _DOWN.search(clause) and change is not None and rate is not None:
        yield _words(said, f"同一句内“{clause}”方向矛盾", f"“{clause}” contradicts itself", figures, None)
    elif change is not None and change.value == 0 and said.sign:
        outcome = _words(
            said, "增减额为 0，应写持平", "a change of 0 is no increase or decrease", figures, "note"
        )
        yield replace(outcome, twin="zero change")
    elif said.sign == 0 and change is not None and change.value != 0:
        yield _words(said, "写持平而增减额不为 0", "called flat with a change", figures, None)
    else:
        yield Outcome("passed")


def _change_clause(said: Said) -> str:
    """The piece of the quote from the change word to the rate."""
    change, rate = said.statement.change, said.statement.change_pct
    if change is None or rate is None:
        return ""
    pattern = rf"(?:增加|减少|增长|下降|降低)\D{{0,4}}{re.escape(change)}万?元[，,][^，,。；;]{{0,4}}?{re.escape(rate)}"
    found = re.search(pattern, squash(said.statement.quote).replace(",", "，"))
    return found.group(0) if found else ""


def _words(
    said: Said, zh: str, en: str, figures: tuple[Figure, ...], severity: Literal["note"] | None
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
    )


def flat_with_reason(rule: Rule, context: Context) -> Outcomes:
    """持平 followed by a reason for a decrease or an increase."""
    for said in context.prose.amounts:
        reason = squash(said.statement.reason or "")
        if said.statement.direction != "flat" or not reason:
            continue
        if re.search(r"(减少|增加|下降|增长)[^，。；]{0,6}$", reason) and not re.search(
            r"无|没有|未", reason
        ):
            figures = tuple(f for f in (said.figure(),) if f is not None)
            yield _words(
                said,
                f"写持平，原因却是“{reason[-20:]}”",
                "flat, but the reason speaks of a change",
                figures,
                "note",
            )
        else:
            yield Outcome("passed")
