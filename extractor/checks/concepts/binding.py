"""What a binding is, and the columns, total rows and sums that binders of several kinds look for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from gouji.domain.concepts import LABELS
from gouji.domain.headers import CHANGE
from gouji.relations.identity import Figure
from gouji.relations.table_view import ColumnView, RowView, SideView, TableView
from gouji.schemas.record import DocType, TableKind


@dataclass(frozen=True, slots=True)
class Binding:
    """A place in a table that prints a concept, or a sum of cells that does."""

    concept: str
    figure: Figure
    table: str
    label: str = ""


Binder = Callable[[TableView, DocType | None, int | None], Iterator[Binding]]


def concept_label(concept: str) -> str:
    """The concept in words, for messages."""
    return LABELS.get(concept.split("@")[0], concept)


K = TableKind
FUNCTIONAL_SCOPE: dict[TableKind, str] = {
    K.EXPENDITURE_SUMMARY: "all",
    K.APPROPRIATION_EXPENDITURE: "app",
    K.GENERAL_PUBLIC_EXPENDITURE: "general",
    K.GOVERNMENT_FUND_EXPENDITURE: "fund",
    K.STATE_CAPITAL_EXPENDITURE: "capital",
}
TOTAL_PREFIX = {"all": "exp", "app": "app", "general": "general", "fund": "fund", "capital": "capital"}
ECONOMIC_SCOPE: dict[TableKind, str] = {
    K.APPROPRIATION_BASIC_EXPENDITURE: "app",
    K.GENERAL_PUBLIC_BASIC_EXPENDITURE: "general",
    K.AGENCY_OPERATING_EXPENDITURE: "agency",
}


def main_column(side: SideView, doc_type: DocType | None) -> ColumnView | None:
    """The column that gives the year's own figure: 决算数 in final accounts, 预算数 in a budget, else 合计."""
    wanted = "决算" if doc_type == "final_accounts" else "预算"
    values = [c for c in side.values if not any(CHANGE.search(part) for part in c.path)]
    totals = [c for c in values if c.is_total]
    if totals:
        return totals[0]
    stated = [c for c in values if any(wanted in part for part in c.path)]
    shallow = [c for c in stated if c.role() is None]
    return next(iter(shallow or stated or values), None)


def total_row(view: TableView, side: SideView) -> RowView | None:
    """The grand total, the only row of a one-row table, or the only root of a coded table."""
    grand = side.find_total()
    if grand is not None and any(view.figure(side, grand, c) for c in side.values):
        return grand
    filled = [row for row in side.rows if any(view.figure(side, row, c) for c in side.values)]
    if len(filled) == 1:
        return filled[0]
    shortest = min((len(r.code) for r in filled if r.code), default=0)
    roots = [row for row in filled if row.code and len(row.code) == shortest]
    others = [row for row in filled if not row.code or len(row.code) != shortest]
    only_root = len(roots) == 1 and all(r.code.startswith(roots[0].code) for r in others)
    return roots[0] if only_root and others else None


def bind(view: TableView, concept: str, figure: Figure | None, label: str = "") -> Iterator[Binding]:
    if figure is not None:
        yield Binding(concept, figure, view.id, label=label)


def derived_sum(view: TableView, figures: list[Figure], where: str, mark: int) -> Figure | None:
    """A figure that the table does not print: the sum of cells it does print."""
    if not figures:
        return None
    value = sum((f.value for f in figures), Decimal(0))
    step = sum((f.step for f in figures), Decimal(0))
    first = figures[0]
    shown = f"{(value / first.scale).normalize():f}"
    return replace(
        first,
        value=value,
        step=step,
        where=f"{view.id} {where}",
        printed=shown,
        key=(view.id, -1, mark),
        cells=tuple(f.key for f in figures),
        sure=all(f.sure for f in figures),
    )
