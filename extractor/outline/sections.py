"""Lines of prose to sections: the headings tree in whatever numbering, and the paragraphs under each.

Takes a document and the lines that tables own, gives :class:`~gouji.outline.model.Section`
values in reading order.  A path joins the labels (``第二部分/一/（一）/1/（1）``); a number that
starts again under an unnumbered title nests there; a list item ends with its paragraph.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from gouji.domain.numbering import Numbering, outranks, read_numbering
from gouji.figures import NUMBER
from gouji.outline.contents import Contents, find_contents
from gouji.outline.furniture import Kept, prose_lines
from gouji.outline.lines_to_paragraphs import group, left, looks_like_title, shape_of
from gouji.outline.model import Heading, Section
from gouji.outline.paragraph import Paragraph, join
from gouji.outline.section_roles import role_of
from gouji.read.model import Document


@dataclass(slots=True)
class _Level:
    """An open heading or list item on the way down to the current paragraph."""

    label: Numbering
    title: str
    line_id: int
    run_in: bool
    """Text follows on the same line: the item is its own paragraph, and no title."""
    has_children: bool = False
    has_text: bool = False
    announces: bool = False
    """It ends in 其中： or the like: what follows belongs to it."""
    follows_name: bool = False
    """The sibling before it had neither text nor children: a list of names."""


@dataclass(slots=True)
class _Draft:
    """A section while its paragraphs are collected."""

    path: str
    headings: tuple[Heading, ...]
    titled: bool
    role: str
    paragraphs: list[Paragraph] = field(default_factory=list)


def outline(document: Document, table_lines: frozenset[int] = frozenset()) -> list[Section]:
    """The sections of the prose. ``table_lines`` are indexes into ``document.lines`` left out."""
    kept = prose_lines(document, table_lines)
    contents = find_contents(kept)
    body = kept[: contents.start] + kept[contents.end :]
    builder = _Builder(contents, _body_size(body))
    for lines in group(body, shape_of(body)):
        builder.add(lines)
    return [_section(draft) for draft in builder.drafts if draft.paragraphs]


def _body_size(kept: list[Kept]) -> float:
    """The type size of most lines."""
    sizes = sorted(item.line.size for item in kept)
    return sizes[len(sizes) // 2] if sizes else 0.0


def _section(draft: _Draft) -> Section:
    lines = tuple(line for paragraph in draft.paragraphs for line in paragraph.lines)
    return Section(
        draft.path, draft.headings, lines, draft.role, tuple(draft.paragraphs), titled=draft.titled
    )


class _Builder:
    """Walks the paragraphs and keeps the stack of open headings."""

    def __init__(self, contents: Contents, body_size: float) -> None:
        self.contents = contents
        self.body_size = body_size
        self.stack: list[_Level] = []
        self.free_title: str | None = None
        self.drafts: list[_Draft] = []

    def add(self, lines: list[Kept]) -> None:
        """Place one paragraph: a heading opens a section, an item its own, the rest goes on."""
        seams = frozenset(i for i, item in enumerate(lines) if item.seam_before and i)
        paragraph = join([item.line for item in lines], seams)
        label = read_numbering(paragraph.text)
        title = looks_like_title(paragraph.text)
        if label is None and title and self._is_heading(lines, paragraph.text):
            self._add_unnumbered(lines, paragraph)
        elif label is not None:
            self._open(label, paragraph, lines[0].index, run_in=not title)
        else:
            self._add_plain(paragraph)

    def _add_unnumbered(self, lines: list[Kept], paragraph: Paragraph) -> None:
        """A title without number: the contents number it, or it stands above what follows."""
        label = self.contents.numbering_of(paragraph.text)
        if label is not None and self._may_be_contents_heading(label):
            self._open(
                Numbering("contents", label.ordinal, label.text, 0), paragraph, lines[0].index, run_in=False
            )
            return
        if self.contents.opens_part(paragraph.text):
            self.stack.clear()
        while self.stack and self.stack[-1].run_in:
            self.stack.pop()
        self.free_title = paragraph.text
        self._start(titled=True).paragraphs.append(paragraph)

    def _may_be_contents_heading(self, label: Numbering) -> bool:
        """Only where the body does not print the numbers itself."""
        return not any(
            level.label.style in ("part", "chinese") and not self._nested(level) for level in self.stack
        )

    def _nested(self, level: _Level) -> bool:
        return any(other.label.style == "contents" for other in self.stack[: self.stack.index(level)])

    def _add_plain(self, paragraph: Paragraph) -> None:
        """Unnumbered text: it goes on, unless a list item that is only a paragraph has just ended."""
        if self.stack and self._item_is_over(self.stack[-1], paragraph.text):
            self._leave_item()
            self._start(titled=False)
        if not self.drafts:
            self._start(titled=False)
        if self.stack:
            self.stack[-1].has_text = True
        self.drafts[-1].paragraphs.append(paragraph)

    def _item_is_over(self, top: _Level, text: str) -> bool:
        """The item on top was only its own line, and this text is no part of it."""
        if top.has_children or top.has_text or top.announces or _belongs_to_item(text):
            return False
        if top.run_in and _heads(top.title) and _AMOUNT.search(text):
            return False
        return top.run_in or top.follows_name and text.endswith("。")

    def _leave_item(self) -> None:
        """Out of the item; after a list of names also out of the title that only headed the list."""
        was_name = not self.stack.pop().run_in
        while was_name and self.stack:
            top = self.stack[-1]
            if top.has_text or top.run_in or top.label.style in ("part", "chinese", "contents"):
                return
            self.stack.pop()

    def _as_item(self, label: Numbering, paragraph: Paragraph, *, run_in: bool) -> Numbering:
        """一、二、 of a list right under a chapter that is numbered 一、 too (or （一） under （一）): a numbering of its own."""
        if label.style not in _LISTED_ANEW or self.contents.names(paragraph.text[label.length :]):
            return label
        item = replace(label, style=_LISTED_ANEW[label.style])
        top = self.stack[-1] if self.stack else None
        if run_in and label.ordinal == 1 and top and top.label.style == label.style and not top.run_in:
            return item
        elder = next((x for x in reversed(self.stack) if x.label.style == item.style), None)
        goes_on = elder is not None and label.ordinal == elder.label.ordinal + 1
        return item if goes_on and (run_in or paragraph.text.endswith("。")) else label

    def _open(self, label: Numbering, paragraph: Paragraph, line_id: int, *, run_in: bool) -> None:
        label = self._as_item(label, paragraph, run_in=run_in)
        elder = self._make_room(label)
        while (
            (not run_in or label.ordinal > 1)
            and self.stack
            and self.stack[-1].run_in
            and outranks(label, self.stack[-1].label)
        ):
            self.stack.pop()
        for level in self.stack:
            level.has_children = True
        name = elder is not None and label.style in _NAME_STYLES
        name = name and elder is not None and not (elder.run_in or elder.has_children or elder.has_text)
        title = paragraph.text[label.length :]
        announces = run_in and bool(_ANNOUNCES.search(title))
        self.stack.append(_Level(label, title, line_id, run_in, announces=announces, follows_name=name))
        self.free_title = None if label.style in ("part", "contents") else self.free_title
        self._start(titled=not run_in).paragraphs.append(paragraph)

    def _make_room(self, label: Numbering) -> _Level | None:
        """Close what the new number ends: its elder sibling, which is given back, or everything for a part."""
        if label.style == "part":
            self.stack.clear()
            return None
        for position in range(len(self.stack) - 1, -1, -1):
            open_label = self.stack[position].label
            if open_label.style != label.style:
                continue
            if label.ordinal > open_label.ordinal or self._is_repeated(position, label):
                elder = self.stack[position]
                del self.stack[position:]
                return elder
        if label.style == "contents":
            self.stack.clear()
        return None

    def _is_repeated(self, position: int, label: Numbering) -> bool:
        """The same number twice in a row is a misprint; a new 1 under an open 1 starts a new list."""
        same = self.stack[position].label.ordinal == label.ordinal
        return same and (label.ordinal > 1 or position == len(self.stack) - 1)

    def _start(self, *, titled: bool) -> _Draft:
        labels = [level.label.text for level in self.stack]
        headings = tuple(
            Heading(level.label.text, level.title, depth, level.line_id)
            for depth, level in enumerate(self.stack, start=1)
        )
        draft = _Draft("/".join(labels), headings, titled, self._role())
        self.drafts.append(draft)
        return draft

    def _role(self) -> str:
        """The nearest title that says what the section is about."""
        titles = [level.title for level in reversed(self.stack) if not level.run_in]
        for title in [*([self.free_title] if self.free_title and not titles else []), *titles]:
            role = role_of(title)
            if role is not None:
                return role
        return role_of(self.free_title) or "prose" if self.free_title else "prose"

    def _is_heading(self, lines: list[Kept], text: str) -> bool:
        """An unnumbered title: marked as one, set larger, or promised by the contents."""
        line = lines[0].line
        if len(text) > 40:
            return False
        if line.is_heading:
            return True
        if line.text.lstrip().startswith("#") or self.contents.opens_part(text):
            return True
        if role_of(text) is not None and len(text) <= 30 and not text.endswith("。"):
            return line.bbox is None or left(line) > 0
        return line.size > self.body_size + 2.5


_LISTED_ANEW = {"chinese": "chinese_item", "chinese_paren": "chinese_paren_item"}
_ITEM_LABELS = 10
_MONEY = rf"{NUMBER}(?:万|亿)?元"
_ANNOUNCES = re.compile(rf"[：:]$|其中。$|其中[：:][^，。；]{{2,24}}?{_MONEY}(?:，[^；。]*)?。$")
"""A list follows: its colon ends the item, or one entry of it stands in the item and the rest below."""
_AMOUNT = re.compile(_MONEY)
_NAME_STYLES = ("arabic", "arabic_paren", "arabic_half", "circled")


def _heads(title: str) -> bool:
    """``按功能分类科目划分。``: a short sentence without figure or comma, above amounts."""
    return len(title) <= 32 and not re.search(r"[，；\d]", title)


def _belongs_to_item(text: str) -> bool:
    """``绩效指标：…`` and ``主要原因…`` go on with the item above; a new subject does not."""
    head = text[:_ITEM_LABELS]
    return (
        "：" in head
        or ":" in head
        or head.startswith(("主要", "变动", "增减", "其中", "与上年", "比上年", "具体"))
    )
