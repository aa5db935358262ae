"""Form-shaped flat tables: head fields over indicator rows (绩效自评表, one 绩效目标表 per project).

Takes the lines of one form, gives the rows of a grid as printed: every head line as a row of its runs, the indicator
header, and one row per indicator in which the first and second level are repeated.  What the head fields mean is
decided where forms of every source are read (:mod:`gouji.tables.forms`).

Head (:func:`read_heads`): a vertical label (项目资金, 资金支出计划) covers several printed rows, of which only the first
shows it: the rows below start one column further right, as on paper.  In the funds matrix (年度资金总额 by 预算数, 执行数,
执行率 …) values go under their heads by number, or by what they look like where some are not printed.

Indicators (:func:`place_runs`): a run is not a cell, since converters set spaces between digits and letters (``≥ 5 项``),
and empty cells are gone.  Of all order-keeping ways to cut the runs into cells the cheapest is taken: weights and scores
are bare figures, a unit stays with its digits, an indicator has a name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf

from gouji.domain.forms import (
    GROUP_LABEL,
    INDICATOR_BLOCK,
    MATRIX_HEAD,
    TIME_HEAD,
    UNIT_OF_LABEL,
    Group,
    group_of,
    is_key,
)
from gouji.domain.indicators import PLACEHOLDER, SIGN, Role, role_of
from gouji.figures import is_blank_mark, is_figure, plain_number
from gouji.grids.flat.header import FlatColumn, read_header
from gouji.grids.flat.indicator_grammar import first_level_size, second_level_size
from gouji.grids.flat.tokens import Token, Tokens, adjoins, mend_totals, text_of, tokens_of
from gouji.grids.settings import FlatSettings
from gouji.layout.captions import is_furniture
from gouji.normalise import fold, squash
from gouji.read.model import Line
from gouji.schemas.record import TableKind
from gouji.sums.alignment import align

MONEY_KEYS = frozenset(fold(key) for key in ("预算数", "财政资金", "其中：财政资金", "其他资金"))
TokenRow = tuple[Tokens, ...]
_RATE = re.compile(r"执行率|^b/a$|完成率", re.I)
_SHARE = re.compile(r"^\d{1,3}(?:\.\d+)?%?$")
"""A share of the year's budget; the plan counts up to 100% at the year's end, so the months without one come first."""


@dataclass(slots=True)
class _Heads:
    """What is open while the lines are read: the vertical label, and how many heads its matrix has."""

    rows: list[TokenRow] = field(default_factory=list)
    group: Group | None = None
    label: Tokens = ()
    heads: list[str] = field(default_factory=list)


def read_heads(lines: Sequence[Line], settings: FlatSettings) -> list[TokenRow]:
    """The rows of a form's head."""
    state = _Heads()
    for cells in _printed(lines, settings):
        _add(state, cells, settings)
    return state.rows


def _printed(lines: Sequence[Line], settings: FlatSettings) -> list[list[Tokens]]:
    """The runs of each line, vertical labels made whole; a label alone on its lines opens the line below."""
    out: list[list[Tokens]] = []
    waiting: list[Tokens] = []
    skip = 0
    tokens = [token for line in lines for token in tokens_of(line)]
    for index, line in enumerate(lines):
        runs = tokens_of(line)[skip:]
        skip = max(0, skip - len(tokens_of(line)))
        if not runs:
            continue
        size = _label_size(tokens, tokens.index(runs[0]), settings)
        label = tokens[tokens.index(runs[0]) : tokens.index(runs[0]) + size]
        own = sum(token.line is line for token in label)
        cells = [*waiting, *([tuple(label)] if label else []), *((run,) for run in runs[own:])]
        waiting = []
        skip = size - own
        if len(cells) == 1 and label and index + 1 < len(lines):
            waiting = cells
        else:
            out.append(cells)
    return out


def _label_size(tokens: Sequence[Token], start: int, settings: FlatSettings) -> int:
    """How many tokens from ``start`` on make up a vertical label with its unit; 0 for none."""
    found, text = 0, ""
    for size, token in enumerate(tokens[start : start + settings.torn_label], start=1):
        text += fold(token.bare)
        match = GROUP_LABEL.match(text)
        if match and (match.end() == len(text) or UNIT_OF_LABEL.match(text[match.end() :])):
            found = size
    return found


