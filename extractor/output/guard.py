"""Text that a spreadsheet must not run: the guard of CSV cells, and its removal on the way back.

A cell that starts with ``= + - @`` or a control character is taken for a formula by Excel and LibreOffice
(OWASP, CSV injection).  It is written behind an apostrophe; a printed negative number stays as it is.
"""

from __future__ import annotations

from gouji.figures import plain_number

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""The full-width forms too: Excel of East Asian locales folds them."""


def guarded(text: str) -> str:
    """``text`` for a CSV cell."""
    if text.lstrip(" ").startswith(STARTS) and plain_number(text) is None:
        return f"'{text}"
    return text


def unguarded(text: str) -> str:
    """What stood in the cell before :func:`guarded`, or what a person typed as text behind an apostrophe."""
    return text[1:] if text.startswith("'") and text[1:].lstrip(" ").startswith(STARTS) else text
