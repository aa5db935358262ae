"""A PDF to a :class:`Document`: words, printed lines, ruled lines, and what could not be read.

Takes a path, gives positions in points as the page is seen (``/Rotate`` applied).  Each page is
read once, for its characters and once for its strokes; nothing later opens the file again.
PyMuPDF is imported here only, inside the functions, because it costs half a second.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from gouji.errors import EncryptedError, SourceError, TooLargeError
from gouji.names import shown
from gouji.read.covered import without_covered
from gouji.read.damage import judge
from gouji.read.geometry import (
    Box,
    Matrix,
    join_words,
    map_box,
    map_rule,
    merge_rules,
    text_lines,
    turn_matrix,
    union,
)
from gouji.read.hidden import Unseen, visible
from gouji.read.model import BBox, Document, Line, Page, RuledLine, Word
from gouji.read.pdf_extras import Notes, attachments, damaged_maps, without_notes
from gouji.read.pdf_text import Run, page_runs, split_at_rules, to_word, without_raised, without_struck
from gouji.read.raster import Raster
from gouji.read.settings import PAGE, PageSettings
from gouji.read.unread import PageFacts, judge_page
from gouji.read.watermarks import PaleWords, Style, pale_words, without_slanting, without_styles
from gouji.schemas.record import Unread

_FLAGS = 1 | 2 | 64
"""Keep ligatures and white space, clip to the media box; *not* 128 (``CID for unknown unicode``),
which would give a font without ToUnicode the look of readable text."""


def read_pdf(path: Path, *, max_pages: int = 1000, settings: PageSettings = PAGE) -> Document:
    """Read one PDF.

    Raises :class:`SourceError` (missing, empty, not a PDF, cut off, no page with a size),
    :class:`EncryptedError` and :class:`TooLargeError`.
    """
    data = _bytes(path)
    document = _open(path, data)
    try:
        if document.page_count > max_pages:
            raise TooLargeError(
                path,
                f"共 {document.page_count} 页，超过上限 {max_pages} 页",
                "用 --max-pages 提高上限，或先拆分文件",
            )
        return _read_open(path, data, document, settings)
    finally:
        document.close()


def _library() -> Any:
    """PyMuPDF, imported on first use; it ships no type hints."""
    import pymupdf

    return pymupdf


def _bytes(path: Path) -> bytes:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise SourceError(path, "文件不存在", "检查路径") from None
    except OSError as error:
        raise SourceError(path, f"无法打开：{error.strerror or error}", "检查路径和权限") from error
    if not data:
        raise SourceError(path, "文件为空（0 字节）", "重新下载")
    if b"%PDF-" not in data[:1024]:
        raise SourceError(path, "不是 PDF 文件（内容与扩展名不符）", "检查文件，或按其真实类型改名")
    return data


def _open(path: Path, data: bytes) -> Any:
    """The opened PyMuPDF document, silent on both standard streams."""
    pymupdf = _library()
    pymupdf.TOOLS.mupdf_display_errors(False)
    pymupdf.TOOLS.mupdf_display_warnings(False)
    pymupdf.TOOLS.reset_mupdf_warnings()
    try:
        document = pymupdf.open(stream=data, filetype="pdf")
        encrypted, pages = document.needs_pass, document.page_count
    except (RuntimeError, ValueError, pymupdf.mupdf.FzErrorBase) as error:
        raise SourceError(path, "PDF 已损坏或被截断，无法打开", "重新下载") from error
    if encrypted:
        raise EncryptedError(path, "PDF 已加密，需要口令", "先解除口令再读")
    if pages == 0:
        raise SourceError(path, "PDF 不完整（被截断），页目录已缺失", "重新下载")
    return document


@dataclass(frozen=True, slots=True)
class _PageReading:
    """A page, what of it was not read, and what else is worth a word."""

    page: Page
    unread: tuple[Unread, ...] = ()
    pages_lost: str | None = None
    hidden: int = 0
    marks: int = 0
    struck: int = 0
    raised: int = 0
    notes: Notes = Notes()
    has_picture: bool = False
    pale: PaleWords = field(default_factory=PaleWords)


def _read_open(path: Path, data: bytes, document: Any, settings: PageSettings) -> Document:
    pymupdf = _library()
    opening = judge(pymupdf.TOOLS.mupdf_warnings())
    readings = [_read_page(document, index, settings) for index in range(document.page_count)]
    pale = PaleWords()
    for reading in readings:
        pale.add(reading.pale)
    marks = pale.marks(settings)
    if marks:
        readings = [_unmarked(document, index, settings, marks, r) for index, r in enumerate(readings)]
    pages = tuple(reading.page for reading in readings)
    if all(page.width <= 1 or page.height <= 1 for page in pages):
        raise SourceError(path, "页面尺寸为零，没有可读的页", "用原始文件重新导出 PDF")
    unread = [part for reading in readings for part in reading.unread]
    if any(part.reason == "damaged" for part in unread):
        unread += damaged_maps(document, {part.page for part in unread})
    lost = [words for words in (opening.pages, *(r.pages_lost for r in readings)) if words]
    if lost:
        unread.append(Unread(reason="missing_page", detail=f"PDF 页目录有错误，可能有页未读到（{lost[0]}）"))
    attached, named = attachments(document)
    pymupdf.TOOLS.store_shrink(100)
    return Document(
        name=shown(path.stem),
        source=shown(path),
        sha256=hashlib.sha256(data).hexdigest(),
        form="pdf",
        lines=tuple(line for page in pages for line in page.lines),
        pages=pages,
        unread=(*unread, *attached),
        messages=(*_messages(document, opening.page, readings), *named),
    )


def _lost_page(number: int, error: Exception) -> _PageReading:
    detail = f"第{number}页已损坏，无法读取：{error}"
    page = Page(number, 0.0, 0.0, (), (), ())
    return _PageReading(page, (Unread(page=number, reason="damaged", detail=detail),))


def _messages(document: Any, opening: str | None, readings: Sequence[_PageReading]) -> Iterator[str]:
    """What the reader of the record should know of how the document was read, one line a kind."""
    if document.is_repaired:
        yield "PDF 交叉引用表已损坏，经修复后读取；请核对页数"
    elif opening is not None:
        yield f"PDF 结构有错误（{opening}）；请核对页数"
    kinds = (
        (
            "有看不见的文字（隐形、近乎透明、与底色相近、被盖住或极小），未读取",
            [r for r in readings if r.hidden],
        ),
        ("有水印或阴影文字，不作为正文", [r for r in readings if r.marks]),
        ("有划去的文字，不作为正文", [r for r in readings if r.struck]),
        ("有注码（上标），不作为正文", [r for r in readings if r.raised]),
        ("有批注（文本框、图章、标记），不作为正文", [r for r in readings if r.notes.count]),
        ("有图片，图中文字未读", [r for r in readings if r.has_picture and not r.unread]),
    )
    for what, found in kinds:
        if found:
            yield f"第{_ranges([r.page.number for r in found])}页{what}"


def _ranges(numbers: Sequence[int]) -> str:
    """``1、3–5`` for ascending page numbers."""
    starts = [n for n in numbers if n - 1 not in numbers]
    ends = [n for n in numbers if n + 1 not in numbers]
    return "、".join(
        str(a) if a == b else f"{a}–{b}" if b > a + 1 else f"{a}、{b}"
        for a, b in zip(starts, ends, strict=True)
    )


def _read_page(
    document: Any, index: int, settings: PageSettings, marks: frozenset[Style] = frozenset()
) -> _PageReading:
    """One page, without words in the style of ``marks``."""
    try:
        return _page_reading(document, index, settings, marks)
    except (RuntimeError, ValueError, _library().mupdf.FzErrorBase) as error:
        return _lost_page(index + 1, error)


def _unmarked(
    document: Any, index: int, settings: PageSettings, marks: frozenset[Style], first: _PageReading
) -> _PageReading:
    """The page read again without ``marks``, if it has any; notes and damage show in the ``first`` reading only."""
    if not marks & first.pale.lines.keys():
        return first
    again = _read_page(document, index, settings, marks)
    damage = [p for p in first.unread if p.reason == "damaged" and p not in again.unread]
    return replace(
        again,
        unread=(*again.unread, *damage),
        pages_lost=again.pages_lost or first.pages_lost,
        notes=first.notes,
    )


def _page_reading(document: Any, index: int, settings: PageSettings, marks: frozenset[Style]) -> _PageReading:
    tools, number = _library().TOOLS, index + 1
    source, notes = without_notes(document, index)
    width, height = float(source.rect.width), float(source.rect.height)
    if min(width, height, *_media_size(source)) <= 1:
        detail = f"第{number}页的页面尺寸为零"
        none = Page(number, 0.0, 0.0, (), (), ())
        return _PageReading(none, (Unread(page=number, reason="zero_size", detail=detail),))
    matrix: Matrix | None = tuple(source.rotation_matrix) if source.rotation else None
    drawings = source.get_cdrawings()
    blocks = source.get_text("rawdict", flags=_FLAGS)["blocks"]
    damage = judge(tools.mupdf_warnings())
    camera = _Camera(source, matrix, settings)
    blocks, unseen = visible(blocks, drawings, max(width, height), camera.page, settings)
    blocks = without_covered(source, blocks, drawings, camera.page, settings, unseen)
    blocks, slanting = without_slanting(blocks, settings)
    blocks, styled = without_styles(blocks, marks) if marks else (blocks, 0)
    strokes = [*_strokes(drawings, matrix, settings), *_mapped(notes.strokes, matrix)]
    rules = merge_rules(strokes, settings)
    runs, raised = without_raised(page_runs(blocks, matrix, settings), settings)
    runs = split_at_rules(runs, rules, settings)
    runs, rules, struck = without_struck(runs, rules, settings)
    turn = _turn(runs)
    words = tuple(to_word(run) for run in runs)
    upright = turn_matrix(turn, width, height) if turn else None
    lines = tuple(_page_lines(runs, words, number, upright))
    images = bool(source.get_images())
    page = Page(number, width, height, lines, words, rules, turn=turn)
    boxes = _image_boxes(source, matrix) if images or not words else ()
    curves, outlined = _curves(drawings, matrix)
    facts = PageFacts(page, boxes, curves, outlined, _displayed(unseen, matrix), camera.part)
    verdict = judge_page(facts, settings)
    tools.reset_mupdf_warnings()
    unread = [] if verdict.unread is None else [verdict.unread]
    if damage.page is not None and not any(part.reason == "garbled" for part in unread):
        detail = f"第{number}页的内容已损坏，部分文字可能丢失（{damage.page}）"
        unread.append(Unread(page=number, reason="damaged", detail=detail))
    return _PageReading(
        page,
        tuple(unread),
        damage.pages,
        unseen.characters,
        slanting + styled,
        struck,
        raised,
        notes,
        verdict.has_picture,
        pale_words(blocks, rules, settings),
    )


class _Camera:
    """Draws a page, or a part of it, when somebody has to look at it; nothing before."""

    def __init__(self, source: Any, matrix: Matrix | None, settings: PageSettings) -> None:
        self._source = source
        self.settings = settings
        self._matrix = matrix

    def page(self) -> Raster:
        """The whole page; boxes are those of the page's objects, before its rotation."""
        matrix = self._matrix
        return self._draw(None, lambda box: BBox(*(box if matrix is None else map_box(matrix, box))))

    def part(self, box: BBox) -> Raster:
        """What is seen in ``box``; boxes as the page is displayed."""
        return self._draw(box, lambda inner: BBox(*inner))

    def _draw(self, clip: BBox | None, displayed: Callable[[Box], BBox]) -> Raster:
        pymupdf, source = _library(), self._source
        shown = source.rect if clip is None else clip
        side = max(1.0, shown.width, shown.height)
        scale = min(
            max(self.settings.raster_scale, self.settings.raster_least / side),
            self.settings.raster_most,
            self.settings.raster_side / side,
        )
        try:
            drawn = source.get_pixmap(
                matrix=pymupdf.Matrix(scale, scale),
                colorspace=pymupdf.csRGB,
                alpha=False,
                annots=False,
                clip=None if clip is None else pymupdf.Rect(clip),
            )
        except (RuntimeError, ValueError, pymupdf.mupdf.FzErrorBase):
            return Raster(b"", 0, 0, 0, displayed, self.settings)

        def place(box: Box) -> BBox:
            x0, y0, x1, y1 = (value * scale for value in displayed(box))
            return BBox(x0 - drawn.x, y0 - drawn.y, x1 - drawn.x, y1 - drawn.y)

        return Raster(drawn.samples, drawn.width, drawn.height, drawn.stride, place, self.settings)


