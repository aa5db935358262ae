"""Projects: the narrative of each project, and the summaries of self-evaluation.

Takes the sections in order, gives :class:`~gouji.schemas.record.Project` values.  A narrative is a row of
titled fields (项目概述, 立项依据, 实施主体, 实施方案, 实施周期, 年度预算安排) under the project's name; a
summary is one paragraph (自评得分, 全年预算数, 执行数, 存在问题, 改进措施).  Both may speak of one project.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from gouji.domain.numbering import read_numbering
from gouji.outline.model import Section
from gouji.outline.paragraph import Paragraph
from gouji.prose.evidence import evidence_at
from gouji.prose.quantities import quantities
from gouji.schemas.record import Place, Project

# The title of a field, the field it fills; the parts of a title, the fuller first.
_FIELDS: tuple[tuple[str, str], ...] = (
    ("项目概述", "overview"), ("项目概况", "overview"), ("项目简介", "overview"), ("项目内容", "overview"),
    ("立项依据", "basis"), ("设立依据", "basis"), ("政策依据", "basis"), ("项目背景", "basis"),
    ("实施主体", "entity"), ("实施单位", "entity"), ("实施方案", "plan"), ("实施计划", "plan"), ("实施内容", "plan"),
    ("实施周期", "period"), ("实施期限", "period"), ("项目周期", "period"), ("年度预算安排", "amount"), ("年度预算", "amount"),
    ("预算安排", "amount"), ("绩效目标", "goal"),
)  # fmt: skip
_FIELD_TITLE = re.compile(
    rf"^(?:本项目)?(?P<title>{'|'.join(title for title, _ in _FIELDS)})(?:情况)?(?:及.*)?[：:]?(?=$|[^一-龥]|.*[：:])"
)
_FIELD_OF = dict(_FIELDS)
_NAMED = re.compile(r"^(?:项目名称[：:]?)(?P<name>.*)$")
_TITLE_TAIL = re.compile(r"(?:项目)?(?:经费)?(?:支出)?(?:情况说明|情况|绩效评价报告|评价报告|绩效自评报告)$")
_REPORT = re.compile(r"(?P<name>[^，。；]{4,60}?)项目?(?:支出)?(?:绩效)?(?:评价|自评)报告$")
_GENERIC_TITLE = re.compile(r"^(?:项目)?(?:基本)?(?:情况|概况|简介|绩效)|^(?:项目支出|绩效评价)")
_PERIOD = re.compile(
    r"(?P<y1>\d{4})[年.\-/](?P<m1>\d{1,2})[月.\-/](?:(?P<d1>\d{1,2})日?)?(?:-|—|－|~|至|到|–)+"
    r"(?:(?P<y2>\d{4})[年.\-/])?(?P<m2>\d{1,2})[月.\-/]?(?:(?P<d2>\d{1,2})日?)?"
)
_YEARS = re.compile(r"(?P<y1>\d{4})年?(?:度)?(?:(?:-|—|至|到)(?P<y2>\d{4})年?(?:度)?)?(?:全年)?")
_SUMMARY = re.compile(r"(?P<name>[^。：:]+?)(?:项目)?(?:支出)?(?:绩效)?自评(?:综述|情况|结果)[：:]")
_SCORE = re.compile(r"(?:自评|评价|综合)?得分(?:为)?")
_BUDGET = re.compile(r"(?:全年|年初)?预算数(?:为|是)?$")
_EXECUTED = re.compile(r"(?:全年)?执行数(?:为|是)?$")
_RATE = re.compile(r"(?:完成预算(?:数)?的|执行率(?:为)?)$")
_PARTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("completion", re.compile(r"(?:项目)?绩效目标完成情况[：:]")),
    ("problems", re.compile(r"(?:发现的|存在的)?(?:主要)?问题(?:及(?:其)?原因)?[：:]")),
    ("improvements", re.compile(r"(?:下一步)?(?:的)?改进措施[：:]")),
)
_ALIKE = 0.9


@dataclass(slots=True)
class _Narrative:
    """A project while its fields are collected."""

    name: str
    texts: dict[str, list[str]] = field(default_factory=dict)
    places: list[Place] = field(default_factory=list)


def read_projects(sections: Sequence[Section], department: str | None) -> list[Project]:
    """The projects in order; a narrative of a project that has a summary adds to it."""
    found = [_summary(paragraph, start, department) for paragraph, start in _summaries(sections)]
    for narrative in _narratives(sections):
        project = _project(narrative)
        twin = next((p for p in found if p.name == project.name), None)
        if twin is None:
            found.append(project)
        else:
            found[found.index(twin)] = _merged(twin, project)
    return found


def _merged(summary: Project, narrative: Project) -> Project:
    """What the summary leaves open, from the narrative."""
    added = {
        name: getattr(narrative, name)
        for name in ("overview", "basis", "plan", "period_start", "period_end")
        if getattr(summary, name) is None
    }
    return summary.model_copy(update=added)


# -- narratives ----------------------------------------------------------------------------------


def _narratives(sections: Sequence[Section]) -> list[_Narrative]:
    """Rows of titled fields; a field that comes again belongs to the next project."""
    found: list[_Narrative] = []
    name, key = "", ""
    seen: set[str] = set()
    for section in sections:
        title = _title(section)
        known = _FIELD_TITLE.match(title)
        if known and (section.titled or "：" in title[:12] or ":" in title[:12]):
            key = _FIELD_OF[known.group("title")]
            if not found or found[-1].name != name or known.group("title") in seen:
                found.append(_Narrative(name))
                seen.clear()
            seen.add(known.group("title"))
            found[-1].texts.setdefault(key, [])
            _collect(found[-1], key, section, title[known.end() :])
        elif key and found and not section.titled:
            _collect(found[-1], key, section, None)
        else:
            key = ""
            name = _name(section, title) or name
    return [narrative for narrative in found if narrative.name and _is_project(narrative)]


def _is_project(narrative: _Narrative) -> bool:
    """At least two of the fields that only a project has."""
    return len(set(narrative.texts) & {"overview", "basis", "entity", "plan", "period", "amount"}) >= 2


def _title(section: Section) -> str:
    if not section.paragraphs:
        return ""
    text = section.paragraphs[0].text
    label = read_numbering(text)
    return text[label.length :] if label else text if section.titled else ""


def _name(section: Section, title: str) -> str:
    """The project's name in a title, in the paragraph after 项目名称, or on the head of a report."""
    for paragraph in reversed(section.paragraphs[1:]):
        report = _REPORT.match(paragraph.text)
        if report:
            return report.group("name")
    if not section.titled:
        named = _NAMED.match(title)
        return named.group("name").rstrip("。") if named else ""
    named = _NAMED.match(title)
    if named:
        if named.group("name"):
            return named.group("name")
        return section.paragraphs[1].text if len(section.paragraphs) > 1 else ""
    if _FIELD_TITLE.match(title) or _GENERIC_TITLE.match(title):
        return ""
    return _TITLE_TAIL.sub("", title)


