"""A table without vertical lines as a grid: its header's labels and its rows put on its columns.

Takes the words of one page of a table, its columns and whatever horizontal lines are drawn, gives a :class:`Grid`.
"""

from __future__ import annotations

from collections.abc import Sequence

from gouji.grids.grid import Grid, make_cell
from gouji.grids.settings import UnruledSettings
from gouji.grids.unruled.cells import WordLines, chain_blocks
from gouji.grids.unruled.columns import Columns
from gouji.grids.unruled.header import LabelSpan, fit_labels, label_lines, label_tree
from gouji.grids.unruled.rows import body_rows, column_of, form_head
from gouji.read.model import Cell, RuledLine, Word


def build_unruled(
    lines: WordLines,
    columns: Columns,
    rules: Sequence[RuledLine],
    page: int,
    header: int,
    carried: Sequence[Cell] = (),
    head: WordLines = (),
    *,
    settings: UnruledSettings,
) -> Grid:
    """The grid of one page of a table; ``header`` of its lines are header, ``head`` those of a form above it.

    ``carried`` are the cells of the last row of the page before; merged ones may go on here.
    """
    borders = columns.borders
    labels = label_lines(lines, header)
    top, certain = _header_rows(lines[:labels], columns, rules, page, settings) if labels else ([], True)
    if labels < header:
        top.append(_number_row([w for line in lines[labels:header] for w in line], borders, page))
    words = [w for line in lines[header:] for w in line]
    body = body_rows(words, borders, rules, columns.leading, page, carried, columns.sets, settings=settings)
    above = form_head(head, borders, rules, columns.leading, page, settings) if head else []
    return Grid(
        rows=tuple(tuple(row) for row in [*above, *top, *body.rows]),
        spans_known=certain or bool(above),
        header_rows=len(top) if top and not above else None,
        page=page,
        decisions=("无表格线：列按文字间距、行按基线划分",),
    )


def _header_rows(
    lines: WordLines, columns: Columns, rules: Sequence[RuledLine], page: int, settings: UnruledSettings
) -> tuple[list[list[Cell]], bool]:
    blocks = chain_blocks(lines, columns.leading, rules, settings=settings)
    tree = label_tree([block.box for block in blocks], rules, settings=settings)
    spans, off_centre = fit_labels(tree.boxes, columns.borders, tree, settings=settings)
    height = 1 + max(span.bottom for span in spans)
    rows = [[Cell() for _ in range(len(columns.borders) - 1)] for _ in range(height)]
    for span in spans:
        _put_span(rows, span, blocks[span.label].words, page)
    return rows, off_centre <= settings.certain and len(spans) == len(blocks)


def _number_row(words: Sequence[Word], borders: Sequence[float], page: int) -> list[Cell]:
    columns = range(len(borders) - 1)
    parts = [[w for w in words if column_of(w, borders) == col] for col in columns]
    return [make_cell(part, page) if part else Cell() for part in parts]


def _put_span(rows: list[list[Cell]], span: LabelSpan, words: Sequence[Word], page: int) -> None:
    cell = make_cell(words, page, span.bottom - span.top + 1, span.last - span.first + 1)
    for row in range(span.top, span.bottom + 1):
        for col in range(span.first, span.last + 1):
            rows[row][col] = cell
