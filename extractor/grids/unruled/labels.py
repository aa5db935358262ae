"""Which labels of a header name a column, and which name a group of columns.

Takes the boxes of the labels and the horizontal lines, gives the labels that have others beneath them
(*groups*) with the extent that a line below their name gives, and the rest (*leaves*).  Every
leaf is one column, whether anything is printed in it or not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gouji.read.model import BBox, RuledLine

OFF_CENTRE = 0.12
"""The name of a group is off the middle of its columns by no more than this share of their width."""
BELOW = 1.6
"""A line below a group's name is no further from it than this times the height of the name."""
MIDDLE = 0.06
"""A line below a group's name has its middle where the name has, to this share of its length."""
HIGHER = 0.4
"""A label further above the middle of the header than this share of its height has others beneath it:
the label of a column reaches down to the data and stands in the middle of its cell."""


@dataclass(frozen=True, slots=True)
class Labels:
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


def label_tree(boxes: Sequence[BBox], rules: Sequence[RuledLine] = ()) -> Labels:
    """The groups among the labels: by the lines below their names, else by the labels beneath them."""
    extents = _extents(boxes, rules)
    groups = set(extents)
    middle = (min(b.y0 for b in boxes) + max(b.y1 for b in boxes)) / 2 if boxes else 0.0
    for k, box in enumerate(boxes):
        unsure = not extents or any(_underlines(rule, box) for rule in rules)
        high = box.cy < middle - HIGHER * box.height
        if high or any(_beneath(box, other) for other in boxes) or unsure and over_several(box, boxes):
            groups.add(k)
    return Labels(tuple(boxes), frozenset(groups), extents)


def _extents(boxes: Sequence[BBox], rules: Sequence[RuledLine]) -> dict[int, tuple[float, float]]:
    """The lines that part a name from labels beneath it, each with the name right above its middle."""
    found: dict[int, tuple[float, float]] = {}
    for rule in rules:
        if not any(box.y0 >= rule.y0 - 1 and rule.x0 < box.cx < rule.x1 for box in boxes):
            continue
        off = max(3.0, MIDDLE * (rule.x1 - rule.x0))
        names = [
            k
            for k, box in enumerate(boxes)
            if _underlines(rule, box) and abs((rule.x0 + rule.x1) / 2 - box.cx) <= off
        ]
        if names:
            found[max(names, key=lambda k: boxes[k].y1)] = (rule.x0, rule.x1)
    return found


def _underlines(rule: RuledLine, box: BBox) -> bool:
    near = -1.0 <= rule.y0 - box.y1 <= BELOW * box.height
    return near and rule.x0 < box.cx < rule.x1


def _beneath(label: BBox, other: BBox) -> bool:
    """Whether another label stands below this one and overlaps it in width."""
    return other.y0 >= label.y1 - 1 and other.x0 < label.x1 - 1 and label.x0 + 1 < other.x1


def over_several(label: BBox, labels: Sequence[BBox]) -> bool:
    """Whether the label stands over the middle of two or more neighbouring labels of the next level."""
    below = [box for box in labels if box.cy > label.cy + label.height and box.y0 >= label.y1 - 1]
    top = min((box.cy for box in below), default=0.0)
    level = sorted(box.cx for box in below if abs(box.cy - top) <= label.height)
    for i, first in enumerate(level):
        for last in level[i + 1 :]:
            if abs((first + last) / 2 - label.cx) <= OFF_CENTRE * (last - first) and first < label.cx < last:
                return True
    return False
