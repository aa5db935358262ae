"""The tables of a PDF: which boxes of lines and words are tables, which pieces are one table.

Takes a :class:`Document`, gives its :class:`TableRegion` list in order.  A piece is one table box on
one page; pieces are joined over page ends when the second carries no caption of its own and
stands on the same columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from gouji.domain.kinds import kind_of_title
from gouji.domain.units import is_unit_line, stated_unit
from gouji.grids.grid import Cell, Grid, TableRegion, restore
from gouji.grids.page_parts import Piece, find_pieces, grids_of, same_columns, with_lead
from gouji.isolation import Isolation, Part, strictly
from gouji.layout.captions import (
    clean,
    is_furniture,
    is_note,
    is_title,
    split_number,
    title_of,
    unit_of,
)
from gouji.layout.contents_page import is_contents_page
from gouji.layout.page import PageView, ViewLine, page_views
from gouji.layout.page_captions import PdfCaption, read_caption, read_notes
from gouji.normalise import plain_number, squash
from gouji.read.model import Document
from gouji.schemas.record import TableKind, Where

_FORMS = (TableKind.PROJECT_PERFORMANCE, TableKind.PROJECT_SELF_EVALUATION)
"""Kinds of which a document prints one per project, under the same title."""


@dataclass(slots=True)
class _Draft:
    """A table while its pieces are collected."""

    caption: PdfCaption
    pieces: list[Piece]
    pages: list[int]
    notes: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Sheet:
    """A page with its pieces, and its lines that no piece holds."""

    view: PageView
    pieces: list[Piece]
    loose: list[ViewLine]


def find_pdf_regions(doc: Document, isolation: Isolation | None = None) -> list[TableRegion]:
    """Every table of the PDF in reading order; contents pages and framed text are none."""
    isolation = isolation or strictly()
    sheets: list[_Sheet] = []
    for view in page_views(doc):
        part = Part(f"第{view.number}页的表格", page=view.number)
        bare = _Sheet(view, [], list(view.lines))
        sheets.append(isolation.run(part, bare, _sheet, view, sheets[-1] if sheets else None))
    drafts: list[_Draft] = []
    for index, sheet in enumerate(sheets):
        before = sheets[index - 1] if index else None
        for position, piece in enumerate(sheet.pieces):
            _place_piece(drafts, sheet, before, position, piece)
        if sheet.pieces and drafts:
            _add_notes(drafts[-1], sheet, sheet.pieces[-1], None)
    found = [
        isolation.run(
            Part(f"第{draft.pages[0]}页起的表格", page=draft.pages[0]), None, _region, draft, sheets
        )
        for draft in drafts
        if _is_table(draft)
    ]
    return [region for region in found if region is not None]


def _sheet(view: PageView, before: _Sheet | None) -> _Sheet:
    pieces = [] if is_contents_page(_texts(view)) else find_pieces(view)
    if pieces and pieces[0].lattice is None and _vouched(whole := with_lead(pieces[0]), view, before):
        pieces[0] = whole
    else:
        pieces = [piece for piece in pieces if piece.sure]
    pieces = [piece for k, piece in enumerate(pieces) if piece.sure or k == 0]
    taken = {line.index for piece in pieces for line in piece.lines}
    return _Sheet(view, pieces, [line for line in view.lines if line.index not in taken])


def _texts(view: PageView) -> list[str]:
    return [clean(line.text) for line in view.lines]


def _vouched(piece: Piece, view: PageView, before: _Sheet | None) -> bool:
    """Lines at the head of a page that go on with an unruled table from the foot of the page before."""
    if (
        before is None
        or not before.pieces
        or any(x.box.cy < piece.box.y0 and not x.marginal for x in view.lines)
    ):
        return False
    last = before.pieces[-1]
    ends = all(x.marginal for x in before.loose if x.box.cy > last.box.y1)
    return ends and same_columns(last, piece)


def _place_piece(
    drafts: list[_Draft], sheet: _Sheet, before: _Sheet | None, position: int, piece: Piece
) -> None:
    """Start a table with this piece, or continue the last one."""
    top = sheet.pieces[position - 1].box.y1 if position else float("-inf")
    if position and drafts:
        _add_notes(drafts[-1], sheet, sheet.pieces[position - 1], piece)
    used = {i for draft in drafts[-1:] for i in draft.lines}
    above = [x for x in sheet.loose if top - 2 <= x.box.cy <= piece.box.y0 + 2 and x.index not in used]
    caption = read_caption(above[::-1], piece.box)
    last = drafts[-1] if drafts else None
    if last is not None and before is not None and position == 0 and _continues(last, piece, caption, before):
        last.pieces.append(piece)
        last.pages.append(piece.page)
        last.lines.extend(caption.used)
        return
    pages = [piece.page]
    if not caption.names and caption.clear and position == 0 and before is not None and before.loose:
        pages = _caption_before(caption, before, piece)
    drafts.append(_Draft(caption, [piece], pages, lines=list(caption.used)))


def _caption_before(caption: PdfCaption, before: _Sheet, piece: Piece) -> list[int]:
    """Look for the caption at the foot of the page before; gives the pages of the table so far."""
    floor = before.pieces[-1].box.y1 if before.pieces else float("-inf")
    tail = [line for line in before.loose if line.box.cy > floor and not line.marginal]
    if not tail or is_contents_page(_texts(before.view)):
        return [piece.page]
    found = read_caption(tail[::-1], piece.box)
    if not found.names or not found.used:
        return [piece.page]
    caption.title, caption.number = found.title, found.number
    caption.unit, caption.year = caption.unit or found.unit, caption.year or found.year
    caption.used.extend(found.used)
    return [before.view.number, piece.page]


def _add_notes(draft: _Draft, sheet: _Sheet, piece: Piece, following: Piece | None) -> None:
    floor = following.box.y0 if following is not None else float("inf")
    below: Sequence[ViewLine] = [x for x in sheet.loose if piece.box.y1 - 2 <= x.box.cy <= floor]
    if draft.caption.unit is None:
        below = _unit_below(draft, below, following is not None)
    notes, used = read_notes(below)
    draft.notes.extend(notes)
    draft.lines.extend(used)


def _unit_below(draft: _Draft, below: Sequence[ViewLine], followed: bool) -> Sequence[ViewLine]:
    """Take a unit that is printed under a table without one; gives the lines that remain.

    Right above the next table it is that one's; with that one's title between it may be of both.
    """
    lines = [line for line in below if not line.marginal]
    if not lines or not is_unit_line(clean(lines[0].text)) or (followed and len(lines) == 1):
        return below
    draft.caption.unit = unit_of(clean(lines[0].text))
    if not followed:
        draft.lines.append(lines[0].index)
    return lines[1:]


def _continues(last: _Draft, piece: Piece, caption: PdfCaption, before: _Sheet) -> bool:
    """Whether the first piece of a page goes on with the last table of the page before."""
    previous = last.pieces[-1]
    if previous.page + 1 != piece.page:
        return False
    rest = [
        x for x in before.loose if x.box.cy > previous.box.y1 and not x.marginal and x.index not in last.lines
    ]
    if rest or not caption.clear and not caption.names:
        return False
    if caption.names:
        again = bool(piece.header_text) and piece.header_text == last.pieces[0].header_text
        return _same_caption(last.caption, caption, again) and same_columns(previous, piece)
    if last.notes and not caption.continued:
        return False
    return same_columns(previous, piece)


def _same_caption(first: PdfCaption, second: PdfCaption, same_header: bool) -> bool:
    """A caption that is printed again on the next page, with 续表 or word for word.

    Of forms, one per project under one title, the first row (项目名称 …) must be the same too.
    """
    if second.owner is not None and first.owner is not None and second.owner != first.owner:
        return False
    title = second.title is None or second.title == first.title
    if kind_of_title(first.title) in _FORMS and not second.continued and not same_header:
        return False
    number = second.number is None or second.number == first.number
    return title and number and (second.continued or second.title is not None)


def _is_table(draft: _Draft) -> bool:
    """A box is a table when it has columns and text, or is the named, empty form of one."""
    texts = [text for piece in draft.pieces for text in (w.text for w in piece.words)]
    columns = max(len(piece.xs) - 1 for piece in draft.pieces)
    if columns < 2 or len(texts) < 2:
        return False
    figures = any(plain_number(squash(text)) for text in texts)
    return draft.caption.names or figures or len(texts) >= 4


def _region(draft: _Draft, sheets: Sequence[_Sheet]) -> TableRegion:
    grids = grids_of(draft.pieces)
    views = [sheets[piece.page - 1].view for piece in draft.pieces]
    caption = draft.caption
    grids[0] = _caption_in_box(grids[0], caption)
    grids[-1] = _notes_in_box(grids[-1], draft.notes)
    lines = {line.index for piece in draft.pieces for line in piece.lines}
    return TableRegion(
        title=caption.title,
        number=caption.number,
        unit=caption.unit or _unit_in_header(grids[0]),
        year=caption.year,
        grids=tuple(restore(grid, view.back) for grid, view in zip(grids, views, strict=True) if grid.rows),
        where=Where(pages=sorted(set(draft.pages))),
        notes=tuple(draft.notes),
        line_ids=frozenset(lines | set(draft.lines)),
    )


def _caption_in_box(grid: Grid, caption: PdfCaption) -> Grid:
    """Rows of one cell over all columns at the head of the box: title and unit drawn inside the frame."""
    rows = list(grid.rows)
    while len(rows) > 1 and (text := _whole_row(rows[0])) is not None:
        bare = clean(text)
        number, rest = split_number(bare)
        if is_furniture(bare) or not bare:
            caption.unit = caption.unit or unit_of(bare)
        elif caption.title is None and is_title(rest):
            caption.title, year = title_of(rest)
            caption.number, caption.year = caption.number or number, caption.year or year
        elif caption.title != title_of(rest)[0]:
            break
        rows.pop(0)
    return replace(grid, rows=tuple(rows))


def _notes_in_box(grid: Grid, notes: list[str]) -> Grid:
    """Rows of one cell over all columns at the foot of the box that start with 注."""
    rows = list(grid.rows)
    found: list[str] = []
    while len(rows) > 1 and (text := _whole_row(rows[-1])) and is_note(text):
        found.insert(0, clean(text))
        rows.pop()
    notes[:0] = found
    return replace(grid, rows=tuple(rows))


def _whole_row(row: Sequence[Cell]) -> str | None:
    return row[0].text if len(row) > 1 and all(cell is row[0] for cell in row) else None


def _unit_in_header(grid: Grid) -> str | None:
    """The unit that cells at the head of a table state: 价值（金额单位：万元); none where they state several."""
    units = {unit for row in grid.rows[:4] for cell in row if (unit := stated_unit(cell.text)) is not None}
    return units.pop() if len(units) == 1 else None
