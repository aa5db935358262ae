"""What else the prose prints about an amount: a sum that it closes, a share or a rate that it gives.

Takes a statement and an amount that another place prints instead; says whether a relation of the statement's own main section
holds with its figure and would not hold with the other amount.  Where two places differ and each is borne out so, they speak
of different money, whatever one word they use: 收入合计 of the year beside 收支总计, 住房保障支出 of all funds beside that of
one.  A slip of the pen is borne out on one side only.  Such a relation may acquit, it never accuses.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from gouji.checks.context import Context
from gouji.checks.rules.arithmetic.printed_rate import HUNDRED, judge_rate
from gouji.checks.statement_view import StatementView
from gouji.relations.identity import TWO, ZERO, Figure

LONGEST_RUN = 30
"""Amounts one after another that a sum is looked for in; an enumeration of 类 or 项 is shorter."""


def borne_out(said: StatementView, other: Figure, context: Context) -> bool:
    """Whether the main section bears out the amount of a statement and not ``other`` (both in 元) in its place."""
    figure = said.figure()
    if figure is None or figure.value == 0 or figure.value == other.value:
        return False
    group = [s for s in context.prose.by_top[said.top] if s.statement.measure == "amount" and s.figure()]
    return _in_a_sum(said, figure, other, group) or _in_a_rate(said, figure, other, group)


def changes_borne_out(said: StatementView, other: Figure) -> bool:
    """Whether the rate that a sentence prints is that of its own change and not of the change ``other``."""
    value, change, printed = said.figure(), said.signed_change(), said.percent("change_pct")
    if value is None or change is None or printed is None or change.value == 0:
        return False

    def fits(amount: Figure) -> bool:
        base = value.value - amount.value
        return base > 0 and _is_rate(printed, _plain(abs(amount.value), amount), _plain(base, value))

    return fits(change) and not fits(other)


def closes_above(total: Figure, parts: Sequence[Figure], others: Sequence[Figure]) -> bool:
    """Whether another amount of the section is the supposed total and its parts together: then it is one part more."""
    if total.value == 0 or not any(p.value for p in parts):
        return False
    whole = total.value + sum((p.value for p in parts), ZERO)
    used = {f.key for f in (total, *parts)}
    return any(f.key not in used and f.value == whole for f in others)


def _in_a_sum(said: StatementView, figure: Figure, other: Figure, group: Sequence[StatementView]) -> bool:
    """Whether it heads a run of amounts that adds up to it, or stands in a run that adds up to what heads it."""
    at = next(n for n, s in enumerate(group) if s is said)
    reach = (figure.step + other.step) / TWO
    if abs(figure.value - other.value) <= reach:
        return False
    values = [f.value for s in group if (f := s.figure())]
    for first, last, head in _runs(at, len(values)):
        run = values[first:last]
        if sum(1 for v in run if v) > 1 and sum(run, ZERO) == values[head]:
            return True
    return False


def _runs(at: int, count: int) -> Iterator[tuple[int, int, int]]:
    """Runs of amounts (first, after the last) with the place of the amount before them, which ``at`` takes part in."""
    for head in range(max(0, at - LONGEST_RUN), at + 1):
        for first in (head + 1, head + 2):
            for last in range(first + 2, min(count, first + LONGEST_RUN) + 1):
                if head == at or first <= at < last:
                    yield first, last, head


def _in_a_rate(said: StatementView, figure: Figure, other: Figure, group: Sequence[StatementView]) -> bool:
    """Whether a printed share or growth rate is that of the amount and would not be that of the other."""
    plain = _plain(other.value, other)
    change, grown = said.signed_change(), said.percent("change_pct")
    if change is not None and grown is not None and change.value != 0:
        part = _plain(abs(change.value), change)
        bases = [_plain(f.value - change.value, f) for f in (figure, plain)]
        fits = [b.value > 0 and _is_rate(grown, part, b) for b in bases]
        if fits == [True, False]:
            return True
    share = said.percent("share_pct")
    for one in group:
        whole = one.figure()
        if one is said or whole is None or whole.value <= 0:
            continue
        if share is not None and _is_rate(share, figure, whole) and not _is_rate(share, plain, whole):
            return True
        theirs = one.percent("share_pct")
        if theirs is not None and _is_rate(theirs, whole, figure) and not _is_rate(theirs, whole, plain):
            return True
    return False


def _is_rate(printed: Figure, part: Figure, whole: Figure) -> bool:
    """Whether a percentage that says something (neither 0 nor 100) is that of two amounts."""
    telling = printed.value > 0 and printed.value != HUNDRED and whole.value > 0
    return telling and judge_rate(printed, part, whole)[0] != "broken"


def _plain(value: Decimal, like: Figure) -> Figure:
    return replace(like, value=value)
