"""Arithmetic in prose: growth, share and completion rates, bases, changes and directions.

Takes the statements, recomputes what each one implies from its own printed digits.  A rate printed to
the 0.01 may be off by half of that and by what the rounding of its operands explains; a cut-off digit
within 0.02 points counts as rounding too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Literal

from extractor.check.context import Context
from extractor.check.model import (
    TWO,
    ZERO,
    Figure,
    Identity,
    Outcome,
    Outcomes,
    Rule,
    Text,
    show,
    skipped,
    unsure,
)
from extractor.check.prose import Said
from extractor.normalise import squash

HUNDRED = Decimal(100)
TINY = Decimal("0.02")
"""Percentage points within which a rate is a matter of rounding (eval/gold/GUIDE.md)."""
RateVerdict = Literal["holds", "rounding", "broken"]


def judge_rate(
    printed: Figure, part: Figure, whole: Figure, *, minus: bool = False
) -> tuple[RateVerdict, Decimal]:
    """A printed percentage against ``part ÷ whole``; ``minus``: the rate of change from whole to part."""
    value = part.value / whole.value * HUNDRED
    spread = (part.step / abs(whole.value) + abs(part.value) * whole.step / whole.value**2) / TWO * HUNDRED
    if minus:
        value = value - HUNDRED
    gap = abs(printed.value - value)
    if gap <= printed.step / TWO or (printed.step == 0 and gap < TINY):
        return "holds", value
    near = gap <= printed.step / TWO + spread or gap <= TINY
    return ("rounding" if near else "broken"), value


def _rounded(value: Decimal, like: Figure) -> str:
    places = like.step if like.step else Decimal("0.01")
    return f"{value.quantize(places):f}"


def _rate_outcome(
    said: Said, printed: Figure, verdict: RateVerdict, value: Decimal, how: str, figures: Sequence[Figure]
) -> Outcome:
    scope = f"percent:{'/'.join(said.top)}"
    if verdict == "holds":
        return Outcome("passed", scope=scope)
    shown = _rounded(value, printed)
    if shown == printed.printed:
        shown = f"{value.quantize(Decimal('0.0001')):f}"
    return Outcome(
        "failed",
        scope=scope,
        message=Text(
            f"{said.statement.section} {said.name}：{how}＝{shown}%，印 {printed.printed}%",
            f"{said.statement.section} {said.name}: recomputed {shown}%, printed {printed.printed}%",
        ),
        figures=(printed, *figures),
        expected=shown,
        difference=show(printed.value - value.quantize(Decimal("0.0001"))),
        severity="rounding" if verdict == "rounding" else None,
    )


def _usable(said: Said, rule: Rule) -> Outcome | None:
    if said.sure:
        return None
    return unsure(f"{said.statement.section} {said.name} 的读数待复核", f"percent:{'/'.join(said.top)}")


def growth(rule: Rule, context: Context) -> Outcomes:
    """增减率 = 增减额 ÷（本年数 − 增减额）."""
    done = False
    for said in context.prose.amounts:
        printed, change, value = said.percent("change_pct"), said.signed_change(), said.figure()
        if printed is None or change is None or value is None:
            continue
        done = True
        doubtful = _usable(said, rule)
        if doubtful:
            yield doubtful
            continue
        base = value.value - change.value
        if base == 0:
            yield _base_zero(said, printed, change, value)
        elif base > 0:
            whole = Figure(base, value.step + change.step, "", "", ("", ""))
            part = Figure(abs(change.value), change.step, "", "", ("", ""))
            verdict, rate = judge_rate(printed, part, whole)
            how = f"{change.printed}÷({value.printed}{'-' if change.value >= 0 else '+'}{change.printed})"
            yield _rate_outcome(said, printed, verdict, rate, how, (change, value))
    if not done:
        yield skipped("文字没有写增减率")


def _base_zero(said: Said, printed: Figure, change: Figure, value: Figure) -> Outcome:
    """A growth rate on a base of nothing: 0/0 printed as 0 is usual, anything else says nothing."""
    if printed.value == 0:
        return Outcome("passed")
    return Outcome(
        "failed",
        scope=f"percent:{'/'.join(said.top)}",
        message=Text(
            f"{said.statement.section} {said.name}：基数为 0，增减率无意义，印 {printed.printed}%",
            f"{said.statement.section} {said.name}: a rate of {printed.printed}% on a base of 0",
        ),
        figures=(printed, change, value),
        severity="note",
    )


def growth_between(rule: Rule, context: Context) -> Outcomes:
    """增减率 between two printed amounts: 2025年执行数 → 2026年预算安排 of one subject, and its direction."""
    done = False
    for said in context.prose.amounts:
        printed, value = said.percent("change_pct"), said.figure()
        if printed is None or value is None or said.statement.change is not None:
            continue
        before = _before(said, context)
        if before is None or before.value <= 0:
            continue
        done = True
        doubtful = _usable(said, rule)
        if doubtful or not before.sure:
            yield doubtful or unsure(f"{before.where} 的读数待复核")
            continue
        verdict, rate = judge_rate(printed, value, before, minus=True)
        if said.sign < 0:
            verdict, rate = judge_rate(_negative(printed), value, before, minus=True)
        how = f"({value.printed}-{before.printed})÷{before.printed}"
        yield _rate_outcome(said, printed, verdict, rate, how, (before, value))
        if value.value != before.value and said.sign and (value.value > before.value) != (said.sign > 0):
            yield _wrong_way(said, before, value, printed)
    if not done:
        yield skipped("文字没有同时写两年的数")


def _negative(figure: Figure) -> Figure:
    return figure.negated()


def _wrong_way(said: Said, before: Figure, value: Figure, printed: Figure) -> Outcome:
    word = "增加" if said.sign > 0 else "减少"
    return Outcome(
        "failed",
        scope=f"percent:{'/'.join(said.top)}",
        message=Text(
            f"{said.statement.section} {said.name}：{before.printed}→{value.printed}，却写“{word}”",
            f"{said.statement.section} {said.name}: {before.printed} → {value.printed} is called “{word}”",
        ),
        figures=(before, value, printed),
        type="direction",
    )


def _before(said: Said, context: Context) -> Figure | None:
    """The figure of the earlier year that the same section states for the same subject."""
    year = said.statement.year
    if year is None:
        return None
    for other in context.prose.by_section[said.statement.section]:
        same = other.name == said.name and other.statement.measure == "amount"
        if same and other.statement.year == year - 1:
            return other.figure()
    return None


def completion(rule: Rule, context: Context) -> Outcomes:
    """完成率 = 决算数 ÷ 预算数; a rate on a budget of nothing."""
    done = False
    for said in context.prose.amounts:
        printed, value, budget = said.percent("completion_pct"), said.figure(), said.figure("budget_value")
        if printed is None or value is None or budget is None:
            continue
        done = True
        doubtful = _usable(said, rule)
        if doubtful:
            yield doubtful
        elif budget.value == 0:
            yield _no_budget(said, printed, value, budget)
        else:
            verdict, rate = judge_rate(printed, value, budget)
            how = f"{value.printed}÷{budget.printed}"
            yield _rate_outcome(said, printed, verdict, rate, how, (value, budget))
    if not done:
        yield skipped("文字没有写完成率")


def _no_budget(said: Said, printed: Figure, value: Figure, budget: Figure) -> Outcome:
    if value.value == 0 and printed.value == 0:
        return Outcome("passed")
    return Outcome(
        "failed",
        scope=f"percent:{'/'.join(said.top)}",
        message=Text(
            f"{said.statement.section} {said.name}：预算数为 0，完成率无法计算，印 {printed.printed}%",
            f"{said.statement.section} {said.name}: a completion rate of {printed.printed}% on a budget of 0",
        ),
        figures=(budget, value, printed),
        severity=None if value.value else "note",
    )


# ---------------------------------------------------------------- shares

_NAMED_WHOLE = re.compile(r"占(?P<name>[^占，,。；;0-9]{2,30}?)的?[0-9]")


def shares(rule: Rule, context: Context) -> Outcomes:
    """占比 = 本项 ÷ 合计, the whole taken by name or as the figure that heads the enumeration."""
    done = False
    for group in share_groups(context):
        whole = _whole(group, context)
        for said in group:
            printed, value = said.percent("share_pct"), said.figure()
            if printed is None or value is None:
                continue
            base = _named_whole(said, context) or whole
            if base is None or base.key == value.key:
                continue
            done = True
            doubtful = _usable(said, rule)
            if doubtful or not base.sure:
                yield doubtful or unsure(f"{base.where} 的读数待复核")
            elif base.value == 0:
                yield _share_of_nothing(said, printed, value, base)
            else:
                verdict, rate = judge_rate(printed, value, base)
                yield _rate_outcome(
                    said, printed, verdict, rate, f"{value.printed}÷{base.printed}", (value, base)
                )
    if not done:
        yield skipped("文字没有写占比")


def _share_of_nothing(said: Said, printed: Figure, value: Figure, base: Figure) -> Outcome:
    if printed.value == 0 or value.value != 0:
        return Outcome("passed")
    return Outcome(
        "failed",
        scope=f"percent:{'/'.join(said.top)}",
        message=Text(
            f"{said.statement.section} {said.name}：0÷0 无意义，印 {printed.printed}%",
            f"{said.statement.section} {said.name}: a share of {printed.printed}% of nothing",
        ),
        figures=(printed, value, base),
        severity="note",
    )


def share_groups(context: Context) -> Iterator[list[Said]]:
    """Statements with a share, by section and measure, in order."""
    for group in context.prose.by_section.values():
        for measure in ("amount", "count"):
            shared = [
                s for s in group if s.statement.share_pct is not None and s.statement.measure == measure
            ]
            if shared:
                yield shared


def _whole(group: list[Said], context: Context) -> Figure | None:
    """The amount before the enumeration (same section or the one above it) that its shares refer to."""
    first = group[0]
    before = [
        s
        for s in context.prose.by_top[first.top]
        if s.position < first.position
        and s.statement.measure == first.statement.measure
        and s.statement.share_pct is None
        and s.statement.section in (first.statement.section, first.statement.section.rpartition("/")[0])
    ]
    figures = [f for s in before if (f := s.figure()) is not None and f.value > 0]
    figures = [
        f for f in figures if f.value >= max((v.value for s in group if (v := s.figure())), default=ZERO)
    ]
    if not figures:
        return None

    def fits(whole: Figure) -> int:
        pairs = [(s.percent("share_pct"), s.figure()) for s in group]
        return sum(1 for p, v in pairs if p and v and v.value and judge_rate(p, v, whole)[0] != "broken")

    best = max(figures, key=fits)
    return best if fits(best) else figures[-1]


_WHOLE_CONCEPTS: tuple[tuple[str, str], ...] = (
    ("本年支出合计", "exp.year"),
    ("本年收入合计", "rev.year"),
    ("支出总计", "exp.total"),
    ("三公", "three.total@current"),
    ("政府采购支出总额", "proc.total"),
    ("全部项目预算", "proj.total"),
)
_WHOLE_SUBJECTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("全部预算项目", re.compile(r"^预算安排项目$")),
    ("授予中小企业合同", re.compile(r"^授予中小企业合同金额$")),
)


def _named_whole(said: Said, context: Context) -> Figure | None:
    """The figure that the clause itself names as the whole (占本年支出合计的, 占“三公”经费的)."""
    printed = said.statement.share_pct or ""
    for found in _NAMED_WHOLE.finditer(squash(said.statement.quote)):
        name = found.group("name")
        if not squash(said.statement.quote)[found.end() - 1 :].startswith(printed):
            continue
        for word, pattern in _WHOLE_SUBJECTS:
            if word in name:
                return next(
                    (f for s in context.prose.said if pattern.search(s.name) and (f := s.figure())), None
                )
        for word, concept in _WHOLE_CONCEPTS:
            if word in name:
                return _concept_figure(concept, said, context)
    return None


def _concept_figure(concept: str, said: Said, context: Context) -> Figure | None:
    near = [s for s in context.prose.of(concept) if s.top == said.top and s.position < said.position]
    stated = near or context.prose.of(concept)
    figure = next((f for s in stated if (f := s.figure()) is not None), None)
    cells = context.bindings.get(concept, [])
    return figure or (cells[0].figure if cells else None)


def shares_add_up(rule: Rule, context: Context) -> Outcomes:
    """The shares of one enumeration that covers its whole add up to 100."""
    done = False
    for group in share_groups(context):
        counted = [s for s in group if _named_whole(s, context) is None or "三公" in s.statement.quote]
        pairs = [(p, v) for s in counted if (p := s.percent("share_pct")) and (v := s.figure())]
        whole = _whole(group, context) or _named_whole(group[0], context)
        if len(pairs) < 2 or whole is None:
            continue
        covered = sum((v.value for _, v in pairs), ZERO)
        slack = (whole.step + sum((v.step for _, v in pairs), ZERO)) / TWO
        if abs(covered - whole.value) > slack:
            continue
        done = True
        if not all(v.sure for _, v in pairs):
            yield unsure(f"{group[0].statement.section} 的占比读数待复核")
            continue
        yield _hundred(group[0], [p for p, _ in pairs])
    if not done:
        yield skipped("没有一组占比覆盖全部")


def _hundred(first: Said, printed: list[Figure]) -> Outcome:
    total = sum((p.value for p in printed), ZERO)
    slack = sum((p.step for p in printed), ZERO) / TWO
    scope = f"percent:{'/'.join(first.top)}"
    if total == HUNDRED:
        return Outcome("passed", scope=scope)
    sums = "+".join(p.printed for p in printed if p.value)
    near = abs(total - HUNDRED) <= slack or abs(total - HUNDRED) <= TINY
    return Outcome(
        "failed",
        scope=scope,
        message=Text(
            f"{first.statement.section}：占比 {sums}＝{show(total)}%，不等于 100%",
            f"{first.statement.section}: shares {sums} = {show(total)}%, not 100%",
        ),
        figures=tuple(p for p in printed if p.value),
        expected="100",
        difference=show(total - HUNDRED),
        severity="rounding" if near else None,
    )


# ---------------------------------------------------------------- bases and directions

_BLANK_CHANGE = re.compile(r"(增加|减少|增长|下降)(万元|元|%|，|,|。)")
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


def base_year(rule: Rule, context: Context) -> Outcomes:
    """A comparison names an earlier year, not the document's own (比2026年预算 in a 2026 budget)."""
    done = False
    for said in context.prose.amounts:
        found = re.search(r"(20\d\d)", said.statement.base or "")
        if not found or context.year is None:
            continue
        done = True
        stated = int(found.group(1))
        own_budget = context.doc_type == "final_accounts"
        wrong = stated > context.year or (stated == context.year and not own_budget)
        if not said.sure or not wrong:
            yield Outcome("passed") if said.sure else unsure(f"{said.statement.section} 的读数待复核")
            continue
        yield Outcome(
            "failed",
            scope=f"year:{'/'.join(said.top)}",
            message=Text(
                f"{said.statement.section} {said.name}“{said.statement.base}”：与本年度自身比较，应为 {context.year - 1} 年",
                f"{said.statement.section} {said.name} is compared with {stated}, the document's own year",
            ),
            figures=tuple(f for f in (said.figure(), said.figure("change")) if f is not None),
            operands=(),
            expected=str(context.year - 1),
            type="date",
        )
    if not done:
        yield skipped("比较对象没有写年份")


