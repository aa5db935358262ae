"""Characters of one PDF page to words: PyMuPDF's ``rawdict`` in, :class:`Word` with size and direction out.

Own word building instead of ``get_text("words")`` for three reasons: the font size is needed for
headings, a renderer may glue two cells into one run of characters, which only the boxes of the
characters can part again, and the direction of the text tells a page that lies on its side.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from gouji.figures import plain_number
from gouji.read.geometry import Box, Matrix, map_box
from gouji.read.model import BBox, RuledLine, Word
from gouji.read.settings import PageSettings

_MARK = re.compile(r"[\[(（〔]?(?:注?\d{0,2}|[①-⑳*＊※†‡]+)[\])）〕]?")
"""What marks a note: a number, a sign, in brackets or not."""


class Run(NamedTuple):
    """A word while the page is read: its text, the box of each character, size, direction."""

    text: str
    boxes: tuple[Box, ...]
    size: float
    direction: int
    """Quarter turns clockwise that bring the text upright."""


def page_runs(blocks: Sequence[dict[str, Any]], matrix: Matrix | None, settings: PageSettings) -> list[Run]:
    """All words of a page in displayed coordinates; ``matrix`` is the page's rotation, if any."""
    runs: list[Run] = []
    for block in blocks:
        for line in block.get("lines", ()):
            direction = _direction(line["dir"], matrix)
            runs.extend(_line_runs(line["spans"], direction, matrix, settings))
    return _without_doubles(runs, settings)


def _direction(vector: tuple[float, float], matrix: Matrix | None) -> int:
    dx, dy = vector
    if matrix is not None:
        dx, dy = matrix[0] * dx + matrix[2] * dy, matrix[1] * dx + matrix[3] * dy
    if abs(dx) >= abs(dy):
        return 0 if dx >= 0 else 2
    return 1 if dy < 0 else 3


def _line_runs(
    spans: Sequence[dict[str, Any]], direction: int, matrix: Matrix | None, settings: PageSettings
) -> Iterator[Run]:
    text: list[str] = []
    boxes: list[Box] = []
    size = 0.0
    before = 0.0
    upright = matrix is None and direction == 0
    close, tight, most_offset = settings.close_gap, settings.tight_gap, settings.offset
    for span in spans:
        chars = span["chars"]
        size_here = span["size"]
        limit = settings.word_gap * size_here
        if text and size_here < settings.raised_size * size:
            yield _run(text, boxes, size, direction)
            text, boxes = [], []
        plain = upright and not _is_tall(chars, size_here, settings)
        for char in chars:
            symbol = char["c"]
            if symbol.isspace() or symbol == "\u200b":
                if text:
                    yield _run(text, boxes, size, direction)
                    text, boxes = [], []
                continue
            box = char["bbox"]
            if not plain:
                box = _char_box(box, char["origin"], size_here, direction, matrix, settings)
            if text:
                gap = box[0] - boxes[-1][2] if direction == 0 else _gap(boxes[-1], box, direction)
                offset = box[1] + box[3] - boxes[-1][1] - boxes[-1][3] if direction == 0 else 0.0
                apart = gap > close * limit and before < tight * limit
                before = gap
                if gap > limit or gap < -1.5 * limit or abs(offset) > most_offset * size_here or apart:
                    yield _run(text, boxes, size, direction)
                    text, boxes = [], []
            else:
                before = limit
            size = size_here
            text.append(symbol)
            boxes.append(box)
    if text:
        yield _run(text, boxes, size, direction)


def _run(text: list[str], boxes: list[Box], size: float, direction: int) -> Run:
    return Run("".join(text), tuple(boxes), size, direction)


def _is_tall(chars: Sequence[dict[str, Any]], size: float, settings: PageSettings) -> bool:
    """Whether the span's font claims absurdly tall boxes; a span has one font."""
    return bool(chars) and chars[0]["bbox"][3] - chars[0]["bbox"][1] > settings.tall * size


