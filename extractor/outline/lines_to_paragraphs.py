"""Lines to paragraphs: which printed line goes on in the next, over line ends and page ends.

Takes the kept lines in reading order, gives groups of them.  A PDF says it by indents and type
size, a text dump by blank lines, the width of its lines and the punctuation at their ends.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from gouji.domain.numbering import read_numbering
from gouji.outline.furniture import Kept
from gouji.outline.paragraph import plain, width
from gouji.read.model import Line

_TERMINAL = "。！？：；;:!?"
_CLOSING = "。，、；：！？）)》”’%,;"
_TITLE_END = re.compile(
    r"(?:情况|说明|概况|总表|构成|设置|职责|职能|任务|目标|解释|事项|简介|背景|内容|措施|管理|结果|分析)$"
)
_BARE_TITLE_END = re.compile(r"(?:情况|说明|概况|总表|解释|职责|职能)$")
"""Without a number only these words end a title: 管理 or 任务 also end a line in the middle of a sentence."""
_NAMES_DOCUMENT = re.compile(r"\d{4}年[^，。；]*(?:预算|决算|公开|报告)$")
"""The title of the document itself, where every paragraph of a source is one long line."""
_TITLE_LENGTH = 60
_SHORT_TITLE = 20
_WIDEST_WRAP = 120
_FULL_SHARE = 0.86
_SHORT_SHARE = 0.6
_BEYOND_SHARE = 0.2
"""So many lines at most may be twice as long as the width at which a source wraps its lines."""
_UNFINISHED_ITEM = re.compile(r"[（(]款[)）][^（(]+$|[（(]类[)）](?!支出$)[^（(]{3,}$")
"""``行政事业单位养老支出（款）机关事业单位职业年``: the name of a functional item goes on after the page end."""
_TORN_FIGURE = re.compile(r"[亿万千百]*元|%|个百分点")
"""The unit of the figure that ends the line before."""
_GOES_ON = re.compile(r"(?:主要|变动|增减|差异)?原因|主要(?:是|为|系|由于)|(?:绩效)?自评(?:综述|情况)[：:]")
_WHOLE_TITLE = re.compile(r"^[^，。；]+(?:情况|说明)$")
_STATES = re.compile(r"^\d{4}年|^[^。；]{0,40}?\d(?:\.\d+)?(?:万|亿)?元")
_QUANTITY = re.compile(r"\d(?:元|万元|亿元|%|个|辆|家|台)|\d\.\d")


@dataclass(frozen=True, slots=True)
class Shape:
    """How the source sets its lines: the wrap width of a text, the margins and type size of a PDF's pages."""

    wrap: int | None
    longest: int
    """The widest line of a text dump."""
    margins: dict[int, float]
    rights: dict[int, float]


def shape_of(kept: list[Kept]) -> Shape:
    """Measure the source once, before its lines are joined."""
    widths = [width(item.line.text) for item in kept if item.line.bbox is None]
    return Shape(_wrap_width(kept), max(widths, default=0), _left_margins(kept), _right_margins(kept))


def group(kept: list[Kept], shape: Shape) -> list[list[Kept]]:
    """The lines by paragraph, in order."""
    groups: list[list[Kept]] = []
    for item in kept:
        if groups and _continues(groups[-1], item, shape):
            groups[-1].append(item)
        else:
            groups.append([item])
    return groups


def looks_like_title(text: str) -> bool:
    """Squashed text (number included) that names what follows and states nothing."""
    label = read_numbering(text)
    body = text[label.length :] if label else text
    if len(body) > _TITLE_LENGTH or _QUANTITY.search(body) or _UNFINISHED_ITEM.search(body):
        return False
    if body.endswith("。") and len(body) <= 30:
        return bool(_TITLE_END.search(body[:-1])) and "，" not in body
    return not re.search(r"[。；！？]", body) and not body.endswith(("，", "、", "：", ":"))


def _continues(group_: list[Kept], item: Kept, shape: Shape) -> bool:
    previous = group_[-1].line
    text = plain(item.line.text)
    if item.line.is_paragraph:
        return False
    before = plain(previous.text)
    if text[0] in _CLOSING or before[-1] in "，、" and read_numbering(text) is None:
        return True
    if _TORN_FIGURE.match(text) and before[-1].isdigit():
        return True
    label = read_numbering(text)
    if label is not None and not (label.style == "article" and _open(group_)):
        return False
    if item.line.bbox is not None and previous.bbox is not None:
        return _continues_on_page(group_, item, shape)
    return _continues_in_text(group_, item, shape)


def _open(group_: list[Kept]) -> bool:
    """The sentence is not finished: no stop at the end of what was read so far."""
    return plain(group_[-1].line.text)[-1] not in _TERMINAL


def _continues_on_page(group_: list[Kept], item: Kept, shape: Shape) -> bool:
    previous, line = group_[-1].line, item.line
    if abs(previous.size - line.size) > 1.5:
        return False
    assert line.page is not None
    size = line.size or 12.0
    if _ended(previous, shape, size) or _is_short_title(group_, shape, size):
        return False
    indent = left(line) - shape.margins.get(line.page, left(line))
    if indent > 0.9 * size:
        return (
            indent > 4 * size
            and len(group_) == 1
            and _is_part_title(previous)
            and len(plain(line.text)) <= 20
        )
    return not (item.seam_before and plain(previous.text)[-1] in "：:")


