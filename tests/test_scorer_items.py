"""Statements, targets, lists, glossary, projects, metadata: hand-made pairs with scores known by counting."""

from __future__ import annotations

from pathlib import Path

import pytest

from gouji.eval.metrics.lists import score_glossary, score_list, score_projects
from gouji.eval.metrics.metadata import score_metadata
from gouji.eval.metrics.statements import pair_items, score_statements, score_targets
from gouji.eval.metrics.text import anls
from gouji.eval.model import Score
from gouji.eval.source import SourceText
from gouji.schemas.record import Evidence, GlossaryItem, Metadata, Project, Statement, Target

SOURCE = SourceText(
    Path("s.txt"),
    "text",
    lines=(
        "收入预算总计2,235.47万元，与上年相比增加477.9万元，增长27.19%。",
        "支出预算总计 2235.47 万元。公务接待费 5.40 万元，持平。",
        "车辆 3 台。",
    ),
)


def statement(subject: str, value: str | None, quote: str, **fields: object) -> Statement:
    base: dict[str, object] = {"id": "s001", "section": "第二部分/一", "unit": "万元", "year": 2026}
    return Statement.model_validate(base | {"subject": subject, "value": value, "quote": quote} | fields)


INCOME = statement(
    "收入预算总计",
    "2235.47",
    "收入预算总计2,235.47万元，与上年相比增加477.9万元，增长27.19%。",
    base="上年",
    direction="increase",
    change="477.9",
    change_pct="27.19",
)
SPENDING = statement("支出预算总计", "2235.47", "支出预算总计2235.47万元。")
HOSPITALITY = statement("公务接待费", "5.40", "公务接待费5.40万元，持平。", direction="flat")
CARS = statement("车辆", "3", "车辆3台", measure="count", unit="台")
ALL = [INCOME, SPENDING, HOSPITALITY, CARS]


def values(score: Score) -> dict[str, float | None]:
    return {name: measure.value for name, measure in score.measures.items()}


def test_same_statements_are_perfect() -> None:
    score = score_statements("d", ALL, ALL, SOURCE)
    assert {v for v in values(score).values() if v is not None} == {1.0}
    assert not score.errors


def test_equal_values_are_told_apart_by_subject() -> None:
    assert pair_items(ALL, [SPENDING, INCOME, CARS]) == [(0, 1), (1, 0), (3, 2)]


def test_missed_and_invented_statements_cost_recall_and_precision() -> None:
    invented = statement("培训费", "7.77", "培训费7.77万元")
    score = score_statements("d", ALL, [*ALL[:3], invented], SOURCE)
    found = score.measures["statements"]
    assert (found.right, found.gold, found.ours) == (3, 4, 4)
    assert found.value == pytest.approx(0.75)
    assert [(e.reason, e.kind) for e in score.errors] == [
        ("missing", "measure:count"),
        ("spurious", "measure:amount"),
    ]


def test_wrong_direction_is_one_wrong_field_and_the_statement_is_still_found() -> None:
    turned = INCOME.model_copy(update={"direction": "decrease"})
    score = score_statements("d", ALL, [turned, *ALL[1:]], SOURCE)
    assert score.measures["statements"].value == 1.0
    assert score.measures["statement_figures"].right == 3
    assert score.measures["statement.direction"].right == 1
    assert score.measures["statement.direction"].gold == 2
    (error,) = score.errors
    assert (error.gold, error.ours, error.reason) == ("increase", "decrease", "field")


def test_wrong_value_pairs_by_subject_and_place_but_is_not_found() -> None:
    wrong = SPENDING.model_copy(update={"value": "2235.74"})
    score = score_statements("d", ALL, [INCOME, wrong, HOSPITALITY, CARS], SOURCE)
    assert score.measures["statements"].right == 3
    assert [(e.path.rsplit("/")[-1], e.gold, e.ours) for e in score.errors] == [
        ("value", "2235.47", "2235.74")
    ]


def test_wrong_unit_is_not_the_same_quantity() -> None:
    score = score_statements("d", [SPENDING], [SPENDING.model_copy(update={"unit": "元"})], SOURCE)
    assert score.measures["statements"].right == 0


def test_trailing_zeros_do_not_matter_and_separators_are_dropped() -> None:
    score = score_statements("d", [HOSPITALITY], [HOSPITALITY.model_copy(update={"value": "5.4"})], SOURCE)
    assert score.measures["statement_all"].value == 1.0


