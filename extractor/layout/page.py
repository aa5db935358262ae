"""A PDF page as the table reader wants it: text upright, lines with their index in the document.

Takes a :class:`Page`, gives a :class:`PageView`; a page whose text lies on its side is turned, and
``back`` brings places of the turned page back to the page as it is seen.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from gouji.domain.headers import is_header_word
from gouji.layout.captions import clean, is_furniture, is_title
from gouji.layout.page_number import is_page_number
from gouji.normalise import fold, squash
from gouji.read.geometry import Matrix, map_box, map_rule, turn_matrix
from gouji.read.model import BBox, Document, Line, Page, RuledLine, Word
from gouji.read.settings import PAGE, PageSettings


@dataclass(frozen=True, slots=True)
class ViewLine:
    """A printed line in the upright frame; ``index`` is its index in ``Document.lines``."""

    index: int
    text: str
    box: BBox
    words: tuple[Word, ...]
    size: float
    marginal: bool
    """A page number or a running head."""


@dataclass(frozen=True, slots=True)
class PageView:
    """A page with its text upright; ``back`` maps boxes to the page as it is seen."""

    number: int
    width: float
    height: float
    lines: tuple[ViewLine, ...]
    words: tuple[Word, ...]
    rules: tuple[RuledLine, ...]
    back: Matrix | None


@dataclass(frozen=True, slots=True)
class _Margins:
    """What the margins of all pages together tell: running heads, and numbers that run with no other page's."""

    heads: frozenset[str]
    lone: frozenset[int]
    """Identities of lines."""


def page_views(doc: Document, settings: PageSettings = PAGE) -> list[PageView]:
    """Every page of the document, in order."""
    heads, lone = _running_heads(doc, settings), _lone_numbers(doc, settings)
    views: list[PageView] = []
    offset = 0
    for page in doc.pages:
        views.append(_view(page, offset, _Margins(heads, lone), settings))
        offset += len(page.lines)
    return views


def _view(page: Page, offset: int, margins: _Margins, settings: PageSettings) -> PageView:
    if page.turn == 0:
        lines = tuple(_view_lines(page, offset, margins, None, settings=settings))
        return PageView(page.number, page.width, page.height, lines, page.words, page.rules, None)
    to = turn_matrix(page.turn, page.width, page.height)
    width, height = (page.height, page.width) if page.turn % 2 else (page.width, page.height)
    turned = {id(w): Word(w.text, map_box(to, w.bbox)) for w in page.words}
    return PageView(
        page.number,
        width,
        height,
        tuple(_view_lines(page, offset, margins, to, turned, settings=settings)),
        tuple(turned.values()),
        tuple(map_rule(to, rule) for rule in page.rules),
        turn_matrix(-page.turn, width, height),
    )


def _view_lines(
    page: Page,
    offset: int,
    margins: _Margins,
    to: Matrix | None,
    turned: dict[int, Word] | None = None,
    *,
    settings: PageSettings,
) -> Iterator[ViewLine]:
    """The lines; on a turned page they hold the same turned words as the page (identity counts later)."""
    for index, line in enumerate(page.lines, start=offset):
        if line.bbox is None:
            continue
        box, words = line.bbox, line.words
        if to is not None and turned is not None:
            box, words = map_box(to, box), tuple(turned[id(w)] for w in words)
        yield ViewLine(index, line.text, box, words, line.size, _marginal(line, page, margins, settings))


def _marginal(line: Line, page: Page, margins: _Margins, settings: PageSettings) -> bool:
    bare = squash(line.text)
    if not _in_margin(line, page, settings):
        return False
    if bare in margins.heads:
        return True
    number = is_page_number(bare) and id(line) not in margins.lone
    return number and _stands_apart(line, page, margins.heads, settings)


def _lone_numbers(doc: Document, settings: PageSettings) -> frozenset[int]:
    """Bare numbers in the margins that are the rest of a code that a page end tore.

    They run with the number of no other page, and are more than there are pages or share theirs with one that does.
    """
    if len(doc.pages) < settings.company:
        return frozenset()
    found = [
        (page.number, int(digits.group()), line)
        for page in doc.pages
        for line in page.lines
        if _in_margin(line, page, settings) and is_page_number(squash(line.text))
        if (digits := re.search(r"\d+", line.text)) is not None
    ]
    runs = Counter(number - page for page, number, _ in found)
    numbered = {page for page, number, _ in found if runs[number - page] > 1}
    return frozenset(
        id(line)
        for page, number, line in found
        if runs[number - page] == 1 and squash(line.text).isdigit()
        if number > len(doc.pages) or page in numbered
    )


def _stands_apart(line: Line, page: Page, heads: frozenset[str], settings: PageSettings) -> bool:
    """Whether a number is no piece of a table: not in the middle of two lines of a cell beside it, not the
    rest of a number right above or below it."""
    here = line.bbox
    if here is None or page.turn != 0:
        return True
    near = [
        (box.cy - here.cy, other)
        for other in page.lines
        if other is not line and (box := other.bbox) is not None and squash(other.text) not in heads
        if abs(box.cy - here.cy) <= (1 + settings.line_white) * here.height
    ]
    between = any(a < 0 < b and abs(a + b) <= settings.number_aligned for a, _ in near for b, _ in near)
    return not between and not any(_same_column(here, other, settings) for _, other in near)


def _same_column(here: BBox, other: Line, settings: PageSettings) -> bool:
    """A number that stands under or over this one, flush left or in the middle."""
    digits = (word.bbox for word in other.words if word.text.isdigit())
    return any(min(abs(box.x0 - here.x0), abs(box.cx - here.cx)) <= settings.number_aligned for box in digits)


def _in_margin(line: Line, page: Page, settings: PageSettings) -> bool:
    """Near any edge: on a sideways page the number stands at the left or right."""
    box = line.bbox
    if box is None:
        return False
    top, side = settings.margin * page.height, settings.margin * page.width
    upright = box.cy < top or box.cy > page.height - top
    return upright or page.turn != 0 and (box.cx < side or box.cx > page.width - side)


def _running_heads(doc: Document, settings: PageSettings) -> frozenset[str]:
    """Texts in the margins of several pages that are neither a table's title nor its unit line nor its labels."""
    counts = Counter(
        text
        for page in doc.pages
        for text in {
            squash(line.text)
            for line in page.lines
            if _in_margin(line, page, settings) and not _is_labels(line)
        }
    )
    return frozenset(
        t
        for t, n in counts.items()
        if n >= settings.repeats and not is_title(clean(t)) and not is_furniture(t)
    )


def _is_labels(line: Line) -> bool:
    """Column labels side by side, which a table prints at the head of each page."""
    return len(line.words) > 1 and all(is_header_word(fold(word.text)) for word in line.words)
