"""Records → the queue: every question, ranked, with a stable id.

Takes records, gives items.  A doubtful value takes the findings it is part of with it: whether the value is
read rightly is what decides them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gouji.review.findings import at_stake, finding_item, finding_key, grouped
from gouji.review.ranking import ranked
from gouji.review.value_places import PlaceIndex, item_name
from gouji.review.values import Values
from gouji.schemas.record import Finding, Record
from gouji.schemas.review import Item, Reason

AUDIT_SHARE = 0.02
"""Share of the undoubted values that is looked at all the same (anchor: 2 to 5 %)."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What goes into a queue."""

    audit: float = AUDIT_SHARE
    seed: int = 0


def build_queue(records: Iterable[Record], choice: Choice | None = None) -> list[Item]:
    """All items of the records in one order, the best next question first."""
    choice = choice or Choice()
    items = [item for record in records for item in items_of(record, choice)]
    return ranked(_distinct(items), choice.seed)


def items_of(record: Record, choice: Choice) -> list[Item]:
    """The items of one record, not yet ranked."""
    values = Values(record)
    index = PlaceIndex(record)
    items = values.doubtful()
    owner = {member.path: number for number, item in enumerate(items) for member in item.members}
    free: list[Finding] = []
    for finding in record.findings:
        paths = [index.path(operand.evidence, operand.value) for operand in finding.operands]
        number = next((owner[path] for path in paths if path in owner), None)
        if number is None:
            free.append(finding)
        else:
            items[number] = _with_finding(items[number], finding, index, record)
    items += [finding_item(group, record, index) for group in grouped(free)]
    asked = {item.item_id for item in items}
    items += [item for item in values.audit(choice.audit, choice.seed) if item.item_id not in asked]
    return [*items, *values.units(), *values.leftovers(), *values.unread(), *values.rejected()]


def _with_finding(item: Item, finding: Finding, index: PlaceIndex, record: Record) -> Item:
    """The item with a finding that hangs on it."""
    about = finding_item([finding], record, index)
    known = {(a.path, a.value) for a in item.hints}
    more = [a for a in about.hints if (a.path, a.value) not in known]
    stake = [money for money in (item.money, at_stake([finding], about.members)) if money is not None]
    return item.model_copy(
        update={
            "hints": [*item.hints, *more],
            "reasons": [*item.reasons, Reason(code=f"rule:{finding.type}", text=finding.message)],
            "hard": item.hard or finding.severity == "error",
            "money": max(stake, default=None),
            "spots": [*item.spots, *(s for s in about.spots if s.place != item.place)],
            "findings": [*item.findings, finding_key(finding)],
        }
    )


def _distinct(items: Sequence[Item]) -> list[Item]:
    """The items with ids that no two share: the same value printed for two paths is told apart by its path."""
    seen: dict[str, int] = {}
    result: list[Item] = []
    for item in items:
        seen[item.item_id] = seen.get(item.item_id, 0) + 1
        number = seen[item.item_id]
        renamed = item.item_id if number == 1 else item_name(item.item_id[1:], number)
        result.append(item if number == 1 else item.model_copy(update={"item_id": renamed}))
    return result
