"""Which labels name a total: every label with such a word in the documents at hand, judged one by one."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from gouji.domain.totals import total_level

CASES = Path(__file__).parent / "cases" / "total_words.tsv"


def labels() -> list[tuple[str, str, str]]:
    with CASES.open(encoding="utf-8") as lines:
        return [(line["label"], line["level"], line["row"]) for line in csv.DictReader(lines, delimiter="\t")]


@pytest.mark.parametrize(("label", "level", "row"), labels())
def test_level_of_a_label(label: str, level: str, row: str) -> None:
    """``level`` is that of a column, ``row`` that of a row so named; ``-``: no total."""
    found = [total_level(label), total_level(label, of_row=True)]
    assert [one.value if one else "-" for one in found] == [level, row]
