"""What is printed over, under and beside the content of a PDF and is none of it: watermarks, stamps, hidden text.

Takes an open PyMuPDF document, changes every page in place.  Each style of :data:`STYLES` is one way in which
offices mark their files or leave old text in them; a reader must give the record of the document without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pymupdf

GREY = (0.75, 0.75, 0.75)
OWNER = "虚构市某某局"
USER = "张三 10.8.6.21 2026-01-20"


def _text(
    page: Any, x: float, y: float, text: str, size: float, turn: float = 0.0, overlay: bool = True, **how: Any
) -> None:
    """``text`` at a point of the page as it is displayed, turned anticlockwise by ``turn`` degrees."""
    point = pymupdf.Point(x, y) * page.derotation_matrix
    morph = (point, pymupdf.Matrix(turn + page.rotation)) if turn or page.rotation else None
    page.insert_text(point, text, fontname="china-s", fontsize=size, morph=morph, overlay=overlay, **how)


def _tiles(page: Any, text: str, size: float, step: float, **how: Any) -> None:
    y = step / 2
    while y < page.rect.height:
        x = 20.0
        while x < page.rect.width:
            _text(page, x, y, text, size, **how)
            x += step * 1.6
        y += step


def figures(page: Any) -> Iterator[tuple[pymupdf.Rect, str, float]]:
    """Every figure of the page as it is displayed: its box, its text, a size that fits."""
    for word in page.get_text("words"):
        text = word[4]
        if any(c.isdigit() for c in text) and all(c in "0123456789.,-%" for c in text):
            box = pymupdf.Rect(word[:4]) * page.rotation_matrix
            yield (
                box,
                text,
                min(box.height, box.width) / 1.3 if box.height > 3 * box.width else box.height / 1.3,
            )


def _some(page: Any) -> list[tuple[pymupdf.Rect, str, float]]:
    return list(figures(page))[::3]


def diagonal(page: Any) -> None:
    width, height = page.rect.width, page.rect.height
    _text(page, width * 0.2, height * 0.8, OWNER, 60, 45, fill_opacity=0.3, color=(0.5, 0.5, 0.5))


def diagonal_under(page: Any) -> None:
    width, height = page.rect.width, page.rect.height
    _text(page, width * 0.15, height * 0.75, OWNER + "公开", 54, 30, overlay=False, color=GREY)


def tiled_slanting(page: Any) -> None:
    _tiles(page, OWNER + " 公开", 14, 110, turn=30, color=GREY)


def tiled_level(page: Any) -> None:
    _tiles(page, USER, 10, 90, color=GREY)


def tiled_level_under(page: Any) -> None:
    _tiles(page, OWNER, 12, 90, overlay=False, color=(0.8, 0.8, 0.9))


def user_stamp(page: Any) -> None:
    """The number of the reader's account in each corner and the middle, half transparent."""
    _tiles(page, "20260120153", 9, 130, turn=20, fill_opacity=0.25, color=(0.4, 0.4, 0.4))


def large_level(page: Any) -> None:
    _text(page, page.rect.width * 0.1, page.rect.height * 0.55, "内部资料注意保存", 48, color=GREY)


def vertical_red(page: Any) -> None:
    """A red mark of the issuing system, turned by a right angle, across the page."""
    _text(
        page,
        page.rect.width * 0.5,
        page.rect.height * 0.9,
        "预算一体化系统 2026年01月20日",
        24,
        90,
        color=(1, 0.6, 0.6),
    )


def white(page: Any) -> None:
    for box, _, size in _some(page):
        _text(page, box.x0 - size, box.y1 - size * 0.2, "9876.54", size, color=(1, 1, 1))


def unpainted(page: Any) -> None:
    for box, _, size in _some(page):
        _text(page, box.x0 - size, box.y1 - size * 0.2, "9876.54", size, render_mode=3)


