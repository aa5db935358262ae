"""A path → :class:`~gouji.read.model.Document`, by what the file contains.

Takes a path, gives the document, or raises a :class:`SourceError` that says in one line what is
wrong and what to do.  The name of a file decides nothing: a text saved as ``.pdf`` is read as text
(:mod:`gouji.read.formats`).
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from gouji.errors import SourceError, TooLargeError
from gouji.read.formats import BY_NAME, FORMATS, Format, format_of
from gouji.read.model import Document
from gouji.read.radicals import as_written
from gouji.read.settings import PAGE, PageSettings


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a document may be before it is refused."""

    max_pages: int = 1_000
    max_bytes: int = 200 * 1024 * 1024


DEFAULT_LIMITS = Limits()


def read_document(
    path: str | PathLike[str], limits: Limits = DEFAULT_LIMITS, settings: PageSettings = PAGE
) -> Document:
    """Read one file of any supported form: its lines, words, ruled lines and marked grids, nothing interpreted yet.

    Args:
        path: A file of one of the formats of :data:`gouji.read.formats.FORMATS`; its content decides, not its name.
        limits: How large the file may be.
        settings: The thresholds of reading a page.

    Returns:
        The document: lines in reading order, each with its place (points from the top left of a page, or the
        number of a text line), the grids that the file marks, and what could not be read.

    Raises:
        SourceError: There is no such file, it is empty, damaged or of a form that cannot be read;
            :class:`EncryptedError` when it needs a password, :class:`TooLargeError` above ``limits``.
    """
    path = Path(path)
    data = load(path, limits)
    form = format_of(path, data)
    if form.name == "pdf":
        from gouji.read.pdf import read_pdf

        document = read_pdf(path, max_pages=limits.max_pages, settings=settings)
    else:
        document = form.read(path, data)
    return _noting_extension(path, form, as_written(document))


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


def _noting_extension(path: Path, form: Format, document: Document) -> Document:
    """``document`` with a message when the extension claims another form than the content has."""
    claims = next((f for f in FORMATS if path.suffix.lower() in f.extensions), BY_NAME["text"])
    if claims is form:
        return document
    name = {"pdf": "PDF", "text": "文本"}.get(form.name, form.label)
    note = f"扩展名是 {path.suffix or '空'}，内容是{name}，已按内容读取"
    return dataclasses.replace(document, messages=(*document.messages, note))