def _displayed(unseen: Unseen, matrix: Matrix | None) -> tuple[BBox, ...]:
    return tuple(BBox(*(box if matrix is None else map_box(matrix, box))) for box in unseen.boxes)


def _media_size(source: Any) -> tuple[float, float]:
    """The size that the file states; PyMuPDF itself falls back to Letter when it is zero."""
    kind, text = source.parent.xref_get_key(source.xref, "MediaBox")
    if kind != "array":
        return float(source.rect.width), float(source.rect.height)
    try:
        x0, y0, x1, y1 = (float(v) for v in text.strip("[]").split())
    except ValueError:
        return float(source.rect.width), float(source.rect.height)
    return abs(x1 - x0), abs(y1 - y0)


def _strokes(
    drawings: Sequence[dict[str, Any]], matrix: Matrix | None, settings: PageSettings
) -> Iterator[RuledLine]:
    """Every straight stroke and thin bar; shading, white paint and slanted lines are no rules."""
    for path in drawings:
        filled, stroked = "f" in path["type"], "s" in path["type"]
        if not (
            filled and _dark(path.get("fill"), settings) or stroked and _dark(path.get("color"), settings)
        ):
            continue
        yield from _mapped(_path_strokes(path, stroked, settings), matrix)


def _mapped(strokes: Iterable[RuledLine], matrix: Matrix | None) -> Iterator[RuledLine]:
    for stroke in strokes:
        yield stroke if matrix is None else map_rule(matrix, stroke)