def transparent(page: Any) -> None:
    for box, _, size in _some(page):
        _text(page, box.x0 - size, box.y1 - size * 0.2, "9876.54", size, fill_opacity=0, stroke_opacity=0)


def tiny(page: Any) -> None:
    for box, _, size in _some(page):
        _text(page, box.x0 - size * 0.5, box.y1 - size * 0.2, "9876.54", 0.5)


def covered(page: Any) -> None:
    """The old table: figures, then white paper over the whole page, then what is printed now."""
    chosen = _some(page)
    shape = page.rect * page.derotation_matrix
    page.draw_rect(shape, color=None, fill=(1, 1, 1), overlay=False)
    for box, _, size in chosen:
        _text(page, box.x0 - size, box.y1 - size * 0.2, "9876.54", size, overlay=False)


def covered_words(page: Any) -> None:
    """A page corrected by hand: a figure was written over the first one, covered in white, and the right one written again."""
    for box, text, size in _some(page):
        if box.height < 2 * box.width:
            fitting = min(size, size * 0.95 * box.width / pymupdf.get_text_length(text, "china-s", size))
            _text(page, box.x0, box.y1 - size * 0.2, "9" * len(text.replace(".", "")), fitting)
            page.draw_rect((box + (-1, 1, 1, -1)) * page.derotation_matrix, color=None, fill=(1, 1, 1))
            _text(page, box.x0, box.y1 - size * 0.2, text, fitting)


def shadows(page: Any) -> None:
    for box, text, size in _some(page):
        _text(page, box.x0 + 0.8, box.y1 - size * 0.2 + 0.8, text, size, color=GREY, overlay=False)


def struck_out(page: Any) -> None:
    """An old figure with a line through it to the left of the new one."""
    for box, _, size in _some(page):
        if box.height > 2 * box.width:
            continue
        old = "9.9"
        length = pymupdf.get_text_length(old, "china-s", size * 0.7)
        x, y = box.x0 - length - 1.5, box.y1 - size * 0.25
        _text(page, x, y, old, size * 0.7)
        middle = y - size * 0.25
        ends = [
            pymupdf.Point(p) * page.derotation_matrix for p in ((x - 0.5, middle), (x + length + 0.5, middle))
        ]
        page.draw_line(*ends, width=0.5)


def notes(page: Any) -> None:
    for box, _, size in _some(page)[:6]:
        at = box * page.derotation_matrix
        page.add_freetext_annot(at + (-size, 0, size, 0), "9876.54", fontsize=size)
        page.add_highlight_annot(at)
        page.add_text_annot(at.tl, "核对")
    page.add_stamp_annot(pymupdf.Rect(200, 200, 350, 260), stamp=0)


def struck_by_note(page: Any) -> None:
    """Struck out by a note instead of a stroke of the page."""
    for box, _, size in _some(page):
        if box.height < 2 * box.width:
            length = pymupdf.get_text_length("9.9", "china-s", size * 0.7)
            x, y = box.x0 - length - 1.5, box.y1 - size * 0.25
            _text(page, x, y, "9.9", size * 0.7)
            old = pymupdf.Rect(x, y - size * 0.6, x + length, y + size * 0.1) * page.derotation_matrix
            page.add_strikeout_annot(old)


def hidden_layer(page: Any) -> None:
    layer = page.parent.add_ocg("旧稿", on=False)
    for box, _, size in _some(page):
        _text(page, box.x0 - size, box.y1 - size * 0.2, "9876.54", size, oc=layer)


STYLES: dict[str, Callable[[Any], None]] = {
    style.__name__: style
    for style in (
        diagonal,
        diagonal_under,
        tiled_slanting,
        tiled_level,
        tiled_level_under,
        user_stamp,
        large_level,
        vertical_red,
        white,
        unpainted,
        transparent,
        tiny,
        covered,
        covered_words,
        shadows,
        struck_out,
        struck_by_note,
        notes,
        hidden_layer,
    )
}


def mark(document: Any, style: str) -> None:
    for page in document:
        STYLES[style](page)
