"""Tables whose cells are marked: by tabs, Markdown bars or HTML tags in a text, by the file itself in Office and web pages.

Takes a :class:`Document` without pages, gives its table regions in order, one grid per printed block;
a blank line inside a table is where the page ended.  Which blocks belong to one table is
decided by what stands between them: a caption that names a table, or prose, starts a new one.  A sheet of a
workbook does too, and of two tables of a file without any word between them one of another width.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from gouji.domain.headers import is_header_word
from gouji.domain.kinds import kind_of_title
from gouji.domain.numbering import table_number
from gouji.domain.units import bare_unit, is_unit_line, torn_unit
from gouji.figures import is_amount
from gouji.grids.frame_caption import row_texts, take_caption, take_notes
from gouji.grids.grid import Grid, TableRegion
from gouji.grids.html import html_blocks
from gouji.grids.settings import GRIDS, MarkedSettings
from gouji.isolation import Isolation, Part, strictly
from gouji.layout.captions import (
    CONTINUED,
    FURNITURE,
    SENTENCE,
    Caption,
    clean,
    is_furniture,
    is_note,
    is_title,
    split_number,
    title_of,
    unit_of,
    year_of,
)
from gouji.layout.contents_page import TITLE, is_entry
from gouji.layout.page_number import is_page_number
from gouji.normalise import fold, squash
from gouji.read.model import EMPTY, Cell, Document, Line, MarkedGrid
from gouji.schemas.record import Place, Where

BESIDE_UNIT = 3
"""Cells of a row above a table of which one is the department or the unit: 部门, 年度, 单位."""
SIGNATURE = re.compile(
    r"^(?:(?:填表|填报|制表|编制|审核|复核|经办|单位|部门|财务|机关|联系)*(?:负责)?人|联系电话|(?:填报|报送|打印|制表|编制)(?:日期|时间))[:：]"
)
"""What stands below a sheet: who filled it in and answers for it, and when."""
NAMED = re.compile(r"表(?:[(（][^()（）]*[)）])?$")
"""How the name of a table ends in a list of tables."""
RULE_ROW = re.compile(r"^[\s|:\-\t]+$")


@dataclass(frozen=True, slots=True)
class MarkedBlock:
    """One printed block: the indexes of its lines, and its cells; with the name of the sheet that it begins."""

    line_ids: Sequence[int]
    grid: Grid
    sheet: str | None = None
    is_whole: bool = False
    """The file marks where the table begins and ends."""


@dataclass(slots=True)
class _Building:
    """A region while its blocks are still being collected."""

    caption: Caption
    first: int
    blocks: list[MarkedBlock] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    consumed: set[int] = field(default_factory=set)


def find_tab_regions(
    doc: Document, isolation: Isolation | None = None, settings: MarkedSettings = GRIDS.marked
) -> list[TableRegion]:
    """All tables whose cells the text marks, in document order."""
    isolation = isolation or strictly()
    building: list[_Building] = []
    previous_end = 0
    for block in _blocks(doc, isolation, settings):
        ids = block.line_ids
        caption, consumed, prose_between = _caption(doc.lines, previous_end, ids[0], settings)
        if block.sheet is not None and not caption.names_a_table:
            _name_by_sheet(caption, block.sheet, settings)
        if not building or caption.names_a_table or prose_between or _begins(building[-1], block):
            first = min(consumed | {ids[0]})
            building.append(_Building(caption, first, consumed=set(consumed)))
        current = building[-1]
        current.blocks.append(block)
        current.consumed |= consumed | set(ids)
        previous_end = ids[-1] + 1
        previous_end = _take_notes(doc.lines, previous_end, current)
        if current.caption.unit is None:
            current.caption = replace(current.caption, unit=_unit_below(doc.lines, previous_end, settings))
    parts = (Part(f"第{doc.lines[item.first].number}行起的表格") for item in building)
    found = [
        isolation.run(p, None, _region, doc.lines, item, settings)
        for p, item in zip(parts, building, strict=True)
    ]
    return [region for region in found if region is not None]


def is_row(line: Line) -> bool:
    return "\t" in line.text or (line.text.lstrip().startswith("|") and line.text.count("|") > 2)


def _begins(building: _Building, block: MarkedBlock) -> bool:
    """Whether a block without caption right below a table is another table, by what the file marks.

    A table of as many columns is one where it opens with a header that the table before does not have.
    """
    last = building.blocks[-1]
    if block.sheet is not None or not last.is_whole or last.grid.n_cols != block.grid.n_cols:
        return block.sheet is not None or last.is_whole
    labels = row_texts(block.grid.rows[0])
    known = {text for row in building.blocks[0].grid.rows for text in row_texts(row)}
    return (
        len(labels) > 1 and all(is_header_word(fold(label)) for label in labels) and not known & set(labels)
    )


def _name_by_sheet(caption: Caption, sheet: str, settings: MarkedSettings) -> None:
    """A sheet that prints no title is called by its name, where that names a table."""
    number, rest = split_number(clean(sheet))
    found = _title(rest, settings) if rest else None
    caption.number = number
    if found is not None:
        caption.title, caption.year = found[0], caption.year or found[1]


def _blocks(doc: Document, isolation: Isolation, settings: MarkedSettings) -> list[MarkedBlock]:
    """Every block of cells in the order of the lines; bars and dashes without a cell are none."""
    lines = doc.lines
    if doc.form == "text":
        tagged = [MarkedBlock(b.line_ids, b.grid) for b in html_blocks(lines, isolation, settings=settings)]
    else:
        tagged = [block for grid in doc.grids for block in _parted(lines, grid, settings)]
    inside = {index for block in tagged for index in block.line_ids}
    inside |= {index for grid in doc.grids for index in grid.line_ids}
    runs = [
        run for run in _runs(lines, inside, settings) if not all(RULE_ROW.match(lines[i].text) for i in run)
    ]
    marked = [MarkedBlock(run, _grid(lines, run)) for run in runs]
    return sorted([*tagged, *marked], key=lambda block: block.line_ids[0])


def _parted(lines: tuple[Line, ...], grid: MarkedGrid, settings: MarkedSettings) -> Iterator[MarkedBlock]:
    """The tables in a grid of the file, without the rows that are their captions and notes.

    Rows of a sheet print what stands around a table too, and a sheet may hold several tables one below the other.
    """
    sheet = grid.name
    for run in _runs_of_rows(grid):
        run = run[_caption_rows(grid, run) :]
        run = run[: _before_notes(grid, run)]
        ids = [grid.line_ids[at] for at in run]
        if not ids or not any(True for _ in _unless_contents(lines, ids, settings)):
            continue
        texts = [row_texts(grid.rows[at]) for at in run]
        if _lists_tables(texts) or grid.name is not None and max(map(len, texts)) <= 1:  # contents, a cover
            continue
        cells = Grid(rows=tuple(grid.rows[at] for at in run), spans_known=True, layout="marked")
        yield MarkedBlock(ids, cells, sheet, is_whole=True)
        sheet = None


def _lists_tables(rows: Sequence[list[str]]) -> bool:
    """Whether rows are the contents of a file: but for a header, each says the title of a table."""
    named = sum(any(NAMED.search(split_number(text)[1]) for text in row) for row in rows)
    return (
        named > 1 and named >= len(rows) - 1 and not any(is_amount(t) and "." in t for r in rows for t in r)
    )


def _runs_of_rows(grid: MarkedGrid) -> list[list[int]]:
    """The rows of each table in a grid, caption and notes included.

    A table begins with a row that is the title of one and nothing else, and below a blank row with any caption; a row
    that prints the header once more begins the next page of the same table.
    """
    runs: list[list[int]] = [[]]
    header: list[str] = []
    blank = False
    for at, row in enumerate(grid.rows):
        texts = row_texts(row)
        if not texts:
            blank = True
            continue
        if _titles_table(texts) or blank and _is_caption(row, texts) or len(texts) > 1 and texts == header:
            runs.append([])
        if not header or runs[-1] == []:
            header = []
        if not header and len(texts) > 1 and not _is_caption(row, texts):
            header = texts
        runs[-1].append(at)
        blank = False
    return [run for run in runs if run]


def _is_caption(row: Sequence[Cell], texts: Sequence[str]) -> bool:
    """Whether a row says number, title, department, year or unit of a table, and nothing else."""
    if len(texts) == 1:
        number, rest = split_number(texts[0])
        return len(row) > 1 and (number is not None or is_title(rest) or is_furniture(texts[0]))
    said = sum(is_unit_line(text) or bool(FURNITURE.match(text)) for text in texts)
    known = sum(is_furniture(text) or table_number(text) == text for text in texts)
    return known == len(texts) or said > 0 and len(texts) <= BESIDE_UNIT


def _caption_rows(grid: MarkedGrid, run: Sequence[int]) -> int:
    """How many rows at the head of a run belong to the caption: title, number, department, year and unit.

    In a sheet a cell alone above the unit does too, whatever it says; elsewhere it is a label over all columns.
    """
    stated = grid.name is None
    for count, at in enumerate(run):
        row = grid.rows[at]
        texts = row_texts(row)
        alone = len(texts) == 1 and len(row) > 1
        if not (alone and not stated or _is_caption(row, texts)):
            return count
        stated = stated or any(unit_of(text) for text in texts)
    return len(run)


def _titles_table(texts: list[str]) -> bool:
    """Whether a row says the title of a table and nothing else."""
    if len(texts) != 1:
        return False
    number, rest = split_number(texts[0])
    return is_title(rest) and (number is not None or kind_of_title(rest) is not None)


def _before_notes(grid: MarkedGrid, run: Sequence[int]) -> int:
    """How many rows of a run stand before what is printed at its foot: who filled it in, a page number, and notes, rows
    of one cell of which the first is a note."""
    end = len(run)
    while end > 1 and all(_signs(text) for text in row_texts(grid.rows[run[end - 1]])):
        end -= 1
    first = end
    for number in range(end - 1, 0, -1):
        texts = row_texts(grid.rows[run[number]])
        if len(texts) != 1:
            break
        if is_note(texts[0]):
            first = number
    return first


def _signs(text: str) -> bool:
    return bool(SIGNATURE.match(text)) or is_page_number(text, adorned=True)


def _runs(lines: tuple[Line, ...], taken: set[int], settings: MarkedSettings) -> Iterator[list[int]]:
    """Runs of consecutive row lines, contents pages left out; inside a run the outer bars may be lost."""
    run: list[int] = []
    for index, line in enumerate(lines):
        if index not in taken and (is_row(line) or (run and line.text.count("|") > 1)):
            run.append(index)
        elif run:
            yield from _unless_contents(lines, run, settings)
            run = []
    if run:
        yield from _unless_contents(lines, run, settings)


def _unless_contents(
    lines: tuple[Line, ...], run: list[int], settings: MarkedSettings
) -> Iterator[list[int]]:
    """A contents page is a run of two-cell lines: entries, and rising page numbers."""
    cells = [[c for c in _split(lines[i].text) if c[0].strip()] for i in run]
    pages = [c[1][0].strip() for c in cells if len(c) == 2 and c[1][0].strip().isdigit()]
    rising = all(int(a) <= int(b) for a, b in zip(pages, pages[1:], strict=False))
    paged = len(pages) == len(run) and rising
    entries = sum(is_entry(squash(c[0][0])) for c in cells if c)
    paged = paged and 2 * entries >= len(run)
    if not (paged and (len(run) >= settings.contents_rows or _near_contents(lines, run))):
        yield run


def _near_contents(lines: tuple[Line, ...], run: list[int]) -> bool:
    """Whether a short run of page references follows a contents heading or another such run."""
    above = [squash(line.text) for line in lines[max(0, run[0] - 12) : run[0]]]
    return any(text.endswith(TITLE) or re.search(r"\D\d{1,3}$", text) for text in above)


def _split(text: str) -> list[tuple[str, int]]:
    """The cells of a row line with the offset at which each starts."""
    bars = "\t" not in text
    body = text.strip() if bars else text
    shift = text.index(body) if bars else 0
    if bars:
        body, shift = body.strip("|"), shift + len(body) - len(body.lstrip("|"))
    cells, offset = [], shift
    for piece in body.split("|" if bars else "\t"):
        cells.append((piece, offset))
        offset += len(piece) + 1
    return cells


def _caption(
    lines: tuple[Line, ...], start: int, block: int, settings: MarkedSettings
) -> tuple[Caption, set[int], bool]:
    """Read the lines above a block, nearest first.

    Gives the caption, the lines that belong to it, and whether prose stands between it and
    the block before.
    """
    title = number = unit = year = None
    consumed: set[int] = set()
    index = block - 1
    while index >= start:
        text = clean(lines[index].text)
        torn = _torn(lines, start, index, settings) or _torn_unit(lines, start, index)
        if torn:
            consumed |= torn[1]
            number, unit = number or torn[0][0], unit or torn[0][1]
            index = min(torn[1])
        elif _prints_nothing(text):
            pass
        elif CONTINUED.match(text):
            consumed.add(index)
        elif is_furniture(lines[index].text):
            unit = unit or unit_of(text)
            year = year or year_of(text)
            consumed.add(index)
        elif title is None and unit is not None and _names_department(lines, start, index, settings):
            consumed.add(index)
        else:
            own, rest = split_number(text)
            found = _title(rest, settings) if rest and title is None else None
            if found is None and not (own and not rest and number is None):
                break
            number, unit = number or own, unit or unit_of(text)
            title, year = (found[0], year or found[1]) if found else (title, year)
            consumed.add(index)
        index -= 1
    prose = any(not _prints_nothing(clean(lines[i].text)) for i in range(start, index + 1))
    return Caption(title=title, number=number, unit=unit, year=year), consumed, prose


def _prints_nothing(text: str) -> bool:
    """A blank line, a page number, the empty frame of a table."""
    return not text or is_page_number(text) or bool(RULE_ROW.match(text))


def _title(text: str, settings: MarkedSettings) -> tuple[str, str | None] | None:
    """The title in a line, if it is one; a name of a statutory table counts without the word 表."""
    loose = (
        len(text) <= settings.loose_title and not SENTENCE.search(text) and kind_of_title(text) is not None
    )
    return title_of(text) if is_title(text) or loose else None


def _names_department(lines: tuple[Line, ...], start: int, index: int, settings: MarkedSettings) -> bool:
    """A department's bare name (虚构市财政局) between the title, right above it, and the unit."""
    text = clean(lines[index].text)
    plain = (
        len(text) <= settings.loose_title and not SENTENCE.search(text) and not any(c.isdigit() for c in text)
    )
    above = next((clean(lines[i].text) for i in range(index - 1, start - 1, -1) if clean(lines[i].text)), "")
    return plain and _title(text, settings) is None and _title(split_number(above)[1], settings) is not None


