"""Where the header of a table without vertical lines ends.

Takes the table's lines and horizontal lines, gives how many lines are labels and 栏次.  A header ends at
the second long rule, or above the first row that prints a figure, an enumerated item, or words that no
column is called; a cell of several lines counts whole, on whichever line its figure stands.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gouji.domain.column_numbers import is_number_row
from gouji.domain.headers import DATA_MARK, TOTAL, is_header_word
from gouji.domain.indicators import LEVEL1, LEVEL2
from gouji.grids.unruled.cells import (
    Lines,
    TextBlock,
    chain_blocks,
    entries,
    has_figure,
    is_figure,
    leading_of,
)
from gouji.normalise import squash
from gouji.read.model import BBox, RuledLine

LONG = 0.85
"""A rule at least this share of the table's width goes all the way across."""
FULL = 0.97
"""The rules that go all the way across are equally long; one below the name of a group is shorter."""
LABELS = 0.6
"""Share of a further header level's cells that must read like labels."""
_TARGET = re.compile(r"[≥≤=<>]")
"""A value to be reached begins with its operator, a label never does."""
_NUMBER_LABELS = frozenset({"栏次", "栏", "次", "行次"})


def header_lines(lines: Lines, rules: Sequence[RuledLine]) -> int:
    """How many of the first lines are header, the 栏次 row included."""
    if not lines:
        return 0
    ruled = _ruled_header(lines, rules)
    count = ruled if ruled is not None else _worded_header(lines, rules)
    return count + _number_lines(lines[count:]) if count else 0


def long_rules(lines: Lines, rules: Sequence[RuledLine]) -> list[float]:
    """The heights of the horizontal lines that go all the way across, top to bottom."""
    left = min(w.bbox.x0 for line in lines for w in line)
    right = max(w.bbox.x1 for line in lines for w in line)
    longest = max((r.x1 - r.x0 for r in rules), default=0.0)
    return sorted(r.y0 for r in rules if r.x1 - r.x0 >= max(LONG * (right - left), FULL * longest))


def _ruled_header(lines: Lines, rules: Sequence[RuledLine]) -> int | None:
    """The lines above the second long rule, when no figure stands among them.

    A single label above a long rule is the name of all columns: the header goes on to the next one.
    """
    top = min(w.bbox.y0 for w in lines[0])
    counts = [
        sum(1 for line in lines if max(w.bbox.cy for w in line) < y)
        for y in long_rules(lines, rules)
        if y > top + 2
    ]
    several = [k for k in counts if sum(len(entries(line)) for line in lines[:k]) > 1]
    if not counts:
        return None
    count = (several or counts)[0]
    above = lines[:count]
    if any(has_figure(line) for line in above[: count - _number_tail(above)]):
        return None
    return count - _number_tail(above) if 0 < count < len(lines) else None


def _number_tail(lines: Lines) -> int:
    """How many of the last lines are a 栏次 row."""
    return next((len(lines) - k for k in range(len(lines)) if _number_lines(lines[k:]) == len(lines) - k), 0)


def _worded_header(lines: Lines, rules: Sequence[RuledLine]) -> int:
    """The lines above the first row of data: by figures, enumerated items, and the words of labels."""
    figure = next((k for k, line in enumerate(lines) if has_figure(line)), None)
    if figure == 0:
        return 0
    blocks = chain_blocks(lines, leading_of(lines), rules)
    floor = float("inf") if figure is None else _top_of_row(blocks, _core(lines, figure))
    levels = _levels([block for block in blocks if block.box.y0 < floor - 0.5])
    end = floor
    for depth, level in enumerate(levels):
        if not _is_labels(level, first=depth == 0):
            end = min(block.box.y0 for block in level)
            break
    return sum(1 for line in lines if max(w.bbox.cy for w in line) < end)


def _core(lines: Lines, index: int) -> BBox:
    """The middle of a line's figures, in which only cells of the same row stand."""
    box = next(w.bbox for w in lines[index] if is_figure(w.text))
    return BBox(box.x0, box.cy - 0.3 * box.height, box.x1, box.cy + 0.3 * box.height)


def _top_of_row(blocks: Sequence[TextBlock], core: BBox) -> float:
    """The upper edge of all cells that overlap in height with a figure, or with one that does."""
    top, bottom = core.y0, core.y1
    while True:
        row = [b.box for b in blocks if b.box.y1 > top + 1 and b.box.y0 < bottom]
        higher = min((box.y0 for box in row), default=top)
        if higher >= top - 0.5:
            return top
        top = higher


def _levels(blocks: Sequence[TextBlock]) -> list[list[TextBlock]]:
    """Blocks in levels that do not overlap in height."""
    levels: list[list[TextBlock]] = []
    bottom = float("-inf")
    for block in sorted(blocks, key=lambda b: b.box.y0):
        if block.box.y0 >= bottom - 2.0:
            levels.append([])
        levels[-1].append(block)
        bottom = max(bottom, block.box.y1)
    return levels


def _is_labels(level: Sequence[TextBlock], first: bool) -> bool:
    texts = [block.text for block in level]
    if any(DATA_MARK.match(text) for text in texts):
        return False
    if first:
        return True
    if any(LEVEL1.match(text) or LEVEL2.match(text) or _TARGET.match(text) for text in texts):
        return (
            False  # 产出指标, 数量指标, ≥4次: what indicator tables print below 一级指标, 二级指标 and 指标值
        )
    if len(texts) == 1 and TOTAL.match(texts[0]):
        return False
    return sum(is_header_word(text) for text in texts) >= LABELS * len(texts)


def _number_lines(lines: Lines) -> int:
    """The lines of a 栏次 row (1 2 3 …, whatever its word) at the top of ``lines``."""
    if not lines:
        return 0
    return _torn_numbers(lines) or int(is_number_row([word.text for word in lines[0]], inside=True))


def _torn_numbers(lines: Lines) -> int:
    """The lines of a 栏次 row with the word or without.

    Its word may be broken: 栏 above the numbers and 次 below; 次 alone above them ends 行次, a label.
    """
    texts: list[str] = []
    opened = False
    for count, line in enumerate(lines[:4]):
        words = [word.text for word in line if squash(word.text) not in _NUMBER_LABELS]
        named = {squash(word.text) for word in line} & _NUMBER_LABELS
        if words and texts or not all(word.isdigit() for word in words):
            return count if texts else 0
        if not words and (texts and not (opened and named == {"次"}) or not texts and named == {"次"}):
            return count if texts else 0
        opened = opened or "栏" in named
        texts = texts or words
        if words and [int(w) for w in words] != list(range(int(words[0]), int(words[0]) + len(words))):
            return 0
        if words and (len(words) < 3 and not named or int(words[0]) > 2):
            return 0
    return min(len(lines), 4) if texts else 0


def label_lines(lines: Lines, header: int) -> int:
    """How many of the ``header`` lines are labels; the rest is a 栏次 row."""
    return next((k for k in range(header) if _number_lines(lines[k:header]) == header - k), header)
