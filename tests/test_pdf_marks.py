"""What is laid over a document or left under it changes nothing of its record, and is said: see :mod:`pdf_marks`."""

from __future__ import annotations

from pathlib import Path

import pymupdf
import pytest

from gouji import extract
from gouji.schemas.record import Record
from tests.corpus import SHARED, from_shared, needs_corpus
from tests.pdf_marks import STYLES, mark
from tests.pdf_paper import Paper

UNSAID = {"hidden_layer"}
"""A layer that is off is no part of the page."""
LABELLED = ("shpt-justice-2026-budget", "js-procuratorate-2018-budget", "shpt-finance-2024-final")
LEAST = 0.99
"""Share of cells; a stroke drawn over two words strikes out both, as anybody would see it."""
ROWS = [
    ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
    ["201", "一般公共服务支出", "1,234.50", "1,000.00", "234.50"],
    ["20101", "人大事务", "1,234.50", "1,000.00", "234.50"],
    ["208", "社会保障和就业支出", "20.00", "20.00", "0.00"],
    ["合计", ">", "1,254.50", "1,020.00", "234.50"],
]
PROSE = "2026年支出预算1,254.50万元，其中：基本支出1,020.00万元，项目支出234.50万元。"


def marked(source: Path, style: str, folder: Path) -> Record:
    document = pymupdf.open(source)
    mark(document, style)
    document.save(folder / source.name, deflate=True)
    return extract(folder / source.name)


def cells(record: Record) -> dict[tuple[int, int, int], str]:
    return {
        (t, r, c): text
        for t, table in enumerate(record.tables)
        for r, row in enumerate(table.rows)
        for c, text in enumerate(row)
        if text is not None
    }


def shared_cells(clean: Record, other: Record) -> float:
    one, two = cells(clean), cells(other)
    return sum(two.get(key) == text for key, text in one.items()) / max(len(one), len(two))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Record]:
    """Two pages, a table and a sentence on each; one page lies on its side."""
    paper = Paper()
    for turn in (0, 90):
        sheet = paper.sheet()
        sheet.y = 380
        sheet.line("部门支出总表", "centre")
        sheet.line("单位：万元", "right", 10)
        sheet.table(ROWS, [70, 140, 80, 80, 80])
        sheet.line(PROSE, size=10)
        sheet.page.set_rotation(turn)
    path = paper.save(tmp_path_factory.mktemp("small") / "small.pdf")
    return path, extract(path)


@pytest.mark.parametrize("style", STYLES)
def test_marks_change_no_record_of_a_small_document(
    small: tuple[Path, Record], style: str, tmp_path: Path
) -> None:
    path, clean = small
    record = marked(path, style, tmp_path)
    assert cells(record) == cells(clean)
    assert [s.quote for s in record.statements] == [s.quote for s in clean.statements]
    assert bool(record.run.messages) == (style not in UNSAID)


@needs_corpus
@pytest.mark.parametrize("path", from_shared(SHARED / "corpus" / "pdf" / f"{name}.pdf" for name in LABELLED))
def test_marks_change_no_record_of_a_disclosure(path: Path, tmp_path: Path) -> None:
    """Four of the styles on each; all are tried on the small document."""
    clean = extract(path)
    worst = {}
    for style in list(STYLES)[LABELLED.index(path.stem) :: len(LABELLED)][:4]:
        record = marked(path, style, tmp_path)
        worst[style] = shared_cells(clean, record)
        assert bool(set(record.run.messages) - set(clean.run.messages)) == (style not in UNSAID)
    assert {style: share for style, share in worst.items() if share < LEAST} == {}
