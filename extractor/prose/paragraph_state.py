"""What the grammar remembers while it reads a paragraph: the statement at hand, the head of the list, the year.

Takes the scope of a section, gives the state on which the constructions (heads, changes) work.  A
statement is only made here, so that its year, its place and its list are set in one place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from gouji.outline.paragraph import Paragraph
from gouji.prose.clauses import Clause
from gouji.prose.quantities import Quantity
from gouji.prose.reasons import StatedReason
from gouji.prose.statement_draft import Draft, Measure
from gouji.prose.subject import NamedSubject, read_subject

_KUAN = re.compile(r"(?P<kuan>[^（()）]+(?:[（(][^类款项（()）]+[)）])?[（(]\d*款[)）])")


@dataclass(frozen=True, slots=True)
class SectionScope:
    """What a section tells its clauses: where they stand, and what a clause without subject is about."""

    path: str
    year: int | None
    department: str | None
    title_subject: str = ""
    title: str = ""
    kuan: str = ""
    money: bool = True
    counts: bool = True
    counts_with_money_only: bool = False
    overview: bool = False
    """It introduces the institution: only its offices, staff and vehicles count, and money of a budget."""


class ParagraphState:
    """The state of one paragraph; :attr:`drafts` are its statements, :attr:`kuan` the 款 that later items stand under."""

    def __init__(self, scope: SectionScope, paragraph: Paragraph) -> None:
        self.scope = scope
        self.paragraph = paragraph
        self.kuan = scope.kuan
        self.drafts: list[Draft] = []
        self.main: Draft | None = None
        self.current: Draft | None = None
        self.changed: Draft | None = None
        self.group: list[Draft] = []
        self.orphans: list[StatedReason] = []
        self.in_list = False
        self.list_parent: Draft | None = None
        self.item = ""
        self.mark = ""
        """The mark of the run-in item at hand (``人员经费：①行政运行…；②培训支出…``)."""
        self.label = ""
        self.phrase = ""
        self.dated: int | None = None
        self.as_of: int | None = None
        self.base: tuple[str, int] | None = None
        self.base_opens = False
        self.last_base: str | None = None
        self.base_subject = ""
        """What the words before a base that was set apart are about, until the change is read."""
        self.completing: Draft | None = None
        """The statement whose budget was just named by its amount: the percentage after it is of that."""
        self.spread: list[str] = []
        """The subjects that 分别 promises figures for, in order."""
        self.sentence = -1
        self.outside: tuple[Draft | None, Draft | None, bool] | None = None
        """What was current before a bracket opened: it is again after the bracket."""

    def _subject(self, words: str) -> NamedSubject:
        """The subject in ``words``, with the department and year of the document in mind."""
        return read_subject(words, self.scope.department, self.scope.year)

    def _introduce(self) -> None:
        if not self.in_list or self.current is not None and self.current.measure in ("amount", "count"):
            self.list_parent = self.current if self._is_kept(self.current) else self.main
        self.in_list = True

    def _is_kept(self, wanted: Draft | None) -> bool:
        """Whether a draft is one of those that will be statements; the last ones are asked for most."""
        return wanted is not None and any(draft is wanted for draft in reversed(self.drafts))

    def _remember_kuan(self, name: str) -> None:
        match = _KUAN.search(name)
        if match:
            self.kuan = match.group("kuan")

    def _new(
        self,
        name: str,
        measure: Measure,
        figure: Quantity | None,
        clause: Clause,
        offset: int,
        year: int | None,
    ) -> Draft:
        start = clause.start + offset
        end = clause.start + (figure.end if figure else len(clause.text))
        draft = Draft(
            subject=name,
            measure=measure,
            value=figure.digits if figure else None,
            unit=(figure.unit or None) if figure else "万元",
            year=year or self.dated or self._list_year() or self.as_of or self.scope.year,
            start=start,
            end=end,
            value_at=clause.start + (figure.start if figure else 0),
            sentence=clause.sentence,
            item=self.mark,
            in_list=self.in_list,
            parent=self.list_parent if self.in_list else None,
        )
        if figure is not None and figure.printed:
            draft.convert(figure.printed)
        self.drafts.append(draft)
        self.current, self.changed = draft, None
        if year is not None and measure == "count":
            self.as_of = self.as_of if self.in_list and self.as_of is not None else year
        if measure == "amount" and not self.in_list or self.main is None:
            self.main = draft
        return draft

    def _list_year(self) -> int | None:
        """The items of a list are of the year of its head."""
        return self.list_parent.year if self.in_list and self.list_parent is not None else None
