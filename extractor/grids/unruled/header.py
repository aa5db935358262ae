"""The header of a table without vertical lines: where it ends, which labels name groups, which columns each covers.

Takes the table's lines, its horizontal lines and the column borders, gives how many lines are labels and 栏次
(:func:`header_lines`), the labels as groups and leaves (:func:`label_tree`), and their spans (:func:`fit_labels`).

A header ends at the second long rule, or above the first row that prints a figure, an enumerated item, or words that
no column is called; a cell of several lines counts whole, on whichever line its figure stands.  A label with others
beneath it names a group; every leaf is one column, whether anything is printed in it or not.  A label is centred over
the columns that it covers and everything beneath it lies within them; among all ways to tile the columns with labels
the one with the smallest sum of off-centre distances is taken (dynamic programming over column ranges).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from gouji.domain.column_numbers import is_number_row
from gouji.domain.headers import DATA_MARK, is_header_word
from gouji.domain.indicators import LEVEL1, LEVEL2, SIGN
from gouji.domain.totals import UNNAMED, total_level
from gouji.figures import is_data
from gouji.grids.settings import UnruledSettings
from gouji.grids.unruled.cells import (
    TextBlock,
    WordLines,
    chain_blocks,
    entries,
    has_figure,
    leading_of,
)
from gouji.normalise import squash
from gouji.read.model import BBox, RuledLine

"""A value to be reached begins with its operator, a label never does."""
_NUMBER_LABELS = frozenset({"栏次", "栏", "次", "行次"})


def header_lines(lines: WordLines, rules: Sequence[RuledLine], settings: UnruledSettings) -> int:
    """How many of the first lines are header, the 栏次 row included."""
    if not lines:
        return 0
    ruled = _ruled_header(lines, rules, settings)
    count = ruled if ruled is not None else _worded_header(lines, rules, settings)
    return count + _number_lines(lines[count:]) if count else 0


def long_rules(lines: WordLines, rules: Sequence[RuledLine], settings: UnruledSettings) -> list[float]:
    """The heights of the horizontal lines that go all the way across, top to bottom."""
    left = min(w.bbox.x0 for line in lines for w in line)
    right = max(w.bbox.x1 for line in lines for w in line)
    longest = max((r.x1 - r.x0 for r in rules), default=0.0)
    return sorted(
        r.y0
        for r in rules
        if r.x1 - r.x0 >= max(settings.long_line * (right - left), settings.equal_lines * longest)
    )


def _ruled_header(lines: WordLines, rules: Sequence[RuledLine], settings: UnruledSettings) -> int | None:
    """The lines above the second long rule, when no figure stands among them.

    A single label above a long rule is the name of all columns: the header goes on to the next one.
    """
    top = min(w.bbox.y0 for w in lines[0])
    counts = [
        sum(1 for line in lines if max(w.bbox.cy for w in line) < y)
        for y in long_rules(lines, rules, settings)
        if y > top + 2
    ]
    several = [
        k for k in counts if sum(len(entries(line, settings.entry_gap, settings)) for line in lines[:k]) > 1
    ]
    if not counts:
        return None
    count = (several or counts)[0]
    above = lines[:count]
    if any(has_figure(line) for line in above[: count - _number_tail(above)]):
        return None
    return count - _number_tail(above) if 0 < count < len(lines) else None


def _number_tail(lines: WordLines) -> int:
    """How many of the last lines are a 栏次 row."""
    return next((len(lines) - k for k in range(len(lines)) if _number_lines(lines[k:]) == len(lines) - k), 0)


def _worded_header(lines: WordLines, rules: Sequence[RuledLine], settings: UnruledSettings) -> int:
    """The lines above the first row of data: by figures, enumerated items, and the words of labels."""
    figure = next((k for k, line in enumerate(lines) if has_figure(line)), None)
    if figure == 0:
        return 0
    blocks = chain_blocks(lines, leading_of(lines, settings=settings), rules, settings=settings)
    floor = float("inf") if figure is None else _top_of_row(blocks, _core(lines, figure, settings))
    levels = _levels([block for block in blocks if block.box.y0 < floor - 0.5])
    end = floor
    for depth, level in enumerate(levels):
        if not _is_labels(level, first=depth == 0, settings=settings):
            end = min(block.box.y0 for block in level)
            break
    return sum(1 for line in lines if max(w.bbox.cy for w in line) < end)


def _core(lines: WordLines, index: int, settings: UnruledSettings) -> BBox:
    """The middle of a line's figures, in which only cells of the same row stand."""
    box = next(w.bbox for w in lines[index] if is_data(w.text))
    reach = settings.core * box.height
    return BBox(box.x0, box.cy - reach, box.x1, box.cy + reach)


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


