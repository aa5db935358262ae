"""Planted mistakes: each changes exactly what it says, once, and the truth says so."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gouji.eval.robustness import MISTAKES, Generated, generate, suite
from gouji.eval.robustness.cells import Planted
from gouji.eval.robustness.detect import detect
from gouji.eval.robustness.generate import plan
from gouji.figures import amount
from gouji.schemas.gold import Gold
from gouji.schemas.record import Finding, Metadata, Operand, Record, RunInfo

IN_TABLE = ("digit_swapped", "digits_transposed", "total_wrong", "code_name")
IN_PROSE = ("prose_figure", "unit_wrong", "percentage_wrong", "direction_wrong", "template_leftover")
STYLES = (
    "shanghai/pdf/ruled",
    "jiangsu/tabbed",
    "inner_mongolia/flat",
    "hebei/pdf/ruled",
    "national_final/tabbed",
)


def pair(kind: str, style: str) -> tuple[Generated, Generated]:
    """The clean document and the same one with the mistake."""
    return generate(9, 1, style), generate(9, 1, style, mistake=kind)


def cells(document: Generated) -> dict[tuple[str, int, int], str | None]:
    gold = Gold.model_validate(document.truth)
    return {
        (t.id, r, c): cell for t in gold.tables for r, row in enumerate(t.rows) for c, cell in enumerate(row)
    }


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("kind", IN_TABLE)
def test_one_cell_differs_and_it_is_the_named_one(kind: str, style: str) -> None:
    clean, wrong = pair(kind, style)
    planted = wrong.planted
    assert planted is not None
    before, after = cells(clean), cells(wrong)
    differing = [place for place in before if before[place] != after[place]]
    assert differing == [(planted.table, planted.row, planted.column)]
    place = differing[0]
    assert (before[place], after[place]) == (planted.right, planted.printed)
    assert clean.truth["statements"] == wrong.truth["statements"]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("kind", IN_PROSE)
def test_one_clause_differs_and_tables_do_not(kind: str, style: str) -> None:
    clean, wrong = pair(kind, style)
    assert cells(clean) == cells(wrong)
    before = Gold.model_validate(clean.truth).statements
    after = Gold.model_validate(wrong.truth).statements
    differing = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    assert len(differing) == 1
    assert wrong.planted is not None
    assert differing[0][1].quote == wrong.planted.quote
    assert differing[0][1].section == wrong.planted.section


@pytest.mark.parametrize("style", STYLES)
def test_digit_kinds_keep_the_length_and_are_no_rounding_gap(style: str) -> None:
    for kind in ("digit_swapped", "digits_transposed"):
        planted = generate(9, 1, style, mistake=kind).planted
        assert planted is not None and planted.printed and planted.right
        assert len(planted.printed) == len(planted.right)
        changed = sum(a != b for a, b in zip(planted.printed, planted.right, strict=True))
        assert changed == (1 if kind == "digit_swapped" else 2)
        assert abs(Decimal(planted.printed) - Decimal(planted.right)) >= Decimal("0.2")


@pytest.mark.parametrize("style", STYLES)
def test_row_doubled_prints_one_row_twice(style: str) -> None:
    clean, wrong = pair("row_doubled", style)
    planted = wrong.planted
    assert planted is not None and planted.row is not None
    before = {t.id: t for t in Gold.model_validate(clean.truth).tables}
    after = {t.id: t for t in Gold.model_validate(wrong.truth).tables}
    for table_id, table in before.items():
        rows = [row[1:] for row in after[table_id].rows]  # without a 序号 that counts on
        if table_id == planted.table:
            assert rows[planted.row] == rows[planted.row - 1]
            del rows[planted.row]
        assert rows == [row[1:] for row in table.rows]


@pytest.mark.parametrize("style", STYLES)
def test_table_vs_table_changes_one_table_consistently(style: str) -> None:
    clean, wrong = pair("table_vs_table", style)
    planted = wrong.planted
    assert planted is not None
    before, after = cells(clean), cells(wrong)
    differing = [place for place in before if before[place] != after[place]]
    assert {place[0] for place in differing} == {planted.table}
    gaps = {
        (amount(after[place]) or Decimal(0)) - (amount(before[place]) or Decimal(0)) for place in differing
    }
    assert len(gaps) == 1
    assert (planted.table, planted.row, planted.column) in differing


@pytest.mark.parametrize("style", STYLES)
def test_missing_table_stays_in_the_contents(style: str) -> None:
    clean, wrong = pair("missing_table", style)
    planted = wrong.planted
    assert planted is not None and planted.right
    titles = [t.title for t in Gold.model_validate(wrong.truth).tables]
    assert len(titles) == len(Gold.model_validate(clean.truth).tables) - 1
    assert planted.right not in titles
    if wrong.filename.endswith(".txt"):
        assert planted.right in wrong.data.decode()


def test_truth_lists_exactly_the_planted_mistake() -> None:
    for document in suite(2 * len(MISTAKES), 4):
        listed = Gold.model_validate(document.truth).inconsistencies
        if document.mistake is None:
            assert listed == []
            continue
        assert document.planted is not None
        assert [(x.type, x.severity) for x in listed] == [(document.planted.type, "error")]


def test_half_of_a_suite_is_clean_and_every_kind_comes_up() -> None:
    kinds = plan(4 * len(MISTAKES))
    assert kinds.count(None) == 2 * len(MISTAKES)
    assert {kind: kinds.count(kind) for kind in MISTAKES} == dict.fromkeys(MISTAKES, 2)
    assert plan(3, []) == [None, None, None]


def test_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown mistake"):
        generate(1, 1, mistake="no such mistake")


def _found(planted: Planted, finding: Finding) -> bool:
    run = RunInfo(version="0", source="a.pdf", sha256="", form="pdf")
    record = Record(doc_id="a", source="a.pdf", metadata=Metadata(), run=run, findings=[finding])
    return detect(planted, record, {"t03": "t04"}).found


def _finding(*operands: Operand, difference: str | None = None) -> Finding:
    return Finding(
        id="f001",
        rule="X",
        type="table_vs_table",
        severity="error",
        message="",
        operands=list(operands),
        difference=difference,
    )


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("程支出XX万元、采购服务支出12.00万元", True),
        ("1、采购货物支出3.00万元、采购工程支出XX万元", True),
        ("采购工程支出总额，其他", False),
        ("支出XX万元", True),
        ("其他工程支出3.00万元", False),
    ],
)
def test_a_clause_cut_by_a_line_end_is_the_same_place(line: str, found: bool) -> None:
    planted = Planted("template_leftover", "template_leftover", "XX", "1.00", quote="采购工程支出XX万元")
    assert _found(planted, _finding(Operand(where="第18页", value="XX万元", quote=line))) is found


@pytest.mark.parametrize(
    ("where", "difference", "found"),
    [
        ("t04 204 公共安全支出/合计", "-13.22", True),
        ("t04 20406 司法/合计", "13.22", True),
        ("t04 204 公共安全支出/合计", "13.23", False),
        ("t05 204 公共安全支出/合计", "13.22", False),
        ("t04 208 社会保障和就业支出/合计", "13.22", False),
        ("t04 合计/合计", "13.22", False),
    ],
)
def test_a_row_above_counts_only_with_the_planted_amount(where: str, difference: str, found: bool) -> None:
    planted = Planted(
        "table_vs_table", "table_vs_table", "113.22", "100.00", "t03", None, 4, 2, "2040605 合计"
    )
    finding = _finding(Operand(where=where, value="200.00"), difference=difference)
    assert _found(planted, finding) is found
