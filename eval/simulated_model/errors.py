"""The error model: how a right answer is made wrong, item by item, reproducibly.

Takes right items, gives wrong ones and a note of each error made.  The draw depends on the seed,
the item and the attempt alone, never on the order in which threads ask.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gouji.grounding.figures import find_figures
from gouji.grounding.source import fold_text
from gouji.llm.prompts import examples

Item = dict[str, Any]
FIGURES = ("value", "change", "change_pct", "share_pct", "budget_value", "amount", "executed_amount")
KINDS = (
    "digit_swapped",
    "direction_turned",
    "unit_wrong",
    "neighbour_figure",
    "item_missing",
    "item_invented",
    "subject_mixed",
    "plausible_figure",
    "copied_from_example",
)


@dataclass(frozen=True, slots=True)
class Mistake:
    """One error: its kind, the right item (``None`` for an invented one) and the wrong one given."""

    kind: str
    right: Item | None
    wrong: Item | None


def corrupt(
    items: list[Item], task: str, body: str, rate: float, seed: int, attempt: int
) -> tuple[list[Item], list[Mistake]]:
    """Each item goes wrong with probability ``rate``, in one of :data:`KINDS` drawn evenly."""
    given: list[Item] = []
    mistakes: list[Mistake] = []
    for index, item in enumerate(items):
        rng = random.Random(f"{seed}|{attempt}|{index}|{item.get('quote')}|{item.get('value')}")
        if rng.random() >= rate:
            given.append(item)
            continue
        kind, wrong = _wrong(item, items, index, task, body, rng)
        mistakes.append(Mistake(kind, None if kind == "item_invented" else item, wrong))
        if kind == "item_invented":
            given.append(item)
        if wrong is not None:
            given.append(wrong)
    return given, mistakes


def _wrong(
    item: Item, items: list[Item], index: int, task: str, body: str, rng: random.Random
) -> tuple[str, Item | None]:
    """The first kind of a random order that changes this item at all."""
    for kind in rng.sample(KINDS, len(KINDS)):
        wrong = _MAKERS[kind](item, items, index, task, body, rng)
        if kind == "item_missing" or (wrong is not None and wrong != item):
            return kind, wrong
    return "item_missing", None


def _figure_field(item: Item, rng: random.Random) -> str | None:
    names = [name for name in FIGURES if item.get(name)]
    return rng.choice(names) if names else None


def _digit_swapped(item: Item, *rest: Any) -> Item | None:
    rng: random.Random = rest[-1]
    name = _figure_field(item, rng)
    if name is None:
        return None
    text = str(item[name])
    at = rng.choice([i for i, ch in enumerate(text) if ch.isdigit()] or [0])
    other = rng.choice([d for d in "0123456789" if d != text[at]])
    return {**item, name: text[:at] + other + text[at + 1 :]}


def _direction_turned(item: Item, *rest: Any) -> Item | None:
    turned = {"increase": "decrease", "decrease": "increase", "flat": "increase"}.get(
        item.get("direction") or ""
    )
    return {**item, "direction": turned} if turned else None


def _unit_wrong(item: Item, *rest: Any) -> Item | None:
    other = {"万元": "元", "元": "万元", "亿元": "万元", "%": "万元", "个": "万元"}.get(
        item.get("unit") or ""
    )
    return {**item, "unit": other} if other else None


def _neighbour_figure(
    item: Item, items: list[Item], index: int, task: str, body: str, rng: random.Random
) -> Any:
    """A figure that the quote or the text around it prints, but that belongs to something else."""
    name = "value" if item.get("value") else _figure_field(item, rng)
    if name is None:
        return None
    inside = find_figures(fold_text(item["quote"]))
    pool = [str(f.value) for f in (inside if len(inside) > 1 and rng.random() < 0.7 else find_figures(body))]
    pool = [figure for figure in pool if figure != item[name]]
    return {**item, name: rng.choice(pool)} if pool else None


def _item_missing(*_: Any) -> None:
    return None


def _item_invented(
    item: Item, items: list[Item], index: int, task: str, body: str, rng: random.Random
) -> Any:
    """A further item in the manner of this one: a made-up figure, or a made-up subject for a real figure."""
    if "subject" not in item:
        return None
    if rng.random() < 0.5:
        figure = f"{rng.randint(1, 9999)}.{rng.randint(0, 99):02d}"
        return {**item, "subject": "其他支出", "value": figure, "quote": f"其他支出 {figure} 万元"}
    return {**item, "subject": "培训费"}


def _subject_mixed(item: Item, items: list[Item], index: int, *rest: Any) -> Item | None:
    rng: random.Random = rest[-1]
    others = [other for other in items if other.get("subject") not in (None, item.get("subject"))]
    near = sorted(others, key=lambda other: abs(items.index(other) - index))[:3]
    return {**item, "subject": rng.choice(near)["subject"]} if near else None


def _plausible_figure(item: Item, *rest: Any) -> Item | None:
    """A figure of the right size that the source does not print, put into the quote as well."""
    rng: random.Random = rest[-1]
    name = _figure_field(item, rng)
    if name is None:
        return None
    whole = str(item[name]).partition(".")[0].lstrip("-") or "1"
    figure = f"{rng.randint(1, 10 ** len(whole) + 8)}.{rng.randint(0, 99):02d}"
    quote = item["quote"].replace(str(item[name]), figure) if rng.random() < 0.5 else item["quote"]
    return {**item, name: figure, "quote": quote}


def _copied(
    item: Item, items: list[Item], index: int, task: str, body: str, rng: random.Random
) -> Item | None:
    pool = [copied for example in examples(task) for copied in example.answer["items"]]
    return dict(rng.choice(pool)) if pool else None


_MAKERS: dict[str, Callable[..., Any]] = {
    "digit_swapped": _digit_swapped,
    "direction_turned": _direction_turned,
    "unit_wrong": _unit_wrong,
    "neighbour_figure": _neighbour_figure,
    "item_missing": _item_missing,
    "item_invented": _item_invented,
    "subject_mixed": _subject_mixed,
    "plausible_figure": _plausible_figure,
    "copied_from_example": _copied,
}
