"""What a cell of a workbook displays: a stored number and its number format → the printed digits.

Takes a number and a format code (ECMA-376, part 1, 18.8.31), gives the text that Excel shows in a column that is wide
enough.  Rounding is of the fifteen digits that Excel keeps, half away from zero.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache, partial
from typing import Final

GENERAL: Final = "General"
BUILTIN: Final[dict[int, str]] = {
    0: GENERAL, 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "¥#,##0;¥-#,##0", 6: "¥#,##0;[Red]¥-#,##0",
    7: "¥#,##0.00;¥-#,##0.00", 8: "¥#,##0.00;[Red]¥-#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
    12: "# ?/?", 13: "# ??/??", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm", 27: 'yyyy"年"m"月"', 28: 'm"月"d"日"',
    29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"',
    34: 'h"时"mm"分"', 35: 'h"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"', 37: "#,##0;-#,##0", 38: "#,##0;[Red]-#,##0",
    39: "#,##0.00;-#,##0.00", 40: "#,##0.00;[Red]-#,##0.00", 41: '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ',
    42: '_ ¥* #,##0_ ;_ ¥* -#,##0_ ;_ ¥* "-"_ ;_ @_ ', 43: '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ',
    44: '_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ ', 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0",
    48: "##0.0E+0", 49: "@", 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"',
    54: 'm"月"d"日"', 55: 'yyyy"年"m"月"', 56: 'm"月"d"日"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
"""Formats without a code in the file, by number: those of a Chinese Excel (18.8.30, zh-cn)."""

_TOKEN = re.compile(
    r'"(?P<text>[^"]*)"?|\\(?P<escaped>.)|_(?P<blank>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<ampm>AM/PM|A/P|上午/下午)|(?P<general>General|G/通用格式)|(?P<exponent>E[+-])|(?P<date>y+|m+|d+|h+|s+|a{3,4}|e+|g+)"
    r"|(?P<digit>[0#?])|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?[\d.]+)")
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_SIGNIFICANT = 10
"""Digits of a fraction that General shows in a column that is wide enough: eleven characters with the point."""
_LONGEST_WHOLE = 11
"""Digits from which General turns to the exponent: 12 and more."""
_MOST_DIGITS = 40
"""Placeholders of one number; a format with more is an attack."""
_WEEKDAYS = "一二三四五六日"
_DAY_ZERO = datetime(1899, 12, 30)
_DAY_ZERO_1904 = datetime(1904, 1, 1)
_LAST_DAY = 2_958_466
"""Day numbers from here on lie beyond 9999-12-31: Excel shows ####."""

_WIDE = Context(prec=400)
"""The largest number has 309 digits before the point."""

Token = tuple[str, str]
Section = tuple[Token, ...]


def display(number: float, code: str, *, since_1904: bool = False) -> str:
    """What a cell with ``number`` and the format ``code`` shows.

    Args:
        number: The stored value.
        code: The format code, ``General`` for none.
        since_1904: The workbook counts its days from 1904.

    Returns:
        The text, blanks of alignment left out; an empty string where the format shows nothing (``;;;``).
    """
    if not math.isfinite(number):
        return "#NUM!"
    section, bare = _chosen(_sections(code), number)
    kinds = {kind for kind, _ in section}
    if kinds & {"date", "elapsed"}:
        return _as_date(number, section, since_1904)
    if "digit" in kinds and ("mark", "/") not in section:
        return _as_number(bare, section)
    if kinds & {"general", "at", "digit"}:  # a fraction (# ?/?) is shown as a decimal
        held = {"general", "at"} & kinds
        shown = [general(bare) if kind in held else value for kind, value in section if kind in _SHOWN | held]
        return ("".join(shown) if held else general(bare)).strip()
    return "".join(value for kind, value in section if kind in _SHOWN).strip()


def is_date(code: str) -> bool:
    """Whether a format shows a day or a time."""
    return any(kind in ("date", "elapsed") for kind, _ in _sections(code)[0])


_SHOWN = frozenset({"text", "other"})


