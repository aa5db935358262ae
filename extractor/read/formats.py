"""What can be read: one table, format → reader, with what each needs installed.

Takes the bytes of a file, gives its :class:`Format`, or the reason why there is none.  Content decides, never the
name: a web page saved as ``.pdf`` is a web page.  ``gouji formats`` shows this table.
"""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from gouji.errors import EncryptedError, SourceError
from gouji.read.model import Document

Reader = Callable[[Path, bytes], Document]

PDF_HEADER_WINDOW = 1024
"""Readers accept a PDF header anywhere in the first 1,024 bytes (ISO 32000-1, note 13 of annex H)."""

LIBREOFFICE = ("soffice", "libreoffice")
"""The names of the program that turns the formats before 2007 into those after."""


@dataclass(frozen=True, slots=True)
class Format:
    """One format: its name, how people know it, its reader and what that needs beside gouji itself."""

    name: str
    label: str
    extensions: tuple[str, ...]
    reader: str
    """``module:function`` that takes the path and the bytes; of PDF the limits and settings too."""
    module: str = ""
    """The Python package that reads it."""
    program: bool = False
    """Read through LibreOffice."""
    add: str = ""
    """What would add it to an installation without."""

    @property
    def is_installed(self) -> bool:
        if self.program and converter() is None:
            return False
        return not self.module or find_spec(self.module) is not None

    def read(self, path: Path, data: bytes) -> Document:
        """The document in ``data``; raises :class:`SourceError` where something that it needs is missing."""
        if not self.is_installed:
            raise SourceError(path, f"{self.label}：本机没有安装读取它所需的程序", self.add)
        module, _, name = self.reader.partition(":")
        reader: Reader = getattr(import_module(module), name)
        return reader(path, data)


_BY_OFFICE = "安装 LibreOffice（apt install libreoffice-writer-nogui libreoffice-calc-nogui），或另存为 docx、xlsx、PDF"

FORMATS: tuple[Format, ...] = (
    Format("pdf", "PDF", (".pdf",), "gouji.read.pdf:read_pdf", "pymupdf"),
    Format("text", "文本、Markdown", (".txt", ".md"), "gouji.read.text:read_text"),
    Format("xlsx", "Excel 工作簿", (".xlsx", ".xlsm"), "gouji.read.xlsx:read_xlsx", "openpyxl"),
    Format("docx", "Word 文档", (".docx", ".docm"), "gouji.read.docx:read_docx"),
    Format("html", "网页", (".html", ".htm", ".shtml"), "gouji.read.web:read_web", "selectolax"),
    Format("xls", "Excel 97–2003 工作簿、WPS 表格", (".xls", ".et"), "gouji.read.xls:read_xls", "xlrd"),
    Format(
        "doc",
        "Word 97–2003 文档、WPS 文字、RTF、OpenDocument 文本",
        (".doc", ".wps", ".rtf", ".odt"),
        "gouji.read.convert:read_as_docx",
        program=True,
        add=_BY_OFFICE,
    ),
    Format(
        "xlsb",
        "Excel 二进制工作簿、XML 表格、OpenDocument 表格",
        (".xlsb", ".ods"),
        "gouji.read.convert:read_as_xlsx",
        program=True,
        add=_BY_OFFICE,
    ),
)
"""Every format that can be read."""

BY_NAME = {form.name: form for form in FORMATS}

EXTENSIONS = tuple(extension for form in FORMATS for extension in form.extensions)
"""What is looked for in a directory; a file that is named outright is read whatever it is called."""

_IMAGE = "图片，没有文字可读"
_IMAGE_HINT = "请提供带文字层的 PDF，或先做文字识别"
_OFFICE_HINT = "请另存为 PDF 后再读"
_UNPACK = "请先解压"

SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", f"PNG {_IMAGE}", _IMAGE_HINT),
    (b"\xff\xd8\xff", f"JPEG {_IMAGE}", _IMAGE_HINT),
    (b"GIF8", f"GIF {_IMAGE}", _IMAGE_HINT),
    (b"II*\x00", f"TIFF {_IMAGE}", _IMAGE_HINT),
    (b"MM\x00*", f"TIFF {_IMAGE}", _IMAGE_HINT),
    (b"Rar!\x1a\x07", "尚不支持压缩包", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "尚不支持压缩包", _UNPACK),
    (b"\x1f\x8b", "尚不支持压缩包", _UNPACK),
)
"""First bytes → reason, hint: the formats that are told apart only to say why they are refused."""

