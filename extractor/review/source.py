"""The document beside the question: page pictures of a PDF, lines of a text.

Takes a record and where its source may lie; gives PNG bytes and lines.  The files of a record of several count from 0.  A file is shown only when its bytes
have the digest that the record was read from, so that neither a moved file nor a record made up by
somebody can put another file on the screen.
"""

from __future__ import annotations

import hashlib
import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gouji.errors import CrashError, LimitError, SourceError
from gouji.joined import files_of, join_documents
from gouji.names import found_as, shown
from gouji.read.formats import PDF_HEADER_WINDOW
from gouji.read.model import Document
from gouji.read.source import Limits, load, read_document
from gouji.schemas.record import Record
from gouji.workers import DEFAULT_BOUNDS, BoundedCall, Bounds, Worker, stop

ZOOM = 2.0
"""Pixels per point: 144 dpi, sharp on an office screen at half its width."""
MAX_PIXELS = 2_400
KEPT_PAGES = 64


class Sources:
    """The sources of a set of records, opened when they are looked at, in a process with limits.

    Safe to call from several threads.
    """

    def __init__(
        self, records: dict[str, Record], folders: Sequence[Path] = (), bounds: Bounds = DEFAULT_BOUNDS
    ) -> None:
        self._records = records
        self._folders = folders
        self._lock = threading.Lock()  # a worker takes one call at a time
        self._documents: dict[tuple[str, int], Document] = {}
        self._paths: dict[tuple[str, int], Path | None] = {}
        self._sizes: dict[tuple[str, int, int], tuple[float, float] | None] = {}
        self._pages: OrderedDict[tuple[str, int, int, float], bytes] = OrderedDict()
        self._worker = Worker[Any](bounds)
        weakref.finalize(self, stop, [self._worker])

    def path(self, doc_id: str, file: int = 0) -> Path | None:
        """The file that the record was read from, ``None`` when it is not here or has changed."""
        key = (doc_id, file)
        if key not in self._paths:
            source = files_of(self._records[doc_id].run)[file]
            name = Path(source.source).name
            places = [source.source, *(shown(folder / name) for folder in self._folders)]
            candidates = (path for place in places for path in found_as(place))
            self._paths[key] = next((p for p in candidates if _has_digest(p, source.sha256)), None)
        return self._paths[key]

    def document(self, doc_id: str) -> Document | None:
        """The document as it was read, for lines and for the checks; raises :class:`SourceError`.

        Of several files all of them as one, ``None`` where one is not here.
        """
        count = len(files_of(self._records[doc_id].run))
        found = [self._file(doc_id, file) for file in range(count)]
        documents = [document for document in found if document is not None]
        if len(documents) < count:
            return None
        return documents[0] if count == 1 else join_documents(documents)

    def _file(self, doc_id: str, file: int) -> Document | None:
        key = (doc_id, file)
        with self._lock:
            path = self.path(doc_id, file)
            if path is not None and key not in self._documents:
                self._documents[key] = self._worker.run(BoundedCall(path, read_document, (path,)))
            return self._documents.get(key)

    def lines(self, doc_id: str, file: int = 0) -> list[str]:
        """The lines of a text source, the first at index 0; empty when it is not here."""
        document = self._file(doc_id, file)
        if document is None or document.form == "pdf":
            return []
        lines = [""] * max((line.number for line in document.lines), default=0)
        for line in document.lines:
            lines[line.number - 1] = line.text
        return lines

    def page_size(self, doc_id: str, number: int, file: int = 0) -> tuple[float, float] | None:
        """Width and height of a page in points, as it is seen; ``None`` when there is no such page."""
        key = (doc_id, file, number)
        with self._lock:
            path = self.path(doc_id, file)
            if key not in self._sizes and path is not None:
                self._sizes[key] = self._look(path, measure_page, number)
            return self._sizes.get(key)

    def picture(self, doc_id: str, number: int, zoom: float = ZOOM, file: int = 0) -> bytes | None:
        """A page as PNG, at most :data:`MAX_PIXELS` wide or high; ``None`` when there is no such page.

        A page that cannot be drawn within the limits is none either.
        """
        key = (doc_id, file, number, zoom)
        with self._lock:
            if key not in self._pages:
                path = self.path(doc_id, file)
                picture = self._look(path, render_page, number, zoom) if path is not None else None
                if picture is None:
                    return None
                self._pages[key] = picture
                while len(self._pages) > KEPT_PAGES:
                    self._pages.popitem(last=False)
            self._pages.move_to_end(key)
            return self._pages[key]

    def _look(self, path: Path, function: Callable[..., Any], *args: Any) -> Any:
        try:
            return self._worker.run(BoundedCall(path, function, (path, *args)))
        except (LimitError, CrashError):
            return None


def _has_digest(path: Path, sha256: str) -> bool:
    try:
        return hashlib.sha256(load(path, Limits())).hexdigest() == sha256
    except SourceError:
        return False


def measure_page(path: Path, number: int) -> tuple[float, float] | None:
    """Width and height of page ``number`` (from 1) in points, ``None`` when there is no such page."""
    with _pdf(path) as document:
        if document is None or not 1 <= number <= document.page_count:
            return None
        rect = document[number - 1].rect
        return float(rect.width), float(rect.height)


def render_page(path: Path, number: int, zoom: float = ZOOM) -> bytes | None:
    """Page ``number`` (from 1) of a PDF as PNG, at most :data:`MAX_PIXELS` wide or high."""
    import pymupdf

    with _pdf(path) as document:
        if document is None or not 1 <= number <= document.page_count:
            return None
        page = document[number - 1]
        scale = min(zoom, MAX_PIXELS / max(page.rect.width, page.rect.height, 1.0))
        matrix: Any = pymupdf.Matrix(scale, scale)  # type: ignore[no-untyped-call]
        pixmap = page.get_pixmap(matrix=matrix, alpha=False)
        return bytes(pixmap.tobytes("png"))


@contextmanager
def _pdf(path: Path) -> Iterator[Any]:
    """The opened PDF, ``None`` when the file is none; from its bytes, as its name may be in any encoding."""
    import pymupdf

    data = load(path, Limits())
    if b"%PDF-" not in data[:PDF_HEADER_WINDOW]:
        yield None
        return
    opener: Any = pymupdf.open
    with opener(stream=data, filetype="pdf") as document:
        yield document
