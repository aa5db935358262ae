"""GriTS content score of a table: a second view that looks at the grid alone.

Takes two grids of strings (headers as first rows), gives precision-recall harmonic mean in [0, 1].
The measure of Smock, Pesala and Abraham, "GriTS: Grid table similarity metric for table structure
recognition" (ICDAR 2023), in its factored form: rows are aligned by the best column alignment of
each row pair and columns likewise, then the cells of aligned rows and columns are compared.
Partial credit makes it good for diagnosis of structure and unfit as a gate for money.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rapidfuzz.distance import LCSseq

from gouji.eval.metrics.align import Pairs, align
from gouji.normalise import fold
from gouji.schemas.record import Table

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Grid = list[list[str]]


def grid_of(table: Table) -> Grid:
    """Header levels above the rows, everything folded, empty cells as ``""``."""
    depth = max((len(path) for path in table.columns), default=0)
    header = [
        [fold(path[level]) if level < len(path) else "" for path in table.columns] for level in range(depth)
    ]
    return header + [[fold(cell) if cell else "" for cell in row] for row in table.rows]


def grits_content(gold: Sequence[Sequence[str]], ours: Sequence[Sequence[str]]) -> float:
    """GriTS-Con; two empty grids are alike, an empty and a full one have nothing in common."""
    size = _cells(gold) + _cells(ours)
    if not _cells(gold) or not _cells(ours):
        return float(size == 0)
    similar = _similarities(gold, ours)
    rows, columns = _line_scores(similar), _line_scores(similar.transpose(2, 3, 0, 1))
    row_ways = (align(rows), _turned(align(rows.T)))
    column_ways = (align(columns), _turned(align(columns.T)))
    shared = max(_shared(similar, r, c) for r in row_ways for c in column_ways)
    return float(2 * shared / size)


def _shared(similar: NDArray[np.float64], rows: Pairs, columns: Pairs) -> float:
    return sum(float(similar[i, j, c, d]) for i, j in rows for c, d in columns)


def _turned(pairs: Pairs) -> Pairs:
    """Pairs found from the other side: among equally good alignments neither side is preferred."""
    return [(j, i) for i, j in pairs]


def _cells(grid: Sequence[Sequence[str]]) -> int:
    return sum(len(row) for row in grid)


def _similarities(gold: Sequence[Sequence[str]], ours: Sequence[Sequence[str]]) -> NDArray[np.float64]:
    """``[gold row, our row, gold column, our column]`` → likeness of the two cells."""
    import numpy as np

    left, left_ids = _vocabulary(gold)
    right, right_ids = _vocabulary(ours)
    table = np.asarray([[_likeness(a, b) for b in right] for a in left])
    picked: NDArray[np.float64] = table[left_ids[:, None, :, None], right_ids[None, :, None, :]]
    return picked


def _vocabulary(grid: Sequence[Sequence[str]]) -> tuple[list[str], NDArray[np.int64]]:
    """The distinct texts, and the grid as indices into them (each pair is compared once)."""
    import numpy as np

    words: dict[str, int] = {}
    ids = [[words.setdefault(cell, len(words)) for cell in row] for row in grid]
    return list(words), np.asarray(ids, dtype=np.int64)


def _likeness(one: str, other: str) -> float:
    """Dice coefficient of the longest common subsequence; two empty cells are alike."""
    if not one and not other:
        return 1.0
    return 2 * LCSseq.similarity(one, other) / (len(one) + len(other))


def _line_scores(similar: NDArray[np.float64]) -> NDArray[np.float64]:
    """For each pair of lines the total of the best order-keeping alignment of their cells."""
    import numpy as np

    n, m, width, other = similar.shape
    above = np.zeros((n, m, other + 1))
    for c in range(width):
        here = np.zeros_like(above)
        for d in range(other):
            best = np.maximum(above[:, :, d + 1], here[:, :, d])
            here[:, :, d + 1] = np.maximum(best, above[:, :, d] + similar[:, :, c, d])
        above = here
    return above[:, :, other]
