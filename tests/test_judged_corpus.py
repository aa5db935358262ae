"""What people judged on real documents: a true error stays reported, a false one does not come back.

One test a document of ``eval/adjudicated.json`` and of ``../shared/gold-cities``; each reads that document only.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from gouji.eval.judged import (
    ADJUDICATED,
    JudgedFinding,
    accused_again,
    is_reported,
    judged_of,
    merged,
    read_judgements,
)
from gouji.pipeline import extract
from tests.corpus import SHARED, from_shared

CITIES = SHARED / "corpus" / "cities"
LABELS = SHARED / "gold-cities"

MOST_FALSE: dict[str, int] = {}
"""Errors that were judged false, or arguable, and are still reported (by the same rule about the same figure, be it over other
parts); the others of these documents are none any more."""


@cache
def judged() -> dict[str, list[JudgedFinding]]:
    """Document → what was judged of it."""
    found = read_judgements(ADJUDICATED)
    for doc_id, entries in read_judgements(LABELS / "judged").items() if LABELS.is_dir() else ():
        found[doc_id] = merged(entries, found.get(doc_id, []))
    return found


@cache
def true_places() -> dict[str, list[JudgedFinding]]:
    listed = json.loads((LABELS / "true-places.json").read_text(encoding="utf-8"))
    return {
        doc_id: [JudgedFinding.model_validate({**entry, "verdict": "true"}) for entry in entries]
        for doc_id, entries in listed.items()
    }


def documents() -> list[Path]:
    return [path for path in sorted(CITIES.glob("*.pdf")) if path.stem in judged()]


@pytest.mark.parametrize("path", from_shared(documents()))
def test_true_errors_stay_and_false_ones_stay_away(path: Path) -> None:
    errors = [finding for finding in extract(path).findings if finding.severity == "error"]
    entries = judged()[path.stem]
    true = [entry for entry in entries if entry.verdict == "true"] + true_places().get(path.stem, [])
    lost = [entry.key or entry.message for entry in true if not is_reported(entry, errors)]
    assert lost == [], "true errors that no error reports at their place"
    known = [
        entry or accused_again(error, entries)
        for error, entry in zip(errors, judged_of(errors, entries), strict=True)
    ]
    back = [entry for entry in known if entry is not None and entry.verdict != "true"]
    assert len(back) <= MOST_FALSE.get(path.stem, 0), [(entry.rule, entry.why) for entry in back]


def test_a_ceiling_is_of_a_judged_document() -> None:
    assert set(MOST_FALSE) <= set(judged()) or not LABELS.is_dir()
