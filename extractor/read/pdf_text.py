"""Characters of one PDF page to words: PyMuPDF's ``rawdict`` in, :class:`Word` with size and direction out.

Own word building instead of ``get_text("words")`` for three reasons: the font size is needed for
headings, a renderer may glue two cells into one run of characters, which only the boxes of the
characters can part again, and the direction of the text tells a page that lies on its side.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from extractor.read.geometry import Matrix, map_box
from extractor.read.model import BBox, Rule, Word

_TALL = 1.35
"""A font that claims a box taller than this times its size gets a box from the baseline instead."""
_BREAK = 1.0
"""A gap wider than this times the size parts two words though no space is printed."""
_INSET = 0.12
"""How deep (in sizes) a ruled line must cut into a character before it counts as crossing it."""


class Run(NamedTuple):
    """A word while the page is read: its text, the box of each character, size, direction."""

    text: str
    boxes: tuple[BBox, ...]
    size: float
    direction: int
    """Quarter turns clockwise that bring the text upright."""


def page_runs(blocks: Sequence[dict[str, Any]], matrix: Matrix | None) -> list[Run]:
    """All words of a page in displayed coordinates; ``matrix`` is the page's rotation, if any."""
    runs: list[Run] = []
    for block in blocks:
        for line in block.get("lines", ()):
            direction = _direction(line["dir"], matrix)
            runs.extend(_line_runs(line["spans"], direction, matrix))
    return _without_doubles(runs)


def _direction(vector: tuple[float, float], matrix: Matrix | None) -> int:
    dx, dy = vector
    if matrix is not None:
        dx, dy = matrix[0] * dx + matrix[2] * dy, matrix[1] * dx + matrix[3] * dy
    if abs(dx) >= abs(dy):
        return 0 if dx >= 0 else 2
    return 1 if dy < 0 else 3


def _line_runs(spans: Sequence[dict[str, Any]], direction: int, matrix: Matrix | None) -> Iterator[Run]:
    text: list[str] = []
    boxes: list[BBox] = []
    size = 0.0
    for span in spans:
        size_here = span["size"]
        limit = _BREAK * size_here
        for char in span["chars"]:
            symbol = char["c"]
            box = char["bbox"]
            if symbol.isspace() or symbol == "\u200b":
                if text:
                    yield Run("".join(text), tuple(boxes), size, direction)
                    text, boxes = [], []
                continue
            shown = _char_box(box, char["origin"], size_here, direction, matrix)
            if text and _apart(boxes[-1], shown, direction, limit):
                yield Run("".join(text), tuple(boxes), size, direction)
                text, boxes = [], []
            size = size_here
            text.append(_plain(symbol))
            boxes.append(shown)
    if text:
        yield Run("".join(text), tuple(boxes), size, direction)


def _char_box(
    box: tuple[float, float, float, float],
    origin: tuple[float, float],
    size: float,
    direction: int,
    matrix: Matrix | None,
) -> BBox:
    """The box in displayed coordinates; a font with absurd ascenders is cut to its size."""
    if matrix is None and direction == 0 and box[3] - box[1] > _TALL * size:
        return BBox(box[0], origin[1] - 0.88 * size, box[2], origin[1] + 0.12 * size)
    return BBox(*box) if matrix is None else map_box(matrix, box)


def _apart(last: BBox, box: BBox, direction: int, limit: float) -> bool:
    """Whether the print leaves a wide gap, or jumps back, between two characters of one line."""
    if direction == 0:
        gap = box[0] - last[2]
    elif direction == 2:
        gap = last[0] - box[2]
    elif direction == 1:
        gap = last[1] - box[3]
    else:
        gap = box[1] - last[3]
    return gap > limit or gap < -1.5 * limit


def _plain(symbol: str) -> str:
    """Some producers map 一 to the Kangxi radical ⼀ (U+2F00): bring such code points home."""
    if "\u2e80" <= symbol <= "\u2fdf" or "\uf900" <= symbol <= "\ufaff":
        return unicodedata.normalize("NFKC", symbol)
    return symbol


def _without_doubles(runs: list[Run]) -> list[Run]:
    """Drop the second print of a word on the same spot (bold made by printing twice)."""
    seen: dict[str, list[BBox]] = {}
    kept: list[Run] = []
    for run in runs:
        here = run.boxes[0]
        twins = seen.setdefault(run.text, [])
        if any(abs(t[0] - here[0]) < 1.5 and abs(t[1] - here[1]) < 1.5 for t in twins):
            continue
        twins.append(here)
        kept.append(run)
    return kept


def split_at_rules(runs: list[Run], rules: Sequence[Rule]) -> list[Run]:
    """Part the words that a renderer glued across a vertical border.

    A word is parted only where the line passes between two characters, one of a figure and
    one of a label, or where the print leaves room: a label that merely overflows its cell stays whole.
    """
    steep = sorted((r for r in rules if r.x0 == r.x1), key=lambda r: r.x0)
    if not steep:
        return runs
    parted: list[Run] = []
    for run in runs:
        if run.direction != 0 or len(run.boxes) < 2:
            parted.append(run)
            continue
        cuts = [c for rule in steep if (c := _cut(run, rule))]
        parted.extend(_pieces(run, sorted(set(cuts))) if cuts else (run,))
    return parted


def _cut(run: Run, rule: Rule) -> int:
    """The index of the character before which ``rule`` parts the word, or 0."""
    first, last = run.boxes[0], run.boxes[-1]
    inset = _INSET * run.size
    if not first.x0 + inset < rule.x0 < last.x1 - inset or not rule.y0 <= first.cy <= rule.y1:
        return 0
    index = next((i for i, box in enumerate(run.boxes) if box.cx > rule.x0), 0)
    if index == 0:
        return 0
    left, right = run.text[index - 1], run.text[index]
    room = run.boxes[index].x0 - run.boxes[index - 1].x1
    if _figure(left) != _figure(right) or room > 0.3 * run.size:
        return index
    return 0


def _figure(symbol: str) -> bool:
    return symbol.isdigit() or symbol in ".,-%"


def _pieces(run: Run, cuts: list[int]) -> Iterator[Run]:
    for begin, end in zip([0, *cuts], [*cuts, len(run.text)], strict=True):
        yield Run(run.text[begin:end], run.boxes[begin:end], run.size, run.direction)


def to_word(run: Run) -> Word:
    """The word with the box around all its characters."""
    if run.direction == 0:
        first, last = run.boxes[0], run.boxes[-1]
        if first.y0 == last.y0 and first.y1 == last.y1:
            return Word(run.text, BBox(first.x0, first.y0, last.x1, first.y1))
    x0, y0, x1, y1 = zip(*run.boxes, strict=True)
    return Word(run.text, BBox(min(x0), min(y0), max(x1), max(y1)))