def _add(state: _Heads, cells: list[Tokens], settings: FlatSettings) -> None:
    first = fold(text_of(cells[0]))
    opened = group_of(first)
    if opened is not None and not (is_key(first) and len(cells) == 1):
        again = first == fold(text_of(state.label))
        state.group, state.label = opened[0], cells[0]
        state.heads = state.heads if again else []
        _add_below(state, cells[1:], cells[0], settings)
    elif state.group is Group.PAIRS and len(cells) == 1 and _is_pair_part(first):
        state.rows[-1] = (*state.rows[-1], *cells)
    elif state.group is not None and not _leaves(state, cells):
        _add_below(state, cells, (), settings)
    else:
        state.group, state.label = None, ()
        state.rows.append(tuple(cells))


def _is_pair_part(text: str) -> bool:
    """Whether a run alone on its line is a key or an amount of a row of pairs (预算数 9.00 其他资金)."""
    return is_figure(text) or text in MONEY_KEYS


def _leaves(state: _Heads, cells: Sequence[Tokens]) -> bool:
    """Whether a row is no longer under the vertical label: it opens with a key of its own."""
    if state.group is Group.MATRIX and state.heads:
        return not all(_is_value(text_of(cell)) for cell in cells[_words(cells) :]) or len(cells) < 2
    return is_key(fold(text_of(cells[0])))


def _is_value(text: str) -> bool:
    return plain_number(text) is not None or is_blank_mark(text)


def _words(cells: Sequence[Tokens]) -> int:
    """How many cells at the left are words: the label of a row of values."""
    return next((i for i, cell in enumerate(cells) if i and _is_value(text_of(cell))), len(cells))


def _add_below(state: _Heads, cells: Sequence[Tokens], label: Tokens, settings: FlatSettings) -> None:
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
    name = tuple(token for cell in cells[:size] for token in cell)
    state.rows.append((label, name, *_under(state.heads, cells[size:], settings)))


def _under(heads: Sequence[str], values: Sequence[Tokens], settings: FlatSettings) -> list[Tokens]:
    """The values of a matrix row under the heads, order kept, where each fits best."""
    if len(values) >= len(heads):
        return list(values)

    def share(slot: int, first: int, end: int, _: None) -> tuple[float, None]:
        if end - first > 1:
            return inf, None
        return _misfit(text_of(values[first]), heads[slot], settings) if end > first else 0.0, None

    ends = align(len(values), len(heads), share, None)
    return [values[a] if a < b else () for a, b in zip((0, *ends[:-1]), ends, strict=True)]


def _misfit(text: str, head: str, settings: FlatSettings) -> float:
    rate = bool(_RATE.search(head))
    money = head.endswith(("预算数", "执行数", "决算数", "金额", "调整数"))
    if text.endswith(("%", "％")):
        return 0.0 if rate else settings.head_misfit
    if is_figure(text):
        return 1.0 if rate else 0.0 if money == ("." in text) else 0.5
    return 0.5 if money else 0.0


FIGURES = frozenset({Role.WEIGHT, Role.SCORE})
VALUES = frozenset({Role.VALUE, Role.ACTUAL})
_VALUE = re.compile(rf"^(?:{SIGN.pattern})?\d")
_SIGN = re.compile(rf"{SIGN.pattern}$")


def place_runs(
    tokens: Sequence[Token], columns: Sequence[FlatColumn], settings: FlatSettings
) -> list[Tokens]:
    """One cell per column; what no column can take goes to the last one."""
    roles = [role_of((column.key or "",)) for column in columns]

    def share(slot: int, first: int, end: int, _: None) -> tuple[float, None]:
        if first == end:
            return _empty_cost(roles[slot], settings), None
        if end - first > settings.form_tokens:
            return inf, None
        steps = sum(_step(tokens, first, at, roles[slot], settings) for at in range(first, end))
        return steps + _fit(tokens[first:end], roles[slot], settings), None

    ends = align(len(tokens), len(roles), share, None, left_over=settings.form_misfit, ties="right")
    cells = [tuple(tokens[a:b]) for a, b in zip((0, *ends[:-1]), ends, strict=True)]
    if cells and ends[-1] < len(tokens):
        cells[-1] = (*cells[-1], *tokens[ends[-1] :])
    return cells


def _empty_cost(role: Role | None, settings: FlatSettings) -> float:
    """What a column without a cell costs."""
    costs = {
        Role.LEVEL3: settings.form_empty_name,
        Role.VALUE: settings.form_empty_value,
        Role.ACTUAL: settings.form_empty_value,
        Role.WEIGHT: settings.form_empty_figure,
        Role.SCORE: settings.form_empty_figure,
        Role.TEXT: settings.form_empty_remark,
    }
    return settings.form_empty_text if role is None else costs.get(role, settings.form_empty_text)