_PLAIN_ZIP = "是压缩包，不是一份文档"

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""First bytes of a compound file: Office before 2007, and any later one under a password ([MS-CFB] 2.2)."""
_ENTRY = 128
"""Bytes of one entry of its directory, which begins with the name in UTF-16 ([MS-CFB] 2.6.1)."""

_ZIP_PARTS = (
    ("xl/workbook.xml", "xlsx", ""),
    ("word/document.xml", "docx", ""),
    ("word/", "docx", ""),
    ("xl/", "xlsb", ""),
    ("ppt/", "", "演示文稿（pptx）"),
    ("OFD.xml", "", "OFD 文件"),
)
_XML_2003 = (
    (b"urn:schemas-microsoft-com:office:spreadsheet", "xlsb"),
    (b"schemas.microsoft.com/office/word/2003/wordml", "doc"),
)
"""Namespaces of Office 2003 in one XML file, as some programs export it."""
_WEB_STARTS = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:(?P<sure><!doctype\s+html|<html|<head\b)|<)",
    re.IGNORECASE | re.DOTALL,
)
"""How a page begins; with another tag it is one where its name says so (programs export tables as .xls like this)."""


def format_of(path: Path, data: bytes) -> Format:
    """The format of a file by its content.

    Raises:
        SourceError: it is of a known form that cannot be read; the hint says what to do.
    """
    if b"%PDF-" in data[:PDF_HEADER_WINDOW]:
        return BY_NAME["pdf"]
    for signature, reason, hint in SIGNATURES:
        if data.startswith(signature):
            raise SourceError(path, reason, hint)
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        raise SourceError(path, f"WebP {_IMAGE}", _IMAGE_HINT)
    if data.startswith(b"BM") and data[6:10] == b"\0\0\0\0":
        raise SourceError(path, f"BMP {_IMAGE}", _IMAGE_HINT)
    if data.startswith(OLE):
        return _in_compound_file(path, data)
    if data.startswith(b"{\\rtf"):
        return BY_NAME["doc"]
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml"):
        for mark, name in _XML_2003:
            if mark in data[:PDF_HEADER_WINDOW]:
                return BY_NAME[name]
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _in_zip(path, data)
    start = _WEB_STARTS.match(data[:PDF_HEADER_WINDOW])
    named = path.suffix.lower() in (*BY_NAME["html"].extensions, *BY_NAME["xls"].extensions)
    if start and (start["sure"] or named):
        return BY_NAME["html"]
    return BY_NAME["text"]


def _in_compound_file(path: Path, data: bytes) -> Format:
    """The format by the names in the directory; of a file in a file the extension decides."""
    if _has_entry(data, "EncryptedPackage"):
        raise EncryptedError(path, "Office 文件有打开口令", "请先去掉口令")
    is_doc = _has_entry(data, "WordDocument")
    is_xls = _has_entry(data, "Workbook") or _has_entry(data, "Book")
    if is_xls and not (is_doc and path.suffix.lower() in (".doc", ".wps", ".dot")):
        return BY_NAME["xls"]
    if is_doc:
        return BY_NAME["doc"]
    raise SourceError(path, "是复合文件，但不是 Word 或 Excel 文件", _OFFICE_HINT)


def _has_entry(data: bytes, name: str) -> bool:
    wanted = name.encode("utf-16-le") + b"\0\0"
    at = data.find(wanted)
    while at >= 0:
        if at % _ENTRY == 0:
            return True
        at = data.find(wanted, at + 1)
    return False


def _in_zip(path: Path, data: bytes) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            kind = archive.read("mimetype")[:100] if "mimetype" in names else b""
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError) as error:
        raise SourceError(path, "损坏的压缩包或 Office 文件", "重新下载或导出") from error
    for ending, form in ((b".text", "doc"), (b".spreadsheet", "xlsb")):
        if kind.startswith(b"application/vnd.oasis.opendocument") and kind.endswith(ending):
            return BY_NAME[form]
    for part, form, label in _ZIP_PARTS:
        if any(name.startswith(part) for name in names):
            if form:
                return BY_NAME[form]
            raise SourceError(path, f"尚不支持{label}", _OFFICE_HINT)
    raise SourceError(path, _PLAIN_ZIP, _UNPACK)


def is_plain_zip(data: bytes) -> bool:
    """Whether a file is an archive of files, not one of Office or OFD."""
    if not data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return False
    try:
        _in_zip(Path("archive"), data)
    except SourceError as error:
        return error.reason == _PLAIN_ZIP
    return False


def converter() -> str | None:
    """The path of LibreOffice, where it is installed."""
    return next((found for name in LIBREOFFICE if (found := shutil.which(name))), None)
