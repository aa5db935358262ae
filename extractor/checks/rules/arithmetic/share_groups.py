"""Statements with a share, and the whole that each share is of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from gouji.checks.context import Context
from gouji.checks.rules.arithmetic.printed_rate import judge_rate
from gouji.checks.statement_view import StatementView
from gouji.normalise import fold, squash
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


def base_words(said: StatementView) -> str:
    """What the clause says that its share is of (占本年支出合计的), folded; ``""`` where it says nothing."""
    printed, quote = said.statement.share_pct or "", squash(said.statement.quote)
    found = (f for f in _NAMED_WHOLE.finditer(quote) if quote[f.end() - 1 :].startswith(printed))
    return next((fold(f.group("name")) for f in found), "")


def names_concept(said: StatementView) -> bool:
    """Whether the base is named by words of the published forms, which mean one amount wherever they stand."""
    name = base_words(said)
    return any(word in name for word, _ in (*_WHOLE_SUBJECTS, *_WHOLE_CONCEPTS))


def named_wholes(said: StatementView, context: Context) -> list[Figure]:
    """The figures that the base of a share may be by its words, as the nearest place that tells one tells it."""
    name = base_words(said)
    if not name:
        return []
    for word, pattern in _WHOLE_SUBJECTS:
        if word in name:
            return _figures([s for s in context.prose.statements if pattern.search(s.name)])
    for word, concept in _WHOLE_CONCEPTS:
        if word in name:
            return _concept_figures(concept, said, context)
    core = _core(name)
    told = [s for s in context.prose.by_top[said.top] if s is not said and s.statement.measure == "amount"]
    same = [s for s in told if core and _core(s.name) == core]
    before = [s for s in same if s.position < said.position]
    section = [s for s in before if s.statement.section == said.statement.section]
    return _figures(section or before or same)


def _core(name: str) -> str:
    """What a whole is called but for the words that say that it is one."""
    return _SAYS_WHOLE.sub("", fold(name))


_SAYS_WHOLE = re.compile(r"^其中:?|本年度?|当年|全年|\d{4}年度?|合计|总计|总额|总|预算|决算|金额|数$|的")


def _concept_figures(concept: str, said: StatementView, context: Context) -> list[Figure]:
    """Statements that mean nothing else before those that may, those of the main section before others; else the tables."""
    stated = context.prose.of(concept)
    sure = [s for s in stated if any(c.split("|") == [concept] for c in s.concepts)] or stated
    near = [s for s in sure if s.top == said.top and s.position < said.position]
    return _figures(near or sure) or [b.figure for b in context.bindings.get(concept, [])]


def _figures(stated: Iterable[StatementView]) -> list[Figure]:
    return [f for s in stated if (f := s.figure()) is not None]
