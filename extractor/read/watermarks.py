"""Watermarks: words that were laid across a document and belong to none of its lines.

Takes PyMuPDF's ``rawdict`` blocks of a page, gives them without such words.  Three things tell them, and no word does: they
run aslant; or they are printed paler than the words that they cross, over or under them, in a style (font, size, colour,
opacity) that nothing else has.  Whether a style crosses other print is counted over all pages, because a mark crosses
nothing where its page is empty.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from gouji.read.geometry import Box
from gouji.read.model import RuledLine
from gouji.read.settings import PageSettings

Blocks = list[dict[str, Any]]


class Style(NamedTuple):
    """How words are printed: what all copies of a mark share."""

    font: str
    size: float
    colour: int
    alpha: int


@dataclass(slots=True)
class PaleWords:
    """How often the pale words of a page cross other print, by style: lines that do, and all lines."""

    crossing: Counter[Style] = field(default_factory=Counter)
    lines: Counter[Style] = field(default_factory=Counter)

    def add(self, other: PaleWords) -> None:
        self.crossing.update(other.crossing)
        self.lines.update(other.lines)

    def marks(self, settings: PageSettings) -> frozenset[Style]:
        """The styles that belong to marks."""
        return frozenset(
            style
            for style, count in self.crossing.items()
            if count >= settings.mark_crossing * self.lines[style]
        )


def without_slanting(blocks: Blocks, settings: PageSettings) -> tuple[Blocks, int]:
    """The blocks without lines that run aslant, and how many characters those had.

    A page whose words all lean a little was scanned so: those are its content.
    """
    aslant = [line for block in blocks for line in block.get("lines", ()) if _leans(line, settings.leaning)]
    if not aslant:
        return blocks, 0
    length = sum(map(_length, aslant))
    leaning = [line for line in aslant if not _leans(line, settings.steep)]
    if 2 * sum(map(_length, leaning)) > sum(_length(x) for block in blocks for x in block.get("lines", ())):
        return blocks, 0
    gone = {id(line) for line in aslant}
    for block in blocks:
        if "lines" in block:
            block["lines"] = [line for line in block["lines"] if id(line) not in gone]
    return blocks, length


def _leans(line: dict[str, Any], least: float) -> bool:
    return bool(min(abs(line["dir"][0]), abs(line["dir"][1])) > least)


def _length(line: dict[str, Any]) -> int:
    return sum(not char["c"].isspace() for span in line["spans"] for char in span["chars"])


def without_styles(blocks: Blocks, styles: frozenset[Style]) -> tuple[Blocks, int]:
    """The blocks without the spans of ``styles``, and how many characters those had."""
    length = 0
    for block in blocks:
        for line in block.get("lines", ()):
            kept = [span for span in line["spans"] if _style(span) not in styles]
            if len(kept) < len(line["spans"]):
                before = _length(line)
                line["spans"] = kept
                length += before - _length(line)
    return blocks, length


def _style(span: dict[str, Any]) -> Style:
    return Style(span["font"], round(span["size"], 1), span["color"], span["alpha"])


def pale_words(blocks: Blocks, rules: Sequence[RuledLine], settings: PageSettings) -> PaleWords:
    """What of the page is printed paler than other words, and whether it crosses them."""
    found = PaleWords()
    tones: dict[tuple[int, int], float] = {}
    by_tone: dict[float, list[dict[str, Any]]] = defaultdict(list)
    for block in blocks:
        for line in block.get("lines", ()):
            for span in line["spans"]:
                ink = (span["color"], span["alpha"])
                tone = tones.get(ink)
                if tone is None:
                    tone = tones[ink] = _tone(*ink)
                by_tone[tone].append(span)
    if len(by_tone) < 2 or max(by_tone) < settings.paler:
        return found
    body = Counter[float]()
    for span in by_tone[min(by_tone)]:
        body[span["size"]] += len(span["chars"])
    large = settings.mark_large * body.most_common(1)[0][0]
    for tone, spans in by_tone.items():
        if tone < settings.paler:
            continue
        darker = [s for other, ss in by_tone.items() if other <= tone - settings.paler for s in ss]
        print_ = _Rows(darker)
        for span in spans:
            cores = [_core(char["bbox"], settings) for char in span["chars"] if not char["c"].isspace()]
            if cores:
                style = _style(span)
                found.lines[style] += 1
                crosses = any(map(print_.meets, cores)) or (
                    span["size"] >= large and any(_cut(core, rules) for core in cores)
                )
                found.crossing[style] += crosses
    return found


def _tone(colour: int, alpha: int) -> float:
    """How bright the words look on white, 0 to 255 (weights of ITU-R BT.601)."""
    light = 0.299 * (colour >> 16 & 255) + 0.587 * (colour >> 8 & 255) + 0.114 * (colour & 255)
    return 255 - (255 - light) * alpha / 255


def _core(box: Box, settings: PageSettings) -> Box:
    """Where the ink of a character is, whatever its font leaves around it."""
    dx, dy = settings.core * (box[2] - box[0]), settings.core * (box[3] - box[1])
    return box[0] + dx, box[1] + dy, box[2] - dx, box[3] - dy


def _cut(core: Box, rules: Iterable[RuledLine]) -> bool:
    return any(
        rule.x0 <= core[2] and rule.x1 >= core[0] and rule.y0 <= core[3] and rule.y1 >= core[1]
        for rule in rules
    )


class _Rows:
    """The characters of some spans, found by height."""

    BAND = 20.0

    def __init__(self, spans: Iterable[dict[str, Any]]) -> None:
        self._rows: dict[int, list[Box]] = defaultdict(list)
        for span in spans:
            for char in span["chars"]:
                if not char["c"].isspace():
                    box = char["bbox"]
                    for band in self._bands(box):
                        self._rows[band].append(box)

    def _bands(self, box: Box) -> Iterator[int]:
        yield from range(int(box[1] // self.BAND), int(box[3] // self.BAND) + 1)

    def meets(self, core: Box) -> bool:
        """Whether the ink of a character lies within ``core``: its middle half does in part."""
        for band in self._bands(core):
            for x0, y0, x1, y1 in self._rows.get(band, ()):
                if (
                    0.75 * x0 + 0.25 * x1 < core[2]
                    and 0.25 * x0 + 0.75 * x1 > core[0]
                    and 0.75 * y0 + 0.25 * y1 < core[3]
                    and 0.25 * y0 + 0.75 * y1 > core[1]
                ):
                    return True
        return False
