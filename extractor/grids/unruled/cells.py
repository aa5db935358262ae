"""Printed cells of a table without vertical lines: words to entries, entries to cells of several lines.

Takes the words of a table line by line, gives entries (one line of one cell) and :class:`TextBlock`
objects (all lines of one cell).  Lines of one cell are set closer than rows are: where both distances
occur in a table, the jump between them tells a second line from a next row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from gouji.domain.headers import CODE_PART_WORDS, DATA_MARK, HEADER_WORDS
from gouji.figures import is_amount, is_dash, is_data
from gouji.grids.settings import UnruledSettings
from gouji.normalise import fold, squash
from gouji.read.geometry import union
from gouji.read.model import BBox, RuledLine, Word

WordLines = Sequence[tuple[Word, ...]]


@dataclass(slots=True)
class TextBlock:
    """A printed cell: its words, the box around them, the box of its last line, and its column once known."""

    words: list[Word]
    box: BBox
    last: BBox
    col: int = -1
    text: str = field(init=False)

    def __post_init__(self) -> None:
        self.text = _text(self.words)

    def extend(self, words: Sequence[Word], box: BBox) -> None:
        self.words.extend(words)
        self.box, self.last = union((self.box, box)), box
        self.text += _text(words)


def _text(words: Sequence[Word]) -> str:
    return fold(squash("".join(word.text for word in words)))


def block_of(words: Sequence[Word], col: int = -1) -> TextBlock:
    """The block of one line."""
    box = union(word.bbox for word in words)
    return TextBlock(list(words), box, box, col)


def flush_right(text: str) -> bool:
    """Amounts are set flush right; codes and serial numbers need not be."""
    return _is_amount(text) or text == "0" or is_dash(text)


def _is_amount(text: str) -> bool:
    return is_amount(text, or_percentage=True)


def has_figure(line: Sequence[Word]) -> bool:
    return any(is_data(word.text) for word in line)


def entries(line: Sequence[Word], gap: float, settings: UnruledSettings) -> list[list[Word]]:
    """Runs of words without a gap wider than ``gap`` times their height; two figures are never one entry, 合　计 is."""
    found: list[list[Word]] = []
    for word in line:
        if found and not _parted(found[-1][-1], word, gap, settings):
            found[-1].append(word)
        else:
            found.append([word])
    return found


def _parted(left: Word, right: Word, gap: float, settings: UnruledSettings) -> bool:
    room = right.bbox.x0 - left.bbox.x1
    height = min(left.bbox.height, right.bbox.height)
    figures = is_data(left.text) + is_data(right.text)
    if figures:
        return figures == 2 or room > settings.figure_gap * height
    if left.text in CODE_PART_WORDS and right.text in CODE_PART_WORDS:
        return True
    level = abs(left.bbox.cy - right.bbox.cy) <= settings.level * height
    single = len(left.text) == len(right.text) == 1 and level
    spaced_out = (
        single
        and room
        <= (settings.spaced_label if left.text + right.text in HEADER_WORDS else settings.spaced_word)
        * height
    )
    return room > gap * height and not spaced_out


def leading_of(*pages: WordLines, settings: UnruledSettings) -> float:
    """The largest distance (points) of two lines of one cell, from all lines of the table, page by page."""
    runs = [
        [
            (run, union(w.bbox for w in run))
            for line in lines
            for run in entries(line, settings.entry_gap, settings)
        ]
        for lines in pages
    ]
    if not any(runs):
        return 0.0
    size = median(box.height for page in runs for _, box in page)
    steps = [step for page in runs for step in _steps([box for _, box in page], settings)]
    pitches = [pitch for page in runs for pitch in _pitches(page)]
    most = min(settings.leading * size, settings.row_leading * min(pitches, default=2 * size))
    near = sorted(
        {round(step, 1) for step in steps if settings.steps_from * size < step <= settings.steps_to * size}
    )
    jumps = [
        (b / a, (a + b) / 2)
        for a, b in pairwise(near)
        if b >= settings.jump * a and a <= settings.leading * size
    ]
    if not jumps:
        return most
    between = max(jumps)[1]
    return min(between, settings.row_steps * min(pitches, default=between))


def _steps(boxes: Sequence[BBox], settings: UnruledSettings) -> list[float]:
    """From each entry the distance to the next one below it that is set in line with it."""
    found: list[float] = []
    for k, box in enumerate(boxes):
        below = next((b for b in boxes[k + 1 :] if b.cy > box.cy + 1 and overlap(box, b) > 0), None)
        if below is not None and in_line(box, below, settings.aligned):
            found.append(below.cy - box.cy)
    return found


def _pitches(runs: Sequence[tuple[Sequence[Word], BBox]]) -> list[float]:
    """Distances of rows, never of lines: of amounts or zeros under each other, and of running numbers.

    Three numbers that run on are needed: the digits of a broken 12 are two.
    """
    figures = [(run[0].text, box) for run, box in runs if is_data(run[0].text)]
    found: list[float] = []
    for k, (text, box) in enumerate(figures):
        below = _below(figures, k)
        if below is None:
            continue
        other, under = figures[below]
        third = _below(figures, below) if _runs_on(text, other) else None
        run = third is not None and _runs_on(other, figures[third][0])
        if run or _is_amount(text) and _is_amount(other) or text == other == "0":
            found.append(under.cy - box.cy)
    return found


def _below(figures: Sequence[tuple[str, BBox]], index: int) -> int | None:
    """The next figure in the same column."""
    box = figures[index][1]
    rest = range(index + 1, len(figures))
    return next((k for k in rest if figures[k][1].cy > box.cy + 1 and _stacked(box, figures[k][1])), None)


def _stacked(a: BBox, b: BBox) -> bool:
    return abs(a.x1 - b.x1) <= 3 or abs(a.cx - b.cx) <= 3


def _runs_on(above: str, below: str) -> bool:
    return above.isdigit() and below.isdigit() and int(below) == int(above) + 1


def overlap(a: BBox, b: BBox) -> float:
    """The share of the narrower box's width in which two boxes overlap."""
    return (min(a.x1, b.x1) - max(a.x0, b.x0)) / max(0.1, min(a.width, b.width))