def _ended(previous: Line, shape: Shape, size: float) -> bool:
    """A stop well before the right margin: the paragraph is over, indented or not the next."""
    assert previous.bbox is not None
    text = plain(previous.text)
    return text[-1] in "。！？" and previous.bbox.x1 < shape.rights.get(previous.page or 0, 0.0) - 4 * size


def _is_short_title(group_: list[Kept], shape: Shape, size: float) -> bool:
    """A numbered heading that ends well before the right margin: what follows is its text."""
    line = group_[-1].line
    assert line.bbox is not None
    return _is_title(group_) and line.bbox.x1 < shape.rights.get(line.page or 0, 0.0) - 6 * size


def _is_part_title(line: Line) -> bool:
    """``第三部分 …年度部门决算情况``: a centred title that may go on in a centred second line."""
    text = plain(line.text)
    label = read_numbering(text)
    return label is not None and label.style == "part" and looks_like_title(text) and label.length < len(text)


def left(line: Line) -> float:
    """Where the first printed character stands; padding spaces are no part of it."""
    if line.words:
        return line.words[0].bbox.x0
    return line.bbox.x0 if line.bbox else 0.0


def _continues_in_text(group_: list[Kept], item: Kept, shape: Shape) -> bool:
    previous = group_[-1].line
    if _is_whole_title(group_, item):
        return False
    full = shape.wrap is not None and width(previous.text) >= shape.wrap * _FULL_SHARE
    if item.blank_before or item.seam_before:
        bare = not full and _is_title([item]) and len(plain(item.line.text)) <= _SHORT_TITLE
        return _open(group_) and not (_is_title(group_) and not full) and not _stands_alone(item) and not bare
    if _GOES_ON.match(plain(item.line.text)):
        return True
    if _open(group_):
        if shape.wrap is None and len(group_) == 1 and _NAMES_DOCUMENT.search(plain(previous.text)):
            return width(previous.text) >= shape.longest * _SHORT_SHARE
        return not (_is_title(group_) and not full and (_is_short(group_, shape) or _names_topic(group_)))
    return full


def _is_whole_title(group_: list[Kept], item: Kept) -> bool:
    """``（一）…总体情况`` as wide as a line of text, and an amount or a year in the line below it."""
    text = "".join(plain(member.line.text) for member in group_)
    if not (_WHOLE_TITLE.search(text) and read_numbering(text) and _is_title(group_)):
        return False
    return bool(_STATES.search(plain(item.line.text)))


def _is_short(group_: list[Kept], shape: Shape) -> bool:
    """A numbered title well short of the width that the source uses; a number alone waits for its title."""
    if shape.wrap is not None:
        return True
    text = plain(group_[-1].line.text)
    label = read_numbering(text)
    bare = label is not None and label.length == len(text)
    return not bare and width(group_[-1].line.text) < shape.longest * _SHORT_SHARE


def _names_topic(group_: list[Kept]) -> bool:
    """The title ends in a word that titles end in: it is whole, whatever the width of its line."""
    return bool(_TITLE_END.search("".join(plain(item.line.text) for item in group_)))


def _is_title(group_: list[Kept]) -> bool:
    """What was read of this paragraph so far is a heading."""
    text = "".join(plain(item.line.text) for item in group_)
    if not looks_like_title(text):
        return False
    marked = group_[0].line.text.lstrip().startswith("#")
    return (
        marked or read_numbering(text) is not None or bool(_BARE_TITLE_END.search(text) and len(text) <= 30)
    )


def _stands_alone(item: Kept) -> bool:
    return item.line.text.lstrip().startswith("#")


def _wrap_width(kept: list[Kept]) -> int | None:
    """The width at which a text dump breaks its lines, or ``None`` when a paragraph is one line."""
    widths = [width(item.line.text) for item in kept if item.line.bbox is None]
    long = [w for w in widths if w >= 30]
    if len(long) < 8:
        return None
    common, _ = Counter(w // 4 for w in long).most_common(1)[0]
    typical = common * 4 + 2
    near = sum(1 for w in long if abs(w - typical) <= 6)
    beyond = sum(1 for w in long if w > 2 * typical)
    wraps = near >= len(long) * 0.4 and beyond <= len(long) * _BEYOND_SHARE
    return typical if typical <= _WIDEST_WRAP and wraps else None


def _right_margins(kept: list[Kept]) -> dict[int, float]:
    """Where the longest lines of each page end."""
    ends: dict[int, float] = {}
    for item in kept:
        if item.line.page is not None and item.line.bbox is not None:
            ends[item.line.page] = max(ends.get(item.line.page, 0.0), item.line.bbox.x1)
    return ends


def _left_margins(kept: list[Kept]) -> dict[int, float]:
    """The left margin of each page: the leftmost place where several lines start."""
    starts: dict[int, list[float]] = {}
    for item in kept:
        if item.line.page is not None:
            starts.setdefault(item.line.page, []).append(left(item.line))
    overall = Counter(round(x) for xs in starts.values() for x in xs)
    usual = [x for x, count in overall.items() if count >= max(3, sum(overall.values()) // 12)]
    leftmost = float(min(usual)) if usual else 0.0
    return {
        page: min([x for x in xs if x >= leftmost - 3] or xs) if xs else leftmost
        for page, xs in starts.items()
    }
