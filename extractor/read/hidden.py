"""Characters of a page that nobody sees: left out of what is read, and counted.

Takes PyMuPDF's ``rawdict`` blocks and drawings of one page, gives the blocks without the unseen spans.
Invisible are spans without paint (render mode 3, the layer under an OCRed scan), (nearly) transparent ones and
ones smaller than any print.  A span whose colour is that of the paper, or of a filled box that holds it, is only
*suspected*: white words on a dark band are everyday print.  Whether it stands out is then looked at in the
picture of the page, which is rendered for such pages alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from gouji.read.raster import Colour, Raster

Box = tuple[float, float, float, float]
Blocks = list[dict[str, Any]]

_PAINT = 16 | 32 | 64
"""``char_flags`` of a span that is filled, stroked or a clip (then a picture shows through it)."""
_CLIP = 64
_TINY = 0.0012
"""Of the longer side of the page; one point on A4."""
_ALIKE = 24
"""Channels (0–255) of two colours that differ by no more than a tenth of their range look the same."""
_FAINT = 24
"""Opacity (0–255) up to which even black on white differs by no more than that."""
_BLENDS = 0.66
"""The share of a line of words that has their colour: ink alone covers half at most, so that is its ground."""
_CORE = 0.2
"""Left out above and below: the boxes of fonts reach beyond the band on which the words stand."""
_THIN = 3.0
_OPAQUE = 0.9
_SIMPLE = 8
"""Pieces of the outline of a shape that may be a background; one with more is a drawing."""


@dataclass(slots=True)
class Unseen:
    """How many characters of a page were left out, and their boxes (as ``rawdict`` gives them)."""

    characters: int = 0
    boxes: list[Box] = field(default_factory=list)


def visible(
    blocks: Blocks, drawings: Sequence[dict[str, Any]], longest: float, raster: Callable[[], Raster]
) -> tuple[Blocks, Unseen]:
    """The blocks without the spans that nobody sees; ``raster`` is called only where colours are alike."""
    unseen = Unseen()
    judge = _Judge(drawings, longest, raster)
    plain, least = judge.plain, judge.least
    for block in blocks:
        for line in block.get("lines", ()):
            hidden = [
                index
                for index, span in enumerate(line["spans"])
                if not (  # nearly every span ends here; a call for each would be felt
                    span["color"] in plain
                    and span["alpha"] > _FAINT
                    and span["char_flags"] & _PAINT
                    and span["size"] >= least
                )
                and judge.hides(span)
            ]
            if hidden:
                _take_out(line, hidden, unseen)
    return blocks, unseen


def _take_out(line: dict[str, Any], hidden: list[int], unseen: Unseen) -> None:
    for index in reversed(hidden):
        printed = [char["bbox"] for char in line["spans"].pop(index)["chars"] if not char["c"].isspace()]
        unseen.characters += len(printed)
        unseen.boxes.extend(printed)


class _Judge:
    """Decides span by span; boxes of fill and the picture of the page are made when first asked for."""

    def __init__(
        self, drawings: Sequence[dict[str, Any]], longest: float, raster: Callable[[], Raster]
    ) -> None:
        self._drawings = drawings
        self.least = _TINY * longest
        """Points; smaller characters are not seen."""
        self._render = raster
        self._raster: Raster | None = None
        self._fills: list[tuple[Colour, Box]] | None = None
        self._alike: dict[int, list[Box] | None] = {}
        self.plain: set[int] = set()
        """Colours that neither the paper nor a fill of the page has: those of nearly all text."""

    def hides(self, span: dict[str, Any]) -> bool:
        flags = span["char_flags"]
        if not flags & _PAINT or (span["alpha"] <= _FAINT and not flags & _CLIP) or span["size"] < self.least:
            return _prints(span)
        colour = span["color"]
        if colour not in self._alike:
            self._alike[colour] = self._under(colour)
            if self._alike[colour] == []:
                self.plain.add(colour)
        boxes = self._alike[colour]
        if boxes is None:
            return self._blends_in(span)
        return any(_holds(box, span["bbox"]) for box in boxes) and self._blends_in(span)

    def _under(self, number: int) -> list[Box] | None:
        """The fills of the same colour; ``None`` for the colour of the paper, which is everywhere."""
        colour = _channels(number)
        if min(colour) >= 255 - _ALIKE:
            return None
        if self._fills is None:
            self._fills = list(_fills(self._drawings))
        return [box for fill, box in self._fills if _same(fill, colour)]

    def _blends_in(self, span: dict[str, Any]) -> bool:
        if not _prints(span):
            return False
        if self._raster is None:
            self._raster = self._render()
        x0, y0, x1, y1 = span["bbox"]
        dx, dy = (_CORE * (x1 - x0), 0.0) if y1 - y0 > x1 - x0 else (0.0, _CORE * (y1 - y0))
        core = (x0 + dx, y0 + dy, x1 - dx, y1 - dy)
        return self._raster.share(core, _channels(span["color"])) >= _BLENDS


def _prints(span: dict[str, Any]) -> bool:
    """Whether the span has more than the spaces that part words."""
    return any(not char["c"].isspace() for char in span["chars"])


def _channels(number: int) -> Colour:
    return (number >> 16 & 255, number >> 8 & 255, number & 255)


def _fills(drawings: Sequence[dict[str, Any]]) -> Iterator[tuple[Colour, Box]]:
    """Opaque filled rectangles and simple shapes, larger than a ruled line."""
    for path in drawings:
        fill = path.get("fill")
        if fill is None or not _is_area(path["rect"]) or path.get("fill_opacity", 1.0) < _OPAQUE:
            continue
        colour = (round(255 * fill[0]), round(255 * fill[1]), round(255 * fill[2]))
        boxes = [tuple(item[1]) for item in path["items"] if item[0] == "re"]
        if len(path["items"]) <= _SIMPLE and not boxes:
            boxes = [tuple(path["rect"])]
        yield from ((colour, box) for box in boxes if _is_area(box))


def _is_area(box: Box) -> bool:
    return box[2] - box[0] > _THIN and box[3] - box[1] > _THIN


def _same(one: Colour, other: Colour) -> bool:
    return all(abs(a - b) <= _ALIKE for a, b in zip(one, other, strict=True))


def _holds(box: Box, span: Box) -> bool:
    x, y = (span[0] + span[2]) / 2, (span[1] + span[3]) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]
