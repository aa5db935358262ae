"""Every cell's evidence prints the cell, and no figure of a table is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from gouji.grids.find import find_regions
from gouji.read.source import read_document
from gouji.tables.interpret import read_tables
from tests.corpus import PDFS, SEEDS, from_shared, seed
from tests.evidence import lost_figures, wrong_evidence

DOCUMENTS = [pytest.param(seed(name), id=name) for name in SEEDS] + from_shared(PDFS)


@pytest.mark.parametrize("path", DOCUMENTS)
def test_evidence_prints_the_cell_and_no_figure_is_lost(path: Path) -> None:
    """Looked at again in the source, each place gives its cell; each figure is a cell or a leftover."""
    doc = read_document(path)
    regions = find_regions(doc)
    tables = read_tables(regions)
    wrong = [line for table in tables for line in wrong_evidence(doc, table)]
    lost = [
        line for region, table in zip(regions, tables, strict=True) for line in lost_figures(region, table)
    ]
    assert (wrong, lost) == ([], [])


def test_the_checker_sees_a_wrong_place_and_a_lost_figure() -> None:
    """A cell that points at its neighbour is named; so is a figure whose cell was dropped."""
    doc = read_document(seed("baotou-2026-budget"))
    regions = find_regions(doc)
    index = next(i for i, r in enumerate(regions) if r.title == "支出总表")
    table = read_tables(regions)[index]
    table.evidence[0][2], table.evidence[1][0] = table.evidence[1][0], table.evidence[0][2]
    assert len(wrong_evidence(doc, table)) == 2
    table.evidence[2][2] = None
    assert len(lost_figures(regions[index], table)) == 1
