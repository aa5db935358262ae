"""Which concept a table cell prints: 收入总计, 基本支出, 三公 小计, a subject's amount ….

Takes table views, gives :class:`Binding` values: (concept, figure, table).  Concepts are plain names
such as ``rev.total``, ``exp.basic``, ``general.personnel``, ``three.vehicle@current`` or, for the row of a
subject, ``func:all:2080505:total`` and ``econ:general:30113:total``.  The catalogue speaks of concepts only.

``rev.*``/``exp.*`` are about all funds, ``app.*`` about 财政拨款, ``general.*`` about 一般公共预算,
``fund.*`` and ``capital.*`` about 政府性基金 and 国有资本经营预算.
"""

from __future__ import annotations

from collections.abc import Iterator

from gouji.checks.concepts.binding import ECONOMIC_SCOPE, FUNCTIONAL_SCOPE, Binder, Binding, concept_label
from gouji.checks.concepts.expenditure import bind_economic, bind_functional
from gouji.checks.concepts.projects import bind_performance, bind_procurement, bind_projects
from gouji.checks.concepts.summaries import bind_revenue, bind_summary
from gouji.checks.concepts.three_public import bind_three_public
from gouji.relations.table_view import TableView
from gouji.schemas.record import DocType, TableKind

__all__ = [
    "Binding",
    "ECONOMIC_SCOPE",
    "FUNCTIONAL_SCOPE",
    "bind_tables",
    "concept_label",
]

K = TableKind


def bind_tables(
    views: tuple[TableView, ...], doc_type: DocType | None, year: int | None
) -> Iterator[Binding]:
    """Every binding of every table, in document order."""
    for view in views:
        binder = BINDERS.get(view.table.kind)
        if binder is not None:
            yield from binder(view, doc_type, year)


BINDERS: dict[TableKind, Binder] = {
    K.REVENUE_EXPENDITURE_SUMMARY: bind_summary,
    K.APPROPRIATION_SUMMARY: bind_summary,
    K.REVENUE_SUMMARY: bind_revenue,
    K.EXPENDITURE_SUMMARY: bind_functional,
    K.APPROPRIATION_EXPENDITURE: bind_functional,
    K.GENERAL_PUBLIC_EXPENDITURE: bind_functional,
    K.GOVERNMENT_FUND_EXPENDITURE: bind_functional,
    K.STATE_CAPITAL_EXPENDITURE: bind_functional,
    K.APPROPRIATION_BASIC_EXPENDITURE: bind_economic,
    K.GENERAL_PUBLIC_BASIC_EXPENDITURE: bind_economic,
    K.AGENCY_OPERATING_EXPENDITURE: bind_economic,
    K.THREE_PUBLIC: bind_three_public,
    K.PROCUREMENT: bind_procurement,
    K.PROJECT_EXPENDITURE: bind_projects,
    K.PROJECT_PERFORMANCE: bind_performance,
}
