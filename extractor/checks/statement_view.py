"""The statements of a record as the rules see them: figures in 元, sections, which concept or subject each is about.

Takes the record's statements, gives :class:`StatementView` values and :class:`ProseView`, which finds them.  A statement
is bound to a concept by its *subject* and by what its section is about, never by the nearest amount; one that names no
concept stays unbound and is only checked for its own arithmetic.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from gouji.checks.main_sections import Path, bodies, main_sections, path_of, wholes_of
from gouji.domain.concepts import SUBJECT_CONCEPTS
from gouji.domain.numbering import without_number
from gouji.domain.subjects import bare_name, class_of_label, economic_code
from gouji.figures import NUMBER, amount, plain_number, unit_scale
from gouji.normalise import fold, squash
from gouji.relations.identity import ZERO, Figure, make_figure
from gouji.schemas.record import Record, Statement

_LEVELS = re.compile(r"(?P<name>[^()（）]+?)?[(（](?P<code>\d{0,3})(?P<level>[类款项])[)）](?:支出)?")


@dataclass(frozen=True, slots=True)
class FunctionalRef:
    """A functional subject as the prose names it, outermost level first (names folded, bare)."""

    cls: str = ""
    section: str = ""
    item: str = ""

    @property
    def level(self) -> int:
        return 3 if self.item else 2 if self.section else 1

    @property
    def leaf(self) -> str:
        return self.item or self.section or self.cls


@dataclass(frozen=True)
class StatementView:
    """One statement with its figures ready for comparison."""

    statement: Statement
    unit: str | None
    assumed_unit: bool
    sure: bool
    concepts: tuple[str, ...]
    ref: FunctionalRef | None
    economic: str | None
    scope: str
    """The funds its section speaks of: ``all``, ``app``, ``general`` …"""
    position: int
    top: Path
    """The main section that it stands in (:mod:`gouji.checks.main_sections`)."""
    body: int
    """Which of several bodies in one file it stands in."""
    _figures: dict[tuple[str, bool], Figure | None] = field(default_factory=dict, compare=False, repr=False)

    @property
    def name(self) -> str:
        return self.statement.subject

    @property
    def where_name(self) -> str:
        return f"{self.statement.section} {self.name}"

    def figure(self, name: str = "value", *, exact: bool = False) -> Figure | None:
        """The figure of a money field, in 元 (counts as printed)."""
        if (name, exact) not in self._figures:
            self._figures[(name, exact)] = self._read(name, exact=exact)
        return self._figures[(name, exact)]

    def _read(self, name: str, *, exact: bool) -> Figure | None:
        printed: str | None = getattr(self.statement, name)
        count = self.statement.measure == "count"
        unit = self._unit_of(name, printed) if not count else None
        where = f"{self.statement.section} {self.name}"
        if name != "value":
            where += {"change": " 增减额", "budget_value": " 预算数"}.get(name, f" {name}")
        evidence = self.statement.evidence
        return make_figure(
            printed,
            unit,
            where,
            (self.statement.id, name),
            evidence=evidence,
            quote=self.statement.quote,
            sure=self.sure,
            exact=exact or count,
            unit_known=self.statement.measure != "amount"
            or not (self.assumed_unit or unit_scale(unit) is None),
        )

    def _unit_of(self, name: str, printed: str | None) -> str | None:
        """The unit of a field: 1.2亿元，比上年增加3000万元 prints one for the change alone."""
        if name == "value" or printed is None:
            return self.unit
        own = re.search(
            rf"(?<![\d.]){re.escape(printed)}([亿万千]?元)", squash(self.statement.quote).replace(",", "")
        )
        return own.group(1) if own is not None and unit_scale(own.group(1)) is not None else self.unit

    def percent(self, field: str) -> Figure | None:
        """A percentage field as a plain figure in points, ``None`` when it is not one (16倍)."""
        printed: str | None = getattr(self.statement, field)
        if printed is None or plain_number(printed) is None:
            return None
        label = {"change_pct": "增减率", "share_pct": "占比", "completion_pct": "完成率"}[field]
        where = f"{self.statement.section} {self.name} {label}"
        return make_figure(
            printed.strip().rstrip("%"),
            None,
            where,
            (self.statement.id, field),
            evidence=self.statement.evidence,
            quote=self.statement.quote,
            sure=self.sure,
        )

    @property
    def sign(self) -> int:
        """+1 for 增加, −1 for 减少, 0 for 持平 or nothing said."""
        return {"increase": 1, "decrease": -1}.get(self.statement.direction or "", 0)

    def signed_change(self) -> Figure | None:
        """The change with the sign that the words give it; 持平 is a change of nothing, whatever its figure."""
        figure = self.figure("change")
        if figure is None:
            return None
        if self.statement.direction == "flat":
            return replace(figure, value=ZERO)
        return figure.negated() if self.sign < 0 else figure


def functional_ref(subject: str, quote: str) -> FunctionalRef | None:
    """The functional subject that a statement names, by its （类）（款）（项） marks or a class name."""
    names = _marked(fold(quote)) if "项)" in fold(subject) else {}
    names.update(_marked(fold(subject)))
    if names:
        return FunctionalRef(names.get("类", ""), names.get("款", ""), names.get("项", ""))
    bare = bare_name(subject)
    return FunctionalRef(cls=bare) if class_of_label(subject) and "预算" not in bare else None


def _marked(text: str) -> dict[str, str]:
    names: dict[str, str] = {}
    for found in _LEVELS.finditer(text):
        name = re.split(r"[。;；:：)）]|万?元[,，、]", found.group("name") or "")[-1]
        name = without_number(name).removeprefix("支出")
        if name:
            names.setdefault(found.group("level"), bare_name(name))
    return names


_OUTTURN = re.compile(rf"(?:支出)?决算(?:数)?为?({NUMBER})(?:亿|万|千)?元")


def other_outturn(statement: Statement) -> bool:
    """Of final accounts: the value is the budget that the quote names, not its outturn (支出决算为 307.82 万元)."""
    if statement.measure != "amount" or statement.value is None or statement.budget_value is not None:
        return False
    stated = {amount(found) for found in _OUTTURN.findall(squash(statement.quote))}
    budgeted = re.search(
        rf"预算(?:数)?为?{re.escape(statement.value)}(?:亿|万|千)?元", squash(statement.quote)
    )
    return budgeted is not None and amount(statement.value) not in stated


_COMPARED = re.compile(r"[比较](?:上年|去年|年初|\d{4}年)[^\d，,]*$")
"""支出比2023年的 500.00 万元增加 20.00 万元: the amount is what the comparison starts from."""
_CUT = re.compile(r"[\d.,]$")


def torn(statement: Statement) -> bool:
    """A figure or a subject that the reading cut in two, 「…（项）391.」「95万元」, 「图书馆（」, or took for another one.

    A subject ends with a word, closes the brackets that it opens, and compares nothing.
    """
    subject = fold(statement.subject)
    money = statement.measure == "amount"
    cut = money and _CUT.search(subject) is not None
    compared = money and _COMPARED.search(subject) is not None
    return cut or compared or subject.count("(") != subject.count(")")


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


_CODED = re.compile(r"[(（]\d{3,7}[)）]$")
"""住房改革支出（22102）: a subject by its code."""
_PARTS_OF_ANY = frozenset(("basic", "project", "personnel", "public"))
"""Parts of expenditure that a single subject has as well."""
_CARRIED = frozenset(("rev.carry_in", "exp.carry_out"))
_CARRYING = frozenset(("rev", "exp", "app.rev", "app.exp"))
"""The wholes that 上年结转 and 结转下年 of the department belong to; a project has its own."""


def _is_subject(statement: Statement, ref: FunctionalRef | None, top: Path) -> bool:
    """Whether what a section begins with is a single subject, by code or name, and no list of classes."""
    if ref is not None:
        return ref.level > 1 or len(path_of(statement.section)) > len(top)
    return _CODED.search(fold(statement.subject)) is not None


def _bound(
    concepts: tuple[str, ...],
    before: tuple[str, ...],
    of_subject: bool,
    wholes: frozenset[str],
    *,
    worded: bool,
) -> tuple[str, ...]:
    """The concepts that a statement is about where it stands.

    Not those of the whole where its section is about one subject (人员经费 of 住房改革支出) or about a project (its own
    上年结转); none where the figure stands without words after another one of the same name (211 万元，其中…12.61 万元).
    ``before``: the concepts last told in the section; 上年结转 after 项目支出 is part of that.
    """
    if not worded:
        return ()
    return tuple(
        concept
        for concept in concepts
        if not (of_subject and concept.split("|")[0].rpartition(".")[2] in _PARTS_OF_ANY)
        and (concept not in _CARRIED or wholes & _CARRYING)
        and (concept != "rev.carry_in" or not before or any("rev." in one for one in before))
    )


class ProseView:
    """All statements, bound and in order."""

    def __init__(self, record: Record, unread: frozenset[int]) -> None:
        self._record = record
        self._unread = unread

    @cached_property
    def statements(self) -> tuple[StatementView, ...]:
        usual = self._usual_unit()
        final = self._record.metadata.doc_type == "final_accounts"
        tops = main_sections(self._record.statements)
        scopes = self._scopes(tops)
        body = bodies(self._record.statements)
        three_tops = {
            tops[i] for i, s in enumerate(self._record.statements) if _THREE_HEAD.search(fold(s.subject))
        }
        listings = {s.section for s in self._record.statements if _BASIC_HEAD.search(fold(s.subject))}
        wholes = self._wholes(tops)
        said: list[StatementView] = []
        headed: dict[tuple[Path, str], bool] = {}
        named: set[tuple[Path, str, str]] = set()
        told: dict[tuple[Path, str], tuple[str, ...]] = {}
        for position, statement in enumerate(self._record.statements):
            evidence = statement.evidence
            top = tops[position]
            sure = evidence is None or (evidence.status != "review" and evidence.page not in self._unread)
            sure = sure and not (final and other_outturn(statement)) and not torn(statement)
            missing = statement.measure == "amount" and statement.unit is None
            unit = usual if missing else statement.unit
            ref = functional_ref(statement.subject, statement.quote)
            money = statement.measure == "amount"
            concepts = _concepts(statement.subject, scopes[position]) if money and ref is None else ()
            economic = economic_code(statement.subject) if money else None
            if economic and (top not in three_tops or statement.section in listings):
                concepts = tuple(c for c in concepts if not c.startswith("three."))
            elif top in three_tops:
                economic = None
            if money:
                name = (top, statement.section, statement.subject)
                worded = name not in named or not squash(statement.quote).startswith(statement.value or "\0")
                named.add(name)
                of_subject = headed.setdefault((top, statement.section), _is_subject(statement, ref, top))
                before = told.get((top, statement.section), ())
                concepts = _bound(concepts, before, of_subject, wholes[top], worded=worded)
                if concepts or ref is not None:
                    told[top, statement.section] = concepts or ("",)
            said.append(
                StatementView(
                    statement,
                    unit,
                    missing,
                    sure,
                    concepts,
                    ref,
                    economic,
                    scopes[position],
                    position,
                    top,
                    body[position],
                )
            )
        return tuple(said)

    @cached_property
    def several_bodies(self) -> bool:
        """Whether the file holds the texts of several bodies (汇编)."""
        return any(said.body for said in self.statements)

    def _wholes(self, tops: Sequence[Path]) -> dict[Path, frozenset[str]]:
        """The kinds of whole that each main section states."""
        found: dict[Path, frozenset[str]] = {}
        for top, statement in zip(tops, self._record.statements, strict=True):
            found[top] = found.get(top, frozenset()) | wholes_of(statement.subject)
        return found

    def concepts_of(self, top: tuple[str, ...]) -> frozenset[str]:
        """The concepts that the statements of a top section are about."""
        return self._concepts_by_top.get(top, frozenset())

    @cached_property
    def _concepts_by_top(self) -> dict[tuple[str, ...], frozenset[str]]:
        return {top: frozenset(c for s in some for c in s.concepts) for top, some in self.by_top.items()}

    def _usual_unit(self) -> str | None:
        units = [s.unit for s in self._record.statements if s.measure == "amount" and s.unit]
        return max(set(units), key=units.count) if units else None

    def _scopes(self, tops: Sequence[Path]) -> list[str]:
        """For each statement the funds that it is about: its section's, or its last head's for a subject.

        A section's funds are those of its first amount; a functional subject belongs to the last total of
        expenditure stated before it (支出预算 → 财政拨款支出 → 一般公共预算拨款支出 → items).  Items with a bare
        number (1, 2, 3 in a document without 一、二、) belong to the section before them.
        """
        scopes: list[str] = []
        held: dict[tuple[str, ...], str] = {}
        spending: dict[tuple[str, ...], str] = {}
        headed: tuple[str, ...] = ()
        for statement, top in zip(self._record.statements, tops, strict=True):
            if next(iter(path_of(statement.section)), "").isdigit():
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
    def amounts(self) -> tuple[StatementView, ...]:
        return tuple(s for s in self.statements if s.statement.measure == "amount")

    def of(self, concept: str) -> list[StatementView]:
        """Statements about a concept (or an alternative of it) in the document's own year."""
        return self._by_named.get(concept, [])

    @cached_property
    def _by_named(self) -> dict[str, list[StatementView]]:
        year = self._record.metadata.fiscal_year
        named: dict[str, list[StatementView]] = {}
        for said in self.amounts:
            if year is None or said.statement.year in (None, year):
                for concept in dict.fromkeys(c for several in said.concepts for c in several.split("|")):
                    named.setdefault(concept, []).append(said)
        return named

    @cached_property
    def by_top(self) -> dict[tuple[str, ...], list[StatementView]]:
        grouped: dict[tuple[str, ...], list[StatementView]] = {}
        for said in self.statements:
            grouped.setdefault(said.top, []).append(said)
        return grouped

    @cached_property
    def by_concept(self) -> dict[tuple[tuple[str, ...], str], list[StatementView]]:
        """(main section, concept) → the amounts of the document's own year that state it, in order."""
        year = self._record.metadata.fiscal_year
        grouped: dict[tuple[tuple[str, ...], str], list[StatementView]] = {}
        for said in self.amounts:
            if year is None or said.statement.year in (None, year):
                for concept in said.concepts:
                    grouped.setdefault((said.top, concept.split("|")[0]), []).append(said)
        return grouped

    @cached_property
    def by_section(self) -> dict[str, list[StatementView]]:
        grouped: dict[str, list[StatementView]] = {}
        for said in self.statements:
            grouped.setdefault(said.statement.section, []).append(said)
        return grouped
