"""Grounding of an irregular table that a model cut into cells anew: no character may come or go.

Takes the grid of an answer and the rows as they were read, gives the rows that the source bears out.  A cell must come
from the row it claims, each printed character being used once and every printed figure at least once.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace

from gouji.grounding.source import SourceText, fold_text
from gouji.schemas.llm import GridAnswer, GridRow

CELL_MARK = "␟"
"""What stands between two cells of a row in the request of an irregular table."""
_GLUED = re.compile(r"\d\.\d+\.\d")
"""Two figures in one cell: a decimal point can stand only once in a figure."""


@dataclass(frozen=True, slots=True)
class GridReading:
    """An irregular table as the model put it together: the rows that the source bears out.

    ``rows`` maps the row number of the table as it was read (from 1) to the row's cells.
    """

    table: str
    columns: tuple[tuple[str, ...], ...]
    rows: dict[int, tuple[str | None, ...]]
    faults: tuple[str, ...] = ()

    def merged(self, other: GridReading) -> GridReading:
        """The two halves of a table whose request was split."""
        return replace(self, rows={**self.rows, **other.rows}, faults=(*self.faults, *other.faults))


def ground_grid(answer: GridAnswer, source: SourceText) -> GridReading:
    """Keep the rows that are made of the printed characters of their line, figures whole and complete."""
    by_line = {piece.number: piece for piece in source.pieces}
    times = Counter(row.line for row in answer.items)
    rows: dict[int, tuple[str | None, ...]] = {}
    faults: list[str] = []
    for row in answer.items:
        piece = by_line.get(row.line)
        reason = "没有这一行" if piece is None else grid_row_fault(row, piece.text, len(answer.columns))
        reason = reason or ("给出了两次" if times[row.line] > 1 else None)
        if reason is not None or piece is None:
            faults.append(f"L{row.line} {reason}")
        else:
            rows[piece.line.number] = tuple(row.cells)
    columns = tuple(tuple(path) for path in answer.columns)
    return GridReading(source.pieces[0].section, columns, rows, tuple(dict.fromkeys(faults)))


def grid_row_fault(row: GridRow, text: str, width: int) -> str | None:
    """Why a row is not what its line prints, or ``None``.

    The cells, joined, must be the characters of the line in their order (separators, spaces and
    thousands marks aside): a row can be cut anew, never changed.
    """
    if len(row.cells) != width:
        return f"有 {len(row.cells)} 格，应有 {width} 格"
    printed = _bare(text.replace(CELL_MARK, ""))
    given = _bare("".join(cell or "" for cell in row.cells))
    if given != printed:
        return "文字与原文不符"
    glued = next((cell for cell in row.cells if cell and _GLUED.search(_bare(cell))), None)
    return f"“{glued}”里有数字粘在一起" if glued else None


def _bare(text: str) -> str:
    return fold_text(text).replace(",", "")
