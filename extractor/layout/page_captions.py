"""The caption above and the notes below a table of a PDF, read from loose lines by place and size.

Takes the lines around a table (nearest first), gives a :class:`PdfCaption` with the lines it used.
What a line means is decided in :mod:`gouji.layout.captions`; here it is decided which lines
belong to the table.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from gouji.domain.numbering import item_number, read_numbering, table_number
from gouji.domain.units import is_unit_line, torn_unit
from gouji.figures import is_amount
from gouji.layout.captions import (
    CONTINUED,
    FURNITURE,
    MAX_TITLE,
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
from gouji.layout.page import ViewLine
from gouji.read.geometry import join_words
from gouji.read.model import BBox, Word

_CHUNK_GAP = 1.6
"""A gap wider than this times the font size parts a line into pieces (title … 单位：万元)."""
_SEE_TABLE = re.compile(r"见(?:下|附)?表|如下表|下表")
"""Prose that only points at the table: the heading above is then not the table's name."""
_YEAR_LABEL = re.compile(r"(?:19|20)\d\d年度?[^\d\s)）]")
"""2025年预算数 is a column label, no coded name of a department."""
_CODE = re.compile(r"\d{3,}(?!\d*年)")
_SHORT_CODE = re.compile(r"\d{2,}")
"""A whole or broken code; the digits of a year that is set wide stand one by one."""
"""A caption line may hold a year or a number, no amount."""
_SHORT = 40
_AROUND = 70
"""A department and unit line is no longer than this."""
_PROSE_ABOVE = 6
_TITLE_LINES = 2
"""A title has no more lines than these above its last one."""


@dataclass(slots=True)
class PdfCaption(Caption):
    """The caption above a table of a page; ``used`` are the indexes of the lines that belong to it."""

    continued: bool = False
    owner: str | None = None
    """The department or unit line, which tells apart tables of one title."""
    used: list[int] = field(default_factory=list)
    clear: bool = True
    """Nothing but the caption stands between the table and the top of the page."""


def read_caption(above: Sequence[ViewLine], box: BBox, before: Sequence[ViewLine] = ()) -> PdfCaption:
    """The caption in the lines ``above`` a table, nearest first; page numbers are skipped.

    ``before``: the lines at the foot of the page before, nearest first, where a heading may stand.
    """
    caption = PdfCaption()
    lines = [line for line in above if not line.marginal]
    for position, line in enumerate(lines):
        above_it = lines[position + 1].text if position + 1 < len(lines) else ""
        if torn := torn_unit(clean(above_it), clean(line.text)):
            caption.unit = caption.unit or torn
            caption.used.append(line.index)
            continue
        if line.index in caption.used:
            continue
        if caption.title is None and (pieces := _torn_title(line, lines[position + 1 :])):
            _put(caption, "title", clean("".join(piece.text for piece in pieces)))
            caption.used.extend(piece.index for piece in pieces)
            continue
        if not _take(caption, line, lines[position + 1 :]):
            caption.clear = False
            if not caption.names_a_table:
                _fall_back(caption, lines[position:], before, box)
            break
    return caption


def _take(caption: PdfCaption, line: ViewLine, higher: Sequence[ViewLine]) -> bool:
    """Take one line into the caption; ``False`` when it does not belong to it."""
    chunks, kinds = _kinds(line)
    if not all(kinds) or caption.title is not None and "title" in kinds:
        return False
    for kind, chunk in zip(kinds, chunks, strict=True):
        _put(caption, kind, chunk)
    caption.used.append(line.index)
    if "title" in kinds:
        _upper_half(caption, line, higher)
    return True


