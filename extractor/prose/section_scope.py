"""Which section states what: the scope of the grammar for each section.

Takes the sections of a document, gives for each the :class:`~gouji.prose.grammar.Scope`, or
``None`` where nothing is a statement (duties, glossary, plans, project narratives).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gouji.outline.model import Section
from gouji.prose.paragraph_state import SectionScope
from gouji.prose.stated_figures import CLASSED
from gouji.prose.subject import read_subject

_SILENT_ROLES = frozenset(("glossary", "contact", "duties", "plan", "contents"))
_PROJECT_TEXT = (
    "项目概述", "项目概况", "立项依据", "设立依据", "实施主体", "实施方案", "实施计划", "实施周期", "实施期限", "项目内容简介",
    "实施内容",
)  # fmt: skip
_PROJECT_TITLE = re.compile(r"^(?P<name>.+?)(?P<kind>项目)(?:经费|支出)?情况说明$")
_NOT_A_PROJECT = re.compile(r"情况说明$|说明$|概况$|预算$|安排$|情况$|部分")
_OVERVIEW = re.compile(r"(?:概况|基本情况|简介)$")
_NAMED_BELOW = re.compile(r"^项目名称[：:]?$")


def scope_of(
    section: Section, *, year: int | None, department: str | None, kuan: str, names: dict[int, str]
) -> SectionScope | None:
    """What the grammar must know about ``section``; ``None`` leaves it out. ``names``: see below."""
    title = section.headings[-1].title if section.headings else ""
    if section.role in _SILENT_ROLES or section.titled and any(word in title for word in _PROJECT_TEXT):
        return None
    return SectionScope(
        path=section.path,
        year=year,
        department=department,
        title_subject=_title_subject(section, names),
        title=title if section.titled else "",
        kuan=kuan,
        money=section.role != "organisation",
        counts=True,
        counts_with_money_only=section.role == "report",
        overview=section.role == "organisation"
        or section.role == "prose"
        and any(_OVERVIEW.search(heading.title) for heading in section.headings),
    )


def names_below(sections: Sequence[Section]) -> dict[int, str]:
    """The project names that stand in the paragraph below a heading 项目名称, by the line of the heading."""
    return {
        section.headings[-1].line_id: section.paragraphs[1].text
        for section in sections
        if section.headings and _NAMED_BELOW.match(section.headings[-1].title) and len(section.paragraphs) > 1
    }


def _title_subject(section: Section, names: dict[int, str]) -> str:
    """The project or item that the nearest title names, for clauses such as 该项目预算金额 2 万元."""
    for heading in reversed(section.headings):
        title = names.get(heading.line_id) or re.sub(r"^项目名称[：:]?", "", heading.title).rstrip("。")
        if CLASSED.match(title):
            return read_subject(title, None, None).name
        project = _PROJECT_TITLE.match(title)
        if project:
            return project.group("name") + project.group("kind")
        if title and len(title) <= 50 and not _NOT_A_PROJECT.search(title) and "。" not in title:
            return title
    return ""
