"""A cell of an amount column that is no bare number: a doubt of ours, never nothing and never accepted."""

from __future__ import annotations

from pathlib import Path

import pytest

from gouji.figures import figure_under, is_blank_mark, is_odd_figure, plain_number
from gouji.grids.marked import find_tab_regions
from gouji.pipeline import extract
from gouji.read.model import Document, Line
from gouji.tables.interpret import read_tables
from tests.checks_support import budget, cell, check, state

CASES = Path(__file__).parent / "cases" / "odd_figures"
SPOILT = ("t82-chinese-numerals", "t87-hash", "t88-excel-error")
MARKED = ("t79-unit-suffix", "t80-yen", "t81-footnote")


@pytest.mark.parametrize("name", [*SPOILT, "q02-hash-everywhere"])
def test_what_is_no_number_is_neither_accepted_nor_an_error_nor_absent(name: str) -> None:
    record = extract(CASES / f"{name}.txt")
    assert not [f for f in record.findings if f.severity != "note" and f.rule != "L12"]
    spoilt = [
        evidence
        for table in record.tables
        for row, cells in zip(table.rows, table.evidence, strict=True)
        for text, evidence in zip(row, cells, strict=True)
        if text is not None and is_odd_figure(text)
    ]
    assert spoilt and all(e is not None and e.status == "review" for e in spoilt)
    checks = {c.rule: c for c in record.checks}
    for rule in ("T01", "T03", "X01", "X04", "P01", "P02"):
        assert checks[rule].not_checkable, rule


@pytest.mark.parametrize("name", MARKED)
def test_a_figure_is_read_under_the_marks_around_it(name: str) -> None:
    """The cells of the clean twin (what p00 prints without its planted mistakes), and the decision is written down."""
    record = extract(CASES / f"{name}.txt")
    cells = [text for table in record.tables for row in table.rows for text in row if text]
    assert not any(is_odd_figure(text) for text in cells) and "1254.50" in cells
    assert all(e is None or e.status != "review" for t in record.tables for row in t.evidence for e in row)
    assert any("附加符号" in said for table in record.tables for said in table.decisions)


@pytest.mark.parametrize(
    ("text", "unit", "digits"),
    [
        ("￥1,254.50", "万元", "1254.50"),
        ("1,254.50万元", "万元", "1254.50"),
        ("12.00万", "万元", "12.00"),
        ("12.00元", "万元", None),
        ("12.00万元", None, None),
        ("1,254.50①", None, "1254.50"),
        ("1,254.50（注2）", None, "1254.50"),
        ("$20.00$", None, "20.00"),
        ("1、254.50", None, "1254.50"),
        ("1'254·50", None, "1254.50"),
        ("负54.50", None, "-54.50"),
        ("54.50-", None, "-54.50"),
        ("-¥54.50", None, "-54.50"),
        ("负54.50-", None, None),
        ("约1,300", None, None),
        ("壹仟", None, None),
        ("1.25E+03", None, None),
        ("1.254,50", None, None),
        ("0.202.00", None, None),
        ("1,0002,000", None, None),
    ],
)
def test_which_marks_leave_a_figure_certain(text: str, unit: str | None, digits: str | None) -> None:
    assert figure_under(text, unit) == digits


@pytest.mark.parametrize("minus", "-－−–—‐‑˗")
def test_every_stroke_before_digits_is_a_minus(minus: str) -> None:
    assert plain_number(f"{minus}54.50") == "-54.50"


def test_a_comma_for_a_point_is_doubted() -> None:
    rows = "\n".join(f"20{k}\t乙\t{k}.254,50\t{k}0,00" for k in range(1, 5))
    lines = ("支出总表\n编码\t名称\t合计\t基本支出\n" + rows).split("\n")
    doc = Document("d", "d.txt", "", "text", tuple(Line(n, line) for n, line in enumerate(lines, start=1)))
    (table,) = read_tables(find_tab_regions(doc))
    assert all(e is not None and e.status == "review" for row in table.evidence for e in row[2:])


def test_only_what_needs_the_cell_is_left_open() -> None:
    """The total of one table is #REF!: its sums are not checkable, every other planted mistake is found."""
    clean, spoilt = (
        [f.message for f in extract(CASES / f"{n}.txt").findings if f.severity == "error" and f.rule != "L12"]
        for n in ("p00-planted-base", "p17-planted-excel-error")
    )
    assert set(spoilt) < set(clean)
    assert any("1100.00" in message for message in spoilt) and not any("1264.50" in m for m in spoilt)


@pytest.mark.parametrize("text", ["########", "#REF!", "壹仟", "1.25E+03", "见附表", "12.00*"])
def test_a_part_that_is_no_number_is_not_nothing(text: str) -> None:
    data = budget()
    cell("t04", 4, 3, text)(data)
    findings, checks = check(data)
    assert not [f for f in findings if f.severity == "error" and f.rule != "L12"]
    assert checks["T01"].not_checkable and checks["T02"].not_checkable


@pytest.mark.parametrize(
    ("name", "sign", "cells"), [("t87-hash", "########", 4), ("t88-excel-error", "#REF!", 4)]
)
def test_a_cell_that_shows_no_figure_is_a_finding_of_its_own(name: str, sign: str, cells: int) -> None:
    found = [f for f in extract(CASES / f"{name}.txt").findings if f.rule == "L12"]
    assert {f.severity for f in found} == {"error"} and all(sign in f.message for f in found)
    places = [op for f in found for op in f.operands]
    assert len(places) >= cells and all(op.value == sign and op.evidence is not None for op in places)


@pytest.mark.parametrize("text", ["—", "——", "-", "－", "/", "…", "无", "×", "- -"])
def test_a_dash_says_that_there_is_nothing(text: str) -> None:
    assert is_blank_mark(text)
    data = budget()
    cell("t04", 4, 4, text)(data)
    findings, checks = check(data)
    assert not [f for f in findings if f.severity == "error"] and not checks["T01"].not_checkable


@pytest.mark.parametrize("text", ["12.50", "2025年", "3个", "第3批", "201", "一般", "12%", "合计"])
def test_numbers_and_words_are_no_odd_figures(text: str) -> None:
    assert not is_odd_figure(text)


def test_a_change_that_is_flat_is_nothing() -> None:
    """持平 with a printed figure: the base is the amount itself, no matter which figure stands beside the word."""
    from gouji.checks.context import Context
    from tests.checks_support import record_of

    data = budget()
    first = next(s for s in data["statements"] if s.get("change"))
    state(first["id"], direction="flat")(data)
    said = next(s for s in Context(record_of(data)[0]).prose.statements if s.statement.id == first["id"])
    change = said.signed_change()
    assert change is not None and change.value == 0


@pytest.mark.parametrize("rule", ["X27", "M01", "M10"])
def test_rules_without_precision_only_note(rule: str) -> None:
    from gouji.checks.rules import CATALOGUE

    assert next(r for r in CATALOGUE if r.id == rule).severity == "note"
