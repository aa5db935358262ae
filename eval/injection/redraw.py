"""The change made in the PDF itself: the digits of the figure taken out of the page and drawn again, one of them another.

Takes the PDF and the change, gives the bytes of the new PDF or says why it cannot be done.  Every character is drawn where the
old one stood, in its size and colour; whether it is read is seen by reading (:mod:`gouji.eval.injection.run`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from gouji.eval.injection.model import Change
from gouji.figures import plain_number

MARGIN_PT = 1.5
"""The box of a figure is that of its words; the middle of each of its characters lies within it, give or take."""
INNER = 0.3
"""Share of a character's box left out on each side, so that taking it out leaves its neighbours."""
FONT = "helv"
_NUMBER = re.compile(r"[-－]?\d[\d,，.]*")


class NotRedrawnError(Exception):
    """Why the figure cannot be drawn again."""


@dataclass(frozen=True, slots=True)
class _Char:
    text: str
    page: int
    origin: tuple[float, float]
    box: tuple[float, float, float, float]
    size: float
    colour: int


def redrawn(source: Path, change: Change) -> bytes:
    """The PDF with the changed figure; raises :class:`NotRedrawnError`."""
    pymupdf: Any = import_module("pymupdf")
    with pymupdf.open(source) as document:
        for number in {place.page for place in change.places if place.page is not None}:
            if document[number - 1].rotation:
                document[number - 1].remove_rotation()
        chars = _figure([char for place in change.places for char in _chars(document, place)], change)
        for number in {char.page for char in chars}:
            page, mine = document[number - 1], [char for char in chars if char.page == number]
            for char in mine:
                page.add_redact_annot(pymupdf.Rect(_inner(char.box)), fill=False)
            page.apply_redactions(
                images=pymupdf.PDF_REDACT_IMAGE_NONE, graphics=pymupdf.PDF_REDACT_LINE_ART_NONE
            )
        for char, text in zip(chars, _changed(chars, change), strict=True):
            colour = tuple((char.colour >> shift & 255) / 255 for shift in (16, 8, 0))
            page = document[char.page - 1]
            page.insert_text(char.origin, text, fontname=FONT, fontsize=char.size, color=colour)
        data: bytes = document.tobytes(garbage=3, deflate=True)
        return data


def _chars(document: Any, place: Any) -> Iterator[_Char]:
    """The characters of a place in the order in which they are read."""
    if place.page is None or place.bbox is None:
        raise NotRedrawnError("没有位置")
    x0, y0, x1, y1 = place.bbox
    found = [
        _Char(char["c"], place.page, char["origin"], char["bbox"], span["size"], span["color"])
        for block in document[place.page - 1].get_text("rawdict")["blocks"]
        for line in block.get("lines", ())
        for span in line["spans"]
        for char in span["chars"]
        if x0 - MARGIN_PT <= (char["bbox"][0] + char["bbox"][2]) / 2 <= x1 + MARGIN_PT
        and y0 - MARGIN_PT <= (char["bbox"][1] + char["bbox"][3]) / 2 <= y1 + MARGIN_PT
        and not char["c"].isspace()
    ]
    yield from sorted(found, key=lambda char: (round(char.origin[1]), char.origin[0]))


def _figure(chars: list[_Char], change: Change) -> list[_Char]:
    """The characters of the figure, the only one of its value there."""
    text = "".join(char.text for char in chars)
    wanted = plain_number(change.printed)
    spans = [m.span() for m in _NUMBER.finditer(text) if plain_number(m[0].rstrip(",，.")) == wanted]
    if len(spans) != 1:
        raise NotRedrawnError("原处没有这个数，或不止一个")
    return chars[slice(*spans[0])]


def _changed(chars: list[_Char], change: Change) -> list[str]:
    """The characters with the digits of the changed figure; separators stay."""
    digits = iter([char for char in change.changed if char.isdigit()])
    return [next(digits) if char.text.isdigit() else char.text for char in chars]


def _inner(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = box
    dx, dy = (x1 - x0) * INNER, (y1 - y0) * INNER
    return x0 + dx, y0 + dy, x1 - dx, y1 - dy
