"""Events → the state of each item; nothing else decides it.

Takes items and events, gives decisions.  The answers of an item are a stack: an ``undo`` takes back the
last one.  An answer given in sight of those before it takes their place; one given without (two annotators,
two sheets) stands beside them, and where they differ the item is in conflict until a person who has seen
them answers.  An answer to a value that is now read otherwise no longer stands: the item is open again and
says why, unless the machine now reads what the person wrote.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from gouji.review.answers import agree, as_now
from gouji.schemas.review import STATE_OF, Decision, Event, Item

Standing = tuple[Event, ...]
"""The answers that stand side by side: one, or several that differ."""


def as_asked_now(items: Iterable[Item], events: Iterable[Event]) -> list[Event]:
    """The events of a log under the ids and versions that their questions have today.

    A log is never rewritten: an answer to a question that then had another id is led to it here, and its version
    with it where that is the one that the question would have had then.
    """
    known: dict[str, tuple[Item, str]] = {}
    for item in items:
        for old, version in item.former.items():
            known.setdefault(old, (item, version))
    return [_led(event, *known[event.item_id]) if event.item_id in known else event for event in events]


def _led(event: Event, item: Item, former_version: str) -> Event:
    version = item.version if event.version == former_version else event.version
    return event.model_copy(update={"item_id": item.item_id, "version": version})


def decide(items: Iterable[Item], events: Iterable[Event]) -> dict[str, Decision]:
    """The decision of every item, open ones included."""
    items = list(items)
    by_item = events_by_item(as_asked_now(items, events))
    return {item.item_id: decision_of(item, by_item.get(item.item_id, ())) for item in items}


def events_by_item(events: Iterable[Event]) -> dict[str, list[Event]]:
    """The events of each item in their order."""
    found: dict[str, list[Event]] = {}
    for event in events:
        found.setdefault(event.item_id, []).append(event)
    return found


def standing(events: Sequence[Event]) -> Standing:
    """The answers that stand after these events, none of them taken back or replaced."""
    stack: list[Standing] = []
    head = ""
    for event in events:
        if event.action == "undo":
            stack = stack[:-1]
        else:
            stack.append(_with(stack[-1] if stack else (), event, seen=event.base == head))
        head = event.event_id
    return stack[-1] if stack else ()


def _with(before: Standing, event: Event, *, seen: bool) -> Standing:
    """What stands once ``event`` is given, in sight of what stood ``before`` or not."""
    rivals = () if seen else tuple(one for one in before if one.version == event.version)
    same = next((one for one in rivals if agree(one, event)), None)
    if same is None:
        return (*rivals, event)
    fuller = event if event.suggested is not None and same.suggested is None else same
    return tuple(fuller if one is same else one for one in rivals)


def decision_of(item: Item, events: Sequence[Event]) -> Decision:
    """The state of one item."""
    head = events[-1].event_id if events else ""
    stands = standing(events)
    if not stands:
        return Decision(head=head)
    last = stands[-1]
    if last.version != item.version and not _read_as_corrected(item, last):
        return Decision(head=head, event=last, reopened=_why(item, last))
    live: list[Event] = []
    why = None
    for given in stands:
        event, no_sense = as_now(item, given)
        why = why or no_sense
        if event is not None and not any(agree(event, one) for one in live):
            live.append(event)
    if not live:
        return Decision(head=head, event=last, reopened=why)
    if len(live) > 1:
        return Decision(state="conflict", event=live[-1], rivals=live, head=head)
    return Decision(state=STATE_OF[live[0].action], event=live[0], head=head)


def _read_as_corrected(item: Item, event: Event) -> bool:
    """Whether the machine has come to read what the person wrote."""
    now = {member.path: member.value for member in item.members}
    return bool(event.changes) and all(c.path in now and now[c.path] == c.new for c in event.changes)


def _why(item: Item, event: Event) -> str:
    if event.value != item.value:
        return f"读数变了：上次复核时为 {event.value or '空'}，现为 {item.value or '空'}，请再看一次"
    return "一并核对的数变了，请再看一次"


def orphans(items: Mapping[str, Item], events: Iterable[Event]) -> list[Event]:
    """Standing answers to questions that the queue no longer asks (the doubt is gone, or the document is)."""
    by_item = events_by_item(as_asked_now(items.values(), events))
    return [
        stands[-1] for name, found in by_item.items() if name not in items and (stands := standing(found))
    ]
