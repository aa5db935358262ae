"""Which pages could not be read, and why: scans, pictures, fonts without a character map.

Takes what is known of one page, gives an :class:`Unread` or nothing.  A blank page is not unread,
and neither is a page that holds only the empty rest of a table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractor.normalise import squash
from extractor.read.model import BBox, Page
from schemas.record import Unread

FEW = 20
"""Fewer characters than this (a page number, a stamp) do not make a text layer."""
PICTURE = 0.25
"""A picture over this share of the page, without text on it, hides something that was not read."""
TITLE_SIZE = 20.0
"""Points; running text and a scanner's stamp are smaller than the title of a cover."""
TITLE_LENGTH = 6
OUTLINES = 40
"""That many curves without text: letters drawn as outlines."""
BAD = 0.3
"""With this share of unknown characters the page's text is worthless."""

_KNOWN = (
    (0x21, 0x7E), (0xA1, 0xFF), (0x2000, 0x27BF), (0x2E80, 0x30FF), (0x3200, 0x33FF),
    (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0xFE30, 0xFE4F), (0xFF00, 0xFFEF),
    (0x370, 0x3FF), (0x20000, 0x323AF),
)  # fmt: skip
"""Code points that a Chinese government document prints: Latin, Greek, symbols, CJK."""
_STRANGE = re.compile("[^" + "".join(f"\\U{low:08x}-\\U{high:08x}" for low, high in _KNOWN) + "]")


@dataclass(frozen=True, slots=True)
class PageFacts:
    """A page, the boxes of the pictures placed on it, and how many curves are drawn."""

    page: Page
    images: tuple[BBox, ...]
    curves: int


def why_unread(facts: PageFacts) -> Unread | None:
    """The reason why (part of) a page is unread, or ``None``."""
    page = facts.page
    text = "".join(word.text for word in page.words)
    bad = len(_STRANGE.findall(text))
    if text and bad >= BAD * len(text):
        detail = f"第{page.number}页的字体没有字符映射，{len(text)}个字符中有{bad}个无法识别"
        return Unread(page=page.number, reason="garbled", detail=detail)
    hidden = _hidden_share(facts)
    if len(text) < FEW and hidden >= PICTURE:
        return Unread(page=page.number, reason="scan", detail=f"第{page.number}页是扫描图像，没有文字层")
    if not text and facts.curves >= OUTLINES:
        detail = f"第{page.number}页的文字是矢量轮廓，没有文字层"
        return Unread(page=page.number, reason="scan", detail=detail)
    if hidden >= PICTURE:
        detail = f"第{page.number}页有一幅占页面{hidden:.0%}的图片，图中文字未读"
        return Unread(page=page.number, reason="scan", detail=detail)
    return None


def _hidden_share(facts: PageFacts) -> float:
    """The share of the page under the largest picture that carries (almost) no text."""
    area = facts.page.width * facts.page.height
    shares = [0.0]
    for box in facts.images:
        inside = sum(len(w.text) for w in facts.page.words if _within(box, w.bbox))
        if inside < FEW and not _is_background(box, facts.page):
            shares.append(max(0.0, box.width) * max(0.0, box.height) / area)
    return min(1.0, max(shares))


def _is_background(box: BBox, page: Page) -> bool:
    """Whether a title is printed over the picture: the cover's decoration, not a scan."""
    titles = [line for line in page.lines if line.size >= TITLE_SIZE and line.bbox is not None]
    return sum(len(squash(t.text)) for t in titles if t.bbox and _within(box, t.bbox)) >= TITLE_LENGTH


def _within(box: BBox, word: BBox) -> bool:
    return box.x0 <= word.cx <= box.x1 and box.y0 <= word.cy <= box.y1
