"""Targets: what a work plan or performance text promises in figures or by a date.

Takes the sections of plans, gives :class:`~gouji.schemas.record.Target` values.  Three constructions:
a measured thing with its figure (参保率稳定在 95%以上), a counted thing (不少于 50 种药品), and a
deadline without a figure (8 月底前出台…).  A deadline holds for its clause, or, set apart by a
comma, for the rest of the sentence.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gouji.domain import numbering
from gouji.domain.numbering import read_numbering
from gouji.outline.model import Section
from gouji.outline.paragraph import Paragraph
from gouji.prose.clauses import Clause, clauses
from gouji.prose.evidence import evidence_of
from gouji.prose.quantities import Quantity, quantities
from gouji.prose.vocabulary import PLAN_VERBS, RATIO_ENDINGS, TARGET_OPERATORS, TARGET_TAILS
from gouji.schemas.record import Target

_ROLES = frozenset(("plan", "target_setting"))
_REPORT_ROLES = frozenset(("report",))
_DEADLINE = re.compile(
    r"(?:计划)?(?:到|于|在|自)?(?:(?P<year>\d{4})(?:年(?![底末内]))?)?(?P<when>(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日)?(?P<end>底之?前|底|末之?前|末|前|起)"
    r"|年底之?前|年底|年末|年内|上半年|一季度末?|二季度末?|三季度末?|四季度末?|前三季度)"
    r"|计划(?P<plan>\d{4})年"
)
_QUARTERS = {"一": 3, "二": 6, "三": 9, "四": 12}
_LEADS = re.compile(
    rf"^(?:绩效指标[：:]?|绩效目标[：:]?|{numbering.SPOKEN}|确保|力争|实现|做到|努力|使|将|计划|其中|全年|年内|以及|和|并|的|，|进一步|(?<!\d)\d{{4}}年度?)+"
)
_OPERATOR = re.compile(
    "|".join(f"(?P<o{i}>{re.escape(word)})" for i, (word, _) in enumerate(TARGET_OPERATORS))
)
_AT_END = re.compile(rf"(?:在|{'|'.join(re.escape(word) for word, _ in TARGET_OPERATORS)}|率|约)$")
_STEADY = re.compile(r"(?:总体)?(?:稳定在|保持在|控制在|不低于|不少于|达到|达|在)$")
_METRIC = re.compile(
    rf"(?:{'|'.join(RATIO_ENDINGS)}|数量|次数|人数|人次|总额|规模|增速|增幅|金额|统筹|任务)$"
)
_COUNTABLE = re.compile(r"^[一-龥“”（）《》、a-zA-Z0-9.]+")
_VERBS = re.compile("|".join(re.escape(verb) for verb in PLAN_VERBS))
_NEXT_ITEM = re.compile(r"(?:、(?:第\d*)?[批]?$|、第.*$|和(?=[省市区全]).*$)")
_SHORT_OBJECT = 6
"""An object this short (意见反馈, 运行实施) is of what the clause before it names."""
_SET_YEAR = re.compile(r"^(\d{4})年(?:度)?")
_TASK = re.compile(r"(?P<what>.*?)(?:目标任务|任务目标|目标|任务)$")


@dataclass(frozen=True, slots=True)
class _Due:
    """A deadline at ``start:end`` of a clause."""

    date: str
    start: int
    end: int


def read_targets(sections: Sequence[Section], year: int | None) -> list[Target]:
    """The targets of all plans, in order; a report adds only the levels that it holds to."""
    found: list[Target] = []
    for section in sections:
        if section.role in _ROLES or section.role in _REPORT_ROLES:
            for paragraph in section.paragraphs[1 if section.titled else 0 :]:
                found.extend(_Reader(section, paragraph, year).read())
    return found


class _Reader:
    """One paragraph of a plan."""

    def __init__(self, section: Section, paragraph: Paragraph, year: int | None) -> None:
        self.section = section
        self.paragraph = paragraph
        self.year = year
        self.carried: _Due | None = None
        self.carried_sentence = -1
        self.carried_used = False
        self.set_year: str | None = None
        self.previous: Clause | None = None

    def read(self) -> Iterable[Target]:
        text = self.paragraph.text
        label = read_numbering(text)
        for clause in clauses(text):
            if label is not None and clause.start == 0:
                clause = _without(clause, label.length)
            yield from self._clause(clause)

    def _clause(self, clause: Clause) -> Iterable[Target]:
        due = self._due(clause)
        figures = [f for f in quantities(clause.text, thresholds=True) if self._promises(f, clause)]
        if self.section.role in _REPORT_ROLES:
            figures = [f for f in figures if _is_level(clause.text[: f.start], f)]
            due = None
        previous, self.previous = self.previous, clause
        cursor = due.end if due else 0
        for position, figure in enumerate(figures):
            words = clause.text[cursor : figure.start]
            stop = figures[position + 1].start if position + 1 < len(figures) else len(clause.text)
            target = self._figure(words, figure, clause, clause.text[figure.end : stop], due)
            if target is not None:
                yield target
            cursor = figure.end
        if due is not None and not figures and self.section.role == "plan":
            yield from self._by(clause, due, previous)

    # -- deadlines -------------------------------------------------------------------------------

    def _due(self, clause: Clause) -> _Due | None:
        """The deadline of the clause; one set apart by a comma before it holds too."""
        if self.section.role == "target_setting":
            opened = _SET_YEAR.match(clause.text)
            self.set_year = opened.group(1) if opened else self.set_year
            return _Due(self.set_year, 0, 0) if self.set_year else None
        match = _DEADLINE.search(clause.text)
        if match:
            due = self._dated(match)
            if due and match.end() >= len(clause.text) - 1:
                self.carried, self.carried_sentence, self.carried_used = due, clause.sentence, False
                return None
            return due
        if self.carried and self.carried_sentence == clause.sentence and clause.before in "，,":
            carried, used = _Due(self.carried.date, 0, 0), self.carried_used
            self.carried_used = True
            return carried if not used or quantities(clause.text, thresholds=True) else None
        self.carried = None
        return None

    def _dated(self, match: re.Match[str]) -> _Due | None:
        stated = match.group("plan") or match.group("year")
        year = int(stated) if stated else self.year
        if year is None or self.year is not None and year < self.year:
            return None
        return _Due(_date(match, year), match.start(), match.end())

    def _by(self, clause: Clause, due: _Due, previous: Clause | None) -> Iterable[Target]:
        """Something is to be done by a date: the verb before a single object is left out."""
        after = clause.text[due.end :].strip("，, ")
        before = _LEADS.sub("", clause.text[: due.start].rstrip("，, "))
        subject = _object(after) or before
        if len(subject) < 4 or not (_VERBS.search(clause.text) or len(after) > 6):
            return
        start = clause.start
        if len(subject) <= _SHORT_OBJECT and previous is not None and previous.sentence == clause.sentence:
            subject = _object(_LEADS.sub("", previous.text)) + after
            start = previous.start
        yield self._target(subject, "by", None, due, start, clause.end)

    # -- figures ---------------------------------------------------------------------------------

    def _promises(self, figure: Quantity, clause: Clause) -> bool:
        """Percentages, counts and, in a plan, money; no ordinals and no spans of years."""
        if figure.kind == "percent":
            return True
        before = clause.text[max(0, figure.start - 2) : figure.start]
        if re.search(r"\d[-－—~至]$", before):
            return False
        if figure.kind == "count":
            return figure.unit not in ("年", "天", "期") and "第" not in before and clause.nested is False
        return figure.kind == "money" and self.section.role == "target_setting"

    def _figure(
        self, words: str, figure: Quantity, clause: Clause, after: str, due: _Due | None
    ) -> Target | None:
        tail, bound = _tail(after)
        name, operator = _operator(words)
        after = after[len(tail) :]
        subject = _LEADS.sub("", name).strip("，,：: ")
        end = clause.start + figure.end + len(tail)
        if figure.kind == "count" and (not subject or not _METRIC.search(name) or operator):
            counted = self._counted(words, subject, after, clause)
            if counted is None:
                return None
            subject, length = counted
            end += length
            operator = operator or ("<=" if bound == "<=" else ">=" if "确保完成" in clause.text else None)
        elif figure.kind == "percent" and not _METRIC.search(name) and operator is None and not tail:
            if not after:
                return None
            subject, end = subject + after, clause.end
        if len(subject) < 2:
            return None
        sign = _sign(operator, bound, words)
        start = clause.start
        return self._target(subject, sign, figure, due, start, end)

    def _counted(self, words: str, subject: str, after: str, clause: Clause) -> tuple[str, int] | None:
        """The noun that a count precedes, with the verb's object before it; ``None`` when nothing is promised."""
        match = _COUNTABLE.match(after)
        noun = _NEXT_ITEM.sub("", match.group()) if match else ""
        if self.section.role == "target_setting":
            return (noun.removeprefix("的") or subject, 0) if noun or subject else None
        if not noun and _METRIC.search(subject):
            return subject, 0
        before = clause.text[: clause.text.find(words) + len(words)]
        if not (_VERBS.search(before) or before.endswith("将") or _AT_END.search(words)):
            return None
        task = _TASK.match(noun)
        name = task.group("what") if task and task.group("what") else noun
        whole = (_object(subject, least=0) + name).strip("、")
        return (whole, len(noun)) if whole and noun else None

    def _target(
        self, subject: str, operator: str, figure: Quantity | None, due: _Due | None, start: int, end: int
    ) -> Target:
        end = min(end, len(self.paragraph.text))
        keep = start if figure is None else max(start, end - 1)
        first, last = self.paragraph.contiguous(start, end, keep)
        return Target(
            section=self.section.path,
            subject=subject,
            operator=operator,  # type: ignore[arg-type]
            value=figure.digits if figure else None,
            unit=figure.unit if figure else None,
            deadline=due.date if due else None,
            quote=self.paragraph.quote(first, last),
            evidence=evidence_of(self.paragraph, first, last, 0.8),
        )


