"""Figures in prose: amounts, percentages, counts, scores, multiples, and the years and dates that are no figures.

Takes squashed text, gives :class:`Quantity` tokens with their offsets.  A figure is one only with
its unit: a document number, a code or a date is text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from gouji.domain.numbering import ordinal
from gouji.figures import NUMBER, plain_number
from gouji.prose.vocabulary import BASE_AMOUNT_STOPS, COUNT_UNITS, MONEY_UNITS

QuantityKind = Literal["money", "percent", "count", "score", "multiple", "bare"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure with its unit at ``start:end`` of the text; ``digits`` are the printed ones without separators."""

    kind: QuantityKind
    digits: str
    unit: str
    start: int
    end: int


def _any(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in words)


_NUMBER = rf"(?:(?<![\d年月])[-－−])?{NUMBER}"
_TOKEN = re.compile(
    rf"(?P<skip>\d{{4}}\.\d{{1,2}}\.\d{{1,2}}|(?:\d{{4}}|\d{{2}})年(?:度|初|末|底)?(?:\d{{1,2}}月)?(?:\d{{1,2}}日)?|\d{{1,2}}月(?:\d{{1,2}}日)?|"
    rf"[〔［\[(（【]\d{{4}}[〕］\])）】]\d*号?|\d+号|[（(]\d+[类款项][)）]|第\d+[批次条号期个届页]?|\d+(?:\.\d+)?版)"
    rf"|(?P<number>{_NUMBER})(?:(?P<percent>%|个百分点)|(?P<multiple>倍)"
    rf"|(?P<money>{_any(MONEY_UNITS[:-2])}|[亿万](?![人册户件次平公亩]|[一-龥]{{0,2}}人))"
    rf"|(?P<score>分(?![之别类为]))|(?P<count>{_any(COUNT_UNITS)})|[（(](?P<boxed>平方米|亩|辆|台|套)[)）])?"
)
_IN_WORDS = re.compile(r"(?:共|共计|合计|共有)(?P<number>[一二三四五六七八九十]{1,2})(?P<unit>[家个辆])")
_BLOCKED_BEFORE = re.compile(rf"(?:{_any(BASE_AMOUNT_STOPS)}|每[一-龥]{{1,10}})(?:为|是|约|达)?$")
_RANGE = re.compile(r"\d[-－—~至]$")
"""``2-3 次`` is a span, not a figure; nor is its second half."""
_BLOCKED_AFTER = re.compile(r"(?:（含）|\(含\))?(?:及)?(?:以上|以下|以内)")


def quantities(text: str, *, thresholds: bool = False) -> list[Quantity]:
    """The figures of ``text`` in order; limits, unit prices and full marks only with ``thresholds``.

    >>> [(q.kind, q.digits, q.unit) for q in quantities("增加1,477.9万元，增长27.19%")]
    [('money', '1477.9', '万元'), ('percent', '27.19', '%')]
    """
    found: list[Quantity] = []
    for match in _TOKEN.finditer(text):
        if match.group("skip") or not (thresholds or _counts(text, match)):
            continue
        kind, unit = _kind(match)
        digits = plain_number(match["number"])
        assert digits is not None
        found.append(Quantity(kind, digits, unit, match.start("number"), match.end()))
    found.extend(_in_words(text))
    return sorted(found, key=lambda quantity: quantity.start)


def _in_words(text: str) -> list[Quantity]:
    """Small counts in Chinese numerals where a total announces them: ``共三家``."""
    return [
        Quantity(
            "count",
            str(ordinal(match.group("number"))),
            match.group("unit"),
            match.start("number"),
            match.end(),
        )
        for match in _IN_WORDS.finditer(text)
    ]


def _counts(text: str, match: re.Match[str]) -> bool:
    """A figure that states how much there is, and not a threshold in the name of a thing."""
    before = text[max(0, match.start() - 14) : match.start()]
    if before[-1:].isascii() and before[-1:].isalpha() or _RANGE.search(before):
        return False
    if match.group("percent"):
        return True
    return not _BLOCKED_BEFORE.search(before) and not _BLOCKED_AFTER.match(text, match.end())


def _kind(match: re.Match[str]) -> tuple[QuantityKind, str]:
    boxed = match.group("boxed")
    if boxed:
        return "count", boxed
    for kind in ("percent", "multiple", "money", "score", "count"):
        unit = match.group(kind)
        if unit:
            return kind, unit
    return "bare", ""


_YEAR = re.compile(r"(?:截至|截止|至|自)?(\d{4})年(?:度)?(?:(\d{1,2})月)?(?:(\d{1,2})日)?(?:[初末底])?[，,]?")


def leading_year(text: str) -> tuple[int, int] | None:
    """The year that ``text`` starts with, and where the date ends.

    >>> leading_year("2025年12月底，共有车辆")
    (2025, 9)
    """
    match = _YEAR.match(text)
    return (int(match.group(1)), match.end()) if match else None
