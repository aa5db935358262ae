"""Record → the figures to change: relations that hold exactly, drawn evenly over classes and sizes of tables.

A relation takes part when a rule confirms it to the last digit, on figures whose reading is sure: a sum with two or more
non-zero parts, or two places that print the same amount.  Each class of relations (rule and mechanism) at each size of
table is a stratum; the strata give one relation each in turn until there are enough.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from decimal import Decimal

from gouji.checks.context import Context
from gouji.checks.engine import evaluate
from gouji.eval.injection.edit import printed_at
from gouji.eval.injection.model import Change, Size
from gouji.figures import amount
from gouji.relations.identity import Figure, Identity, Key
from gouji.relations.table_view import TableView
from gouji.schemas.record import Evidence, Place, Record

SMALL = 3
"""Data rows up to which a table is small: its relations have little else to be confirmed by."""


def draw(record: Record, rng: random.Random, count: int) -> list[Change]:
    """At most ``count`` changes of a settled record, no figure twice."""
    strata: dict[tuple[str, Size], list[Change]] = {}
    for change in _candidates(record, rng):
        strata.setdefault((change.relation, change.size), []).append(change)
    order = sorted(strata)
    rng.shuffle(order)
    for stratum in order:
        rng.shuffle(strata[stratum])
    drawn: dict[Key, Change] = {}
    while order and len(drawn) < count:
        stratum = order.pop(0)
        if strata[stratum]:
            change = strata[stratum].pop()
            drawn.setdefault(change.key, change)
            order.append(stratum)
    return list(drawn.values())


def _candidates(record: Record, rng: random.Random) -> Iterator[Change]:
    """A change for each confirmed relation that has a figure to change."""
    context = Context(record)
    rows = {view.id: _data_rows(view) for view in context.views}
    seen: set[tuple[Key, ...]] = set()
    for rule, outcomes in evaluate(record).outcomes:
        for outcome in outcomes:
            identities = (outcome.identity, *outcome.extra) if outcome.state == "passed" else ()
            for identity in identities:
                if identity is None or not _confirmed(identity):
                    continue
                keys = tuple(sorted((figure.key for figure in identity.figures), key=str))
                figure = rng.choice([f for f in identity.figures if f.value])
                changed = other_digit(figure.printed, rng, identity.slack / figure.scale)
                if keys in seen or changed is None or printed_at(record, figure.key) != figure.printed:
                    continue
                seen.add(keys)
                yield Change(
                    doc_id=record.doc_id,
                    relation=f"{rule.name} {outcome.mechanism or ''}".strip(),
                    rule=rule.id,
                    parts=_parts(identity),
                    size=_size(figure, rows),
                    key=figure.key,
                    where=figure.where,
                    places=_places(figure.evidence),
                    printed=figure.printed,
                    changed=changed,
                )


def _places(evidence: Evidence | None) -> tuple[Place, ...]:
    found = () if evidence is None else (evidence, *evidence.also)
    return tuple(Place(page=p.page, bbox=p.bbox, line=p.line, span=p.span) for p in found)


def _parts(identity: Identity) -> int:
    return sum(1 for _, part in identity.parts if part.value)


def _confirmed(identity: Identity) -> bool:
    """Whether it holds exactly, over figures read apart, and is no sum of a single part within a row or column."""
    keys = [figure.key for figure in identity.figures]
    tables = {key[0] for key in keys}
    exact = identity.sure and identity.gap == 0 and identity.total.value != 0 and len(set(keys)) == len(keys)
    return exact and (_parts(identity) >= 2 or (_parts(identity) == len(identity.parts) and len(tables) > 1))


def _data_rows(view: TableView) -> int:
    """Rows with a non-zero amount that are not total rows."""
    return len(
        {
            row.index
            for side in view.sides
            for row in side.rows
            if row.kind == "item"
            and any((f := view.figure(side, row, column)) is not None and f.value for column in side.values)
        }
    )


def _size(figure: Figure, rows: dict[str, int]) -> Size:
    if not figure.in_table:
        return "prose"
    return "1-3" if rows[figure.key[0]] <= SMALL else "4+"


def other_digit(printed: str, rng: random.Random, least: Decimal) -> str | None:
    """``printed`` with one digit changed, no leading zero made, the value off by more than ``least``; or ``None``."""
    value = amount(printed)
    places = [n for n, char in enumerate(printed) if char in "0123456789"]
    options: dict[int, list[str]] = {}
    for place in places:
        for digit in "0123456789":
            if digit == printed[place] or (digit == "0" and place == places[0]):
                continue
            text = printed[:place] + digit + printed[place + 1 :]
            other = amount(text)
            if value is not None and other is not None and abs(other - value) > least:
                options.setdefault(place, []).append(text)
    return rng.choice(options[rng.choice(sorted(options))]) if options else None
