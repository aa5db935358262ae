"""The grammar of statements: clauses in, statements out.

Takes the paragraphs of one section, gives its :class:`~gouji.schemas.record.Statement` values in the order
of the print.  Each clause is one of a few constructions (head, change, share, completion, base,
introduction); the state says to which statement a modifier belongs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from gouji.domain.numbering import read_numbering, without_number
from gouji.outline.paragraph import Paragraph
from gouji.prose.changes import BUDGET_NOUN
from gouji.prose.clauses import Clause, clauses
from gouji.prose.modifiers import (
    StatedChange,
    find_base,
    is_of_it,
    names_completed_budget,
    read_base_amount,
    read_change,
    read_completion,
    read_share,
)
from gouji.prose.paragraph_state import SectionScope
from gouji.prose.quantities import Quantity, leading_year
from gouji.prose.reason_amounts import causes
from gouji.prose.reasons import StatedReason, explain
from gouji.prose.stated_figures import CLASSED, CODED, StatedFigures
from gouji.prose.statement_draft import Draft, finish
from gouji.prose.vocabulary import TRADITIONAL, TRADITIONAL_SIGNS
from gouji.schemas.record import Statement

_INTRO = re.compile(
    r"(?:其中|(?:资金来源|支出|收入|主要|具体|主要支出)?包括|具体情况如下|分别(?:为|是)|主要支出|具体如下)$"
)
_LABEL = re.compile(r"^.{2,30}(?:费|费用|经费|支出|收入|总额|情况|情况说明)$")
"""``1.公务接待费。2024年预算数…``: what the sentences after it are about."""
_DATED_STAGE = re.compile(r"\d{4}年(?:度)?(?:年初|部门|财政拨款)?(?:预算|决算|支出|执行|安排)数?")
_BARE_AMOUNT = re.compile(r"\d[\d,.]*(?:万|亿)?元")
_RATE = re.compile(r"(?P<rate>(?:预算)?(?:执行率|完成率))为?$")
_SITUATION = re.compile(r"(?:的)?(?:安排|支出|预算|决算|使用)?情况(?:说明)?$")
_EXAMPLE = re.compile(r"^以“(?P<name>.+?)”(?P<kind>项目)?为例$")


class Reader(StatedFigures):
    """Reads one paragraph, clause by clause."""

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

    def _clause(self, clause: Clause) -> None:
        if clause.nested and self.outside is None:
            self.outside = (self.current, self.changed, self.in_list)
        elif not clause.nested and self.outside is not None:
            (self.current, self.changed, self.in_list), self.outside = self.outside, None
        if clause.sentence != self.sentence:
            self._new_sentence(clause)
        label = read_numbering(clause.text.removeprefix("其中"))
        if label is not None and label.style == "circled" and not self.scope.path.endswith(label.text):
            self.mark = label.text
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
        self.spread = []

    def _is_amount_of_list(self, figure: Quantity, clause: Clause) -> bool:
        """A figure that lost its unit among amounts (``职业年金缴费 39.08，``)."""
        decimal = "." in figure.digits and figure.end == len(clause.text)
        return decimal and self.in_list and self.current is not None and self.current.measure == "amount"

    def _without_figure(self, clause: Clause) -> None:
        text = clause.text
        if _INTRO.search(text):
            self._introduce()
        elif CLASSED.match(text):
            self.item = self._subject(text).name
            self._remember_kuan(self.item)
        elif clause.after in "，," and (coded := CODED.match(without_number(text))):
            self.item = coded.group("name")
        elif (change := read_change(text)) is not None:
            self._change(change, None, clause, 0)
        elif (base := find_base(text)) is not None and base.end >= len(text) - 1:
            self.base = (base.name, clause.sentence)
            self.base_opens = clause.before == "。"
            self.base_subject = text[: base.start]
            if self.changed is not None and self.changed.base not in (None, base.name):
                self.changed = self._again(self.changed)
        elif (dated := leading_year(text)) and dated[1] == len(text):
            self.dated = dated[0]
            if text.startswith(("截至", "截止")) or "月" in text:
                self.as_of = dated[0]
        elif example := _EXAMPLE.match(text):
            self.label = example.group("name")
        elif clause.after in "：:" or self._labels(clause):
            self.label = _SITUATION.sub("", self._subject(text).name)
        elif text.startswith("在") and text.endswith("中"):
            self.phrase = text[1:]
        elif self.phrase and text.endswith("的"):
            self.phrase += text

    def _labels(self, clause: Clause) -> bool:
        """``1.公务接待费。2024年预算数…``, ``维修（护）费。12.61万元``: the name of what the figure behind it is."""
        if not _LABEL.search(clause.text):
            return False
        if clause.start == 0 and clause.after == "。":
            return True
        following = self.paragraph.text[clause.end + 1 :]
        if clause.start == 0 and clause.after in "，,":
            return bool(_DATED_STAGE.match(following))
        return self.in_list and clause.after == "。" and bool(_BARE_AMOUNT.match(following))

    def _figure(self, words: str, figure: Quantity, clause: Clause, after: str, offset: int) -> int:
        """Read one figure; gives how many characters after it belong to its subject."""
        if figure.kind == "percent" and self._percentage(words, figure, clause):
            return 0
        if figure.kind == "money" and self._of_comparison(words, figure, clause, after, offset):
            return 0
        if figure.kind in ("money", "percent", "multiple"):
            change = read_change(words)
            if change is not None:
                self._change(change, figure, clause, offset)
                return 0
        if figure.kind == "count" and (moved := read_change(words)) is not None and moved.base is not None:
            self._count_change(moved, figure, clause)
            return 0
        return self._head(words, figure, clause, after, offset)

    def _count_change(self, change: StatedChange, figure: Quantity, clause: Clause) -> None:
        """``车辆 8 辆，比上年减少 1 辆``: the change of the count just read."""
        if self.current is not None and self.current.measure == "count" and not change.subject:
            self._apply(self.current, change, replace(figure, kind="money"), change.base)
            self.current.reach(clause.start + figure.end)

    def _of_comparison(self, words: str, figure: Quantity, clause: Clause, after: str, offset: int) -> bool:
        """An amount that the amount just read is compared with: its budget, or what it was before."""
        opens = clause.before == "。" and not self._fresh()
        target = self.main if opens and self.main is not None else self.current
        if target is None or target.measure != "amount":
            return False
        if names_completed_budget(words, after) and target.budget_value is None:
            target.budget_value, self.completing = figure.digits, target
            target.reach(clause.start + figure.end)
            return True
        base = read_base_amount(words, after, target.subject)
        if base is None:
            return False
        self._compare(target, base.name, figure, clause, offset)
        if (turn := read_change(after)) is not None:
            self._change(turn, None, clause, figure.end)
        return True

    def _percentage(self, words: str, figure: Quantity, clause: Clause) -> bool:
        """Completion or share; ``False`` when the percentage is something else."""
        if words in ("（", "(") and self.changed is not None and self.changed.change_pct is None:
            self.changed.change_pct = figure.digits
            self.changed.reach(clause.start + figure.end + 1)
            return True
        completed = read_completion(words)
        if completed is None and self.completing is not None and is_of_it(words):
            completed, self.current = "", self.completing
        self.completing = None
        target = self._about(clause)
        if completed is not None and target is not None and self._refers(completed, target):
            target.completion_pct = figure.digits
            target.reach(clause.start + figure.end)
            return True
        if completed is not None and self._completes(completed, words, figure, clause):
            return True
        owner = read_share(words) if completed is None else None
        if owner is None:
            return False
        name = self._subject(owner.lstrip("（(")).name
        if target is not None and (not name or target.subject.endswith(name)):
            if target.share_pct is not None and target.measure == "amount":
                target = self._again(target)
            target.share_pct = figure.digits
            target.reach(clause.start + figure.end)
        elif name and self.scope.counts:
            draft = self._new(name, "ratio", figure, clause, 0, None)
            draft.share_pct = figure.digits
        return True

    def _completes(self, words: str, whole: str, figure: Quantity, clause: Clause) -> bool:
        """``基本支出完成年初预算的98%``: of the amount of that name in this paragraph, else a statement of its own."""
        subject = self._subject(words)
        budgeted = "预算" in clause.text and BUDGET_NOUN.search(subject.name)
        if not budgeted or not self.scope.money:
            return False
        named = [d for d in self.drafts if d.subject == subject.name and d.measure == "amount"]
        open_ = [d for d in named if d.completion_pct is None]
        rate = _RATE.search(whole)
        if rate and not open_:
            if self.scope.counts:
                self._new(subject.name + rate.group("rate"), "ratio", figure, clause, 0, subject.year)
            return True
        draft = open_[-1] if open_ else self._new(subject.name, "amount", figure, clause, 0, subject.year)
        if not open_:
            draft.value, draft.unit = None, "万元"
        draft.completion_pct = figure.digits
        if draft.sentence == clause.sentence:
            draft.reach(clause.start + figure.end)
        return True

    def _refers(self, words: str, target: Draft) -> bool:
        name = self._subject(words).name
        return target.measure == "amount" and (not name or target.subject.endswith(name))

    def _about(self, clause: Clause) -> Draft | None:
        """The statement that a share or completion clause speaks of."""
        if self.current is not None and self.current.measure == "ratio":
            return self.main
        return self.current

    def _reason(self, reason: StatedReason) -> None:
        opens = reason.start == 0 or self.paragraph.text[reason.start - 1] in "。；;"
        target = self.changed or self.current
        if reason.loose and (target is None or target.bare):
            return
        if reason.about or opens and self.in_list:
            target = self.main if self.main is not None and not self._fresh() else target
        if target is None:
            self.orphans.append(reason)
            return
        for draft in self._siblings(target):
            if draft.reason is None:
                draft.reason = reason.text
                draft.reach(reason.end)
        if self.scope.money:
            self.drafts.extend(self._caused(reason, target))

    def _caused(self, reason: StatedReason, target: Draft) -> Iterable[Draft]:
        """What single causes moved, where the reason says by how much."""
        start = reason.end - len(reason.text) if reason.text in self.paragraph.text else reason.start
        for cause in causes(self.paragraph.text, max(start, reason.start), reason.end):
            yield Draft(
                subject=cause.subject,
                measure="amount",
                value=None,
                unit=cause.figure.unit,
                year=target.year,
                start=cause.start,
                end=cause.end,
                value_at=cause.figure.start,
                sentence=target.sentence,
                base=cause.base,
                direction=cause.direction,
                change=cause.figure.digits,
                notes=["原因中的变动额"],
            )

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
class ParagraphReading:
    """What one paragraph states, the reasons in it that belong to paragraphs before, the 款 it leaves in force."""

    statements: list[Statement]
    orphans: list[StatedReason]
    kuan: str


def _simplified(paragraph: Paragraph) -> Paragraph:
    """The paragraph to read: of the same length, so that every quote is still cut from the print."""
    if not any(sign in paragraph.text for sign in TRADITIONAL_SIGNS):
        return paragraph
    return replace(paragraph, text=paragraph.text.translate(TRADITIONAL))


def read_paragraph(scope: SectionScope, paragraph: Paragraph, first: int = 1) -> ParagraphReading:
    """Read one paragraph; its statements are numbered from ``first``."""
    reader = Reader(scope, _simplified(paragraph))
    drafts = reader.read()
    statements = [finish(draft, paragraph, scope.path, first + i) for i, draft in enumerate(drafts)]
    return ParagraphReading(statements, reader.orphans, reader.kuan)
