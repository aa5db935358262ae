"""The blocks of a flat table printed side by side, and the pieces of a line that belong to them.

Takes columns, gives :class:`Block`; a line is cut into :class:`Segment` (a name with the figures behind it), and
:func:`ordinal` says what a name counts by.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from gouji.grids.flat.header import Column
from gouji.grids.flat.header_labels import HeaderNode
from gouji.grids.flat.text import Piece

_NUMERALS = "一二三四五六七八九十"
ORDINAL = re.compile(
    rf"^(?:([{_NUMERALS}]{{1,3}})[、.．,，]|[（(]([{_NUMERALS}]{{1,3}})[)）]|(\d{{1,2}})[、.．](?!\d))"
)


@dataclass(frozen=True, slots=True)
class Block:
    """One block: its side by vocabulary and the indexes of its columns."""

    side: str
    root: HeaderNode
    """The outermost header cell; blocks under one cell are parts of one side."""
    key_columns: tuple[int, ...]
    name_column: int | None
    figure_columns: tuple[int, ...]


@dataclass(slots=True)
class Segment:
    """A name with the figures printed behind it."""

    keys: list[Piece] = field(default_factory=list)
    words: list[Piece] = field(default_factory=list)
    figures: list[Piece] = field(default_factory=list)

    @property
    def name(self) -> str:
        return "".join(piece.bare for piece in self.words)


def blocks_of(columns: Sequence[Column]) -> list[Block]:
    """The blocks of a table: a name column that follows a figure column opens the next one."""
    groups: list[list[int]] = []
    for index, column in enumerate(columns):
        if column.role == "seq" and index == 0:
            continue
        opens = column.role != "figure" and (not groups or columns[index - 1].role == "figure")
        if opens or not groups:
            groups.append([])
        groups[-1].append(index)
    return [_block(columns, group) for group in groups]


def _block(columns: Sequence[Column], group: Sequence[int]) -> Block:
    keys = tuple(i for i in group if columns[i].role in ("part", "code", "seq"))
    names = [i for i in group if columns[i].role in ("name", "text", "group")]
    root = columns[group[-1]].nodes[0]
    figures = tuple(i for i in group if columns[i].role == "figure")
    return Block(root.key or "", root, keys, names[0] if names else None, figures)


def is_sided(columns: Sequence[Column]) -> bool:
    """Whether a header shows at least two blocks, each with a name and a figure column."""
    blocks = [block for block in blocks_of(columns) if block.name_column is not None and block.figure_columns]
    return len(blocks) > 1


def ordinal(segment: Segment) -> tuple[str | None, int | None]:
    """The kind and value of what a name counts by: ``一、`` ``（一）`` ``1.`` or a code."""
    if segment.keys:
        return "code", int("".join(key.bare for key in segment.keys))
    match = ORDINAL.match(segment.name)
    if not match:
        return None, None
    outer, inner, digits = match.groups()
    if digits:
        return "digit", int(digits)
    return ("outer" if outer else "inner"), chinese_number(outer or inner)


def chinese_number(text: str) -> int:
    """一 … 九十九 as a number."""
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _NUMERALS.index(text) + 1 if text in _NUMERALS else 0
    high = _NUMERALS.index(tens) + 1 if tens else 1
    return high * 10 + (_NUMERALS.index(ones) + 1 if ones else 0)
