"""The grammar of statements: clauses in, statements out.

Takes the paragraphs of one section, gives its :class:`~schemas.record.Statement` values in the order
of the print.  Each clause is one of a few constructions (head, change, share, completion, base,
introduction); the state says to which statement a modifier belongs: the one just read, or, at the
beginning of a sentence, the one that heads the paragraph.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from extractor.prose.clauses import Clause, clauses
from extractor.prose.counts import counted
from extractor.prose.draft import Draft, Measure, finish
from extractor.prose.lexer import Quantity, leading_year
from extractor.prose.modifiers import Change, find_base, read_change, read_completion, read_share
from extractor.prose.spans import Reason, explain
from extractor.prose.subject import BUDGET_KEPT, Subject, read_subject
from extractor.prose.vocabulary import RATIO_ENDINGS, SCORE_WORDS, STATEMENT_COUNT_UNITS
from extractor.segment.paragraph import Paragraph
from schemas.record import Statement

_CLASSED = re.compile(r".*[（(]\d*[类款项][)）](?:支出)?$")
_KUAN = re.compile(r"(?P<kuan>[^（()）]+(?:[（(][^类款项（()）]+[)）])?[（(]\d*款[)）])")
_ONLY_ITEM = re.compile(r"^[^款]*[（(]\d*项[)）]$")
_INTRO = re.compile(
    r"(?:其中|(?:资金来源|支出|收入|主要|具体|主要支出)?包括|具体情况如下|分别(?:为|是)|主要支出|具体如下)$"
)
_GENERIC = frozenset(
    (
        "", "支出", "预算支出", "预算支出合计", "支出合计", "该项目", "项目", "本项目", "金额", "合计", "预算合计",
        "该项目预算金额", "年度", "年度预算",
    )
)  # fmt: skip
_CARRIED = re.compile(r"(?P<kind>.+?预算)(?:当年|本年)?(?:财政)?拨款收入$")
_BUDGET_NOUN = re.compile(
    r"(?:费|费用|经费|收入|支出|预算|决算|决算数|预算数|资金|拨款|总计|合计|总额|金额|结转|结余|补助|补贴|工资|奖金|缴费|公积金|年金|金)$|[)）]$"
)
_COMBINED = re.compile(r"收入?、?支出?|收支")
_TOTAL = re.compile(r"(?:总计|合计|总额|预算)$")
_SUMS_UP = re.compile(
    r"^(?:收支|收、支|收入支出|收入、支出|收支总计|总计|支出|收入)$|(?:后|因素|上述|以上|各项|总体上)$"
)
_EXAMPLE = re.compile(r"^以“(?P<name>.+?)”(?P<kind>项目)?为例$")
_SUMMARY = re.compile(r"(?:绩效)?自评(?:综述|情况|结果)$")


@dataclass(frozen=True, slots=True)
class Scope:
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


class Reader:
    """Reads one paragraph; :attr:`drafts` are its statements, :attr:`kuan` the 款 that later items stand under."""

    def __init__(self, scope: Scope, paragraph: Paragraph) -> None:
        self.scope = scope
        self.paragraph = paragraph
        self.kuan = scope.kuan
        self.drafts: list[Draft] = []
        self.main: Draft | None = None
        self.current: Draft | None = None
        self.changed: Draft | None = None
        self.group: list[Draft] = []
        self.orphans: list[Reason] = []
        self.in_list = False
        self.list_parent: Draft | None = None
        self.item = ""
        self.label = ""
        self.phrase = ""
        self.dated: int | None = None
        self.as_of: int | None = None
        self.base: tuple[str, int] | None = None
        self.base_opens = False
        self.last_base: str | None = None
        self.sentence = -1
        self.outside: tuple[Draft | None, Draft | None, bool] | None = None
        """What was current before a bracket opened: it is again after the bracket."""

    def read(self) -> list[Draft]:
        """All statements of the paragraph."""
        reasons, text = explain(self.paragraph.text)
        pending = list(reasons)
        for clause in clauses(text):
            while pending and pending[0].start < clause.start:
                self._reason(pending.pop(0))
            self._clause(clause)
        for reason in pending:
            self._reason(reason)
        return self._kept()

    # -- clauses ---------------------------------------------------------------------------------

    def _clause(self, clause: Clause) -> None:
        if clause.nested and self.outside is None:
            self.outside = (self.current, self.changed, self.in_list)
        elif not clause.nested and self.outside is not None:
            (self.current, self.changed, self.in_list), self.outside = self.outside, None
        if clause.sentence != self.sentence:
            self._new_sentence(clause)
        figures = [f for f in clause.figures if f.kind != "bare" or self._is_amount_of_list(f, clause)]
        if not figures:
            self._without_figure(clause)
            return
        cursor = 0
        for position, figure in enumerate(figures):
            words = clause.text[cursor : figure.start]
            following = figures[position + 1].start if position + 1 < len(figures) else len(clause.text)
            taken = self._figure(words, figure, clause, clause.text[figure.end : following], cursor)
            cursor = figure.end + taken
        if _INTRO.search(clause.text[cursor:]):
            self._introduce()

    def _new_sentence(self, clause: Clause) -> None:
        self.sentence = clause.sentence
        self.in_list = False
        self.changed = None
        self.phrase = ""
        self.dated = None

    def _is_amount_of_list(self, figure: Quantity, clause: Clause) -> bool:
        """A figure that lost its unit among amounts (``职业年金缴费 39.08，``)."""
        decimal = "." in figure.digits and figure.end == len(clause.text)
        return decimal and self.in_list and self.current is not None and self.current.measure == "amount"

    def _introduce(self) -> None:
        if not self.in_list:
            self.list_parent = self.current if self.current in self.drafts else self.main
        self.in_list = True

    def _without_figure(self, clause: Clause) -> None:
        text = clause.text
        if _INTRO.search(text):
            self._introduce()
        elif _CLASSED.match(text):
            self.item = read_subject(text, self.scope.department, self.scope.year).name
            self._remember_kuan(self.item)
        elif (change := read_change(text)) is not None:
            self._change(change, None, clause, 0)
        elif (base := find_base(text)) is not None and base.end >= len(text) - 1:
            self.base = (base.name, clause.sentence)
            self.base_opens = clause.before == "。"
            if self.changed is not None and self.changed.base not in (None, base.name):
                self.changed = self._again(self.changed)
        elif (dated := leading_year(text)) and dated[1] == len(text):
            self.dated = dated[0]
            if text.startswith(("截至", "截止")) or "月" in text:
                self.as_of = dated[0]
        elif example := _EXAMPLE.match(text):
            self.label = example.group("name")
        elif clause.after in "：:":
            self.label = read_subject(text, self.scope.department, self.scope.year).name
        elif text.startswith("在") and text.endswith("中"):
            self.phrase = text[1:]
        elif self.phrase and text.endswith("的"):
            self.phrase += text

    def _remember_kuan(self, name: str) -> None:
        match = _KUAN.search(name)
        if match:
            self.kuan = match.group("kuan")

    # -- figures ---------------------------------------------------------------------------------

    def _figure(self, words: str, figure: Quantity, clause: Clause, after: str, offset: int) -> int:
        """Read one figure; gives how many characters after it belong to its subject."""
        if figure.kind == "percent" and self._percentage(words, figure, clause):
            return 0
        base = find_base(words)
        if base and base.end >= len(words) and after.startswith(("相比", "比", "相较")) and self.current:
            self.current.budget_value = figure.digits
            self.current.reach(clause.start + figure.end)
            return 0
        if figure.kind in ("money", "percent", "multiple"):
            change = read_change(words)
            if change is not None:
                self._change(change, figure, clause, offset)
                return 0
        return self._head(words, figure, clause, after, offset)

    def _percentage(self, words: str, figure: Quantity, clause: Clause) -> bool:
        """Completion or share; ``False`` when the percentage is something else."""
        completed = read_completion(words)
        target = self._about(clause)
        if completed is not None and target is not None and self._refers(completed, target):
            target.completion_pct = figure.digits
            target.reach(clause.start + figure.end)
            return True
        owner = read_share(words) if completed is None else None
        if owner is None:
            return False
        name = read_subject(owner, self.scope.department, self.scope.year).name
        if target is not None and (not name or target.subject.endswith(name)):
            target.share_pct = figure.digits
            target.reach(clause.start + figure.end)
        elif name and self.scope.counts:
            draft = self._new(name, "ratio", figure, clause, 0, None)
            draft.share_pct = figure.digits
        return True

    def _refers(self, words: str, target: Draft) -> bool:
        name = read_subject(words, self.scope.department, self.scope.year).name
        return target.measure == "amount" and (not name or target.subject.endswith(name))

    def _about(self, clause: Clause) -> Draft | None:
        """The statement that a share or completion clause speaks of."""
        if self.current is not None and self.current.measure == "ratio":
            return self.main
        return self.current

    # -- changes ---------------------------------------------------------------------------------

    def _change(self, change: Change, figure: Quantity | None, clause: Clause, offset: int) -> None:
        end = clause.start + (figure.end if figure else len(clause.text))
        base = change.base or self._pending_base(clause)
        subject = read_subject(change.subject, self.scope.department, self.scope.year)
        own = bool(subject.name) and not self._restates(subject.name, change, clause)
        if own and not self._may_stand_alone(subject.name, change, figure, base):
            if figure is not None and figure.kind == "money" and change.base is None:
                words = clause.text[offset : figure.start]
                self._amount(
                    read_subject(words, self.scope.department, self.scope.year), figure, clause, offset
                )
            return
        target = self._changed_by(change, base, clause) if not own else None
        if own:
            target = self._only_change(subject, figure, clause, offset)
        if target is None:
            return
        if base is None and target.direction is None:
            base = self._inherited(target)
        if self.changed is not target or target not in self.group:
            self.group = self._all_changed(target, change)
        for draft in self.group:
            self._apply(draft, change, figure, base)
            draft.reach(end)
        self.changed = target

    def _all_changed(self, target: Draft, change: Change) -> list[Draft]:
        """``收入总计 X，支出总计 Y，各增加 Z``: the change of both; a combined subject is one."""
        if not change.each or _COMBINED.search(target.subject) or target not in self.drafts:
            return [target]
        index = self.drafts.index(target)
        before = self.drafts[index - 1] if index else None
        both = (
            before is not None
            and before.sentence == target.sentence
            and before.bare
            and before.measure == "amount"
        )
        return [before, target] if both and before is not None and _TOTAL.search(before.subject) else [target]

    def _may_stand_alone(self, name: str, change: Change, figure: Quantity | None, base: str | None) -> bool:
        """A change without its amount is a statement only of a budget subject, against a base, with a figure or 持平."""
        if not self.scope.money or not _BUDGET_NOUN.search(name):
            return False
        based = base is not None or self.last_base is not None
        return based and (figure is not None or change.direction == "flat")

    def _changed_by(self, change: Change, base: str | None, clause: Clause) -> Draft | None:
        if self.changed is not None:
            goes_on = base is None or self.changed.base in (None, base)
            return self.changed if goes_on else self._again(self.changed)
        pending = change.base is None and self._pending_base(clause) is not None
        opens = clause.before == "。" or pending and self.base_opens
        target = self.main if opens and self.main is not None and not self._fresh() else self.current
        if target is not None and target.direction is not None and base and base != target.base:
            return self._again(target)
        return target

    def _fresh(self) -> bool:
        """The current statement is an amount of its own, not an item of a list: it heads what follows."""
        current = self.current
        return current is not None and current.measure == "amount" and not current.in_list

    def _restates(self, name: str, change: Change, clause: Clause) -> bool:
        """The words before the direction name the current subject again, after a base that was set apart."""
        if change.base is None and self.base is not None and self.base[1] == clause.sentence:
            return self.current is not None
        if _SUMS_UP.search(name):
            return True
        if self.current is None or clause.before not in "，,":
            return False
        return bool(name) and name in self.current.subject and self.current.sentence == clause.sentence

    def _only_change(self, subject: Subject, figure: Quantity | None, clause: Clause, offset: int) -> Draft:
        """A statement of a change alone: the amount itself is not printed."""
        name = subject.name if BUDGET_KEPT.search(subject.name) else subject.name.removesuffix("预算")
        draft = self._new(name, "amount", figure, clause, offset, subject.year)
        draft.value, draft.unit = None, figure.unit if figure and figure.kind == "money" else "万元"
        return draft

    def _again(self, target: Draft) -> Draft:
        """The same amount against another base is a statement of its own."""
        twin = replace(
            target,
            base=None,
            direction=None,
            change=None,
            change_pct=None,
            reason=None,
            notes=list(target.notes),
        )
        self.drafts.append(twin)
        self.current = twin
        return twin

    def _pending_base(self, clause: Clause) -> str | None:
        if self.base is not None and self.base[1] == clause.sentence:
            return self.base[0]
        return None

    def _inherited(self, target: Draft) -> str | None:
        """An item of a list is compared with what the head of the list was compared with."""
        parent = target.parent
        if parent is not None and parent.base:
            return parent.base
        return self.last_base

    def _apply(self, target: Draft, change: Change, figure: Quantity | None, base: str | None) -> None:
        if target.direction is None:
            target.direction = change.direction
        if base is not None:
            target.base = target.base or base
            self.last_base = target.base
        if figure is None:
            return
        if figure.kind == "money":
            target.change = target.change or figure.digits
        elif figure.kind == "percent":
            target.change_pct = target.change_pct or figure.digits
        else:
            target.change_pct = target.change_pct or figure.digits + figure.unit

    # -- heads -----------------------------------------------------------------------------------

    def _head(self, words: str, figure: Quantity, clause: Clause, after: str, offset: int) -> int:
        if figure.kind == "count":
            return self._count(words, figure, clause, after, offset)
        subject = read_subject(words, self.scope.department, self.scope.year)
        if figure.kind == "score":
            self._score(subject, figure, clause, offset)
        elif figure.kind == "percent":
            self._ratio(subject, figure, clause, offset)
        elif figure.kind in ("money", "bare") and self.scope.money:
            self._amount(subject, figure, clause, offset)
        return 0

    def _amount(self, subject: Subject, figure: Quantity, clause: Clause, offset: int) -> None:
        if subject.intro:
            self._introduce()
        if self._is_outturn(subject):
            self._pair(figure, clause)
            return
        name, note = self._named(subject)
        if not name:
            return
        if note and self._says_again(name, figure, clause):
            return
        twin = self._earlier_twin(name, figure, subject)
        draft = self._new(name, "amount", figure, clause, offset, subject.year)
        draft.stage = subject.stage
        if note:
            draft.notes.append(note)
        if twin is not None:
            self.drafts.remove(twin)
        self._remember_kuan(name)
        if _CLASSED.match(name):
            self.item = name

    def _is_outturn(self, subject: Subject) -> bool:
        """``支出决算 X`` right after ``预算 Y`` of the same subject: one statement with both."""
        current = self.current
        if subject.name not in _GENERIC or subject.stage not in ("final", "executed") or current is None:
            return False
        if subject.year is not None and subject.year != current.year:
            return False
        is_budget = current.stage == "budget" or current.subject.endswith("预算")
        return is_budget and current.measure == "amount" and current.budget_value is None

    def _pair(self, figure: Quantity, clause: Clause) -> None:
        current = self.current
        assert current is not None
        current.budget_value, current.value = current.value, figure.digits
        current.stage = "final"
        current.subject = re.sub(r"预算$", "", current.subject)
        current.value_at = clause.start + figure.start
        current.reach(clause.start + figure.end)

    def _named(self, subject: Subject) -> tuple[str, str]:
        """The subject's name, from the surroundings where the clause has none; and a note that says so."""
        name = subject.name
        if self.phrase:
            return self.phrase + name, ""
        if name in _GENERIC:
            return self._from_context(subject.words), "主语取自上文"
        if _ONLY_ITEM.match(name) and self.kuan and "款" not in name:
            return self.kuan + name, ""
        carried = self._carried(name)
        if carried:
            return carried, ""
        return self._complete(name), ""

    def _from_context(self, words: str) -> str:
        """The functional item, label or title that the clause is about."""
        if self.item:
            return (
                self.item if not _ONLY_ITEM.match(self.item) or "款" in self.item else self.kuan + self.item
            )
        if self.label:
            return re.sub(r"项目$", "", _SUMMARY.sub("", self.label))
        if self.scope.title_subject:
            own = (
                self.scope.title
                if not words and self.scope.title.startswith(("年度预算", "预算安排"))
                else ""
            )
            return self.scope.title_subject + own
        if self.main is not None:
            return self.main.subject
        return re.sub(r"^\d{4}年(?:度)?", "", re.sub(r"[为是：:，]+$", "", words))

    def _carried(self, name: str) -> str:
        """``政府性基金预算拨款收入 0 万元，上年结转 0 万元``: the carry-over is of the same budget."""
        if name not in ("上年结转", "上年结转结余") or self.current is None:
            return ""
        match = _CARRIED.search(self.current.subject)
        return match.group("kind") + name if match and self.current.sentence == self.sentence else ""

    def _complete(self, name: str) -> str:
        """``涉及预算金额`` says nothing without what it belongs to."""
        counted_before = self.current is not None and self.current.measure == "count"
        if (
            counted_before
            and self.current is not None
            and re.fullmatch(r"涉及预算(?:金额|资金)|涉及(?:金额|资金)", name)
        ):
            return self.current.subject + name
        return name

    def _says_again(self, name: str, figure: Quantity, clause: Clause) -> bool:
        """``…，合计 1410 万``: the sum of a list that the sentence began with."""
        return any(
            draft.subject == name and draft.value == figure.digits and draft.sentence == clause.sentence
            for draft in self.drafts
        )

    def _earlier_twin(self, name: str, figure: Quantity, subject: Subject) -> Draft | None:
        """The same figure of the same subject named before without more: it is stated once."""
        year = subject.year or self.dated or self.scope.year
        for draft in self.drafts:
            same = draft.subject == name and draft.value == figure.digits and draft.year == year
            if same and draft.bare and draft.stage is None and subject.stage is not None:
                return draft
        return None

    def _score(self, subject: Subject, figure: Quantity, clause: Clause, offset: int) -> None:
        name = subject.name
        if not any(word in name for word in SCORE_WORDS) or not self.scope.counts:
            return
        if name in SCORE_WORDS and self.label:
            name = self.label + name
        elif name.startswith("该项目") and self.label:
            name = f"{self.label.removesuffix('项目')}项目{name[3:]}"
        elif name.startswith("平均") and self.current is not None:
            name = re.sub(r"的?项目.*$", "", self.current.subject) + name
        elif self.label and _SUMMARY.search(self.label):
            name = _SUMMARY.sub("", self.label) + re.sub(r"^(?:该)?项目", "", name)
        self._new(name, "score", figure, clause, offset, subject.year)

    def _ratio(self, subject: Subject, figure: Quantity, clause: Clause, offset: int) -> None:
        name = re.sub(r"(?:总体)?(?:稳定在|保持在|达到|达|为)$", "", subject.name)
        if self.scope.counts and name.endswith(RATIO_ENDINGS) and len(name) > 2:
            self._new(name, "ratio", figure, clause, offset, subject.year)

    def _count(self, words: str, figure: Quantity, clause: Clause, after: str, offset: int) -> int:
        if figure.unit not in STATEMENT_COUNT_UNITS or not self.scope.counts:
            return 0
        found = counted(words, after, figure.unit, self.current, self.scope.department, self.scope.year)
        if found is None:
            return 0
        draft = self._new(found.name, "count", figure, clause, offset, found.year)
        draft.reach(clause.start + figure.end + found.length)
        if "其中" in words:
            self._introduce()
        return found.length

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
            in_list=self.in_list,
            parent=self.list_parent if self.in_list else None,
        )
        self.drafts.append(draft)
        self.current, self.changed = draft, None
        if year is not None and measure == "count":
            self.as_of = year if self.as_of is None else self.as_of
        if measure == "amount" and not self.in_list or self.main is None:
            self.main = draft
        return draft

    def _list_year(self) -> int | None:
        """The items of a list are of the year of its head."""
        return self.list_parent.year if self.in_list and self.list_parent is not None else None

    # -- reasons ---------------------------------------------------------------------------------

    def _reason(self, reason: Reason) -> None:
        opens = reason.start == 0 or self.paragraph.text[reason.start - 1] in "。；;"
        target = self.changed or self.current
        if reason.about or opens and self.in_list:
            target = self.main if self.main is not None and not self._fresh() else target
        if target is None:
            self.orphans.append(reason)
            return
        for draft in self._siblings(target):
            if draft.reason is None:
                draft.reason = reason.text
                draft.reach(reason.end)

    def _siblings(self, target: Draft) -> list[Draft]:
        """All that one change was said of."""
        return self.group if target in self.group else [target]

    def _kept(self) -> list[Draft]:
        """In print order; a count in a report only where the same sentence states money."""
        drafts = self.drafts
        if self.scope.counts_with_money_only:
            rich = {draft.sentence for draft in drafts if draft.measure == "amount"}
            drafts = [
                draft for draft in drafts if draft.sentence in rich and draft.measure in ("amount", "count")
            ]
        return drafts


@dataclass(frozen=True, slots=True)
class Reading:
    """What one paragraph states, the reasons in it that belong to paragraphs before, the 款 it leaves in force."""

    statements: list[Statement]
    orphans: list[Reason]
    kuan: str


def read_paragraph(scope: Scope, paragraph: Paragraph, first: int = 1) -> Reading:
    """Read one paragraph; its statements are numbered from ``first``."""
    reader = Reader(scope, paragraph)
    drafts = reader.read()
    statements = [finish(draft, paragraph, scope.path, first + i) for i, draft in enumerate(drafts)]
    return Reading(statements, reader.orphans, reader.kuan)
