"""The labels of table columns: a key for each column of the formats, and the forms in which it is printed.

Takes a key, gives its :class:`Label`.  The labels and their sources stand in ``data/column_labels.tsv``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from gouji.domain.words import rows

Content = Literal["group", "seq", "code", "part", "name", "text", "figure"]

_YEAR = r"(?:(?:19|20)\d\d年?度?|[×xX]{2,4}年|上年度?|本年度?|当年|去年|上一年度?)"
_MONEY_UNIT = r"(?:[(（]?(?:金额)?(?:单位[:：])?(?:万元|亿元|千元|元)[)）]?)?"


@dataclass(frozen=True, slots=True)
class Label:
    """One column label. ``forms`` are regular expressions over whitespace-free text."""

    key: str
    role: Content
    forms: tuple[str, ...]


@cache
def _labels() -> dict[str, Label]:
    labels: dict[str, Label] = {}
    for key, content, form in rows("column_labels.tsv", "key", "content", "form"):
        pattern = form.replace("<year>", _YEAR).replace("<unit>", _MONEY_UNIT) or re.escape(key)
        earlier = labels[key].forms if key in labels else ()
        labels[key] = Label(key, cast(Content, content), (*earlier, pattern))
    return labels


def label_of(key: str) -> Label:
    """The label with this key; raises ``KeyError`` for an unknown key."""
    return _labels()[key]
