"""Labels of published documents of other cities: each holds together, and none is read worse than it was.

The labels of ``eval/gold_cities`` were made blind, from the pages; those of ``../shared/gold-cities`` came with the
project.  The documents are not ours to publish: they are read where ``../shared`` lies beside the checkout.
The floors (``eval/thresholds.toml``) are measured on these very documents; they hold what was reached and say
nothing of others.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from gouji.eval.gate import fallen, measured, read_thresholds
from gouji.eval.gold_check import check_gold
from gouji.eval.gold_folders import find_gold, load_gold
from gouji.eval.runs import score_run
from gouji.pipeline import extract
from tests.corpus import ROOT, SHARED, SHARED_ABSENT

OWN = find_gold([ROOT / "eval" / "gold_cities"])
GIVEN = SHARED / "gold-cities"
LABELS = [*OWN, *(find_gold([GIVEN]) if GIVEN.is_dir() else ())]
"""The second half is empty where nothing lies beside the checkout; the first is then checked for its shape alone."""


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_a_label_of_ours_has_no_fault(path: Path) -> None:
    assert [p for p in check_gold(load_gold(path)) if p.level == "error"] == []


@pytest.mark.corpus
@pytest.mark.skipif(not (SHARED / "corpus" / "cities").is_dir(), reason=SHARED_ABSENT)
@pytest.mark.parametrize("path", LABELS, ids=lambda path: path.stem)
def test_a_document_is_read_no_worse_than_it_was(path: Path) -> None:
    doc = load_gold(path)
    assert doc.source is not None, f"{path} is here, its document is not"
    floors = read_thresholds()
    assert doc.doc_id in floors.documents, f"{doc.doc_id} has no floors: gouji eval gate --raise"
    run = score_run([doc], {doc.doc_id: extract(doc.source, doc_id=doc.doc_id)}, [], {})
    fell = fallen(floors, measured(run, frozenset()), frozenset())
    assert [item.line() for item in fell if item.scope == doc.doc_id] == []
