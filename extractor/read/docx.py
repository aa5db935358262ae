"""Texts of Word (.docx): paragraphs and tables as Word shows them, all changes accepted.

Takes the bytes of a file, gives a document of lines and marked grids.  Numbers of lists stand before their
paragraphs, fields give the result that was saved, text boxes follow the paragraph that they hang on, footnotes the text.
Left out and said: hidden text and rows, pictures, embedded files, comments.  Heads and feet of pages are no text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from xml.etree.ElementTree import Element

from gouji.errors import SourceError, TooLargeError
from gouji.isolation import Part
from gouji.read.blocks import TOO_LARGE, Block, Blocks, MarkedCell, MarkedTable, Paragraph
from gouji.read.docx_numbering import Numbering, list_properties, read_numbering
from gouji.read.model import Document
from gouji.read.package import Package, child, children, local, value
from gouji.read.settings import OFFICE, OfficeSettings
from gouji.schemas.record import Unread

_WRAPPERS = frozenset(
    {"ins", "moveTo", "sdt", "sdtContent", "customXml", "smartTag", "hyperlink", "fldSimple", "dir", "bdo"}
)
"""Elements around content that is shown as if they were not there."""
_REMOVED = frozenset({"del", "moveFrom"})
_NO_TEXT = frozenset(
    {
        "rt",
        "pPr",
        "rPr",
        "tblPr",
        "tblGrid",
        "trPr",
        "tcPr",
        "sectPr",
        "instrText",
        "delText",
        "sdtPr",
        "sdtEndPr",
    }
)
_HEADING_NAMES = ("heading", "标题", "title")
_BODY_LEVEL = 9
"""The outline level of body text."""
_SYMBOLS = {"F0FE": "☑", "F052": "☑", "F0A8": "□", "F0A3": "□", "F0FC": "√", "F0D6": "√", "F0B3": "≥"}
"""Signs of the fonts Wingdings and Wingdings 2 that forms tick with."""


@dataclass(frozen=True, slots=True)
class Style:
    """What a style of paragraphs gives: its parent, whether it is a heading, list and level."""

    parent: str | None = None
    is_heading: bool = False
    number: str | None = None
    depth: int | None = None


@dataclass(slots=True)
class _Reader:
    """Walks a story of the document; counts what is left out."""

    styles: dict[str, Style]
    numbering: Numbering
    settings: OfficeSettings
    counts: dict[str, int] = field(default_factory=dict)
    joined: str = ""
    """The text of a paragraph whose end was deleted: the next one goes on with it."""

    def count(self, what: str) -> None:
        self.counts[what] = self.counts.get(what, 0) + 1

    # ---- blocks ---------------------------------------------------------------------------------

    def blocks(self, parent: Element, depth: int = 0) -> Iterator[Block]:
        for item in parent:
            name = local(item.tag)
            if name == "p":
                yield from self.paragraph(item, depth)
            elif name == "tbl":
                if depth >= self.settings.depth:
                    self.count("deep")
                else:
                    yield self.table(item, depth)
            elif name in _WRAPPERS:
                yield from self.blocks(item, depth)
            elif name in _REMOVED:
                self.count("changes")
            elif name == "AlternateContent":
                yield from self.blocks(_alternative(item), depth)
            elif name == "altChunk":
                self.count("embedded")

    def paragraph(self, item: Element, depth: int) -> Iterator[Block]:
        properties = child(item, "pPr")
        boxes: list[Element] = []
        text = "".join(self.runs(item, boxes, []))
        number, level = self._list(properties)
        label = self.numbering.label(number, level) if number and text.strip() else ""
        text = self.joined + label + text
        mark = child(properties, "rPr")
        if child(mark, "del") is not None or child(mark, "moveFrom") is not None:
            self.count("changes")
            self.joined = text
        else:
            self.joined = ""
            yield Paragraph(tidy(text), self._is_heading(properties), item)
        for box in boxes:
            yield from self.blocks(box, depth + 1)

    def runs(self, item: Element, boxes: list[Element], fields: list[bool]) -> Iterator[str]:
        """The text of a paragraph; text boxes go to ``boxes``, ``fields`` are the open ones: whether in the result."""
        for part in item:
            name = local(part.tag)
            if name in _REMOVED:
                self.count("changes")
            elif name in _NO_TEXT:
                continue
            elif name == "r" and _is_hidden(part):
                self.count("hidden")
            elif name == "fldChar":
                kind = value(part, "fldCharType")
                if kind == "begin":
                    fields.append(False)
                elif kind == "separate" and fields:
                    fields[-1] = True
                elif kind == "end" and fields:
                    fields.pop()
            elif name == "txbxContent":
                boxes.append(part)
            elif name == "AlternateContent":
                yield from self.runs(_alternative(part), boxes, fields)
            elif name == "t":
                if all(fields):
                    yield part.text or ""
            elif name in _MARKS:
                if all(fields):
                    yield _MARKS[name]
            elif name == "sym":
                yield _SYMBOLS.get((value(part, "char") or "").upper(), "")
            elif name in ("blip", "imagedata"):
                self.count("pictures")
            elif name == "OLEObject":
                self.count("embedded")
            else:
                if name == "ins":
                    self.count("changes")
                yield from self.runs(part, boxes, fields)

    def _is_heading(self, properties: Element | None) -> bool:
        """Whether a paragraph is a heading, by itself or by its style."""
        own = value(child(properties, "outlineLvl"), "val")
        if own is not None:
            return own.isdigit() and int(own) < _BODY_LEVEL
        return any(style.is_heading for style in self._chain(properties))

    def _list(self, properties: Element | None) -> tuple[str | None, int]:
        number, level = list_properties(properties)
        for style in self._chain(properties):
            number = number if number is not None else style.number
            level = level if level is not None else style.depth
        return (None if number == "0" else number), level or 0

    def _chain(self, properties: Element | None) -> Iterator[Style]:
        name = value(child(properties, "pStyle"), "val")
        seen: set[str] = set()
        while name in self.styles and name not in seen:
            seen.add(name)
            yield self.styles[name]
            name = self.styles[name].parent or ""

    # ---- tables ---------------------------------------------------------------------------------

    def table(self, item: Element, depth: int) -> MarkedTable:
        """Rows of cells with the positions that they cover, counted in columns that can be seen."""
        columns = _Columns(item, self.settings)
        rows: list[list[MarkedCell]] = []
        open_cells: dict[int, MarkedCell] = {}
        for row in self._parts(item, "tr"):
            properties = child(row, "trPr")
            if child(properties, "del") is not None:
                self.count("changes")
                continue
            if _is_on(child(properties, "hidden")):
                self.count("hidden_rows")
                continue
            rows.append(self._row(row, properties, columns, open_cells, depth))
        return MarkedTable(rows)

    def _row(
        self,
        row: Element,
        properties: Element | None,
        columns: _Columns,
        open_cells: dict[int, MarkedCell],
        depth: int,
    ) -> list[MarkedCell]:
        cells: list[MarkedCell] = []
        at = _count(child(properties, "gridBefore"), 0)
        if at and (width := columns.width(0, at)):
            cells.append(MarkedCell(colspan=width))
        begun: dict[int, MarkedCell] = {}
        for cell in self._parts(row, "tc"):
            own = child(cell, "tcPr")
            if child(own, "cellDel") is not None:
                self.count("changes")
                continue
            span = _count(child(own, "gridSpan"), 1)
            start, width, at = at, columns.width(at, at + span), at + span
            down, across = child(own, "vMerge"), child(own, "hMerge")
            if across is not None and value(across, "val") in (None, "continue") and cells:
                cells[-1].colspan += width
                continue
            if down is not None and value(down, "val") != "restart" and start in open_cells:
                begun[start] = open_cells[start]
                if begun[start].rowspan < self.settings.row_span:
                    begun[start].rowspan += 1
                continue
            made = MarkedCell(list(self.blocks(cell, depth + 1)), 1, max(width, 1), cell)
            cells.append(made)
            if down is not None:
                begun[start] = made
        open_cells.clear()
        open_cells.update(begun)
        return cells

    def _parts(self, parent: Element, wanted: str) -> Iterator[Element]:
        """Rows of a table, cells of a row, also inside what wraps them."""
        for item in parent:
            name = local(item.tag)
            if name == wanted:
                yield item
            elif name in _WRAPPERS:
                yield from self._parts(item, wanted)
            elif name in _REMOVED:
                self.count("changes")


_MARKS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


class _Columns:
    """The columns of a table without those that nobody can see: Word leaves slivers where borders were moved by hand."""

    def __init__(self, table: Element, settings: OfficeSettings) -> None:
        widths = [_count(column, 0, "w") for column in children(child(table, "tblGrid"), "gridCol")]
        seen = [not 0 < width < settings.sliver for width in widths]
        self._before = [0, *accumulate(seen)]
        self._most = settings.column_span

    def width(self, start: int, end: int) -> int:
        """How many columns that can be seen lie between two borders of the file."""
        return min(self._at(end) - self._at(start), self._most)

    def _at(self, border: int) -> int:
        last = len(self._before) - 1
        return self._before[min(border, last)] + max(border - last, 0)


@dataclass(frozen=True, slots=True)
class Story:
    """The main part of a file as a tree, its name, the parts that it refers to by kind, and what was read from it."""

    main: str
    root: Element
    kinds: dict[str, str]
    blocks: Blocks
    counts: dict[str, int]


def read_docx(path: Path, data: bytes, settings: OfficeSettings = OFFICE) -> Document:
    """The document in ``data``; raises :class:`SourceError` when it is damaged or has no text."""
    package = Package(path, data, settings)
    story = read_story(package)
    blocks = story.blocks
    if not any(line.text.strip() for line in blocks.lines):
        raise SourceError(path, "文件里没有文字", "换一份有内容的文件；只有图片的，请提供带文字的版本")
    blocks.messages.extend(_left_out(story.counts, package, story.kinds))
    if deep := story.counts.get("deep"):
        detail = f"套了 {settings.depth} 层以上的表格有 {deep} 个，未读取"
        blocks.unread.append(Unread(reason=TOO_LARGE, detail=detail))
    return blocks.document(path, data, "docx")


def read_story(package: Package) -> Story:
    """The text and the notes of a package of Word; raises :class:`SourceError` when it is damaged."""
    main = next(
        (part for kind, part in package.relations("").values() if kind == "officeDocument"),
        "word/document.xml",
    )
    kinds: dict[str, str] = {}
    for kind, name in package.relations(main).values():
        kinds.setdefault(kind, name)
    root = package.xml(main)
    body = child(root, "body")
    if body is None:
        raise package.damaged(main)
    blocks = Blocks(settings=package.settings)
    styles, numbering = _shared(package, kinds, blocks)
    reader = _Reader(styles, numbering, package.settings)
    for item in _items(body):
        part = Part(f"第{blocks.paragraphs + 1}段之后")
        blocks.isolation.run(part, None, _add, blocks, reader, item)
    if reader.joined.strip():
        blocks.add([Paragraph(tidy(reader.joined))])
    for kind in ("footnotes", "endnotes"):
        if kind in kinds and kinds[kind] in package:
            blocks.isolation.run(Part("脚注"), None, _notes, package.xml(kinds[kind]), reader, blocks)
    return Story(main, root, kinds, blocks, reader.counts)


def _add(blocks: Blocks, reader: _Reader, parent: Element) -> None:
    blocks.add(list(reader.blocks(parent)))


def _items(body: Element) -> Iterator[Element]:
    """The blocks of a body one by one, each as the only child of a parent of its own."""
    for item in body:
        holder = Element("holder")
        holder.append(item)
        yield holder


def _shared(package: Package, kinds: dict[str, str], blocks: Blocks) -> tuple[dict[str, Style], Numbering]:
    """Styles and lists; a part that cannot be read costs itself."""
    styles: dict[str, Style] = {}
    numbering = Numbering()
    try:
        if "styles" in kinds and kinds["styles"] in package:
            styles = _styles(package.xml(kinds["styles"]))
        if "numbering" in kinds and kinds["numbering"] in package:
            numbering = read_numbering(package.xml(kinds["numbering"]))
    except TooLargeError:
        raise
    except SourceError as error:
        blocks.unread.append(Unread(reason="damaged", detail=f"样式或编号读不出，未用：{error.reason}"))
    return styles, numbering


def _styles(root: Element) -> dict[str, Style]:
    found: dict[str, Style] = {}
    for item in children(root, "style"):
        properties = child(item, "pPr")
        outline = value(child(properties, "outlineLvl"), "val")
        name = (value(child(item, "name"), "val") or "").lower()
        number, depth = list_properties(properties)
        found[value(item, "styleId") or ""] = Style(
            parent=value(child(item, "basedOn"), "val"),
            is_heading=name.startswith(_HEADING_NAMES) or outline is not None and outline in set("012345678"),
            number=number,
            depth=depth,
        )
    return found


def _notes(root: Element, reader: _Reader, blocks: Blocks) -> None:
    """Footnotes or endnotes, but for the lines that part them from the text."""
    for note in root:
        if value(note, "type") is None:
            blocks.add(list(reader.blocks(note)))


_SAID = {
    "changes": "文件带有修订 {} 处，按全部接受后的样子读取",
    "hidden": "有 {} 处隐藏文字，未读取",
    "hidden_rows": "表格中有 {} 个隐藏的行，未读取",
    "pictures": "文件里有 {} 幅图片，其中的文字没有读取",
    "embedded": "文件里嵌有 {} 个别的文件，没有打开",
}


def _left_out(counts: dict[str, int], package: Package, kinds: dict[str, str]) -> Iterator[str]:
    for what, sentence in _SAID.items():
        if counts.get(what):
            yield sentence.format(counts[what])
    if any(name.lower().endswith("vbaproject.bin") for name in package.names()):
        yield "文件带有宏，没有运行"
    if "comments" in kinds and kinds["comments"] in package:
        yield "批注未读取"


def tidy(text: str) -> str:
    """A paragraph as lines of a text: a tab stays only where several, or a page number behind it, make columns."""
    lines = (line.strip() for line in text.split("\n"))
    return "\n".join(
        line if line.count("\t") != 1 or _PAGED.search(line) else line.replace("\t", "  ") for line in lines
    )


_PAGED = re.compile(r"\t\s*\d{1,3}$")


def _alternative(item: Element) -> Element:
    """Of two ways to draw the same thing (a text box) the newer one, where it has any content."""
    for choice in children(item, "Choice"):
        if any(local(part.tag) in ("txbxContent", "t", "p") for part in choice.iter()):
            return choice
    found = child(item, "Fallback")
    return found if found is not None else Element("none")


def _is_hidden(run: Element) -> bool:
    return _is_on(child(child(run, "rPr"), "vanish"))


def _is_on(item: Element | None) -> bool:
    """Whether a switch is there and not turned off."""
    return item is not None and value(item, "val") not in ("0", "false", "off")


def _count(item: Element | None, otherwise: int, name: str = "val") -> int:
    """A number of columns or a width; what is none, or beyond every page, is the default."""
    text = value(item, name)
    return int(text) if text and re.fullmatch(r"\d{1,5}", text, re.ASCII) else otherwise
