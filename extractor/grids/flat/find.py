"""Tables of a text source in which a converter left neither tabs nor borders.

Takes a text :class:`Document`, gives its table regions in order.  A table starts at a caption (a number such as
部门公开表1, a title that names a statutory table) or at the header of a list of units, and ends at the next caption, at
a heading, at prose.  Pages that repeat the caption are one table; the rest of an indicator table that a converter
tore into the prose further down is put back.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from gouji.domain import numbering
from gouji.domain.column_numbers import is_number_row
from gouji.domain.kinds import FORM_KINDS, kind_of_title
from gouji.domain.numbering import item_number, without_number
from gouji.domain.units import is_unit_line, label_unit, parted_title
from gouji.grids.flat.build import header_height, is_data_line, read_flat_table
from gouji.grids.flat.header import FlatColumn, read_header
from gouji.grids.flat.indicator_tables import find_torn_rest, is_indicator_header
from gouji.grids.flat.stated import SOURCES, stated_in
from gouji.grids.flat.tokens import tokens_of
from gouji.grids.grid import TableRegion
from gouji.grids.settings import GRIDS, FlatSettings
from gouji.isolation import Isolation, Part, strictly
from gouji.layout.captions import (
    PART,
    clean,
    is_furniture,
    is_note,
    is_title,
    split_number,
    title_of,
    unit_of,
    year_of,
)
from gouji.layout.page_number import is_page_number
from gouji.normalise import squash
from gouji.read.model import Document, Line
from gouji.schemas.record import TableKind, Where

BARE_NUMBER = re.compile(r"^\d{1,4}$")


ENUMERATED = re.compile(rf"^{numbering.HEADING}")
"""How a heading opens; the rows of a list of units open with 1, 2, 3."""
PLAIN_END = re.compile(r"(?:情况|预算|决算|明细|清单|一览)$")


def _bare_text(line: Line) -> str:
    """A line without markup and spaces; the asterisks of a row that numbers the columns are no markup."""
    return squash(line.text) if is_number_row(line.text.split(), inside=True) else clean(line.text)


@dataclass(slots=True)
class FlatLines:
    """Lines by index, with the texts and page numbers that are asked for again and again."""

    lines: tuple[Line, ...]
    taken: frozenset[int]
    settings: FlatSettings
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
            self.texts.extend(_bare_text(line) for line in self.lines)
        return self.texts[index]

    def is_page_number(self, index: int, forms: bool) -> bool:
        """``- 3 -``, 第3页, or a bare number in the sequence of the document's page numbers.

        In forms, whose narrow cells print weights and values on lines of their own, a bare number is a value.
        """
        if is_page_number(squash(self.lines[index].text), adorned=True):
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
        while (
            at is not None
            and len(found) < self.settings.torn_unit
            and len(self.text(at)) <= self.settings.torn_unit
            and self.free(at)
        ):
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
            len(text) <= self.settings.plain_title
            and not ENUMERATED.match(text)
            and not re.search(r"[\d，。：:；]", text)
        )
        return text if short and PLAIN_END.search(text) and kind_of_title(text) is not None else None

    def title(self, index: int, text: str | None = None) -> str | None:
        """The table title that a line (or two, put together behind a table number) is, ``None`` when it is none."""
        bare = parted_title(text if text is not None else self.text(index))[0]
        if not is_title(bare) or not re.search(r"表(?:[(（].*[)）])?$", bare):
            return None
        title, _ = title_of(bare)
        return title if kind_of_title(title) is not None else None


PROSE_MARK = re.compile(r"。|；$|(?:，|,(?!\d)).*(?:，|。)")
HEADING = re.compile(rf"^{numbering.HEADING}.*(?:关于|(?:情况|说明|解释|名词)[。：:]?$)")
TOTAL_SCORE = re.compile(r"^总分[(（]?\d")
"""The row that closes a 绩效自评表; what follows it is no indicator."""
TRAILER = re.compile(r"(?:情况说明|情况的说明|名词解释)$")


@dataclass(slots=True)
class _FlatTable:
    """A table while its lines are collected; all lists hold indexes into the document's lines."""

    title: str | None
    number: str | None
    kind: TableKind | None
    first: int
    unit: str | None = None
    year: str | None = None
    pages: list[list[int]] = field(default_factory=lambda: [[]])
    notes: list[list[int]] = field(default_factory=list)
    own: set[int] = field(default_factory=set)

    @property
    def body(self) -> list[int]:
        return [index for page in self.pages for index in page]


