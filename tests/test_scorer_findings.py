"""Inconsistencies: recall, precision after adjudication, and nothing counted twice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gouji.checks.keys import finding_key
from gouji.errors import GoldError
from gouji.eval.adjudication import draft, judge
from gouji.eval.gold_folders import read_adjudication
from gouji.eval.metrics.findings import score_findings, unjudged
from gouji.schemas.gold import Adjudication, Beyond, GoldOperand, Inconsistency, Judgement
from gouji.schemas.record import Finding, Operand


def label(id_: str, type_: str, *operands: tuple[str, str], severity: str = "error") -> Inconsistency:
    return Inconsistency.model_validate(
        {
            "id": id_,
            "type": type_,
            "severity": severity,
            "description": f"{id_}：" + "、".join(f"{w}为{v}" for w, v in operands),
            "operands": [GoldOperand(where=w, value=v) for w, v in operands],
        }
    )


def finding(
    type_: str, *operands: tuple[str, str], severity: str = "error", message: str = "不符"
) -> Finding:
    return Finding.model_validate(
        {
            "id": "f",
            "rule": "R01",
            "type": type_,
            "severity": severity,
            "message": message,
            "operands": [Operand(where=w, value=v) for w, v in operands],
        }
    )


LABELS = [
    label("x01", "prose_vs_table", ("第二部分/十", "30"), ("t10 合计", "564.10")),
    label("x02", "table_arithmetic", ("t03 21011 合计", "69.92"), ("下级之和", "69.91"), severity="rounding"),
    label("x03", "percent", ("第二部分/五", "27.19"), ("重算", "17.61")),
]
HITS = [
    finding("prose_vs_table", ("第二部分/十", "30"), ("t10 合计", "564.10")),
    finding("table_arithmetic", ("t03 21011 合计", "69.92"), ("和", "69.91"), severity="rounding"),
    finding("percent", ("第二部分/五", "27.19"), ("重算", "17.61")),
]
NONE = Adjudication(doc_id="d")


def test_every_label_found_and_nothing_else_is_perfect() -> None:
    score = score_findings("d", LABELS, HITS, NONE, {})
    assert {m.value for m in score.measures.values()} == {1.0}
    assert not score.errors


def test_a_missed_label_costs_recall_of_its_severity_and_type_only() -> None:
    score = score_findings("d", LABELS, HITS[:2], NONE, {})
    assert score.measures["recall.error"].value == 0.5
    assert score.measures["recall.rounding"].value == 1.0
    assert score.measures["recall_type.percent"].value == 0.0
    assert score.measures["precision.error"].value == 1.0
    assert [e.path for e in score.errors] == ["x03/percent"]


def test_a_label_beyond_the_document_leaves_the_decidable_recall() -> None:
    judged = Adjudication(doc_id="d", beyond=[Beyond(id="x03", reason="需要上年决算")])
    score = score_findings("d", LABELS, HITS[:2], judged, {})
    assert score.measures["recall.error"].value == 0.5
    assert score.measures["recall_decidable.error"].value == 1.0
    assert [e.reason for e in score.errors] == ["beyond"]


def test_a_label_says_what_it_is_about_and_whether_it_can_be_decided() -> None:
    """Recall by class; what the labeller called undecidable costs no decidable recall."""
    classed = [
        Inconsistency.model_validate(
            {**one.model_dump(by_alias=True), "class": name, "decidable": name != "rate"}
        )
        for one, name in zip(LABELS, ("prose_table", "sum", "rate"), strict=True)
    ]
    score = score_findings("d", classed, HITS[:2], NONE, {})
    recall = {n: m.value for n, m in score.measures.items() if n.startswith("recall_class")}
    assert recall == {"recall_class.prose_table": 1.0, "recall_class.sum": 1.0, "recall_class.rate": 0.0}
    assert score.measures["recall.error"].value == 0.5
    assert score.measures["recall_decidable.error"].value == 1.0
    assert [e.reason for e in score.errors] == ["beyond"]


def test_an_unjudged_finding_counts_as_false() -> None:
    extra = finding("table_vs_table", ("t01 合计", "99.99"), ("t02 合计", "88.88"))
    score = score_findings("d", LABELS, [*HITS, extra], NONE, {})
    assert score.measures["precision.error"].value == pytest.approx(2 / 3)
    assert [e.reason for e in score.errors] == ["finding_unjudged"]
    assert unjudged(LABELS, [*HITS, extra], NONE, {}) == [extra]


@pytest.mark.parametrize(
    ("verdict", "precision", "reasons"),
    [("true", 1.0, []), ("false", 2 / 3, ["finding_false"]), ("debatable", 1.0, ["finding_debatable"])],
)
def test_a_judged_finding_counts_as_judged(verdict: str, precision: float, reasons: list[str]) -> None:
    extra = finding("table_vs_table", ("t01 合计", "99.99"), ("t02 合计", "88.88"))
    judgement = draft(extra).model_copy(update={"verdict": verdict, "reason": "读过原文"})
    score = score_findings("d", LABELS, [*HITS, extra], Adjudication(doc_id="d", findings=[judgement]), {})
    assert score.measures["precision.error"].value == pytest.approx(precision)
    assert [e.reason for e in score.errors] == reasons


def test_no_finding_answers_two_labels_and_no_label_is_answered_twice() -> None:
    twins = [LABELS[0], LABELS[0].model_copy(update={"id": "x09"})]
    assert score_findings("d", twins, HITS[:1], NONE, {}).measures["recall.error"].right == 1
    doubled = score_findings("d", LABELS[:1], [HITS[0], HITS[0]], NONE, {})
    assert doubled.measures["precision.error"].gold == 1
    assert doubled.measures["recall.error"].right == 1


def test_a_repeat_that_says_something_new_must_be_judged() -> None:
    new = finding("prose_vs_table", ("第二部分/十", "30"), ("t10 合计", "564.10"), ("t11 合计", "123.45"))
    score = score_findings("d", LABELS[:1], [HITS[0], new], NONE, {})
    assert [e.reason for e in score.errors] == ["finding_unjudged"]


def test_same_as_is_a_match_by_hand_and_a_false_verdict_forbids_one() -> None:
    other = finding("duplicate", ("某处", "1"), message="换了说法")
    said = draft(other).model_copy(update={"verdict": "true", "reason": "即 x03", "same_as": "x03"})
    score = score_findings("d", LABELS, [*HITS[:2], other], Adjudication(doc_id="d", findings=[said]), {})
    assert score.measures["recall.error"].value == 1.0
    denied = draft(HITS[0]).model_copy(update={"verdict": "false", "reason": "读错了列"})
    score = score_findings("d", LABELS[:1], HITS[:1], Adjudication(doc_id="d", findings=[denied]), {})
    assert score.measures["recall.error"].right == 0
    assert score.measures["precision.error"].value == 0.0


def test_short_numbers_alone_do_not_make_a_match() -> None:
    gold = [label("x1", "prose_vs_table", ("一", "4"), ("t10 行数", "7"))]
    assert (
        score_findings("d", gold, [finding("percent", ("二", "4"), ("三", "7"))], NONE, {})
        .measures["recall.error"]
        .right
        == 0
    )
    same = [finding("prose_vs_table", ("一", "4"), ("t10 行数", "7"))]
    assert score_findings("d", gold, same, NONE, {}).measures["recall.error"].right == 1


def test_places_are_compared_in_the_numbering_of_the_gold() -> None:
    gold = [
        label("x1", "table_arithmetic", ("t03 210 合计", "5.00"), ("和", "5.10")),
        label("x2", "table_arithmetic", ("t05 210 合计", "5.00"), ("和", "5.10")),
    ]
    ours = [finding("table_arithmetic", ("t9 210 合计", "5.00"), ("和", "5.10"))]
    score = score_findings("d", gold, ours, NONE, {"t9": "t05"})
    assert [e.path for e in score.errors] == ["x1/table_arithmetic"]


def test_judgements_survive_new_wording_but_not_new_values() -> None:
    old = finding("percent", ("一", "8.42"), ("重算", "8.43"), message="增长率应为8.43%，印作8.42%")
    judgement = draft(old).model_copy(update={"verdict": "true", "reason": "核对无误"})
    adjudication = Adjudication(doc_id="d", findings=[judgement])
    reworded = finding(
        "percent", ("1", "8.42"), ("重算值", "8.43"), message="增长率应为 8.43%，文中印作 8.42%"
    )
    assert finding_key(reworded) != finding_key(old)
    assert judge([reworded], adjudication) == [judgement]
    changed = finding("percent", ("一", "8.40"), ("重算", "8.43"), message=old.message)
    assert judge([changed], adjudication) == [None]
    assert judge([old, old], adjudication) == [judgement, None]


def test_adjudication_needs_verdicts_and_reasons(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="needs a reason"):
        Judgement(key="k", rule="r", type="percent", severity="error", message="m", verdict="true")
    path = tmp_path / "adjudicated.json"
    open_ = {"doc_id": "d", "findings": [json.loads(draft(HITS[0]).model_dump_json())]}
    path.write_text(json.dumps(open_), encoding="utf-8")
    with pytest.raises(GoldError, match="without a verdict"):
        read_adjudication(path)


def test_an_indicator_is_known_by_its_place_and_a_sum_by_its_head_figure() -> None:
    gold = [label("x1", "unit", ("t11 人均补助达标率", "4.00万"), ("t11 周期达标率", "2.00年"))]
    ours = [finding("unit", ("t11 人均补助达标率", "4.00万")), finding("unit", ("t11 周期达标率", "2.00年"))]
    score = score_findings("d", gold, ours, NONE, {})
    assert score.measures["recall.error"].value == score.measures["precision.error"].value == 1.0
    sums = [label("x2", "table_arithmetic", ("t07 301 合计", "1188.21"), ("和", "1188.20"))]
    many = finding(
        "table_arithmetic", ("t07 301 合计", "1188.21"), *((f"t07 301{n:02}", f"{n}.5") for n in range(9))
    )
    assert score_findings("d", sums, [many], NONE, {}).measures["recall.error"].value == 1.0
    row = many.model_copy(update={"severity": "rounding"})
    assert score_findings("d", sums, [row], NONE, {}).measures["recall.error"].value == 0.0


def test_the_same_parts_of_another_total_are_another_claim() -> None:
    gold = [
        label(
            "x1", "table_arithmetic", ("t03 21015", "18.60"), ("甲", "10.66"), ("乙", "2.80"), ("和", "18.59")
        )
    ]
    other = finding("prose_vs_prose", ("第二部分/五", "19.51"), ("1", "57.2"), ("2", "10.66"), ("3", "2.80"))
    assert score_findings("d", gold, [other], NONE, {}).measures["recall.error"].value == 0.0


def test_the_same_words_about_another_table_are_another_claim() -> None:
    gold = [label("x1", "missing", ("t13 资金支出计划/12月底", "没有十二月底的计划数"))]
    for table, right in (("t12", 0.0), ("t13", 1.0)):
        ours = [finding("missing", (f"{table} 资金支出计划/12月底", "没有十二月底的计划数"))]
        assert score_findings("d", gold, ours, NONE, {}).measures["recall.error"].value == right


GAPS = [
    label(
        "g1",
        "table_arithmetic",
        ("t07 301工资福利支出", "20.05"),
        ("t07 301各款之和", "20.06"),
        severity="rounding",
    ),
    label(
        "g2",
        "table_arithmetic",
        ("t07 302", "5.00"),
        ("t09 302", "5.00"),
        ("t07 30201", "2.00"),
        ("t07 30202", "3.01"),
        ("和", "5.01"),
        severity="rounding",
    ),
]
FOLDED = finding(
    "table_arithmetic",
    *(("t3 301/合计", "20.05"), ("t3 30101/合计", "12.02"), ("t3 30102/合计", "8.04")),
    *(("t3 302/合计", "5.00"), ("t3 30201/合计", "2.00"), ("t3 30202/合计", "3.01")),
    severity="rounding",
)


def test_a_folded_rounding_finding_covers_every_gap_that_it_lists_and_is_one_finding() -> None:
    score = score_findings("d", GAPS, [FOLDED], NONE, {"t3": "t07"})
    assert score.measures["recall.rounding"].right == score.measures["recall.rounding"].gold == 2
    assert score.measures["precision.rounding"].gold == 1
    assert not score.errors


@pytest.mark.parametrize(
    ("operands", "tables"),
    [
        ([("t3 301/合计", "20.05"), ("t3 30101/合计", "12.02"), ("t3 30102/合计", "8.99")], {"t3": "t07"}),
        ([("t3 301/合计", "20.05"), ("t3 30101/合计", "12.02"), ("t3 30102/合计", "8.04")], {"t3": "t04"}),
        ([("t3 30101/合计", "12.02"), ("t3 30102/合计", "8.04")], {"t3": "t07"}),
    ],
)
def test_a_folded_finding_covers_no_gap_whose_figures_it_does_not_list(
    operands: list[tuple[str, str]], tables: dict[str, str]
) -> None:
    other = [o for o in FOLDED.operands if o.where.startswith("t3 302")]
    folded = finding(
        "table_arithmetic", *operands, *((o.where, str(o.value)) for o in other), severity="rounding"
    )
    score = score_findings("d", GAPS, [folded], NONE, tables)
    assert "g1/table_arithmetic" in [e.path for e in score.errors]


def test_only_a_right_rounding_finding_covers() -> None:
    wrong = draft(FOLDED).model_copy(update={"verdict": "false", "reason": "读错了表"})
    judged = Adjudication(doc_id="d", findings=[wrong])
    assert score_findings("d", GAPS, [FOLDED], judged, {"t3": "t07"}).measures["recall.rounding"].right == 0
    error = FOLDED.model_copy(update={"severity": "error"})
    assert score_findings("d", GAPS, [error], NONE, {"t3": "t07"}).measures["recall.rounding"].right <= 1
