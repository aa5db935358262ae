"""What a PDF carries beside its pages' content: annotations, attached documents, character maps of fonts.

Takes an open PyMuPDF document, says what of that was left out or is damaged.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from gouji.read.damage import judge
from gouji.read.model import RuledLine
from gouji.schemas.record import Unread

_DOCUMENTS = frozenset(
    ".pdf .doc .docx .xls .xlsx .et .wps .ofd .txt .htm .html .zip .rar .jpg .png .tif".split()
)
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Notes:
    """What somebody put over a page: how many notes, and the strokes through words that they struck out."""

    count: int = 0
    strokes: tuple[RuledLine, ...] = ()


def without_notes(document: Any, index: int) -> tuple[Any, Notes]:
    """The page without what somebody noted on it, and those notes; the file stays as it is.

    Links and fields of forms belong to the page; text, stamps and marks of all kinds somebody put over it.
    """
    import pymupdf

    kinds: Any = pymupdf
    content = {kinds.PDF_ANNOT_LINK, kinds.PDF_ANNOT_POPUP, kinds.PDF_ANNOT_WIDGET}
    page = document[index]
    entries = page.annot_xrefs()
    count = sum(kind not in content for _, kind, _ in entries)
    if not count:
        return page, Notes()
    strokes = tuple(
        stroke
        for annot in page.annots([kinds.PDF_ANNOT_STRIKE_OUT])
        for stroke in _strokes(annot.vertices or ())
    )
    kept = " ".join(f"{xref} 0 R" for xref, kind, _ in entries if kind in content)
    document.xref_set_key(page.xref, "Annots", f"[{kept}]")
    return document.reload_page(page), Notes(count, strokes)


def _strokes(corners: Sequence[tuple[float, float]]) -> Iterator[RuledLine]:
    """A stroke through the middle of each box, given by four corners."""
    for first in range(0, len(corners) - 3, 4):
        xs, ys = zip(*corners[first : first + 4], strict=True)
        middle = (min(ys) + max(ys)) / 2
        yield RuledLine(min(xs), middle, max(xs), middle)


def attachments(document: Any) -> tuple[list[Unread], list[str]]:
    """The attached documents, which are not read, and a line on other attached files."""
    unread: list[Unread] = []
    others: list[str] = []
    for name in document.embfile_names():
        shown = _file_name(document.embfile_info(name).get("ufilename") or name)
        if PurePosixPath(shown).suffix.lower() in _DOCUMENTS:
            detail = f"PDF 内附文件“{shown}”未读，请取出后另行读取"
            unread.append(Unread(reason="attachment", detail=detail))
        else:
            others.append(shown)
    return unread, [f"PDF 内附文件：{'、'.join(others)}"] if others else []


def _file_name(name: str) -> str:
    """The name as it was meant: PyMuPDF gives the bytes of a UTF-8 name as Latin letters."""
    with contextlib.suppress(UnicodeError):
        name = name.encode("latin-1").decode("utf-8")
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"


def damaged_maps(document: Any, known: set[int | None]) -> list[Unread]:
    """Pages that use a font whose character map is damaged; the library warns on the first page alone.

    ``known``: the pages that are called unread already.
    """
    from pymupdf import TOOLS

    verdicts: dict[int, bool] = {}
    unread: list[Unread] = []
    for page in document:
        fonts = {entry[0] for entry in page.get_fonts()}
        for xref in fonts - verdicts.keys():
            verdicts[xref] = _map_is_damaged(document, xref, TOOLS)
        if page.number + 1 not in known and any(verdicts[xref] for xref in fonts):
            detail = f"第{page.number + 1}页所用字体的字符映射已损坏，文字可能有误"
            unread.append(Unread(page=page.number + 1, reason="damaged", detail=detail))
    return unread


def _map_is_damaged(document: Any, font: int, tools: Any) -> bool:
    kind, value = document.xref_get_key(font, "ToUnicode")
    if kind != "xref":
        return False
    tools.reset_mupdf_warnings()
    try:
        stream = document.xref_stream(int(value.split()[0]))
    except (RuntimeError, ValueError):
        return True
    return stream is None or judge(tools.mupdf_warnings()).page is not None
