"""The numberings of headings, list items, rows and tables: what a text starts with, and how deep it stands.

Takes squashed or folded text, gives a :class:`Numbering`, of a table's title its number (:func:`table_number`).  The styles are those of GB/T 9704-2012
(党政机关公文格式: 一、 （一） 1. （1）) and the ones that departments add (第一部分, 第一条, 1、, 1）, ①).  The point is printed as
、 . or ．, brackets in either width.

Lines of prose (:func:`read_numbering`) and labels of a table (:func:`item_number`) differ in four things.  A comma behind
一 is a slip for 、 in a label and a comma where prose goes on.  A row may be the hundredth of its list.  （1） and ①
alone or before a sign (（1）＝（2）＋（3）) count a column.  Labels have no parts and articles.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_CHINESE = "一二三四五六七八九十"
_UP_TO_99 = re.compile(r"[一二三四五六七八九]|[一二三四五六七八九]?十[一二三四五六七八九]?")
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_NUMERAL = rf"[{_CHINESE}]{{1,3}}"
_POINT = "[、.．]"
_AFTER_DIGITS = rf"{_POINT}(?:(?!\d)|(?=\d{{4}}(?:年|[-—－~～至]\d{{4}})))"
"""2.5 is a figure, 2.2024年… and 2.2023-2025年… are items."""
_NO_COLUMN = rf"(?!$|[\d=＝+＋\-－—*×/÷（({_CIRCLED}])"

PART: Final = rf"第{_NUMERAL}(?:部分|篇|章|编)"
"""The parts of a document."""
HEADING: Final = rf"(?:{_NUMERAL}{_POINT}|[（(]{_NUMERAL}[)）])"
"""The two outer styles, which number headings, where 1. may also number a row."""

# style, pattern; the first group is the ordinal.  The order decides where two could match.
_STYLES: Final = (
    ("part", re.compile(rf"第({_NUMERAL}|\d{{1,2}})(部分|篇|章|编)[、：:]?")),
    ("article", re.compile(rf"第({_NUMERAL})条[、：:]?")),
    ("chinese", re.compile(rf"({_NUMERAL}){_POINT}(?!\d+[%元万])")),
    ("chinese_paren", re.compile(rf"[（(]({_NUMERAL})[)）]{_POINT}?")),
    ("arabic_paren", re.compile(rf"[（(](\d{{1,2}})[)）]{_POINT}?")),
    ("arabic", re.compile(rf"(\d{{1,2}}){_AFTER_DIGITS}")),
    ("arabic_half", re.compile(r"(\d{1,2})[)）]")),
    ("circled", re.compile(rf"([{_CIRCLED}]){_POINT}?")),
)
_LABEL_STYLES: Final = (
    ("chinese", re.compile(rf"({_NUMERAL})[、.．,，]")),
    ("chinese_paren", re.compile(rf"[（(]({_NUMERAL})[)）]{_POINT}?")),
    ("arabic_paren", re.compile(rf"[（(](\d{{1,3}})[)）]{_POINT}?{_NO_COLUMN}")),
    ("arabic", re.compile(rf"(\d{{1,3}}){_AFTER_DIGITS}")),
    ("arabic_half", re.compile(rf"(\d{{1,2}})[)）]{_NO_COLUMN}")),
    ("circled", re.compile(rf"([{_CIRCLED}]){_POINT}?{_NO_COLUMN}")),
)
ITEM: Final = f"(?:{'|'.join(style.pattern for _, style in _LABEL_STYLES)})"
"""The numbering of an item as part of a longer pattern; its groups are not to be asked for."""
SPOKEN: Final = f"{_NUMERAL}是"
"""The items of a list within a sentence: 一是, 二是."""
OF_WHICH: Final = "其中[:：]"
"""What opens a row that is part of the one above it."""
_BEFORE_TITLE: Final = r"(?:(?!\d)|(?=(?:19|20)\d\d年))"
_OF_WHOM: Final = "(?:部门|单位)?(?:预决算|预算|决算)?"
_TABLE_NUMBER: Final = re.compile(
    rf"{_OF_WHOM}(?:公开|附)?(?:表|附件)(?:\d{{1,3}}(?:[-—－之]\d{{1,2}})?|[{_CHINESE}]{{1,3}}(?!般))表?{_BEFORE_TITLE}"
    rf"|(?:{_OF_WHOM}公开|(?:部门|单位)?(?:预算|决算))\d{{1,2}}(?:[-—－]\d{{1,2}})?表|财[决预]\w*\d+表"
)
"""The year of a title may follow at once (表12026年收支总表 is table 1); 表一般公共预算 has none."""


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
    return _read(text, _STYLES)


def item_number(label: str) -> Numbering | None:
    """The numbering of an item in front of its label, or ``None``.

    >>> [bool(item_number(text)) for text in ("一,其他收入", "（1）公务接待费", "101、维护费", "（1）", "2.5", "1.2024年补助")]
    [True, True, True, False, False, True]
    """
    return _read(label, _LABEL_STYLES)


def opens_list(text: str) -> bool:
    """Whether squashed ``text`` begins with the first item of a list, numbered or counted in words.

    >>> [opens_list(text) for text in ("一是人员增加", "（1）人员增加", "第一，人员增加", "二是人员增加", "人员增加")]
    [True, True, True, False, False]
    """
    number = read_numbering(text)
    return text.startswith(("一是", "第一")) if number is None else number.ordinal == 1


def table_number(text: str) -> str | None:
    """The number of a table that squashed ``text`` starts with, or ``None``.

    >>> [table_number(text) for text in ("附件一：收支总表", "表三", "公开01表收支总表", "表一般公共预算")]
    ['附件一', '表三', '公开01表', None]
    """
    found = _TABLE_NUMBER.match(text)
    return found[0] if found else None


def without_number(label: str, *, of_which: bool = False) -> str:
    """A label without the numberings in front of it, and with ``of_which`` without 其中.

    >>> without_number("二、（一）基本支出"), without_number("其中：1.货物", of_which=True)
    ('基本支出', '货物')
    """
    while True:
        bare = label.removeprefix("其中").lstrip(":：") if of_which else label
        number = item_number(bare)
        bare = bare[number.length :] if number else bare
        if bare == label:
            return label
        label = bare


def _read(text: str, styles: tuple[tuple[str, re.Pattern[str]], ...]) -> Numbering | None:
    for style, pattern in styles:
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
