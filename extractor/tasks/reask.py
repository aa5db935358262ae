"""Re-asks: which items of a second answer are new, mended or repeated, and how the next question reads."""

from __future__ import annotations

from collections.abc import Sequence

from gouji.grounding.candidate import Candidate, Rejection
from gouji.grounding.owners import FigureOwners
from gouji.grounding.source import SourceText, fold_text
from gouji.schemas.llm import StrictModel

Grounded = Candidate | Rejection
MAX_REASONS = 30
"""Reasons in one re-ask; a request with more wrong items than this is hopeless anyway."""


def is_known(candidate: Candidate, outcomes: Sequence[Grounded]) -> bool:
    """A text item repeated by a re-ask (a figure is kept from being claimed twice by its owner)."""
    return any(
        isinstance(o, Candidate) and o.at == candidate.at and o.item == candidate.item for o in outcomes
    )


def is_repeat(rejection: Rejection, known: Sequence[Candidate]) -> bool:
    """A re-ask that gives again what is grounded already: the figures are owned by that very item."""
    if rejection.fault not in ("owned", "field"):
        return False
    return any(
        _name(c.item) == _name(rejection.item) and _value(c.item) == _value(rejection.item) for c in known
    )


def resolves(candidate: Candidate, rejection: Rejection) -> bool:
    """Whether a later candidate is the corrected form of a rejected item."""
    same_name = _name(candidate.item) == _name(rejection.item)
    quotes = fold_text(_quote(candidate.item)), fold_text(_quote(rejection.item))
    overlaps = bool(quotes[0] and quotes[1]) and (quotes[0] in quotes[1] or quotes[1] in quotes[0])
    same_value = _value(candidate.item) == _value(rejection.item)
    return (same_name and (overlaps or same_value)) or (overlaps and same_value)


def is_again(rejection: Rejection, fresh: Sequence[Rejection]) -> bool:
    return any(_name(r.item) == _name(rejection.item) and r.fault == rejection.fault for r in fresh)


def item_name(item: StrictModel) -> str:
    """What an item is about: its subject, name, term or text."""
    names = (getattr(item, field_name, None) for field_name in ("subject", "name", "term", "text"))
    return next((str(name) for name in names if name), "")


def _name(item: StrictModel) -> str:
    return fold_text(item_name(item))


def _value(item: StrictModel) -> str | None:
    value = getattr(item, "value", None) or getattr(item, "amount", None)
    return None if value is None else str(value)


def _quote(item: StrictModel) -> str:
    return str(getattr(item, "quote", ""))


def reasons_of(
    rejections: Sequence[Rejection], source: SourceText, owners: FigureOwners, task: str, *, first: bool
) -> str:
    """The text of a re-ask, or nothing when there is nothing to ask again."""
    told = [
        f"- {_name(r.item) or '（无名）'} {_value(r.item) or ''}：{r.reason}"
        for r in rejections[:MAX_REASONS]
    ]
    missed: list[str] = []
    if task == "statements" and first:
        figures = owners.unclaimed(source)[:MAX_REASONS]
        missed = [f"- L{source.piece_at(f.start).number} {source.copy(f.start, f.end)}" for f in figures]
    parts: list[str] = []
    if told:
        parts += ["下列各项与原文不符，请改正后重新给出；原文没有的就去掉：", *told]
    if missed:
        parts += ["下列金额还没有读出；如果是预算事项的数量，请补上：", *missed]
    if not parts:
        return ""
    return "\n".join([*parts, "只输出符合结构的 JSON，只含改正和补充的项。"])
