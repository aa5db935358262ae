"""Sentences and documents for the tests of the prose readers."""

from __future__ import annotations

from typing import Any

from gouji.outline.model import Section
from gouji.outline.paragraph import join
from gouji.outline.sections import outline
from gouji.prose import ProseResult, read_prose
from gouji.prose.grammar import read_paragraph
from gouji.prose.paragraph_state import SectionScope
from gouji.read.model import Document, Line
from gouji.schemas.record import Statement


def statements(
    text: str, *, year: int = 2024, department: str | None = None, **scope: Any
) -> list[Statement]:
    """The statements of one paragraph."""
    paragraph = join([Line(1, text)])
    return read_paragraph(
        SectionScope(path="一", year=year, department=department, **scope), paragraph
    ).statements


def short(statement: Statement) -> dict[str, Any]:
    """What a statement says, without its place and what every amount of the fiscal year shares."""
    said = statement.model_dump(exclude={"id", "section", "quote", "evidence"}, exclude_none=True)
    return {
        k: v
        for k, v in said.items()
        if (k, v) not in (("measure", "amount"), ("unit", "万元"), ("year", 2024))
    }


def document(text: str) -> Document:
    """A text document of these lines."""
    lines = tuple(Line(number, line) for number, line in enumerate(text.split("\n"), start=1))
    return Document(name="d", source="d.txt", sha256="", form="text", lines=lines)


def sections(text: str) -> list[Section]:
    return outline(document(text))


def prose(text: str, year: int = 2024, department: str | None = None) -> ProseResult:
    return read_prose(sections(text), year=year, department=department)
