"""The prose of the real documents: floors against the hand labels, and nothing that is not in the source."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from gouji.eval.gold_check import stands_in
from gouji.eval.metrics.lists import score_glossary, score_list, score_projects
from gouji.eval.metrics.statements import score_statements, score_targets
from gouji.eval.model import Measure
from gouji.grids.find import find_regions
from gouji.layout.metadata import read_metadata
from gouji.normalise import squash
from gouji.outline.sections import outline
from gouji.prose import ProseResult, read_prose
from gouji.read.model import Document
from gouji.read.source import read_document
from gouji.schemas.record import GlossaryItem, Project, Statement, Target
from tests.corpus import GOLD, PDFS, SEEDS, SHARED, from_shared, seed
from tests.counting import calls

LABELLED_PDFS = sorted(p for p in PDFS if (SHARED / "gold" / f"{p.stem}.json").exists())
STATEMENTS, FIELDS, LISTS, TARGETS = 0.97, 0.97, 0.95, 0.90
CALLS_A_CHARACTER = 12
"""Twice what the densest of the bundled texts takes; a search that grows with the document takes hundreds."""


def table_lines(document: Document) -> frozenset[int]:
    return frozenset(i for region in find_regions(document) for i in region.line_ids)


def prose_of(document: Document) -> ProseResult:
    metadata = read_metadata(document)
    return read_prose(
        outline(document, table_lines(document)),
        year=metadata.fiscal_year,
        department=metadata.department,
        doc_type=metadata.doc_type,
    )


def models(kind: Any, items: list[Any]) -> list[Any]:
    return TypeAdapter(list[kind]).validate_python(items)


def check(doc_id: str, gold: dict[str, Any], ours: ProseResult) -> None:
    """Every floor of the issue on one document; parts that the labeller left out are not scored."""
    left_out = gold.get("unlabelled") or []
    statements = score_statements(
        doc_id, models(Statement, gold["statements"]), ours.statements, None
    ).measures
    found = statements["statements"]
    assert found.ours is not None
    assert found.right / found.gold >= STATEMENTS
    assert found.right / found.ours >= STATEMENTS
    assert (statements["statement_fields"].value or 0) >= FIELDS
    lists: dict[str, Measure] = dict(
        score_projects(doc_id, models(Project, gold["projects"]), ours.projects).measures
    )
    for part in ("duties", "internal_units"):
        lists |= score_list(doc_id, part, gold[part], getattr(ours, part)).measures
    lists |= score_glossary(doc_id, models(GlossaryItem, gold["glossary"]), ours.glossary).measures
    for part in ("projects", "duties", "internal_units", "glossary"):
        if part not in left_out and lists[part].value is not None:
            assert (lists[part].value or 0) >= LISTS, part
    targets = score_targets(doc_id, models(Target, gold["targets"]), ours.targets).measures["targets"].value
    assert targets is None or targets >= (TARGETS if len(gold["targets"]) > 10 else 0.8)


def check_grounded(document: Document, ours: ProseResult) -> None:
    """Every quote stands in the source, every value in its quote, every item has a place."""
    source = squash("".join(line.text for line in document.lines))
    for statement in ours.statements:
        assert squash(statement.quote) in source
        assert statement.value is None or stands_in(statement.value, statement.quote)
        assert statement.evidence is not None
        assert statement.evidence.line is not None or statement.evidence.bbox is not None
    for target in ours.targets:
        assert squash(target.quote) in source
        assert target.value is None or stands_in(target.value, target.quote)
    for unit in ours.internal_units:
        assert squash(unit) in source
    assert len(ours.item_evidence["duties"]) == len(ours.duties)
    assert len(ours.item_evidence["internal_units"]) == len(ours.internal_units)


@pytest.mark.parametrize("doc_id", SEEDS)
def test_floors_on_the_bundled_documents(doc_id: str) -> None:
    gold = json.loads((GOLD / doc_id / "gold.json").read_text(encoding="utf-8"))
    check(doc_id, gold, prose_of(read_document(seed(doc_id))))


@pytest.mark.parametrize("path", from_shared(LABELLED_PDFS))
def test_floors_on_the_labelled_pdfs(path: Path) -> None:
    gold = json.loads((SHARED / "gold" / f"{path.stem}.json").read_text(encoding="utf-8"))
    check(path.stem, gold, prose_of(read_document(path)))


@pytest.mark.parametrize("path", [pytest.param(seed(name), id=name) for name in SEEDS] + from_shared(PDFS))
def test_nothing_that_is_not_in_the_source(path: Path) -> None:
    document = read_document(path)
    check_grounded(document, prose_of(document))


@pytest.mark.parametrize("doc_id", SEEDS)
def test_the_work_grows_with_the_text_and_no_faster(doc_id: str) -> None:
    document = read_document(seed(doc_id))
    lines = table_lines(document)
    sections = outline(document, lines)
    size = sum(len(line.text) for section in sections for line in section.lines)
    calls(lambda: read_prose(sections, year=2024, department=None), limit=CALLS_A_CHARACTER * size)


def test_an_empty_document_has_no_prose() -> None:
    empty = Document(name="d", source="d", sha256="", form="text", lines=())
    assert read_prose(outline(empty)) == ProseResult(item_evidence={"duties": [], "internal_units": []})
