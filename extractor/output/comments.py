"""Comments written into a copy of a workbook or of a text of Word, at the cells and paragraphs that findings name.

Takes the bytes of the file and notes with their addresses; gives the bytes of the copy and the number of comments.  A text
of Word keeps every byte that it has but for what is put in, as a tree written anew would lose names that Word needs.  A
workbook is written by openpyxl: formulas stay, their results are computed when it is opened, drawings are lost.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element
from xml.parsers import expat
from xml.sax.saxutils import escape

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment

from gouji.errors import SourceError
from gouji.read.docx import read_story
from gouji.read.package import DAMAGED, DAMAGED_HINT, Package, local, refuse_bombs
from gouji.schemas.record import Address

AUTHOR = "gouji"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_COMMENTS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Note:
    """What is to be said at a place."""

    address: Address
    title: str
    text: str

    @property
    def words(self) -> str:
        return _UNPRINTABLE.sub("", f"{self.title}\n{self.text}")


def comment_xlsx(path: Path, data: bytes, notes: Sequence[Note]) -> tuple[bytes, int]:
    """The workbook with a comment at each cell; several notes on one cell are one comment."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        refuse_bombs(path, archive.infolist())
    try:
        book = load_workbook(io.BytesIO(data), keep_vba=path.suffix.lower() == ".xlsm", keep_links=False)
    except (KeyError, ValueError, TypeError, AttributeError, zipfile.BadZipFile) as error:
        raise SourceError(path, DAMAGED, DAMAGED_HINT) from error
    words: dict[tuple[str, str], list[str]] = {}
    for note in notes:
        if note.address.sheet in book.sheetnames and note.address.cell:
            words.setdefault((note.address.sheet, note.address.cell), []).append(note.words)
    count = 0
    for (sheet, name), said in words.items():
        cell = book[sheet][name]
        if isinstance(cell, Cell):  # not the covered part of a merged one
            text = "\n\n".join(dict.fromkeys(said))
            own = f"{cell.comment.text}\n\n" if cell.comment is not None else ""
            cell.comment = Comment(own + text, AUTHOR, height=160, width=360)
            count += 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue(), count


def comment_docx(path: Path, data: bytes, notes: Sequence[Note]) -> tuple[bytes, int]:
    """The text with a comment at each paragraph or cell."""
    package = Package(path, data)
    story = read_story(package)
    order = {id(item): number for number, item in enumerate(story.root.iter())}
    main = package.bytes_of(story.main)
    ends = _ends(package, story.main, main)
    existing = story.kinds.get("comments")
    old = package.bytes_of(existing).decode("utf-8", "replace") if existing and existing in package else ""
    first = max((int(n) for n in re.findall(r'<w:comment\b[^>]*\bw:id="(\d{1,9})"', old)), default=-1) + 1
    marks: dict[int, list[str]] = {}
    comments: list[str] = []
    for key, words in dict.fromkeys((_key(note.address), note.words) for note in notes):
        paragraph = _paragraph(story.blocks.origins.get(key))
        number = order.get(id(paragraph)) if paragraph is not None else None
        if number is None or number not in ends:
            continue
        identity = first + len(comments)
        marks.setdefault(ends[number], []).append(_mark(identity))
        comments.append(_comment(identity, words))
    body = bytearray(main)
    for at in sorted(marks, reverse=True):
        body[at:at] = "".join(marks[at]).encode()
    parts = {story.main: bytes(body)} | _comment_parts(package, story.main, existing, old, "".join(comments))
    return _packed(data, parts if comments else {}), len(comments)


def _key(address: Address) -> tuple[str, str]:
    if address.table is not None and address.cell is not None:
        return address.table, address.cell
    return "", str(address.paragraph)


def _paragraph(origin: object) -> Element | None:
    """The paragraph itself, or the first one in a cell that Word does not write empty."""
    if not isinstance(origin, Element):
        return None
    return next((item for item in origin.iter() if local(item.tag) == "p" and len(item)), None)


def _ends(package: Package, name: str, data: bytes) -> dict[int, int]:
    """Each element by its number in document order → the byte at which its end tag begins."""
    found: dict[int, int] = {}
    opened: list[int] = []
    count = 0

    def start(*_: object) -> None:
        nonlocal count
        opened.append(count)
        count += 1

    def end(*_: object) -> None:
        found[opened.pop()] = parser.CurrentByteIndex

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    try:
        data.decode("utf-8")
        parser.Parse(data, True)
    except (expat.ExpatError, UnicodeDecodeError) as error:
        raise package.damaged(name) from error
    return found


def _mark(identity: int) -> str:
    return f'<gj:r xmlns:gj="{_W}"><gj:commentReference gj:id="{identity}"/></gj:r>'


def _comment(identity: int, words: str) -> str:
    lines = "".join(
        f'<w:p><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>' for line in words.split("\n")
    )
    return (
        f'<w:comment xmlns:w="{_W}" w:id="{identity}" w:author="{AUTHOR}" w:initials="gj">{lines}</w:comment>'
    )


def _comment_parts(
    package: Package, main: str, existing: str | None, old: str, comments: str
) -> dict[str, bytes]:
    """The part of comments, and what names it where the file had none."""
    if existing and "</w:comments>" in old:
        return {existing: old.replace("</w:comments>", f"{comments}</w:comments>").encode()}
    folder, _, file = main.rpartition("/")
    part, rels = f"{folder}/gouji-comments.xml".lstrip("/"), f"{folder}/_rels/{file}.rels".lstrip("/")
    relation = (
        f'<Relationship Id="gouji1" Type="{_COMMENTS}" Target="gouji-comments.xml" xmlns="{_RELATIONS}"/>'
    )
    links = package.bytes_of(rels).decode("utf-8", "replace") if rels in package else ""
    if "</Relationships>" in links:
        links = links.replace("</Relationships>", f"{relation}</Relationships>")
    else:
        links = f'<Relationships xmlns="{_RELATIONS}">{relation}</Relationships>'
    kinds = package.bytes_of("[Content_Types].xml").decode("utf-8", "replace")
    names = "http://schemas.openxmlformats.org/package/2006/content-types"
    override = f'<Override PartName="/{part}" ContentType="{_TYPE}" xmlns="{names}"/>'
    return {
        part: f'<?xml version="1.0" encoding="UTF-8"?><w:comments xmlns:w="{_W}">{comments}</w:comments>'.encode(),
        rels: links.encode(),
        "[Content_Types].xml": kinds.replace("</Types>", f"{override}</Types>").encode(),
    }


def _packed(data: bytes, parts: dict[str, bytes]) -> bytes:
    """The package with some parts in place of its own, and new ones behind them."""
    out = io.BytesIO()
    left = dict(parts)
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, left.pop(info.filename, b"") or old.read(info))
        for name, content in left.items():
            new.writestr(name, content)
    return out.getvalue()