def _collect(narrative: _Narrative, key: str, section: Section, rest: str | None) -> None:
    """Add the text of a section to a field: its paragraphs, and what follows the title on its line."""
    first = 0
    if rest is not None:
        first = 1
        if rest:
            narrative.texts[key].append(rest)
            narrative.places.extend(section.paragraphs[0].places(0, len(section.paragraphs[0].text)))
    for paragraph in section.paragraphs[first:]:
        narrative.texts[key].append(paragraph.quote(0, len(paragraph.text)))
        narrative.places.extend(paragraph.places(0, len(paragraph.text)))


def _project(narrative: _Narrative) -> Project:
    texts = {key: "\n".join(lines) for key, lines in narrative.texts.items() if lines}
    start, end = read_period(texts.get("period", ""))
    figures = [f for f in quantities("".join(texts.get("amount", "").split())) if f.kind == "money"]
    return Project(
        name=narrative.name,
        overview=texts.get("overview"),
        basis=texts.get("basis"),
        entity=texts.get("entity"),
        plan=texts.get("plan"),
        period_start=start,
        period_end=end,
        amount=figures[0].digits if figures else None,
        unit=figures[0].unit if figures else None,
        evidence=evidence_at(narrative.places, 0.85),
    )


def read_period(text: str) -> tuple[str | None, str | None]:
    """The first and last day of a period in ISO 8601; ``None`` where none is stated.

    >>> read_period("自2026年1月1日至2026年12月31日。")
    ('2026-01-01', '2026-12-31')
    """
    squashed = "".join(text.split())
    match = _PERIOD.search(squashed)
    if match:
        first, last = int(match.group("y1")), int(match.group("y2") or match.group("y1"))
        return (
            _day(first, int(match.group("m1")), match.group("d1"), last=False),
            _day(last, int(match.group("m2")), match.group("d2"), last=True),
        )
    years = _YEARS.search(squashed)
    if years:
        return f"{years.group('y1')}-01-01", f"{years.group('y2') or years.group('y1')}-12-31"
    return None, None


