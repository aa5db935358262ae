"""Header rows of a grid, and the path of labels above each column.

Takes a :class:`Grid`, gives how many of its rows are header and one path per column, outermost
label first.  Where the source does not draw spans (tab-separated text), the spans are inferred:
a label covers the unlabelled columns to its right that have a label further down.  Labels that a
converter moved by a column are put back where the structure leaves no other reading.
"""

from __future__ import annotations

from collections.abc import Sequence

from gouji.domain.column_numbers import is_number_row
from gouji.domain.headers import (
    CODE_HEADER,
    CODE_PART_WORDS,
    is_header_word,
)
from gouji.domain.indicators import Role, role_of
from gouji.domain.totals import UNNAMED, total_level
from gouji.figures import cell_text, is_data
from gouji.grids.grid import Grid
from gouji.normalise import fold
from gouji.read.model import Cell
from gouji.tables.settings import TABLES, TableSettings

GridRow = tuple[Cell, ...]
"""One printed row; a merged cell is the same object at each column that it covers."""
ColumnPath = list[str]
"""The labels above a column, outermost first."""


def filled(row: GridRow) -> list[tuple[int, str]]:
    """The distinct printed cells of a row as (column, folded text); a merged cell counts once."""
    out: list[tuple[int, str]] = []
    for col, cell in enumerate(row):
        if cell.text.strip() and (col == 0 or row[col - 1] is not cell):
            out.append((col, fold(cell.text)))
    return out


def is_column_numbers(row: GridRow, *, inside: bool = False) -> bool:
    """Whether a row numbers the columns (栏次 1 2 3); ``inside``: it stands among rows of data."""
    own = [cell.text for col, cell in enumerate(row) if col == 0 or row[col - 1] is not cell or not cell.text]
    return is_number_row(own, inside=inside)


def has_figures(row: GridRow) -> bool:
    """Whether a row carries a figure or a code; years (``2025年``) are labels."""
    return any(is_data(text) for _, text in filled(row))


def is_header_row(row: GridRow, first: bool, settings: TableSettings) -> bool:
    """Whether a row is made of column labels.  The first row of a table may hold unknown words."""
    cells = filled(row)
    if not cells or has_figures(row):
        return False
    texts = [text for _, text in cells]
    if len(texts) == 1 and total_level(texts[0]) in UNNAMED:
        return False
    labels = sum(is_header_word(text) for text in texts)
    if first:
        return len(texts) > 1 or labels == 1
    return labels / len(texts) >= settings.header_share


def header_height(grid: Grid, settings: TableSettings = TABLES) -> int:
    """How many rows at the top of the grid are header (the 栏次 row included)."""
    if grid.header_rows is not None:
        return grid.header_rows
    height = 0
    for depth, row in enumerate(grid.rows[: settings.header_rows]):
        if is_column_numbers(row) and height:
            return depth + 1
        if height and not _has_new_cell(grid.rows[depth - 1], row):
            continue
        if height and grid.spans_known and _parts_groups(grid.rows[depth - 1], row):
            height = depth + 1
            continue
        if not is_header_row(row, height == 0, settings):
            break
        if height and not _divides(grid.rows[:depth], row):
            break
        height = depth + 1
    return height


def _divides(above: tuple[GridRow, ...], row: GridRow) -> bool:
    """Whether a row of labels divides columns of the header above it, as a header row must.

    A row of words that stands cell under cell below complete labels is data (单位情况表, 指标表).  A label as wide
    as the group above it divides it (科目编码 below 经济分类), but not below the levels of an indicator table.
    """
    if all(CODE_HEADER.match(text) for _, text in filled(row)):
        return True
    upper = tuple(_lowest(above, col) for col in range(len(row)))
    levels = any(role_of((cell.text,)) is Role.LEVEL3 for cell in upper)
    stacked = divided = 0
    for col, _ in filled(row):
        if row[col] is upper[col] or fold(row[col].text) == fold(upper[col].text):
            continue
        has_label = bool(upper[col].text.strip())
        wider = upper[col].colspan > (row[col].colspan if levels else 1)
        opens_group = wider or _starts_group(upper, row, col) or _repeats_beside(upper, row, col)
        if has_label and not opens_group:
            stacked += 1
        else:
            divided += 1
    return divided > 0 and stacked <= divided


def _parts_groups(above: GridRow, row: GridRow) -> bool:
    """Whether a row of words does nothing but divide wider cells of the header row above it, whose other cells reach down."""
    fresh = [col for col in range(len(row)) if row[col] is not above[col]]
    if not fresh or len(fresh) == len(row) or has_figures(row):
        return False
    return all(row[col].text.strip() and above[col].colspan > row[col].colspan for col in fresh)


def _has_new_cell(above: GridRow, row: GridRow) -> bool:
    """Whether a row prints a cell of its own: not blank, not only the rest of merged cells."""
    return any(row[col] is not above[col] for col, _ in filled(row))


def _lowest(above: tuple[GridRow, ...], col: int) -> Cell:
    """The lowest filled cell of a column, or the last one."""
    return next((row[col] for row in reversed(above) if row[col].text.strip()), above[-1][col])


