"""Which answers fit which question, and when two answers are the same.

Takes items and events; gives the actions that a question takes and their words.  A reading is answered by
what is printed, a finding by a judgement or a corrected reading.  Events of earlier versions are given the
sense that they have now, or none.
"""

from __future__ import annotations

import unicodedata
from decimal import Decimal

from gouji.review.printed_text import is_one_figure, value_of
from gouji.schemas.review import PROTOCOL, Action, Change, Event, Item

READING: tuple[Action, ...] = ("accept", "correct", "reject", "unsure")
FINDING: tuple[Action, ...] = ("document_wrong", "misread", "lawful", "unsure")
ON_A_READING: tuple[Action, ...] = (
    "accept",
    "document_wrong",
    "correct",
    "lawful",
    "reject",
    "unsure",
)
"""A doubtful value on which a finding hangs: rightly read, and then the finding may be judged too."""

CORRECTIONS: frozenset[Action] = frozenset({"correct", "misread"})
"""The answers that carry a corrected reading."""
JUDGEMENTS: frozenset[Action] = frozenset({"document_wrong", "lawful"})

WORDS: dict[Action, tuple[str, str]] = {
    "accept": ("正确", "right"),
    "correct": ("更正", "correct"),
    "reject": ("不成立", "reject"),
    "document_wrong": ("文件有误", "document wrong"),
    "misread": ("识读有误", "misread"),
    "lawful": ("合规", "lawful"),
    "unsure": ("存疑", "unsure"),
}
"""Action → the words of the sheets, Chinese and English."""


_SYNONYMS: dict[str, Action] = {"合规/有合理原因": "lawful", "有合理原因": "lawful", "原文没有": "reject"}


def action_named(verdict: str) -> Action | None:
    """The action that a verdict names, in either language or by its code, whatever the spaces and full stops."""
    wanted = unicodedata.normalize("NFKC", "".join(verdict.split())).strip("。.,、!").casefold()
    by_word = {word.replace(" ", ""): action for action, words in WORDS.items() for word in (*words, action)}
    return (by_word | _SYNONYMS).get(wanted)


def actions_of(item: Item) -> tuple[Action, ...]:
    """The answers that a question takes."""
    if item.kind == "finding":
        return FINDING
    return ON_A_READING if item.findings else READING


def words_of(item: Item) -> str:
    """The answers that a question takes, as a person reads them."""
    return "、".join(WORDS[action][0] for action in actions_of(item))


def said(event: Event) -> object:
    """What an answer comes to: events with the same value agree (a remark is no part of it)."""
    return event.action, tuple(sorted((change.path, _comparable(change.new)) for change in event.changes))


def agree(one: Event, other: Event) -> bool:
    """Whether two answers are one: the same action and values; a suggestion beside none is no quarrel."""
    both = one.suggested, other.suggested
    return said(one) == said(other) and (None in both or _suggests(both[0]) == _suggests(both[1]))


def _suggests(change: Change | None) -> object:
    return None if change is None else (change.path, _comparable(change.new))


def _comparable(text: str | None) -> str:
    value = None if text is None else value_of(text)
    return str(text) if value is None else str(value.normalize() if value else Decimal(0))


def as_now(item: Item, event: Event) -> tuple[Event | None, str | None]:
    """(the event in today's sense, nothing) or (nothing, why it has none).

    Before protocol 2 a finding was called true or a false alarm, anything could be typed, and a key stored what the
    rules deduced as a reading: such a value is not taken over.  Before protocol 3 one answer, not confirmed, took a
    value out.
    """
    if event.protocol < PROTOCOL and _takes_out(item, event):
        return None, "旧版的答案删去了读数，没有再次确认，请对照原文重新判断"
    if event.protocol >= 2:
        fits = event.action in actions_of(item)
        return (event, None) if fits else (None, "这一答案不合现在的问法，请重新判断")
    if item.kind == "finding":
        return _old_judgement(event)
    if event.action == "correct" and any(_deduced(item, change) for change in event.changes):
        return None, "旧版的更正用的是勾稽关系推算的值，未必是原文所印，请对照原文重新判断"
    if any(_no_figure(item, change) for change in event.changes):
        new = "、".join(change.new or "空" for change in event.changes)
        return None, f"旧版的更正不是数（{new[:60]}），没有采用，请对照原文重新判断"
    return event, None


def _takes_out(item: Item, event: Event) -> bool:
    """Whether the answer empties a value that was read."""
    if event.action in CORRECTIONS and (event.protocol >= 2 or item.kind != "finding"):
        return any(change.old is not None and not (change.new or "").strip() for change in event.changes)
    is_reading = item.kind in ("value", "audit")
    return event.action == "reject" and is_reading and any(m.value is not None for m in item.members)


def _no_figure(item: Item, change: Change) -> bool:
    """Whether something else was typed where a figure stands: one was read there, or the place has a unit."""
    has_unit = any(m.path == change.path and m.unit for m in item.members)
    takes_figure = has_unit or (change.old is not None and is_one_figure(change.old))
    return takes_figure and change.new is not None and not is_one_figure(change.new)


def _old_judgement(event: Event) -> tuple[Event | None, str | None]:
    match event.action:
        case "accept":
            return event.model_copy(update={"action": "document_wrong"}), None
        case "reject" if event.why.strip():
            return event.model_copy(update={"action": "lawful"}), None
        case "reject":
            return None, "旧版判为误报，但没有写理由，请重新判断"
        case "correct":
            new = "、".join(change.new or "空" for change in event.changes)
            return None, f"旧版在勾稽问题上把读数改为 {new}，可能是推算的值，没有采用，请重新判断"
    return event, None


def _deduced(item: Item, change: Change) -> bool:
    return any(
        hint.path == change.path and _comparable(hint.value) == _comparable(change.new) for hint in item.hints
    )
