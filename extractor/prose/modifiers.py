"""What follows an amount: change against a base, share of a whole, completion of the budget.

Takes the words between two figures, gives what kind of modifier they announce.  Small rules over
the vocabulary, each for one construction; the grammar decides to which statement it belongs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from gouji.prose.vocabulary import (
    BASE_NOUNS,
    BASE_PREPOSITIONS,
    BASE_SCOPES,
    BASE_SUFFIXES,
    BASE_TAILS,
    COMPLETED_BUDGET,
    COMPLETION_LEADS,
    DIRECTION_FILLERS,
    DIRECTION_LEADS,
    DIRECTIONS,
    SHARE_LEADS,
    YEAR_ON_YEAR,
    Direction,
)


@dataclass(frozen=True, slots=True)
class Base:
    """A base of comparison at ``start:end`` of the words: ``上年``, ``2025年预算执行数``."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class StatedChange:
    """A direction and what stands around it: the subject before the base, the base."""

    direction: Direction
    subject: str
    base: str | None
    each: bool = False
    """各 or 均: it holds for every amount that was just stated."""
    yearly: bool = False
    """同比: compared with the year before, where no other base is named."""


def _any(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_NOUN = "|".join(f"(?:{noun})" for noun in BASE_NOUNS)
_BASE = re.compile(rf"(?:{_any(BASE_PREPOSITIONS)})(?P<name>{_NOUN})(?:{_any(BASE_SUFFIXES)})?")
_DIRECTION = re.compile(
    rf"(?P<word>{_any(tuple(DIRECTIONS))})(?:{_any(DIRECTION_FILLERS)})*(?P<tail>万元|元|[（(].*)?$"
)
_COMPARED = re.compile(rf"(?P<word>大于|小于|高于|低于|多于|少于|超过)(?P<base>{_NOUN})$")
_LEADS = re.compile(rf"(?:{_any(DIRECTION_LEADS)})+$")
_SCOPE = re.compile(rf"(?:{_any(BASE_SCOPES)})，?$")
_TAIL = re.compile(BASE_TAILS)
_TURNS = re.compile(
    rf"(?:{_any(BASE_SUFFIXES)})?[，,]?(?:{_any(DIRECTION_LEADS)})*(?:{_any(tuple(DIRECTIONS))})|(?:{_any(BASE_SUFFIXES)})$"
)
_EACH = re.compile(r"(?:各|均|分别|都)(?:约|略)?$")
_SHARE = re.compile(
    rf"^(?P<subject>.*?)(?:{_any(SHARE_LEADS)})(?P<whole>.*?)(?:的)?(?:比重|比例)?(?:为|是|约)?$"
)
_COMPLETION = re.compile(rf"(?:{'|'.join(f'(?:{lead})' for lead in COMPLETION_LEADS)})$")


_COMPLETED = re.compile(rf"(?:{COMPLETED_BUDGET})$")
_OF_IT = re.compile(r"的?(?:比例为?)?")


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


def read_change(words: str) -> StatedChange | None:
    """A direction at the end of ``words``, with its base and the subject before it, or ``None``."""
    compared = _COMPARED.search(words)
    if compared:
        subject = re.sub(r"(?:本年数|决算数|预算数|执行数)$", "", words[: compared.start()])
        return StatedChange(
            DIRECTIONS.get(compared.group("word")[:2], "increase"), subject, compared.group("base")
        )
    match = _DIRECTION.search(words)
    if match is None:
        return None
    before = words[: match.start()]
    if not _is_direction(before, match.group("word")):
        return None
    each = bool(_EACH.search(before))
    leads = _LEADS.search(before)
    yearly = leads is not None and YEAR_ON_YEAR in leads.group()
    before = _LEADS.sub("", before)
    base = find_base(before)
    subject = _SCOPE.sub("", before if base is None else before[: base.start].removesuffix("同"))
    name = None if base is None else base.name
    return StatedChange(DIRECTIONS[match.group("word")], subject, name, each, yearly)


def read_base_amount(words: str, after: str, known: str) -> Base | None:
    """A base whose amount follows (``比上年累计支出`` 433 万元 ``减少``), or ``None``.

    ``after`` is what stands behind the amount, up to the next figure; ``known`` the subject that the base
    may name again.  Words before the base that name a subject of their own make it none.

    >>> read_base_amount("比2023年预算数", "减少", "收入预算").name
    '2023年预算数'
    """
    base = find_base(words)
    if base is None or _SCOPE.sub("", words[: base.start].removesuffix("同")).strip("，,"):
        return None
    tail = words[base.end :]
    named = _TAIL.fullmatch(tail) or set(tail) <= set(known + "的预算决算执行数支出为")
    if not named or after and not _TURNS.match(after.removeprefix("元")):
        return None
    return base


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


def names_completed_budget(words: str, after: str) -> bool:
    """``完成预算`` 27 万元 ``的`` 63.2%: the amount is the budget, the percentage what was completed of it."""
    return bool(_COMPLETED.search(words)) and bool(_OF_IT.fullmatch(after))


def is_of_it(words: str) -> bool:
    """``的`` between the budget and the percentage that was completed."""
    return bool(_OF_IT.fullmatch(words))
