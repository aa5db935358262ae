"""Text in the form in which it is compared: without markup and whitespace, in one width, with one kind of quotation marks.

Takes raw text as a document prints it.  Figures are read by :mod:`gouji.figures`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_MARKUP = re.compile(r"</?(?:b|i|p|u|strong|em|br|sub|sup)\s*/?>|\*\*|\\(?=[!-/:-@\[-`{-~])", re.IGNORECASE)
_SPACE = re.compile(r"[\s\u3000\u00a0\u200b\u200c\u200d\ufeff]+")
_LATIN_GAP = re.compile(r"(?<=[A-Za-z]) (?=[A-Za-z])")
_QUOTES = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "「": '"', "」": '"', "〔": "[", "〕": "]"})
CACHED = 1 << 13
"""Tables print the same labels and figures over and over; these functions are pure."""


def strip_markup(text: str) -> str:
    """Drop the emphasis marks that converters leave (``**``, ``<b>``); the words stay."""
    return _MARKUP.sub("", text)


def squash(text: str) -> str:
    """Drop every whitespace character, so that text can be compared across line breaks."""
    return _SPACE.sub("", text)


def squash_words(text: str) -> str:
    """As :func:`squash`, but a space between two Latin words stays."""
    marked = _LATIN_GAP.sub("\x00", _SPACE.sub(" ", text).strip())
    return marked.replace(" ", "").replace("\x00", " ")


@lru_cache(maxsize=CACHED)
def fold(text: str) -> str:
    """The form for *comparing* labels: squashed, NFKC, straight quotation marks and brackets."""
    folded = unicodedata.normalize("NFKC", squash(strip_markup(text)))
    return folded.translate(_QUOTES)
