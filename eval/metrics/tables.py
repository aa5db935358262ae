"""Tables against gold: detection, kind, unit, headers, rows and, above all, cells.

Takes the gold tables and ours; gives one :class:`TableScore` per gold table and per spurious
table, with every differing cell.  Strict by construction: a column counts only under the same
header path, an unmatched gold table costs all its cells, a spurious table costs precision, form
fields are cells.  Row and cell alignment: anchors §4.3.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from gouji.eval.metrics.align import Pairs, align, align_equal, pair_equal
from gouji.eval.metrics.cells import header_key, is_code_header, is_figure, same_equal, same_exact
from gouji.eval.metrics.counts import Counts, total
from gouji.eval.metrics.match import match_tables, overlap
from gouji.normalise import fold
from gouji.schemas.record import Table

_ROW_MIN = 0.25
_ROW_WEIGHTS = (0.5, 0.25, 0.25)
"""Share of key cells, of all aligned cells, and of cells in whatever column, that must agree."""
_BAG_MIN = 0.8
"""Rows without a key cell in common are the same row only if nearly all their cells are the same."""
FORM_ROW = "表头栏"


@dataclass(frozen=True, slots=True)
class CellDiff:
    """One differing cell: where it stands, both values and why it counts as wrong.

    ``reason`` is one of ``value`` (another value), ``missing``, ``spurious``, ``column`` (the right
    figure under the wrong header), ``header`` (its column has no counterpart), ``row`` (its row has
    none), ``table`` (its table has none).  ``row``/``col`` index the gold grid, ``our_row``/``our_col`` ours.
    """

    key: str
    column: str
    gold: str | None
    ours: str | None
    reason: str
    figure: bool
    row: int | None = None
    col: int | None = None
    our_row: int | None = None
    our_col: int | None = None


@dataclass(frozen=True, slots=True)
class CellCounts:
    """Cell counts by grade of agreement, and figures apart from text."""

    equal: Counts = Counts()
    exact: Counts = Counts()
    figures: Counts = Counts()
    text: Counts = Counts()

    def __add__(self, other: CellCounts) -> CellCounts:
        return CellCounts(
            self.equal + other.equal,
            self.exact + other.exact,
            self.figures + other.figures,
            self.text + other.text,
        )


@dataclass(frozen=True, slots=True)
class TableScore:
    """One gold table with its counterpart, a gold table without one, or a spurious table of ours."""

    gold: Table | None
    ours: Table | None
    headers: Counts
    rows: Counts
    cells: CellCounts
    diffs: list[CellDiff] = field(default_factory=list)
    row_pairs: Pairs = field(default_factory=list)
    column_pairs: Pairs = field(default_factory=list)

    @property
    def matched(self) -> bool:
        return self.gold is not None and self.ours is not None

    @property
    def kind_right(self) -> bool:
        return self.gold is not None and self.ours is not None and self.gold.kind == self.ours.kind

    @property
    def unit_right(self) -> bool:
        return self.gold is not None and self.ours is not None and self.gold.unit == self.ours.unit

    @property
    def emptiness_right(self) -> bool:
        return self.gold is not None and self.ours is not None and self.gold.is_empty == self.ours.is_empty

    @property
    def all_right(self) -> bool:
        """Every header, row and cell agrees (``equal``)."""
        return self.matched and not self.diffs and self.headers.f1 == 1.0 and self.rows.f1 == 1.0

    @property
    def wrong_column(self) -> int:
        """How many figures were read right and put under the wrong header."""
        return sum(diff.reason == "column" and diff.gold is not None for diff in self.diffs)


def score_tables(gold: Sequence[Table], ours: Sequence[Table]) -> list[TableScore]:
    """A score per gold table, in order, then one per spurious table of ours."""
    found = dict(match_tables(gold, ours))
    scores = [
        score_pair(table, ours[found[i]]) if i in found else _alone(table, is_gold=True)
        for i, table in enumerate(gold)
    ]
    taken = set(found.values())
    return scores + [_alone(table, is_gold=False) for j, table in enumerate(ours) if j not in taken]


def cell_total(scores: Sequence[TableScore]) -> CellCounts:
    """All cells of a document together."""
    return sum((score.cells for score in scores), CellCounts())


def detection(scores: Sequence[TableScore]) -> Counts:
    """Tables found, out of those labelled and those given."""
    return Counts(
        sum(score.matched for score in scores),
        sum(score.gold is not None for score in scores),
        sum(score.ours is not None for score in scores),
    )


def score_pair(gold: Table, ours: Table) -> TableScore:
    """Two tables that stand for each other."""
    gold_headers = [header_key(path) for path in gold.columns]
    our_headers = [header_key(path) for path in ours.columns]
    in_order = len(align_equal(gold_headers, our_headers))
    columns = pair_equal(gold_headers, our_headers)
    rows = align_rows(gold, ours, columns)
    diffs = _grid_diffs(gold, ours, rows, columns) + _form_diffs(gold, ours)
    return TableScore(
        gold,
        ours,
        Counts(in_order, len(gold_headers), len(our_headers)),
        Counts(len(rows), len(gold.rows), len(ours.rows)),
        _count(gold, ours, rows, columns),
        diffs,
        rows,
        columns,
    )


def align_rows(gold: Table, ours: Table, columns: Pairs) -> Pairs:
    """Order-keeping row pairs, by key cells first, then by all cells."""
    import numpy as np

    if not gold.rows or not ours.rows:
        return []
    keys = key_columns(gold)
    left = [[_fold(cell) for cell in row] for row in gold.rows]
    right = [[_fold(cell) for cell in row] for row in ours.rows]
    bags = [Counter(c for c in row if c) for row in left], [Counter(c for c in row if c) for row in right]
    similarity = np.zeros((len(left), len(right)))
    for i, a in enumerate(left):
        for j, b in enumerate(right):
            key = _share([(a[c], b[d]) for c, d in columns if c in keys])
            every = _share([(a[c], b[d]) for c, d in columns])
            bag = overlap(bags[0][i], bags[1][j])
            if key > 0.0 or bag >= _BAG_MIN:
                parts = (key, every, bag)
                similarity[i, j] = sum(w * part for w, part in zip(_ROW_WEIGHTS, parts, strict=True))
    similarity[similarity < _ROW_MIN] = 0.0
    return align(similarity)


def key_columns(table: Table) -> set[int]:
    """Columns that name a row: codes, and columns in which most cells are not figures."""
    keys: set[int] = set()
    for c, path in enumerate(table.columns):
        if is_code_header(path):
            keys.add(c)
            continue
        cells = [row[c] for row in table.rows if row[c] is not None]
        if cells and 2 * sum(is_figure(cell) for cell in cells) < len(cells):
            keys.add(c)
    return keys


def row_key(table: Table, row: int) -> str:
    """The key cells of a row, for people to find it by."""
    cells = [table.rows[row][c] for c in sorted(key_columns(table))]
    return f"{row + 1} " + " ".join(cell[:24] for cell in cells if cell)


def _fold(cell: str | None) -> str:
    return "" if cell is None else fold(cell)


def _share(pairs: list[tuple[str, str]]) -> float:
    """Share of agreeing cells among those where either side has something; 1.0 where none has."""
    stated = [(a, b) for a, b in pairs if a or b]
    return sum(a == b for a, b in stated) / len(stated) if stated else float(bool(pairs))


def _count(gold: Table, ours: Table, rows: Pairs, columns: Pairs) -> CellCounts:
    """Agreeing non-empty cells (grid and form), out of all non-empty ones on each side."""
    equal, exact, figures, text = _sizes(gold, ours)
    right = [0, 0, 0, 0]
    pairs = [
        (gold.rows[i][c], ours.rows[j][d], is_code_header(gold.columns[c]))
        for i, j in rows
        for c, d in columns
    ]
    theirs = _form(ours)
    pairs += [(value, theirs[name], False) for name, value in _form(gold).items() if name in theirs]
    for one, other, code in pairs:
        if one is None or other is None:
            continue
        figure = is_figure(one, code_column=code)
        agrees = same_equal(one, other, figure=figure)
        right[0] += agrees
        right[1] += same_exact(one, other)
        right[2] += agrees and figure
        right[3] += agrees and not figure
    sizes = (equal, exact, figures, text)
    return CellCounts(*(Counts(n, g, o) for n, (g, o) in zip(right, sizes, strict=True)))


def _sizes(gold: Table, ours: Table) -> list[tuple[int, int]]:
    """``(gold, ours)`` numbers of non-empty cells: all, all again, figures, text."""
    counts = [_kinds(gold), _kinds(ours)]
    every = counts[0][0] + counts[0][1], counts[1][0] + counts[1][1]
    return [every, every, (counts[0][0], counts[1][0]), (counts[0][1], counts[1][1])]


def _kinds(table: Table) -> tuple[int, int]:
    """How many non-empty cells are figures, and how many text or codes."""
    codes = [is_code_header(path) for path in table.columns]
    cells = [
        (cell, code) for row in table.rows for cell, code in zip(row, codes, strict=True) if cell is not None
    ]
    cells += [(value, False) for value in _form(table).values() if value is not None]
    figures = sum(is_figure(cell, code_column=code) for cell, code in cells)
    return figures, len(cells) - figures


def _form(table: Table) -> dict[str, str | None]:
    """Form fields under their folded names; a blank value is an empty cell."""
    return {fold(name): value or None for name, value in (table.form or {}).items()}


def _grid_diffs(gold: Table, ours: Table, rows: Pairs, columns: Pairs) -> list[CellDiff]:
    """Every differing cell of the grid, right figures in wrong columns marked as such."""
    diffs: list[CellDiff] = []
    gold_lost = [c for c in range(len(gold.columns)) if c not in dict(columns)]
    our_extra = [d for d in range(len(ours.columns)) if d not in {d for _, d in columns}]
    for i, j in rows:
        row = [_cell_diff(gold, ours, (i, j), (c, d)) for c, d in columns]
        row += [_one_sided(gold, i, c, "header", is_gold=True) for c in gold_lost]
        row += [_one_sided(ours, j, d, "header", is_gold=False) for d in our_extra]
        diffs += _mark_wrong_columns([diff for diff in row if diff is not None])
    diffs += _whole_rows(gold, set(range(len(gold.rows))) - {i for i, _ in rows}, is_gold=True)
    diffs += _whole_rows(ours, set(range(len(ours.rows))) - {j for _, j in rows}, is_gold=False)
    return diffs


def _cell_diff(gold: Table, ours: Table, row: tuple[int, int], column: tuple[int, int]) -> CellDiff | None:
    one, other = gold.rows[row[0]][column[0]], ours.rows[row[1]][column[1]]
    figure = is_figure(one or other, code_column=is_code_header(gold.columns[column[0]]))
    if same_equal(one, other, figure=figure):
        return None
    reason = "missing" if other is None else "spurious" if one is None else "value"
    name = "/".join(gold.columns[column[0]])
    key = row_key(gold, row[0])
    return CellDiff(key, name, one, other, reason, figure, row[0], column[0], row[1], column[1])


def _one_sided(table: Table, row: int, column: int, reason: str, *, is_gold: bool) -> CellDiff | None:
    """A cell whose column, row or table has no counterpart; ``None`` when it is empty anyway."""
    cell = table.rows[row][column]
    if cell is None:
        return None
    figure = is_figure(cell, code_column=is_code_header(table.columns[column]))
    key, name = row_key(table, row), "/".join(table.columns[column])
    if is_gold:
        return CellDiff(key, name, cell, None, reason, figure, row=row, col=column)
    return CellDiff(key, name, None, cell, reason, figure, our_row=row, our_col=column)


def _mark_wrong_columns(diffs: list[CellDiff]) -> list[CellDiff]:
    """Within one row: a gold figure that we lack here and have under another header is ``column``."""
    strays = [k for k, diff in enumerate(diffs) if diff.figure and diff.ours is not None]
    marked = list(diffs)
    for k, diff in enumerate(diffs):
        if not diff.figure or diff.gold is None:
            continue
        for s in strays:
            if s != k and same_equal(diff.gold, diffs[s].ours, figure=True):
                marked[k] = _because(marked[k], "column")
                if diffs[s].gold is None:
                    marked[s] = _because(marked[s], "column")
                strays.remove(s)
                break
    return marked


def _because(diff: CellDiff, reason: str) -> CellDiff:
    from dataclasses import replace

    return replace(diff, reason=reason)


def _whole_rows(table: Table, rows: set[int], *, is_gold: bool) -> list[CellDiff]:
    cells = [
        _one_sided(table, i, c, "row", is_gold=is_gold)
        for i in sorted(rows)
        for c in range(len(table.columns))
    ]
    return [cell for cell in cells if cell is not None]


def _form_diffs(gold: Table, ours: Table) -> list[CellDiff]:
    """Form fields that differ, are missing or were invented."""
    left, right = _form(gold), _form(ours)
    diffs = []
    for name in [*left, *(name for name in right if name not in left)]:
        one, other = left.get(name), right.get(name)
        figure = is_figure(one or other)
        if not same_equal(one, other, figure=figure):
            reason = "missing" if other is None else "spurious" if one is None else "value"
            diffs.append(CellDiff(FORM_ROW, name, one, other, reason, figure))
    return diffs


def _alone(table: Table, *, is_gold: bool) -> TableScore:
    """A gold table that we lack, or a table of ours that the gold lacks: every cell counts against us."""
    figures, text = _kinds(table)

    def one_sided(size: int) -> Counts:
        return Counts(0, size, 0) if is_gold else Counts(0, 0, size)

    cells = CellCounts(
        one_sided(figures + text), one_sided(figures + text), one_sided(figures), one_sided(text)
    )
    diffs = [
        diff
        for i in range(len(table.rows))
        for c in range(len(table.columns))
        if (diff := _one_sided(table, i, c, "table", is_gold=is_gold)) is not None
    ]
    for name, value in _form(table).items():
        if value is not None:
            one, other = (value, None) if is_gold else (None, value)
            diffs.append(CellDiff(FORM_ROW, name, one, other, "table", is_figure(value)))
    headers, rows = one_sided(len(table.columns)), one_sided(len(table.rows))
    gold, ours = (table, None) if is_gold else (None, table)
    return TableScore(gold, ours, headers, rows, cells, diffs)


def table_totals(scores: Sequence[TableScore]) -> dict[str, Counts]:
    """Micro totals of a document: detection, headers, rows and the four cell counts."""
    cells = cell_total(scores)
    return {
        "tables": detection(scores),
        "headers": total(score.headers for score in scores),
        "rows": total(score.rows for score in scores),
        "cells": cells.equal,
        "cells_exact": cells.exact,
        "figures": cells.figures,
        "text": cells.text,
    }
