"""Our labels of published documents of other cities, made blind from the pages: each holds together."""

from __future__ import annotations

from pathlib import Path

import pytest

from gouji.eval.gold_check import check_gold
from gouji.eval.gold_folders import find_gold, load_gold
from tests.corpus import ROOT

OWN = find_gold([ROOT / "eval" / "gold_cities"])


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_a_label_of_ours_has_no_fault(path: Path) -> None:
    assert [p for p in check_gold(load_gold(path)) if p.level == "error"] == []
