"""A table as boxes on a grid: header cells merged over their paths, merged cells of the body, form heads.

Takes a :class:`TableSpec` and the style, gives a :class:`Layout` that every renderer sets in its own way.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import accumulate

from gouji.eval.robustness.model import FormRow, TableSpec, grouped
from gouji.eval.robustness.style import Style
from gouji.figures import plain_number


@dataclass(frozen=True, slots=True)
class Box:
    """One printed cell: its place on the grid, its text as printed, how it is set."""

    row: int
    col: int
    rowspan: int
    colspan: int
    text: str
    align: str
    bold: bool = False
    figure: bool = False
    """An amount: right-aligned, with separators where the style has them."""


@dataclass(frozen=True, slots=True)
class Layout:
    """``boxes[r]``: the cells that start in grid row ``r``; the first ``header`` rows are header.

    ``repeat``: the first header row that a page repeats (a form's head is not repeated).
    """

    boxes: tuple[tuple[Box, ...], ...]
    header: int
    columns: int
    widths: tuple[float, ...]
    repeat: int = 0


def header_boxes(columns: list[list[str]], top: int) -> list[list[Box]]:
    """Header cells from header paths: equal prefixes side by side merge, short paths reach down."""
    depth = max(len(path) for path in columns)
    rows: list[list[Box]] = [[] for _ in range(depth)]
    for level in range(depth):
        col = 0
        while col < len(columns):
            path = columns[col]
            end = col + 1
            if level >= len(path):
                col = end
                continue
            if level < len(path) - 1:
                while (
                    end < len(columns)
                    and columns[end][: level + 1] == path[: level + 1]
                    and len(columns[end]) > level + 1
                ):
                    end += 1
            down = depth - level if level == len(path) - 1 else 1
            rows[level].append(Box(top + level, col, down, end - col, path[level], "c", bold=True))
            col = end
    return rows


def _form_row(row: FormRow, at: int) -> list[Box]:
    boxes, col = [], row.start
    for text, across, down in row.cells:
        boxes.append(Box(at, col, down, across, text, "c"))
        col += across
    return boxes


def _on_grid(boxes: list[Box], starts: list[int]) -> list[Box]:
    """Boxes counted in table columns, counted in grid columns."""
    return [
        replace(box, col=starts[box.col], colspan=starts[box.col + box.colspan] - starts[box.col])
        for box in boxes
    ]


def _merged_down(table: TableSpec) -> dict[tuple[int, int], int]:
    """(row, column) → height of a merged cell; covered positions → 0."""
    heights: dict[tuple[int, int], int] = {}
    for depth, col in enumerate(table.merge_down):
        keys = table.merge_down[: depth + 1]
        at = 0
        while at < len(table.rows):
            end = at + 1
            if table.rows[at][col] is not None:
                key = [table.rows[at][k] for k in keys]
                while end < len(table.rows) and [table.rows[end][k] for k in keys] == key:
                    end += 1
            heights[(at, col)] = end - at
            heights.update({(row, col): 0 for row in range(at + 1, end)})
            at = end
    return heights


def _body_row(
    table: TableSpec, style: Style, index: int, at: int, heights: dict[tuple[int, int], int]
) -> list[Box]:
    row, boxes, skip = table.rows[index], [], 0
    wide = dict(table.wide.get(index, []))
    bold = index in table.bold_rows
    for col, cell in enumerate(row):
        if skip:
            skip -= 1
            continue
        height = heights.get((index, col), 1)
        if not height:
            continue
        span = wide.get(col, 1)
        skip = span - 1
        figure = table.align[col] == "r" and cell is not None and plain_number(cell) is not None
        text = cell or ""
        if figure and style.separators and "." in text:
            text = grouped(text)
        align = "c" if span > 1 else table.align[col]
        boxes.append(Box(at, col, height, span, text, align, bold, figure))
    return boxes


def lay_out(table: TableSpec, style: Style) -> Layout:
    """The boxes of a table: form head, header, 栏次 row, body with its empty rows, form foot."""
    starts = [0, *accumulate(table.grid or [1] * len(table.columns))]
    rows: list[list[Box]] = [_form_row(row, at) for at, row in enumerate(table.head_rows)]
    repeat = len(rows)
    rows += [_on_grid(row, starts) for row in header_boxes(table.columns, len(rows))]
    if table.column_row:
        at = len(rows)
        rows.append([Box(at, col, 1, 1, text, "c") for col, text in enumerate(table.column_row)])
    header = len(rows)
    heights = _merged_down(table)
    for index in range(len(table.rows)):
        if index == len(table.rows) - 1:
            for _ in range(table.blank_before_last):
                rows.append([Box(len(rows), col, 1, 1, "", "l") for col in range(len(table.columns))])
        rows.append(_on_grid(_body_row(table, style, index, len(rows), heights), starts))
    for row in table.rows_after:
        rows.append(_form_row(row, len(rows)))
    widths = [
        w / n
        for w, n in zip(table.widths, table.grid or [1] * len(table.columns), strict=True)
        for _ in range(n)
    ]
    return Layout(tuple(tuple(row) for row in rows), header, starts[-1], tuple(widths), repeat)


def caption_lines(table: TableSpec) -> list[tuple[str, str]]:
    """What stands above a table, line by line: left/centre/right/both and the text (``both``: left|right)."""
    lines: list[tuple[str, str]] = []
    title, number = table.title or "", table.number or ""
    if table.caption == "joined":
        lines.append(("left", f"{number}：{title}"))
    elif table.caption == "title_number":
        lines += [("centre", title), ("right", number)]
    elif table.caption.startswith("numbered:"):
        lines.append(("left", f"{table.caption.partition(':')[2]}、{title}"))
    else:
        lines += [("left", number)] if number else []
        lines += [("centre", title)] if title else []
    if table.department_line or table.unit_line:
        lines.append(("both", f"{table.department_line or ''}|{table.unit_line or ''}"))
    return lines
