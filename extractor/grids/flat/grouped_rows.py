"""Lists of flat text whose names stand in two columns under one label: a group and, beside it, its 小计 and its parts.

Takes the body lines and the columns (one name, then figures), gives the columns with the second name column put in and
the rows; 收入预算总表 by source prints so: ``一般公共预算资金 | 小计``, and below it ``| 专项收入``, the group's cell being
merged over its rows.
"""

from __future__ import annotations

from collections.abc import Sequence

from gouji.grids.flat.header import Column
from gouji.grids.flat.header_labels import HeaderNode
from gouji.grids.flat.raw_rows import TOTAL, RawRow, assemble
from gouji.grids.flat.rows import BodyRows
from gouji.grids.flat.text import Piece, text_of
from gouji.read.model import Line

SUBTOTAL = "小计"


def is_grouped(lines: Sequence[Line], columns: Sequence[Column]) -> bool:
    """Whether the only name column holds groups with a 小计 beside them, and figures fill one column."""
    roles = [column.role for column in columns]
    if roles not in (["name", "figure"], ["text", "figure"]):
        return False
    return sum(_opens(row) for row in assemble(lines, columns)) > 1


def _opens(row: RawRow) -> bool:
    """``一般公共预算资金 小计``: a name and a word of its own that says that its parts follow."""
    return len(row.words) > 1 and row.words[-1].bare == SUBTOTAL


def read_grouped_rows(lines: Sequence[Line], columns: Sequence[Column]) -> tuple[list[Column], BodyRows]:
    """The columns with a second, unlabelled name column, and the rows with the group repeated on each."""
    name, figure = columns
    second = Column((HeaderNode(None, ()),), "text")
    group: tuple[Piece, ...] = ()
    out: list[tuple[tuple[Piece, ...], ...]] = []
    for row in assemble(lines, columns):
        figures = tuple(row.figures[:1])
        if _opens(row):
            group = tuple(row.words[:-1])
            out.append((group, (row.words[-1],), figures))
        elif group and not TOTAL.search(text_of(row.words)):
            out.append((group, tuple(row.words), figures))
        else:
            out.append((tuple(row.words), (), figures))
    return [name, second, figure], BodyRows(tuple(out))