# ---------------------------------------------------------------- against last year's columns


def prior_columns(rule: Rule, context: Context) -> Outcomes:
    """本年数 − 增减额 = 上年预算数 (or 上年执行数) that the 三公 table prints."""
    done = False
    for said in context.prose.amounts:
        value, change = said.figure(), said.signed_change()
        concepts = [c for c in said.concepts if c.endswith("@current")]
        if value is None or change is None or not concepts or _base_is_budget(said):
            continue
        item = concepts[0].partition("@")[0]
        cells = [b for period in ("prior", "executed") for b in context.bindings.get(f"{item}@{period}", [])]
        if not cells:
            continue
        done = True
        identities = [Identity(value, ((1, b.figure), (1, change))) for b in cells]
        if not all(i.sure for i in identities):
            yield unsure(f"{cells[0].figure.where} 的读数待复核")
        elif any(i.judge() != "broken" for i in identities):
            yield Outcome("passed")
        else:
            yield _prior_mismatch(said, identities[0], change)
    if not done:
        yield skipped("表中没有上年数，或文字没有写增减额")


def _base_is_budget(said: Said) -> bool:
    return "年初" in (said.statement.base or "")


def _prior_mismatch(said: Said, identity: Identity, change: Figure) -> Outcome:
    value, prior = identity.total, identity.parts[0][1]
    due = show(value.value - prior.value, value.scale)
    return Outcome(
        "failed",
        scope=f"prior:{'/'.join(said.top)}",
        message=Text(
            f"{said.where_name}：{value.printed} 比上年增减 {change.printed}，而表中上年为 {prior.printed}，应为 {due}",
            f"{said.where_name}: {value.printed}, change {change.printed}; the table's earlier figure {prior.printed} gives {due}",
        ),
        figures=(value, prior, change),
        expected=due,
        type="direction",
        identity=identity,
    )
