"""Changes: against what, by how much, and of which statement.

Takes a direction with its base and figure, attaches it to the statement it speaks of: the one just
read, every one of a pair (各增加), the head of the paragraph at the beginning of a sentence, or,
where only the change is printed, a statement of its own without a value.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import replace
from decimal import Decimal

from gouji.prose.clauses import Clause
from gouji.prose.modifiers import StatedChange
from gouji.prose.paragraph_state import ParagraphState
from gouji.prose.quantities import Quantity
from gouji.prose.statement_draft import Draft
from gouji.prose.subject import BUDGET_KEPT, NamedSubject
from gouji.prose.vocabulary import PREVIOUS

BUDGET_NOUN = re.compile(
    r"(?:费|费用|经费|收入|支出|收支|总体|预算|决算|决算数|预算数|资金|拨款|总计|合计|总额|金额|结转|结余|余额|补助|补贴|"
    r"工资|奖金|缴费|公积金|年金|金|接待|购置|运行|维护|开支|税|债务|资产|负债)$|[)）]$"
)
_BOTH = ("收支", "收、支", "收入、支出", "收入支出", "收支总计", "收、支总计", "收支总体")
"""As the subject of a change: of the two totals just stated."""
_COMBINED = re.compile(r"收入?、?支出?|收支")
_TOTAL = re.compile(r"(?:总计|合计|总额|预算)$")
_SUMS_UP = re.compile(
    r"^(?:收支|收、支|收入支出|收入、支出|收支总计|总计)$|(?:后|因素|上述|以上|各项|总体上)$"
)


class Changes(ParagraphState, ABC):
    """The constructions of change."""

    def _change(self, change: StatedChange, figure: Quantity | None, clause: Clause, offset: int) -> None:
        end = clause.start + (figure.end if figure else len(clause.text))
        base = change.base or self._pending_base(clause)
        words = change.subject or (self.base_subject if change.base is None and self.changed is None else "")
        subject = self._subject(words)
        if (
            not subject.name
            and subject.stage == "budget"
            and change.base is not None
            and clause.before == "。"
        ):
            subject = replace(subject, name="预算")
        if self._sums_up_change(change, figure, clause):
            return
        own = bool(subject.name) and not self._restates(subject.name, change, clause)
        if own and not self._may_stand_alone(subject, change, figure, base):
            if figure is not None and figure.kind == "money" and change.base is None:
                words = clause.text[offset : figure.start]
                self._amount(self._subject(words), figure, clause, offset)
            return
        target = self._changed_by(change, figure, base, clause) if not own else None
        if own:
            target = self._named_before(subject.name, change, clause)
            target = target or self._only_change(subject, figure, clause, offset)
        if target is None:
            return
        if base is None and target.direction is None:
            base = PREVIOUS if change.yearly else self._inherited(target)
        self.base_subject = ""
        if self.changed is not target or target not in self.group:
            self.group = self._all_changed(target, change)
        for draft in self.group:
            self._apply(draft, change, figure, base)
            draft.reach(end)
        self.changed = target

    def _compare(self, target: Draft, base: str, figure: Quantity, clause: Clause, offset: int) -> None:
        """``比上年 X 万元减少``: X is the amount of the year before, or the budget of this year."""
        year = self._year_of(base, target)
        if year is None and "预算" in base:
            target.budget_value = target.budget_value or figure.digits
            target.reach(clause.start + figure.end)
        else:
            main, in_list, parent = self.main, self.in_list, self.list_parent
            earlier = self._new(target.subject, "amount", figure, clause, offset, year)
            earlier.notes.append("比较基数")
            self.main, self.in_list, self.list_parent = main, in_list, parent
        self.current = target
        self.base, self.base_opens, self.base_subject = (base, clause.sentence), False, ""

    def _year_of(self, base: str, target: Draft) -> int | None:
        """The year that a base names; ``None`` for the year of the statement itself."""
        stated = re.match(r"\d{4}", base)
        if stated:
            year = int(stated.group())
            return None if year == target.year and "预算" in base else year
        previous = base.startswith(("上", "去"))
        return target.year - 1 if previous and target.year is not None else None

    def _all_changed(self, target: Draft, change: StatedChange) -> list[Draft]:
        """``收入总计 X，支出总计 Y，各增加 Z``: the change of both; a combined subject is one."""
        each = change.each or change.subject in _BOTH
        if not each or _COMBINED.search(target.subject) or target not in self.drafts:
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

    def _may_stand_alone(
        self, subject: NamedSubject, change: StatedChange, figure: Quantity | None, base: str | None
    ) -> bool:
        """A change without its amount is a statement only of a budget subject, against a base, with a figure or 持平."""
        listed = subject.intro and change.base is not None and len(subject.name) > 1
        if not self.scope.money or not (listed or BUDGET_NOUN.search(subject.name)):
            return False
        if figure is not None:
            return True
        based = base is not None or self.last_base is not None or change.yearly
        return based and change.direction == "flat"

    def _large_enough(self, target: Draft, change: StatedChange, figure: Quantity) -> Draft:
        """An amount that grew by more than itself is not meant, but the head of its list."""
        if not target.in_list or target.parent is None or change.direction != "increase":
            return target
        if figure.kind != "money" or target.value is None or target.unit != figure.unit:
            return target
        return target.parent if Decimal(figure.digits) > Decimal(target.value) else target

    def _changed_by(
        self, change: StatedChange, figure: Quantity | None, base: str | None, clause: Clause
    ) -> Draft | None:
        if self.changed is not None:
            goes_on = base is None or self.changed.base in (None, base)
            return self.changed if goes_on else self._again(self.changed)
        pending = change.base is None and self._pending_base(clause) is not None
        opens = clause.before == "。" or pending and self.base_opens
        target = self.main if opens and self.main is not None and not self._fresh() else self.current
        if target is not None and (base is None or base.startswith(("上", "去", str(target.year)))):
            target = self._of_this_year(target)
        if target is not None and figure is not None:
            target = self._large_enough(target, change, figure)
        if target is not None and target.direction is not None and base and base != target.base:
            return self._again(target)
        return target

    def _sums_up_change(self, change: StatedChange, figure: Quantity | None, clause: Clause) -> bool:
        """``增加 48.92 万元，增长 0.8%，与上年基本持平``: 持平 weighs the change that was just stated."""
        changed = self.changed
        goes_on = (
            figure is None and change.direction == "flat" and not change.subject and clause.before in "，,"
        )
        return (
            goes_on
            and changed is not None
            and changed.change is not None
            and changed.sentence == clause.sentence
        )

    def _of_this_year(self, target: Draft) -> Draft:
        """``2024年决算数 X，2023年决算数 Y，增加 Z``: the change is of the later one."""
        if target.year is None or self.scope.year is None or target.year >= self.scope.year:
            return target
        for draft in self.drafts:
            same = draft.subject == target.subject and draft.sentence == target.sentence
            if same and draft.year == self.scope.year:
                return draft
        return target

    def _fresh(self) -> bool:
        """The current statement is an amount of its own, not an item of a list: it heads what follows."""
        current = self.current
        return current is not None and current.measure == "amount" and not current.in_list

    def _restates(self, name: str, change: StatedChange, clause: Clause) -> bool:
        """The words before the direction name the current subject again, after a base that was set apart."""
        apart = change.base is None and self._pending_base(clause) is not None and self.current is not None
        if apart and (self.changed is None or _COMBINED.search(name)):
            return self._named_before(name, change, clause) in (None, self.current)
        if _SUMS_UP.search(name):
            return True
        if self.current is None or clause.before not in "，,":
            return False
        return bool(name) and name in self.current.subject and self.current.sentence == clause.sentence

    def _named_before(self, name: str, change: StatedChange, clause: Clause) -> Draft | None:
        """``收入总计 X、支出总计 Y。与上年相比，收入总计增加…，支出总计增加…``: the amounts just stated."""
        if change.base is not None or self._pending_base(clause) is None:
            return None
        recent = (d for d in self.drafts if d.subject == name and d.sentence >= clause.sentence - 1)
        return next((d for d in recent if d.measure == "amount" and d.direction is None), None)

    def _only_change(
        self, subject: NamedSubject, figure: Quantity | None, clause: Clause, offset: int
    ) -> Draft:
        """A statement of a change alone: the amount itself is not printed."""
        kept = BUDGET_KEPT.search(subject.name) or subject.name == "预算"
        name = subject.name if kept else subject.name.removesuffix("预算")
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

    def _apply(self, target: Draft, change: StatedChange, figure: Quantity | None, base: str | None) -> None:
        if target.direction is None:
            target.direction = change.direction
        if base is not None:
            target.base = target.base or base
            self.last_base = target.base
        if figure is None:
            return
        if figure.printed:
            target.convert(figure.printed)
        if figure.kind == "money":
            target.change = target.change or figure.digits
        elif figure.kind == "percent":
            target.change_pct = target.change_pct or figure.digits
        else:
            target.change_pct = target.change_pct or figure.digits + figure.unit

    @abstractmethod
    def _amount(self, subject: NamedSubject, figure: Quantity, clause: Clause, offset: int) -> None:
        """An amount of its own; the heads define it."""
