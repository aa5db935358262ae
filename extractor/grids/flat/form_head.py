"""The head of a form in flat text: its fields put back on the lattice that the form prints.

Takes the lines above the indicator header, gives rows of cells.  A vertical label (项目资金, 资金支出计划) covers
several printed rows, of which only the first shows it: the rows below start one column further right, as on paper.
A label that its narrow cell broke over lines is put together; in the funds matrix (年度资金总额 by 预算数, 执行数, 执行率 …)
values go under their heads by number, or by what they look like where some are not printed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf

from gouji.domain.forms import (
    GROUP_LABEL,
    MATRIX_HEAD,
    TIME_HEAD,
    UNIT_OF_LABEL,
    Group,
    group_of,
    is_key,
)
from gouji.grids.flat.text import Piece, is_figure, pieces_of, text_of
from gouji.normalise import fold
from gouji.read.model import Line
from gouji.sums.alignment import align

MONEY_KEYS = frozenset(fold(key) for key in ("预算数", "财政资金", "其中：财政资金", "其他资金"))
Cell = tuple[Piece, ...]
Row = tuple[Cell, ...]
MAX_TORN = 4
_VALUE = re.compile(r"^(?:[-—－–/]{1,2}|[-－−]?[\d,]+(?:\.\d+)?[%％]?|无)$")
_RATE = re.compile(r"执行率|^b/a$|完成率", re.I)
_SHARE = re.compile(r"^\d{1,3}(?:\.\d+)?%?$")
"""A share of the year's budget; the plan counts up to 100% at the year's end, so the months without one come first."""
_MISFIT = 3.0


@dataclass(slots=True)
class _Heads:
    """What is open while the lines are read: the vertical label, and how many heads its matrix has."""

    rows: list[Row] = field(default_factory=list)
    group: Group | None = None
    label: Cell = ()
    heads: list[str] = field(default_factory=list)


def read_heads(lines: Sequence[Line]) -> list[Row]:
    """The rows of a form's head."""
    state = _Heads()
    for cells in _printed(lines):
        _add(state, cells)
    return state.rows


def _printed(lines: Sequence[Line]) -> list[list[Cell]]:
    """The runs of each line, vertical labels made whole; a label alone on its lines opens the line below."""
    out: list[list[Cell]] = []
    waiting: list[Cell] = []
    skip = 0
    pieces = [piece for line in lines for piece in pieces_of(line)]
    for index, line in enumerate(lines):
        runs = pieces_of(line)[skip:]
        skip = max(0, skip - len(pieces_of(line)))
        if not runs:
            continue
        size = _label_size(pieces, pieces.index(runs[0]))
        label = pieces[pieces.index(runs[0]) : pieces.index(runs[0]) + size]
        own = sum(piece.line is line for piece in label)
        cells = [*waiting, *([tuple(label)] if label else []), *((run,) for run in runs[own:])]
        waiting = []
        skip = size - own
        if len(cells) == 1 and label and index + 1 < len(lines):
            waiting = cells
        else:
            out.append(cells)
    return out


def _label_size(pieces: Sequence[Piece], start: int) -> int:
    """How many pieces from ``start`` on make up a vertical label with its unit; 0 for none."""
    found, text = 0, ""
    for size, piece in enumerate(pieces[start : start + MAX_TORN], start=1):
        text += fold(piece.bare)
        match = GROUP_LABEL.match(text)
        if match and (match.end() == len(text) or UNIT_OF_LABEL.match(text[match.end() :])):
            found = size
    return found


def _add(state: _Heads, cells: list[Cell]) -> None:
    first = fold(text_of(cells[0]))
    opened = group_of(first)
    if opened is not None and not (is_key(first) and len(cells) == 1):
        again = first == fold(text_of(state.label))
        state.group, state.label = opened[0], cells[0]
        state.heads = state.heads if again else []
        _add_below(state, cells[1:], cells[0])
    elif state.group is Group.PAIRS and len(cells) == 1 and _is_pair_part(first):
        state.rows[-1] = (*state.rows[-1], *cells)
    elif state.group is not None and not _leaves(state, cells):
        _add_below(state, cells, ())
    else:
        state.group, state.label = None, ()
        state.rows.append(tuple(cells))


def _is_pair_part(text: str) -> bool:
    """Whether a run alone on its line is a key or an amount of a row of pairs (预算数 9.00 其他资金)."""
    return is_figure(text) or text in MONEY_KEYS


def _leaves(state: _Heads, cells: Sequence[Cell]) -> bool:
    """Whether a row is no longer under the vertical label: it opens with a key of its own."""
    if state.group is Group.MATRIX and state.heads:
        return not all(_VALUE.match(text_of(cell)) for cell in cells[_words(cells) :]) or len(cells) < 2
    return is_key(fold(text_of(cells[0])))


def _words(cells: Sequence[Cell]) -> int:
    """How many cells at the left are words: the label of a row of values."""
    return next((i for i, cell in enumerate(cells) if i and _VALUE.match(text_of(cell))), len(cells))


def _add_below(state: _Heads, cells: Sequence[Cell], label: Cell) -> None:
    """A row under the vertical label (printed in its first cell where this is the label's own row)."""
    texts = [fold(text_of(cell)) for cell in cells]
    if state.group is not Group.MATRIX:
        lost = len(state.heads) - len(cells) if texts and all(_SHARE.match(text) for text in texts) else 0
        state.rows.append((label, *(((),) * lost), *cells))
        state.heads = texts if texts and all(TIME_HEAD.match(text) for text in texts) else []
        return
    if texts and all(MATRIX_HEAD.search(text) for text in texts):
        state.heads = texts
        state.rows.append((label, (), *cells))
        return
    size = _words(cells)
    name = tuple(piece for cell in cells[:size] for piece in cell)
    state.rows.append((label, name, *_under(state.heads, cells[size:])))


def _under(heads: Sequence[str], values: Sequence[Cell]) -> list[Cell]:
    """The values of a matrix row under the heads, order kept, where each fits best."""
    if len(values) >= len(heads):
        return list(values)

    def share(slot: int, first: int, end: int, _: None) -> tuple[float, None]:
        if end - first > 1:
            return inf, None
        return _misfit(text_of(values[first]), heads[slot]) if end > first else 0.0, None

    ends = align(len(values), len(heads), share, None)
    return [values[a] if a < b else () for a, b in zip((0, *ends[:-1]), ends, strict=True)]


def _misfit(text: str, head: str) -> float:
    rate = bool(_RATE.search(head))
    money = head.endswith(("预算数", "执行数", "决算数", "金额", "调整数"))
    if text.endswith(("%", "％")):
        return 0.0 if rate else _MISFIT
    if is_figure(text):
        return 1.0 if rate else 0.0 if money == ("." in text) else 0.5
    return 0.5 if money else 0.0