def _dark(colour: Sequence[float] | None, settings: PageSettings) -> bool:
    return colour is None or min(colour) < settings.white


def _path_strokes(path: dict[str, Any], stroked: bool, settings: PageSettings) -> Iterator[RuledLine]:
    if not stroked and all(item[0] == "l" for item in path["items"]):
        yield from _bar(path["rect"], False, settings)
        return
    for item in path["items"]:
        if item[0] == "l":
            (ax, ay), (bx, by) = item[1], item[2]
            if abs(ax - bx) <= 1.0 or abs(ay - by) <= 1.0:
                yield RuledLine(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))
        elif item[0] == "re":
            yield from _bar(item[1], stroked, settings)
        elif item[0] == "qu":
            xs, ys = zip(*item[1], strict=True)
            yield from _bar((min(xs), min(ys), max(xs), max(ys)), stroked, settings)


def _bar(box: Sequence[float], stroked: bool, settings: PageSettings) -> Iterator[RuledLine]:
    """A thin rectangle is one line; a stroked larger one is its four sides; a filled one nothing."""
    x0, y0, x1, y1 = box
    if x1 - x0 < settings.thin or y1 - y0 < settings.thin:
        yield RuledLine(x0, y0, x1, y1)
    elif stroked:
        yield from (
            RuledLine(x0, y0, x1, y0),
            RuledLine(x0, y1, x1, y1),
            RuledLine(x0, y0, x0, y1),
            RuledLine(x1, y0, x1, y1),
        )


