"""All that the grammar reads from the prose of one document, in one call.

Takes the sections, the fiscal year, the department and the kind of document; gives a
:class:`ProseResult` in the models of the record.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from extractor.prose.coreference import explained, one_name
from extractor.prose.glossary import read_glossary
from extractor.prose.grammar import read_paragraph
from extractor.prose.organisation import read_duties, read_units
from extractor.prose.projects import read_projects
from extractor.prose.sections import names_below, scope_of
from extractor.prose.targets import read_targets
from extractor.segment.model import Section
from schemas.record import DocType, Evidence, GlossaryItem, Project, Statement, Target


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
) -> ProseResult:
    """Read everything; a pure function of its arguments.

    ``year`` is what 上年 counts from and ``department`` the name that subjects leave out; ``doc_type`` decides
    nothing here, because budget and outturn are told apart by the words of each clause.
    """
    duties, units = read_duties(sections), read_units(sections)
    return ProseResult(
        statements=read_statements(sections, year=year, department=department),
        projects=read_projects(sections, department),
        targets=read_targets(sections, year),
        duties=[item.text for item in duties],
        internal_units=[item.text for item in units],
        glossary=read_glossary(sections),
        item_evidence={
            "duties": [item.evidence for item in duties],
            "internal_units": [item.evidence for item in units],
        },
    )


def read_statements(
    sections: Sequence[Section], *, year: int | None, department: str | None
) -> list[Statement]:
    """The statements of all sections in document order."""
    found: list[Statement] = []
    kuan, names = "", names_below(sections)
    for section in sections:
        if section.titled:
            kuan = ""
        scope = scope_of(section, year=year, department=department, kuan=kuan, names=names)
        if scope is None:
            continue
        first = len(found)
        for paragraph in section.paragraphs[1 if section.titled else 0 :]:
            reading = read_paragraph(scope, paragraph, len(found) + 1)
            for reason in reading.orphans:
                found[first:] = explained(found[first:], reason, paragraph)
            found.extend(reading.statements)
            scope, kuan = replace(scope, kuan=reading.kuan), reading.kuan
    return one_name(found)
