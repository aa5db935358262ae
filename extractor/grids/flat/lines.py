"""The lines of a flat text as table regions are looked for in them: what is free, a page number, a table's title.

Takes the lines of a document and those already taken (indexes), gives :class:`FlatLines`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from gouji.domain.column_numbers import is_number_row
from gouji.domain.kinds import kind_of_title
from gouji.domain.units import is_unit_line, parted_title
from gouji.layout.captions import clean, is_title, title_of
from gouji.normalise import squash
from gouji.read.model import Line

PAGE_NUMBER = re.compile(r"^[-—–－]\s*\d{1,4}\s*[-—–－]$|^第\d{1,4}页(?:共\d{1,4}页)?$")
BARE_NUMBER = re.compile(r"^\d{1,4}$")


ENUMERATED = re.compile(r"^(?:[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十]{1,3}[)）])")
"""How a heading opens; the rows of a list of units open with 1, 2, 3."""
PLAIN_END = re.compile(r"(?:情况|预算|决算|明细|清单|一览)$")
MAX_PLAIN = 24
MAX_TORN = 4


def _text(line: Line) -> str:
    """A line without markup and spaces; the asterisks of a row that numbers the columns are no markup."""
    return squash(line.text) if is_number_row(line.text.split(), inside=True) else clean(line.text)


@dataclass(slots=True)
class FlatLines:
    """Lines by index, with the texts and page numbers that are asked for again and again."""

    lines: tuple[Line, ...]
    taken: frozenset[int]
    given: set[int] = field(default_factory=set)
    """Lines that a torn table took from further down."""
    numbers: list[int] = field(default_factory=list)
    """The lines that hold nothing but a number, beside an empty line."""
    texts: list[str] = field(default_factory=list)
    """The lines without markup and spaces, made once."""

    def free(self, index: int) -> bool:
        return index not in self.taken and index not in self.given and "\t" not in self.lines[index].text

    def text(self, index: int) -> str:
        if not self.texts:
            self.texts.extend(_text(line) for line in self.lines)
        return self.texts[index]

    def is_page_number(self, index: int, forms: bool) -> bool:
        """``- 3 -``, 第3页, or a bare number in the sequence of the document's page numbers.

        In forms, whose narrow cells print weights and values on lines of their own, a bare number is a value.
        """
        if PAGE_NUMBER.match(squash(self.lines[index].text)):
            return True
        if forms or not BARE_NUMBER.match(self.text(index)):
            return False
        if not self.numbers:
            self.numbers.extend(i for i in range(len(self.lines)) if self._stands_alone(i))
        at = bisect_left(self.numbers, index)
        if at == len(self.numbers) or self.numbers[at] != index:
            return False
        value = int(self.text(index))
        near = {i: int(self.text(self.numbers[i])) for i in (at - 1, at + 1) if 0 <= i < len(self.numbers)}
        return near.get(at - 1) == value - 1 or near.get(at + 1) == value + 1

    def _stands_alone(self, index: int) -> bool:
        """A bare number beside an empty line, where a page ends."""
        if not BARE_NUMBER.match(self.text(index)):
            return False
        beside = [i for i in (index - 1, index + 1) if 0 <= i < len(self.lines)]
        return len(beside) < 2 or any(not self.text(i) for i in beside)

    def next_filled(self, index: int) -> int | None:
        """The next line with text after ``index``."""
        return next((i for i in range(index + 1, len(self.lines)) if self.text(i)), None)

    def torn_unit(self, index: int) -> list[int]:
        """The short lines over which a narrow cell broke a unit (``单 / 位： / 万元``); none for other text."""
        found: list[int] = []
        at: int | None = index
        while at is not None and len(found) < MAX_TORN and len(self.text(at)) <= MAX_TORN and self.free(at):
            found.append(at)
            if is_unit_line("".join(self.text(i) for i in found)):
                return found
            at = self.next_filled(at)
        return []

    def plain_title(self, text: str) -> str | None:
        """A title without the word 表 (部门政府采购预算): a short line of its own that names a kind of table.

        It is one only over a header all of whose labels are known.
        """
        short = (
            len(text) <= MAX_PLAIN and not ENUMERATED.match(text) and not re.search(r"[\d，。：:；]", text)
        )
        return text if short and PLAIN_END.search(text) and kind_of_title(text) is not None else None

    def title(self, index: int, text: str | None = None) -> str | None:
        """The table title that a line (or two, put together behind a table number) is, ``None`` when it is none."""
        bare = parted_title(text if text is not None else self.text(index))[0]
        if not is_title(bare) or not re.search(r"表(?:[(（].*[)）])?$", bare):
            return None
        title, _ = title_of(bare)
        return title if kind_of_title(title) is not None else None