def _torn_title(line: ViewLine, higher: Sequence[ViewLine]) -> list[ViewLine]:
    """The lines, top to bottom, of a title whose brackets are no more than closed in its last line; nothing where none is.

    收支总表（按功能分类科 over 目列示）, 收支总表 over （按功能分类科目列示）: set in one size, one close below the other.
    """
    pieces = [line]
    text = clean(line.text)
    if is_furniture(text) or is_note(text) or len(text) > MAX_TITLE or not text.endswith((")", "）")):
        return []
    closed = _brackets(text) == 0
    if closed and not (text[0] in "(（" and _brackets(text[:-1]) > 0) or not closed and _brackets(text) > 0:
        return []
    for upper in higher[:_TITLE_LINES]:
        near = pieces[0].box.y0 - upper.box.y1 < 1.6 * line.size and abs(upper.size - line.size) <= 0.6
        bare = clean(upper.text)
        if not near or is_furniture(bare) or SENTENCE.search(bare) or table_number(bare) == bare:
            break
        pieces.insert(0, upper)
        text = bare + text
        if _brackets(text) == 0 and text[0] not in "(（":
            rest = split_number(text)[1]
            return pieces if is_title(rest) and len(rest) <= MAX_TITLE else []
    return []


def _brackets(text: str) -> int:
    """How many brackets are open at the end of a text; less than none where more are closed than opened."""
    return sum(text.count(sign) for sign in "(（") - sum(text.count(sign) for sign in ")）")


def line_kind(line: ViewLine) -> str:
    """``title``, ``number``, ``around`` or ``continued`` for a line of a caption, else nothing.

    A code with a name is a row here, though right above a table it may be the coded name of a department.
    """
    if _CODE.match(line.text.lstrip()) or any(
        is_amount(word.text, or_percentage=True) for word in line.words[1:]
    ):
        return ""
    if len(line.words) > 1 and line.words[0].text.isdigit() and _SHORT_CODE.fullmatch(line.words[1].text):
        return ""  # 序号 and code side by side, which together read like one code
    _, kinds = _kinds(line)
    if not kinds or not all(kinds) or kinds.count("title") > 1:
        return ""
    return "title" if "title" in kinds else kinds[0]


def _kinds(line: ViewLine) -> tuple[list[str], list[str]]:
    """The pieces of a line and what each is; beside a department or unit, any short piece belongs to it."""
    chunks = [clean(chunk) for chunk in chunks_of(line)]
    kinds = [_kind(chunk) for chunk in chunks]
    if "around" in kinds and sum(map(len, chunks)) <= _AROUND:
        kinds = [kind or "around" for kind in kinds]
    return chunks, kinds


def _kind(chunk: str) -> str:
    """``around``, ``number``, ``title``, ``continued`` or nothing."""
    number, rest = split_number(chunk)
    if number and (not rest or is_furniture(rest)):
        return "number"
    if CONTINUED.fullmatch(chunk):
        return "continued"
    if FURNITURE.match(chunk) or is_unit_line(chunk):
        return "around"
    label = read_numbering(chunk)
    part = label is not None and label.style == "part"
    if is_title(rest) and not part and not is_note(chunk):
        return "title"
    return "around" if is_furniture(chunk) and not _YEAR_LABEL.match(chunk) else ""


def _put(caption: PdfCaption, kind: str, chunk: str) -> None:
    caption.unit = caption.unit or unit_of(chunk)
    if kind == "around":
        if year := year_of(chunk):
            caption.year = caption.year or year
        elif unit_of(chunk) is None:
            caption.owner = (caption.owner or "") + chunk
        return
    number, rest = split_number(chunk)
    caption.number = caption.number or number
    if CONTINUED.search(chunk):
        caption.continued = True
    if kind == "title":
        title, year = title_of(rest)
        caption.title, caption.year = title, caption.year or year


