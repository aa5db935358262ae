"""The tables of a PDF: which boxes of lines and words are tables, which parts are one table.

Takes a :class:`Document`, gives its :class:`TableRegion` list in order.  A part is one table box on
one page; parts are joined over page ends when the second carries no caption of its own and
stands on the same columns.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from gouji.domain.headers import is_header_word
from gouji.domain.kinds import FORM_KINDS, kind_of_title
from gouji.domain.units import is_unit_line, stated_unit
from gouji.figures import plain_number
from gouji.grids.frame_caption import take_caption, take_notes
from gouji.grids.grid import Grid, TableRegion, restore
from gouji.grids.ruled import (
    Lattice,
    RuledBox,
    fill_lattice,
    find_lattices,
    head_foot,
    ruled_grids,
    runs_out,
    shifted,
    without_idle_columns,
)
from gouji.grids.settings import GRIDS, GridSettings
from gouji.grids.unruled.build import build_unruled
from gouji.grids.unruled.cells import WordLines, leading_of
from gouji.grids.unruled.columns import Columns, find_columns
from gouji.grids.unruled.find import LineRun, find_line_runs
from gouji.grids.unruled.header import header_lines, label_lines
from gouji.isolation import Isolation, Part, strictly
from gouji.layout.captions import (
    clean,
    split_number,
    title_of,
    unit_of,
)
from gouji.layout.contents_page import is_contents_page
from gouji.layout.page import PageView, ViewLine, page_views
from gouji.layout.page_captions import PdfCaption, line_kind, read_caption, read_notes
from gouji.normalise import fold, squash
from gouji.read.geometry import union
from gouji.read.model import BBox, Document, RuledLine, Word
from gouji.schemas.record import Where

BY_HEADING = "表上没有标题：以所在一节的标题为题"


@dataclass(frozen=True, slots=True)
class TablePart:
    """One table box on one page; ``lines`` and ``words`` are all that is printed in it.

    ``lattice`` is ``None`` for a table without vertical lines; then ``rules`` are its horizontal
    ones and ``header`` of its lines are labels.
    """

    page: int
    box: BBox
    xs: tuple[float, ...]
    words: tuple[Word, ...]
    lines: tuple[ViewLine, ...]
    lattice: Lattice | None = None
    rules: tuple[RuledLine, ...] = ()
    header: int = 0
    sure: bool = True
    lead: tuple[ViewLine, ...] = ()
    """Lines above that belong to the part only if it goes on with a table of the page before."""

    head: int = 0
    """How many of ``lines`` are the head fields of a form, above the labels of its columns."""

    @property
    def head_lines(self) -> WordLines:
        return [line.words for line in self.lines[: self.head]]

    @property
    def word_lines(self) -> WordLines:
        """The lines in columns, without the head of a form."""
        return [line.words for line in self.lines[self.head :]]

    def top_labels(self, settings: GridSettings) -> tuple[str, ...]:
        """The labels at the top, column by column, to know a header that is printed again; none where a figure stands there."""
        if self.lattice is None:
            labels = self.head or label_lines(self.word_lines, self.header)
            words = [word for line in self.lines[:labels] for word in line.words]
        else:
            foot = head_foot(self.lattice, settings.ruled)
            words = sorted((w for w in self.words if w.bbox.cy < foot), key=lambda w: (w.bbox.cy, w.bbox.x0))
        columns: dict[int, str] = {}
        for word in words:
            if plain_number(squash(word.text)):
                return ()
            column = bisect_right(self.xs, word.bbox.cx)
            columns[column] = columns.get(column, "") + word.text
        return tuple(fold(columns[column]) for column in sorted(columns))

    def starts_with_header(self, settings: GridSettings) -> bool:
        """The first row has labels of columns and no figure."""
        labels = self.top_labels(settings)
        return 2 * sum(map(is_header_word, labels)) >= len(labels) > 0


@dataclass(slots=True)
class _TableDraft:
    """A table while its parts are collected."""

    caption: PdfCaption
    parts: list[TablePart]
    pages: list[int]
    notes: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _PageParts:
    """A page with its parts, and its lines that no part holds."""

    view: PageView
    parts: list[TablePart]
    loose: list[ViewLine]


def find_pdf_regions(
    doc: Document, isolation: Isolation | None = None, settings: GridSettings = GRIDS
) -> list[TableRegion]:
    """Every table of the PDF in reading order; contents pages and framed text are none."""
    isolation = isolation or strictly()
    pages: list[_PageParts] = []
    for view in page_views(doc, settings.page):
        bare = _PageParts(view, [], list(view.lines))
        where = Part(f"第{view.number}页的表格", page=view.number)
        pages.append(isolation.run(where, bare, _parts_of_page, view, pages[-1] if pages else None, settings))
    drafts: list[_TableDraft] = []
    for index, page in enumerate(pages):
        before = pages[index - 1] if index else None
        for position, part in enumerate(page.parts):
            _place_part(drafts, page, before, position, part, settings)
        if page.parts and drafts:
            _add_notes(drafts[-1], page, page.parts[-1], None, settings)
    found = [
        isolation.run(
            Part(f"第{draft.pages[0]}页起的表格", page=draft.pages[0]), None, _region, draft, pages, settings
        )
        for draft in drafts
        if _is_table(draft, settings)
    ]
    return [region for region in found if region is not None]


def _parts_of_page(view: PageView, before: _PageParts | None, settings: GridSettings) -> _PageParts:
    parts = [] if is_contents_page(_texts(view)) else find_parts(view, settings)
    if (
        parts
        and parts[0].lattice is None
        and _vouched(whole := with_lead(parts[0], settings), view, before, settings)
    ):
        parts[0] = whole
    else:
        parts = [part for part in parts if part.sure]
    parts = [part for k, part in enumerate(parts) if part.sure or k == 0]
    taken = {line.index for part in parts for line in part.lines}
    return _PageParts(view, parts, [line for line in view.lines if line.index not in taken])


def _texts(view: PageView) -> list[str]:
    return [clean(line.text) for line in view.lines]


def _vouched(part: TablePart, view: PageView, before: _PageParts | None, settings: GridSettings) -> bool:
    """Lines at the head of a page that go on with an unruled table from the foot of the page before."""
    if (
        before is None
        or not before.parts
        or any(x.box.cy < part.box.y0 and not x.marginal for x in view.lines)
    ):
        return False
    last = before.parts[-1]
    ends = all(x.marginal for x in before.loose if x.box.cy > last.box.y1)
    return ends and same_columns(last, part, settings)


def _place_part(
    drafts: list[_TableDraft],
    page: _PageParts,
    before: _PageParts | None,
    position: int,
    part: TablePart,
    settings: GridSettings,
) -> None:
    """Start a table with this part, or continue the last one."""
    top = page.parts[position - 1].box.y1 if position else float("-inf")
    if position and drafts:
        _add_notes(drafts[-1], page, page.parts[position - 1], part, settings)
    edge = settings.ruled.edge
    used = {i for draft in drafts[-1:] for i in draft.lines}
    above = [x for x in page.loose if top - edge <= x.box.cy <= part.box.y0 + edge and x.index not in used]
    tail = _foot(before) if before is not None and position == 0 else []
    caption = read_caption(above[::-1], part.box, tail[::-1])
    last = drafts[-1] if drafts else None
    if last is not None and before is not None and position == 0:
        whole = _with_cut_cells(last, part, above, before, settings)
        if whole is not None:
            last.parts[-1] = whole[0]
            last.parts.append(whole[1])
            last.pages.append(part.page)
            return
    if (
        last is not None
        and before is not None
        and position == 0
        and _continues(last, part, caption, before, settings)
    ):
        last.parts.append(part)
        last.pages.append(part.page)
        last.lines.extend(caption.used)
        return
    pages = [part.page]
    if not caption.names_a_table and caption.clear and position == 0 and before is not None and before.loose:
        pages = _caption_before(caption, before, part)
    drafts.append(_TableDraft(caption, [part], pages, lines=list(caption.used)))


def _with_cut_cells(
    last: _TableDraft,
    part: TablePart,
    above: Sequence[ViewLine],
    before: _PageParts,
    settings: GridSettings,
) -> tuple[TablePart, TablePart] | None:
    """The parts on both sides of a page end with the lines of their cells that it left outside the frame.

    Only where nothing else stands there and the columns are the same: a caption or prose is not set as lines of cells.
    """
    previous = last.parts[-1]
    foot = [
        x for x in before.loose if x.box.cy > previous.box.y1 and not x.marginal and x.index not in last.lines
    ]
    head = [x for x in above if not x.marginal]
    if (
        not foot
        and not head
        or previous.page + 1 != part.page
        or previous.lattice is None
        or part.lattice is None
    ):
        return None
    if any(line_kind(x) for x in (*foot, *head)) or not same_columns(previous, part, settings):
        return None
    if not all(runs_out(previous.lattice, previous.words, x, settings.ruled) for x in foot) or not all(
        runs_out(part.lattice, part.words, x, settings.ruled) for x in head
    ):
        return None
    return _with_lines(previous, foot), _with_lines(part, head)


def _with_lines(part: TablePart, lines: Sequence[ViewLine]) -> TablePart:
    words = [word for line in lines for word in line.words]
    return replace(part, words=(*part.words, *words), lines=(*part.lines, *lines))


def _foot(page: _PageParts) -> list[ViewLine]:
    """The lines below the last table of a page; none on a contents page."""
    floor = page.parts[-1].box.y1 if page.parts else float("-inf")
    lines = [line for line in page.loose if line.box.cy > floor and not line.marginal]
    return [] if is_contents_page(_texts(page.view)) else lines


def _caption_before(caption: PdfCaption, before: _PageParts, part: TablePart) -> list[int]:
    """Look for the caption at the foot of the page before; gives the pages of the table so far."""
    tail = _foot(before)
    if not tail:
        return [part.page]
    found = read_caption(tail[::-1], part.box)
    if not found.names_a_table or not found.used:
        caption.title, caption.by_heading = found.title, found.by_heading
        return [part.page]
    caption.title, caption.number = found.title, found.number
    caption.unit, caption.year = caption.unit or found.unit, caption.year or found.year
    caption.used.extend(found.used)
    return [before.view.number, part.page]


def _add_notes(
    draft: _TableDraft, page: _PageParts, part: TablePart, following: TablePart | None, settings: GridSettings
) -> None:
    floor = following.box.y0 if following is not None else float("inf")
    below: Sequence[ViewLine] = [
        x for x in page.loose if part.box.y1 - settings.ruled.edge <= x.box.cy <= floor
    ]
    if draft.caption.unit is None:
        below = _unit_below(draft, below, following is not None)
    notes, used = read_notes(below)
    draft.notes.extend(notes)
    draft.lines.extend(used)


def _unit_below(draft: _TableDraft, below: Sequence[ViewLine], followed: bool) -> Sequence[ViewLine]:
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


def _continues(
    last: _TableDraft, part: TablePart, caption: PdfCaption, before: _PageParts, settings: GridSettings
) -> bool:
    """Whether the first part of a page goes on with the last table of the page before."""
    previous = last.parts[-1]
    if previous.page + 1 != part.page:
        return False
    rest = [
        x for x in before.loose if x.box.cy > previous.box.y1 and not x.marginal and x.index not in last.lines
    ]
    inside = _title_inside(part)
    if inside is not None and not caption.names_a_table:
        caption = replace(caption, title=inside)
    if rest or not caption.clear and not caption.names_a_table:
        return False
    if caption.names_a_table:
        labels = part.top_labels(settings)
        again = bool(labels) and labels == last.parts[0].top_labels(settings)
        first = last.caption
        named = first if first.title else replace(first, title=_title_inside(last.parts[0]))
        return _same_caption(named, caption, again) and same_columns(previous, part, settings)
    if last.notes and not caption.continued:
        return False
    return same_columns(previous, part, settings)


def _title_inside(part: TablePart) -> str | None:
    """The title that stands alone in the first row of a frame."""
    if part.lattice is None:
        return None
    top = [line for line in part.lines if line.box.cy < part.lattice.ys[1]]
    named = len(top) == 1 and line_kind(top[0]) == "title"
    title = title_of(split_number(clean(top[0].text))[1])[0] if named else None
    return title if kind_of_title(title) is not None else None


def _same_caption(first: PdfCaption, second: PdfCaption, same_header: bool) -> bool:
    """A caption that is printed again on the next page, with 续表 or word for word.

    Of forms, one per project under one title, the first row (项目名称 …) must be the same too; the number alone
    begins none.
    """
    if second.owner is not None and first.owner is not None and second.owner != first.owner:
        return False
    if second.title is None:
        return second.number == first.number
    if kind_of_title(first.title) in FORM_KINDS and not second.continued and not same_header:
        return False
    return second.title == first.title and second.number in (None, first.number)


def _is_table(draft: _TableDraft, settings: GridSettings) -> bool:
    """A box is a table when it has columns and text, or is the named, empty form of one.

    Words at large in which every figure is a share, without a header and a line, are the labels of a chart.
    """
    texts = [text for part in draft.parts for text in (w.text for w in part.words)]
    columns = max(len(part.xs) - 1 for part in draft.parts)
    if columns < 2 or len(texts) < 2:
        return False
    printed = [number for text in texts if (number := plain_number(squash(text)))]
    figures = bool(printed)
    drawn = any(
        part.lattice is not None
        or part.header
        or any(r.x1 - r.x0 >= settings.unruled.long_line * part.box.width for r in part.rules)
        for part in draft.parts
    )
    if figures and not drawn and all(number.endswith("%") for number in printed):
        return False
    return draft.caption.names_a_table or figures or len(texts) >= 4


def find_parts(view: PageView, settings: GridSettings) -> list[TablePart]:
    """The parts of tables on one page: ruled boxes, and runs of lines set in columns; top to bottom."""
    parts: list[TablePart] = []
    for lattice in find_lattices(view.rules, settings.ruled):
        box = fill_lattice(view, lattice, settings.ruled)
        if lattice.shape[1] > 1:
            parts.append(
                TablePart(box.page, box.lattice.box, box.lattice.xs, box.words, box.lines, box.lattice)
            )
        elif len(box.lines) > 1:  # a frame with horizontal lines only: its columns stand in the words
            opened = _unruled(box.page, box.lines, box.lattice.flat, sure=True, settings=settings)
            parts.extend([] if opened is None else [opened])
    parts.extend(_unruled_parts(view, parts, settings))
    return sorted(parts, key=lambda part: (part.box.y0, part.box.x0))


def grids_of(parts: Sequence[TablePart], settings: GridSettings) -> list[Grid]:
    """The grids of all parts of one table, on common columns."""
    labels = parts[0].top_labels(settings)
    boxes = [
        RuledBox(p.page, p.lattice, p.words, p.lines, _same_header(p, parts[0], labels, settings))
        for p in parts
        if p.lattice is not None
    ]
    return ruled_grids(boxes, settings.ruled) if len(boxes) == len(parts) else _unruled_grids(parts, settings)


def _same_header(part: TablePart, first: TablePart, labels: tuple[str, ...], settings: GridSettings) -> bool:
    """Whether a part repeats the header of the first over as many columns, which may be of other widths."""
    if part is first or len(part.xs) != len(first.xs):
        return False
    return bool(labels) and part.top_labels(settings) == labels


def _unruled_parts(view: PageView, ruled: Sequence[TablePart], settings: GridSettings) -> list[TablePart]:
    """Blocks in the strips between the ruled boxes."""
    taken = {line.index for part in ruled for line in part.lines}
    free = [line for line in view.lines if line.index not in taken and not line.marginal]
    edge = settings.ruled.edge
    flat = [
        r
        for r in view.rules
        if r.y0 == r.y1 and not any(p.box.y0 - edge <= r.y0 <= p.box.y1 + edge for p in ruled)
    ]
    edges = [float("-inf"), *sorted(part.box.y0 for part in ruled), float("inf")]
    runs: list[LineRun] = []
    for low, high in pairwise(edges):
        runs.extend(
            find_line_runs([x for x in free if low <= x.box.cy < high], flat, view.width, settings.unruled)
        )
    found: list[TablePart] = []
    for run in runs:
        part = _unruled(view.number, run.lines, run.rules, run.sure, run.head, settings=settings)
        if part is not None:
            found.append(replace(part, lead=run.lead))
    return found


def with_lead(part: TablePart, settings: GridSettings) -> TablePart:
    """The part with the lines above it, which alone are rests of cells, no header."""
    if not part.lead:
        return part
    lines = (*part.lead, *part.lines)
    whole = _unruled(part.page, lines, part.rules, part.sure, settings=settings)
    if whole is not None and whole.header <= len(part.lead):
        whole = _unruled(part.page, lines, part.rules, part.sure, header=0, settings=settings)
    return whole or part


def _unruled(
    page: int,
    lines: Sequence[ViewLine],
    rules: Sequence[RuledLine],
    sure: bool,
    head: int = 0,
    header: int | None = None,
    *,
    settings: GridSettings,
) -> TablePart | None:
    """``header``: how many lines are labels, where that is known."""
    words = [line.words for line in lines[head:]]
    rules = [r for r in rules if r.y0 >= lines[head].box.y0 - settings.unruled.near_line] if head else rules
    header = header_lines(words, rules, settings.unruled) if header is None else header
    columns = find_columns([words], header, rules, settings=settings.unruled)
    if columns is None:
        return None
    box = union(line.box for line in lines)
    flat = tuple(word for line in lines for word in line.words)
    return TablePart(
        page, box, columns.borders, flat, tuple(lines), None, tuple(rules), header, sure, head=head
    )


def same_columns(first: TablePart, second: TablePart, settings: GridSettings) -> bool:
    """Same column borders up to a shift of the page, or one set of borders within the other."""
    if (first.lattice is None) != (second.lattice is None):
        return False
    labels = second.top_labels(settings)
    if labels and labels == first.top_labels(settings):
        return True
    if first.lattice is None:
        joint = find_columns([first.word_lines, second.word_lines], first.header, settings=settings.unruled)
        most = max(len(first.xs), len(second.xs))  # a page of blank cells shows only some of the columns
        return joint is not None and settings.unruled.same_columns * most <= len(joint.borders) <= most + 1
    a, b = first.xs, shifted(first.xs, second.xs, settings.ruled)
    if abs(a[0] - b[0]) > settings.ruled.shift or abs(a[-1] - b[-1]) > settings.ruled.shift:
        return False
    few, many = (a, b) if len(a) <= len(b) else (b, a)
    nested = all(any(abs(x - y) <= settings.ruled.shift for y in many) for x in few)
    return nested or not second.starts_with_header(settings)


def _region(draft: _TableDraft, pages: Sequence[_PageParts], settings: GridSettings) -> TableRegion:
    grids = grids_of(draft.parts, settings)
    views = [pages[part.page - 1].view for part in draft.parts]
    caption = draft.caption
    grids[0] = take_caption(grids[0], caption)
    again = replace(caption)
    grids[1:] = [take_caption(grid, again) for grid in grids[1:]]
    if all(part.lattice is not None for part in draft.parts) and grids[0].rows:
        grids = without_idle_columns(grids, settings.ruled)
    grids[-1], notes = take_notes(grids[-1])
    draft.notes[:0] = notes
    lines = {line.index for part in draft.parts for line in part.lines}
    return TableRegion(
        title=caption.title,
        number=caption.number,
        unit=caption.unit or _unit_in_header(grids[0]),
        year=caption.year,
        grids=tuple(restore(grid, view.back) for grid, view in zip(grids, views, strict=True) if grid.rows),
        where=Where(pages=sorted(set(draft.pages))),
        notes=tuple(draft.notes),
        line_ids=frozenset(lines | set(draft.lines)),
        decisions=(BY_HEADING,) if caption.by_heading else (),
    )


def _unit_in_header(grid: Grid) -> str | None:
    """The unit that cells at the head of a table state: 价值（金额单位：万元); none where they state several."""
    units = {unit for row in grid.rows[:4] for cell in row if (unit := stated_unit(cell.text)) is not None}
    return units.pop() if len(units) == 1 else None


def _unruled_grids(parts: Sequence[TablePart], settings: GridSettings) -> list[Grid]:
    first = parts[0]
    labels = first.top_labels(settings)
    heads = [part.header if part.top_labels(settings) == labels else 0 for part in parts]
    pages = [
        part.word_lines[head if k else 0 :] for k, (part, head) in enumerate(zip(parts, heads, strict=True))
    ]
    columns = find_columns(pages, first.header, first.rules, settings=settings.unruled)
    if columns is None:
        columns = Columns(first.xs, first.header, leading_of(first.word_lines, settings=settings.unruled))
    grids: list[Grid] = []
    for part, head in zip(parts, heads, strict=True):
        carried = grids[-1].rows[-1] if grids and grids[-1].rows else ()
        grids.append(
            build_unruled(
                part.word_lines,
                columns,
                part.rules,
                part.page,
                head,
                carried,
                part.head_lines,
                settings=settings.unruled,
            )
        )
    return grids