def general(number: float) -> str:
    """A number in the format General: up to eleven characters, no zeros at the end."""
    if number == 0:
        return "0"
    if number == int(number) and abs(number) < 10**_LONGEST_WHOLE:
        return str(int(number))
    exponent = math.floor(math.log10(abs(number)))
    if exponent >= _LONGEST_WHOLE or exponent < -9:
        mantissa, _, power = f"{number:.5E}".partition("E")
        mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
        return f"{mantissa}E{power[0]}{int(power[1:]):02d}"
    text = format(_rounded(_decimal(number), max(_SIGNIFICANT - 1 - max(exponent, 0), 0)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _decimal(number: float) -> Decimal:
    return Decimal(f"{number:.15g}")


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _WIDE)


@lru_cache(maxsize=512)
def _sections(code: str) -> tuple[Section, ...]:
    """The sections of a code (positive; negative; zero; text), each as tokens."""
    sections: list[list[Token]] = [[]]
    for found in _TOKEN.finditer(code or GENERAL):
        kind, value = found.lastgroup or "other", found[found.lastgroup or 0]
        if kind == "other" and value == ";":
            sections.append([])
        elif sections[-1] and sections[-1][-1][0] == "escape":
            sections[-1][-1] = ("text", value)
        elif kind in ("text", "escaped"):
            sections[-1].append(("text", value))
        elif kind == "bracket":
            sections[-1].extend(_bracket(value))
        elif kind == "other" and value in ".,%/@!":
            sections[-1].append(({"@": "at", "!": "escape"}.get(value, "mark"), value))
        elif kind not in ("blank", "fill"):
            sections[-1].append((kind, value))
    return tuple(map(tuple, sections))


def _bracket(value: str) -> list[Token]:
    """``[Red]`` and ``[DBNum1]`` show nothing, ``[>100]`` is a condition, ``[$¥-804]`` a currency, ``[h]`` hours on end."""
    if value.startswith("$"):
        return [("text", value[1:].partition("-")[0])]
    if _CONDITION.fullmatch(value):
        return [("condition", value)]
    return [("elapsed", value.lower())] if _ELAPSED.fullmatch(value) else []


def _chosen(sections: tuple[Section, ...], number: float) -> tuple[Section, float]:
    """The section for a number, and what it formats: a section for negatives prints no sign of its own."""
    conditions = [_condition(section) for section in sections[:3]]
    if any(conditions):
        for at, (section, holds) in enumerate(zip(sections, conditions, strict=False)):
            if holds is None or holds(number):
                return section, abs(number) if at and holds is not None else number
        return sections[0], number
    if number < 0 and len(sections) > 1:
        return sections[1], abs(number)
    return sections[2 if number == 0 and len(sections) > 2 else 0], number


def _condition(section: Section) -> Callable[[float], bool] | None:
    value = next((value for kind, value in section if kind == "condition"), "")
    found = _CONDITION.fullmatch(value)
    return partial(_COMPARE[found[1]], float(found[2])) if found else None


_COMPARE: Final[dict[str, Callable[[float, float], bool]]] = {
    "<": lambda limit, number: number < limit,
    "<=": lambda limit, number: number <= limit,
    ">": lambda limit, number: number > limit,
    ">=": lambda limit, number: number >= limit,
    "=": lambda limit, number: number == limit,
    "<>": lambda limit, number: number != limit,
}


def _as_number(number: float, section: Section) -> str:
    """The digits put into the placeholders of a section."""
    point = section.index(("mark", ".")) if ("mark", ".") in section else len(section)
    digits = [at for at, (kind, _) in enumerate(section) if kind == "digit"]
    exponent = next((at for at, (kind, _) in enumerate(section) if kind == "exponent"), len(section))
    places = sum(point < at < exponent for at in digits)
    if len(digits) > _MOST_DIGITS:
        return general(number)
    if exponent < len(section):
        return f"{number:.{places}E}"
    value = _decimal(number) * 100 ** sum(token == ("mark", "%") for token in section)
    ends = {max((at for at in digits if at < point), default=-1), digits[-1]}
    for end in ends:
        value /= 1000 ** _commas_after(section, end)
    whole, _, fraction = format(_rounded(abs(value), places), "f").partition(".")
    grouped = any(
        token == ("mark", ",") and any(d < at for d in digits) and any(at < d < point for d in digits)
        for at, token in enumerate(section[:point])
    )
    shown = _whole(whole, section[:point], grouped) + _fraction(fraction, section[point:])
    return (("-" if number < 0 else "") + shown).strip().rstrip(".")


def _commas_after(section: Section, at: int) -> int:
    """The commas right behind a placeholder: each divides what is shown by a thousand."""
    count = 0
    while at >= 0 and section[at + 1 + count : at + 2 + count] == (("mark", ","),):
        count += 1
    return count


def _whole(digits: str, section: Section, grouped: bool) -> str:
    """The part before the point, filled from the right; what has no placeholder stands at the first one."""
    slots = [value for kind, value in section if kind == "digit"]
    wanted = slots.index("0") if "0" in slots else len(slots)
    digits = "" if digits == "0" else digits
    digits = digits.rjust(len(slots) - wanted, "0")
    filled = [*[""] * (len(slots) - len(digits)), *digits]
    first = len(filled) - len(slots)
    pieces = ["".join(filled[: first + 1]), *filled[first + 1 :]] if slots else []
    if grouped:
        left = len(digits)
        for at, piece in enumerate(pieces):
            pieces[at] = ""
            for char in piece:
                left -= 1
                pieces[at] += char + ("," if left and left % 3 == 0 else "")
    out: list[str] = []
    for kind, value in section:
        if kind == "digit":
            out.append(pieces.pop(0))
        elif kind in _SHOWN or (kind, value) == ("mark", "%"):
            out.append(value)
    return "".join(out)


def _fraction(digits: str, section: Section) -> str:
    """The point and what follows it; zeros at the end stand only where the format has a 0."""
    slots = [value for kind, value in section if kind == "digit"]
    keep = max((at + 1 for at, slot in enumerate(slots) if slot == "0"), default=0)
    keep = max(keep, len(digits.rstrip("0")))
    left = list(digits[:keep])
    out: list[str] = []
    for kind, value in section:
        if kind == "digit":
            out.append(left.pop(0) if left else "")
        elif kind in _SHOWN or kind == "mark" and value in ".%":
            out.append(value)
    return "".join(out)


def _as_date(number: float, section: Section, since_1904: bool) -> str:
    if number < 0 or number >= _LAST_DAY:
        return "########"
    moment = (_DAY_ZERO_1904 if since_1904 else _DAY_ZERO) + timedelta(seconds=round(number * 86_400))
    twelve = any(kind == "ampm" for kind, _ in section)
    parts = [(at, value[0]) for at, (kind, value) in enumerate(section) if kind in ("date", "elapsed")]
    minutes = {
        at
        for n, (at, letter) in enumerate(parts)
        if letter in "mM"
        and (n and parts[n - 1][1] in "hH" or n + 1 < len(parts) and parts[n + 1][1] in "sS")
    }
    out: list[str] = []
    for at, (kind, value) in enumerate(section):
        if kind == "elapsed":
            unit = {"h": 3600, "m": 60, "s": 1}[value[0]]
            out.append(str(round(number * 86_400) // unit).rjust(len(value), "0"))
        elif kind == "date":
            out.append(_date_part(value.lower(), moment, is_minute=at in minutes, twelve=twelve))
        elif kind == "ampm":
            out.append(
                ("AM", "PM")[moment.hour >= 12] if value.isascii() else ("上午", "下午")[moment.hour >= 12]
            )
        elif kind in _SHOWN or kind == "mark" and value in "/,":
            out.append(value)
    return "".join(out).strip()


def _date_part(code: str, moment: datetime, *, is_minute: bool, twelve: bool) -> str:
    """One part of a date; months and weekdays by name are in English, as their codes are, but for aaa."""
    letter, width = code[0], len(code)
    if letter in "ye":
        return f"{moment.year % 100:02d}" if letter == "y" and width <= 2 else str(moment.year)
    if letter == "m" and not is_minute and width > 2:
        return moment.strftime("%b" if width == 3 else "%B")
    if letter == "d" and width > 2:
        return moment.strftime("%a" if width == 3 else "%A")
    if letter == "a":
        return ("周" if width == 3 else "星期") + _WEEKDAYS[moment.weekday()]
    hour = (moment.hour - 1) % 12 + 1 if twelve else moment.hour
    value = {
        "m": moment.minute if is_minute else moment.month,
        "d": moment.day,
        "h": hour,
        "s": moment.second,
    }
    return str(value[letter]).rjust(min(width, 2), "0") if letter in value else ""