def _curves(drawings: Sequence[dict[str, Any]], matrix: Matrix | None) -> tuple[int, BBox | None]:
    """How many curves are drawn, and the box of the paths that have one."""
    counts = [(path, sum(item[0] == "c" for item in path["items"])) for path in drawings]
    boxes = [BBox(*path["rect"]) for path, curves in counts if curves]
    if not boxes:
        return 0, None
    box = union(boxes)
    return sum(curves for _, curves in counts), box if matrix is None else map_box(matrix, box)


def _image_boxes(source: Any, matrix: Matrix | None) -> tuple[BBox, ...]:
    boxes = (BBox(*info["bbox"]) for info in source.get_image_info())
    return tuple(boxes if matrix is None else (map_box(matrix, box) for box in boxes))


def _turn(runs: Sequence[Run]) -> int:
    """Quarter turns clockwise that bring most of the page's characters upright."""
    weights: Counter[int] = Counter()
    for run in runs:
        weights[run.direction] += len(run.text)
    return max(weights, key=lambda turn: (weights[turn], -turn)) if weights else 0


def _page_lines(
    runs: Sequence[Run], words: Sequence[Word], number: int, upright: Matrix | None
) -> Iterator[Line]:
    """Printed lines in reading order; on a sideways page they are found in its upright frame."""
    size_of = {id(word): run.size for run, word in zip(runs, words, strict=True)}
    for count, row in enumerate(_rows(words, upright), start=1):
        original = tuple(word for word, _ in row)
        text = join_words([shown for _, shown in row])
        sizes = Counter[float]()
        for word in original:
            sizes[round(size_of[id(word)], 1)] += len(word.text)
        yield Line(
            count, text, number, union(w.bbox for w in original), original, max(sizes, key=sizes.__getitem__)
        )


def _rows(words: Sequence[Word], upright: Matrix | None) -> Iterator[list[tuple[Word, Word]]]:
    """Lines of ``(word, word in the upright frame)``."""
    if upright is None:
        yield from ([(word, word) for word in line] for line in text_lines(words))
        return
    source = {id(shown := Word(word.text, map_box(upright, word.bbox))): (word, shown) for word in words}
    yield from ([source[id(shown)] for shown in line] for line in text_lines(s for _, s in source.values()))
