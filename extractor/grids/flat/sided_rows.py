"""Rows of a flat table printed in blocks side by side: 收入 | 支出, 功能分类 | 支出用途, 人员经费 | 公用经费.

The converter dropped the empty cells, so a line of one name may belong to any block.  Every line is cut into
segments (a name with the figures behind it); the segments of all lines are then given to the blocks,
order kept, by a shortest path over the rows: enumerators (一、二、（一）…) and codes must go on counting in
their block, words of revenue speak for the revenue side, words of the functional classes for expenditure.  Each row is
put into the same few blocks and what it costs there depends on all rows above, so that this is a search over rows and
not an alignment of one row (:mod:`gouji.sums.alignment`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations

from gouji.domain.formats import ECONOMIC_CLASS, EXPENDITURE_CLASSES, REVENUE_WORDS
from gouji.grids.flat.header import Column
from gouji.grids.flat.raw_rows import DASHES, TOTAL
from gouji.grids.flat.rows import BodyRows
from gouji.grids.flat.sided_figures import fill_figures
from gouji.grids.flat.sides import ORDINAL, Block, Segment, blocks_of, ordinal
from gouji.grids.flat.text import Piece, is_figure, mend_figures, pieces_of
from gouji.read.model import Line

_CODE = re.compile(r"^(?:\d{3}|\d{5}|\d{7})$")
_SUMMARY = re.compile(r"^(?:(?:本年|当年)?(?:收入|支出)(?:合计|总计)|(?:合计|总计))$")
COUNT_COST = 1.0
"""Cost of an enumerator that does not go on counting in its block."""
WORD_COST = 1.5
"""Cost of a name that the vocabulary puts on another side."""
WIDTH_COST = 4.0
"""Cost of a figure more than the block has columns for."""
LEFT_COST = 0.01
Counter = tuple[tuple[str, int], ...]


def read_sided_rows(lines: Sequence[Line], columns: Sequence[Column]) -> BodyRows:
    """The rows of a table of blocks."""
    blocks = blocks_of(columns)
    listed = columns[0].role == "seq"
    numbered = any(column.key == "行次" for column in columns)
    numbers, rows = [], list[list[Segment]]()
    for line in lines:
        number, segments = _segments(line, listed, numbered)
        if rows and not number and _goes_on(rows[-1], segments):
            rows[-1][-1].words.extend(segments[0].words)
            rows[-1][-1].figures.extend(segments[0].figures)
        elif segments or number:
            numbers.append(number)
            rows.append(segments)
    choice = _shortest_path(rows, blocks)
    out: list[list[tuple[Piece, ...]]] = []
    for number, segments, chosen in zip(numbers, rows, choice, strict=True):
        cells: list[tuple[Piece, ...]] = [()] * len(columns)
        if listed:
            cells[0] = tuple(number)
        for segment, index in zip(segments, chosen, strict=False):
            _fill_words(segment, blocks[index], cells)
        out.append(cells)
    decisions, doubts = fill_figures(rows, choice, blocks, columns, out)
    return BodyRows(tuple(tuple(cells) for cells in out), decisions, doubts)


def _segments(line: Line, listed: bool, numbered: bool) -> tuple[list[Piece], list[Segment]]:
    """Cut a line: a name begins after a figure, at an enumerator, at a code, or after a closing word.

    With ``listed`` the running number in front is given apart; with ``numbered`` a 行次 behind an amount belongs
    to the next block, whose name is not printed.
    """
    segments: list[Segment] = []
    pieces = mend_figures(pieces_of(line))
    size = int(listed and bool(pieces) and bool(re.fullmatch(r"\d{1,4}", pieces[0].bare)))
    for piece in pieces[size:]:
        last = segments[-1] if segments else None
        text = piece.bare
        fresh = last is None or bool(last.figures)
        opens = last is not None and (last.words or (last.keys and text in ECONOMIC_CLASS))
        if _CODE.match(text) and (fresh or opens):
            segments.append(Segment(keys=[piece]))
        elif last is not None and not last.words and last.keys and re.fullmatch(r"\d{2}", text):
            last.keys.append(piece)
        elif numbered and last is not None and last.figures and _is_next_line(text, last.figures[-1].bare):
            segments.append(Segment(figures=[piece]))
        elif last is not None and (is_figure(text) or text in DASHES):
            last.figures.append(piece)
        elif last is None and is_figure(text):
            segments.append(Segment(figures=[piece]))
        elif last is None or last.figures or _starts_name(last, text):
            segments.append(Segment(words=[piece]))
        else:
            last.words.append(piece)
    return pieces[:size], segments


def _is_next_line(text: str, before: str) -> bool:
    """Whether a whole number behind a figure is the 行次 of the next block: after an amount, or a larger 行次."""
    return (
        text.isdigit() and text != "0" and ("." in before or (before.isdigit() and int(text) > int(before)))
    )


def _starts_name(last: Segment, text: str) -> bool:
    """Whether a word after a name without figures begins the next name."""
    if not last.words:
        return False
    turns = _word_cost(last.name, "支出方") > 0 and _word_cost(text, "收入方") > 0
    return turns or bool(ORDINAL.match(text) or _SUMMARY.match(last.name))


def _goes_on(above: Sequence[Segment], segments: Sequence[Segment]) -> bool:
    """Whether a line only ends the last name above: its bracket is still open."""
    return bool(above) and not above[-1].figures and len(segments) == 1 and _is_open(above[-1].name)


def _is_open(name: str) -> bool:
    return name.count("（") + name.count("(") > name.count("）") + name.count(")")


def _shortest_path(rows: Sequence[Sequence[Segment]], blocks: Sequence[Block]) -> list[tuple[int, ...]]:
    """The cheapest way to give the segments of all rows to the blocks (states: what each block counts)."""
    start: tuple[Counter, ...] = tuple(() for _ in blocks)
    states: dict[tuple[Counter, ...], tuple[float, list[tuple[int, ...]]]] = {start: (0.0, [])}
    for segments in rows:
        following: dict[tuple[Counter, ...], tuple[float, list[tuple[int, ...]]]] = {}
        ways = list(combinations(range(len(blocks)), min(len(segments), len(blocks))))
        for state, (cost, path) in states.items():
            for way in ways:
                price, counters = _price(segments, way, blocks, state)
                known = following.get(counters)
                if known is None or cost + price < known[0] - 1e-9:
                    following[counters] = (cost + price, [*path, way])
        best = sorted(following.items(), key=lambda item: (item[1][0], item[1][1]))[:MAX_STATES]
        states = dict(best)
    return min(states.values(), key=lambda item: (item[0], item[1]))[1]


MAX_STATES = 64


def _price(
    segments: Sequence[Segment], way: Sequence[int], blocks: Sequence[Block], state: tuple[Counter, ...]
) -> tuple[float, tuple[Counter, ...]]:
    counters = list(state)
    price = 0.0
    for segment, index in zip(segments, way, strict=False):
        block = blocks[index]
        step, counters[index] = _count(segment, counters[index])
        price += step + _word_cost(segment.name, block.side) + LEFT_COST * index
        price += WIDTH_COST * max(0, len(segment.figures) - len(block.figure_columns))
        price += COUNT_COST * bool(segment.keys and not block.key_columns)
        price += WORD_COST * _other_half(segment, state[index])
    return price, tuple(counters)


def _other_half(segment: Segment, counter: Counter) -> bool:
    """Whether an economic class belongs to the other half of 基本支出 than the codes above it in the block."""
    above = next((str(number) for style, number in counter if style == "code"), "")
    half = ECONOMIC_CLASS.get("".join(key.bare for key in segment.keys)[:3])
    return half is not None and ECONOMIC_CLASS.get(above[:3], half) != half


def _count(segment: Segment, counter: Counter) -> tuple[float, Counter]:
    """What it costs to print this name next in a block, and what the block counts after it."""
    style, number = ordinal(segment)
    if style is None or number is None:
        return 0.0, counter
    levels = dict(counter)
    order = [name for name, _ in counter]
    if style in levels:
        cost = 0.0 if number == levels[style] + 1 else COUNT_COST * (0.5 if number > levels[style] else 1.0)
        kept = order[: order.index(style)]
    else:
        cost = 0.0 if number == 1 or style == "code" else COUNT_COST
        kept = order
    return cost, (*((name, levels[name]) for name in kept), (style, number))


def _word_cost(name: str, side: str) -> float:
    bare = ORDINAL.sub("", name)
    spending = bare.startswith((*EXPENDITURE_CLASSES, "支出"))
    earning = not spending and any(word in bare for word in REVENUE_WORDS)
    if side == "收入方":
        return WORD_COST * spending
    if side == "支出方":
        return WORD_COST * earning
    return 0.0


def _fill_words(segment: Segment, block: Block, cells: list[tuple[Piece, ...]]) -> None:
    if block.key_columns and not segment.keys and TOTAL.search(segment.name):
        cells[block.key_columns[0]] = tuple(segment.words)
    elif block.name_column is not None:
        cells[block.name_column] = tuple(segment.words)
    for column, key in zip(block.key_columns, segment.keys, strict=False):
        cells[column] = (key,)