def _is_labels(level: Sequence[TextBlock], first: bool, settings: UnruledSettings) -> bool:
    texts = [block.text for block in level]
    if any(DATA_MARK.match(text) for text in texts):
        return False
    if first:
        return True
    if any(LEVEL1.match(text) or LEVEL2.match(text) or SIGN.match(text) for text in texts):
        return (
            False  # 产出指标, 数量指标, ≥4次: what indicator tables print below 一级指标, 二级指标 and 指标值
        )
    if len(texts) == 1 and total_level(texts[0]) in UNNAMED:
        return False
    return sum(is_header_word(text) for text in texts) >= settings.label_words * len(texts)


def _number_lines(lines: WordLines) -> int:
    """The lines of a 栏次 row (1 2 3 …, whatever its word) at the top of ``lines``."""
    if not lines:
        return 0
    return _torn_numbers(lines) or int(is_number_row([word.text for word in lines[0]], inside=True))


def _torn_numbers(lines: WordLines) -> int:
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


def label_lines(lines: WordLines, header: int) -> int:
    """How many of the ``header`` lines are labels; the rest is a 栏次 row."""
    return next((k for k in range(header) if _number_lines(lines[k:header]) == header - k), header)


@dataclass(frozen=True, slots=True)
class LabelTree:
    """The labels of a header: ``extents[k]`` is what the line below the group ``k`` covers."""

    boxes: tuple[BBox, ...]
    groups: frozenset[int]
    extents: dict[int, tuple[float, float]]

    @property
    def leaves(self) -> list[BBox]:
        """The labels of single columns, left to right."""
        return sorted((b for k, b in enumerate(self.boxes) if k not in self.groups), key=lambda b: b.cx)

    @property
    def levels(self) -> list[float]:
        """The heights at which the names of groups stand, from the top."""
        heights: list[float] = []
        for box in sorted((self.boxes[k] for k in self.groups), key=lambda b: b.cy):
            if not heights or box.cy - heights[-1] > 0.5 * box.height:
                heights.append(box.cy)
        return heights


def label_tree(
    boxes: Sequence[BBox], rules: Sequence[RuledLine] = (), *, settings: UnruledSettings
) -> LabelTree:
    """The groups among the labels: by the lines below their names, else by the labels beneath them."""
    extents = _extents(boxes, rules, settings)
    groups = set(extents)
    middle = (min(b.y0 for b in boxes) + max(b.y1 for b in boxes)) / 2 if boxes else 0.0
    for k, box in enumerate(boxes):
        unsure = not extents or any(_underlines(rule, box, settings) for rule in rules)
        high = box.cy < middle - settings.group_height * box.height
        if (
            high
            or any(_beneath(box, other) for other in boxes)
            or unsure
            and over_several(box, boxes, settings)
        ):
            groups.add(k)
    return LabelTree(tuple(boxes), frozenset(groups), extents)


def _extents(
    boxes: Sequence[BBox], rules: Sequence[RuledLine], settings: UnruledSettings
) -> dict[int, tuple[float, float]]:
    """The lines that part a name from labels beneath it, each with the name right above its middle."""
    found: dict[int, tuple[float, float]] = {}
    for rule in rules:
        if not any(box.y0 >= rule.y0 - 1 and rule.x0 < box.cx < rule.x1 for box in boxes):
            continue
        off = max(settings.line_off, settings.line_centre * (rule.x1 - rule.x0))
        names = [
            k
            for k, box in enumerate(boxes)
            if _underlines(rule, box, settings) and abs((rule.x0 + rule.x1) / 2 - box.cx) <= off
        ]
        if names:
            found[max(names, key=lambda k: boxes[k].y1)] = (rule.x0, rule.x1)
    return found


def _underlines(rule: RuledLine, box: BBox, settings: UnruledSettings) -> bool:
    near = -1.0 <= rule.y0 - box.y1 <= settings.line_below * box.height
    return near and rule.x0 < box.cx < rule.x1


def _beneath(label: BBox, other: BBox) -> bool:
    """Whether another label stands below this one and overlaps it in width."""
    return other.y0 >= label.y1 - 1 and other.x0 < label.x1 - 1 and label.x0 + 1 < other.x1


def over_several(label: BBox, labels: Sequence[BBox], settings: UnruledSettings) -> bool:
    """Whether the label stands over the middle of two or more neighbouring labels of the next level."""
    below = [box for box in labels if box.cy > label.cy + label.height and box.y0 >= label.y1 - 1]
    top = min((box.cy for box in below), default=0.0)
    level = sorted(box.cx for box in below if abs(box.cy - top) <= label.height)
    for i, first in enumerate(level):
        for last in level[i + 1 :]:
            if (
                abs((first + last) / 2 - label.cx) <= settings.group_centre * (last - first)
                and first < label.cx < last
            ):
                return True
    return False


@dataclass(frozen=True, slots=True)
class LabelSpan:
    """Label ``label`` (index) covers columns ``first..last`` and header rows ``top..bottom``."""

    label: int
    first: int
    last: int
    top: int
    bottom: int


@dataclass(frozen=True, slots=True)
class _LabelNode:
    label: int
    first: int
    last: int
    depth: int


