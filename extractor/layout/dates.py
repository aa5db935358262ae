"""Dates as covers and labels print them → ISO 8601: a day (``2026-02-10``), or a month where only that is printed (``2024-08``).

Takes squashed text.  Read are ``2026年2月10日``, ``2026.2.10``, ``2026-02-10``, ``2026/2/10``, ``20260210``,
``二〇二五年七月三日`` and each of them without its day.
"""

from __future__ import annotations

import re
from typing import Final

_DIGITS: Final = "〇一二三四五六七八九"
_YEAR_IN_WORDS: Final = r"[二2][〇○Ｏ零0O][〇○零一二三四五六七八九]{2}"
_NUMBER_IN_WORDS: Final = r"[一二三四五六七八九十]{1,3}"
DATE: Final = (
    r"(?:(?:19|20)\d\d年\d{1,2}月(?:\d{1,2}日)?|(?:19|20)\d\d(?P<mark>[./-])\d{1,2}(?:(?P=mark)\d{1,2})?日?|20\d\d[01]\d[0-3]\d"
    rf"|{_YEAR_IN_WORDS}年{_NUMBER_IN_WORDS}月(?:{_NUMBER_IN_WORDS}日)?)"
)
"""One date; its group ``mark`` is the separator of the numeric form."""
_WHOLE: Final = re.compile(DATE)


def is_date(text: str) -> bool:
    """Whether a squashed text is a date and nothing else."""
    return _WHOLE.fullmatch(text) is not None and iso_date(text) is not None


def iso_date(text: str) -> str | None:
    """The date in ISO 8601, or ``None`` where month or day cannot be.

    >>> iso_date("二〇二五年七月"), iso_date("2026年2月14日"), iso_date("20260210")
    ('2025-07', '2026-02-14', '2026-02-10')
    """
    compact = re.fullmatch(r"(\d{4})(\d\d)(\d\d)", text)
    parts = list(compact.groups()) if compact else [p for p in re.split(r"[年月日./-]", text) if p]
    year, month, day = ([_number(part) for part in parts] + [None, None])[:3]
    if year is None or month is None or not 1 <= month <= 12 or day is not None and not 1 <= day <= 31:
        return None
    return f"{year:04d}-{month:02d}" + (f"-{day:02d}" if day is not None else "")


def _number(part: str) -> int | None:
    if part.isdecimal():
        return int(part)
    digits = re.sub("[○零0OＯ]", "〇", part).replace("2", "二")
    if "十" not in digits:
        return int("".join(str(_DIGITS.index(d)) for d in digits))
    tens, _, ones = digits.partition("十")
    return 10 * (_DIGITS.index(tens) if tens else 1) + (_DIGITS.index(ones) if ones else 0)
