"""What is printed around the prose and is no part of it: page numbers, running heads, captions of figures.

Takes the lines of a document that no table owns, gives those that carry prose, each with what
was printed before it.  What is dropped here was read and is known; nothing is guessed about it.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from gouji.layout.page_number import is_page_number
from gouji.outline.paragraph import plain
from gouji.read.model import Document, Line

_TABLE_MARGIN = re.compile(
    r"(?:表\d{1,2}|(?:部门)?公开\d{0,2}表\d{0,2}|附表?\d{1,2}|单位[:：]|(?:金额)?单位[:：](?:亿元|万元|千元|元)|"
    r"(?:编制)?(?:部门|单位)[:：].{2,30}|预算年度[:：]\d{4}|截止时间[:：].{4,12}|图\d{1,2}.{0,20}|-{3,})"
)
_MARGIN_SHARE = 0.09
"""Running heads and page numbers stand within this share of the page height from its edges."""
_REPEATS = 3


@dataclass(frozen=True, slots=True)
class Kept:
    """A line of prose: its index in the document, and whether a blank line or other matter precedes it."""

    line: Line
    index: int
    blank_before: bool = False
    seam_before: bool = False


def prose_lines(document: Document, table_lines: frozenset[int]) -> list[Kept]:
    """The lines of prose in reading order; blank lines, furniture and tables left out."""
    running = _running_heads(document)
    kept: list[Kept] = []
    blank = seam = False
    for index, line in enumerate(document.lines):
        text = plain(line.text)
        if not text:
            blank = True
        elif (
            index in table_lines
            or _is_furniture(line, text)
            or text in running
            and _in_margin(line, document)
        ):
            seam = True
        else:
            kept.append(Kept(line, index, blank, seam))
            blank = seam = False
    return kept


def _is_furniture(line: Line, text: str) -> bool:
    if is_page_number(text) or _TABLE_MARGIN.fullmatch(text):
        return True
    return "\t" in line.text.strip() and not _is_contents_row(line.text) or line.text.startswith("\t")


def _is_contents_row(text: str) -> bool:
    """``二、部门预算安排<tab>17``: one tab, then a page number."""
    return bool(re.fullmatch(r"\s*[^\t]*[^\t\d][^\t]*\t+\s*\d{1,3}\s*", text))


def _running_heads(document: Document) -> frozenset[str]:
    """Texts that stand in the margins of several pages."""
    counts = Counter(
        text
        for page in document.pages
        for text in {plain(line.text) for line in page.lines if _in_margin(line, document)}
        if text
    )
    return frozenset(text for text, count in counts.items() if count >= _REPEATS)


def _in_margin(line: Line, document: Document) -> bool:
    if line.bbox is None or line.page is None or line.page > len(document.pages):
        return False
    height = document.pages[line.page - 1].height
    return line.bbox.cy < height * _MARGIN_SHARE or line.bbox.cy > height * (1 - _MARGIN_SHARE)