def _char_box(
    box: Box,
    origin: tuple[float, float],
    size: float,
    direction: int,
    matrix: Matrix | None,
    settings: PageSettings,
) -> Box:
    """The box in displayed coordinates; a font with absurd ascenders is cut to its size."""
    if matrix is None and direction == 0 and box[3] - box[1] > settings.tall * size:
        above = settings.above_baseline
        return (box[0], origin[1] - above * size, box[2], origin[1] + (1 - above) * size)
    return box if matrix is None else map_box(matrix, box)


def _gap(last: Box, box: Box, direction: int) -> float:
    """The room between two characters of one line, negative where the print jumps back."""
    if direction == 0:
        return box[0] - last[2]
    if direction == 2:
        return last[0] - box[2]
    if direction == 1:
        return last[1] - box[3]
    return box[1] - last[3]


def _without_doubles(runs: list[Run], settings: PageSettings) -> list[Run]:
    """Drop the second print of a word on the same spot (bold made by printing twice, a shadow)."""
    seen: dict[str, list[Box]] = {}
    kept: list[Run] = []
    for run in runs:
        here = run.boxes[0]
        twins = seen.setdefault(run.text, [])
        near = max(settings.printed_twice, settings.shadow * run.size)
        if any(abs(t[0] - here[0]) < near and abs(t[1] - here[1]) < near for t in twins):
            continue
        twins.append(here)
        kept.append(run)
    return kept


def without_raised(runs: list[Run], settings: PageSettings) -> tuple[list[Run], int]:
    """The words without the raised numbers and signs of notes, and how many those were.

    Such a mark is small and stands close behind a word, its foot above that of the word; behind a Latin letter it is an
    exponent (m²).
    """
    largest = max((run.size for run in runs), default=0.0)
    small = [run for run in runs if run.size < settings.raised_size * largest and _MARK.fullmatch(run.text)]
    marks = {id(mark) for mark in small if any(_is_raised_behind(mark, run, settings) for run in runs)}
    return ([run for run in runs if id(run) not in marks], len(marks)) if marks else (runs, 0)


def _is_raised_behind(mark: Run, run: Run, settings: PageSettings) -> bool:
    last, box = run.boxes[-1], mark.boxes[0]
    height = last[3] - last[1]
    return (
        mark.size < settings.raised_size * run.size
        and mark.direction == run.direction == 0
        and abs(box[0] - last[2]) <= settings.raised_gap * run.size
        and last[1] - height / 2 < box[1]
        and box[3] <= last[3] - settings.raised_foot * height
        and not (run.text[-1].isascii() and run.text[-1].isalpha())
    )


def split_at_rules(runs: list[Run], rules: Sequence[RuledLine], settings: PageSettings) -> list[Run]:
    """Part the words that a renderer glued across a vertical border.

    A word is parted only where the line passes between two characters, one of a figure and
    one of a label, where the print leaves room, between two amounts with decimals, or where both halves fill their cells
    from border to border: a label that merely overflows its cell stays whole.
    """
    steep = sorted((r for r in rules if r.x0 == r.x1), key=lambda r: r.x0)
    if not steep:
        return runs
    parted: list[Run] = []
    for run in runs:
        if run.direction != 0 or len(run.boxes) < 2:
            parted.append(run)
            continue
        cuts = [c for rule in steep if (c := _cut(run, rule, steep, settings))]
        parted.extend(_pieces(run, sorted(set(cuts))) if cuts else (run,))
    return parted


def _cut(run: Run, rule: RuledLine, steep: Sequence[RuledLine], settings: PageSettings) -> int:
    """The index of the character before which ``rule`` parts the word, or 0."""
    first, last = run.boxes[0], run.boxes[-1]
    inset = settings.inset * run.size
    middle = (first[1] + first[3]) / 2
    if not first[0] + inset < rule.x0 < last[2] - inset or not rule.y0 <= middle <= rule.y1:
        return 0
    index = next((i for i, box in enumerate(run.boxes) if box[0] + box[2] > 2 * rule.x0), 0)
    if index == 0:
        return 0
    left, right = run.text[index - 1], run.text[index]
    room = run.boxes[index][0] - run.boxes[index - 1][2]
    if _figure(left) != _figure(right) or room > settings.parted * run.size:
        return index
    pieces = [plain_number(piece) for piece in (run.text[:index], run.text[index:])]
    if all(piece is not None and "." in piece for piece in pieces):
        return index
    near = settings.filled * run.size
    on_line = abs(run.boxes[index - 1][2] + run.boxes[index][0] - 2 * rule.x0) <= near
    ends = (first[0], last[2]) if on_line else ()
    fills = all(any(abs(r.x0 - x) <= near and r.y0 <= middle <= r.y1 for r in steep) for x in ends)
    return index if on_line and fills else 0


