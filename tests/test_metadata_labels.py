"""The covers of city documents against labels that a person wrote from their pages (``eval/metadata_labels.json``)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gouji.layout.metadata import metadata_evidence, read_metadata
from gouji.read.source import read_document
from tests.corpus import ROOT, SHARED, from_shared

LABELS = json.loads((ROOT / "eval" / "metadata_labels.json").read_text(encoding="utf-8"))
CITIES = SHARED / "corpus" / "cities"
LOST = {("bj-fcf1d639b2", "title")}
"""The reader does not get the second half of this title: its font has no widths."""


@pytest.mark.parametrize("path", from_shared(p for p in sorted(CITIES.glob("*.pdf")) if p.stem in LABELS))
def test_every_labelled_field_is_read(path: Path) -> None:
    document = read_document(path)
    metadata = read_metadata(document)
    read = metadata.model_dump()
    label = {name: value for name, value in LABELS[path.stem].items() if (path.stem, name) not in LOST}
    assert {name: read[name] for name in label} == label
    assert set(metadata_evidence(document, metadata)) >= {
        name for name, value in read.items() if value is not None and name not in ("doc_type", "scope")
    }
