"""Correct documents (made by us) in the wording of many provinces: none of them is accused of anything.

Each adds up throughout.  They differ in what a share, a rate or a change is of, in units and roundings, in what is carried over
and in how their tables stand: wherever one was accused once, a mechanism took words for more than they say.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from gouji import extract

DOCUMENTS = sorted((Path(__file__).parent / "cases" / "sound").glob("*.html"))


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_a_correct_document_is_not_accused(path: Path) -> None:
    record = extract(path)
    assert [f"{f.rule} {f.message}" for f in record.findings if f.severity == "error"] == []
    assert sum(check.passed for check in record.checks) > 50