def in_line(a: BBox, b: BBox, tolerance: float) -> bool:
    """Whether two lines agree in their left edge, middle, or right edge."""
    return min(abs(a.x0 - b.x0), abs(a.cx - b.cx), abs(a.x1 - b.x1)) <= tolerance


def chain_blocks(
    lines: WordLines, leading: float, rules: Sequence[RuledLine] = (), *, settings: UnruledSettings
) -> list[TextBlock]:
    """The printed cells of some lines, top to bottom."""
    blocks: list[TextBlock] = []
    for line in lines:
        for run in entries(line, settings.entry_gap, settings):
            new = block_of(run)
            home = next((b for b in reversed(blocks) if _goes_on(b, new, leading, rules, settings)), None)
            if home is None:
                blocks.append(new)
            else:
                home.extend(run, new.box)
    return blocks


def _goes_on(
    above: TextBlock, new: TextBlock, leading: float, rules: Sequence[RuledLine], settings: UnruledSettings
) -> bool:
    step = new.box.cy - above.last.cy
    if (
        not settings.least_step < step <= leading
        or overlap(above.last, new.box) < settings.overlap
        or opens_cell(new, above)
    ):
        return False
    return in_line(above.last, new.box, settings.aligned) and not _ruled_off(above.last, new.box, rules)


def opens_cell(new: TextBlock, above: TextBlock) -> bool:
    """An enumerated item, or an amount below an amount, is no second line."""
    both = _is_amount(new.words[0].text) and _is_amount(above.words[-1].text)
    return both or DATA_MARK.match(new.text) is not None


def _ruled_off(above: BBox, below: BBox, rules: Sequence[RuledLine]) -> bool:
    return any(above.cy < r.y0 < below.cy and r.x0 <= below.cx <= r.x1 for r in rules)