def test_grounded_needs_the_quote_in_the_source_and_the_value_in_the_quote() -> None:
    quoteless = SPENDING.model_copy(update={"quote": "支出预算总计2235.47万元整。"})
    elsewhere = CARS.model_copy(update={"quote": "支出预算总计 2235.47 万元。"})
    score = score_statements("d", ALL, [INCOME, quoteless, HOSPITALITY, elsewhere], SOURCE)
    assert score.measures["grounded_right"].right == 2
    assert "grounded_right" not in score_statements("d", ALL, ALL, None).measures


def test_stated_fields_only_are_counted() -> None:
    score = score_statements("d", [SPENDING], [SPENDING], SOURCE)
    assert score.measures["statement.change"].gold == 0
    assert score.measures["statement.change"].value is None


def test_confidence_of_statements_is_judged_by_their_figures() -> None:
    sure = SPENDING.model_copy(update={"evidence": Evidence(confidence=0.9)})
    wrong = HOSPITALITY.model_copy(update={"evidence": Evidence(confidence=0.9), "value": "5.41"})
    (trust,) = score_statements("d", ALL, [sure, wrong], SOURCE).trust
    assert (trust.count, trust.right, trust.confidence) == (2, 1, 0.9)


def test_targets_need_operator_and_value() -> None:
    gold = Target(
        section="一", subject="参保率", operator=">=", value="95", unit="%", quote="参保率稳定在95%以上"
    )
    less = gold.model_copy(update={"operator": "<="})
    by = Target(section="一", subject="系统上线", operator="by", deadline="2026-02-28", quote="2月底上线")
    assert score_targets("d", [gold, by], [gold, by]).measures["target_all"].value == 1.0
    turned = score_targets("d", [gold, by], [less, by])
    assert turned.measures["targets"].right == 1
    late = by.model_copy(update={"deadline": "2026-03-31"})
    score = score_targets("d", [gold, by], [gold, late])
    assert score.measures["targets"].right == 2
    assert score.measures["target_all"].right == 1


def test_lists_are_verbatim_and_in_order() -> None:
    gold = ["办公室（政策法规科）", "待遇保障科", "规划财务科"]
    assert score_list("d", "internal_units", gold, ["办公室(政策法规科)", *gold[1:]]).errors == []
    swapped = score_list("d", "internal_units", gold, [gold[1], gold[0], gold[2]])
    assert swapped.measures["internal_units"].right == 2
    assert {e.reason for e in swapped.errors} == {"missing", "spurious"}
    short = score_list("d", "duties", gold, gold[:1]).measures["duties"]
    assert (short.precision, short.recall) == (1.0, pytest.approx(1 / 3))


def test_glossary_wants_term_and_definition() -> None:
    gold = [
        GlossaryItem(term="基本支出", definition="指人员支出和公用支出。"),
        GlossaryItem(term="项目", definition="乙"),
    ]
    ours = [gold[0].model_copy(update={"definition": "指人员支出和公用支出"}), gold[1]]
    score = score_glossary("d", gold, ours)
    assert score.measures["glossary_terms"].value == 1.0
    assert score.measures["glossary"].value == 0.5
    assert score.measures["definitions"].value == pytest.approx((10 / 11 + 1) / 2)


def test_projects_are_paired_by_name_and_scored_by_field() -> None:
    gold = [Project(name="甲项目", amount="5", unit="万元", entity="局"), Project(name="乙工程", amount="7")]
    ours = [Project(name="乙工程", amount="7.00"), Project(name="甲项目", amount="6", unit="万元")]
    score = score_projects("d", gold, ours)
    assert score.measures["projects"].value == 1.0
    assert score.measures["project_all"].right == 1
    assert (score.measures["project_fields"].right, score.measures["project_fields"].gold) == (4, 6)


def test_metadata_counts_stated_and_unstated_apart() -> None:
    gold = Metadata(title="甲局2026年部门预算", fiscal_year=2026, doc_type="budget")
    ours = Metadata(title="甲局 2026年部门预算", fiscal_year=2025, region="乙市")
    score = score_metadata("d", gold, ours)
    assert (score.measures["metadata"].right, score.measures["metadata"].gold) == (1, 3)
    assert (score.measures["metadata_null"].right, score.measures["metadata_null"].gold) == (6, 7)
    assert {(e.path, e.reason) for e in score.errors} == {
        ("fiscal_year", "value"),
        ("doc_type", "missing"),
        ("region", "spurious"),
    }


@pytest.mark.parametrize(
    ("gold", "ours", "expected"),
    [("甲乙丙丁", "甲乙丙丁", 1.0), ("甲乙丙丁", "甲乙丙戊", 0.75), ("甲乙丙丁", "甲", 0.0), (None, None, 1.0), ("甲", None, 0.0)],
)  # fmt: skip
def test_anls_by_hand(gold: str | None, ours: str | None, expected: float) -> None:
    assert anls(gold, ours) == pytest.approx(expected)
