"""Which pages could not be read, and why: scans, pictures of tables, hidden layers, fonts without a character map.

Takes what is known of one page, gives an :class:`Unread` or nothing.  A blank page is not unread,
and neither is a page that holds only the empty rest of a table, or a chart or photograph beside its text:
that one is mentioned.  A picture that stands where a table should be is unread.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from gouji.normalise import squash
from gouji.read.geometry import holds_middle
from gouji.read.model import BBox, Page
from gouji.read.raster import Raster
from gouji.read.settings import PageSettings
from gouji.schemas.record import Unread

_KNOWN = (
    (0x21, 0x7E), (0xA1, 0xFF), (0x2000, 0x27BF), (0x2E80, 0x30FF), (0x3200, 0x33FF),
    (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0xFE30, 0xFE4F), (0xFF00, 0xFFEF),
    (0x370, 0x3FF), (0x20000, 0x323AF),
)  # fmt: skip
"""Code points that a Chinese government document prints: Latin, Greek, symbols, CJK."""
_STRANGE = re.compile("[^" + "".join(f"\\U{low:08x}-\\U{high:08x}" for low, high in _KNOWN) + "]")


_CAPTION = re.compile(r"[^。；]{2,50}表(?:[（(].{1,12}[）)])?|.{0,20}单位[:：].{0,12}元[）)]?")
"""A line that announces a table, without spaces: its title, or the unit of its figures."""


@dataclass(frozen=True, slots=True)
class PageFacts:
    """A page, the boxes of the pictures placed on it and of characters that nobody sees, and the curves that are drawn.

    ``outlined`` is the box around everything drawn with curves, ``None`` without any.
    """

    page: Page
    images: tuple[BBox, ...]
    curves: int
    outlined: BBox | None = None
    hidden: tuple[BBox, ...] = ()
    look: Callable[[BBox], Raster] | None = None
    """Draws what is seen in a box; ``None`` where the page cannot be drawn."""


@dataclass(frozen=True, slots=True)
class PageVerdict:
    """Why (part of) a page is unread, and whether it has a picture that is worth a word."""

    unread: Unread | None = None
    has_picture: bool = False


def judge_page(facts: PageFacts, settings: PageSettings) -> PageVerdict:
    """What of a page was not read."""
    page = facts.page
    text = "".join(word.text for word in page.words)
    bad = len(_STRANGE.findall(text))
    if text and bad >= settings.garbled * len(text):
        detail = f"第{page.number}页的字体没有字符映射，{len(text)}个字符中有{bad}个无法识别"
        return PageVerdict(Unread(page=page.number, reason="garbled", detail=detail))
    if not text and not facts.hidden and facts.curves >= settings.outlines:
        detail = f"第{page.number}页的文字是矢量轮廓，没有文字层"
        return PageVerdict(Unread(page=page.number, reason="scan", detail=detail))
    pictures = [box for box in _on_page(facts) if not _carries_text(box, facts, settings)]
    return PageVerdict(
        _unread_picture(facts, pictures, settings) or _unread_outlines(facts, settings),
        any(_share(box, page) >= settings.noticed for box in pictures),
    )


def _unread_picture(facts: PageFacts, pictures: list[BBox], settings: PageSettings) -> Unread | None:
    page, number = facts.page, facts.page.number
    shares = [_share(box, page) for box in pictures]
    covered, largest = min(1.0, sum(shares)), max(shares, default=0.0)
    layered = sum(any(holds_middle(box, char) for box in pictures) for char in facts.hidden) >= settings.few
    is_scan = largest >= settings.scan or (
        covered >= settings.scan_alone and _body_length(page, settings) < settings.few
    )
    if layered and (is_scan or largest >= settings.scan_alone):
        detail = f"第{number}页是图像，其上只有看不见的文字（隐形文字层），未作为印刷文字读取"
        return Unread(page=number, reason="hidden_text", detail=detail)
    if is_scan and sum(len(word.text) for word in page.words) < settings.few:
        return Unread(page=number, reason="scan", detail=f"第{number}页是扫描图像，没有文字层")
    if is_scan or any(_holds_table(box, facts, settings) for box in pictures[: settings.most_looks]):
        detail = f"第{number}页有一幅占页面{largest:.0%}的图片，图中文字未读"
        return Unread(page=number, reason="scan" if is_scan else "picture", detail=detail)
    if any(_fills_cell(box, facts, settings) for box in facts.images[: settings.most_looks]):
        detail = f"第{number}页表格中有单元格是图片，其中文字未读"
        return Unread(page=number, reason="picture", detail=detail)
    return None


def _unread_outlines(facts: PageFacts, settings: PageSettings) -> Unread | None:
    """Letters drawn as curves beside printed ones: a table of them, or all that a page holds but its caption."""
    page, box = facts.page, facts.outlined
    if (
        facts.curves < settings.outlines
        or box is None
        or facts.look is None
        or _share(box, page) < settings.smallest_table
    ):
        return None
    seen = facts.look(box).lettering(box, _printed(page, settings))
    is_all = _body_length(page, settings) < settings.few and seen.lines >= settings.lettered
    if not is_all and not seen.stands_in_columns(settings):
        return None
    detail = f"第{page.number}页有文字是矢量轮廓，没有文字层"
    return Unread(page=page.number, reason="scan" if is_all else "picture", detail=detail)


def _on_page(facts: PageFacts) -> list[BBox]:
    """The pictures as far as they lie on the page, largest first."""
    page = facts.page
    boxes = [
        BBox(max(0.0, b.x0), max(0.0, b.y0), min(page.width, b.x1), min(page.height, b.y1))
        for b in facts.images
    ]
    found = [box for box in boxes if box.x1 > box.x0 and box.y1 > box.y0]
    return sorted(found, key=lambda box: _share(box, page), reverse=True)


def _share(box: BBox, page: Page) -> float:
    return box.width * box.height / (page.width * page.height)


def _carries_text(box: BBox, facts: PageFacts, settings: PageSettings) -> bool:
    """Whether the picture is the ground of printed words: of a cover's title, or of body text.

    Few words may as well be a watermark or a stamp over a scan: then no other text must be seen in the picture.
    """
    page = facts.page
    words = [w for w in page.words if holds_middle(box, w.bbox) and not _in_margin(w.bbox, page, settings)]
    if sum(len(word.text) for word in words) < settings.few and not _is_background(box, page, settings):
        return False
    if facts.look is None or _share(box, page) < settings.smallest_table:
        return True
    printed = _printed(page, settings)
    area = sum(w.width * w.height for w in printed if holds_middle(box, w))
    if area >= settings.words_on_picture * box.width * box.height:
        return True
    seen = facts.look(box)
    if not page.rules and seen.shows_table(box):
        return False
    return seen.lettering(box, printed).lines < settings.lettered


def _printed(page: Page, settings: PageSettings) -> list[BBox]:
    """The boxes of the words that stand upright or lie on their side."""
    return [w.bbox for w in page.words if min(w.bbox.width, w.bbox.height) <= settings.upright]


def _body_length(page: Page, settings: PageSettings) -> int:
    return sum(len(w.text) for w in page.words if not _in_margin(w.bbox, page, settings))


def _in_margin(box: BBox, page: Page, settings: PageSettings) -> bool:
    return not settings.unread_margin * page.height <= box.cy <= (1 - settings.unread_margin) * page.height


def _holds_table(box: BBox, facts: PageFacts, settings: PageSettings) -> bool:
    """Whether the picture stands under the caption of a table, or shows the ruled lines or the columns of one."""
    if _share(box, facts.page) < settings.smallest_table:
        return False
    above = [
        line
        for line in facts.page.lines
        if line.bbox is not None and 0 <= box.y0 - line.bbox.cy <= settings.caption_gap + line.bbox.height
    ]
    nearest = max(above, key=lambda line: line.bbox.cy if line.bbox else 0.0, default=None)
    if nearest is not None and _CAPTION.fullmatch(squash(nearest.text)):
        return True
    if facts.look is None:
        return False
    seen = facts.look(box)
    return seen.shows_table(box) or seen.lettering(box, _printed(facts.page, settings)).stands_in_columns(
        settings
    )


def _fills_cell(box: BBox, facts: PageFacts, settings: PageSettings) -> bool:
    """Whether a picture stands for the figure of a cell of a ruled table, or for those of a column or block of cells."""
    page = facts.page
    if settings.cell_least <= box.height <= settings.cell_height and box.width >= box.height:
        sides = _enclosing(box, page, settings)
        return sides is not None and _is_empty(BBox(*sides), page)
    if not any(_is_empty(cell, page) for cell in _covered(box, page, settings)) or facts.look is None:
        return False
    seen = facts.look(box).lettering(box)
    return seen.lines > 0 and not seen.is_colourful


def _is_empty(cell: BBox, page: Page) -> bool:
    return not any(holds_middle(cell, word.bbox) for word in page.words)


def _covered(box: BBox, page: Page, settings: PageSettings) -> Iterator[BBox]:
    """The cells of a ruled table, one a row, that lie under ``box`` as far as it reaches; a seal lies across them."""
    flat = sorted({rule.y0 for rule in page.rules if rule.y0 == rule.y1 and rule.x0 <= box.cx <= rule.x1})
    for top, bottom in pairwise(flat):
        middle = (top + bottom) / 2
        if bottom - top < settings.smallest_cell or not box.y0 <= middle <= box.y1:
            continue
        sides = _enclosing(BBox(box.x0, middle, box.x1, middle), page, settings)
        if sides is not None:
            yield BBox(*sides)


def _enclosing(box: BBox, page: Page, settings: PageSettings) -> tuple[float, float, float, float] | None:
    """The ruled cell around the middle of ``box``, or ``None``."""
    steep = [r.x0 for r in page.rules if r.x0 == r.x1 and r.y0 <= box.cy <= r.y1]
    flat = [r.y0 for r in page.rules if r.y0 == r.y1 and r.x0 <= box.cx <= r.x1]
    left, right = [x for x in steep if x <= box.cx], [x for x in steep if x > box.cx]
    top, bottom = [y for y in flat if y <= box.cy], [y for y in flat if y > box.cy]
    if not (left and right and top and bottom) or min(bottom) - max(top) > 2 * settings.cell_height:
        return None
    return max(left), max(top), min(right), min(bottom)


def _is_background(box: BBox, page: Page, settings: PageSettings) -> bool:
    """Whether a title is printed over the picture: the cover's decoration, not a scan."""
    titles = [line for line in page.lines if line.size >= settings.cover_title and line.bbox is not None]
    return (
        sum(len(squash(t.text)) for t in titles if t.bbox and holds_middle(box, t.bbox))
        >= settings.cover_title_length
    )
