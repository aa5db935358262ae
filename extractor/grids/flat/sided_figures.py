"""Figures of blocks side by side: which column of its block each stands in, by the sums of rows and of columns.

Takes the segments of all rows and the block that each was given to, writes the figures into the cells.  Down a block
the names count (一、（一）1.) and close (合计, 总计): a name is the sum of the names counted below it, a closing line the
sum of what it closes.  The closing line of several blocks under one header cell (支出: 功能分类 | 支出用途) is one cell
across them, whose figure stands in the last one.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from gouji.grids.flat.figures import doubts_of, figure_row
from gouji.grids.flat.header import Column
from gouji.grids.flat.raw_rows import TOTAL, RawRow
from gouji.grids.flat.sides import Block, Segment, ordinal
from gouji.grids.flat.stated import Stated, stated_by
from gouji.grids.flat.text import Piece, is_figure, value_of
from gouji.sums.header_sums import header_sums
from gouji.sums.placement import FigureRow, assign_figures

HALF_ROW = "编码与名称不在一行，此行的拼合待核"
LINE_NUMBER = "行次"
LEVELS: tuple[str, ...] = ("outer", "inner", "digit")


def fill_figures(
    rows: Sequence[Sequence[Segment]],
    choice: Sequence[Sequence[int]],
    blocks: Sequence[Block],
    columns: Sequence[Column],
    out: list[list[tuple[Piece, ...]]],
) -> tuple[tuple[str, ...], tuple[dict[int, str], ...]]:
    """Place the figures of each block by the identities of its own columns; gives decisions and doubts per row."""
    _take_line_numbers(rows, choice, blocks, columns, out)
    stated = _stated(rows, choice, blocks)
    homes = _homes(rows, choice, blocks)
    decisions: list[str] = []
    doubts: list[dict[int, str]] = [{} for _ in rows]
    for index, block in enumerate(blocks):
        inside = [
            (row, segment)
            for row, (segments, home) in enumerate(zip(rows, homes, strict=True))
            for segment, at in zip(segments, home, strict=False)
            if at == index
        ]
        decisions.extend(_fill_block(inside, block, columns, out, doubts, stated))
    return tuple(decisions), tuple(doubts)


def _take_line_numbers(
    rows: Sequence[Sequence[Segment]],
    choice: Sequence[Sequence[int]],
    blocks: Sequence[Block],
    columns: Sequence[Column],
    out: list[list[tuple[Piece, ...]]],
) -> None:
    """Put the 行次 in front of each segment's amounts into its column."""
    for row, (segments, chosen) in enumerate(zip(rows, choice, strict=True)):
        for segment, at in zip(segments, chosen, strict=False):
            column = next((i for i in blocks[at].figure_columns if columns[i].key == LINE_NUMBER), None)
            if column is not None and segment.figures and segment.figures[0].bare.isdigit():
                out[row][column] = (segment.figures.pop(0),)


def _stated(
    rows: Sequence[Sequence[Segment]], choice: Sequence[Sequence[int]], blocks: Sequence[Block]
) -> dict[str, Decimal]:
    """What the revenue side states about its sources; the expenditure side prints them as columns."""
    return stated_by(
        (segment.name, value_of(segment.figures[-1:]) if segment.figures else None)
        for segments, chosen in zip(rows, choice, strict=True)
        for segment, at in zip(segments, chosen, strict=False)
        if blocks[at].side == "收入方" and all(is_figure(piece.bare) for piece in segment.figures)
    )


def _homes(
    rows: Sequence[Sequence[Segment]], choice: Sequence[Sequence[int]], blocks: Sequence[Block]
) -> list[list[int]]:
    """The block in which the figures of each segment stand.

    From the first closing line on (本年支出合计, 结转下年, 支出总计) that is the last block under the header cell.
    """
    closed: set[int] = set()
    homes: list[list[int]] = []
    for segments, chosen in zip(rows, choice, strict=True):
        home = list(chosen)
        for index, segment in enumerate(segments[: len(home)]):
            root = blocks[home[index]].root
            if TOTAL.search(segment.name):
                closed.add(id(root))
            stop = home[index + 1] if index + 1 < len(home) else len(blocks)
            while id(root) in closed and home[index] + 1 < stop and blocks[home[index] + 1].root is root:
                home[index] += 1
        homes.append(home)
    return homes


def _fill_block(
    inside: Sequence[tuple[int, Segment]],
    block: Block,
    columns: Sequence[Column],
    out: list[list[tuple[Piece, ...]]],
    doubts: list[dict[int, str]],
    stated: Stated,
) -> tuple[str, ...]:
    open_columns = [i for i in block.figure_columns if columns[i].key != LINE_NUMBER]
    labels = [columns[i] for i in open_columns]
    figures: list[FigureRow] = []
    for _, segment in inside:
        raw = RawRow(words=segment.words, figures=segment.figures)
        figures.append(figure_row(raw, None, labels, stated=stated))
    result = assign_figures(
        figures,
        len(labels),
        header_sums([column.path for column in labels]),
        _children([segment for _, segment in inside]) if len(labels) > 1 else {},
        [column.path[-1] for column in labels],
    )
    for (row, segment), places, open_ in zip(inside, result.places, result.doubts, strict=True):
        for piece, place in zip(segment.figures, places or (), strict=False):
            out[row][open_columns[place]] = (piece,)
        doubts[row].update(doubts_of(open_, open_columns, columns))
        if _is_half(segment, block):
            doubts[row].update(dict.fromkeys(open_columns, HALF_ROW))
    return result.decisions


def _is_half(segment: Segment, block: Block) -> bool:
    """Whether a segment with figures lacks its code or its name in a block that prints both: its row was torn."""
    whole = bool(segment.keys) and bool(segment.words)
    return bool(block.key_columns and segment.figures) and not whole and not TOTAL.search(segment.name)


def _children(names: Sequence[Segment]) -> dict[int, tuple[int, ...]]:
    """Row → the rows that add up to it, by the counting of the names and the closing lines of one block."""
    children: dict[int, list[int]] = {}
    above: dict[str, int] = {}
    top: list[int] = []
    for row, segment in enumerate(names):
        style, _ = ordinal(segment)
        if TOTAL.search(segment.name):
            children[row], top, above = top, [row], {}
            continue
        if style not in LEVELS:
            top.append(row)
            continue
        level = LEVELS.index(style)
        parent = next((above[name] for name in reversed(LEVELS[:level]) if name in above), None)
        above = {name: at for name, at in above.items() if LEVELS.index(name) < level} | {style: row}
        if parent is None:
            top.append(row)
        else:
            children.setdefault(parent, []).append(row)
    return {row: tuple(below) for row, below in children.items() if below}
