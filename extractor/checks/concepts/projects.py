"""政府采购, 项目支出 and 绩效目标: the totals that they print."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gouji.checks.concepts.binding import Binding, bind, derived_sum, main_column
from gouji.checks.indicators import performance_total
from gouji.domain.numbering import without_number
from gouji.relations.table_view import TableView
from gouji.schemas.record import DocType


def bind_procurement(view: TableView, doc_type: DocType | None, year: int | None) -> Iterator[Binding]:
    """政府采购: the grand total; 货物, 工程, 服务 where they are rows."""
    side = view.sides[-1] if view.sides else None
    if side is None:
        return
    columns = [c for c in side.values if c.unit == view.table.unit] or list(side.values)
    column = next((c for c in columns if c.is_total), columns[0])
    for row in side.rows:
        bare = re.sub(r"[A-C]$", "", without_number(row.name))
        concept = _PROCUREMENT_ROWS.get(bare)
        if row.kind == "grand":
            concept = "proc.total"
        if concept is not None:
            yield from bind(view, concept, view.figure(side, row, column), row.label)


_PROCUREMENT_ROWS = {"货物": "proc.goods", "工程": "proc.works", "服务": "proc.services"}


def bind_projects(view: TableView, doc_type: DocType | None, year: int | None) -> Iterator[Binding]:
    """项目支出表: the total, this year's appropriation and the part carried over."""
    for side in view.sides[:1]:
        total = main_column(side, doc_type)
        row = side.find_total()
        if row is None or total is None:
            continue
        yield from bind(view, "proj.total", view.figure(side, row, total), row.label)
        for concept, word in (("proj.year", "本年"), ("proj.carry", "结转")):
            columns = [c for c in side.values if word in c.outer and len(c.path) > 1]
            figures = [f for c in columns if (f := view.figure(side, row, c)) is not None]
            figure = derived_sum(
                view, figures, f"{row.label}/{columns[0].outer if columns else ''}", len(word)
            )
            if figure is not None:
                yield Binding(concept, figure, view.id)


def bind_performance(view: TableView, doc_type: DocType | None, year: int | None) -> Iterator[Binding]:
    """项目绩效目标表: the total that the budget column prints."""
    yield from bind(view, "perf.total", performance_total(view), "合计")
