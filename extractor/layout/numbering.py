"""The numberings of headings and list items: what a line starts with, and how deep it stands.

Takes squashed text, gives a :class:`Numbering`.  The styles are those of GB/T 9704-2012
(党政机关公文格式: 一、 （一） 1. （1）) and the ones that departments add (第一部分, 第一条, 1、, ①).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_CHINESE = "一二三四五六七八九十"
_UP_TO_99 = re.compile(r"[一二三四五六七八九]|[一二三四五六七八九]?十[一二三四五六七八九]?")
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"

# style, pattern; the first group is the ordinal.  The order decides where two could match.
_STYLES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("part", re.compile(rf"第([{_CHINESE}]{{1,3}}|\d{{1,2}})(部分|篇|章|编)[、：:]?")),
    ("article", re.compile(rf"第([{_CHINESE}]{{1,3}})条[、：:]?")),
    ("chinese", re.compile(rf"([{_CHINESE}]{{1,3}})[、.](?!\d+[%元万])")),
    ("chinese_paren", re.compile(rf"[（(]([{_CHINESE}]{{1,3}})[)）][、.]?")),
    ("arabic_paren", re.compile(r"[（(](\d{1,2})[)）][、.]?")),
    ("arabic", re.compile(r"(\d{1,2})(?:[、.](?!\d)|[、.](?=\d{4}年))")),
    ("arabic_half", re.compile(r"(\d{1,2})[)）]")),
    ("circled", re.compile(rf"([{_CIRCLED}])[、.]?")),
)


@dataclass(frozen=True, slots=True)
class Numbering:
    """A numbering: its style, ordinal, normal form in a path, and how many characters it takes."""

    style: str
    ordinal: int
    text: str
    length: int


def read_numbering(text: str) -> Numbering | None:
    """The numbering that squashed ``text`` starts with, or ``None``.

    >>> read_numbering("（二）收入预算").text
    '（二）'
    >>> read_numbering("2.5万元") is None
    True
    """
    for style, pattern in _STYLES:
        match = pattern.match(text)
        if match:
            return Numbering(style, ordinal(match.group(1)), _normal(style, match), match.end())
    return None


_RANKS = {"part": 0, "chinese": 1, "chinese_paren": 2, "arabic": 3, "arabic_paren": 4}


def outranks(label: Numbering, other: Numbering) -> bool:
    """``label`` stands above ``other`` in the order of GB/T 9704 (一、 （一） 1. （1）)."""
    one, two = _RANKS.get(label.style), _RANKS.get(other.style)
    return one is not None and two is not None and one < two


def ordinal(text: str) -> int:
    """The number that Arabic, Chinese (up to 99) or circled figures stand for.

    Of figures that are no number (二十三五) the last one counts.
    """
    if text.isdigit() and text.isascii():
        return int(text)
    if text in _CIRCLED:
        return _CIRCLED.index(text) + 1
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _CHINESE.index(text[-1]) + 1
    return (_CHINESE.index(tens[-1]) + 1 if tens else 1) * 10 + (_CHINESE.index(ones[-1]) + 1 if ones else 0)


def chinese_number(text: str) -> int | None:
    """``二十五`` → 25; ``None`` when it is not a number up to 99 (``十十``, ``二五``).

    >>> [chinese_number(text) for text in ("三", "十", "二十五", "十十", "二五", "三十二五")]
    [3, 10, 25, None, None, None]
    """
    return ordinal(text) if _UP_TO_99.fullmatch(text) else None


def _normal(style: str, match: re.Match[str]) -> str:
    number = match.group(1)
    if style in ("part", "article"):
        return match.group(0).rstrip("、：:")
    if style in ("chinese_paren", "arabic_paren"):
        return f"（{number}）"
    if style == "arabic_half":
        return f"{number}）"
    return number
