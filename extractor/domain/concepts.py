"""The concepts that budgets print (收入总计, 基本支出, 三公 …): their names, and the words of columns, rows and prose for them.

The words and their sources stand in ``data/concept_words.tsv`` and ``data/subject_concepts.tsv``.  Patterns are matched
against :func:`gouji.normalise.fold` of the printed text; the first that matches counts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from gouji.domain.words import rows

ConceptWords = tuple[tuple[str, re.Pattern[str]], ...]


def _words(place: str) -> tuple[tuple[str, str], ...]:
    found = rows("concept_words.tsv", "where", "concept", "word")
    return tuple((concept, word) for where, concept, word in found if where == place)


def _patterns(place: str) -> ConceptWords:
    return tuple((concept, re.compile(word)) for concept, word in _words(place))


LABELS: Final[Mapping[str, str]] = dict(_words("name"))
"""Concept → how messages call it."""
COLUMN_CONCEPTS: Final = _patterns("column")
"""Header of a column of an expenditure table → the part of the expenditure that it gives."""
SOURCES: Final = _patterns("income")
"""Row or column of an income table → the source of the income."""
THREE_PUBLIC: Final = _patterns("three_public")
"""Row or column of a “三公” table → the item."""


@dataclass(frozen=True, slots=True)
class SubjectConcept:
    """A pattern for a statement's subject and the concepts that it prints.

    ``a|b`` is one concept that templates use for either: the statement is right if it gives one of them.
    ``by_scope`` overrides them where the section speaks of 财政拨款 (``app``), 一般公共预算 or a project only.
    """

    pattern: re.Pattern[str]
    concepts: tuple[str, ...]
    by_scope: Mapping[str, tuple[str, ...]]


_SHORT: Final = {
    "{B}": r"(预算|决算)?",
    "{G}": r"(一般公共预算|公共财政预算)",
    "{A}": r"(财政拨款|拨款|当年拨款)?",
}
"""What the patterns of the file abbreviate."""
_SCOPES: Final = ("app", "general", "project")


def _subject_concepts() -> tuple[SubjectConcept, ...]:
    entries = []
    for pattern, concepts, *overrides in rows("subject_concepts.tsv", "pattern", "concepts", *_SCOPES):
        for short, long in _SHORT.items():
            pattern = pattern.replace(short, long)
        by_scope = {
            scope: () if cell == "-" else tuple(cell.split())
            for scope, cell in zip(_SCOPES, overrides, strict=True)
            if cell
        }
        entries.append(SubjectConcept(re.compile(pattern), tuple(concepts.split()), by_scope))
    return tuple(entries)


SUBJECT_CONCEPTS: Final = _subject_concepts()
"""How the prose names concepts."""
