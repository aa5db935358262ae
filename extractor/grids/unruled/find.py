"""Where on a page a table stands that no lattice of lines frames: runs of lines set in columns, and forms.

Takes the loose lines of a page, gives runs of consecutive lines.  A run is accepted when a caption or horizontal
rules speak for it, or when figures stand under each other in it; prose, lists and contents pages are none.  A form
(绩效目标表, 自评表: head fields, the header 一级指标 … 三级指标, indicator rows, 总分) has other columns in its head than
below, and sentences, so it is found by its words and not by its columns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from gouji.domain.forms import TOTAL_SCORE, group_of, is_key
from gouji.domain.headers import EMPTY_TABLE, is_header_word
from gouji.domain.numbering import read_numbering
from gouji.figures import is_data
from gouji.grids.settings import UnruledSettings
from gouji.grids.unruled.cells import chain_blocks, entries, has_figure, leading_of
from gouji.layout.captions import clean, is_note
from gouji.layout.page import ViewLine
from gouji.layout.page_captions import line_kind
from gouji.normalise import fold
from gouji.read.model import RuledLine

_PROSE = re.compile(r"[。；;！？]|，.*，|[:：]$")
_NAMED = re.compile("[:：]|^[(（]")
"""部门：… and （单位…）, which stand above tables only; 单位 alone may be a piece of a cell."""


@dataclass(frozen=True, slots=True)
class LineRun:
    """Consecutive lines set in columns; ``sure`` unless only a table before can vouch for it."""

    lines: tuple[ViewLine, ...]
    rules: tuple[RuledLine, ...]
    sure: bool
    lead: tuple[ViewLine, ...] = ()
    """Single labels above, up to the head of the page: rows of a table that goes on, or prose."""
    head: int = 0
    """How many of the lines are the head fields of a form, above its indicators."""


def find_line_runs(
    lines: Sequence[ViewLine], rules: Sequence[RuledLine], width: float, settings: UnruledSettings
) -> list[LineRun]:
    """The found among ``lines`` (page numbers left out, top to bottom); ``rules`` are unused horizontal ones."""
    found: list[LineRun] = []
    done = 0
    for form in find_forms(lines, lambda start: _end(lines, start, width, settings), settings):
        found.extend(_runs_of_columns(lines[done : form.start], rules, width, settings))
        run = tuple(lines[form.start : form.end])
        found.append(LineRun(run, _near(run, rules, settings), True, head=form.head))
        done = form.end
    return [*found, *_runs_of_columns(lines[done:], rules, width, settings)]


def _runs_of_columns(
    lines: Sequence[ViewLine], rules: Sequence[RuledLine], width: float, settings: UnruledSettings
) -> list[LineRun]:
    found: list[LineRun] = []
    position = 0
    while position < len(lines):
        if not _in_columns(lines[position], width, settings):
            position += 1
            continue
        end = _end(lines, position, width, settings)
        start = _start(lines, position, width, settings)
        run = tuple(lines[start:end])
        line_run = _line_run(run, rules, _captioned(lines, start), settings)
        if line_run is not None:
            lead = tuple(lines[:start]) if not found else ()
            size = lines[position].size
            lead = lead if all(_may_belong(line, width, size, settings) for line in lead) else ()
            found.append(replace(line_run, lead=lead))
        position = end
    return found


def _in_columns(line: ViewLine, width: float, settings: UnruledSettings) -> bool:
    """At least two entries, and neither prose nor a caption line."""
    return (
        len(entries(line.words, settings.prose_gap, settings)) >= 2
        and not _is_prose(line, width, settings)
        and line_kind(line) == ""
    )


def _is_prose(line: ViewLine, width: float, settings: UnruledSettings) -> bool:
    text = clean(line.text)
    runs = entries(line.words, settings.prose_gap, settings)
    if len(text) > 12 and _PROSE.search(text):
        return True
    return len(runs) == 1 and line.box.width > settings.prose_width * width


def _may_belong(line: ViewLine, width: float, size: float, settings: UnruledSettings) -> bool:
    """A line with one entry that a table may hold: a label without figures, the rest of a cell."""
    label = read_numbering(clean(line.text))
    if label is not None and label.style == "part" or is_note(line.text):
        return False
    return not _is_prose(line, width, settings) and line_kind(line) == "" and abs(line.size - size) <= 1.0


def _end(lines: Sequence[ViewLine], first: int, width: float, settings: UnruledSettings) -> int:
    """One past the last line of the run: single entries count only where columns go on, or in line."""
    size = lines[first].size
    end = first + 1
    starts = _entry_starts(lines[first], settings)
    for k in range(first + 1, len(lines)):
        line = lines[k]
        if line.box.y0 - lines[k - 1].box.y1 > settings.table_gap and not _goes_on(lines[first:k], line):
            break
        if _in_columns(line, width, settings) or _in_run(line, lines[k - 1], starts, width, settings):
            starts |= _entry_starts(line, settings)
            end = k + 1
        elif not _may_belong(line, width, size, settings):
            break
    starts = starts.union(
        *(_entry_starts(line, settings) for line in lines[first:end]), _begun_above(lines, first, settings)
    )
    while end < len(lines) and _trails(lines[end], lines[end - 1], starts, width, size, settings):
        end += 1
    return end


def _begun_above(lines: Sequence[ViewLine], first: int, settings: UnruledSettings) -> set[int]:
    """Where a cell starts whose first line stands half a line above the run: its last line may end the run."""
    if not first or lines[first - 1].box.y1 <= lines[first].box.y0:
        return set()
    return _entry_starts(lines[first - 1], settings)


def _goes_on(run: Sequence[ViewLine], line: ViewLine) -> bool:
    """A row after blank ones: two figures or more, each flush right with figures of the run above."""
    edges = [word.bbox.x1 for above in run for word in above.words if is_data(word.text)]
    figures = [word.bbox.x1 for word in line.words[1:] if is_data(word.text)]
    return len(figures) > 1 and all(any(abs(x - edge) <= 1.0 for edge in edges) for x in figures)


def _entry_starts(line: ViewLine, settings: UnruledSettings) -> set[int]:
    return {round(run[0].bbox.x0) for run in entries(line.words, settings.prose_gap, settings)}


def _in_run(
    line: ViewLine, last: ViewLine, starts: set[int], width: float, settings: UnruledSettings
) -> bool:
    """Words with the punctuation of prose that stand in a column of the run, not at its left edge."""
    inner = sorted(starts)[1:]
    aligned = any(
        abs(x - start) <= settings.column_aligned for x in _entry_starts(line, settings) for start in inner
    )
    kind = line_kind(line)
    word = kind == "around" and not _NAMED.search(line.text) or kind == "title" and "表" not in line.text
    near = line.box.y0 - last.box.y1 <= (2.0 if kind == "" else 1.0) * line.size
    return aligned and near and (kind == "" or word) and not _is_wide(line, width, settings)


def _is_wide(line: ViewLine, width: float, settings: UnruledSettings) -> bool:
    return any(
        run[-1].bbox.x1 - run[0].bbox.x0 > settings.prose_width * width
        for run in entries(line.words, settings.prose_gap, settings)
    )


def _trails(
    line: ViewLine, last: ViewLine, starts: set[int], width: float, size: float, settings: UnruledSettings
) -> bool:
    near = line.box.y0 - last.box.y1 <= settings.trailing_gap * size
    in_line = any(abs(line.box.x0 - x) <= settings.column_aligned for x in starts) or EMPTY_TABLE.match(
        fold(line.text)
    )
    return bool(
        near
        and in_line
        and _may_belong(line, width, size, settings)
        and len(entries(line.words, settings.prose_gap, settings)) == 1
    )


def _start(lines: Sequence[ViewLine], first: int, width: float, settings: UnruledSettings) -> int:
    """Single labels above the first columns are header when a caption line stands above them."""
    start = first
    while (
        start > 0
        and first - start < settings.lead_in
        and _may_belong(lines[start - 1], width, lines[first].size, settings)
    ):
        if lines[start].box.y0 - lines[start - 1].box.y1 > settings.table_gap / 2:
            break
        start -= 1
    return start if _captioned(lines, start) else first


def _captioned(lines: Sequence[ViewLine], start: int) -> bool:
    return start > 0 and line_kind(lines[start - 1]) != ""


def _line_run(
    run: tuple[ViewLine, ...], rules: Sequence[RuledLine], captioned: bool, settings: UnruledSettings
) -> LineRun | None:
    """The run as a line_run, or ``None`` when nothing speaks for a table."""
    left, right = min(x.box.x0 for x in run), max(x.box.x1 for x in run)
    near = _near(run, rules, settings)
    framed = sum(1 for r in near if r.x1 - r.x0 >= settings.long_line * (right - left)) >= 2
    several = [line for line in run if len(entries(line.words, settings.prose_gap, settings)) >= 2]
    figures = sum(1 for line in several if has_figure(line.words))
    if len(several) >= 2 and (framed or captioned):
        return LineRun(run, near, True)
    if captioned and len(several) == 1 and _is_empty_form(several[0], run, settings):
        return LineRun(run, near, True)
    if _aligned(several, settings) >= 4:
        return LineRun(run, near, True)
    return LineRun(run, near, False) if figures or several else None


def _is_empty_form(labels: ViewLine, run: Sequence[ViewLine], settings: UnruledSettings) -> bool:
    """Nothing but a row of labels, and the words that there is nothing to print."""
    words = [
        fold("".join(w.text for w in entry)) for entry in entries(labels.words, settings.prose_gap, settings)
    ]
    rest = fold("".join(line.text for line in run if line is not labels))
    return len(words) > 2 and all(map(is_header_word, words)) and EMPTY_TABLE.search(rest) is not None


def _near(
    run: Sequence[ViewLine], rules: Sequence[RuledLine], settings: UnruledSettings
) -> tuple[RuledLine, ...]:
    """The horizontal lines between, right above and right below the lines of a run."""
    top, bottom = run[0].box.y0 - settings.near_line, run[-1].box.y1 + settings.near_line
    left, right = min(x.box.x0 for x in run), max(x.box.x1 for x in run)
    return tuple(r for r in rules if top <= r.y0 <= bottom and r.x0 < right and r.x1 > left)


def _aligned(lines: Sequence[ViewLine], settings: UnruledSettings) -> int:
    """How many lines have a figure whose right edge is the commonest one."""
    counts: dict[int, int] = {}
    for edge in _figure_edges(lines, settings):
        counts[edge] = counts.get(edge, 0) + 1
    return max((n + counts.get(edge + 1, 0) for edge, n in counts.items()), default=0)


def _figure_edges(lines: Sequence[ViewLine], settings: UnruledSettings) -> Iterator[int]:
    for line in lines:
        edges = {round(w.bbox.x1 / settings.column_aligned) for w in line.words[1:] if is_data(w.text)}
        yield from edges


_INDICATOR = "三级指标"


@dataclass(frozen=True, slots=True)
class FormLines:
    """Lines ``start`` to ``end - 1``; the first ``head`` of them stand above the indicator header."""

    start: int
    head: int
    end: int


def find_forms(
    lines: Sequence[ViewLine], end_of_run: Callable[[int], int], settings: UnruledSettings
) -> list[FormLines]:
    """All forms among ``lines``; ``end_of_run`` gives where a run of columns that starts at a line ends."""
    found: list[FormLines] = []
    for index, line in enumerate(lines):
        if not any(fold(word.text) == _INDICATOR for word in line.words):
            continue
        floor = found[-1].end if found else 0
        top = _top_of_header(lines, index, floor, settings)
        start = _form_start(lines, top, floor, settings)
        if start < top and _is_head(lines[start:top], settings):
            found.append(FormLines(start, top - start, _form_end(lines, index, end_of_run(index))))
    return found


def _top_of_header(lines: Sequence[ViewLine], index: int, floor: int, settings: UnruledSettings) -> int:
    """The first line of the indicator header: labels of several lines reach above the one of 三级指标."""
    words = [line.words for line in lines[floor : index + 4]]
    found = chain_blocks(
        words, leading_of([line.words for line in lines], settings=settings), settings=settings
    )
    middle = lines[index].box.cy
    row = [b for b in found if b.box.y0 <= middle <= b.box.y1]
    top = min((b.box.y0 for b in row), default=lines[index].box.y0)
    return next(k for k in range(floor, index + 1) if lines[k].box.cy >= top)


def _form_start(lines: Sequence[ViewLine], top: int, floor: int, settings: UnruledSettings) -> int:
    """The first line below the caption, or below a wide gap."""
    for k in range(top - 1, max(floor, top - settings.form_head) - 1, -1):
        if lines[k + 1].box.y0 - lines[k].box.y1 > settings.table_gap:
            return k + 1
        if line_kind(lines[k]) == "title":
            return next(j for j in range(k + 1, top + 1) if j == top or not _is_around(lines[j]))
    return floor


def _is_around(line: ViewLine) -> bool:
    return line_kind(line) != "" and not is_key(fold(line.words[0].text))


def _is_head(lines: Sequence[ViewLine], settings: UnruledSettings) -> bool:
    """The first cell of a form is a key, and it has more than one."""
    words = [line.words for line in lines]
    texts = [
        line_run.text
        for line_run in chain_blocks(words, leading_of(words, settings=settings), settings=settings)
    ]
    first = chain_blocks(words[:3], leading_of(words, settings=settings), settings=settings)
    keys = sum(is_key(text) or group_of(text) is not None for text in texts)
    return keys >= 2 and any(is_key(line_run.text) for line_run in first)


def _form_end(lines: Sequence[ViewLine], header: int, end: int) -> int:
    """One past the 总分 row, or the end of the run."""
    for k in range(header + 1, end):
        if TOTAL_SCORE.match(fold(lines[k].words[0].text)):
            return k + 1
    return end
