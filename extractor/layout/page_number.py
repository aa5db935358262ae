"""Whether a printed line is nothing but the number of its page: ``12``, ``- 12 -``, ``第 3 页 共 9 页``, ``3/9``.

Takes squashed text, says yes or no.  A line with more on it is none, nor is a number of five digits: no budget has so
many pages.
"""

from __future__ import annotations

import re

_SIGNS = "-—–－~·"
_NUMBER = re.compile(
    rf"[{_SIGNS}]*第?\d{{1,4}}(?:(?:页[,，/／]?共?|[,，]共|[/／]共?|共)\d{{1,4}})?页?[{_SIGNS}]*"
)
_ADORNED = re.compile(rf"[{_SIGNS}].*[{_SIGNS}]|[{_SIGNS}]*第.*页.*")


def is_page_number(text: str, *, adorned: bool = False) -> bool:
    """Whether ``text`` can be a page number.

    ``adorned``: and can be nothing else, since signs stand on both sides or 第…页 around it.  A bare number, ``-5``
    and ``3/9`` may be values where values are printed on lines of their own.

    >>> [is_page_number(text) for text in ("12", "—12—", "第3页共9页", "-5", "20101")]
    [True, True, True, True, False]
    >>> [is_page_number(text, adorned=True) for text in ("12", "—12—", "第3页共9页", "-5", "20101")]
    [False, True, True, False, False]
    """
    return bool(_NUMBER.fullmatch(text)) and (not adorned or bool(_ADORNED.fullmatch(text)))
