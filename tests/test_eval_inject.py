"""``gouji eval inject``: which figure is changed to what, that nothing betrays it, and what counts as found."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from gouji.checks.engine import evaluate
from gouji.eval.commands.inject import command
from gouji.eval.injection.draw import draw, other_digit
from gouji.eval.injection.edit import edited, fresh, printed_at
from gouji.eval.injection.model import Change, Injected
from gouji.eval.injection.redraw import NotRedrawnError, redrawn
from gouji.eval.injection.report import rows
from gouji.eval.injection.run import inject, inject_again, judged_again, outcome
from gouji.pipeline import extract
from gouji.schemas.record import Evidence, Finding, Operand, Place, Record
from tests.checks_support import budget as budget_data
from tests.checks_support import record_of
from tests.corpus import SEEDS, seed
from tests.pdf_paper import Paper

CHANGES = 10
LEAST_FOUND = 0.8


def budget() -> Record:
    return record_of(budget_data())[0]


FUNCTIONAL = [
    ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
    ["201", "一般公共服务支出", "220.00", "120.00", "100.00"],
    ["20106", "财政事务", "220.00", "120.00", "100.00"],
    ["2010601", "行政运行", "137.50", "120.00", "17.50"],
    ["2010602", "一般行政管理事务", "82.50", "", "82.50"],
    ["208", "社会保障和就业支出", "640.25", "600.25", "40.00"],
    ["20805", "行政事业单位养老支出", "640.25", "600.25", "40.00"],
    ["2080505", "机关事业单位基本养老保险缴费支出", "640.25", "600.25", "40.00"],
    ["", "合计", "860.25", "720.25", "140.00"],
]


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    paper = Paper()
    sheet = paper.sheet()
    sheet.line("虚构市财政局2026年部门预算", "centre", 16)
    sheet.line("表三 支出总表", "centre")
    sheet.line("单位：万元", "right", 10)
    sheet.table(FUNCTIONAL, [70, 180, 75, 75, 75])
    return paper.save(tmp_path_factory.mktemp("pdf") / "made.pdf")


def change(record: Record, key: tuple[str, int, int] | tuple[str, str], changed: str) -> Change:
    """A change of the test's choosing."""
    figures = [
        f
        for _, os in evaluate(record).outcomes
        for o in os
        for f in (o.identity.figures if o.identity else ())
    ]
    figure = next(f for f in figures if f.key == key)
    place = figure.evidence or Evidence()
    return Change(
        doc_id=record.doc_id,
        relation="within.row_totals",
        rule="T01",
        parts=2,
        size="4+",
        key=key,
        where=figure.where,
        places=(Place(page=place.page, bbox=place.bbox),),
        printed=figure.printed,
        changed=changed,
    )


@given(st.decimals("0.01", "99999.99", places=2), st.integers(0, 1000))
def test_one_digit_is_other_and_none_leads_with_zero(value: Decimal, seed: int) -> None:
    printed = f"{value:.2f}"
    other = other_digit(printed, random.Random(seed), Decimal("0.015"))
    if other is not None:
        assert len(other) == len(printed)
        assert sum(a != b for a, b in zip(printed, other, strict=True)) == 1
        assert printed[0] == "0" or other[0] != "0"
        assert abs(Decimal(other) - value) > Decimal("0.015")


def test_no_digit_to_change() -> None:
    assert other_digit("0.01", random.Random(1), Decimal(20)) is None
    assert other_digit("无", random.Random(1), Decimal(0)) is None


def test_the_same_seed_draws_the_same_and_every_class() -> None:
    settled = judged_again(budget())
    once, again = (draw(settled, random.Random("7/x"), 40) for _ in range(2))
    assert once == again != draw(settled, random.Random("8/x"), 40)
    assert {"within.row_totals", "within.code_tree", "prose.table"} <= {c.relation for c in once}
    assert {c.size for c in once} == {"1-3", "4+", "prose"}
    assert len({c.key for c in once}) == len(once)
    assert all(printed_at(settled, c.key) == c.printed != c.changed for c in once)


def test_nothing_tells_the_changed_figure_from_the_others() -> None:
    """What identities had proved is forgotten; what the reader doubted is not."""
    record = judged_again(budget())
    table = record.tables[3]
    doubted = Evidence(status="review", reasons=["数字栏里不是单纯的数字，请对照原文核对"])
    grid = [list(row) for row in table.evidence]
    grid[0][2] = doubted
    tables = [t.model_copy(update={"evidence": grid}) if t is table else t for t in record.tables]
    bare = fresh(record.model_copy(update={"tables": tables}))
    states = {e.status for t in bare.tables for row in t.evidence for e in row if e} - {"accepted"}
    assert states == {"review"}
    assert bare.tables[3].evidence[0][2] == doubted
    assert not bare.findings


