"""What a figure is and what it is worth: the one reader of printed digits, for every step, the checks and the scorer.

Takes printed text; gives its digits (:func:`plain_number`), its value as ``Decimal`` (:func:`amount`), its precision
(:func:`quantum`), what it looks like (:func:`is_figure`, :func:`is_amount` …) and the amounts of a line (:func:`amounts`).
A figure and its printed digits are different things: the record keeps the digits, sums are done with the value.

Who looks for figures within a sentence builds on :data:`NUMBER` and adds the words and units around it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from gouji.normalise import CACHED, squash, squash_words, strip_markup

MINUS = "-－−–—﹣‐‑˗"
"""Strokes that are a minus sign before digits, and a dash where they stand alone."""
NUMBER = r"\d+(?:[,，]\d{3}(?!\d))*(?:\.\d+)?"
"""Unsigned digits within other text, as a pattern: ``1,477.9`` and ``2024`` of ``1,477.9万元，2024年``."""
AMOUNT = rf"[{MINUS}]?(?:\d{{1,3}}(?:[,，]\d{{3}})+(?:\.\d+)?|\d+\.\d+)"
"""A figure with decimals or thousands separators within other text, as a pattern."""
_PLAIN = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)%?")
_TO_PLAIN = (
    {ord("０") + i: str(i) for i in range(10)}
    | {ord("．"): ".", ord("％"): "%"}
    | dict.fromkeys(map(ord, ",，"))
)
_LATE_SEPARATOR = re.compile(r"[.．]\d*[,，]")
"""What separates thousands stands before the decimals: 1.254,50 is another country's figure."""
_CUT_GROUP = re.compile(r"[-\d,，]*[,，]\d{1,2}")
_TEXT_MARK = re.compile(r"['’](?=\d[\d.,]*$)")
"""A spreadsheet's sign that digits are text, before the first of them."""
_TO_MINUS = dict.fromkeys(map(ord, MINUS), "-")
_WHOLE = r"(?:\d+|\d{1,3}(?:[,，]\d{3})+)"
_FIGURE = re.compile(rf"[{MINUS}]?{_WHOLE}(?:\.\d+)?")
_AMOUNT = re.compile(AMOUNT)
_YEAR = re.compile(r"(?:19|20)\d\d")
_DASH = re.compile(rf"[{MINUS}]{{1,2}}")
_BLANK_MARK = re.compile(r"[-—–―‐‑−﹣_/\\\\….⋯·×xX]+|无|零")
_ODD_FIGURE = re.compile(
    r"#+|#(?:REF|N/A|VALUE|DIV/0|NAME|NUM|NULL|SPILL|CALC)[!?]?"
    r"|[负減减]?[零〇一二三四五六七八九十壹贰叁肆伍陆柒捌玖拾佰仟百千万亿点圆元角分整正]{2,}"
    r"|[¥$'’*约负減减-]{0,2}\(?\d[\d,、.·'’\s]*\)?(?:E[+-]?\d+)?-?(?:[亿百千]?万?元|万|亿|[*$'’]+|\[\d+\]|\(?注?\d?\))?",
    re.IGNORECASE,
)
_MARKED_FIGURE = re.compile(
    r"(?P<sign>[负減减-])?[¥$'*]?(?P<inner>-)?"
    r"(?P<digits>(?:\d{1,3}(?P<comma>[,、'])\d{3}(?:(?P=comma)\d{3})*|\d+)(?P<point>[.·]\d+)?)(?P<after>-)?"
    r"(?P<unit>(?:亿|[百千]?万|[百千])?元|万|亿)?(?:[*$※†‡①-⑳⑴-⒇]|\[\d{1,2}\]|\(注?\d{1,2}\)|注\d{0,2})*"
)
"""An amount with the signs that may stand around it, in one width."""
_RUN = re.compile(rf"(?<![0-9A-Za-z.,])[{MINUS}]?[0-9][0-9A-Za-z.,%％]*")
CODE_HEADERS = re.compile(r"编码|代码|编号|序号|行次|栏次|电话|年度|年份|日期|时间|账号|邮编")
"""Columns whose digits are names, not quantities."""
CODE_LEVELS = frozenset({"类", "款", "项"})
"""The three columns of a code in a final account (政府收支分类科目)."""
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


@lru_cache(maxsize=CACHED)
def plain_number(text: str) -> str | None:
    """Printed digits of a cell without separators and inner spaces, or ``None`` if it is no figure.

    >>> plain_number("2, 76 2.55")
    '2762.55'
    >>> plain_number("－1,000.00")
    '-1000.00'
    >>> plain_number("208类") is None
    True
    """
    bare = squash(text)
    if _LATE_SEPARATOR.search(bare):
        return None
    digits = bare.translate(_TO_PLAIN)
    digits = digits[:1].translate(_TO_MINUS) + digits[1:]
    return digits if _PLAIN.fullmatch(digits) else None


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


def value_of(text: str) -> Decimal:
    """As :func:`amount` for what is known to be a figure; raises ``ValueError`` when it is none."""
    value = amount(text)
    if value is None:
        raise ValueError(f"no figure: {text!r}")
    return value


