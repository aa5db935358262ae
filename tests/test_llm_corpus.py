"""The labelled PDFs with a model that answers right: everything found, nothing doubled."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from gouji.options import Options
from gouji.pipeline import extract
from tests.corpus import SHARED, from_shared
from tests.llm_support import config, simulated_model

LABELS = sorted((SHARED / "gold").glob("*.json"))
PDFS = [label for label in LABELS if '.pdf"' in label.read_text(encoding="utf-8")]


@pytest.mark.parametrize("label", from_shared(PDFS))
@pytest.mark.parametrize("mode", ["auto", "always"])
def test_two_readers_of_a_pdf_make_one_list(label: Path, mode: str, tmp_path: Path) -> None:
    """Recall of figures at least 0.995, no more statements than labelled, nothing of the model ungrounded."""
    gold = json.loads(label.read_text(encoding="utf-8"))
    with simulated_model(tmp_path, "--gold", str(SHARED / "gold")) as model:
        record = extract(SHARED / gold["source"], Options(llm=config(model.url, tmp_path, mode=mode)))
    wanted = Counter(s["value"] for s in gold["statements"])
    found = Counter(s.value for s in record.statements)
    assert sum((wanted & found).values()) >= 0.995 * sum(wanted.values())
    assert len(record.statements) <= 1.02 * len(gold["statements"])
    assert record.run.llm is not None and record.run.llm.requests > 0
    for statement in record.statements:
        assert statement.evidence is not None
        assert statement.evidence.page is not None
