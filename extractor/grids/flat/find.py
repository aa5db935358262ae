"""Tables of a text source in which a converter left neither tabs nor borders.

Takes a text :class:`Document`, gives its table regions in order.  A table starts at a caption (a number such as 部门公开表1, a title
that names a statutory table) or at the header of a list of units, and ends at the next caption, at a heading,
at prose.  Pages that repeat the caption are one table; the rest of an indicator table that a converter
tore into the prose further down is put back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from gouji.domain.kinds import kind_of_title
from gouji.domain.units import is_unit_line, label_unit
from gouji.grids.flat.build import FORM_KINDS, header_height, is_data_line, read_flat_table
from gouji.grids.flat.header import Column, read_header
from gouji.grids.flat.indicator_tables import find_torn_rest, is_indicator_header
from gouji.grids.flat.lines import BARE_NUMBER, ENUMERATED, FlatLines
from gouji.grids.flat.stated import SOURCES, stated_in
from gouji.grids.flat.text import pieces_of
from gouji.grids.region import TableRegion
from gouji.isolation import Isolation, Part, strictly
from gouji.layout.captions import (
    LIST_MARK,
    is_furniture,
    is_note,
    split_number,
    title_of,
    unit_of,
    year_of,
)
from gouji.normalise import squash
from gouji.read.model import Document, Line
from gouji.schemas.record import TableKind, Where

PART = re.compile(r"^第[一二三四五六七八九十]{1,3}(?:部分|章)")
PROSE_MARK = re.compile(r"。|；$|(?:，|,(?!\d)).*(?:，|。)")
HEADING = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]).*(?:关于|(?:情况|说明|解释|名词)[。：:]?$)"
)
TOTAL_SCORE = re.compile(r"^总分[(（]?\d")
"""The row that closes a 绩效自评表; what follows it is no indicator."""
TRAILER = re.compile(r"(?:情况说明|情况的说明|名词解释)$")
MAX_PROSE = 36
"""A run without spaces longer than this, on a line without a figure, is prose."""
MAX_HEADER_LINES = 90
MAX_HEADING_DISTANCE = 8


@dataclass(slots=True)
class _Table:
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
    doc: Document, taken: frozenset[int] = frozenset(), isolation: Isolation | None = None
) -> list[TableRegion]:
    """All flat tables outside the lines in ``taken`` (indexes into ``doc.lines``), in document order."""
    if doc.form != "text":
        return []
    isolation = isolation or strictly()
    reader = _Reader(doc.lines, taken)
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
class _Reader(FlatLines):
    stated: dict[str, Decimal] = field(default_factory=dict)
    """The sources of revenue as the tables read so far state them."""

    def read_at(self, index: int) -> tuple[TableRegion | None, int]:
        """The table that begins at a line, if one does, and the line after it."""
        table = self.start(index)
        return self.read(table) if table is not None else (None, index + 1)

    def start(self, index: int) -> _Table | None:
        """The table whose caption or header begins at a line."""
        text = self.text(index)
        if not text or not self.free(index):
            return None
        return self._captioned(index, text) or self._listed(index)

    def _captioned(self, index: int, text: str) -> _Table | None:
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
        table = _Table(found, number, kind_of_title(found), index, unit, title_of(text)[1], own=own)
        at = last
        self._furniture(table, at)
        return table if self._has_header(table) else None

    def _furniture(self, table: _Table, index: int) -> None:
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

    def _names_columns(self, table: _Table, index: int) -> bool:
        """A header whose last label states the unit: 项目 数量 价值（金额单位：万元）."""
        if unit_of(self.lines[index].text) is None:
            return False
        columns = read_header(pieces_of(self.lines[index]), table.kind).columns
        return sum(column.key is not None for column in columns) > 1

    def _names_department(self, index: int) -> bool:
        """A department's bare name under a title: one short word, and the unit line comes next."""
        below = self.next_filled(index)
        single = len(pieces_of(self.lines[index])) == 1 and not any(c.isdigit() for c in self.text(index))
        return single and below is not None and unit_of(self.lines[below].text) is not None

    def _has_header(self, table: _Table) -> bool:
        """Whether column labels that the formats know follow the caption (a contents page has none)."""
        start = table.pages[-1][0]
        window = [i for i in range(start, min(len(self.lines), start + MAX_HEADER_LINES)) if self.text(i)]
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
        columns = read_header([piece for line in header for piece in pieces_of(line)], table.kind).columns
        known = sum(column.key is not None for column in columns)
        if self.title(table.first) is None and table.number is None:
            return known == len(columns) > 2
        return known >= 2 and known * 2 >= len(columns)

    def _listed(self, index: int) -> _Table | None:
        """A list of units without a caption: 序号 单位名称 … over ``1 …``."""
        kind = TableKind.ENTITY_LIST
        if "序号" not in squash(self.lines[index].text):
            return None
        columns = read_header(pieces_of(self.lines[index]), kind).columns
        keys = [column.key for column in columns]
        below = self.next_filled(index)
        if below is None or not {"序号", "单位名称"} <= set(keys) or None in keys:
            return None
        if not re.match(r"^1\s*\S", self.lines[below].text.strip()):
            return None
        table = _Table(None, None, kind, index, own={index}, pages=[[index]])
        above = [i for i in range(index - 1, -1, -1) if self.text(i)][:MAX_HEADING_DISTANCE]
        heading = next(
            (i for i in above if LIST_MARK.match(self.text(i)) and not PROSE_MARK.search(self.text(i))), None
        )
        if heading is not None:
            title = LIST_MARK.sub("", self.text(heading))
            if kind_of_title(title) is kind:
                table.title, table.first = title, heading
        return table

    def read(self, table: _Table) -> tuple[TableRegion | None, int]:
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

    def _next_page(self, table: _Table, index: int) -> int | None:
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

    def _ends(self, table: _Table, index: int, forms: bool) -> bool:
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
        longest = max(len(piece.bare) for piece in pieces_of(self.lines[index]))
        figures = is_data_line(self.lines[index]) and not HEADING.match(text)
        return bool(
            PROSE_MARK.search(text)
            or HEADING.match(text)
            or (longest > MAX_PROSE and not figures)
            or TRAILER.search(text)
        )

    def _captions(self, index: int, rest: str) -> bool:
        """Whether a table number opens a caption: nothing, a title, or the first line of a title behind it."""
        if not rest or self.title(index, rest):
            return True
        below = self.next_filled(index)
        return below is not None and self.title(index, rest + self.text(below)) is not None

    def _counts_on(self, table: _Table, number: int) -> bool:
        """Whether a lone number is the next 序号 of a list rather than a page number."""
        if not table.body or table.kind is not TableKind.ENTITY_LIST:
            return False
        last = pieces_of(self.lines[table.body[-1]])[0].bare
        return last.isdigit() and number == int(last) + 1

    def _note(self, table: _Table, index: int) -> int:
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

    def _columns(self, table: _Table) -> Sequence[Column]:
        lines = [self.lines[i] for i in table.pages[0]]
        header = lines[: header_height(lines)]
        return read_header([piece for line in header for piece in pieces_of(line)], table.kind).columns

    def _torn_rest(self, table: _Table, after: int) -> None:
        """Indicator rows of the table that stand torn in the prose below it."""
        candidates = [i for i in range(after, len(self.lines)) if self.free(i)]
        columns = self._columns(table)
        if not is_indicator_header(columns):
            return
        rest = find_torn_rest([self.lines[i] for i in candidates], columns)
        ids = [candidates[k] for k in rest]
        if ids:
            table.pages[-1].extend(i for i in ids if self.text(i))
            self.given.update(ids)

    def _region(self, table: _Table) -> TableRegion | None:
        pages = [[self.lines[i] for i in page] for page in table.pages]
        if not table.body:
            return None
        grid = read_flat_table(pages, table.kind, self.stated)
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