def _step(tokens: Sequence[Token], first: int, at: int, role: Role | None, settings: FlatSettings) -> float:
    """What it costs that the run ``at`` stands in the cell that begins with ``first``."""
    if at == 0:
        return 0.0
    left, right = tokens[at - 1], tokens[at]
    if at == first:
        return (
            settings.form_unit
            if adjoins(left, right) and _digits_then_letters(left.bare, right.bare)
            else 0.0
        )
    if not adjoins(left, right):
        return settings.form_line
    if role in VALUES and right.bare[0].isdigit() and not _SIGN.search(fold(left.bare)):
        return 2 * settings.form_space
    return settings.form_border if _is_border(left.bare, right.bare) else settings.form_space


def _digits_then_letters(left: str, right: str) -> bool:
    return left[-1].isdigit() and (not right[0].isascii() or right[0] == "%") and not is_figure(right)


def _is_border(left: str, right: str) -> bool:
    """Whether two runs meet where digits (or Latin letters, or a sign) meet Chinese ones."""
    signed = bool(_SIGN.search(fold(left))) and right[0].isdigit()
    return signed or left[-1].isascii() != right[0].isascii() or right[0] == "%"


def _fit(cell: Sequence[Token], role: Role | None, settings: FlatSettings) -> float:
    bare = len(cell) == 1 and is_figure(cell[0].bare)
    if role in FIGURES:
        return 0.0 if bare else settings.form_misfit
    if role in VALUES and not _VALUE.match(fold(text_of(cell))):
        return settings.form_wordy
    return settings.form_bare if bare else 0.0


def indicator_header_at(lines: Sequence[Line], settings: FlatSettings) -> tuple[int, int] | None:
    """(first, stop) of the lines that hold 一级指标 … 三级指标 and the labels beside them."""
    for index, line in enumerate(lines):
        if "一级指标" in text_of(tokens_of(line)):
            stop = index + 1
            while stop < len(lines) and not first_level_size(tokens_of(lines[stop]), 0, settings):
                stop += 1
            return (index, stop) if stop < len(lines) else None
    return None


def read_form(lines: Sequence[Line], kind: TableKind | None, settings: FlatSettings) -> list[TokenRow] | None:
    """The rows, all equally long, of the form that starts with head fields; ``None`` when no indicator header follows."""
    at = indicator_header_at(lines, settings)
    if at is None:
        return None
    tokens = [token for line in lines[at[0] : at[1]] for token in tokens_of(line)]
    block = tuple(tokens[:1]) if INDICATOR_BLOCK.match(fold(tokens[0].bare)) else ()
    columns = read_header(tokens[len(block) :], kind, settings).columns
    left: TokenRow = ((),) if block else ()
    heads = read_heads(lines[: at[0]], settings)
    width = max([len(left) + len(columns), *(len(row) for row in heads)])
    rows = [_padded(row, width) for row in heads]
    labels = tuple(column.nodes[-1].tokens for column in columns)
    rows.append(_padded(((block, *labels) if block else labels), width))
    top = {squash(line.text) for line in lines[at[0] : at[1]]}
    body = [line for line in lines[at[1] :] if squash(line.text) not in top and not is_furniture(line.text)]
    rows.extend(_padded((*left, *row), width) for row in _indicator_rows(body, columns, settings))
    return rows


def _padded(row: TokenRow, width: int) -> TokenRow:
    return (*row, *(((),) * (width - len(row))))


def _indicator_rows(
    lines: Sequence[Line], columns: Sequence[FlatColumn], settings: FlatSettings
) -> list[TokenRow]:
    """Lines as indicators: level words go to the first two columns and are repeated below."""
    rows: list[TokenRow] = []
    first: Tokens = ()
    second: Tokens = ()
    for line in lines:
        tokens = mend_totals(tokens_of(line))
        size = first_level_size(tokens, 0, settings)
        other = second_level_size(tokens, size, settings)
        if tokens[0].bare.startswith("总分"):
            rows.append((tuple(tokens[:1]), (), (), *((p,) for p in tokens[1:]))[: len(columns)])
            continue
        if size:
            first, second = tuple(tokens[:size]), ()
        if other:
            second = tuple(tokens[size : size + other])
        rest = tokens[size + other :]
        if PLACEHOLDER.match(fold(text_of(rest))):
            continue
        if not size and not other and len(rest) == 1 and rows and len(columns) > 4:
            rows[-1] = _extended(rows[-1], rest[0])
            continue
        rows.append((first, second, *place_runs(rest, columns[2:], settings)))
    return rows


def _extended(row: TokenRow, token: Token) -> TokenRow:
    """A lone run under a row goes on with its last filled cell."""
    last = max(i for i, cell in enumerate(row) if cell)
    return (*row[:last], (*row[last], token), *row[last + 1 :])
