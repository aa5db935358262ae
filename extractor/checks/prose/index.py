"""All statements of a record by concept, by section and by what they are about."""

from __future__ import annotations

import re
from functools import cached_property

from gouji.checks.prose.doubt import other_outturn, torn
from gouji.checks.prose.said import Said, functional_ref, top_of
from gouji.checks.subject_terms import SUBJECT_CONCEPTS
from gouji.checks.view import TableView
from gouji.domain.subjects import economic_code
from gouji.normalise import fold
from gouji.schemas.record import Record


def _concepts(subject: str, scope: str) -> tuple[str, ...]:
    text = re.sub(r"^其中:?", "", fold(subject))
    for entry in SUBJECT_CONCEPTS:
        if entry.pattern.search(text):
            return entry.by_scope.get(scope, entry.concepts)
    return ()


def _scope_of(subject: str) -> str | None:
    text = fold(subject)
    if re.search(r"项目(预算|支出)总金额", text):
        return "project"
    if "政府性基金" in text:
        return "fund"
    if "国有资本经营" in text:
        return "capital"
    if "一般公共预算" in text or "公共财政" in text:
        return "general"
    return "app" if "财政拨款" in text else None


_BASIC_HEAD = re.compile(r"^(人员|公用)经费")
"""In the section that states one of these the items are economic 款, wherever 三公 is told."""
_THREE_HEAD = re.compile(r"三公|用车购置(及|和|与)运")
_SPENDING_HEAD = re.compile(r"^(?!.*(基本|项目|经营)支出).*支出|收[入]?、?支|当年拨款$|支出$")


class ProseIndex:
    """All statements, bound and in order."""

    def __init__(self, record: Record, unread: frozenset[int], views: tuple[TableView, ...]) -> None:
        self._record = record
        self._unread = unread
        self._views = views

    @cached_property
    def said(self) -> tuple[Said, ...]:
        usual = self._usual_unit()
        final = self._record.metadata.doc_type == "final_accounts"
        scopes = self._scopes()
        tops = [top_of(s.section) for s in self._record.statements]
        three_tops = {
            tops[i] for i, s in enumerate(self._record.statements) if _THREE_HEAD.search(fold(s.subject))
        }
        listings = {s.section for s in self._record.statements if _BASIC_HEAD.search(fold(s.subject))}
        said: list[Said] = []
        for position, statement in enumerate(self._record.statements):
            evidence = statement.evidence
            sure = evidence is None or (evidence.status != "review" and evidence.page not in self._unread)
            sure = sure and not (final and other_outturn(statement)) and not torn(statement)
            missing = statement.measure == "amount" and statement.unit is None
            unit = usual if missing else statement.unit
            ref = functional_ref(statement.subject, statement.quote)
            money = statement.measure == "amount"
            concepts = _concepts(statement.subject, scopes[position]) if money and ref is None else ()
            economic = economic_code(statement.subject) if money else None
            if economic and (tops[position] not in three_tops or statement.section in listings):
                concepts = tuple(c for c in concepts if not c.startswith("three."))
            elif tops[position] in three_tops:
                economic = None
            said.append(
                Said(statement, unit, missing, sure, concepts, ref, economic, scopes[position], position)
            )
        return tuple(said)

    def concepts_of(self, top: tuple[str, ...]) -> frozenset[str]:
        """The concepts that the statements of a top section are about."""
        return self._concepts_by_top.get(top, frozenset())

    @cached_property
    def _concepts_by_top(self) -> dict[tuple[str, ...], frozenset[str]]:
        return {top: frozenset(c for s in some for c in s.concepts) for top, some in self.by_top.items()}

    def _usual_unit(self) -> str | None:
        units = [s.unit for s in self._record.statements if s.measure == "amount" and s.unit]
        return max(set(units), key=units.count) if units else None

    def _scopes(self) -> list[str]:
        """For each statement the funds that it is about: its section's, or its last head's for a subject.

        A section's funds are those of its first amount; a functional subject belongs to the last total of
        expenditure stated before it (支出预算 → 财政拨款支出 → 一般公共预算拨款支出 → items).  Items with a bare
        number (1, 2, 3 in a document without 一、二、) belong to the section before them.
        """
        scopes: list[str] = []
        held: dict[tuple[str, ...], str] = {}
        spending: dict[tuple[str, ...], str] = {}
        headed: tuple[str, ...] = ()
        for statement in self._record.statements:
            top = top_of(statement.section)
            if top and top[0].isdigit():
                top = headed
            else:
                headed = top
            own = _scope_of(statement.subject)
            if statement.measure == "amount":
                held.setdefault(top, own or "all")
                head = functional_ref(statement.subject, statement.quote) is None
                if head and _SPENDING_HEAD.search(fold(statement.subject)) and own not in ("fund", "capital"):
                    spending[top] = own or "all"
            scopes.append(held.get(top, "all"))
            if top in spending and functional_ref(statement.subject, statement.quote) is not None:
                scopes[-1] = spending[top]
        return scopes

    @cached_property
    def amounts(self) -> tuple[Said, ...]:
        return tuple(s for s in self.said if s.statement.measure == "amount")

    def of(self, concept: str) -> list[Said]:
        """Statements about a concept (or an alternative of it) in the document's own year."""
        return self._by_named.get(concept, [])

    @cached_property
    def _by_named(self) -> dict[str, list[Said]]:
        year = self._record.metadata.fiscal_year
        named: dict[str, list[Said]] = {}
        for said in self.amounts:
            if year is None or said.statement.year in (None, year):
                for concept in dict.fromkeys(c for several in said.concepts for c in several.split("|")):
                    named.setdefault(concept, []).append(said)
        return named

    @cached_property
    def by_top(self) -> dict[tuple[str, ...], list[Said]]:
        grouped: dict[tuple[str, ...], list[Said]] = {}
        for said in self.said:
            grouped.setdefault(said.top, []).append(said)
        return grouped

    @cached_property
    def by_concept(self) -> dict[tuple[tuple[str, ...], str], list[Said]]:
        """(main section, concept) → the amounts of the document's own year that state it, in order."""
        year = self._record.metadata.fiscal_year
        grouped: dict[tuple[tuple[str, ...], str], list[Said]] = {}
        for said in self.amounts:
            if year is None or said.statement.year in (None, year):
                for concept in said.concepts:
                    grouped.setdefault((said.top, concept.split("|")[0]), []).append(said)
        return grouped

    @cached_property
    def by_section(self) -> dict[str, list[Said]]:
        grouped: dict[str, list[Said]] = {}
        for said in self.said:
            grouped.setdefault(said.statement.section, []).append(said)
        return grouped
