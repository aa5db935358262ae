"""Two JSON trees → where they differ: what ``make same`` prints of two records.

Takes parsed JSON, gives a list of :class:`Difference`, in the order of the document; it is empty exactly when the
two are equal, types and order of keys included.  Items of a list are paired by what names them (``key``, ``id``,
``rule``), else by an order-keeping alignment, so that one inserted row is one difference.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

NAMES = ("key", "id", "rule")
"""Fields that name an item of a list: the first one that all items of both sides have, each with its own value."""
COUNTED = ("statements", "targets")
"""Lists whose ``id`` only counts the items: they are aligned, or one more item would rename all behind it."""
WIDTH = 90
"""Characters of a printed value."""

Change = Literal["changed", "added", "removed", "order"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One place that differs.  ``path`` is for people; ``kind`` is the path without numbers and names."""

    path: str
    kind: str
    change: Change
    old: Any = None
    new: Any = None

    def line(self, width: int = WIDTH) -> str:
        """One line: ``path: old → new``, ``path + new`` or ``path − old``."""
        if self.change == "added":
            return f"{self.path} + {_shown(self.new, width)}"
        if self.change == "removed":
            return f"{self.path} − {_shown(self.old, width)}"
        word = " (order)" if self.change == "order" else ""
        return f"{self.path}{word}: {_shown(self.old, width)} → {_shown(self.new, width)}"


def differences(old: Any, new: Any) -> list[Difference]:
    """Every place where two JSON trees differ."""
    return list(_compare(old, new, "", ""))


def summary(by_document: Iterable[Sequence[Difference]]) -> list[str]:
    """One line for each kind of difference, the most frequent first: how many, in how many documents."""
    counts: Counter[str] = Counter()
    documents: Counter[str] = Counter()
    for found in by_document:
        kinds = [_counted_as(difference) for difference in found]
        counts.update(kinds)
        documents.update(set(kinds))
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [f"{kind}: {count} in {documents[kind]} documents" for kind, count in ordered]


def _counted_as(difference: Difference) -> str:
    sign = {"changed": "", "added": " +", "removed": " −", "order": " (order)"}[difference.change]
    item = difference.new if difference.change == "added" else difference.old
    rule = f" {item['rule']}" if sign in (" +", " −") and isinstance(item, dict) and "rule" in item else ""
    return f"{difference.kind}{sign}{rule}"


def _compare(old: Any, new: Any, path: str, kind: str) -> Iterator[Difference]:
    if _text(old) == _text(new):
        return
    if isinstance(old, dict) and isinstance(new, dict):
        yield from _compare_dicts(old, new, path, kind)
    elif isinstance(old, list) and isinstance(new, list) and not (_is_figures(old) and _is_figures(new)):
        yield from _compare_lists(old, new, path, kind)
    else:
        yield Difference(path or "record", kind or "record", "changed", old, new)


def _compare_dicts(old: dict[str, Any], new: dict[str, Any], path: str, kind: str) -> Iterator[Difference]:
    dot = "." if path else ""
    for name in [*old, *(name for name in new if name not in old)]:
        # names of fields are ours and ASCII; any other is a word of the document
        place, sort = f"{path}{dot}{name}", f"{kind}{dot}{name if name.isascii() else '*'}"
        if name not in new:
            yield Difference(place, sort, "removed", old=old[name])
        elif name not in old:
            yield Difference(place, sort, "added", new=new[name])
        else:
            yield from _compare(old[name], new[name], place, sort)
    yield from _order(list(old), list(new), path, kind)


def _order(old: list[str], new: list[str], path: str, kind: str) -> Iterator[Difference]:
    """The names that both have, where their order differs."""
    kept_old, kept_new = [n for n in old if n in set(new)], [n for n in new if n in set(old)]
    if kept_old != kept_new:
        yield Difference(path or "record", kind or "record", "order", kept_old, kept_new)


def _compare_lists(old: list[Any], new: list[Any], path: str, kind: str) -> Iterator[Difference]:
    name = None if kind.rpartition(".")[2] in COUNTED else _name_of([old, new])
    if name is None:
        yield from _compare_aligned(old, new, path, kind)
        return
    before, after = {item[name]: item for item in old}, {item[name]: item for item in new}
    for value in [*before, *(value for value in after if value not in before)]:
        if value not in after:
            yield Difference(path, kind, "removed", old=before[value])
        elif value not in before:
            yield Difference(path, kind, "added", new=after[value])
        else:
            yield from _compare(before[value], after[value], f"{path}[{value}]", f"{kind}[]")
    yield from _order(list(before), list(after), path, kind)


def _compare_aligned(old: list[Any], new: list[Any], path: str, kind: str) -> Iterator[Difference]:
    matcher = SequenceMatcher(None, [_content(i) for i in old], [_content(i) for i in new], autojunk=False)
    for _, start, end, other_start, other_end in matcher.get_opcodes():
        paired = min(end - start, other_end - other_start)
        for at in range(paired):
            place = f"{path}[{start + at}]"
            yield from _compare(old[start + at], new[other_start + at], place, f"{kind}[]")
        for at in range(start + paired, end):
            yield Difference(f"{path}[{at}]", kind, "removed", old=old[at])
        for at in range(other_start + paired, other_end):
            yield Difference(f"{path}[{at}]", kind, "added", new=new[at])


def _name_of(lists: Sequence[list[Any]]) -> str | None:
    for name in NAMES:
        values = [[item.get(name) if isinstance(item, dict) else None for item in items] for items in lists]
        if all(all(isinstance(v, str) and v for v in vs) and len(set(vs)) == len(vs) for vs in values):
            return name
    return None


def _is_figures(items: list[Any]) -> bool:
    """A box, a span: one value."""
    return all(isinstance(item, int | float) for item in items)


def _content(item: Any) -> str:
    return _text({k: v for k, v in item.items() if k != "id"}) if isinstance(item, dict) else _text(item)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _shown(value: Any, width: int) -> str:
    if isinstance(value, dict) and "rule" in value and "message" in value:
        text = f"{value['rule']} {value.get('severity', '')}: {value['message']}"
    else:
        text = _text(value)
    return text if len(text) <= width else f"{text[: width - 1]}…"