def _upper_half(caption: PdfCaption, line: ViewLine, higher: Sequence[ViewLine]) -> None:
    """A title broken over two lines: the upper one runs to the right margin and names no table itself."""
    if not higher or caption.title is None or caption.number is not None:
        return
    upper = higher[0]
    bare = clean(upper.text)
    number, rest = split_number(bare)
    near = line.box.y0 - upper.box.y1 < 1.6 * line.size and abs(upper.size - line.size) <= 0.6
    wraps = upper.box.x1 >= max(other.box.x1 for other in (line, *higher)) - 1.5 * line.size
    ends = is_title(rest) or is_furniture(bare) or SENTENCE.search(rest) or item_number(clean(line.text))
    part = (label := read_numbering(bare)) is not None and label.style == "part"
    if near and wraps and not ends and not part and upper.box.width > line.box.width:
        caption.title = title_of(rest)[0] + caption.title
        caption.number = number
        caption.used.append(upper.index)


def _fall_back(caption: PdfCaption, lines: Sequence[ViewLine], before: Sequence[ViewLine], box: BBox) -> None:
    """No line says 表: a centred short line, or the heading under which the table stands."""
    first = clean(lines[0].text)
    label = read_numbering(first)
    centred = abs(lines[0].box.cx - box.cx) < 0.06 * box.width and lines[0].box.width < 0.8 * box.width
    if label is None and centred and len(first) <= _SHORT and not SENTENCE.search(first):
        caption.number, rest = split_number(first)
        caption.title, caption.year = title_of(rest)
        caption.used.append(lines[0].index)
        return
    take_heading(caption, [*lines, *(line for line in before if not line.marginal)])


def take_heading(caption: PdfCaption, lines: Sequence[ViewLine]) -> None:
    """Name a table by the heading of its section, a few lines above it (``lines``, nearest first); prose that points at it has none."""
    for line in lines[:_PROSE_ABOVE]:
        text = clean(line.text)
        label = read_numbering(text)
        if label is not None and len(text) <= _SHORT and not SENTENCE.search(text):
            caption.title = None if label.style == "part" else _heading(text[label.length :])
            caption.by_heading = caption.title is not None
            return
        if _SEE_TABLE.search(text):
            return


def _heading(text: str) -> str:
    """A heading without the remark in brackets that some templates put behind it."""
    return re.sub(r"[(（].*$", "", text) or text


def read_notes(below: Sequence[ViewLine]) -> tuple[list[str], list[int]]:
    """The notes that follow a table and the indexes of their lines."""
    notes: list[str] = []
    used: list[int] = []
    last: ViewLine | None = None
    for line in below:
        if line.marginal:
            continue
        text = clean(line.text)
        if last is None and not is_note(text) or last is not None and not _goes_on(last, line, text):
            break
        if last is None or is_note(text) or item_number(text) or notes[-1].endswith(("。", "：", ":")):
            notes.append(text)
        else:
            notes[-1] += text
        used.append(line.index)
        last = line
    return notes, used


def _goes_on(last: ViewLine, line: ViewLine, text: str) -> bool:
    """Whether ``line`` is still part of the notes that ``last`` belongs to."""
    if is_note(text):
        return True
    near = line.box.y0 - last.box.y1 < 1.6 * last.size
    label = read_numbering(text)
    heading = label is not None and label.style in ("part", "chinese", "chinese_paren")
    caption = is_title(split_number(text)[1]) or is_furniture(text)
    return near and abs(line.size - last.size) <= 0.6 and not heading and not caption


def chunks_of(line: ViewLine) -> list[str]:
    """The pieces of a line that wide gaps part."""
    groups: list[list[Word]] = []
    for word in line.words:
        if groups and word.bbox.x0 - groups[-1][-1].bbox.x1 <= _CHUNK_GAP * max(line.size, 1.0):
            groups[-1].append(word)
        else:
            groups.append([word])
    chunks = [join_words(group) for group in groups]
    whole = clean("".join(chunks))
    spaced_out = len(chunks) > 1 and all(len(clean(chunk)) <= 2 for chunk in chunks)
    set_wide = "表" in whole and is_title(split_number(whole)[1]) and unit_of(whole) is None
    return [whole] if len(chunks) == 1 or spaced_out or set_wide else chunks