def _figure(symbol: str) -> bool:
    return symbol.isdigit() or symbol in ".,-%"


def _pieces(run: Run, cuts: list[int]) -> Iterator[Run]:
    for begin, end in zip([0, *cuts], [*cuts, len(run.text)], strict=True):
        yield Run(run.text[begin:end], run.boxes[begin:end], run.size, run.direction)


def without_struck(
    runs: list[Run], rules: Sequence[RuledLine], settings: PageSettings
) -> tuple[list[Run], tuple[RuledLine, ...], int]:
    """The words without struck-out characters, the rules without the strokes through them, and how many those were.

    A stroke runs through the middle of all that it covers and ends with it; the border of a cell ends at other borders.
    """
    steep = [rule for rule in rules if rule.x0 == rule.x1]
    struck: dict[int, set[int]] = defaultdict(set)
    strokes: set[RuledLine] = set()
    for rule in rules:
        if rule.y0 != rule.y1 or all(_joins(x, rule.y0, steep, settings) for x in (rule.x0, rule.x1)):
            continue
        through = [
            (r, c)
            for r, run in enumerate(runs)
            if run.direction == 0 and run.size > 2 * settings.snap and _through(run.boxes[0], rule, settings)
            for c, box in enumerate(run.boxes)
            if rule.x0 <= (box[0] + box[2]) / 2 <= rule.x1 and _through(box, rule, settings)
        ]
        if not through:
            continue
        boxes = [runs[r].boxes[c] for r, c in through]
        slack = settings.stroke_end * runs[through[0][0]].size
        if min(b[0] for b in boxes) - rule.x0 <= slack and rule.x1 - max(b[2] for b in boxes) <= slack:
            strokes.add(rule)
            for r, c in through:
                struck[r].add(c)
    if not struck:
        return runs, tuple(rules), 0
    kept = [piece for r, run in enumerate(runs) for piece in _left(run, struck.get(r, set()))]
    return kept, tuple(rule for rule in rules if rule not in strokes), sum(map(len, struck.values()))


def _through(box: Box, rule: RuledLine, settings: PageSettings) -> bool:
    height = box[3] - box[1]
    return box[1] + settings.stroke_above * height <= rule.y0 <= box[3] - settings.stroke_below * height


def _joins(x: float, y: float, steep: Sequence[RuledLine], settings: PageSettings) -> bool:
    return any(
        abs(other.x0 - x) <= settings.snap and other.y0 - settings.snap <= y <= other.y1 + settings.snap
        for other in steep
    )


def _left(run: Run, struck: set[int]) -> Iterator[Run]:
    """What of a word is not struck out: the pieces between."""
    if not struck:
        yield run
        return
    for gone, group in groupby(range(len(run.boxes)), key=struck.__contains__):
        if not gone:
            first, *rest = group
            end = (rest or [first])[-1] + 1
            yield Run(run.text[first:end], run.boxes[first:end], run.size, run.direction)


def to_word(run: Run) -> Word:
    """The word with the box around all its characters."""
    if run.direction == 0:
        first, last = run.boxes[0], run.boxes[-1]
        if first[1] == last[1] and first[3] == last[3]:
            return Word(run.text, BBox(first[0], first[1], last[2], first[3]))
    x0, y0, x1, y1 = zip(*run.boxes, strict=True)
    return Word(run.text, BBox(min(x0), min(y0), max(x1), max(y1)))