def _torn(
    lines: tuple[Line, ...], start: int, index: int, settings: MarkedSettings
) -> tuple[tuple[str | None, str | None], set[int]] | None:
    """A number or unit torn over up to four short lines ending at ``index``."""
    pieces: list[str] = []
    ids: set[int] = set()
    for i in range(index, start - 1, -1):
        text = clean(lines[i].text)
        if not text:
            continue
        pieces.insert(0, text)
        ids.add(i)
        joined = "".join(pieces)
        if len(pieces) > 1 and is_unit_line(joined) and (bare_unit(joined) is None or joined[0] in "(（"):
            return (None, unit_of(joined)), ids
        if len(pieces) > 1 and table_number(joined) == joined:
            return (joined, None), ids
        if len(pieces) == settings.torn_lines or len(joined) > 12:
            return None
    return None


def _torn_unit(
    lines: tuple[Line, ...], start: int, index: int
) -> tuple[tuple[str | None, str | None], set[int]] | None:
    """The end of a unit (元) below the line that begins it (编制单位：… 单位：万)."""
    above = next((i for i in range(index - 1, start - 1, -1) if lines[i].text.strip()), None)
    unit = torn_unit(clean(lines[above].text), clean(lines[index].text)) if above is not None else None
    return ((None, unit), {index}) if unit else None


