"""The numbers that Word puts before paragraphs (一、 （一） 1. ①): they stand in no text of the file.

Takes ``word/numbering.xml`` and the paragraphs in order, gives the label that each shows (ISO/IEC 29500-1, 17.9).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from gouji.read.package import child, children, local, value

LEVELS = 9
_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_MOST = 9_999
"""A number beyond this is shown in digits, whatever its style."""


@dataclass(slots=True)
class Level:
    """One level of a list: where it starts, how its number is written, and what stands around it (``（%1）``)."""

    start: int = 1
    style: str = "decimal"
    text: str = ""
    is_legal: bool = False
    """All numbers of the label in digits."""
    restarts: bool = True


@dataclass(slots=True)
class Numbering:
    """The lists of a document, and how far each has counted."""

    abstract: dict[str, dict[int, Level]] = field(default_factory=dict)
    lists: dict[str, tuple[str, dict[int, int]]] = field(default_factory=dict)
    """List → its abstract list, and the levels at which it starts anew."""
    counts: dict[str, list[int | None]] = field(default_factory=dict)
    _begun: set[str] = field(default_factory=set)

    def label(self, number: str, level: int) -> str:
        """The label of the next paragraph of a list at a level (from 0); empty for bullets and unknown lists."""
        if number not in self.lists or not 0 <= level < LEVELS:
            return ""
        name, starts = self.lists[number]
        levels = self.abstract.get(name, {})
        own = levels.get(level)
        if own is None:
            return ""
        counts = self.counts.setdefault(name, [None] * LEVELS)
        if number not in self._begun:
            self._begun.add(number)
            for at, start in starts.items():
                counts[at] = start - 1
        current = counts[level]
        counts[level] = own.start if current is None else current + 1
        for deeper in range(level + 1, LEVELS):
            if deeper not in levels or levels[deeper].restarts:
                counts[deeper] = None
        if own.style == "bullet":
            return ""

        def number_of(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            shown = levels.get(at, Level())
            count = counts[at] if counts[at] is not None else shown.start
            return written(count or 0, "decimal" if own.is_legal else shown.style)

        return re.sub(r"%([1-9])", number_of, own.text)


def read_numbering(root: Element) -> Numbering:
    """The lists of ``word/numbering.xml``."""
    found = Numbering()
    for item in children(root, "abstractNum"):
        levels = {_int(value(level, "ilvl")): _level(level) for level in children(item, "lvl")}
        found.abstract[value(item, "abstractNumId") or ""] = levels
    for item in children(root, "num"):
        name = value(child(item, "abstractNumId"), "val") or ""
        starts: dict[int, int] = {}
        for override in children(item, "lvlOverride"):
            at = _int(value(override, "ilvl"))
            start = value(child(override, "startOverride"), "val")
            if start is not None and 0 <= at < LEVELS:
                starts[at] = _int(start)
        found.lists[value(item, "numId") or ""] = name, starts
    return found


def _level(item: Element) -> Level:
    style = value(child(item, "numFmt"), "val") or _alternative(item) or "decimal"
    legal = child(item, "isLgl")
    return Level(
        _int(value(child(item, "start"), "val"), 1),
        style,
        value(child(item, "lvlText"), "val") or "",
        legal is not None and value(legal, "val") not in ("0", "false"),
        value(child(item, "lvlRestart"), "val") != "0",
    )


def _alternative(item: Element) -> str | None:
    """A number format that later versions of Word wrote beside one for earlier ones."""
    return next((value(found, "val") for found in item.iter() if local(found.tag) == "numFmt"), None)


def _int(text: str | None, otherwise: int = 0) -> int:
    return int(text) if text and re.fullmatch(r"\d{1,6}", text, re.ASCII) else otherwise


def written(number: int, style: str) -> str:
    """A number in one of the styles of Word (ST_NumberFormat); one that is not known here in digits."""
    if style == "none":
        return ""
    if not 0 < number <= _MOST or style not in _STYLES:
        return str(number)
    return _STYLES[style](number)


def _chinese(number: int) -> str:
    """一百二十三; ten to nineteen without the one before ten."""
    out, zero = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            out += ("零" if zero and out else "") + _DIGITS[digit] + name
            zero = False
        else:
            zero = True
    return out.removeprefix("一") if 10 <= number < 20 else out


def _legal(number: int) -> str:
    plain = _chinese(number)
    plain = "一" + plain if 10 <= number < 20 else plain
    table = {ord(a): b for a, b in zip(_DIGITS + "十百千", _LEGAL + "拾佰仟", strict=True)}
    return plain.translate(table)


def _letters(first: str) -> Callable[[int], str]:
    """a … z, aa … zz: the letter repeated, as Word does."""
    return lambda number: chr(ord(first) + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    out = ""
    for size, name in (
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
        (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    ):  # fmt: skip
        out += name * (number // size)
        number %= size
    return out


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if number <= 20 else str(number)


def _bracketed(number: int) -> str:
    return chr(0x2474 + number - 1) if number <= 20 else f"({number})"


def _of(names: str) -> Callable[[int], str]:
    return lambda number: names[(number - 1) % len(names)]


def _wide(number: int) -> str:
    return str(number).translate({ord("0") + digit: chr(0xFF10 + digit) for digit in range(10)})


def _digit_by_digit(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


_STYLES: dict[str, Callable[[int], str]] = {
    **dict.fromkeys(
        ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting",
         "taiwaneseCountingThousand", "koreanCounting"), _chinese,
    ),
    **dict.fromkeys(("ideographDigital", "taiwaneseDigital", "japaneseDigitalTenThousand"), _digit_by_digit),
    **dict.fromkeys(("chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal"), _legal),
    **dict.fromkeys(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"), _circled),
    "decimalEnclosedParen": _bracketed,
    "decimalZero": lambda number: f"{number:02d}",
    **dict.fromkeys(("decimalFullWidth", "decimalFullWidth2"), _wide),
    "lowerLetter": _letters("a"),
    "upperLetter": _letters("A"),
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "ideographTraditional": _of(_STEMS),
    "ideographZodiac": _of(_BRANCHES),
}  # fmt: skip
"""Style → how it writes a number."""


def list_properties(paragraph: Element | None) -> tuple[str | None, int | None]:
    """List and level that the properties of a paragraph or a style name."""
    found = child(child(paragraph, "numPr") if paragraph is not None else None, "numId")
    level = child(child(paragraph, "numPr") if paragraph is not None else None, "ilvl")
    number = value(found, "val")
    depth = value(level, "val")
    return number, _int(depth) if depth is not None else None