def _day(year: int, month: int, day: str | None, *, last: bool) -> str | None:
    if not 1 <= month <= 12:
        return None
    number = int(day) if day else calendar.monthrange(year, month)[1] if last else 1
    return f"{year}-{month:02d}-{number:02d}"


# -- summaries -----------------------------------------------------------------------------------


def _summaries(sections: Sequence[Section]) -> Iterable[tuple[Paragraph, int]]:
    """Paragraphs that hold a self-evaluation summary, with the offset of the project's name."""
    for section in sections:
        for paragraph in section.paragraphs:
            label = read_numbering(paragraph.text)
            start = label.length if label else 0
            if _SUMMARY.match(paragraph.text, start) and _SCORE.search(paragraph.text):
                yield paragraph, start


def _summary(paragraph: Paragraph, start: int, department: str | None) -> Project:
    text = paragraph.text
    match = _SUMMARY.match(text, start)
    assert match is not None
    figures = _figures(text)
    parts = _text_parts(paragraph)
    return Project(
        name=match.group("name"),
        entity=department,
        amount=figures.get("budget_amount"),
        unit=figures.get("unit"),
        score=figures.get("score"),
        budget_amount=figures.get("budget_amount"),
        executed_amount=figures.get("executed_amount"),
        execution_rate=figures.get("execution_rate"),
        problems=parts.get("problems"),
        improvements=parts.get("improvements"),
        completion=parts.get("completion"),
        evidence=evidence_at(paragraph.places(start, len(text)), 0.85),
    )


def _figures(text: str) -> dict[str, str]:
    """The figures of a summary by the words before each."""
    found: dict[str, str] = {}
    for figure in quantities(text):
        before = text[max(0, figure.start - 14) : figure.start]
        if figure.kind == "score" and _SCORE.search(before):
            found.setdefault("score", figure.digits)
        elif figure.kind == "money" and _EXECUTED.search(before):
            found.setdefault("executed_amount", figure.digits)
        elif figure.kind == "money" and _BUDGET.search(before):
            found.setdefault("budget_amount", figure.digits)
            found.setdefault("unit", figure.unit)
        elif figure.kind == "percent" and _RATE.search(before):
            found.setdefault("execution_rate", figure.digits)
    return found


def _text_parts(paragraph: Paragraph) -> dict[str, str]:
    """What was done, what is wrong and what is to be better, each up to the next of them."""
    text = paragraph.text
    marks = sorted(
        (match.start(), match.end(), name)
        for name, pattern in _PARTS
        for match in [pattern.search(text)]
        if match is not None
    )
    parts: dict[str, str] = {}
    for index, (_, start, name) in enumerate(marks):
        end = marks[index + 1][0] if index + 1 < len(marks) else len(text)
        body = paragraph.quote(start, end)
        parts[name] = body if name == "completion" else body.rstrip("。；")
    return parts
