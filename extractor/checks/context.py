"""Everything the rules look at for one document, prepared once: table views, prose views, text, bindings.

Takes a record (and the document it was read from, when there is one); gives read-only views.  Rules
that need the running text (contents page, headings, leftovers of a template) say so and are *not
checkable* on a bare record.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import cached_property

from gouji.checks.concepts import Binding, bind_tables
from gouji.checks.contents import ContentsPage, read_contents
from gouji.checks.indicators import ProjectForm, forms_of, performance_total
from gouji.checks.model import Match
from gouji.checks.statement_view import ProseView
from gouji.domain.table_words import CARRY_ROW
from gouji.isolation import REASON as INTERNAL
from gouji.normalise import squash
from gouji.read.model import Document, Line
from gouji.relations.columns import ColumnSums
from gouji.relations.identity import Figure, any_alike
from gouji.relations.learned import LearnedSums
from gouji.relations.row_hypotheses import RowHypotheses
from gouji.relations.rows import RowSums
from gouji.relations.table_view import NO_ACCOUNTS, TableView
from gouji.schemas.record import DocType, Record, TableKind

SCOPE_TOTALS = {
    "all": ("exp.year", "exp.total"),
    "app": ("app.year", "app.exp.year", "app.exp.total"),
    "general": ("general.year", "general.total"),
}
"""The concepts whose agreement shows that two scopes cover the same money."""
CLASS_SCOPES = (*SCOPE_TOTALS, "fund", "capital")


_WHOLE_PAGE = frozenset({"scan", "hidden_text", "garbled", "damaged", "zero_size"})
"""Reasons why anything on a page may be unread, the rest of a table included."""


class Context:
    """One document as the rules see it."""

    def __init__(
        self, record: Record, document: Document | None = None, before: Context | None = None
    ) -> None:
        """``before``: an earlier reading of the same document, whose structure stands where only figures differ."""
        self.record = record
        self.document = document
        self._functional: dict[frozenset[str], dict[str, str]] = {}
        self._joined: dict[str, dict[str, set[str]]] = {}
        self._row_sums: dict[int, RowSums] = {}
        self._formed: dict[str, RowHypotheses] = dict(before._formed) if before is not None else {}
        self._learned: dict[int, LearnedSums] = {}
        self.matches: dict[int, Match | None] = {}
        """Row that each statement names, by its position; filled by :mod:`gouji.checks.rules.prose.rows`."""

    @cached_property
    def unread_pages(self) -> frozenset[int]:
        return frozenset(part.page for part in self.record.run.unread if part.page is not None)

    @cached_property
    def lost_pages(self) -> frozenset[int]:
        """Pages on which a table of the page before may go on unseen; a picture has its own caption."""
        parts = (part for part in self.record.run.unread if part.reason in _WHOLE_PAGE)
        return frozenset(part.page for part in parts if part.page is not None)

    @property
    def unread(self) -> bool:
        """Whether any part of the source could not be read (then nothing may be called missing)."""
        return bool(self.record.run.unread)

    @property
    def lost(self) -> str:
        """What an error of ours cost the record, ``""`` when nothing."""
        return "；".join(part.detail for part in self.record.run.unread if part.reason == INTERNAL)

    @cached_property
    def views(self) -> tuple[TableView, ...]:
        """Every table whose cells were read."""
        bare = {part.table for part in self.record.run.unread}
        views = []
        for table in self.record.tables:
            if table.id in bare:
                continue
            formed = self._formed.get(table.id)
            earlier = None if formed is None else formed.structure
            view = TableView(table, self.unread_pages, self.lost_pages, earlier)
            if view.structure is not earlier:
                self._formed[table.id] = RowHypotheses(view.structure)
            views.append(view)
        return tuple(views)

    @cached_property
    def column_sums(self) -> ColumnSums:
        """What the header sums of all accounts come to."""
        accounts = [view for view in self.views if view.table.kind not in NO_ACCOUNTS]
        return ColumnSums(accounts, self.learned_sums)

    def row_sums(self, view: TableView) -> RowSums:
        """What the sums of rows of a table come to."""
        if id(view) not in self._row_sums:
            formed = self._formed.get(view.id)
            own = formed is not None and formed.structure is view.structure
            learned = self.learned_sums(view)
            self._row_sums[id(view)] = RowSums(view, formed if own else None, learned)
        return self._row_sums[id(view)]

    def learned_sums(self, view: TableView) -> LearnedSums:
        """The sums that the figures of a table show by themselves."""
        if id(view) not in self._learned:
            self._learned[id(view)] = LearnedSums(view)
        return self._learned[id(view)]

    @cached_property
    def _by_id(self) -> dict[str, TableView]:
        return {view.id: view for view in reversed(self.views)}

    def of_kind(self, *kinds: TableKind) -> list[TableView]:
        return [view for view in self.views if view.table.kind in kinds]

    @property
    def doc_type(self) -> DocType | None:
        return self.record.metadata.doc_type

    @property
    def year(self) -> int | None:
        return self.record.metadata.fiscal_year

    @cached_property
    def bindings(self) -> dict[str, list[Binding]]:
        """concept → the places in tables that print it."""
        bound: dict[str, list[Binding]] = {}
        for binding in bind_tables(self.views, self.doc_type, self.year):
            bound.setdefault(binding.concept, []).append(binding)
        return bound

    @cached_property
    def joined_scopes(self) -> dict[str, set[str]]:
        """Scopes that cover the same money: 总表, 财政拨款 and 一般公共预算 whose totals agree."""
        values = {
            scope: [b.figure for name in names for b in self.bindings.get(name, []) if b.figure.readable]
            for scope, names in SCOPE_TOTALS.items()
        }
        joined: dict[str, set[str]] = {scope: {scope} for scope in values}
        for one in values:
            for other in values:
                if any_alike(values[one], values[other]):
                    joined[one].add(other)
        return joined

    def joined_for(self, cls: str) -> dict[str, set[str]]:
        """Scopes that cover the same money within one functional class (类, three digits).

        Either their totals agree, or two tables print the same amount for the class: the one fund being part of the
        other, all its rows then agree too.
        """
        if cls not in self._joined:
            places = {scope: self.bindings.get(f"func:{scope}:{cls}:total", []) for scope in CLASS_SCOPES}
            values = {
                scope: [b.figure for b in some if b.figure.value != 0] for scope, some in places.items()
            }
            joined = {scope: set(self.joined_scopes.get(scope, {scope})) for scope in values}
            for one in values:
                for other in values:
                    if any_alike(values[one], values[other]):
                        joined[one].add(other)
            self._joined[cls] = _closed(joined)
        return self._joined[cls]

    def functional_rows(self, scopes: set[str]) -> dict[str, str]:
        """code → label over the functional tables of the scopes."""
        key = frozenset(scopes)
        if key not in self._functional:
            self._functional[key] = self._rows("func", scopes)
        return self._functional[key]

    def economic_rows(self, scope: str) -> dict[str, str]:
        """code → label of the economic table of a scope."""
        key = frozenset((f"econ {scope}",))
        if key not in self._functional:
            self._functional[key] = self._rows("econ", {scope})
        return self._functional[key]

    def _rows(self, what: str, scopes: set[str]) -> dict[str, str]:
        rows: dict[str, str] = {}
        for concept, bindings in self.bindings.items():
            if concept.startswith(f"{what}:"):
                _, scope, code, _ = concept.split(":")
                if scope in scopes:
                    rows.setdefault(code, bindings[0].label.removeprefix(code).strip())
        return rows

    @cached_property
    def prose(self) -> ProseView:
        return ProseView(self.record, self.unread_pages)

    @cached_property
    def carried(self) -> frozenset[Decimal]:
        """The amounts (in 元) that the document says were carried over, by which 总计 and 本年合计 may differ."""
        printed = (
            b.figure for name in ("rev.carry_in", "exp.carry_out") for b in self.bindings.get(name, [])
        )
        told = (f for s in self.prose.amounts if CARRY_ROW.search(s.name) and (f := s.figure()))
        return frozenset(figure.value for figure in (*printed, *told) if figure.value)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        return self.document.lines if self.document is not None else ()

    @cached_property
    def printed_lines(self) -> tuple[Line, ...]:
        """The lines that print something."""
        return tuple(line for line in self.lines if line.text.strip())

    @cached_property
    def contents(self) -> ContentsPage:
        """The contents page; ``first`` and ``last`` count :attr:`printed_lines`."""
        return read_contents(self.printed_lines)

    @cached_property
    def squashed(self) -> tuple[tuple[Line, str], ...]:
        """Each line with its text without whitespace, tab-separated table rows left out."""
        return tuple((line, squash(line.text)) for line in self.lines if "\t" not in line.text)

    @cached_property
    def line_by_line(self) -> str:
        """The lines of :attr:`squashed` as one text, to see at once whether any of them matches a pattern."""
        return "\n".join(text for _, text in self.squashed)

    @cached_property
    def cell_boxes(self) -> dict[int, list[tuple[float, float, float, float]]]:
        """Page → the boxes of the printed cells of the tables on it."""
        boxes: dict[int, list[tuple[float, float, float, float]]] = {}
        for table in self.record.tables:
            for cell in (cell for row in table.evidence for cell in row if cell is not None):
                for place in (cell, *cell.also):
                    if place.page is not None and place.bbox is not None:
                        boxes.setdefault(place.page, []).append(place.bbox)
        return boxes

    @cached_property
    def text(self) -> str:
        """The whole text without whitespace, for searches across line breaks."""
        return "".join(squash(line.text) for line in self.lines)

    @cached_property
    def forms(self) -> tuple[ProjectForm, ...]:
        return tuple(forms_of(self.views))

    def view(self, table_id: str) -> TableView | None:
        return self._by_id.get(table_id)

    def kind_of(self, table_id: str) -> TableKind | None:
        view = self._by_id.get(table_id)
        return view.table.kind if view is not None else None

    def performance_total(self, table_id: str) -> Figure | None:
        """The 合计 that a performance table prints in its budget column."""
        view = self._by_id.get(table_id)
        return performance_total(view) if view is not None else None

    def title_of(self, table_id: str) -> str:
        view = self._by_id.get(table_id)
        return view.title if view is not None else table_id

    def titles(self, ids: Iterable[str]) -> str:
        return "、".join(dict.fromkeys(self.title_of(i) for i in ids))


def _closed(joined: dict[str, set[str]]) -> dict[str, set[str]]:
    """The relation with everything that follows from it: same as the same."""
    for _ in joined:
        for scopes in joined.values():
            scopes.update(*(joined[scope] for scope in tuple(scopes)))
    return joined
