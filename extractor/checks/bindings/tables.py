"""Every table to the binder of its kind."""

from __future__ import annotations

from collections.abc import Iterator

from gouji.checks.bindings.expenditure import bind_economic, bind_functional
from gouji.checks.bindings.model import Binder, Binding
from gouji.checks.bindings.projects import bind_performance, bind_procurement, bind_projects
from gouji.checks.bindings.summaries import bind_revenue, bind_summary
from gouji.checks.bindings.three_public import bind_three_public
from gouji.checks.view import TableView
from gouji.schemas.record import DocType, TableKind

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
