"""The page as it is seen, for the few questions that its objects cannot answer.

Takes rows of 8-bit RGB, says how much of a box has a colour, whether a box shows a ruled table, and what
lines of text it shows.
Knows nothing of PDF libraries; boxes are in the frame of the page's objects, ``place`` maps them to pixels.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from gouji.read.geometry import Box
from gouji.read.model import BBox
from gouji.read.settings import PageSettings

Colour = tuple[int, int, int]
"""Channels of 0 to 255."""


@dataclass(frozen=True, slots=True)
class Lettering:
    """What looks like text: lines, columns into which most of them are parted, whether there are strong colours."""

    lines: int = 0
    columns: int = 0
    is_colourful: bool = False

    def stands_in_columns(self, settings: PageSettings) -> bool:
        """Whether the lines stand in columns, ruled or not; the labels of a chart may too, but a chart has colours."""
        return self.lines >= settings.lettered_rows and self.columns > 1 and not self.is_colourful


@dataclass(frozen=True, slots=True)
class Raster:
    """The pixels of a page, and how a box becomes one of pixels."""

    samples: bytes
    width: int
    height: int
    stride: int
    place: Callable[[Box], BBox]
    settings: PageSettings

    def share(self, box: Box, colour: Colour) -> float:
        """How much of ``box`` looks like ``colour``; 0 where the page was not drawn."""
        pixels = b"".join(self._rows(box))
        if not pixels:
            return 0.0
        alike = -1
        for channel, value in enumerate(colour):
            near = bytes(int(abs(level - value) <= self.settings.near_colour) for level in range(256))
            alike &= int.from_bytes(pixels[channel::3].translate(near), "big")
        return alike.bit_count() / (len(pixels) // 3)

    def shows_table(self, box: Box) -> bool:
        """Whether thin dark lines cross the picture in ``box`` both ways on light ground, as the borders of cells do.

        A chart has a frame, an axis and grid lines too, but coloured bars; there the lines must be more and longer.
        """
        pixels = list(self._rows(box))
        if not pixels:
            return False
        light, colourful = _look(pixels, self.settings)
        if light < self.settings.ground:
            return False
        least, reach = (
            (self.settings.picture_lines + 1, self.settings.picture_line_whole)
            if colourful > self.settings.colourful
            else (self.settings.picture_lines, self.settings.picture_line)
        )
        rows = [row[1::3].translate(_ink_table(self.settings.dark)) for row in pixels]
        width, thick = (
            len(rows[0]),
            max(4, round(self.settings.picture_line_thickest * max(len(rows[0]), len(rows)))),
        )
        flat = _thin([row.count(1) >= reach * width for row in rows], thick)
        if len(flat) < least:
            return False
        between = rows[flat[0] : flat[-1] + 1]
        columns = b"".join(between)
        steep = _thin([columns[x::width].count(1) >= reach * len(between) for x in range(width)], thick)
        return len(steep) >= least

    def lettering(self, box: BBox, printed: Sequence[BBox] = ()) -> Lettering:
        """The lines of small ink that ``box`` shows beside the ``printed`` words; none for a photograph.

        Rules, bars and areas are taken out first: their ink runs on, across or down, for longer than a letter is high.
        """
        pixels = list(self._rows(box))
        if not pixels or box.width <= 0 or box.height <= 0:
            return Lettering()
        light, colourful = _look(pixels, self.settings)
        if light < self.settings.ground:
            return Lettering()
        scale, width = len(pixels) / box.height, len(pixels[0]) // 3
        ink = bytearray(b"".join(row[1::3].translate(_ink_table(self.settings.dark)) for row in pixels))
        left, top = (max(0, round(value)) for value in self.place(box)[:2])
        for word in printed:
            x0, y0, x1, y1 = self.place(
                (
                    word.x0 - self.settings.ink_pad,
                    word.y0 - self.settings.ink_pad,
                    word.x1 + self.settings.ink_pad,
                    word.y1 + self.settings.ink_pad,
                )
            )
            first, last = max(0, round(x0) - left), min(width, round(x1) - left)
            for y in range(max(0, round(y0) - top), min(len(pixels), round(y1) - top) if first < last else 0):
                ink[y * width + first : y * width + last] = bytes(last - first)
        letters = _without_strokes(bytes(ink), width, max(2, round(self.settings.highest_letters * scale)))
        lines = list(_lines_of_letters(letters, width, scale, self.settings))
        return Lettering(
            len(lines),
            _columns(lines, width, round(self.settings.gutter * scale), self.settings),
            colourful > self.settings.colourful,
        )

    def _rows(self, box: Box) -> Iterator[bytes]:
        x0, y0, x1, y1 = self.place(box)
        left, right = max(0, round(x0)), min(self.width, round(x1) + 1)
        if left >= right:
            return
        for y in range(max(0, round(y0)), min(self.height, round(y1) + 1)):
            yield self.samples[y * self.stride + 3 * left : y * self.stride + 3 * right]


@cache
def _ink_table(dark: int) -> bytes:
    """Value of a pixel → 1 where it is ink."""
    return bytes(int(value < dark) for value in range(256))


def _look(rows: list[bytes], settings: PageSettings) -> tuple[float, float]:
    """The shares of light and of strongly coloured pixels, by samples."""
    light = colourful = total = 0
    for row in rows[:: settings.sample_step]:
        for red, green, blue in zip(
            row[:: 3 * settings.sample_step],
            row[1 :: 3 * settings.sample_step],
            row[2 :: 3 * settings.sample_step],
            strict=True,
        ):
            total += 1
            light += green > settings.light
            colourful += max(red, green, blue) - min(red, green, blue) > settings.vivid
    return light / total, colourful / total


def _without_strokes(ink: bytes, width: int, longest: int) -> list[bytes]:
    """The rows of ``ink`` without runs, across or down, of more than ``longest`` pixels."""
    long = re.compile(b"\x01{%d,}" % (longest + 1))

    def cut(run: bytes) -> bytes:
        return long.sub(lambda found: bytes(len(found[0])), run) if longest < len(run) else run

    rows = [ink[at : at + width] for at in range(0, len(ink), width)]
    flat = [cut(row) for row in rows]
    height = len(rows)
    steep = b"".join(cut(ink[x::width]) for x in range(width))
    return [_both(row, steep[y::height]) for y, row in enumerate(flat)]


def _both(one: bytes, other: bytes) -> bytes:
    return (int.from_bytes(one, "big") & int.from_bytes(other, "big")).to_bytes(len(one), "big")


def _lines_of_letters(rows: list[bytes], width: int, scale: float, settings: PageSettings) -> Iterator[bytes]:
    """The inked columns of each band of rows that is as high as a line of text and inked over enough of its width."""
    at = 0
    for is_inked, run in groupby(bool(row.count(1)) for row in rows):
        length = len(list(run))
        if is_inked and settings.lowest_letters <= length / scale <= settings.highest_letters:
            seen = 0
            for row in rows[at : at + length]:
                seen |= int.from_bytes(row, "big")
            columns = seen.to_bytes(width, "big")
            if columns.count(1) >= settings.inked * width:
                yield columns
        at += length


def _columns(lines: list[bytes], width: int, gutter: int, settings: PageSettings) -> int:
    """Into how many columns, with ink in half of the lines or more, gutters down all of them part the lines."""
    free = [sum(line[x] for line in lines) <= settings.gutter_stray * len(lines) for x in range(width)]
    columns = at = begin = 0
    for is_free, run in [*((key, len(list(run))) for key, run in groupby(free)), (True, gutter)]:
        if is_free and run >= gutter:
            inked = sum(any(line[begin:at]) for line in lines)
            columns += at - begin >= gutter and 2 * inked >= len(lines)
            begin = at + run
        at += run
    return columns


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
