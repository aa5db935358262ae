"""Characters that something opaque was painted over: left out of what is read, and counted.

Takes an open PyMuPDF page with its ``rawdict`` blocks and drawings, gives the blocks without the characters that lie under
a filled rectangle or a picture.  The order of painting tells: nearly all pages paint their grounds first, which the numbers
of the drawings show without a second look at the page.  What is painted may be clipped or blended, so the picture of the
page must agree that the characters are not seen, or others stand printed in their place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from gouji.read.geometry import Box, holds_middle
from gouji.read.hidden import Unseen
from gouji.read.raster import Raster
from gouji.read.settings import PageSettings

Blocks = list[dict[str, Any]]
Glyph = tuple[str, float, float]
"""A character and its origin: the same in both ways in which PyMuPDF gives characters."""


class _Cover(NamedTuple):
    order: int
    box: Box
    is_scan: bool = False
    """So large a picture that the words under it are its text layer, whatever it shows."""


def without_covered(
    source: Any,
    blocks: Blocks,
    drawings: Sequence[dict[str, Any]],
    raster: Callable[[], Raster],
    settings: PageSettings,
    unseen: Unseen,
) -> Blocks:
    """The blocks without covered characters, which ``unseen`` counts; ``raster`` is drawn only where there may be such."""
    covers = list(_rectangles(drawings, settings))
    if source.get_images():
        covers += _pictures(source, settings)
    if not covers or not any(_texts_before(source, covers)):
        return blocks
    hidden, seen = _covered(source.get_texttrace(), covers, raster(), settings)
    if not hidden:
        return blocks
    spans = [span for block in blocks for line in block.get("lines", ()) for span in line["spans"]]
    copies = Counter(_glyph(char["c"], char["origin"]) for span in spans for char in span["chars"])
    left_out = {glyph: copies[glyph] - seen[glyph] for glyph in hidden}
    for span in spans:
        kept = []
        for char in span["chars"]:
            glyph = _glyph(char["c"], char["origin"])
            if left_out.get(glyph, 0) > 0:
                left_out[glyph] -= 1
                unseen.add([] if char["c"].isspace() else [char["bbox"]])
            else:
                kept.append(char)
        span["chars"] = kept
    return blocks


def _rectangles(drawings: Sequence[dict[str, Any]], settings: PageSettings) -> Iterator[_Cover]:
    """Opaque filled rectangles that are painted after something that is no drawing."""
    for index, path in enumerate(drawings):
        if (
            path["seqno"] > index
            and path.get("fill") is not None
            and path.get("fill_opacity", 1.0) >= settings.opaque
        ):
            boxes = (tuple(item[1]) for item in path["items"] if item[0] == "re")
            yield from (_Cover(path["seqno"], box) for box in boxes if _is_area(box, settings))


def _is_area(box: Box, settings: PageSettings) -> bool:
    return box[2] - box[0] > settings.fill_thickness and box[3] - box[1] > settings.fill_thickness


def _pictures(source: Any, settings: PageSettings) -> Iterator[_Cover]:
    opaque = [info["bbox"] for info in source.get_image_info() if not info["has-mask"]]
    page = source.rect.width * source.rect.height
    for order, (kind, box) in enumerate(source.get_bboxlog()) if opaque else ():
        if kind == "fill-image" and any(
            all(abs(a - b) < 1 for a, b in zip(box, other, strict=True)) for other in opaque
        ):
            yield _Cover(order, box, (box[2] - box[0]) * (box[3] - box[1]) >= settings.scan * page)


def _texts_before(source: Any, covers: Sequence[_Cover]) -> Iterator[bool]:
    last = max(cover.order for cover in covers)
    for order, (kind, box) in enumerate(source.get_bboxlog()[:last]):
        if kind.endswith("text"):
            yield any(order < cover.order and _meet(cover.box, box) for cover in covers)


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _covered(
    trace: Sequence[dict[str, Any]], covers: Sequence[_Cover], raster: Raster, settings: PageSettings
) -> tuple[set[Glyph], Counter[Glyph]]:
    """The characters that are covered, and how many of the same stand uncovered on the same spot.

    Those of a span go together: a border may run on over one of them, and what is printed instead leave out another.
    """
    hidden: set[Glyph] = set()
    seen: Counter[Glyph] = Counter()
    printed = [(span["seqno"], char[3]) for span in trace for char in span["chars"]]
    for span in trace:
        order = span["seqno"]
        above = [cover for cover in covers if cover.order > order and _meet(cover.box, span["bbox"])]
        red, green, blue = (round(255 * value) for value in (*span["color"], 0, 0)[:3])
        under: list[tuple[Glyph, Box]] = []
        for code, _, origin, box in span["chars"]:
            over = [cover for cover in above if holds_middle(cover.box, box)]
            if any(cover.is_scan for cover in over):
                hidden.add(_glyph(chr(code), origin))
            elif over:
                under.append((_glyph(chr(code), origin), box))
            else:
                seen[_glyph(chr(code), origin)] += 1
        gone = sum(
            raster.share(box, (red, green, blue)) < settings.ink
            or any(number > order and holds_middle(other, box) for number, other in printed)
            for _, box in under
        )
        (hidden if 2 * gone >= len(under) else seen).update(glyph for glyph, _ in under)
    return hidden, seen


def _glyph(symbol: str, origin: Sequence[float]) -> Glyph:
    return symbol, round(origin[0], 1), round(origin[1], 1)
