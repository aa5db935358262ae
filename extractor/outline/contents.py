"""The contents page: where it stands, and what it promises.

Takes the lines of prose, gives the range of the contents and its entries.  The entries number
the headings that carry no number of their own (a centred 部门预算编制说明 that the contents
call 四、), so that a section has the same path whether or not the page repeats the number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from gouji.domain.numbering import Numbering, read_numbering
from gouji.layout.contents_page import is_entry
from gouji.outline.furniture import Kept
from gouji.outline.paragraph import plain

_TITLE = re.compile(r".{0,25}目录[:：]?")
_LEADERS = re.compile(r"[.…⋯·．\-—_]{3,}\d*$|(?<=[^\d])(?<!\d\.)\d{1,3}$")
_SENTENCE = re.compile(r"[。；，,;]|\d\.\d\d$")
"""A sentence goes on or ends, or an amount stands where the page number would."""
_LONGEST_ENTRY = 60
_SHORTEST_PART = 5
_ALIKE = 0.7
_YEAR = re.compile(r"\d{4}年度?")


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """One entry: its numbering, if any, and its title without number, dots and page."""

    label: Numbering | None
    title: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Contents:
    """``start:end`` of the kept lines, and the entries; an empty range when there is no contents page."""

    start: int = 0
    end: int = 0
    entries: tuple[ContentsEntry, ...] = ()

    def numbering_of(self, title: str) -> Numbering | None:
        """The numbering that the contents give to an unnumbered heading, or ``None``."""
        wanted = _core(title)
        for entry in self.entries:
            if (
                entry.label is not None
                and entry.label.style == "chinese"
                and _same(wanted, _core(entry.title))
            ):
                return entry.label
        return None

    def names(self, title: str) -> bool:
        """The contents list this very title under a number."""
        wanted = plain(title)
        return any(entry.label is not None and entry.title == wanted for entry in self.entries)

    def opens_part(self, title: str) -> bool:
        """The contents list this title without a number: a part that numbers its sections anew."""
        wanted = plain(title)
        return len(wanted) >= _SHORTEST_PART and any(
            entry.label is None and entry.title == wanted for entry in self.entries
        )


def find_contents(kept: list[Kept]) -> Contents:
    """The first contents page; headings seen again mark where it ends."""
    for start, item in enumerate(kept):
        if _TITLE.fullmatch(plain(item.line.text)):
            end = _end(kept, start + 1)
            if end - start > 3 and _are_entries(kept, start + 1, end):
                return Contents(start, end, tuple(_entry(k.line.text) for k in kept[start + 1 : end]))
    return Contents()


def _are_entries(kept: list[Kept], first: int, end: int) -> bool:
    """Whether most of the lines look like entries, or name what stands as a line of its own further down."""
    later = {plain(item.line.text) for item in kept[end:]}
    texts = [plain(item.line.text) for item in kept[first:end]]
    return 2 * sum(is_entry(text) or _bare(text) in later for text in texts) >= len(texts)


def _end(kept: list[Kept], first: int) -> int:
    seen: list[ContentsEntry] = []
    for position in range(first, len(kept)):
        whole = plain(kept[position].line.text)
        text, entry = _bare(whole), _entry(kept[position].line.text)
        paged = bool(_LEADERS.search(whole))
        if not paged and _is_body(text, entry, seen):
            return position
        if not paged and _leaves_page(kept, first, position) and entry.label is None:
            return position
        seen.append(entry)
    return len(kept)


def _is_body(text: str, entry: ContentsEntry, seen: list[ContentsEntry]) -> bool:
    """A line without a page number that is too long, a sentence, or names what the contents named before."""
    if len(text) > _LONGEST_ENTRY or _SENTENCE.search(text) or _repeats(text, seen):
        return True
    parts = any(other.label is not None and other.label.style == "part" for other in seen)
    if entry.label is None:
        wanted = _core(text) if not parts else ""
        return any(other.label is not None and _same(wanted, _core(other.title)) for other in seen)
    if parts and entry.label.style != "part":
        return False
    return any(_numbers_anew(entry, other) for other in seen)


def _numbers_anew(entry: ContentsEntry, other: ContentsEntry) -> bool:
    """A part that is there already, or the same number before much the same title."""
    one, two = entry.label, other.label
    if one is None or two is None or (one.style, one.ordinal) != (two.style, two.ordinal):
        return False
    if one.style == "part":
        return True
    letters = set(_core(other.title))
    return one.style == "chinese" and len(letters & set(_core(entry.title))) >= _ALIKE * max(len(letters), 1)


def _repeats(text: str, seen: list[ContentsEntry]) -> bool:
    """A heading that the contents already named: the body has begun."""
    return len(text) >= 4 and any(
        entry.text == text or (entry.text.startswith(text) and "第" in text) for entry in seen
    )


def _leaves_page(kept: list[Kept], first: int, position: int) -> bool:
    return kept[position].line.page is not None and kept[position].line.page != kept[first].line.page


def _entry(text: str) -> ContentsEntry:
    bare = _bare(plain(text))
    label = read_numbering(bare)
    return ContentsEntry(label, bare[label.length :] if label else bare, bare)


def _bare(text: str) -> str:
    """The entry without dot leaders, page number and list mark."""
    return _LEADERS.sub("", text).rstrip(".…⋯·")


def _core(title: str) -> str:
    """What distinguishes a title: the year and the words that every title has left out."""
    return re.sub(r"部门|单位|本级|年度", "", _YEAR.sub("", plain(title)))


def _same(heading: str, entry: str) -> bool:
    """A heading may put the name of the office or of the project before the words of the contents."""
    if len(entry) < 4:
        return False
    common = 0
    while common < min(len(heading), len(entry)) and heading[-1 - common] == entry[-1 - common]:
        common += 1
    return common >= len(entry) or common == len(heading) >= 4 or common >= max(6, len(entry) - 2)
