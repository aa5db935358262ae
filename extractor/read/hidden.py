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

from gouji.read.geometry import Box, holds_middle
from gouji.read.raster import Colour, Raster
from gouji.read.settings import PageSettings

Blocks = list[dict[str, Any]]

_PAINT = 16 | 32 | 64
"""``char_flags`` of a span that is filled, stroked or a clip (then a picture shows through it)."""
_CLIP = 64


@dataclass(slots=True)
class Unseen:
    """How many characters of a page were left out, and their boxes (as ``rawdict`` gives them)."""

    characters: int = 0
    boxes: list[Box] = field(default_factory=list)

    def add(self, boxes: Sequence[Box]) -> None:
        self.characters += len(boxes)
        self.boxes.extend(boxes)


def visible(
    blocks: Blocks,
    drawings: Sequence[dict[str, Any]],
    longest: float,
    raster: Callable[[], Raster],
    settings: PageSettings,
) -> tuple[Blocks, Unseen]:
    """The blocks without the spans that nobody sees; ``raster`` is called only where colours are alike."""
    unseen = Unseen()
    judge = _Judge(drawings, longest, raster, settings)
    plain, least, faint = judge.plain, judge.least, settings.faint
    for block in blocks:
        for line in block.get("lines", ()):
            hidden = [
                index
                for index, span in enumerate(line["spans"])
                if not (  # nearly every span ends here; a call for each would be felt
                    span["color"] in plain
                    and span["alpha"] > faint
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
        unseen.add([char["bbox"] for char in line["spans"].pop(index)["chars"] if not char["c"].isspace()])


class _Judge:
    """Decides span by span; boxes of fill and the picture of the page are made when first asked for."""

    def __init__(
        self,
        drawings: Sequence[dict[str, Any]],
        longest: float,
        raster: Callable[[], Raster],
        settings: PageSettings,
    ) -> None:
        self.settings = settings
        self._drawings = drawings
        self.least = self.settings.tiny * longest
        """Points; smaller characters are not seen."""
        self._render = raster
        self._raster: Raster | None = None
        self._fills: list[tuple[Colour, Box]] | None = None
        self._alike: dict[int, list[Box] | None] = {}
        self.plain: set[int] = set()
        """Colours that neither the paper nor a fill of the page has: those of nearly all text."""

    def hides(self, span: dict[str, Any]) -> bool:
        flags = span["char_flags"]
        if (
            not flags & _PAINT
            or (span["alpha"] <= self.settings.faint and not flags & _CLIP)
            or span["size"] < self.least
        ):
            return _prints(span)
        colour = span["color"]
        if colour not in self._alike:
            self._alike[colour] = self._under(colour)
            if self._alike[colour] == []:
                self.plain.add(colour)
        boxes = self._alike[colour]
        if boxes is None:
            return self._blends_in(span)
        return any(holds_middle(box, span["bbox"]) for box in boxes) and self._blends_in(span)

    def _under(self, number: int) -> list[Box] | None:
        """The fills of the same colour; ``None`` for the colour of the paper, which is everywhere."""
        colour = _channels(number)
        if min(colour) >= 255 - self.settings.alike:
            return None
        if self._fills is None:
            self._fills = list(_fills(self._drawings, self.settings))
        return [box for fill, box in self._fills if _same(fill, colour, self.settings)]

    def _blends_in(self, span: dict[str, Any]) -> bool:
        if not _prints(span):
            return False
        if self._raster is None:
            self._raster = self._render()
        x0, y0, x1, y1 = span["bbox"]
        dx, dy = (
            (self.settings.core * (x1 - x0), 0.0)
            if y1 - y0 > x1 - x0
            else (0.0, self.settings.core * (y1 - y0))
        )
        core = (x0 + dx, y0 + dy, x1 - dx, y1 - dy)
        return self._raster.share(core, _channels(span["color"])) >= self.settings.blends


def _prints(span: dict[str, Any]) -> bool:
    """Whether the span has more than the spaces that part words."""
    return any(not char["c"].isspace() for char in span["chars"])


def _channels(number: int) -> Colour:
    return (number >> 16 & 255, number >> 8 & 255, number & 255)


def _fills(drawings: Sequence[dict[str, Any]], settings: PageSettings) -> Iterator[tuple[Colour, Box]]:
    """Opaque filled rectangles and simple shapes, larger than a ruled line."""
    for path in drawings:
        fill = path.get("fill")
        if (
            fill is None
            or not _is_area(path["rect"], settings)
            or path.get("fill_opacity", 1.0) < settings.opaque
        ):
            continue
        colour = (round(255 * fill[0]), round(255 * fill[1]), round(255 * fill[2]))
        boxes = [tuple(item[1]) for item in path["items"] if item[0] == "re"]
        if len(path["items"]) <= settings.simple_shape and not boxes:
            boxes = [tuple(path["rect"])]
        yield from ((colour, box) for box in boxes if _is_area(box, settings))


def _is_area(box: Box, settings: PageSettings) -> bool:
    return box[2] - box[0] > settings.fill_thickness and box[3] - box[1] > settings.fill_thickness


def _same(one: Colour, other: Colour, settings: PageSettings) -> bool:
    return all(abs(a - b) <= settings.alike for a, b in zip(one, other, strict=True))
