"""Figures of several years are compared only where the document's own year is known.

Takes what the rules came to, gives the same with every comparison across places made *not checkable* that would have
to choose between years: the columns of a table name several, or the sentences do, and the record has no fiscal year
(it is printed nowhere, or reading it failed).  Sums within one table, sentences about one year, and one sentence's own
arithmetic need none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from gouji.checks.context import Context
from gouji.checks.model import Evaluated, Outcome, Rule
from gouji.relations.identity import Figure

_YEAR = re.compile(r"20\d\d")


def doubt_years(evaluated: Evaluated, context: Context) -> Evaluated:
    """``evaluated`` with the comparisons made *not checkable* that need the fiscal year, where there is none."""
    if context.year is not None:
        return evaluated
    years = _Years(context)
    # One outcome may stand for many places of one comparison: it is looked at once.
    once = [
        (rule, outcomes, {id(o): _doubted(rule, o, years) for o in _distinct(outcomes)})
        for rule, outcomes in evaluated
    ]
    return [(rule, [doubted[id(o)] for o in outcomes]) for rule, outcomes, doubted in once]


def _distinct(outcomes: list[Outcome]) -> Iterable[Outcome]:
    return {id(outcome): outcome for outcome in outcomes}.values()


def _doubted(rule: Rule, outcome: Outcome, years: _Years) -> Outcome:
    if outcome.state not in ("passed", "failed") or rule.between_years:
        return outcome
    identities = [i for i in (outcome.identity, *outcome.extra) if i is not None]
    figures = (*outcome.figures, *(figure for identity in identities for figure in identity.figures))
    if len({figure.key[0] for figure in figures}) < 2:
        return outcome
    reason = years.why_open(figures)
    if reason is None:
        return outcome
    return replace(outcome, state="not_checkable", reason=reason, rival="scope")


class _Years:
    """The years that tables and sentences of a document name."""

    def __init__(self, context: Context) -> None:
        self._titles = {
            view.id: view.title
            for view in context.views
            if len({year for column in view.columns for year in _YEAR.findall("".join(column.path))}) > 1
        }
        named = {s.id: s.year for s in context.record.statements if s.year is not None}
        self._said = named if len(set(named.values())) > 1 else {}

    def why_open(self, figures: Sequence[Figure]) -> str | None:
        """Why it is open which year the figures belong to; ``None`` when only one can be meant."""
        titles = dict.fromkeys(self._titles[i] for f in figures if (i := str(f.key[0])) in self._titles)
        if titles:
            return f"{'、'.join(titles)} 有几个年度的数，本文件的年度不明，不能与他处比较；填写年度后可核对"
        said = {self._said.get(str(figure.key[0])) for figure in figures} - {None}
        if len(said) > 1 or (said and any(figure.in_table for figure in figures)):
            return "文字说了几个年度的数，本文件的年度不明，不能与他处比较；填写年度后可核对"
        return None
