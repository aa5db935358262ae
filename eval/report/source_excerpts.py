"""The source beside each error: lines of a text, crops of a page, bounded in size.

Takes the errors of a document and its source; gives for each error a :class:`Context` (lines with
their numbers, or a page crop with the box of the value in it).  Crops are shared between errors of
the same band of a page; when the size limit is reached, the page number alone is given and said so.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gouji.errors import SourceError
from gouji.eval.model import ErrorItem
from gouji.eval.source import read_source
from gouji.normalise import fold
from gouji.workers import run_call

if TYPE_CHECKING:
    import pymupdf

MAX_IMAGE_BYTES = 6_000_000
"""Base64 text of all crops of one report."""
_MAX_LINE = 160
_AROUND = 1
_REACH = 5
"""Lines to look through for a neighbour that is not blank."""
_SHOWN = 3
_BAND = 72.0
_MARGIN = 30.0
_WIDTH = 860
"""Pixels across a page."""


@dataclass(frozen=True, slots=True)
class Context:
    """``lines`` are ``(number, text)``; ``image`` indexes the report's crops, ``box`` is in % of it."""

    lines: tuple[tuple[int, str], ...] = ()
    page: int | None = None
    image: int | None = None
    box: tuple[float, float, float, float] | None = None
    note: str | None = None


@dataclass(slots=True)
class Images:
    """The crops of a report, as data addresses, each one once."""

    limit: int = MAX_IMAGE_BYTES
    used: int = 0
    data: list[str] = field(default_factory=list)
    known: dict[tuple[str, int, int], int] = field(default_factory=dict)

    def add(self, key: tuple[str, int, int], png: bytes) -> int | None:
        """Its index, or ``None`` when it does not fit any more."""
        text = "data:image/png;base64," + base64.b64encode(png).decode()
        if self.used + len(text) > self.limit:
            return None
        self.used += len(text)
        self.known[key] = len(self.data)
        self.data.append(text)
        return self.known[key]

    def take(self, other: Images) -> None:
        """Be as ``other``, a copy of this one that went on."""
        self.used, self.data, self.known = other.used, other.data, other.known


def contexts(errors: Sequence[ErrorItem], source: Path | None, images: Images) -> list[Context]:
    """One context per error, in order."""
    if source is None:
        return [Context(page=error.place.page, note="no_source") for error in errors]
    if source.suffix.lower() == ".pdf":
        try:
            found, drawn = run_call(source, _pdf_contexts, errors, source, images)
        except SourceError:
            return [Context(page=error.place.page, note="no_source") for error in errors]
        images.take(drawn)
        return found
    lines = read_source(source).lines
    index = [fold(line).replace(",", "") for line in lines]
    return [_text_context(error, lines, index) for error in errors]


def _text_context(error: ErrorItem, lines: Sequence[str], index: Sequence[str]) -> Context:
    """The line of the value with its neighbours; else the line where the gold or the quote stands."""
    number = error.place.line or _find(error, index)
    first, last = error.place.lines or (1, 0)
    if number is None:
        shown = _printed(lines, range(first, last + 1))[:_SHOWN]
    else:
        before = _printed(lines, range(max(1, number - _REACH), number))[-_AROUND:]
        after = _printed(lines, range(number + 1, number + _REACH))[:_AROUND]
        shown = [*before, *_printed(lines, [number]), *after]
    return Context(lines=tuple((n, _short(lines[n - 1], error)) for n in shown))


def _printed(lines: Sequence[str], numbers: Iterable[int]) -> list[int]:
    """Those of the line numbers at which something is printed."""
    return [n for n in numbers if 1 <= n <= len(lines) and lines[n - 1].strip()]


def _short(line: str, error: ErrorItem) -> str:
    """At most ``_MAX_LINE`` characters, around the value where it stands further right."""
    text = line.strip()
    if len(text) <= _MAX_LINE:
        return text
    found = next((text.find(v) for v in (error.ours, error.gold) if v and v in text), 0)
    start = max(0, min(found - _MAX_LINE // 2, len(text) - _MAX_LINE))
    return ("…" if start else "") + text[start : start + _MAX_LINE] + "…"


def _find(error: ErrorItem, index: Sequence[str]) -> int | None:
    """The first line (inside the table's extent if it is known) that holds the wanted text."""
    first, last = error.place.lines or (1, len(index))
    key = error.path.rsplit("/", 1)[0].rsplit("/", 1)[-1]
    words = [fold(word).replace(",", "") for word in (error.gold, error.quote) if word]
    keys = [fold(word) for word in key.split()[1:] if len(word) > 1]
    best: tuple[int, int] = (0, 0)
    for number in range(first, min(last, len(index)) + 1):
        line = index[number - 1]
        score = 2 * any(word and word in line for word in words) + sum(word in line for word in keys)
        score += any(len(line) > 8 and line in word for word in words)
        if score > best[0]:
            best = (score, number)
    return best[1] or None


def _pdf_contexts(errors: Sequence[ErrorItem], source: Path, images: Images) -> tuple[list[Context], Images]:
    """The contexts, and the crops with those of this document added: this runs in another process."""
    import pymupdf

    with pymupdf.open(stream=source.read_bytes(), filetype="pdf") as document:  # type: ignore[no-untyped-call]
        return [_pdf_context(error, document, source.stem, images) for error in errors], images


def _pdf_context(error: ErrorItem, document: pymupdf.Document, name: str, images: Images) -> Context:
    """A band of the page around the value; the whole page when only the page is known."""
    number = error.place.page or _page_of(error.quote, document)
    if number is None or not 1 <= number <= document.page_count:
        return Context()
    page: Any = document[number - 1]
    box = error.place.bbox
    band = int(box[1] // _BAND) if box else -1
    top = max(0.0, band * _BAND - _MARGIN) if box else 0.0
    bottom = min(page.rect.height, max((band + 1) * _BAND, box[3]) + _MARGIN) if box else page.rect.height
    key = (name, number, band)
    image = images.known.get(key)
    if image is None:
        image = images.add(key, _crop(page, top, bottom))
    if image is None:
        return Context(page=number, note="no_room")
    return Context(page=number, image=image, box=_percent(box, page.rect.width, top, bottom) if box else None)


def _page_of(quote: str | None, document: pymupdf.Document) -> int | None:
    """The page on which a quote (its first characters) stands."""
    if not quote:
        return None
    wanted = fold(quote)[:24]
    pages: Any = document
    return next((n for n, page in enumerate(pages, start=1) if wanted in fold(page.get_text("text"))), None)


def _crop(page: Any, top: float, bottom: float) -> bytes:
    """A grey PNG of the full width between two heights of the page as it is seen."""
    import pymupdf

    dpi = max(20, int(72 * _WIDTH / page.rect.width))
    clip = (0, top, page.rect.width, bottom)
    pixmap = page.get_pixmap(dpi=dpi, clip=clip, colorspace=pymupdf.csGRAY)
    data: bytes = pixmap.tobytes("png")
    return data


def _percent(
    box: tuple[float, float, float, float], width: float, top: float, bottom: float
) -> tuple[float, float, float, float]:
    """Left, top, width and height in % of the crop."""
    height = max(bottom - top, 1.0)
    left, high = 100 * box[0] / width, 100 * (box[1] - top) / height
    return (
        round(left, 2),
        round(high, 2),
        round(100 * (box[2] - box[0]) / width, 2),
        round(100 * (box[3] - box[1]) / height, 2),
    )
