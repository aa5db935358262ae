"""A copy of the document with a note at every place of every finding: boxes in a PDF, comments in Word and Excel.

Takes the source, the findings and where to write; gives the number of notes.  The source is never
changed.  Boxes are in points of the page as it is seen; a rotated page is turned back first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from gouji.errors import SourceError
from gouji.output.atomic import write_bytes
from gouji.output.comments import Note, comment_docx, comment_xlsx
from gouji.output.findings import SEVERITY_NAMES, plain
from gouji.output.labels import Lang
from gouji.read.formats import format_of
from gouji.schemas.record import Finding, Operand, Severity

COLOURS: dict[Severity, tuple[float, float, float]] = {
    "error": (0.85, 0.1, 0.1),
    "rounding": (0.9, 0.6, 0.0),
    "note": (0.2, 0.4, 0.8),
}
MARGIN = 1.5
"""Points between the figure and its box."""
MOST_PLACES = 30
"""Places boxed for one finding; a template with hundreds of leftovers stays readable."""


def annotate(source: Path, target: Path, findings: Sequence[Finding], lang: Lang = "zh") -> int:
    """Write ``target``; raises :class:`SourceError` when ``source`` is none of the forms that can be opened, and
    :class:`OutputError` when ``target`` cannot be written."""
    pymupdf: Any = import_module("pymupdf")
    if target.resolve() == source.resolve():
        raise SourceError(target, "不能写回源文件")
    data = source.read_bytes()
    if data.startswith(b"PK"):
        form = format_of(source, data).name
        if form not in ("xlsx", "docx"):
            raise SourceError(source, "只能标注 PDF、docx、xlsx")
        comment = comment_xlsx if form == "xlsx" else comment_docx
        marked, count = comment(source, data, list(_notes(findings, lang)))
        write_bytes(target, marked)
        return count
    try:
        document = pymupdf.open(stream=data, filetype="pdf")
    except (pymupdf.FileDataError, pymupdf.EmptyFileError, RuntimeError) as error:
        raise SourceError(source, "不是可以打开的 PDF") from error
    boxes = 0
    with document:
        for finding in findings:
            for operand in finding.operands[:MOST_PLACES]:
                for page, box in _boxes(operand):
                    if 1 <= page <= document.page_count:
                        _box(document[page - 1], box, finding, lang)
                        boxes += 1
        boxed: bytes = document.tobytes(garbage=3, deflate=True)
    write_bytes(target, boxed)
    return boxes


def _boxes(operand: Operand) -> Iterator[tuple[int, tuple[float, float, float, float]]]:
    evidence = operand.evidence
    for place in (evidence, *evidence.also) if evidence is not None else ():
        if place.page is not None and place.bbox is not None:
            yield place.page, place.bbox


def _box(page: Any, box: tuple[float, float, float, float], finding: Finding, lang: Lang) -> None:
    """One box with its note on a pymupdf page."""
    pymupdf: Any = import_module("pymupdf")
    rect = pymupdf.Rect(box) + (-MARGIN, -MARGIN, MARGIN, MARGIN)
    rect = rect * page.derotation_matrix
    rect.normalize()
    annot = page.add_rect_annot(rect)
    annot.set_colors(stroke=COLOURS[finding.severity])
    annot.set_border(width=1)
    title, text = _note(finding, lang)
    annot.set_info(title=title, content=text)
    annot.update()


def _note(finding: Finding, lang: Lang) -> tuple[str, str]:
    """The head and the words of a note."""
    text = f"{finding.id} {plain(finding.message)}"
    if finding.suggestion:
        text += f"\n→ {plain(finding.suggestion)}"
    if finding.basis:
        text += f"\n{plain(finding.basis)}"
    return f"{SEVERITY_NAMES[finding.severity][lang == 'en']} {finding.rule}", text


def _notes(findings: Sequence[Finding], lang: Lang) -> Iterator[Note]:
    """A note for each place with an address."""
    for finding in findings:
        title, text = _note(finding, lang)
        for operand in finding.operands[:MOST_PLACES]:
            evidence = operand.evidence
            addresses = [p.address for p in (evidence, *evidence.also)] if evidence is not None else []
            for address in {repr(a): a for a in addresses if a is not None}.values():
                yield Note(address, title, text)