def fit_labels(
    labels: Sequence[BBox],
    borders: Sequence[float],
    tree: LabelTree | None = None,
    *,
    settings: UnruledSettings,
) -> tuple[list[LabelSpan], float]:
    """The spans of all labels and the mean distance (points) by which a label is off its centre.

    ``tree``: which of the labels name groups, where that is known already.
    """
    cost, nodes = _fitter(tuple(labels), tuple(borders), tree, settings)(
        0, len(borders) - 1, float("-inf"), 0
    )
    height = 1 + max((node.depth for node in nodes), default=0)
    lowest: dict[int, int] = {}
    for node in nodes:
        for col in range(node.first, node.last + 1):
            lowest[col] = max(lowest.get(col, 0), node.depth)
    spans = [
        LabelSpan(n.label, n.first, n.last, n.depth, height - 1 if _is_leaf(n, lowest) else n.depth)
        for n in nodes
    ]
    return spans, cost / max(1, len(labels))


def _is_leaf(node: _LabelNode, lowest: dict[int, int]) -> bool:
    return all(lowest[col] == node.depth for col in range(node.first, node.last + 1))


_Fit = tuple[float, tuple[_LabelNode, ...]]


def _fitter(
    labels: tuple[BBox, ...], borders: tuple[float, ...], tree: LabelTree | None, settings: UnruledSettings
) -> Callable[[int, int, float, int], _Fit]:
    """``solve(i, j, floor, depth)``: the best tiling of columns ``i..j-1`` with the labels below ``floor``."""

    top_edge = min((box.y0 for box in labels), default=0.0)
    bottom_edge = max((box.y1 for box in labels), default=0.0)
    levels = tree.levels if tree is not None else []

    @cache
    def inside(i: int, j: int, floor: float) -> tuple[int, ...]:
        return tuple(
            k for k, box in enumerate(labels) if borders[i] <= box.cx < borders[j] and box.cy > floor
        )

    @cache
    def solve(i: int, j: int, floor: float, depth: int) -> _Fit:
        best: list[_Fit] = [(0.0, ())]
        for end in range(i + 1, j + 1):
            options: list[_Fit] = []
            for start in range(i, end):
                cost, nodes = group(start, end, floor, depth)
                before, kept = best[start - i]
                options.append((before + cost, kept + nodes))
            best.append(min(options, key=lambda option: option[0]))
        return best[j - i]

    def group(start: int, end: int, floor: float, depth: int) -> _Fit:
        found = inside(start, end, floor)
        if not found:
            return settings.no_label * (end - start), ()
        centre = (borders[start] + borders[end]) / 2
        if end - start == 1:
            stack = sorted(found, key=lambda k: labels[k].cy)
            cost = settings.stack * (len(stack) - 1) + sum(
                min(abs(labels[k].cx - centre), flush(labels[k], start, end))
                + overhang(labels[k], start, end)
                for k in stack
            )
            cost += settings.contrary * sum(1 for k in stack if tree is not None and k in tree.groups)
            if len(stack) == 1:
                cost += settings.off_middle * abs(
                    labels[stack[0]].cy - (max(floor, top_edge) + bottom_edge) / 2
                )
            return cost, tuple(_LabelNode(k, start, end - 1, depth + n) for n, k in enumerate(stack))
        top = min(found, key=lambda k: labels[k].cy)
        box = labels[top]
        below = box.cy + settings.stacked * box.height
        rest = [k for k in found if k != top]
        if not rest:
            spread = settings.spread * (end - start - 1)
            return abs(box.cx - centre) + overhang(box, start, end) + spread, (
                _LabelNode(top, start, end - 1, depth),
            )
        if any(labels[k].cy <= below for k in rest):
            return float("inf"), ()
        cost, nodes = solve(start, end, below, depth + 1)
        if tree is not None:
            cost += off_level(top, depth) if top in tree.groups else settings.contrary
        return off_extent(top, start, end) + overhang(box, start, end) + cost, (
            _LabelNode(top, start, end - 1, depth),
            *nodes,
        )

    def off_extent(k: int, start: int, end: int) -> float:
        """How far a group's name is off the middle of its columns, or the line below it off their borders."""
        if tree is None or k not in tree.extents:
            return abs(labels[k].cx - (borders[start] + borders[end]) / 2)
        x0, x1 = tree.extents[k]
        return abs(x0 - borders[start]) + abs(x1 - borders[end])

    def off_level(k: int, depth: int) -> float:
        """How far a group's name is from the height of the groups of its level."""
        level = levels[min(depth, len(levels) - 1)]
        return abs(labels[k].cy - level)

    def overhang(box: BBox, start: int, end: int) -> float:
        """A label lies within its columns."""
        return settings.label_overhang * (max(0.0, borders[start] - box.x0) + max(0.0, box.x1 - borders[end]))

    def flush(box: BBox, start: int, end: int) -> float:
        """A label set flush with one side of its column is not off centre."""
        return max(0.0, min(abs(box.x0 - borders[start]), abs(box.x1 - borders[end])) - 4.0) + 2.0

    return solve
