"""The figures of flat rows: which columns they may stand in, and what speaks for or against each.

Takes rows and columns, gives the placement of all figures (:mod:`gouji.sums.placement`) with what their economic class,
custom and the other tables of the document say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

from gouji.domain.formats import ECONOMIC_CLASS, rare_columns
from gouji.grids.flat.header import Column
from gouji.grids.flat.raw_rows import DASHES, RawRow
from gouji.grids.flat.stated import DIVIDED, Stated, columns_stated, empty_priors
from gouji.grids.flat.text import value_of
from gouji.normalise import quantum
from gouji.schemas.record import TableKind
from gouji.sums.header_sums import header_sums
from gouji.sums.identities import children_by_code
from gouji.sums.placement import Assignment, FigureRow, assign_figures

GRAND_TOTAL = re.compile(r"^(?:收入|支出)?(?:合计|总计)$")
RARE_PRIOR = 0.05
"""Cost of a figure in a column that is empty in most disclosures."""
CLASS_PRIOR = 0.6
"""Cost of a figure in the half of 基本支出 that the economic class speaks against: more than an identity over an empty
parent, less than a plain one."""


def place_figures(
    rows: Sequence[RawRow], columns: Sequence[Column], kind: TableKind | None, stated: Stated
) -> Assignment:
    """The figure column of every figure, for all rows together."""
    figure_columns = [column for column in columns if column.role == "figure"]
    codes = full_codes(rows, any(column.role == "part" for column in columns))
    totals = [i for i, row in enumerate(rows) if row.is_total and GRAND_TOTAL.match(row.name)]
    whole = totals or ([0] if len(rows) == 1 else [])
    known = columns_stated(figure_columns, stated) if kind in DIVIDED else {}
    figures = [
        figure_row(row, code, figure_columns, kind, stated) for row, code in zip(rows, codes, strict=True)
    ]
    return assign_figures(
        [replace(row, stated=known) if i in whole else row for i, row in enumerate(figures)],
        len(figure_columns),
        header_sums([column.path for column in figure_columns]),
        children_by_code(codes, totals),
        [column.path[-1] for column in figure_columns],
    )


def full_codes(rows: Sequence[RawRow], in_parts: bool) -> list[str | None]:
    """The whole code of each row; where only the 款 is printed, under the 类 above it."""
    codes: list[str | None] = []
    above = ""
    for row in rows:
        keys = [key.bare for key in row.keys if not (len(key.bare) < 3 and not in_parts)]
        if not keys:
            codes.append(None)
            continue
        code = "".join(keys)
        if in_parts and len(keys[0]) == 2:
            code = above[:3] + code
        elif in_parts:
            above = code
        codes.append(code)
    return codes


def figure_row(
    row: RawRow,
    code: str | None,
    columns: Sequence[Column],
    kind: TableKind | None = None,
    stated: Stated = MappingProxyType({}),
) -> FigureRow:
    """The figures of a row, and the columns that its economic class, custom or another table speak against."""
    values = tuple(Decimal(0) if piece.bare in DASHES else value_of((piece,)) for piece in row.figures)
    step = min((quantum(piece.bare) for piece in row.figures), default=Decimal("0.01"))
    prior: dict[int, float] = {}
    half = ECONOMIC_CLASS.get((code or "")[:3])
    if half is not None:
        other = {"人员经费": "公用经费", "公用经费": "人员经费"}[half]
        prior = {i: CLASS_PRIOR for i, column in enumerate(columns) if column.key == other}
    prior |= {i: RARE_PRIOR for i, column in enumerate(columns) if _keys(column) & rare_columns(kind)}
    prior |= empty_priors(columns, stated)
    fixed = tuple(range(len(values))) if len(values) == len(columns) else None
    return FigureRow(values, row.name or (code or ""), step, prior, fixed=() if not values else fixed)


def _keys(column: Column) -> set[str]:
    return {node.key for node in column.nodes if node.key is not None}


def doubts_of(open_: Set[int], at: Sequence[int], columns: Sequence[Column]) -> dict[int, str]:
    """The columns of a row between which nothing decides, with the sentence for the review; ``at``: their indexes."""
    names = "、".join(dict.fromkeys(columns[at[i]].path[-1] for i in sorted(open_)))
    return {at[i]: f"空格已失，数字属{names}哪一列不能判定" for i in open_}