def cell_text(text: str | None) -> str | None:
    """A cell in the gold form: ``None`` when empty, printed digits for a figure, squashed text otherwise.

    A space between two Latin words stays, every other whitespace goes.
    """
    if text is None:
        return None
    text = _TEXT_MARK.sub("", strip_markup(text).lstrip(), count=1)
    return plain_number(text) or squash_words(text) or None


def quantum(text: str | None) -> Decimal:
    """One unit in the last printed digit: ``0.01`` for ``12.30``, ``1`` for ``12``."""
    digits = plain_number(text or "") or "0"
    _, _, decimals = digits.rstrip("%").partition(".")
    return Decimal(1).scaleb(-len(decimals))


# ---- what a text looks like -------------------------------------------------------------------


def is_figure(text: str) -> bool:
    """Whether a text is a figure in one piece: digits, complete groups of thousands, decimals; no percent sign."""
    return bool(_FIGURE.fullmatch(text))


def is_amount(text: str, *, or_percentage: bool = False) -> bool:
    """Whether a text is a figure with decimals or thousands separators, which no code, year or serial number prints.

    ``or_percentage``: a percentage with decimals is one too.
    """
    if or_percentage and text.endswith(("%", "％")):
        text = text[:-1]
    return bool(_AMOUNT.fullmatch(text))


def is_data(text: str) -> bool:
    """Whether a text is a figure or a code, as rows of data print them; a bare year may be a label."""
    return plain_number(text) is not None and not _YEAR.fullmatch(squash(text))


def is_dash(text: str) -> bool:
    """Whether a text is a dash in place of a figure."""
    return bool(_DASH.fullmatch(text))


def is_blank_mark(text: str) -> bool:
    """Whether a cell prints that there is nothing: a dash, a stroke, dots, 无, 零."""
    return bool(_BLANK_MARK.fullmatch(unicodedata.normalize("NFKC", squash(text))))


def is_odd_figure(text: str) -> bool:
    """Whether a cell prints a figure that is no bare number: ``1,254.50万元``, ``¥12``, ``########``, ``壹仟``."""
    return amount(text) is None and bool(_ODD_FIGURE.fullmatch(unicodedata.normalize("NFKC", squash(text))))


def is_cut_figure(text: str) -> bool:
    """Whether the last group of thousands is short: a figure that was torn, or one with a comma for its point."""
    return bool(_CUT_GROUP.fullmatch(squash(text)))


def figure_under(text: str, unit: str | None) -> str | None:
    """The digits of an amount that is printed with marks around it: ``¥1,254.50``, ``1,254.50①``, ``负54.50``.

    A unit behind it must be that of its column (``unit``).  ``None`` for what only a person can read: 壹仟, ``1.25E+03``.

    >>> figure_under("¥1,254.50[1]", "万元"), figure_under("54.50-", None), figure_under("12.00元", "万元")
    ('1254.50', '-54.50', None)
    """
    found = _MARKED_FIGURE.fullmatch("".join(_one_width(sign) for sign in squash(strip_markup(text))))
    if found is None:
        return None
    said, signs = found["unit"], [found[name] for name in ("sign", "inner", "after") if found[name]]
    if len(signs) > 1 or (said and unit_scale(said) != unit_scale(unit)):
        return None
    whole, _, decimals = (
        found["digits"].replace("·", ".").rpartition(".") if found["point"] else (found["digits"], "", "")
    )
    digits = re.sub(r"[,、']", "", whole) + (f".{decimals}" if decimals else "")
    return f"-{digits}" if signs else digits


def _one_width(sign: str) -> str:
    """A full-width sign as the plain one; the number of a note in a circle stays what it is."""
    plain = unicodedata.normalize("NFKC", sign)
    plain = "-" if plain in MINUS else plain.replace("’", "'").replace("‘", "'").replace("﹩", "$")
    return sign if unicodedata.category(sign) == "No" else plain


def is_code_column(path: Sequence[str]) -> bool:
    """Whether the digits under this header are codes: ``科目编码``, or one of ``类 款 项``."""
    return bool(path) and (path[-1] in CODE_LEVELS or any(CODE_HEADERS.search(part) for part in path))


# ---- figures of a line ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PrintedAmount:
    """An amount at ``line[start:end]``, and its digits as printed."""

    start: int
    end: int
    text: str

    @property
    def digits(self) -> str:
        """The digits without sign and separators."""
        return self.text.lstrip(MINUS).replace(",", "")


def amounts(line: str) -> Iterator[PrintedAmount]:
    """The amounts of a line: each stands by itself; percentages, dates and codes are none."""
    for run in _RUN.finditer(line):
        bare = run[0].rstrip(".,")
        if is_amount(bare):
            yield PrintedAmount(run.start(), run.start() + len(bare), bare)


# ---- money ------------------------------------------------------------------------------------


def unit_scale(unit: str | None) -> Decimal | None:
    """How many 元 one ``unit`` is; ``None`` for a unit that is not money."""
    return _UNIT_SCALE.get(unit) if unit else None


def in_yuan(text: str | None, unit: str | None) -> Decimal | None:
    """A printed figure in 元, or ``None`` when the figure or its unit is not money."""
    value, scale = amount(text), unit_scale(unit)
    return None if value is None or scale is None else value * scale
