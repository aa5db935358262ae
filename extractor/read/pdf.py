"""A PDF to a :class:`Document`: words, printed lines, ruled lines, and what could not be read.

Takes a path, gives positions in points as the page is seen (``/Rotate`` applied).  Each page is
read once, for its characters and once for its strokes; nothing later opens the file again.
PyMuPDF is imported here only, inside the functions, because it costs half a second.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from extractor.errors import EncryptedError, SourceError, TooLargeError
from extractor.names import shown
from extractor.read.geometry import Matrix, join_words, map_box, merge_rules, text_lines, turn_matrix, union
from extractor.read.model import BBox, Document, Line, Page, Rule, Word
from extractor.read.pdf_text import Run, page_runs, split_at_rules, to_word
from extractor.read.unread import PageFacts, why_unread
from schemas.record import Unread

THIN = 3.0
"""A filled rectangle thinner than this (points) is a ruled line, a thicker one is shading."""
WHITE = 0.95
_FLAGS = 1 | 2 | 64
"""Keep ligatures and white space, clip to the media box; *not* 128 (``CID for unknown unicode``),
which would give a font without ToUnicode the look of readable text."""


def read_pdf(path: Path, *, max_pages: int = 1000) -> Document:
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
        return _read_open(path, data, document)
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
    try:
        document = pymupdf.open(stream=data, filetype="pdf")
        encrypted, pages, repaired = document.needs_pass, document.page_count, document.is_repaired
    except (RuntimeError, ValueError, pymupdf.mupdf.FzErrorBase) as error:
        raise SourceError(path, "PDF 已损坏或被截断，无法打开", "重新下载") from error
    if encrypted:
        raise EncryptedError(path, "PDF 已加密，需要口令", "先解除口令再读")
    if pages == 0 or (repaired and b"%%EOF" not in data[-2048:]):
        raise SourceError(path, "PDF 不完整（被截断），页目录已缺失", "重新下载")
    return document


def _read_open(path: Path, data: bytes, document: Any) -> Document:
    pymupdf = _library()
    pages: list[Page] = []
    unread: list[Unread] = []
    for index in range(document.page_count):
        try:
            page, why = _read_page(document[index], index + 1)
        except (RuntimeError, ValueError, pymupdf.mupdf.FzErrorBase) as error:
            page = Page(index + 1, 0.0, 0.0, (), (), ())
            why = Unread(page=index + 1, reason="damaged", detail=f"第{index + 1}页已损坏，无法读取：{error}")
        pages.append(page)
        if why is not None:
            unread.append(why)
    if all(page.width <= 1 or page.height <= 1 for page in pages):
        raise SourceError(path, "页面尺寸为零，没有可读的页", "用原始文件重新导出 PDF")
    messages = ("PDF 交叉引用表已损坏，经修复后读取；请核对页数",) if document.is_repaired else ()
    pymupdf.TOOLS.store_shrink(100)
    return Document(
        name=shown(path.stem),
        source=shown(path),
        sha256=hashlib.sha256(data).hexdigest(),
        form="pdf",
        lines=tuple(line for page in pages for line in page.lines),
        pages=tuple(pages),
        unread=tuple(unread),
        messages=messages,
    )


def _read_page(source: Any, number: int) -> tuple[Page, Unread | None]:
    width, height = float(source.rect.width), float(source.rect.height)
    if min(width, height, *_media_size(source)) <= 1:
        detail = f"第{number}页的页面尺寸为零"
        return Page(number, 0.0, 0.0, (), (), ()), Unread(page=number, reason="zero_size", detail=detail)
    matrix: Matrix | None = tuple(source.rotation_matrix) if source.rotation else None
    drawings = source.get_cdrawings()
    rules = merge_rules(_strokes(drawings, matrix))
    runs = page_runs(source.get_text("rawdict", flags=_FLAGS)["blocks"], matrix)
    runs = split_at_rules(runs, rules)
    turn = _turn(runs)
    words = tuple(to_word(run) for run in runs)
    upright = turn_matrix(turn, width, height) if turn else None
    lines = tuple(_page_lines(runs, words, number, upright))
    images = bool(source.get_images())
    page = Page(number, width, height, lines, words, rules, has_image=images, turn=turn)
    facts = PageFacts(page, _image_boxes(source, matrix) if images else (), _curves(drawings))
    return page, why_unread(facts)


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


def _strokes(drawings: Sequence[dict[str, Any]], matrix: Matrix | None) -> Iterator[Rule]:
    """Every straight stroke and thin bar; shading, white paint and slanted lines are no rules."""
    for path in drawings:
        filled, stroked = "f" in path["type"], "s" in path["type"]
        if not (filled and _dark(path.get("fill")) or stroked and _dark(path.get("color"))):
            continue
        for stroke in _path_strokes(path, stroked):
            yield stroke if matrix is None else Rule(*map_box(matrix, stroke))


def _dark(colour: Sequence[float] | None) -> bool:
    return colour is None or min(colour) < WHITE


def _path_strokes(path: dict[str, Any], stroked: bool) -> Iterator[Rule]:
    if not stroked and all(item[0] == "l" for item in path["items"]):
        yield from _bar(path["rect"], False)
        return
    for item in path["items"]:
        if item[0] == "l":
            (ax, ay), (bx, by) = item[1], item[2]
            if abs(ax - bx) <= 1.0 or abs(ay - by) <= 1.0:
                yield Rule(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))
        elif item[0] == "re":
            yield from _bar(item[1], stroked)
        elif item[0] == "qu":
            xs, ys = zip(*item[1], strict=True)
            yield from _bar((min(xs), min(ys), max(xs), max(ys)), stroked)


def _bar(box: Sequence[float], stroked: bool) -> Iterator[Rule]:
    """A thin rectangle is one line; a stroked larger one is its four sides; a filled one nothing."""
    x0, y0, x1, y1 = box
    if x1 - x0 < THIN or y1 - y0 < THIN:
        yield Rule(x0, y0, x1, y1)
    elif stroked:
        yield from (Rule(x0, y0, x1, y0), Rule(x0, y1, x1, y1), Rule(x0, y0, x0, y1), Rule(x1, y0, x1, y1))


def _curves(drawings: Sequence[dict[str, Any]]) -> int:
    return sum(1 for path in drawings for item in path["items"] if item[0] == "c")


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
