"""A package of Office Open XML (.xlsx, .docx: a zip of XML parts), opened so that it can do no harm.

Takes the bytes of a file, gives its parts as XML.  Sizes are looked at before anything is unpacked, a part never gives
more than its directory entry says, no DTD is taken (the standard forbids them, ISO/IEC 29500-2, 8.1.4: entity bombs need
one), and a relationship that leads out of the package is never followed.  Macros are parts that nobody opens.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element, ParseError, fromstring, iterparse
from xml.parsers import expat

from gouji.errors import SourceError, TooLargeError
from gouji.read.settings import OFFICE, OfficeSettings

DAMAGED = "Office 文件已损坏"
DAMAGED_HINT = "用 Office 或 WPS 打开并另存后再读，或换一份"
BOMB = "压缩炸弹"
BOMB_HINT = "确认来源；确是正常文件的，请另存后再读"
_RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_HEAD = 1 << 16
"""Bytes within which a DTD must stand: it comes before the first element."""


class Package:
    """The parts of one file, by name; raises :class:`SourceError` on what is damaged or meant to harm."""

    def __init__(self, path: Path, data: bytes, settings: OfficeSettings = OFFICE) -> None:
        self.path = path
        self.settings = settings
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, OSError, ValueError, RuntimeError) as error:
            raise self.damaged() from error
        refuse_bombs(path, self._archive.infolist(), settings)
        self._parts = {info.filename.lstrip("/").lower(): info for info in self._archive.infolist()}

    def __contains__(self, name: str) -> bool:
        return name.lstrip("/").lower() in self._parts

    def names(self) -> Iterator[str]:
        """The names of all parts, as they are written."""
        return (info.filename.lstrip("/") for info in self._parts.values())

    def damaged(self, what: str = "") -> SourceError:
        return SourceError(self.path, f"{DAMAGED}{what and f'（{what}）'}", DAMAGED_HINT)

    def bytes_of(self, name: str) -> bytes:
        with self._open(name) as part:
            try:
                return part.read()
            except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
                raise self.damaged(name) from error

    def xml(self, name: str) -> Element:
        """The tree of a part."""
        data = self.bytes_of(name)
        self._refuse_dtd(name, data[:_HEAD])
        try:
            return fromstring(data)
        except (ParseError, ValueError, LookupError) as error:
            raise self.damaged(name) from error

    def elements(self, name: str) -> Iterator[tuple[str, Element]]:
        """Start and end of each element of a part in order; the caller clears what it has seen."""
        with self._open(name) as part:
            head = part.read(_HEAD)
        self._refuse_dtd(name, head)
        with self._open(name) as part:
            try:
                yield from iterparse(part, events=("start", "end"))
            except (ParseError, ValueError, LookupError, zipfile.BadZipFile, zlib.error, EOFError) as error:
                raise self.damaged(name) from error

    def relations(self, name: str) -> dict[str, tuple[str, str]]:
        """Id → (type, part) of what a part refers to inside the package; what lies outside is left out."""
        folder, _, file = name.rpartition("/")
        part = f"{folder}/_rels/{file}.rels".lstrip("/")
        if part not in self:
            return {}
        found: dict[str, tuple[str, str]] = {}
        for item in self.xml(part).iter(_RELATIONSHIPS):
            if item.get("TargetMode") == "External":
                continue
            target = item.get("Target", "")
            whole = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            kind = item.get("Type", "").rpartition("/")[2]
            found[item.get("Id", "")] = (kind, posixpath.normpath(whole))
        return found

    def _open(self, name: str) -> IO[bytes]:
        info = self._parts.get(name.lstrip("/").lower())
        if info is None:
            raise self.damaged(f"缺 {name}")
        try:
            return self._archive.open(info)
        except RuntimeError as error:  # a password, or a way of packing that no Office uses
            raise SourceError(
                self.path, "压缩包里的文件有口令，或压缩方法不认识", "去掉口令，用 Office 另存后再读"
            ) from error
        except (zipfile.BadZipFile, OSError) as error:
            raise self.damaged(name) from error

    def _refuse_dtd(self, name: str, head: bytes) -> None:
        """Raise where a part declares a document type, whatever the encoding of the part."""

        def refuse(*_: object) -> None:
            raise SourceError(
                self.path, f"{name} 里有 DTD，正常的 Office 文件没有，不读", "确认来源；用 Office 另存后再读"
            )

        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = refuse
        try:
            parser.Parse(head, False)
        except (expat.ExpatError, ValueError, LookupError):
            return  # the parser that reads the whole says what is wrong


def refuse_bombs(path: Path, infos: list[zipfile.ZipInfo], settings: OfficeSettings = OFFICE) -> None:
    """Raise :class:`TooLargeError` for an archive with too many parts, too large ones or too dense ones.

    The sizes are those of the directory; the reader of :mod:`zipfile` gives no byte more, and one less is damage.
    """
    if len(infos) > settings.parts:
        raise TooLargeError(path, f"压缩包里有 {len(infos)} 个文件，超过 {settings.parts} 个", BOMB_HINT)
    whole = sum(info.file_size for info in infos)
    largest = max((info.file_size for info in infos), default=0)
    if whole > settings.unpacked or largest > settings.one_part:
        most = settings.unpacked if whole > settings.unpacked else settings.one_part
        size = whole if whole > settings.unpacked else largest
        raise TooLargeError(
            path, f"解压后有 {size / 2**20:.0f} MB，超过 {most / 2**20:.0f} MB（{BOMB}？）", BOMB_HINT
        )
    for info in infos:
        if info.file_size > settings.ratio_from and info.file_size > settings.ratio * max(
            info.compress_size, 1
        ):
            raise TooLargeError(
                path, f"{info.filename} 的压缩比超过 {settings.ratio}:1（{BOMB}？）", BOMB_HINT
            )


def local(name: object) -> str:
    """The name of an element without its namespace: Office writes two (transitional and strict)."""
    return name.rpartition("}")[2] if isinstance(name, str) else ""


def children(item: Element | None, name: str) -> Iterator[Element]:
    """The children of an element with a name."""
    return (part for part in (item if item is not None else ()) if local(part.tag) == name)


def child(item: Element | None, name: str) -> Element | None:
    """The first child with a name."""
    return next(children(item, name), None)


def value(item: Element | None, name: str) -> str | None:
    """An attribute, whatever its namespace."""
    if item is None:
        return None
    return next((text for key, text in item.attrib.items() if local(key) == name), None)
