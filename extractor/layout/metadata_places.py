"""Where each field of the metadata is printed.

Takes the :class:`Document` and its :class:`~gouji.schemas.record.Metadata`, gives field → evidence.  The kind and
scope of a document and the year are words of its title; a field that is printed nowhere (it was counted
from many lines) has no evidence.  What the cover prints is surer than what a vote over the text gave.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gouji.layout.captions import clean
from gouji.layout.metadata import (
    APPROVED,
    CONTACT,
    DEPARTMENT_LINE,
    PHONE,
    PUBLISHED,
    YEAR_OF_ACCOUNTS,
)
from gouji.normalise import squash
from gouji.read.model import Document, Line
from gouji.schemas.record import Evidence, Metadata, Place

COVER_CONFIDENCE = 0.9
"""Printed in the title, or behind a label (批复时间：, 主管部门：)."""
TEXT_CONFIDENCE = 0.6
"""Below what the review queue takes for sure: a name that only the running text gives is asked about."""
COUNTED_CONFIDENCE = 0.75
"""Year, kind and scope by what most lines say: words of a closed list, so that a vote is hardly wrong."""
MAX_TITLE_LINES = 4
_WORDS = {"budget": "预算", "final_accounts": "决算", "department": "部门", "unit": "单位"}
_PATTERNS = {
    "approval_date": APPROVED,
    "publication_date": PUBLISHED,
    "contact_person": CONTACT,
    "contact_phone": PHONE,
}


def metadata_evidence(doc: Document, metadata: Metadata) -> dict[str, Evidence]:
    """The evidence of every field that is stated somewhere, by field name."""
    title = _lines_of(doc.lines, metadata.title)
    found: dict[str, Evidence] = {}
    for name, value in metadata.model_dump(exclude_none=True).items():
        if name in _PATTERNS:
            lines = _stating(doc.lines, _PATTERNS[name])
            confidence = COVER_CONFIDENCE
        else:
            lines, confidence = _naming(doc.lines, title, name, _WORDS.get(str(value), str(value)))
        if lines:
            found[name] = _evidence(lines, str(value), confidence)
    return found


def _lines_of(lines: Sequence[Line], title: str | None) -> list[Line]:
    """The one to four filled lines that together print the title."""
    if title is None:
        return []
    wanted = squash(title)
    filled = [(line, text) for line in lines if (text := clean(line.text))]
    for size in range(1, MAX_TITLE_LINES + 1):
        for start in range(len(filled) - size + 1):
            window = filled[start : start + size]
            if wanted.startswith(window[0][1][:4]) and squash("".join(text for _, text in window)) == wanted:
                return [line for line, _ in window]
    return next(([line] for line, text in filled if wanted in squash(text)), [])


def _naming(lines: Sequence[Line], title: Sequence[Line], name: str, word: str) -> tuple[list[Line], float]:
    """The lines that print ``word``: of the title where it has it, else the first line of the text."""
    if name == "title":
        return list(title), COVER_CONFIDENCE
    if squash(word) in squash("".join(clean(line.text) for line in title)):
        own = [line for line in title if squash(word) in squash(line.text)]
        return own or list(title), COVER_CONFIDENCE
    if name == "fiscal_year":
        return next(([x] for x in lines if _is_year_of(x, word)), []), COUNTED_CONFIDENCE
    naming = [line for line in lines if squash(word) in squash(line.text)]
    labelled = [line for line in naming if name == "department" and DEPARTMENT_LINE.match(clean(line.text))]
    if labelled:
        return labelled[:1], COVER_CONFIDENCE
    return naming[:1], TEXT_CONFIDENCE if name in ("department", "region") else COUNTED_CONFIDENCE


def _is_year_of(line: Line, year: str) -> bool:
    return any(year in found.groups() for found in YEAR_OF_ACCOUNTS.finditer(clean(line.text)))


def _stating(lines: Sequence[Line], pattern: re.Pattern[str]) -> list[Line]:
    """The line, or the two lines, in which a pattern (``联系电话：…``) is found first."""
    for line, following in zip(lines, [*lines[1:], None], strict=True):
        text, more = clean(line.text), clean(following.text) if following is not None else ""
        if pattern.search(text):
            return [line]
        if following is not None and pattern.search(text + more) and not pattern.search(more):
            return [line, following]
    return []


def _evidence(lines: Sequence[Line], value: str, confidence: float) -> Evidence:
    first, *also = (_place(line, value) for line in lines)
    return Evidence(
        **first.model_dump(), also=also, source=["grammar"], confidence=confidence, status="accepted"
    )


def _place(line: Line, value: str) -> Place:
    """The place of ``value`` in a line, blanks between its characters allowed; else the whole line."""
    pattern = r"\s*".join(map(re.escape, squash(value)))
    found = re.search(pattern, line.text)
    if found:
        return line.place(*found.span())
    text = line.text.strip()
    start = line.text.index(text)
    return line.place(start, start + len(text))
