"""Rows of a flat list with several word columns (项目支出表, 政府采购表, 单位情况表): words and codes find their columns.

Takes the body lines and the columns, gives one list of tokens per column and row.  A printed line is aligned to
the columns, order kept, by the cheapest path: codes fit code columns, figures figure columns, words word columns;
leaving a column empty costs little.  Figures are then placed by the identities of all rows together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import inf

from gouji.domain.totals import is_total
from gouji.figures import is_figure
from gouji.grids.flat.header import FlatColumn
from gouji.grids.flat.rows import FlatRows, RawRow, doubts_of, figure_row
from gouji.grids.flat.stated import StatedAmounts
from gouji.grids.flat.tokens import Token, Tokens, mend_figures, mend_totals, tokens_of
from gouji.grids.settings import FlatSettings
from gouji.read.model import Line
from gouji.schemas.record import TableKind
from gouji.sums.alignment import align
from gouji.sums.header_sums import header_sums
from gouji.sums.placement import FigureRow, assign_figures

_CODE = re.compile(r"(?=.*\d{3})[0-9A-Z]{5,25}$")


def is_list(columns: Sequence[FlatColumn]) -> bool:
    """Whether the columns hold several words, or words left of a code: leading codes do not open the rows."""
    words = [i for i, column in enumerate(columns) if column.role in ("name", "text")]
    codes = [i for i, column in enumerate(columns) if column.role == "code"]
    return len(words) > 2 or bool(words and codes and words[0] < codes[-1] and len(words) + len(codes) > 2)


def read_list_rows(
    lines: Sequence[Line],
    columns: Sequence[FlatColumn],
    kind: TableKind | None,
    stated: StatedAmounts,
    settings: FlatSettings,
) -> FlatRows:
    """The rows of a list; a line of words alone that fills fewer than half of the word columns goes on above."""
    rows: list[list[Token]] = []
    for line in lines:
        tokens = mend_totals(mend_figures(tokens_of(line)))
        if rows and _goes_on(tokens, rows[-1], columns):
            rows[-1].extend(tokens)
        else:
            rows.append(tokens)
    cells = [_aligned(tokens, columns, settings) for tokens in rows]
    decisions, doubts = _settle_figures(cells, columns, kind, stated, settings)
    return FlatRows(tuple(tuple(row) for row in cells), decisions, doubts)


def _goes_on(tokens: Sequence[Token], above: Sequence[Token], columns: Sequence[FlatColumn]) -> bool:
    """Whether a line only continues the row above: it opens neither with the first column's kind nor a total."""
    if is_total(tokens[0].bare):
        return False
    if all(is_figure(token.bare) for token in tokens):
        return not is_figure(above[-1].bare) and columns[0].role != "seq"
    leading = sum(column.role != "figure" for column in columns)
    return len(tokens) == 1 and leading > 2 and not _CODE.match(tokens[0].bare)


def _fit(text: str, role: str, settings: FlatSettings) -> float:
    """What it costs to put a token into a column of this role."""
    figure, code = is_figure(text), bool(_CODE.match(text))
    if role == "figure":
        return 0.0 if figure and not (code and len(text) > 9) else settings.list_misfit
    if role in ("code", "part"):
        return 0.0 if code else 1.0 if figure else settings.list_misfit
    if role == "seq":
        return 0.0 if text.isdigit() and len(text) < 5 else settings.list_misfit
    return (1.5 if not code else 2.0) if figure or code else 0.0


def _aligned(tokens: Sequence[Token], columns: Sequence[FlatColumn], settings: FlatSettings) -> list[Tokens]:
    """The cheapest order-keeping placement of tokens in columns.

    Of equally cheap ones the rightmost: what a line leaves out is a merged cell, and these stand at the left.
    """
    texts = [token.bare for token in tokens]
    roles: list[str] = [column.role for column in columns]

    def share(slot: int, first: int, end: int, _: None) -> tuple[float, None]:
        role = roles[slot]
        if first == end:
            return _empty_cost(role, settings), None
        if end - first > 1 and role not in ("name", "text", "group"):
            return inf, None
        return sum(_fit(text, role, settings) for text in texts[first:end]) + settings.list_join * (
            end - first - 1
        ), None

    if len(tokens) > 0 and is_total(texts[0]) and roles[0] != "seq":
        ends = (1, *_figures_only(texts, roles))
    else:
        ends = align(len(texts), len(roles), share, None, left_over=2 * settings.list_misfit, ties="right")
    starts = (0, *ends[:-1])
    return [tuple(tokens[a:b]) for a, b in zip(starts, ends, strict=True)]


def _empty_cost(role: str, settings: FlatSettings) -> float:
    """What a column without a cell costs."""
    costs = {"figure": settings.list_empty_figure, "seq": settings.list_empty_number}
    return costs.get(role, settings.list_empty)


def _figures_only(texts: Sequence[str], roles: Sequence[str]) -> tuple[int, ...]:
    """A total row: its figures from the first figure column on."""
    ends, at = [], 1
    for role in roles[1:]:
        if role == "figure" and at < len(texts):
            at += 1
        ends.append(at)
    return tuple(ends)


def _settle_figures(
    cells: list[list[Tokens]],
    columns: Sequence[FlatColumn],
    kind: TableKind | None,
    stated: StatedAmounts,
    settings: FlatSettings,
) -> tuple[tuple[str, ...], tuple[dict[int, str], ...]]:
    """Move the figures among the figure columns to where the identities hold."""
    at = [i for i, column in enumerate(columns) if column.role == "figure"]
    inside = [columns[i] for i in at]
    rows, owners = [], []
    for index, row in enumerate(cells):
        figures = [token for i in at for token in row[i]]
        if figures and all(is_figure(token.bare) for token in figures):
            words = [token for i, cell in enumerate(row) if i not in at for token in cell]
            rows.append(
                figure_row(
                    RawRow(words=words[:1], figures=figures), None, inside, kind, stated, settings=settings
                )
            )
            owners.append((index, figures))
    result = assign_figures(
        rows,
        len(at),
        header_sums([column.path for column in inside]),
        _children(rows),
        [column.path[-1] for column in inside],
    )
    doubts: list[dict[int, str]] = [{} for _ in cells]
    for (index, figures), places, open_ in zip(owners, result.places, result.doubts, strict=True):
        if places is None:
            continue
        row = cells[index]
        doubts[index] = doubts_of(open_, at, columns)
        for i in at:
            row[i] = ()
        for token, place in zip(figures, places, strict=True):
            row[at[place]] = (token,)
    return result.decisions, tuple(doubts)


def _children(rows: Sequence[FigureRow]) -> dict[int, tuple[int, ...]]:
    """The one 合计 row of a list is the sum of all others; a list with more closing rows says nothing."""
    totals = [i for i, row in enumerate(rows) if is_total(row.name)]
    if len(totals) != 1:
        return {}
    return {totals[0]: tuple(i for i in range(len(rows)) if i != totals[0])}
