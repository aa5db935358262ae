"""A text dump → :class:`~gouji.read.model.Document`.

Takes the bytes of a text file, gives its lines with their tabs and spaces untouched.  Lines are
counted by ``\\n`` alone: ``str.splitlines`` also breaks at form feeds and other control
characters, and every line number after such a break would be wrong.
"""

from __future__ import annotations

import codecs
import hashlib
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from gouji.errors import SourceError
from gouji.names import shown
from gouji.read.markup import unwrap
from gouji.read.model import Document
from gouji.schemas.record import Unread

MAX_CONTROL_SHARE = 0.005
"""Above this share of control characters a file is not text (a form feed per page is far below)."""

MAX_STRANGE_SHARE = 0.01
"""Above this share of unassigned, private-use or replacement characters the encoding is wrong."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_LAYOUT = frozenset("\t\n\r\f\v")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the name of its encoding, and how many places of it could not be decoded."""

    text: str
    encoding: str
    broken: int = 0


def read_text(path: Path, data: bytes) -> Document:
    """The document in ``data``; raises :class:`SourceError` when it is empty or not text."""
    decoded = decode(data)
    if decoded is None:
        raise SourceError(path, "不是文本，也不是 PDF", "确认文件没有损坏；文本请存为 UTF-8 或 GB18030")
    if not decoded.text.strip():
        raise SourceError(path, "文件里没有文字", "换一份有内容的文件")
    unwrapped = unwrap(split_lines(decoded.text))
    encoding = () if decoded.encoding == "UTF-8" else (f"文件编码为 {decoded.encoding}，已按此读取",)
    return Document(
        name=shown(path.stem),
        source=shown(path.as_posix()),
        sha256=hashlib.sha256(data).hexdigest(),
        form="text",
        lines=unwrapped.lines,
        unread=undecodable(decoded),
        messages=(*encoding, *unwrapped.messages),
    )


def split_lines(text: str) -> list[str]:
    """The lines of a text by ``\\n``, without their ``\\r``; by ``\\r`` where no ``\\n`` is printed."""
    if "\n" not in text:
        text = text.replace("\r", "\n")
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    return lines[:-1] if lines[-1] == "" else lines


def decode(data: bytes) -> Decoded | None:
    """``data`` as text: by its byte order mark, as UTF-8, as GB18030; ``None`` when it is no text.

    A file with a few undecodable bytes (cut off in the middle of a character, say) is still
    read, and says how many places were lost.
    """
    for bom, codec, name in _BOMS:
        if data.startswith(bom):
            return _plausible(_lenient(data, codec, name))
    for codec, name in (("utf-8", "UTF-8"), ("gb18030", "GB18030")):
        found = _plausible(_strict(data, codec, name))
        if found is not None:
            return found
    attempts = [
        _plausible(_lenient(data, codec, name))
        for codec, name in (("utf-8", "UTF-8"), ("gb18030", "GB18030"))
    ]
    readable = [attempt for attempt in attempts if attempt is not None]
    return min(readable, key=lambda attempt: attempt.broken, default=None)


def _strict(data: bytes, codec: str, name: str) -> Decoded | None:
    try:
        return Decoded(data.decode(codec), name)
    except UnicodeDecodeError:
        return None


def _lenient(data: bytes, codec: str, name: str) -> Decoded:
    text = data.decode(codec, errors="replace")
    return Decoded(text, name, text.count("\ufffd"))


def _plausible(decoded: Decoded | None) -> Decoded | None:
    """``decoded`` when it looks like writing: hardly any control, unassigned or private-use character."""
    if decoded is None or "\0" in decoded.text:
        return None
    total = max(len(decoded.text), 1)
    control = strange = 0
    for char in decoded.text:
        category = unicodedata.category(char)
        control += category == "Cc" and char not in _LAYOUT
        strange += category in ("Cn", "Co", "Cs") or char == "\ufffd"
    if control / total > MAX_CONTROL_SHARE or strange / total > MAX_STRANGE_SHARE:
        return None
    return decoded


def undecodable(decoded: Decoded) -> tuple[Unread, ...]:
    """The places of a text that its encoding could not read."""
    if not decoded.broken:
        return ()
    detail = f"{decoded.broken} 处字节不是 {decoded.encoding}，读成了替换符"
    return (Unread(reason="undecodable", detail=detail),)
