"""Where a form (绩效目标表, 自评表) stands on a page that draws no vertical lines.

Takes the loose lines of a page, gives the line ranges of forms: head fields, the indicator header
(一级指标 … 三级指标), indicator rows, 总分.  The head of a form has other columns than its indicators, and
sentences, so it is found by its words and not by its columns.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gouji.domain.forms import TOTAL_SCORE, group_of, is_key
from gouji.grids.unruled.cells import chain_blocks, leading_of
from gouji.layout.page import ViewLine
from gouji.layout.page_captions import line_kind
from gouji.normalise import fold

_INDICATOR = "三级指标"
_MAX_HEAD = 40
"""A form's head has no more lines than this."""
_MAX_GAP = 60.0


@dataclass(frozen=True, slots=True)
class FormLines:
    """Lines ``start`` to ``end - 1``; the first ``head`` of them stand above the indicator header."""

    start: int
    head: int
    end: int


def find_forms(lines: Sequence[ViewLine], end_of_run: Callable[[int], int]) -> list[FormLines]:
    """All forms among ``lines``; ``end_of_run`` gives where a run of columns that starts at a line ends."""
    found: list[FormLines] = []
    for index, line in enumerate(lines):
        if not any(fold(word.text) == _INDICATOR for word in line.words):
            continue
        floor = found[-1].end if found else 0
        top = _top_of_header(lines, index, floor)
        start = _start(lines, top, floor)
        if start < top and _is_head(lines[start:top]):
            found.append(FormLines(start, top - start, _end(lines, index, end_of_run(index))))
    return found


def _top_of_header(lines: Sequence[ViewLine], index: int, floor: int) -> int:
    """The first line of the indicator header: labels of several lines reach above the one of 三级指标."""
    words = [line.words for line in lines[floor : index + 4]]
    blocks = chain_blocks(words, leading_of([line.words for line in lines]))
    middle = lines[index].box.cy
    row = [b for b in blocks if b.box.y0 <= middle <= b.box.y1]
    top = min((b.box.y0 for b in row), default=lines[index].box.y0)
    return next(k for k in range(floor, index + 1) if lines[k].box.cy >= top)


def _start(lines: Sequence[ViewLine], top: int, floor: int) -> int:
    """The first line below the caption, or below a wide gap."""
    for k in range(top - 1, max(floor, top - _MAX_HEAD) - 1, -1):
        if lines[k + 1].box.y0 - lines[k].box.y1 > _MAX_GAP:
            return k + 1
        if line_kind(lines[k]) == "title":
            return next(j for j in range(k + 1, top + 1) if j == top or not _around(lines[j]))
    return floor


def _around(line: ViewLine) -> bool:
    return line_kind(line) != "" and not is_key(fold(line.words[0].text))


def _is_head(lines: Sequence[ViewLine]) -> bool:
    """The first cell of a form is a key, and it has more than one."""
    words = [line.words for line in lines]
    texts = [block.text for block in chain_blocks(words, leading_of(words))]
    first = chain_blocks(words[:3], leading_of(words))
    keys = sum(is_key(text) or group_of(text) is not None for text in texts)
    return keys >= 2 and any(is_key(block.text) for block in first)


def _end(lines: Sequence[ViewLine], header: int, end: int) -> int:
    """One past the 总分 row, or the end of the run."""
    for k in range(header + 1, end):
        if TOTAL_SCORE.match(fold(lines[k].words[0].text)):
            return k + 1
    return end
