"""The order of the queue: expected gain of a look = doubt × money at stake (log scale), hard failures first.

Takes items, gives them ranked.  Money counts by orders of magnitude, because a budget's figures span
eight of them and the largest would otherwise be the whole queue.  Items of the audit sample stand in
random order, spread evenly behind the hard failures: whatever part of the queue is done, the part of the
sample done is itself random, so that the accuracy estimated from it is unbiased.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal

from gouji.review.value_places import digest
from gouji.schemas.record import Severity
from gouji.schemas.review import Item

FINDING_DOUBT: dict[Severity, float] = {"error": 0.6, "note": 0.3, "rounding": 0.1}
"""How much is learnt from looking at a finding: an error is either the publisher's or ours, a rounding gap neither."""

NO_MONEY = Decimal(10_000)
"""What a value that is not money is taken to be worth in 元: text and counts are checked, but after figures."""


def weight(money: Decimal | None) -> float:
    """The money at stake on a log scale, at least 1."""
    return 1.0 + math.log10(1.0 + float(abs(NO_MONEY if money is None else money)))


def gain(item: Item) -> float:
    """What a look at ``item`` is expected to be worth: doubt × money × (1 + log of the values it settles)."""
    many = 1.0 + math.log10(max(1, len(item.members) + len(item.findings)))
    return (1.0 - item.confidence) * weight(item.money) * many


def ranked(items: Sequence[Item], seed: int) -> list[Item]:
    """The items in the order in which they should be asked, ``rank`` filled in."""
    asked = sorted(
        (item for item in items if item.kind != "audit"),
        key=lambda item: (not item.hard, -gain(item), item.item_id),
    )
    sample = sorted((item for item in items if item.kind == "audit"), key=lambda i: digest(seed, i.item_id))
    hard = sum(item.hard for item in asked)
    order = [*asked[:hard], *_spread(asked[hard:], sample)]
    return [item.model_copy(update={"rank": number}) for number, item in enumerate(order, 1)]


def _spread(asked: list[Item], sample: list[Item]) -> list[Item]:
    """``sample`` dealt evenly into ``asked``, the first of both staying first."""
    keyed = [((n + 0.5) / len(asked), 0, item) for n, item in enumerate(asked)]
    keyed += [((n + 0.5) / len(sample), 1, item) for n, item in enumerate(sample)]
    return [item for _, _, item in sorted(keyed, key=lambda entry: entry[:2])]


def in_sample(item_id: str, share: float, seed: int) -> bool:
    """Whether a value is drawn for the audit: by its own id (without its letter), so that every run draws the same."""
    return int(digest("audit", seed, item_id[1:]), 16) < share * 16**16
