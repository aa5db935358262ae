"""Which section states what: the scope of the grammar for each section.

Takes the sections of a document, gives for each the :class:`~extractor.prose.grammar.Scope`, or
``None`` where nothing is a statement (duties, glossary, plans, project narratives).
"""

from __future__ import annotations

import re

from extractor.prose.grammar import Scope
from extractor.segment.model import Section

_SILENT_ROLES = frozenset(("glossary", "contact", "duties", "plan", "contents"))
_PROJECT_TEXT = (
    "项目概述", "项目概况", "立项依据", "设立依据", "实施主体", "实施方案", "实施计划", "实施周期", "实施期限", "项目内容简介",
    "实施内容",
)  # fmt: skip
_PROJECT_TITLE = re.compile(r"^(?:项目名称[:：]?)?(?P<name>.*?)(?:项目经费情况说明|情况说明)?$")
_NOT_A_PROJECT = re.compile(r"情况说明$|说明$|概况$|预算$|安排$|情况$|部分")


def scope_of(section: Section, *, year: int | None, department: str | None, kuan: str) -> Scope | None:
    """What the grammar must know about ``section``; ``None`` leaves it out."""
    title = section.headings[-1].title if section.headings else ""
    if section.role in _SILENT_ROLES or any(word in title for word in _PROJECT_TEXT):
        return None
    return Scope(
        path=section.path,
        year=year,
        department=department,
        title_subject=_title_subject(section),
        kuan=kuan,
        money=section.role != "organisation",
        counts=True,
        counts_with_money_only=section.role == "report",
    )


def _title_subject(section: Section) -> str:
    """The project or item that the nearest title names, for clauses such as 该项目预算金额 2 万元."""
    for heading in reversed(section.headings):
        title = re.sub(r"^项目名称[:：]?", "", heading.title)
        if title and len(title) <= 50 and not _NOT_A_PROJECT.search(title) and "。" not in title:
            return title
    return ""
