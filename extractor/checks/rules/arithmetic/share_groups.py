"""Statements with a share, and the whole that each share is of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gouji.checks.context import Context
from gouji.checks.rules.arithmetic.printed_rate import judge_rate
from gouji.checks.statement_view import StatementView
from gouji.normalise import squash
from gouji.relations.identity import ZERO, Figure


def share_groups(context: Context) -> Iterator[list[StatementView]]:
    """Statements with a share, by section and measure, in order."""
    for group in context.prose.by_section.values():
        for measure in ("amount", "count"):
            shared = [
                s for s in group if s.statement.share_pct is not None and s.statement.measure == measure
            ]
            if shared:
                yield shared


def whole_of(group: list[StatementView], context: Context) -> Figure | None:
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


_NAMED_WHOLE = re.compile(r"占(?P<name>[^占，,。；;0-9]{2,30}?)的?[0-9]")


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


def named_whole(said: StatementView, context: Context) -> Figure | None:
    """The figure that the clause itself names as the whole (占本年支出合计的, 占“三公”经费的)."""
    printed = said.statement.share_pct or ""
    for found in _NAMED_WHOLE.finditer(squash(said.statement.quote)):
        name = found.group("name")
        if not squash(said.statement.quote)[found.end() - 1 :].startswith(printed):
            continue
        for word, pattern in _WHOLE_SUBJECTS:
            if word in name:
                return next(
                    (f for s in context.prose.statements if pattern.search(s.name) and (f := s.figure())),
                    None,
                )
        for word, concept in _WHOLE_CONCEPTS:
            if word in name:
                return _concept_figure(concept, said, context)
    return None


def _concept_figure(concept: str, said: StatementView, context: Context) -> Figure | None:
    near = [s for s in context.prose.of(concept) if s.top == said.top and s.position < said.position]
    stated = near or context.prose.of(concept)
    figure = next((f for s in stated if (f := s.figure()) is not None), None)
    cells = context.bindings.get(concept, [])
    return figure or (cells[0].figure if cells else None)
