"""Stated figures: a subject and its figure, be it an amount, a count, a score or a percentage that stands alone.

Takes the words before a figure, makes the statement; where the words name no subject, it is taken
from the item, label or title that the clause stands under, and the statement says so.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import takewhile

from gouji.prose.changes import BUDGET_NOUN, Changes
from gouji.prose.clauses import Clause
from gouji.prose.counts import counted
from gouji.prose.quantities import Quantity
from gouji.prose.statement_draft import Draft
from gouji.prose.subject import NamedSubject
from gouji.prose.vocabulary import RATIO_ENDINGS, SCORE_WORDS, STATEMENT_COUNT_UNITS

_USED_FOR = re.compile(r"(?:资金)?用于(?P<what>.+)$")
_GIVEN = frozenset(("", "安排", "投入", "拨付", "下达", "其中", "资金"))
_BUDGETED = re.compile(r"预算(?:资金|金额|数|总额)?$")
TABLE_ROW = re.compile(r"[≤≥=<>＝]|正向|反向|三级指标")
"""Words of a row of indicators that no table has claimed: it is no sentence."""
CLASSED = re.compile(r".*[（(]\d*[类款项][)）](?:支出)?$")
CODED = re.compile(r"^(?P<name>.*[一-龥）)])[（(]\d{3,7}[)）]$")
"""``小学教育（2050202）``: a functional item by its code, where what follows says its figure."""
_ONLY_ITEM = re.compile(r"^[^款]*[（(]\d*项[)）]$")
_GENERIC = frozenset(
    (
        "", "支出", "预算支出", "预算支出合计", "支出合计", "该项目", "项目", "本项目", "金额", "合计", "预算合计",
        "该项目预算金额", "年度", "年度预算", "共计支出", "合计支出",
    )
)  # fmt: skip
_YEAR_BEFORE = frozenset(("上年", "上年度", "上一年", "去年"))
"""``（上年预算数为0万元）``: the same, a year before."""
_GAPS = frozenset(("差值", "差额", "差异额", "相差"))
_NAMES = frozenset(("支出", "支出合计", "预算支出", "预算支出合计", "共计支出", "合计支出"))
"""Generic within an item or a project; elsewhere names of their own."""
_CARRIED = re.compile(r"(?P<kind>.+?预算)(?:当年|本年)?(?:财政)?拨款收入$")
_STAFF = re.compile(r"(?:人员|编制|职工|人数|干部|教师|离休|退休|在职|在编|遗属|工人|员工)$")
_OF_THE_OFFICE = re.compile(
    r"编制|在职|在编|实有|离休|退休|职工|工作人员|参公|工勤|遗属|聘用|临聘|领导职数|用车|车辆|设备|"
    r"(?:(?<!法人)机构|单位|处室|科室|部门|机关)$"
)
"""What a budget counts of an institution; its students, prizes and laboratories are none of it."""
_OF_COUNTED = re.compile(r"涉及预算(?:金额|资金)|涉及(?:金额|资金)|(?:账面)?(?:价值|原值|净值)")
"""What things that were counted cost or are worth."""
_SCORED = re.compile(r"(?:绩效)?(?:自评|评价)?(?:得分|评分|分数|总分|成绩)$")
_SUMMARY = re.compile(r"(?:绩效)?自评(?:综述|情况|结果)$|项目综述$")


_RESPECTIVELY = re.compile(r"(?:分别|各)(?:支出|安排|完成|共|计)*(?:为|是)?$")
_APART = re.compile(r"(?:分别|各)(?:支出|安排|完成)*$")
_SHARED_END = re.compile(r"(?:预算|决算)?(?:总计|合计|总额|总预算|总决算)$|预算$|决算$")


def _each_subject(name: str) -> list[str]:
    """The subjects that ``、`` and 和 join; an ending that only the last one prints belongs to each.

    >>> _each_subject("收入、支出总计")
    ['收入总计', '支出总计']
    """
    parts = [part for part in re.split(r"[、和]", re.sub(r"^收、支(?!出)", "收入、支出", name)) if part]
    ending = _SHARED_END.search(parts[-1]) if parts else None
    if ending is None:
        return parts
    return [part if _SHARED_END.search(part) else part + ending.group() for part in parts]


class StatedFigures(Changes):
    """The constructions that make statements."""

    def _head(self, words: str, figure: Quantity, clause: Clause, after: str, offset: int) -> int:
        if figure.kind == "count":
            return self._count(words, figure, clause, after, offset)
        subject = self._subject(words)
        if figure.kind == "score":
            self._score(subject, figure, clause, offset)
        elif figure.kind == "percent":
            self._ratio(subject, figure, clause, offset)
        elif figure.kind in ("money", "bare") and self.scope.money:
            used = _USED_FOR.match(after)
            if subject.name in _GIVEN and used:
                subject = self._subject(used.group("what"))
            self._amount(subject, figure, clause, offset)
        return 0

    def _amount(self, subject: NamedSubject, figure: Quantity, clause: Clause, offset: int) -> None:
        if subject.intro:
            self._introduce()
        if self._is_outturn(subject):
            self._pair(figure, clause)
            return
        if self._is_of_current(subject, figure, clause):
            return
        if subject.name in _YEAR_BEFORE and self.current is not None and self.scope.year is not None:
            subject = replace(subject, name=self.current.subject, year=self.scope.year - 1)
        name, note = self._named(subject)
        name = self._one_of(name, clause)
        if not name or TABLE_ROW.search(name) or self.scope.overview and not BUDGET_NOUN.search(name):
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
        if CLASSED.match(name):
            self.item = name

    def _one_of(self, name: str, clause: Clause) -> str:
        """``收入、支出总计分别为 X、Y``: every amount has a subject of its own."""
        if self.spread and clause.before == "、" or self.spread and "和" in clause.text:
            return self.spread.pop(0)
        words = clause.text[: clause.figures[0].start] if clause.figures else ""
        several = _RESPECTIVELY.search(words)
        names = _each_subject(_APART.sub("", name)) if several else []
        figures = len([f for f in clause.figures if f.kind == "money"])
        if len(names) < 2 or clause.after != "、" and figures < 2:
            return name
        self.spread = names[1:]
        return names[0]

    def _is_outturn(self, subject: NamedSubject) -> bool:
        """``支出决算 X`` right after ``预算 Y`` of the same subject: one statement with both."""
        current = self.current
        if subject.name not in _GENERIC or subject.stage not in ("final", "executed") or current is None:
            return False
        if subject.year is not None and subject.year != current.year:
            return False
        is_budget = current.stage == "budget" or bool(_BUDGETED.search(current.subject))
        return is_budget and current.measure == "amount" and current.budget_value is None

    def _is_of_current(self, subject: NamedSubject, figure: Quantity, clause: Clause) -> bool:
        """``支出 X，年初预算为 Y，差值为 Z``: the budget of the outturn just stated, and how far they are apart."""
        current = self.current
        if current is None or current.measure != "amount" or current.sentence != self.sentence:
            return False
        if current.value is None and current.direction == "flat" and subject.name in _GENERIC:
            current.value, current.unit = figure.digits, figure.unit or current.unit
        elif subject.name in _GAPS:
            current.change = current.change or figure.digits
        elif self._lacks_budget(current, subject):
            current.budget_value = figure.digits
        else:
            return False
        current.reach(clause.start + figure.end)
        return True

    def _lacks_budget(self, current: Draft, subject: NamedSubject) -> bool:
        """The words say 年初预算 and no more, and the amount before them is an outturn without its budget."""
        if subject.name or subject.stage != "budget" or current.budget_value is not None:
            return False
        outturn = current.stage != "budget" and not _BUDGETED.search(current.subject)
        return outturn and subject.year in (None, current.year)

    def _pair(self, figure: Quantity, clause: Clause) -> None:
        current = self.current
        assert current is not None
        current.budget_value, current.value = current.value, figure.digits
        current.unit = figure.unit or current.unit
        current.stage = "final"
        current.subject = re.sub(r"预算$", "", current.subject)
        current.value_at = clause.start + figure.start
        current.reach(clause.start + figure.end)

    def _named(self, subject: NamedSubject) -> tuple[str, str]:
        """The subject's name, from the surroundings where the clause has none; and a note that says so."""
        name = subject.name
        if self.phrase:
            return self.phrase + name, ""
        if name in _GENERIC:
            return self._from_context(subject), "主语取自上文"
        if _ONLY_ITEM.match(name) and self.kuan and "款" not in name:
            return self.kuan + name, ""
        carried = self._carried(name)
        if carried:
            return carried, ""
        return self._complete(subject), ""

    def _from_context(self, subject: NamedSubject) -> str:
        """The functional item, label or title that the clause is about."""
        words = subject.words
        current = self.current if self.current and self.current.sentence == self.sentence else None
        if current is not None and current.measure == "count" and (not words or subject.name in _NAMES):
            return re.sub(r"(?:批次|人次|批|人)$", "", current.subject) + subject.name.removeprefix(
                "共计"
            ).removeprefix("合计")
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
        dated = subject.year is not None and not subject.name
        if current is not None and current.measure == "amount" and dated:
            return current.subject
        if self.main is not None and subject.name not in _NAMES:
            return _SCORED.sub("", self.main.subject) if self.main.measure == "score" else self.main.subject
        return subject.name or re.sub(r"^\d{4}年(?:度)?", "", re.sub(r"[为是：:，]+$", "", words))

    def _carried(self, name: str) -> str:
        """``政府性基金预算拨款收入 0 万元，上年结转 0 万元``: the carry-over is of the same budget."""
        if name not in ("上年结转", "上年结转结余") or self.current is None:
            return ""
        match = _CARRIED.search(self.current.subject)
        return match.group("kind") + name if match and self.current.sentence == self.sentence else ""

    def _complete(self, subject: NamedSubject) -> str:
        """``涉及预算金额`` and 资金 say nothing without the things just counted, which they are of."""
        name, current = subject.name, self.current
        if current is None or current.measure != "count":
            return name
        if name == "资金" and current.sentence == self.sentence:
            return current.subject + ("涉及资金" if "涉及" in subject.words else "")
        return current.subject + name if _OF_COUNTED.fullmatch(name) else name

    def _says_again(self, name: str, figure: Quantity, clause: Clause) -> bool:
        """``…，合计 1410 万``: the sum of a list that the sentence began with."""
        own = takewhile(lambda draft: draft.sentence >= clause.sentence, reversed(self.drafts))
        return any(draft.subject == name and draft.value == figure.digits for draft in own)

    def _earlier_twin(self, name: str, figure: Quantity, subject: NamedSubject) -> Draft | None:
        """The same figure of the same subject named before without more: it is stated once."""
        year = subject.year or self.dated or self.scope.year
        for draft in self.drafts if subject.stage is not None else ():
            same = draft.subject == name and draft.value == figure.digits and draft.year == year
            if same and draft.bare and draft.stage is None:
                return draft
        return None

    def _score(self, subject: NamedSubject, figure: Quantity, clause: Clause, offset: int) -> None:
        name = subject.name
        if not any(word in name for word in SCORE_WORDS) or not self.scope.counts:
            return
        if name in SCORE_WORDS and self.label:
            name = self.label + name
        elif name in SCORE_WORDS and self.scope.title:
            name = re.sub(r"(?:得分)?(?:情况|分析)?[。：:]?$", "", self.scope.title)
        elif name.startswith("该项目") and self.label:
            name = f"{self.label.removesuffix('项目')}项目{name[3:]}"
        elif name.startswith("平均") and (rated := self._last_count()) is not None:
            name = re.sub(r"的?项目.*$", "", rated.subject) + name
        elif self.label and _SUMMARY.search(self.label):
            name = _SUMMARY.sub("", self.label) + re.sub(r"^(?:该)?项目", "", name)
        self._new(name, "score", figure, clause, offset, subject.year)

    def _last_count(self) -> Draft | None:
        """The count that an average is taken over; else what was stated last."""
        counts = [draft for draft in self.drafts if draft.measure == "count"]
        return counts[-1] if counts else self.current

    def _ratio(self, subject: NamedSubject, figure: Quantity, clause: Clause, offset: int) -> None:
        scored = self.current is not None and self.current.measure == "score"
        if scored and subject.name == "得分率":
            return
        name = re.sub(r"(?:总体)?(?:稳定在|保持在|达到|达|为)$", "", subject.name)
        if self.scope.counts and not self.scope.overview and name.endswith(RATIO_ENDINGS) and len(name) > 2:
            self._new(name, "ratio", figure, clause, offset, subject.year)

    def _of_staff(self, name: str, figure: Quantity) -> str:
        """``实有人员97人，其中局机关85人``: what the list counts belongs to each of its items."""
        head = self.list_parent if self.in_list else None
        if (
            head is None
            or head.measure != "count"
            or head.unit != figure.unit
            or figure.unit not in ("人", "名")
        ):
            return name
        return (
            name
            if _STAFF.search(name) or not _STAFF.search(head.subject)
            else name + head.subject.rpartition("的")[2]
        )

    def _count(self, words: str, figure: Quantity, clause: Clause, after: str, offset: int) -> int:
        if figure.unit not in STATEMENT_COUNT_UNITS or not self.scope.counts:
            return 0
        found = counted(words, after, figure.unit, self.current, self.scope.department, self.scope.year)
        if found is None or TABLE_ROW.search(found.name):
            return 0
        if self.scope.overview and not _OF_THE_OFFICE.search(found.name):
            return 0
        if "其中" in words:
            self.in_list, self.list_parent = True, self.current if self._is_kept(self.current) else self.main
        draft = self._new(self._of_staff(found.name, figure), "count", figure, clause, offset, found.year)
        draft.reach(clause.start + figure.end + found.length)
        return found.length
