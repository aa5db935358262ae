"""Plane geometry of a page: boxes under rotation, words to printed lines, strokes to ruled lines.

Takes boxes and strokes in points, gives the same in another frame or joined; knows nothing of
PDF libraries, so that the readers of scans and of PDFs share it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gouji.read.model import BBox, RuledLine, Word
from gouji.read.settings import PageSettings

Box = tuple[float, float, float, float]
"""``(x0, y0, x1, y1)`` as a plain tuple, since a document has some hundred thousand characters."""

Matrix = tuple[float, float, float, float, float, float]
"""An affine map ``(a, b, c, d, e, f)``: ``x' = a x + c y + e``, ``y' = b x + d y + f``."""

SPACE = 0.22
"""A gap wider than this share of the text height is printed as a space."""


def turn_matrix(turn: int, width: float, height: float) -> Matrix:
    """The map that turns a page of ``width`` by ``height`` points clockwise by ``turn`` quarters."""
    return (
        (1.0, 0.0, 0.0, 1.0, 0.0, 0.0),
        (0.0, 1.0, -1.0, 0.0, height, 0.0),
        (-1.0, 0.0, 0.0, -1.0, width, height),
        (0.0, -1.0, 1.0, 0.0, 0.0, width),
    )[turn % 4]


def map_box(m: Matrix, box: BBox | tuple[float, float, float, float]) -> BBox:
    """The image of a box; for quarter turns the image is exact."""
    xa, ya = m[0] * box[0] + m[2] * box[1] + m[4], m[1] * box[0] + m[3] * box[1] + m[5]
    xb, yb = m[0] * box[2] + m[2] * box[3] + m[4], m[1] * box[2] + m[3] * box[3] + m[5]
    return BBox(min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb))


def map_rule(m: Matrix, rule: RuledLine) -> RuledLine:
    """The image of a ruled line; a quarter turn makes a horizontal one vertical."""
    return RuledLine(*map_box(m, (rule.x0, rule.y0, rule.x1, rule.y1)))


def union(boxes: Iterable[BBox]) -> BBox:
    """The smallest box around all ``boxes`` (at least one)."""
    x0, y0, x1, y1 = zip(*boxes, strict=True)
    return BBox(min(x0), min(y0), max(x1), max(y1))


def holds_middle(box: Box, inner: Box) -> bool:
    """Whether the middle of ``inner`` lies in ``box``, its edges included."""
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def text_lines(words: Iterable[Word]) -> list[tuple[Word, ...]]:
    """Words as printed lines, top to bottom, each from left to right.

    Words belong to one line when their middles lie within half of the smaller height; the
    middle is compared with the line's first word, so that a slow drift cannot chain two lines.
    """
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (w.bbox.cy, w.bbox.x0)):
        if lines and _same_line(lines[-1][0].bbox, word.bbox):
            lines[-1].append(word)
        else:
            lines.append([word])
    return [tuple(sorted(line, key=lambda w: w.bbox.x0)) for line in lines]


def _same_line(first: BBox, other: BBox) -> bool:
    return other.cy - first.cy <= 0.5 * min(first.y1 - first.y0, other.y1 - other.y0)


def join_words(words: Sequence[Word]) -> str:
    """The text of one line: a space where the print leaves one."""
    parts: list[str] = []
    previous: BBox | None = None
    for text, box in words:
        if previous is not None and box.x0 - previous.x1 > SPACE * (box.y1 - box.y0):
            parts.append(" ")
        parts.append(text)
        previous = box
    return "".join(parts)


def merge_rules(rules: Iterable[RuledLine], settings: PageSettings) -> tuple[RuledLine, ...]:
    """Strokes as whole lines: near parallels snapped together, touching pieces joined, dots dropped.

    A dot (shorter than a line is wide) may belong to a dotted line of either direction, so it
    is tried in both.  The result is sorted, horizontal lines first.
    """
    flat: list[tuple[float, float, float]] = []
    steep: list[tuple[float, float, float]] = []
    for x0, y0, x1, y1 in rules:
        dot = x1 - x0 <= settings.snap and y1 - y0 <= settings.snap
        if dot or x1 - x0 >= y1 - y0:
            flat.append(((y0 + y1) / 2, x0, x1))
        if dot or x1 - x0 < y1 - y0:
            steep.append(((x0 + x1) / 2, y0, y1))
    lines = [RuledLine(a, at, b, at) for at, a, b in _merge_parallel(flat, settings)]
    return (*lines, *(RuledLine(at, a, at, b) for at, a, b in _merge_parallel(steep, settings)))


def _merge_parallel(
    pieces: list[tuple[float, float, float]], settings: PageSettings
) -> list[tuple[float, float, float]]:
    """Pieces ``(position, from, to)`` of parallel lines, snapped by position and joined along the line."""
    merged: list[tuple[float, float, float]] = []
    pieces.sort()
    start = 0
    while start < len(pieces):
        end = start
        while end < len(pieces) and pieces[end][0] - pieces[start][0] <= settings.snap:
            end += 1
        merged.extend(_join_along(pieces[start:end], settings))
        start = end
    return merged


def _join_along(
    cluster: list[tuple[float, float, float]], settings: PageSettings
) -> list[tuple[float, float, float]]:
    """Join the pieces of one cluster where they touch; the longest piece gives the position."""
    joined: list[tuple[float, float, float]] = []
    at, begin, stop, longest = 0.0, 0.0, float("-inf"), 0.0
    for position, a, b in sorted(cluster, key=lambda piece: piece[1]):
        if a > stop + settings.gap:
            if stop - begin >= settings.shortest:
                joined.append((at, begin, stop))
            at, begin, stop, longest = position, a, b, b - a
            continue
        if b - a > longest:
            at, longest = position, b - a
        stop = max(stop, b)
    if stop - begin >= settings.shortest:
        joined.append((at, begin, stop))
    return joined
