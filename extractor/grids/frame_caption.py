"""What is printed inside a table's frame and is no part of the table: its title, number, department and unit line, its notes.

Takes a :class:`Grid` and the :class:`Caption` that was read around it; gives the grid without those rows, and the
caption with what they say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gouji.domain.kinds import kind_of_title
from gouji.domain.units import is_unit_line
from gouji.grids.grid import Grid
from gouji.layout.captions import (
    FURNITURE,
    PART,
    SENTENCE,
    YEAR_LINE,
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
from gouji.normalise import fold
from gouji.read.model import Cell

LOOSE_TITLE = 40
"""A name of a statutory table without the word 表 is no longer than this, in characters."""


def take_caption(grid: Grid, caption: Caption) -> Grid:
    """The grid without the rows at its head that are its caption; ``caption`` takes what they say.

    Blank rows there are left out too.  The last row always stays.
    """
    rows = list(grid.rows)
    start = 0
    while start < len(rows) - 1 and len(rows[start]) > 1:
        texts = row_texts(rows[start])
        if texts and not _says_caption(caption, rows[start], texts, grid.spans_known):
            break
        start += 1
    if not start:
        return grid
    header = None if grid.header_rows is None else max(0, grid.header_rows - start)
    return replace(grid, rows=grid.rows[start:], header_rows=header)


def take_notes(grid: Grid) -> tuple[Grid, list[str]]:
    """The grid without the rows at its foot that hold nothing but a note (注：…), and those notes."""
    rows = list(grid.rows)
    found: list[str] = []
    while len(rows) > 1 and len(rows[-1]) > 1:
        texts = row_texts(rows[-1])
        if (
            len(texts) > 1
            or texts
            and not is_note(texts[0])
            or not texts
            and not found
            and not _note_above(rows)
        ):
            break
        found[:0] = texts
        rows.pop()
    return (replace(grid, rows=tuple(rows)), found) if len(rows) < len(grid.rows) else (grid, found)


def row_texts(row: Sequence[Cell]) -> list[str]:
    """What the cells of a row print, cleaned, a merged one once."""
    return [text for text in {id(cell): clean(cell.text) for cell in row}.values() if text]


def _note_above(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether the lowest row that is not blank is a note."""
    texts = next((found for row in reversed(rows) if (found := row_texts(row))), [])
    return len(texts) == 1 and is_note(texts[0])


def _says_caption(caption: Caption, row: Sequence[Cell], texts: Sequence[str], spans_known: bool) -> bool:
    """Whether a row is caption and nothing else; then ``caption`` has taken it."""
    if len(texts) == 1:
        whole = row[0] is row[-1] or not spans_known
        if _takes_title(caption, texts[0], whole):
            return True
    if not is_furniture_row(texts):
        return False
    for text in texts:
        caption.unit = caption.unit or unit_of(text)
        caption.year = caption.year or year_of(text)
        caption.number = caption.number or split_number(text)[0]
    return True


def is_furniture_row(texts: Sequence[str]) -> bool:
    """Whether the cells of a row say number, department, unit and year of a table, and no more than one year."""
    known = [
        is_furniture(text) or (split_number(text)[0] is not None and not split_number(text)[1])
        for text in texts
    ]
    years = sum(1 for text in texts if YEAR_LINE.match(text))
    said = any(FURNITURE.match(text) or is_unit_line(text) or split_number(text)[0] for text in texts)
    return bool(texts) and all(known) and said and years < 2


def _takes_title(caption: Caption, text: str, whole: bool) -> bool:
    """Take the title of a row that prints nothing else; one that is not set over all columns must name a known table.

    A title above the frame yields to one in it only if it is no title of a table itself (第二部分 …) or the row says 表.
    """
    number, rest = split_number(text)
    kind = kind_of_title(rest)
    loose = kind is not None and len(rest) <= LOOSE_TITLE and not SENTENCE.search(rest)
    if not rest or is_furniture(text) or not (is_title(rest) or loose) or not (whole or kind or number):
        return False
    title, year = title_of(rest)
    same = caption.title is not None and fold(caption.title) == fold(title)
    if caption.title is None or same or PART.match(caption.title) or title.endswith("表") and whole:
        caption.title = caption.title if same else title
        caption.number, caption.year = caption.number or number, caption.year or year
        caption.unit = caption.unit or unit_of(text)
        return True
    return False
