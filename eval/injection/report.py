"""Outcomes → how many changes were found, by class of relation and size of table, with 95 % Wilson intervals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rich.table import Table

from gouji.eval.injection.model import Outcome
from gouji.review.stats import wilson

_MOST_REASONS = 12


@dataclass(frozen=True, slots=True)
class Row:
    """Outcomes under one name; what was lost is none of ``n``."""

    name: str
    size: str
    n: int
    found: int
    named: int
    proposed: int
    told: int
    """Proposed, or one of the few explanations that are listed."""
    lost: int


def row(name: str, size: str, outcomes: Sequence[Outcome]) -> Row:
    """Sum outcomes up."""
    fates = Counter(outcome.fate for outcome in outcomes)
    return Row(
        name,
        size,
        len(outcomes) - fates["lost"],
        fates["found"] + fates["named"],
        fates["named"],
        sum(outcome.proposed for outcome in outcomes),
        sum(outcome.proposed or outcome.listed for outcome in outcomes),
        fates["lost"],
    )


def rows(outcomes: Sequence[Outcome]) -> tuple[list[Row], list[Row]]:
    """A row for each class and size, and the rows of all sums and of all relations by size."""
    strata = sorted({(o.change.relation, o.change.size) for o in outcomes})
    by_class = [
        row(name, size, [o for o in outcomes if (o.change.relation, o.change.size) == (name, size)])
        for name, size in strata
    ]
    sums = [o for o in outcomes if o.change.is_sum]
    sizes = sorted({o.change.size for o in outcomes})
    together = [
        row(name, size, [o for o in some if o.change.size == size])
        for name, some in (("和（两项以上）", sums), ("全部", outcomes))
        for size in sizes
    ]
    together.append(row("和（两项以上）", "", sums))
    together.append(row("全部", "", outcomes))
    return by_class, [one for one in together if one.n or one.lost]


def to_table(outcomes: Sequence[Outcome]) -> Table:
    """The table for the terminal."""
    shown = Table(header_style="bold")
    for heading in ("关系", "表的行数"):
        shown.add_column(heading, no_wrap=True)
    for heading in ("改数", "查出", "指明该数", "给出原数", "或列出", "未改成"):
        shown.add_column(heading, justify="right", no_wrap=True)
    by_class, together = rows(outcomes)
    for part in (by_class, together):
        for one in part:
            shares = [_share(count, one.n) for count in (one.found, one.named, one.proposed, one.told)]
            shown.add_row(one.name, one.size, str(one.n), *shares, str(one.lost or ""))
        shown.add_section()
    return shown


def not_found(outcomes: Sequence[Outcome]) -> list[str]:
    """What became of the changes that were not found: fates, then the commonest rules whose doubts came with them."""
    missed = [o for o in outcomes if o.fate not in ("found", "named")]
    fates = Counter(o.fate for o in missed)
    lines = [f"{fate} {count}" for fate, count in fates.most_common()]
    reasons = Counter((o.why.split("，")[-1] if o.why else "—") for o in missed if o.fate != "lost")
    return [*lines, *(f"  {count}× {why}" for why, count in reasons.most_common(_MOST_REASONS))]


def _share(count: int, of: int) -> str:
    if not of:
        return "–"
    low, high = wilson(count, of)
    return f"{count / of:.2f} [{low:.2f}–{high:.2f}]"
