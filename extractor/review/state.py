"""Events → the state of each item; nothing else decides it.

Takes items and events, gives decisions.  The answers of an item are a stack: an ``undo`` takes back the
last one.  An answer to a value that is now read otherwise no longer stands: the item is open again and says
why, unless the machine now reads what the person wrote.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from schemas.review import STATE_OF, Decision, Event, Item


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


def standing(events: Sequence[Event]) -> list[Event]:
    """The answers that were not taken back, oldest first."""
    stack: list[Event] = []
    for event in events:
        if event.action != "undo":
            stack.append(event)
        elif stack:
            stack.pop()
    return stack


def decision_of(item: Item, events: Sequence[Event]) -> Decision:
    """The state of one item."""
    head = events[-1].event_id if events else ""
    stack = standing(events)
    if not stack:
        return Decision(head=head)
    last = stack[-1]
    if last.version != item.version and not _read_as_corrected(item, last):
        return Decision(head=head, event=last, reopened=_why(item, last))
    return Decision(state=STATE_OF[last.action], event=last, head=head)


def _read_as_corrected(item: Item, event: Event) -> bool:
    """Whether the machine has come to read what the person wrote."""
    now = {member.path: member.value for member in item.members}
    return bool(event.changes) and all(now.get(c.path) == c.new for c in event.changes)


def _why(item: Item, event: Event) -> str:
    if event.value != item.value:
        return f"读数变了：上次复核时为 {event.value or '空'}，现为 {item.value or '空'}，请再看一次"
    return "一并核对的数变了，请再看一次"


def orphans(items: Mapping[str, Item], events: Iterable[Event]) -> list[Event]:
    """Standing answers to questions that the queue no longer asks (the doubt is gone, or the document is)."""
    by_item = events_by_item(as_asked_now(items.values(), events))
    return [stack[-1] for name, found in by_item.items() if name not in items and (stack := standing(found))]