def _starts_group(upper: GridRow, row: GridRow, col: int) -> bool:
    """Whether the column right of ``col`` continues a group: no label above, one below."""
    after = col + 1
    return after < len(row) and not upper[after].text.strip() and bool(row[after].text.strip())


def _repeats_beside(upper: GridRow, row: GridRow, col: int) -> bool:
    """Whether a group that a converter wrote over each of its columns (事业收入 | 事业收入) has other labels below."""
    near = (c for c in (col - 1, col + 1) if 0 <= c < len(row))
    return any(
        fold(upper[c].text) == fold(upper[col].text) != "" and fold(row[c].text) != fold(row[col].text)
        for c in near
    )


def header_paths(grid: Grid, height: int) -> list[ColumnPath]:
    """One path per column from the header rows; the 栏次 row and repeated labels are left out.

    A label stands twice where a group and one of its columns have one name (因公出国（境）费 over 小计 and 因公出国（境）费).
    """
    rows = [row for row in grid.rows[:height] if not is_column_numbers(row)]
    labels = [[cell_text(cell.text) for cell in row] for row in rows]
    if not grid.spans_known:
        _anchor_groups(labels)
        _undo_shift(labels)
        _spread(labels)
        return [_path([row[col] for row in labels]) for col in range(grid.n_cols)]
    groups = [[cell.colspan for cell in row] for row in rows]
    return [_path([row[col] for row in labels], [row[col] for row in groups]) for col in range(grid.n_cols)]


def _path(column: Sequence[str | None], widths: Sequence[int] | None = None) -> ColumnPath:
    """The labels of a column; one that repeats the label above it counts where that one is wider, by known ``widths``."""
    path: ColumnPath = []
    width = 0
    for depth, label in enumerate(column):
        narrower = widths is not None and widths[depth] < width
        if label and (not path or path[-1] != label or narrower):
            path.append(label)
            width = widths[depth] if widths is not None else 0
    return path


def _spread(labels: list[list[str | None]]) -> None:
    """Let a label cover the open columns to its right that have a label further down."""
    for depth, row in enumerate(labels[:-1]):
        for col in range(1, len(row)):
            below = any(deeper[col] for deeper in labels[depth + 1 :])
            if row[col] is None and below and _same_group(labels, depth, col):
                row[col] = row[col - 1]


def _same_group(labels: list[list[str | None]], depth: int, col: int) -> bool:
    """Whether the column stands under the same outer label as its left neighbour, which opens a group."""
    left_opens = any(deeper[col - 1] for deeper in labels[depth + 1 :])
    same_parent = all(labels[d][col] == labels[d][col - 1] for d in range(depth))
    return left_opens and same_parent and labels[depth][col - 1] is not None


def _anchor_groups(labels: list[list[str | None]]) -> None:
    """Put group labels over the start of their columns when those repeat (three years × six columns).

    A converter that loses an empty header cell moves the later groups to the left; the repetition
    of the labels below shows where each group starts.
    """
    if len(labels) < 2:
        return
    top, below = labels[0], labels[1]
    starts = _repetition(below)
    named = [col for col, text in enumerate(top) if text and starts and col >= starts[0]]
    if len(starts) < 2 or len(starts) != len(named) or starts == named:
        return
    texts = [top[col] for col in named]
    for col in named:
        top[col] = None
    for col, text in zip(starts, texts, strict=True):
        top[col] = text


def _repetition(row: list[str | None]) -> list[int]:
    """Start columns of a label sequence that repeats (at least twice) to the end of the row."""
    cells = [(col, text) for col, text in enumerate(row) if text]
    texts = [text for _, text in cells]
    for size in range(2, len(texts) // 2 + 1):
        if len(texts) % size == 0 and all(texts[i] == texts[i % size] for i in range(len(texts))):
            return [cells[i][0] for i in range(0, len(texts), size)]
    return []


def _undo_shift(labels: list[list[str | None]]) -> None:
    """Undo a header cell moved left: a label without sub-labels before a sub-label without a label.

    ``本年收入 … | 上年结转 | (open)`` over ``… 附属单位上缴收入 | (open) | 其他收入``: a group never has an open
    first column, so the last two columns are ``本年收入/其他收入`` and ``上年结转``.
    """
    for depth in range(len(labels) - 1):
        row = labels[depth]
        for col in range(1, len(row) - 1):
            leaf = row[col] and not any(deeper[col] for deeper in labels[depth + 1 :])
            orphan = row[col + 1] is None and any(deeper[col + 1] for deeper in labels[depth + 1 :])
            group_before = row[col - 1] is None and any(deeper[col - 1] for deeper in labels[depth + 1 :])
            if leaf and orphan and group_before:
                row[col], row[col + 1] = None, row[col]
                for deeper in labels[depth + 1 :]:
                    deeper[col], deeper[col + 1] = deeper[col + 1], None


def code_part_row(row: GridRow) -> list[int]:
    """Columns of a data row that print 类/款/项, header words that share the row with the first data."""
    columns = [col for col, text in filled(row) if text in CODE_PART_WORDS]
    texts = [fold(row[col].text) for col in columns]
    return columns if len(columns) > 1 and texts == list(CODE_PART_WORDS[: len(texts)]) else []
