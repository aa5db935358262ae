"""Real records against real labels: what is promised of the table reader, document by document.

The floors are those of the project's promise: cell F1 (aligned by kind, header path and row), every
table found, its kind and unit right, all metadata right, no spurious table.  The bundled texts are
always read; the labelled PDFs are third-party and read where ``../shared`` is beside the checkout.
"""

from __future__ import annotations

from functools import cache

import pytest

from gouji.eval.gold_folders import load_gold
from gouji.eval.harness import score_document
from gouji.eval.model import DocScore
from gouji.pipeline import extract
from tests.corpus import GOLD, SHARED, SHARED_ABSENT

FLOORS = {
    "baotou-2026-budget": 0.99,
    "baotou-center-2022-final": 0.99,
    "qinhuangdao-2026-budget": 0.99,
    "ordos-2025-budget": 0.98,
    "haidong-2025-budget": 0.97,
}
PDF_FLOORS = {
    "shpt-justice-2026-budget": 0.99,
    "shpt-finance-2024-final": 0.99,
    "js-procuratorate-2018-budget": 0.99,
}
DOCUMENTS = [
    *FLOORS,
    *(
        pytest.param(
            doc_id,
            marks=[
                pytest.mark.corpus,
                pytest.mark.skipif(not (SHARED / "gold" / f"{doc_id}.json").is_file(), reason=SHARED_ABSENT),
            ],
        )
        for doc_id in PDF_FLOORS
    ),
]


@cache
def scored(doc_id: str) -> DocScore:
    """One document, read and scored once for all tests of this module."""
    path = GOLD / doc_id / "gold.json" if doc_id in FLOORS else SHARED / "gold" / f"{doc_id}.json"
    doc = load_gold(path)
    assert doc.source is not None, f"{path} is here, its source is not"
    return score_document(doc, extract(doc.source, doc_id=doc_id))


def wrong(score: DocScore, *parts: str) -> str:
    """The first errors of some parts, so that a failure says what to look at."""
    errors = [error for error in score.errors if error.part in parts]
    return "\n".join(f"{e.path}: gold {e.gold!r} ours {e.ours!r} ({e.reason})" for e in errors[:20])


@pytest.mark.parametrize("doc_id", DOCUMENTS)
def test_cells(doc_id: str) -> None:
    score = scored(doc_id)
    value = score.measures["cells"].value
    assert value is not None and value >= (FLOORS | PDF_FLOORS)[doc_id], wrong(score, "tables")


@pytest.mark.parametrize("doc_id", DOCUMENTS)
def test_every_table_is_found_and_none_is_spurious(doc_id: str) -> None:
    tables = scored(doc_id).measures["tables"]
    assert tables.right == tables.gold == tables.ours, wrong(scored(doc_id), "tables")


@pytest.mark.parametrize("doc_id", DOCUMENTS)
@pytest.mark.parametrize("name", ["kind", "unit"])
def test_kind_and_unit_of_every_table(doc_id: str, name: str) -> None:
    assert scored(doc_id).measures[name].value == 1.0, wrong(scored(doc_id), "tables")


@pytest.mark.parametrize("doc_id", DOCUMENTS)
def test_metadata(doc_id: str) -> None:
    score = scored(doc_id)
    assert score.measures["metadata"].value == 1.0, wrong(score, "metadata")
    assert score.measures["metadata_null"].value in (None, 1.0), wrong(score, "metadata")


@pytest.mark.parametrize("doc_id", DOCUMENTS)
def test_no_figure_is_invented_and_none_is_lost(doc_id: str) -> None:
    score = scored(doc_id)
    assert score.measures["no_hallucination"].value == 1.0, wrong(score, "grounding")
    assert (score.measures["no_loss"].value or 0.0) >= 0.99
