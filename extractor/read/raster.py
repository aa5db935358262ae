"""The page as it is seen, for the few questions that its objects cannot answer.

Takes rows of 8-bit RGB, says how much of a box has a colour and whether a box shows a ruled table.
Knows nothing of PDF libraries; boxes are in the frame of the page's objects, ``place`` maps them to pixels.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

from extractor.read.model import BBox

Colour = tuple[int, int, int]
"""Channels of 0 to 255."""

_NEAR = 32
"""Levels of a channel that the eye takes for the same, with the soft edges of glyphs."""
_DARK = bytes(int(value < 150) for value in range(256))
"""Value of a pixel → 1 where it is ink: ruled lines are, the grid lines of a chart are paler."""
_LINE = 0.5
"""The share of a picture's width or height that a ruled line of a table in it covers."""
_THICKEST = 0.012
"""Of the picture's longer side: thicker bars belong to a chart or a photograph."""
_LINES = 3
"""Two columns, two rows: the least that is a table."""
_WHOLE = 0.85
"""The share that a line covers where colours make a chart more likely."""
_LIGHT, _GROUND = 170, 0.5
"""A level above which a pixel is ground, and the least share of ground in a picture of a table."""
_VIVID, _COLOURFUL, _STEP = 70, 0.01, 6
"""The range of channels of a strong colour, the share of it that makes a chart likely, every how manieth pixel is asked."""


@dataclass(frozen=True, slots=True)
class Raster:
    """The pixels of a page, and how a box becomes one of pixels."""

    samples: bytes
    width: int
    height: int
    stride: int
    place: Callable[[tuple[float, float, float, float]], BBox]

    def share(self, box: tuple[float, float, float, float], colour: Colour) -> float:
        """How much of ``box`` looks like ``colour``; 0 where the page was not drawn."""
        pixels = b"".join(self._rows(box))
        if not pixels:
            return 0.0
        alike = -1
        for channel, value in enumerate(colour):
            near = bytes(int(abs(level - value) <= _NEAR) for level in range(256))
            alike &= int.from_bytes(pixels[channel::3].translate(near), "big")
        return alike.bit_count() / (len(pixels) // 3)

    def shows_table(self, box: tuple[float, float, float, float]) -> bool:
        """Whether thin dark lines cross the picture in ``box`` both ways on light ground, as the borders of cells do.

        A chart has a frame, an axis and grid lines too, but coloured bars; there the lines must be more and longer.
        """
        pixels = list(self._rows(box))
        if not pixels:
            return False
        light, colourful = _look(pixels)
        if light < _GROUND:
            return False
        least, reach = (_LINES + 1, _WHOLE) if colourful > _COLOURFUL else (_LINES, _LINE)
        rows = [row[1::3].translate(_DARK) for row in pixels]
        width, thick = len(rows[0]), max(4, round(_THICKEST * max(len(rows[0]), len(rows))))
        flat = _thin([row.count(1) >= reach * width for row in rows], thick)
        if len(flat) < least:
            return False
        between = rows[flat[0] : flat[-1] + 1]
        columns = b"".join(between)
        steep = _thin([columns[x::width].count(1) >= reach * len(between) for x in range(width)], thick)
        return len(steep) >= least

    def _rows(self, box: tuple[float, float, float, float]) -> Iterator[bytes]:
        x0, y0, x1, y1 = self.place(box)
        left, right = max(0, round(x0)), min(self.width, round(x1) + 1)
        if left >= right:
            return
        for y in range(max(0, round(y0)), min(self.height, round(y1) + 1)):
            yield self.samples[y * self.stride + 3 * left : y * self.stride + 3 * right]


def _look(rows: list[bytes]) -> tuple[float, float]:
    """The shares of light and of strongly coloured pixels, by samples."""
    light = colourful = total = 0
    for row in rows[::_STEP]:
        for red, green, blue in zip(row[:: 3 * _STEP], row[1 :: 3 * _STEP], row[2 :: 3 * _STEP], strict=True):
            total += 1
            light += green > _LIGHT
            colourful += max(red, green, blue) - min(red, green, blue) > _VIVID
    return light / total, colourful / total


def _thin(dark: list[bool], thick: int) -> list[int]:
    """Where the runs of dark rows begin that are no thicker than a line."""
    found: list[int] = []
    at = 0
    for is_dark, run in groupby(dark):
        length = len(list(run))
        if is_dark and length <= thick:
            found.append(at)
        at += length
    return found
