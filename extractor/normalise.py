"""Text and figures in their normal form, for the extractor, the checks and the scorer alike.

Takes raw text as a document prints it, gives the form the gold labels use: whitespace
dropped, thousands separators dropped, printed digits kept.  A figure and its printed
digits are different things: :func:`cell_text` keeps the digits, :func:`amount` gives
the ``Decimal``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache

_MARKUP = re.compile(r"</?(?:b|i|p|u|strong|em|br|sub|sup)\s*/?>|\*\*|\\(?=[()\[\]_*])", re.IGNORECASE)
_SPACE = re.compile(r"[\s\u3000\u00a0\u200b\u200c\u200d\ufeff]+")
_LATIN_GAP = re.compile(r"(?<=[A-Za-z]) (?=[A-Za-z])")
_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)%?")
_MINUS = str.maketrans({"－": "-", "−": "-", "–": "-", "—": "-", "﹣": "-"})
_FULL_DIGITS = {ord("０") + i: str(i) for i in range(10)} | {ord("．"): ".", ord("％"): "%"}
_UNIT_SCALE = {
    "元": Decimal(1),
    "百元": Decimal(100),
    "千元": Decimal(1000),
    "万元": Decimal(10_000),
    "百万元": Decimal(1_000_000),
    "亿元": Decimal(100_000_000),
    "万": Decimal(10_000),
    "亿": Decimal(100_000_000),
}


CODE_HEADERS = re.compile(r"编码|代码|编号|序号|行次|栏次|电话|年度|年份|日期|时间|账号|邮编")
"""Columns whose digits are names, not quantities."""

CODE_LEVELS = frozenset({"类", "款", "项"})
"""The three columns of a code in a final account (政府收支分类科目)."""

CACHED = 1 << 13
"""Tables print the same labels and figures over and over; these functions are pure."""


def strip_markup(text: str) -> str:
    """Drop the emphasis marks that converters leave (``**``, ``<b>``); the words stay."""
    return _MARKUP.sub("", text)


def squash(text: str) -> str:
    """Drop every whitespace character, so that text can be compared across line breaks."""
    return _SPACE.sub("", text)


@lru_cache(maxsize=CACHED)
def fold(text: str) -> str:
    """The form for *comparing* labels: squashed, NFKC, straight quotation marks and brackets."""
    folded = unicodedata.normalize("NFKC", squash(strip_markup(text)))
    return folded.translate(_QUOTES)


_QUOTES = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "「": '"', "」": '"', "〔": "[", "〕": "]"})


@lru_cache(maxsize=CACHED)
def plain_number(text: str) -> str | None:
    """Printed digits of a figure without separators and inner spaces, or ``None`` if it is not one.

    >>> plain_number("2, 76 2.55")
    '2762.55'
    >>> plain_number("－1,000.00")
    '-1000.00'
    >>> plain_number("208类") is None
    True
    """
    digits = squash(text).translate(_FULL_DIGITS).replace(",", "").replace("，", "")
    if digits[:1] in "－−–—﹣":
        digits = digits.translate(_MINUS)
    if digits and _NUMBER.fullmatch(digits):
        return digits
    return None


def cell_text(text: str | None) -> str | None:
    """A cell in the gold form: ``None`` when empty, printed digits for a figure, squashed text otherwise.

    A space between two Latin words stays, every other whitespace goes.
    """
    if text is None:
        return None
    text = strip_markup(text)
    number = plain_number(text)
    if number is not None:
        return number
    spaced = _SPACE.sub(" ", text).strip()
    marked = _LATIN_GAP.sub("\x00", spaced)
    squashed = marked.replace(" ", "").replace("\x00", " ")
    return squashed or None


def amount(text: str | None) -> Decimal | None:
    """The value of printed digits; ``None`` for anything that is not a plain figure.

    Brackets and △/▲ before a figure mean a negative one (会计惯例); percentages are not amounts.
    """
    if text is None:
        return None
    body = squash(text)
    negative = False
    if body[:1] in "△▲":
        negative, body = True, body[1:]
    elif len(body) > 2 and body[0] in "(（" and body[-1] in ")）":
        negative, body = True, body[1:-1]
    digits = plain_number(body)
    if digits is None or digits.endswith("%"):
        return None
    try:
        value = Decimal(digits)
    except InvalidOperation:
        return None
    return -value if negative else value


_BLANK_MARK = re.compile(r"[-—–―‐‑−﹣_/\\\\….⋯·×xX]+|无|零")
_ODD_FIGURE = re.compile(
    r"#+|#(?:REF|N/A|VALUE|DIV/0|NAME|NUM|NULL|SPILL|CALC)[!?]?"
    r"|[负減减]?[零〇一二三四五六七八九十壹贰叁肆伍陆柒捌玖拾佰仟百千万亿点圆元角分整正]{2,}"
    r"|[¥$'’*约负減减]{0,2}-?\(?\d[\d,、.·'’\s]*\)?(?:E[+-]?\d+)?-?(?:[亿百千]?万?元|万|亿|[*$'’]+|\[\d+\]|\(?注?\d?\))?",
    re.IGNORECASE,
)


def is_code_column(path: Sequence[str]) -> bool:
    """Whether the digits under this header are codes: ``科目编码``, or one of ``类 款 项``."""
    return bool(path) and (path[-1] in CODE_LEVELS or any(CODE_HEADERS.search(part) for part in path))


def is_blank_mark(text: str) -> bool:
    """Whether a cell prints that there is nothing: a dash, a stroke, dots, 无, 零."""
    return bool(_BLANK_MARK.fullmatch(unicodedata.normalize("NFKC", squash(text))))


def is_odd_figure(text: str) -> bool:
    """Whether a cell prints a figure that is no bare number: ``1,254.50万元``, ``¥12``, ``########``, ``壹仟``."""
    return amount(text) is None and bool(_ODD_FIGURE.fullmatch(unicodedata.normalize("NFKC", squash(text))))


def unit_scale(unit: str | None) -> Decimal | None:
    """How many 元 one ``unit`` is; ``None`` for a unit that is not money."""
    return _UNIT_SCALE.get(unit) if unit else None


def in_yuan(text: str | None, unit: str | None) -> Decimal | None:
    """A printed figure in 元, or ``None`` when the figure or its unit is not money."""
    value, scale = amount(text), unit_scale(unit)
    return None if value is None or scale is None else value * scale


def quantum(text: str | None) -> Decimal:
    """One unit in the last printed digit: ``0.01`` for ``12.30``, ``1`` for ``12``."""
    digits = plain_number(text or "") or "0"
    _, _, decimals = digits.rstrip("%").partition(".")
    return Decimal(1).scaleb(-len(decimals))