def test_a_cell_is_found_and_its_value_proposed() -> None:
    settled = judged_again(budget())
    wrong = change(settled, ("t04", 3, 2), "180.00")
    after = edited(settled, wrong)
    assert after is not None
    found = outcome(wrong, settled, judged_again(after))
    assert (found.fate, found.proposed) == ("named", True)
    assert "T01" in found.rules or "T02" in found.rules


def test_a_figure_of_the_prose_is_changed_with_its_words() -> None:
    record = judged_again(budget())
    settled = judged_again(record)
    wrong = change(settled, ("s30", "value"), "308.00")
    after = edited(settled, wrong)
    assert after is not None
    said = next(s for s in after.statements if s.id == "s30")
    assert said.value == "308.00"
    assert said.quote.count("308.00") == 1
    assert outcome(wrong, settled, judged_again(after)).fate in ("named", "found")


def finding(where: str, value: str, severity: str = "error", **more: str) -> Finding:
    fields = {
        "id": "f",
        "rule": "T01",
        "type": "table_arithmetic",
        "message": "",
        "severity": severity,
        **more,
    }
    return Finding.model_validate({**fields, "operands": [Operand(where=where, value=value)]})


def test_what_counts_as_found() -> None:
    before = judged_again(budget())
    wrong = change(before, ("t04", 3, 2), "180.00")
    here = wrong.where

    def fate(*findings: Finding) -> tuple[str, bool]:
        told = outcome(wrong, before, before.model_copy(update={"findings": list(findings)}))
        return told.fate, told.proposed

    assert fate() == ("silent", False)
    assert fate(finding(here, "180.00")) == ("found", False)
    assert fate(finding(here, "180.00", expected="100")) == ("found", True)
    assert fate(finding(here, "180.00", suggestion=f"{here}：180.00 若为 100.00，2 条成立")) == (
        "named",
        True,
    )
    assert fate(finding(here, "180.00", suggestion="t99 别处/合计：1.00 若为 2.00")) == ("found", False)
    assert fate(finding(here, "100.00")) == ("elsewhere", False)
    assert fate(finding(here, "180.00", severity="note")) == ("mild", False)
    known = before.model_copy(update={"findings": [finding(here, "100.00")]})
    assert (
        outcome(wrong, known, before.model_copy(update={"findings": [finding(here, "180.00")]})).fate
        == "silent"
    )


def test_the_figure_is_redrawn_in_the_pdf_and_read_back(pdf: Path) -> None:
    record = extract(pdf)
    table = next(t for t in record.tables if len(t.rows) >= 8)
    row = next(n for n, cells in enumerate(table.rows) if "20805" in cells)
    wrong = change(record, (table.id, row, 2), "940.25")
    (told,) = inject_again(pdf, [wrong], redraw=True)
    assert (told.fate, told.proposed) == ("named", True)
    with pytest.raises(NotRedrawnError):
        redrawn(pdf, wrong.model_copy(update={"printed": "77.00"}))
    (lost,) = inject_again(pdf, [wrong.model_copy(update={"printed": "77.00"})], redraw=True)
    assert lost.fate == "lost"


def test_the_command_writes_what_it_changed_and_does_it_again(pdf: Path, tmp_path: Path) -> None:
    record, first, second = tmp_path / "made.json", tmp_path / "a.json", tmp_path / "b.json"
    record.write_text(extract(pdf).model_dump_json(), encoding="utf-8")
    told = CliRunner().invoke(command, [str(record), "--seed", "3", "--json", str(first)])
    assert told.exit_code == 0, told.output
    assert "within.code_tree" in told.output
    told = CliRunner().invoke(command, [str(record), "--again", str(first), "--json", str(second)])
    assert told.exit_code == 0, told.output
    one, other = (Injected.model_validate_json(path.read_bytes()) for path in (first, second))
    assert one.seed == 3
    assert other.seed is None
    assert one.outcomes == other.outcomes
    assert one.outcomes == tuple(inject(record, 3, 12))
    by_class, together = rows(one.outcomes)
    assert sum(row.n for row in by_class) == together[-1].n == len(one.outcomes)
    assert together[-1].found == len(one.outcomes)


def test_options_that_contradict_each_other(pdf: Path, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{}", encoding="utf-8")
    for args in ([], ["--seed", "1", "--again", str(tmp_path / "x.json")]):
        assert CliRunner().invoke(command, [str(pdf), *args]).exit_code == 2
    assert CliRunner().invoke(command, [str(tmp_path / "x.json"), "--redraw", "--seed", "1"]).exit_code == 2


@pytest.mark.parametrize("name", SEEDS)
def test_a_wrong_digit_in_a_labelled_document_is_found(name: str) -> None:
    """A floor for each bundled document, whatever the seed; the shares of many documents are measured by the command."""
    outcomes = inject(seed(name), 11, CHANGES)
    found = [one for one in outcomes if one.fate in ("found", "named")]
    missed = [
        (one.change.where, one.change.printed, one.change.changed, one.fate)
        for one in outcomes
        if one not in found
    ]
    assert len(outcomes) >= CHANGES / 2
    assert len(found) >= LEAST_FOUND * len(outcomes), missed
