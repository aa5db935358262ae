"""The contents page as a list of promised tables, however it is printed.

Takes the lines of a document, gives the lines that the contents page fills and the tables that it names.
Numbering may be 一、, （一）, 1., 表1, 附件1, 公开01表, a cell of its own, or none; the page number may stand after
leaders of any character, after a tab, in brackets, or be left out; a long title may go on in the next line.
The page ends where a title comes again (the body has begun), at a sentence, or at figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from gouji.domain import numbering
from gouji.domain.kinds import kind_of_title
from gouji.domain.numbering import read_numbering
from gouji.layout.captions import split_number
from gouji.normalise import fold
from gouji.read.model import Line
from gouji.schemas.record import TableKind

_HEAD = re.compile(r"^[^。,;:]{0,25}目[录次]:?$")
_HEAD_RUN_IN = re.compile(rf"^目[录次]:?(?={numbering.PART}|{numbering.HEADING})")
_PART = re.compile(rf"^{numbering.PART}")
_LIST_MARK = re.compile(r"^[#*>+•●◆■·\-\s|]+")
_BARE_NUMBER = re.compile(r"\d{1,2}(?:-\d{1,2})?(?=[\"《(一-龥]|20\d\d年)")
"""A number before the title without a point or the word 表."""
_PAGE = re.compile(r"(?:[(（\-—第]?\d{1,3}(?:-\d{1,3})?[)）\-—页]?)$")
_LEADER = re.compile(r"([^\w\s()\"'《》、]|_)\1{2,}.*$")
"""Three or more of one mark: the row of dots before the page number, whatever the dot."""
_LAST_DOT = re.compile(r"(?:[^\w()\"'》]|_)+$")
_TABLE_END = re.compile(r"表(?:\([^()]{1,20}\))?$")
_BODY = re.compile(r"[。;](?=.)|,(?=.{12})|\d\.\d\d(?!\d\d年)|单位:.{0,3}元")
"""A sentence, an amount or the unit line of a table: no line of a contents page."""
LONGEST: Final = 60
SHORTEST: Final = 3
MOST_LINES: Final = 150
FEWEST_LINES: Final = 3
_YEAR = re.compile(r"\d{4}(?:年度|年)?")


@dataclass(frozen=True, slots=True)
class ListedTable:
    """A table that the contents page names: its title as printed, the line, the kind that the title tells."""

    title: str
    line: Line
    kind: TableKind

    @property
    def core(self) -> str:
        return title_core(self.title)


@dataclass(frozen=True, slots=True)
class ContentsPage:
    """``first:last`` of the given lines (both 0 without a contents page) and the tables listed there."""

    first: int = 0
    last: int = 0
    tables: tuple[ListedTable, ...] = ()


def title_core(title: str) -> str:
    """A table title in the form for comparison: without numbering, year and the words for the publisher."""
    return re.sub(r"部门|单位|本级|年度|[\"'《》]", "", _YEAR.sub("", bare_title(fold(title))))


def bare_title(text: str) -> str:
    """A folded line without list mark, numbering, leaders and page number."""
    text = _LIST_MARK.sub("", text)
    text = _LEADER.sub("", text)
    if not _TABLE_END.search(text):
        text = _PAGE.sub("", text)
    text = _LAST_DOT.sub("", text)
    label = read_numbering(text)
    text = text[label.length :] if label is not None else text
    number, title = split_number(text)
    if number is not None:
        return title
    bare = _BARE_NUMBER.match(text)
    return text[bare.end() :] if bare else text


def read_contents(lines: Sequence[Line]) -> ContentsPage:
    """The first contents page among ``lines`` that names tables, else the first; an empty one without any."""
    plain: ContentsPage | None = None
    folded = [fold(line.text) for line in lines]
    for start, text in enumerate(folded):
        run_in = _HEAD_RUN_IN.match(text)
        if _HEAD.match(text) or run_in:
            end = _end(lines, folded, start + 1)
            first = start if run_in else start + 1
            texts = [_HEAD_RUN_IN.sub("", text) for text in folded[first:end]]
            page = ContentsPage(start, end, tuple(_tables(lines[first:end], texts)))
            if page.tables:
                return page
            plain = plain or (page if end - first >= FEWEST_LINES else None)
    return plain or ContentsPage()


def _end(lines: Sequence[Line], folded: Sequence[str], start: int) -> int:
    """Where the contents page stops: a title again, a sentence, or the last line it may reach."""
    seen: set[str] = set()
    stop = min(len(lines), start + MOST_LINES)
    for at in range(start, stop):
        text = folded[at]
        if not text:
            continue
        paged = bool(_LEADER.search(text)) or "\t" in lines[at].text.strip()
        if not paged and (len(text) > LONGEST or _BODY.search(text)):
            return at
        keys = _keys(text)
        if keys and keys[0] in seen:
            return at
        seen.update(keys)
    return stop


def _keys(text: str) -> tuple[str, ...]:
    """By what a line is known when it comes again: a part by its number, an entry with its number and without."""
    text = _LIST_MARK.sub("", text)
    part, label = _PART.match(text), read_numbering(text)
    if part:
        return (part.group(),)
    core = title_core(text)
    if len(core) <= SHORTEST:
        return ()
    return (f"{label.text} {core}", core) if label is not None else (core,)


def _tables(lines: Sequence[Line], texts: Sequence[str]) -> Iterator[ListedTable]:
    """The entries that name a table; a title torn over two lines is put together."""
    for at, text in enumerate(texts):
        title = bare_title(text)
        if _LEADER.search(text) or _TABLE_END.search(title):
            whole = title
        else:
            whole = title + _continuation(texts, at)
        if not _TABLE_END.search(whole) or not SHORTEST <= len(whole) <= LONGEST:
            continue
        kind = kind_of_title(whole)
        if kind is not None:
            yield ListedTable(whole, lines[at], kind)


def _continuation(texts: Sequence[str], at: int) -> str:
    """The rest of a title on the next line: unnumbered, and no title of its own."""
    following = texts[at + 1] if at + 1 < len(texts) else ""
    bare = bare_title(following)
    own = read_numbering(_LIST_MARK.sub("", following)) or _PART.match(following)
    return bare if bare and not own and kind_of_title(bare) is None else ""