def _without(clause: Clause, length: int) -> Clause:
    """The clause without the list number it starts with."""
    if length >= len(clause.text):
        return clause
    moved = tuple(
        Quantity(f.kind, f.digits, f.unit, f.start - length, f.end - length)
        for f in clause.figures
        if f.start >= length
    )
    return Clause(
        clause.text[length:],
        clause.start + length,
        clause.before,
        clause.after,
        clause.sentence,
        moved,
        clause.nested,
    )


def _date(match: re.Match[str], year: int) -> str:
    """The last day that keeps the promise, ISO 8601."""
    when = match.group("when") or ""
    if match.group("month"):
        month = int(match.group("month"))
        day = int(match.group("day") or calendar.monthrange(year, min(max(month, 1), 12))[1])
        return f"{year}-{month:02d}-{day:02d}"
    if when[:1] in _QUARTERS and "季度" in when:
        month = _QUARTERS[when[0]]
        return f"{year}-{month:02d}-{calendar.monthrange(year, month)[1]}"
    if when == "前三季度":
        return f"{year}-09-30"
    return f"{year}-06-30" if when == "上半年" else f"{year}-12-31"


def _object(text: str, least: int = 4) -> str:
    """What a plan verb governs: ``出台《办法》`` promises 《办法》."""
    match = re.match(
        rf"(?:落地执行|{'|'.join(re.escape(verb) for verb in PLAN_VERBS if not verb.startswith('全面'))})",
        text,
    )
    if (
        match
        and len(text) - match.end() >= least
        and match.group() not in ("打造", "覆盖", "落地执行", "上线", "运行")
    ):
        return text[match.end() :].removeprefix("首轮")
    return text


def _operator(words: str) -> tuple[str, str | None]:
    """The words before the operator, and the operator that ends them."""
    steady = re.search(r"在$", words)
    best: tuple[int, str] | None = None
    for word, sign in TARGET_OPERATORS:
        if words.endswith(word) and (best is None or len(word) > len(words) - best[0]):
            best = len(words) - len(word), sign
    if best is not None:
        return re.sub(r"(?:总体|大约|基本)$", "", words[: best[0]]), best[1]
    if steady:
        return words[: steady.start()], "="
    return re.sub(r"约$", "", words), None


def _tail(after: str) -> tuple[str, str | None]:
    for word, sign in TARGET_TAILS:
        if after.startswith(word):
            return word, sign
    return "", None


def _sign(operator: str | None, bound: str | None, words: str) -> str:
    """The bound after the figure decides, then the operator before it."""
    if bound in (">=", "<=") or bound == "=":
        return bound
    return operator or "="


def _is_level(words: str, figure: Quantity) -> bool:
    """A report promises only where it says that a level is held."""
    return figure.kind == "percent" and bool(re.search(r"(?:稳定|保持|控制)在$", words))
