"""Slips that checks must tell apart: blanks over a line end, gaps with a known cause, tables that the prose calls empty."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gouji.checks.consequences import withdraw_rounding
from gouji.checks.locate import Diagnosis
from gouji.checks.model import Outcome
from gouji.checks.rules import CATALOGUE
from gouji.relations.identity import Figure, Identity
from tests.checks_support import Edit, budget, check, said, state, text

LONG = "本单位二〇二六年安排的各项支出均已列入预算，其中国有资本经营预算支出预算"


def rules_failed(*edits: Edit) -> set[str]:
    data = budget()
    for edit in edits:
        edit(data)
    return {finding.rule for finding in check(data)[0]}


@pytest.mark.parametrize("rest", ["X\nX万元。", "X\n\nX万元。", "\nXX万元。"])
def test_a_placeholder_is_found_over_the_end_of_a_line(rest: str) -> None:
    assert "M07" in rules_failed(text("负责全市财政工作", f"{LONG}{rest}\n负责全市财政工作"))


def test_a_heading_and_the_line_below_it_repeat_no_word() -> None:
    """Words are repeated within a line only: a title that ends in 预算 may stand above 预算主管部门."""
    assert "M14" not in rules_failed(
        text(
            "负责全市财政工作",
            "虚构市二〇二六年市级部门单位公开预算\n预算主管部门：虚构市财政局\n负责全市财政工作",
        )
    )


def _unexplained(data: dict[str, object]) -> None:
    data["tables"][8].update(notes=[])  # type: ignore[index]


def test_an_empty_table_may_be_explained_in_the_prose() -> None:
    explained = text("负责全市财政工作", "本部门无政府性基金预算，也没有国有资本经营预算。\n负责全市财政工作")
    assert "L07" in rules_failed(_unexplained)
    assert "L07" not in rules_failed(_unexplained, explained)


def test_the_difference_of_a_falling_rate_has_its_sign() -> None:
    """110 → would be 10 % up; printed as 5 % down from 100 to 90 the rate is 5 points too small."""
    data = budget()
    state("s94", value="90.00", direction="decrease", change_pct="5.00")(data)
    (finding,) = [f for f in check(data)[0] if f.rule == "A02"]
    assert Decimal(finding.difference or "") == Decimal(5)


@pytest.mark.parametrize(("head", "is_told"), [("项目支出预算", False), ("收入预算", True)])
def test_a_subject_within_a_part_of_expenditure_is_not_the_whole_subject(head: str, is_told: bool) -> None:
    """（二）项目支出：…其中：住房保障支出 5 万元 says nothing on all of 住房保障支出."""

    def part(data: dict[str, list[object]]) -> None:
        data["statements"] += [
            said("x1", "第二部分/九/（二）", head, "100.00"),
            said("x2", "第二部分/九/（二）", "住房保障支出类", "5.00"),
        ]

    assert ("Q20" in rules_failed(part)) is is_told


@pytest.mark.parametrize(("again", "is_told"), [("20.00", False), ("21.00", True)])
def test_other_funds_of_the_year_before_make_another_change(again: str, is_told: bool) -> None:
    """财政拨款 fell because a fund ended, 一般公共预算 rose: two changes, each told twice; one of four that is odd is told."""
    fall = {"base": "上年", "direction": "decrease"}
    rise = {"base": "上年", "direction": "increase", "change": "30.00"}

    def part(data: dict[str, list[object]]) -> None:
        data["statements"] += [
            said("x1", "第二部分/九", "财政拨款支出预算", "300.00", change=again, **fall),
            said("x2", "第二部分/九", "一般公共预算财政拨款支出预算", "300.00", **rise),
        ]

    changed = state("s14", change="20.00", change_pct="6.25", direction="decrease")
    assert ("Q35" in rules_failed(changed, part)) is is_told


def figure(value: str, key: int) -> Figure:
    return Figure(Decimal(value), Decimal("0.01"), value, f"第{key}处", (f"s{key}", "value"))


@pytest.mark.parametrize(("needed", "state_"), [("30.02", "not_checkable"), ("30.03", "failed")])
def test_a_rounding_gap_that_a_misprint_explains_is_not_told_again(needed: str, state_: str) -> None:
    """30.00 is blamed for an error and should read 30.02: with it the sum is exact, so its gap is no rounding."""
    blamed = figure("30.00", 2)
    identity = Identity(figure("50.02", 1), ((1, blamed), (1, figure("20.00", 3))))
    outcome = Outcome("failed", severity="rounding", identity=identity)
    diagnosis = Diagnosis(blamed, Decimal(needed), 2, 2)
    ((_, (settled,)),) = withdraw_rounding([(CATALOGUE[0], [outcome])], [diagnosis])
    assert settled.state == state_


def test_an_amount_that_a_table_prints_in_full_lends_no_rounding() -> None:
    """2 of 12.00 is 16.67 %; 19.00 % would pass if 2 stood for 1.5 to 2.5, but the table prints 2.00."""
    data = budget()
    state("s63", value="2", share_pct="19.00", quote="公务接待费支出2万元，占“三公”经费的19.00%")(data)
    assert [f.severity for f in check(data)[0] if f.rule == "A04"] == ["error"]
