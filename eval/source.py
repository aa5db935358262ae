"""The source text for the scorer, read apart from the extractor.

Takes a source file, gives its lines (text) or the lines of each page (PDF).  Own code on purpose:
a fault of the reader must not hide itself from the measurement.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from gouji.errors import SourceError
from gouji.normalise import fold
from gouji.workers import run_call


@dataclass(frozen=True)
class SourceText:
    """``lines`` of a text source, or ``pages`` of lines of a PDF (in several reading orders, see below)."""

    path: Path
    form: str
    lines: tuple[str, ...] = ()
    pages: tuple[tuple[str, ...], ...] = ()

    @cached_property
    def folded(self) -> str:
        """Everything in comparing form: no whitespace, NFKC, straight quotation marks."""
        return fold("".join(self.lines) + "".join("".join(page) for page in self.pages))

    @cached_property
    def digits(self) -> str:
        """``folded`` without thousands separators, to look figures up in."""
        return self.folded.replace(",", "")

    def has_text(self, text: str) -> bool:
        """Whether the text stands in the source once whitespace is dropped from both."""
        return fold(text) in self.folded

    def has_figure(self, digits: str) -> bool:
        """Whether the printed digits stand somewhere in the source."""
        return digits.lstrip("+").replace(",", "") in self.digits


def read_source(path: Path) -> SourceText:
    """Read a source, a PDF in a process with limits; raises :class:`SourceError` when it cannot be read."""
    try:
        if path.suffix.lower() == ".pdf":
            return SourceText(path, "pdf", pages=run_call(path, _pdf_pages, path))
        return SourceText(path, "text", lines=tuple(_decode(path).splitlines()))
    except OSError as error:
        raise SourceError(path, "the source cannot be read", str(error)) from error


def _decode(path: Path) -> str:
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", errors="replace")


def _pdf_pages(path: Path) -> tuple[tuple[str, ...], ...]:
    """Lines of each page, in the order of the file and then from top to bottom.

    Both orders are kept because a clause or a figure that is broken over lines may be whole in
    one of them only.
    """
    import pymupdf

    data = path.read_bytes()
    with pymupdf.open(stream=data, filetype="pdf") as document:  # type: ignore[no-untyped-call]
        return tuple(
            (*page.get_text("text").splitlines(), *page.get_text("text", sort=True).splitlines())
            for page in document
        )
