"""All that the grammar reads from the prose of one document, in one call.

Takes the sections, the fiscal year, the department and the kind of document; gives a
:class:`ProseResult` in the models of the record.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from gouji.isolation import Isolation, Part, strictly
from gouji.outline.model import Section
from gouji.prose.coreference import explained, one_name
from gouji.prose.glossary import read_glossary
from gouji.prose.grammar import read_paragraph
from gouji.prose.organisation import read_duties, read_units
from gouji.prose.paragraph_state import SectionScope
from gouji.prose.projects import read_projects
from gouji.prose.section_scope import names_below, scope_of
from gouji.prose.targets import read_targets
from gouji.schemas.record import DocType, Evidence, GlossaryItem, Project, Statement, Target


@dataclass(frozen=True, slots=True)
class ProseResult:
    """The prose part of a record; ``item_evidence`` is parallel to ``duties`` and ``internal_units``."""

    statements: list[Statement] = field(default_factory=list)
    projects: list[Project] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    duties: list[str] = field(default_factory=list)
    internal_units: list[str] = field(default_factory=list)
    glossary: list[GlossaryItem] = field(default_factory=list)
    item_evidence: dict[str, list[Evidence]] = field(default_factory=dict)


def read_prose(
    sections: Sequence[Section],
    *,
    year: int | None = None,
    department: str | None = None,
    doc_type: DocType | None = None,
    isolation: Isolation | None = None,
) -> ProseResult:
    """Read everything; a pure function of its arguments.

    ``isolation`` keeps what fails to its section or its reader; without it errors pass.

    ``year`` is what 上年 counts from and ``department`` the name that subjects leave out; ``doc_type`` decides
    nothing here, because budget and outturn are told apart by the words of each clause.
    """
    safe = isolation or strictly()
    duties = safe.run(Part("部门职责"), [], read_duties, sections)
    units = safe.run(Part("机构设置"), [], read_units, sections)
    return ProseResult(
        statements=read_statements(sections, year=year, department=department, isolation=safe),
        projects=safe.run(Part("项目说明"), [], read_projects, sections, department),
        targets=[
            target
            for section in sections
            for target in safe.run(Part(f"{_name(section)}的指标"), [], read_targets, [section], year)
        ],
        duties=[item.text for item in duties],
        internal_units=[item.text for item in units],
        glossary=safe.run(Part("名词解释"), [], read_glossary, sections),
        item_evidence={
            "duties": [item.evidence for item in duties],
            "internal_units": [item.evidence for item in units],
        },
    )


def read_statements(
    sections: Sequence[Section], *, year: int | None, department: str | None, isolation: Isolation
) -> list[Statement]:
    """The statements of all sections in document order."""
    found: list[Statement] = []
    kuan, names = "", names_below(sections)
    for section in sections:
        if section.titled:
            kuan = ""
        scope = scope_of(section, year=year, department=department, kuan=kuan, names=names)
        if scope is not None:
            part = Part(f"{_name(section)}的正文")
            stated, kuan = isolation.run(part, ([], ""), _stated, section, scope, len(found) + 1)
            found.extend(stated)
    return isolation.run(Part("正文科目的统一名称"), found, one_name, found)


def _stated(section: Section, scope: SectionScope, first: int) -> tuple[list[Statement], str]:
    """The statements of one section, numbered from ``first``, and the 款 that it ends with."""
    found: list[Statement] = []
    for paragraph in section.paragraphs[1 if section.titled else 0 :]:
        reading = read_paragraph(scope, paragraph, first + len(found))
        for reason in reading.orphans:
            found = explained(found, reason, paragraph)
        found.extend(reading.statements)
        scope = replace(scope, kuan=reading.kuan)
    return found, scope.kuan


def _name(section: Section) -> str:
    """How the auditor finds a section."""
    place = section.lines[0].place() if section.lines else None
    where = "" if place is None else f"第{place.page}页" if place.page else f"第{place.line}行"
    return f"{where}“{section.path}”一节"
