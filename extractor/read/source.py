"""A path → :class:`~gouji.read.model.Document`, by what the file contains.

Takes a path, gives the document, or raises a :class:`SourceError` that says in one line what is
wrong and what to do.  The name of a file decides nothing: a text saved as ``.pdf`` is read as text.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from gouji.errors import SourceError, TooLargeError
from gouji.read.model import Document
from gouji.read.settings import PAGE, PageSettings
from gouji.read.text import read_text

PDF_HEADER_WINDOW = 1024
"""Readers accept a PDF header anywhere in the first 1,024 bytes (ISO 32000-1, note 13 of annex H)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a document may be before it is refused."""

    max_pages: int = 1_000
    max_bytes: int = 200 * 1024 * 1024


DEFAULT_LIMITS = Limits()

_IMAGE = "图片，没有文字可读"
_IMAGE_HINT = "请提供带文字层的 PDF，或先做文字识别"
_OFFICE_HINT = "请另存为 PDF 后再读"

SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", f"PNG {_IMAGE}", _IMAGE_HINT),
    (b"\xff\xd8\xff", f"JPEG {_IMAGE}", _IMAGE_HINT),
    (b"GIF8", f"GIF {_IMAGE}", _IMAGE_HINT),
    (b"II*\x00", f"TIFF {_IMAGE}", _IMAGE_HINT),
    (b"MM\x00*", f"TIFF {_IMAGE}", _IMAGE_HINT),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "尚不支持旧版 Office 文件（doc、xls、wps）", _OFFICE_HINT),
    (b"{\\rtf", "尚不支持 RTF 文件", _OFFICE_HINT),
    (b"Rar!\x1a\x07", "尚不支持压缩包", "请先解压"),
    (b"7z\xbc\xaf\x27\x1c", "尚不支持压缩包", "请先解压"),
    (b"\x1f\x8b", "尚不支持压缩包", "请先解压"),
)
"""First bytes → reason, hint: the formats that are told apart only to say why they are refused."""

_ZIP_PARTS = (
    ("word/", "Word 文件（docx）"),
    ("xl/", "Excel 文件（xlsx）"),
    ("ppt/", "演示文稿（pptx）"),
    ("OFD.xml", "OFD 文件"),
)
_HTML_STARTS = (b"<!doctype html", b"<html")


def read_document(
    path: str | PathLike[str], limits: Limits = DEFAULT_LIMITS, settings: PageSettings = PAGE
) -> Document:
    """Read one file of any supported form: its lines, words and ruled lines, nothing interpreted yet.

    Args:
        path: A PDF, or a text (plain, Markdown, HTML tables); its content decides, not its name.
        limits: How large the file may be.
        settings: The thresholds of reading a page.

    Returns:
        The document: lines in reading order, each with its place (points from the top left of a page, or the
        number of a text line), and what could not be read.

    Raises:
        SourceError: There is no such file, it is empty, damaged or of a form that cannot be read;
            :class:`EncryptedError` when it needs a password, :class:`TooLargeError` above ``limits``.
    """
    path = Path(path)
    data = load(path, limits)
    if b"%PDF-" in data[:PDF_HEADER_WINDOW]:
        from gouji.read.pdf import read_pdf

        return _noting_extension(path, read_pdf(path, max_pages=limits.max_pages, settings=settings))
    refuse_unsupported(path, data)
    return _noting_extension(path, read_text(path, data))


def load(path: Path, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """The bytes of ``path``; raises :class:`SourceError` when there is no such file or nothing in it."""
    try:
        if not path.is_file():
            reason = "是一个目录" if path.is_dir() else "没有这个文件"
            raise SourceError(path, reason, "检查路径")
        size = path.stat().st_size
        if size > limits.max_bytes:
            raise TooLargeError(
                path, f"{size / 2**20:.0f} MB，超过 {limits.max_bytes / 2**20:.0f} MB", "拆成较小的文件"
            )
        data = path.read_bytes()
    except OSError as error:
        raise SourceError(path, f"打不开：{error.strerror}", "检查路径和权限") from error
    if not data:
        raise SourceError(path, "文件是空的（0 字节）", "重新下载或导出")
    return data


def refuse_unsupported(path: Path, data: bytes) -> None:
    """Raise :class:`SourceError` when ``data`` is of a known form that cannot be read yet."""
    for signature, reason, hint in SIGNATURES:
        if data.startswith(signature):
            raise SourceError(path, reason, hint)
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        raise SourceError(path, f"WebP {_IMAGE}", _IMAGE_HINT)
    if data.startswith(b"BM") and data[6:10] == b"\0\0\0\0":
        raise SourceError(path, f"BMP {_IMAGE}", _IMAGE_HINT)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        raise SourceError(path, f"尚不支持{_zip_form(path)}", _OFFICE_HINT)
    if data[:PDF_HEADER_WINDOW].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_HTML_STARTS):
        raise SourceError(path, "尚不支持网页（HTML）", "请打印或另存为 PDF；若本应是 PDF，请重新下载")


def _zip_form(path: Path) -> str:
    import zipfile

    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError):
        return "损坏的压缩包或 Office 文件"
    for part, form in _ZIP_PARTS:
        if any(name.startswith(part) for name in names):
            return form
    return "压缩包（zip）"


def _noting_extension(path: Path, document: Document) -> Document:
    """``document`` with a message when the extension claims another form than the content has."""
    claims = "pdf" if path.suffix.lower() == ".pdf" else "text"
    if claims == document.form:
        return document
    form = {"pdf": "PDF", "text": "文本"}[document.form]
    note = f"扩展名是 {path.suffix or '空'}，内容是{form}，已按内容读取"
    return dataclasses.replace(document, messages=(*document.messages, note))
