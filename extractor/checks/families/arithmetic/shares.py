"""Shares of the prose: recomputed against their whole, and adding up to 100."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from gouji.checks.bindings import concept_label
from gouji.checks.context import Context
from gouji.checks.families.arithmetic.judging import HUNDRED, TINY, judge_rate, rate_outcome, unless_usable
from gouji.checks.model import TWO, ZERO, Figure, Outcome, Outcomes, Rule, Text, show, skipped, unsure
from gouji.checks.prose import Said
from gouji.domain.subjects import bare_name
from gouji.normalise import squash

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
            doubtful = unless_usable(said)
            if doubtful or not base.sure:
                yield doubtful or unsure(f"{base.where} 的读数待复核")
            elif base.value == 0:
                yield _share_of_nothing(said, printed, value, base)
            else:
                verdict, rate = judge_rate(printed, _as_in_tables(value, said, context), base)
                yield rate_outcome(
                    said, printed, verdict, rate, f"{value.printed}÷{base.printed}", (value, base)
                )
    if not done:
        yield skipped("文字没有写占比")


def _as_in_tables(value: Figure, said: Said, context: Context) -> Figure:
    """``value`` as exact as a table prints the same amount of the same name: 110 万元 of 110.00 is not rounded."""
    name = bare_name(said.name)
    steps = [
        binding.figure.step
        for concept, places in context.bindings.items()
        if bare_name(concept_label(concept.partition("@")[0])) in name
        for binding in places
        if binding.figure.value == value.value and binding.figure.step
    ]
    return replace(value, step=min([value.step, *steps]))


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
