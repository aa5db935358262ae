"""Figures in prose: amounts, percentages, counts, scores, multiples, and the years and dates that are no figures.

Takes squashed text, gives :class:`Quantity` tokens with their offsets.  A figure is one only with
its unit: a document number, a code or a date is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
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
    printed: str = ""
    """The print of a figure that had to be converted: 壹仟叁佰万元, ``1亿2300万元``."""


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
_CURRENCY = re.compile(r"(?:RMB|CNY|￥|¥)$", re.IGNORECASE)
_BLOCKED_AFTER = re.compile(r"(?:（含）|\(含\))?(?:及)?(?:以上|以下|以内)")


def quantities(text: str, *, thresholds: bool = False) -> list[Quantity]:
    """The figures of ``text`` in order; limits, unit prices and full marks only with ``thresholds``.

    >>> [(q.kind, q.digits, q.unit) for q in quantities("增加1,477.9万元，增长27.19%")]
    [('money', '1477.9', '万元'), ('percent', '27.19', '%')]
    """
    found = list(_converted(text))
    taken = {offset for quantity in found for offset in range(quantity.start, quantity.end)}
    for match in _TOKEN.finditer(text):
        if match.start() in taken or match.group("skip") or not (thresholds or _counts(text, match)):
            continue
        kind, unit = _kind(match)
        digits = plain_number(match["number"])
        assert digits is not None
        found.append(Quantity(kind, digits, unit, match.start("number"), match.end()))
    found.extend(_in_words(text))
    return sorted(found, key=lambda quantity: quantity.start)


_CAPITALS = (
    {"零": 0, "〇": 0}
    | {sign: value for value, sign in enumerate("壹贰叁肆伍陆柒捌玖", 1)}
    | {"弍": 2, "两": 2}
)
_STEPS = {"拾": 10, "佰": 100, "仟": 1000}
_IN_CAPITALS = re.compile(r"[零〇壹贰弍叁肆伍陆柒捌玖两拾佰仟万萬亿]{2,}元(?:整|正)?")
_MIXED = re.compile(rf"(?P<high>{NUMBER})(?P<large>[亿万])零?(?P<low>{NUMBER})(?P<small>[万千]?元)(?:整|正)?")
_SCALES = {"亿": 100_000_000, "万": 10_000, "万元": 10_000, "千元": 1_000, "元": 1}


def _converted(text: str) -> Iterator[Quantity]:
    """Amounts in capitals (壹仟叁佰万元整) and of two units (``1亿2300万元``), in 万元 where they end in it, else in 元."""
    for match in _IN_CAPITALS.finditer(text):
        value = _capital_value(match.group().rstrip("整正").removesuffix("元"))
        if value is not None:
            yield _in_one_unit(Decimal(value), match)
    for match in _MIXED.finditer(text):
        parts = (plain_number(match["high"]), plain_number(match["low"]))
        if _SCALES[match["large"]] > _SCALES[match["small"]] and None not in parts:
            high, low = (Decimal(part) for part in parts if part is not None)
            yield _in_one_unit(high * _SCALES[match["large"]] + low * _SCALES[match["small"]], match)


def _in_one_unit(value: Decimal, match: re.Match[str]) -> Quantity:
    unit = "万元" if match.group().rstrip("整正").endswith("万元") else "元"
    digits = format((value / _SCALES[unit]).normalize(), "f")
    return Quantity("money", digits, unit, *match.span(), printed=match.group())


def _capital_value(numeral: str) -> int | None:
    """``壹仟叁佰万`` → 13000000; ``None`` where a sign stands where it cannot."""
    total = section = digit = 0
    for sign in numeral.replace("萬", "万"):
        if sign in _CAPITALS:
            digit = _CAPITALS[sign]
        elif sign in _STEPS:
            section, digit = section + (digit or 1) * _STEPS[sign], 0
        elif section + digit == 0:
            return None
        else:
            total, section, digit = (total + section + digit) * _SCALES[sign], 0, 0
    return total + section + digit or None


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
    before = _CURRENCY.sub("", before)
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