def _unit_below(lines: tuple[Line, ...], index: int, settings: MarkedSettings) -> str | None:
    """The unit in the first line under a table, unless the next table begins right below it."""
    filled = [i for i in range(index, min(len(lines), index + settings.torn_lines)) if lines[i].text.strip()]
    if not filled or not is_unit_line(clean(lines[filled[0]].text)):
        return None
    return None if len(filled) > 1 and is_row(lines[filled[1]]) else unit_of(clean(lines[filled[0]].text))


def _take_notes(lines: tuple[Line, ...], index: int, region: _Building) -> int:
    """Collect the notes that follow a block; gives the index after the last of them."""
    end = index
    while index < len(lines):
        text = lines[index].text
        if is_note(text):
            region.notes.append(squash(clean(text)))
            region.consumed.add(index)
            end = index + 1
        elif text.strip():
            break
        index += 1
    return end


def _region(lines: tuple[Line, ...], item: _Building, settings: MarkedSettings) -> TableRegion:
    rows = [i for block in item.blocks for i in block.line_ids]
    grids = tuple(block.grid for block in item.blocks if block.grid.rows)
    caption = item.caption
    if grids:
        final, notes = take_notes(grids[-1])
        item.notes.extend(notes)
        grids = (*grids[:-1], final)
        again = replace(caption)
        grids = (take_caption(grids[0], caption), *(take_caption(grid, again) for grid in grids[1:]))
    last = max(i for i in item.consumed | set(rows) if not RULE_ROW.match(lines[i].text))
    return TableRegion(
        title=caption.title,
        number=caption.number,
        unit=caption.unit,
        year=caption.year,
        grids=grids,
        where=Where(lines=(lines[item.first].number, lines[last].number)),
        notes=tuple(item.notes),
        line_ids=frozenset(item.consumed | set(rows)),
    )


def _grid(lines: tuple[Line, ...], block: list[int]) -> Grid:
    rows = []
    for index in block:
        line = lines[index]
        if RULE_ROW.match(line.text) and "-" in line.text:
            continue
        rows.append(tuple(_cell(line, text, offset) for text, offset in _split(line.text)))
    width = max((len(row) for row in rows), default=0)
    return Grid(rows=tuple(row + (EMPTY,) * (width - len(row)) for row in rows), layout="marked")


def _cell(line: Line, text: str, offset: int) -> Cell:
    bare = text.strip()
    if not bare:
        return EMPTY
    start = offset + text.index(bare)
    return Cell(text=bare, places=(Place(line=line.number, span=(start, start + len(bare))),))
