"""What follows an amount: change against a base, share of a whole, completion of the budget.

Takes the words between two figures, gives what kind of modifier they announce.  Small rules over
the vocabulary, each for one construction; the grammar decides to which statement it belongs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractor.prose.vocabulary import (
    BASE_NOUNS,
    BASE_PREPOSITIONS,
    BASE_SUFFIXES,
    COMPLETION_LEADS,
    DIRECTION_FILLERS,
    DIRECTION_LEADS,
    DIRECTIONS,
    SHARE_LEADS,
    Direction,
)


@dataclass(frozen=True, slots=True)
class Base:
    """A base of comparison at ``start:end`` of the words: ``上年``, ``2025年预算执行数``."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Change:
    """A direction and what stands around it: the subject before the base, the base."""

    direction: Direction
    subject: str
    base: str | None
    each: bool = False
    """各 or 均: it holds for every amount that was just stated."""


def _any(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_NOUN = "|".join(f"(?:{noun})" for noun in BASE_NOUNS)
_BASE = re.compile(rf"(?:{_any(BASE_PREPOSITIONS)})(?P<name>{_NOUN})(?:{_any(BASE_SUFFIXES)})?")
_DIRECTION = re.compile(
    rf"(?P<word>{_any(tuple(DIRECTIONS))})(?:{_any(DIRECTION_FILLERS)})*(?P<tail>万元|元|[（(].*)?$"
)
_COMPARED = re.compile(rf"(?P<word>大于|小于|高于|低于|多于|少于|超过)(?P<base>{_NOUN})$")
_LEADS = re.compile(rf"(?:{_any(DIRECTION_LEADS)})+$")
_EACH = re.compile(r"(?:各|均|分别|都)(?:约|略)?$")
_SHARE = re.compile(
    rf"^(?P<subject>.*?)(?:{_any(SHARE_LEADS)})(?P<whole>.*?)(?:的)?(?:比重|比例)?(?:为|是|约)?$"
)
_COMPLETION = re.compile(rf"(?:{'|'.join(f'(?:{lead})' for lead in COMPLETION_LEADS)})$")


def find_base(words: str) -> Base | None:
    """The first base of comparison in ``words``; a preposition that belongs to a longer word is none.

    >>> find_base("与上年相比增加").name
    '上年'
    """
    for match in _BASE.finditer(words):
        name = match.group("name")
        if name and name not in ("上",):
            return Base(name, match.start(), match.end())
    return None


def read_change(words: str) -> Change | None:
    """A direction at the end of ``words``, with its base and the subject before it, or ``None``."""
    compared = _COMPARED.search(words)
    if compared:
        subject = re.sub(r"(?:本年数|决算数|预算数|执行数)$", "", words[: compared.start()])
        return Change(DIRECTIONS.get(compared.group("word")[:2], "increase"), subject, compared.group("base"))
    match = _DIRECTION.search(words)
    if match is None:
        return None
    before = words[: match.start()]
    if not _is_direction(before, match.group("word")):
        return None
    each = bool(_EACH.search(before))
    before = _LEADS.sub("", before)
    base = find_base(before)
    if base is None:
        return Change(DIRECTIONS[match.group("word")], before, None, each)
    return Change(DIRECTIONS[match.group("word")], before[: base.start], base.name, each)


def _is_direction(before: str, word: str) -> bool:
    """A single 增, 减, 多 or 少 is a direction only right after a base or at the beginning."""
    if len(word) > 1:
        return True
    base = find_base(before)
    return not before or base is not None and base.end == len(before)


def read_share(words: str) -> str | None:
    """The subject before 占…的 (empty when it is the current one), or ``None`` when it is no share."""
    match = _SHARE.match(words)
    return match.group("subject") if match else None


def read_completion(words: str) -> str | None:
    """The words before 完成…预算的 or 执行率, or ``None``."""
    match = _COMPLETION.search(words)
    return words[: match.start()] if match else None