def find_flat_regions(
    doc: Document,
    taken: frozenset[int] = frozenset(),
    isolation: Isolation | None = None,
    settings: FlatSettings = GRIDS.flat,
) -> list[TableRegion]:
    """All flat tables outside the lines in ``taken`` (indexes into ``doc.lines``), in document order."""
    if doc.form != "text":
        return []
    isolation = isolation or strictly()
    reader = _FlatReader(doc.lines, taken, settings)
    regions: list[TableRegion] = []
    index = 0
    while index < len(doc.lines):
        part = Part(f"第{doc.lines[index].number}行起的表格")
        region, after = isolation.run(part, (None, index + 1), reader.read_at, index)
        if region is not None:
            regions.append(region)
        index = max(after, index + 1)
    return regions


@dataclass(slots=True)
class _FlatReader(FlatLines):
    stated: dict[str, Decimal] = field(default_factory=dict)
    """The sources of revenue as the tables read so far state them."""

    def read_at(self, index: int) -> tuple[TableRegion | None, int]:
        """The table that begins at a line, if one does, and the line after it."""
        table = self.start(index)
        return self.read(table) if table is not None else (None, index + 1)

    def start(self, index: int) -> _FlatTable | None:
        """The table whose caption or header begins at a line."""
        text = self.text(index)
        if not text or not self.free(index):
            return None
        return self._captioned(index, text) or self._listed(index)

    def _captioned(self, index: int, text: str) -> _FlatTable | None:
        number, rest = split_number(text)
        at: int | None = index
        between: list[int] = []
        if number and not rest:
            at = self.next_filled(index)
            while at is not None and is_furniture(self.lines[at].text):
                between.append(at)
                at = self.next_filled(at)
        elif number is None:
            rest = text
        if at is None or not self.free(at):
            return None
        text = rest if at == index else self.text(at)
        found, last = self.title(at, text), at
        if found is None and number is not None:
            below = self.next_filled(at)
            if below is None or not self.free(below):
                return None
            text, last = text + self.text(below), below
            found = self.title(at, text)
        found = found or self.plain_title(text)
        if found is None:
            return None
        own = {index, at, last, *between}
        unit = next((unit for i in between if (unit := unit_of(self.lines[i].text))), None)
        unit = unit or unit_of(text)
        table = _FlatTable(found, number, kind_of_title(found), index, unit, title_of(text)[1], own=own)
        at = last
        self._furniture(table, at)
        return table if self._has_header(table) else None

    def _furniture(self, table: _FlatTable, index: int) -> None:
        """Read the lines under a title (number, department, unit, year); the page starts after them."""
        at = self.next_filled(index)
        while at is not None and self.free(at):
            number, rest = split_number(self.text(at))
            if number and not rest and table.number in (None, number):
                table.number = number
            elif is_furniture(self.lines[at].text) and not self._names_columns(table, at):
                table.unit = table.unit or unit_of(self.lines[at].text)
                table.year = table.year or year_of(self.text(at))
            elif torn := self.torn_unit(at):
                table.unit = table.unit or unit_of("".join(self.text(i) for i in torn))
                table.own.update(torn)
                at = torn[-1]
            elif not self._names_department(at):
                break
            table.own.add(at)
            at = self.next_filled(at)
        table.pages[-1] = [at if at is not None else len(self.lines)]

    def _names_columns(self, table: _FlatTable, index: int) -> bool:
        """A header whose last label states the unit: 项目 数量 价值（金额单位：万元）."""
        if unit_of(self.lines[index].text) is None:
            return False
        columns = read_header(tokens_of(self.lines[index]), table.kind, self.settings).columns
        return sum(column.key is not None for column in columns) > 1

    def _names_department(self, index: int) -> bool:
        """A department's bare name under a title: one short word, and the unit line comes next."""
        below = self.next_filled(index)
        single = len(tokens_of(self.lines[index])) == 1 and not any(c.isdigit() for c in self.text(index))
        return single and below is not None and unit_of(self.lines[below].text) is not None

    def _has_header(self, table: _FlatTable) -> bool:
        """Whether column labels that the formats know follow the caption (a contents page has none)."""
        start = table.pages[-1][0]
        window = [
            i for i in range(start, min(len(self.lines), start + self.settings.header_lines)) if self.text(i)
        ]
        lines: list[Line] = []
        for i in window:
            if self.is_page_number(i, table.kind in FORM_KINDS):
                continue
            if not self.free(i) or self.title(i) or PART.match(self.text(i)) or is_note(self.lines[i].text):
                break
            lines.append(self.lines[i])
        header = lines[: header_height(lines)]
        if table.kind in FORM_KINDS:
            return any("三级指标" in squash(line.text) for line in lines) or _wrapped_level(header)
        columns = read_header(
            [token for line in header for token in tokens_of(line)], table.kind, self.settings
        ).columns
        known = sum(column.key is not None for column in columns)
        if self.title(table.first) is None and table.number is None:
            return known == len(columns) > 2
        return known >= 2 and known * 2 >= len(columns)

    def _listed(self, index: int) -> _FlatTable | None:
        """A list of units without a caption: 序号 单位名称 … over ``1 …``."""
        kind = TableKind.ENTITY_LIST
        if "序号" not in squash(self.lines[index].text):
            return None
        columns = read_header(tokens_of(self.lines[index]), kind, self.settings).columns
        keys = [column.key for column in columns]
        below = self.next_filled(index)
        if below is None or not {"序号", "单位名称"} <= set(keys) or None in keys:
            return None
        if not re.match(r"^1\s*\S", self.lines[below].text.strip()):
            return None
        table = _FlatTable(None, None, kind, index, own={index}, pages=[[index]])
        above = [i for i in range(index - 1, -1, -1) if self.text(i)][: self.settings.heading_distance]
        heading = next(
            (i for i in above if item_number(self.text(i)) and not PROSE_MARK.search(self.text(i))), None
        )
        if heading is not None:
            title = without_number(self.text(heading))
            if kind_of_title(title) is kind:
                table.title, table.first = title, heading
        return table

    def read(self, table: _FlatTable) -> tuple[TableRegion | None, int]:
        """Collect the lines of a table; gives its region and the line after it."""
        start = table.pages[-1][0]
        table.pages[-1] = []
        forms = table.kind in FORM_KINDS
        index, after = start, start
        while index < len(self.lines):
            text = self.text(index)
            if not text or self.is_page_number(index, forms):
                index += 1
                continue
            page = self._next_page(table, index)
            if page is not None:
                index = page
                continue
            if not self.free(index) or self._ends(table, index, forms):
                break
            if is_note(self.lines[index].text):
                index = after = self._note(table, index)
                continue
            if table.unit is None and table.body and is_unit_line(text):
                table.unit = unit_of(text)
                table.own.add(index)
                index = after = index + 1
                continue
            table.pages[-1].append(index)
            index += 1
            after = index
        if forms:
            self._torn_rest(table, after)
        return self._region(table), after

    def _next_page(self, table: _FlatTable, index: int) -> int | None:
        """Where the next page of the table starts when its caption is repeated at a line."""
        number, rest = split_number(self.text(index))
        at: int | None = index
        if number and not rest and (number == table.number):
            at = self.next_filled(index)
        if at is None or not table.body or not table.title:
            return None
        title = self.title(at)
        if title is None or squash(title) != squash(table.title):
            return None
        if table.kind in FORM_KINDS and not is_indicator_header(self._columns(table)):
            return None
        table.own |= {index, at}
        table.pages.append([])
        self._furniture(table, at)
        return table.pages[-1].pop()

    def _ends(self, table: _FlatTable, index: int, forms: bool) -> bool:
        text = self.text(index)
        number, rest = split_number(text)
        if PART.match(text) or (number and self._captions(index, rest)) or self.title(index):
            return True
        if forms and table.body and TOTAL_SCORE.match(self.text(table.body[-1])):
            return True
        if BARE_NUMBER.match(text) and not forms:
            return not self._counts_on(table, int(text))
        if forms:
            return bool(HEADING.match(text) or TRAILER.search(text))
        if is_note(self.lines[index].text):
            return False
        if table.kind is TableKind.ENTITY_LIST and ENUMERATED.match(text):
            return True
        longest = max(len(token.bare) for token in tokens_of(self.lines[index]))
        figures = is_data_line(self.lines[index]) and not HEADING.match(text)
        return bool(
            PROSE_MARK.search(text)
            or HEADING.match(text)
            or (longest > self.settings.prose_run and not figures)
            or TRAILER.search(text)
        )

    def _captions(self, index: int, rest: str) -> bool:
        """Whether a table number opens a caption: nothing, a title, or the first line of a title behind it."""
        if not rest or self.title(index, rest):
            return True
        below = self.next_filled(index)
        return below is not None and self.title(index, rest + self.text(below)) is not None

    def _counts_on(self, table: _FlatTable, number: int) -> bool:
        """Whether a lone number is the next 序号 of a list rather than a page number."""
        if not table.body or table.kind is not TableKind.ENTITY_LIST:
            return False
        last = tokens_of(self.lines[table.body[-1]])[0].bare
        return last.isdigit() and number == int(last) + 1

    def _note(self, table: _FlatTable, index: int) -> int:
        """Take a note with the lines directly below it that go on with it."""
        note = [index]
        index += 1
        while index < len(self.lines) and self.text(index) and self.free(index):
            if self._ends(table, index, False) or is_note(self.lines[index].text):
                break
            note.append(index)
            index += 1
        table.notes.append(note)
        return index

    def _columns(self, table: _FlatTable) -> Sequence[FlatColumn]:
        lines = [self.lines[i] for i in table.pages[0]]
        header = lines[: header_height(lines)]
        return read_header(
            [token for line in header for token in tokens_of(line)], table.kind, self.settings
        ).columns

    def _torn_rest(self, table: _FlatTable, after: int) -> None:
        """IndicatorRow rows of the table that stand torn in the prose below it."""
        candidates = [i for i in range(after, len(self.lines)) if self.free(i)]
        columns = self._columns(table)
        if not is_indicator_header(columns):
            return
        rest = find_torn_rest([self.lines[i] for i in candidates], columns, self.settings)
        ids = [candidates[k] for k in rest]
        if ids:
            table.pages[-1].extend(i for i in ids if self.text(i))
            self.given.update(ids)

    def _region(self, table: _FlatTable) -> TableRegion | None:
        pages = [[self.lines[i] for i in page] for page in table.pages]
        if not table.body:
            return None
        grid = read_flat_table(pages, table.kind, self.stated, settings=self.settings)
        if grid is None:
            return None
        if table.kind in SOURCES:
            self.stated |= stated_in(grid)
        noted = [i for note in table.notes for i in note]
        ids = table.own | set(table.body) | set(noted)
        unit = table.unit or _unit_in(grid.rows[: grid.header_rows or 0])
        return TableRegion(
            title=table.title,
            number=table.number,
            unit=unit,
            year=table.year,
            grids=(grid,),
            where=Where(lines=(self.lines[table.first].number, self.lines[max(ids)].number)),
            notes=tuple("".join(squash(self.lines[i].text) for i in note) for note in table.notes),
            line_ids=frozenset(ids),
        )


def _wrapped_level(header: Sequence[Line]) -> bool:
    """Whether header cells torn over lines spell out the indicator levels."""
    return "三级指标" in "".join(squash(line.text) for line in header)


def _unit_in(header: Sequence[Sequence[object]]) -> str | None:
    """The unit that a column label states: 预算数（万元）."""
    for row in header:
        for cell in row:
            if unit := label_unit(getattr(cell, "text", "")):
                return unit
    return None
