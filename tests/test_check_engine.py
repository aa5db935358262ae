"""The engine: tolerance from print, folding, doubt, unread pages, localisation, one mistake one place."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from gouji.checks.engine import evaluate, findings_of, run_checks
from gouji.relations.identity import Figure, Identity, equal, make_figure, total_of
from gouji.relations.table_view import TableStructure
from gouji.schemas.record import Finding, Record
from tests.checks_support import Data, budget, cell, check, record_of, state

GOLD = Path(__file__).parents[1] / "eval" / "gold"


def figure(printed: str, unit: str = "万元", key: int = 0) -> Figure:
    found = make_figure(printed, unit, f"t01 {printed}", ("t01", 0, key))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("total", "parts", "verdict"),
    [
        ("3.00", ["1.00", "2.00"], "holds"),
        ("3.01", ["1.00", "2.00"], "rounding"),
        ("3.02", ["1.00", "2.00"], "broken"),
        ("3.01", ["1.00", "1.00", "1.00"], "rounding"),
        ("3.02", ["1.00", "1.00", "1.00"], "broken"),
        ("4.02", ["1.00"] * 4, "broken"),
        ("5.02", ["1.00"] * 5, "rounding"),
        ("5.02", [*["1.00"] * 4, "1.00", "0.00"], "rounding"),
        ("20.03", ["1.00"] * 20, "rounding"),
        ("20.04", ["1.00"] * 20, "broken"),
        ("99.05", ["1.00"] * 99, "rounding"),
        ("99.06", ["1.00"] * 99, "broken"),
    ],
)
def test_a_sum_of_rounded_figures_is_off_by_three_deviations_and_five_units_at_most(
    total: str, parts: list[str], verdict: str
) -> None:
    assert total_of(figure(total), [figure(p) for p in parts]).judge() == verdict


@pytest.mark.parametrize(
    ("prose", "cell_value", "verdict"),
    [
        ("9628.22", "96282213.44", "holds"),
        ("9628.23", "96282213.44", "broken"),
        ("766", "7667700.00", "broken"),
    ],
)
def test_prose_in_wan_rounds_a_cell_in_yuan(prose: str, cell_value: str, verdict: str) -> None:
    assert equal(figure(prose), figure(cell_value, "元")).judge() == verdict


def test_the_same_digits_off_by_one_are_a_rounding_gap() -> None:
    assert equal(figure("326.72"), figure("326.71")).judge() == "rounding"


def test_a_negative_sign_counts() -> None:
    identity = Identity(figure("1.00"), ((1, figure("3.00")), (-1, figure("2.00"))))
    assert identity.judge() == "holds"


def changed(*edits: Any) -> Data:
    data = budget()
    for edit in edits:
        edit(data)
    return data


def errors(data: Data) -> list[Finding]:
    return [f for f in check(data)[0] if f.severity == "error"]


def test_rounding_gaps_of_a_table_are_one_finding() -> None:
    data = changed(cell("t06", 2, 3, "120.01"), cell("t06", 1, 3, "120.01"))
    folded = [f for f in check(data)[0] if f.severity == "rounding" and f.rule == "T01"]
    assert len(folded) == 1 and folded[0].message.startswith("尾差 4 处")
    assert {"120.01", "50.00"} <= {op.value for op in folded[0].operands}


def test_the_order_is_worst_first_and_ids_count_up() -> None:
    findings = check(changed(cell("t07", 9, 2, "210.00"), state("s35", change="6.01")))[0]
    rank = {"error": 0, "rounding": 1, "note": 2}
    assert [rank[f.severity] for f in findings] == sorted(rank[f.severity] for f in findings)
    assert [f.id for f in findings] == [f"f{n:03d}" for n in range(1, len(findings) + 1)]


def reviewed(data: Data, table_id: str, row: int, column: int) -> Data:
    """Give a table evidence, with one cell still to be reviewed."""
    table = next(t for t in data["tables"] if t["id"] == table_id)
    sure = {"line": 1, "span": [0, 1], "confidence": 0.9, "status": "accepted"}
    table["evidence"] = [[dict(sure) if c is not None else None for c in cells] for cells in table["rows"]]
    table["evidence"][row][column] = {**sure, "status": "review"}
    return data


def test_a_doubtful_cell_is_never_a_finding() -> None:
    wrong = changed(cell("t04", 2, 2, "125.00"))
    assert any(f.rule == "T01" for f in errors(wrong))
    findings, checks = check(reviewed(wrong, "t04", 2, 2))
    assert not [f for f in findings if any("t04 2010601 行政运行/合计" in op.where for op in f.operands)]
    assert checks["T01"].not_checkable and "复核" in "".join(checks["T01"].reasons)


def test_a_doubtful_statement_is_never_a_finding() -> None:
    data = changed(state("s12", value="999.00", share_pct="12"))
    statement = next(s for s in data["statements"] if s["id"] == "s12")
    statement["evidence"] = {"line": 1, "status": "review", "confidence": 0.2}
    assert errors(data) == []


def test_nothing_is_called_missing_while_a_page_is_unread() -> None:
    data = changed(lambda d: d.update(tables=[t for t in d["tables"] if t["id"] not in ("t08", "t10")]))
    assert {f.rule for f in check(data)[0]} >= {"M01", "M02"}
    data["run"]["unread"] = [{"page": 3, "reason": "scan", "detail": ""}]
    data["run"]["form"] = "pdf"
    findings, checks = check(data)
    assert not [f for f in findings if f.type == "missing" and f.rule.startswith("M0")]
    assert checks["M01"].not_checkable and checks["M02"].not_checkable


def test_a_table_that_breaks_everywhere_points_at_our_reading() -> None:
    data = budget()
    table = next(t for t in data["tables"] if t["id"] == "t06")
    for n, row in enumerate(table["rows"]):
        row[2:] = [f"{(n + 3) * (c + 7) ** 3}.00" for c in range(5)]
    findings, checks = check(data)
    assert not [
        f for f in findings if f.rule in ("T01", "T02", "T03") and f.operands[0].where.startswith("t06")
    ]
    assert "疑为读取有误" in "".join(checks["T01"].reasons + checks["T02"].reasons)


@pytest.mark.parametrize(
    ("edit", "place", "right"),
    [
        (cell("t06", 6, 2, "45.00"), "t06 2080505", "40.00"),
        (cell("t07", 1, 2, "77.00"), "t07 30101", "70.00"),
        (cell("t04", 10, 2, "330.00"), "t04 合计", "300.00"),
        (cell("t08", 0, 6, "21.00"), "t08", "12.00"),
        (state("s35", value="4.00"), "机关事业单位基本养老保险缴费支出", "40.00"),
        (state("s04", value="209.00"), "本年收入合计", "290.00"),
    ],
)
def test_the_place_of_a_single_mistake_is_named(edit: Any, place: str, right: str) -> None:
    suggestions = {f.suggestion for f in errors(changed(edit)) if f.suggestion}
    assert suggestions and all(place in s and f"若为 {right}" in s for s in suggestions), suggestions


def test_no_place_is_named_where_two_explanations_are_as_good() -> None:
    data = budget()
    data["tables"] = [t for t in data["tables"] if t["id"] in ("t10",)]
    data["statements"] = [s for s in data["statements"] if s["id"] == "s72"]
    state("s72", value="30.00")(data)
    cell("t10", 0, 5, None)(data)
    cell("t10", 1, 5, None)(data)
    findings = [f for f in check(data)[0] if f.rule == "P10"]
    assert len(findings) == 1


def test_english_messages_have_no_chinese_template_words() -> None:
    finding = next(f for f in check(changed(cell("t04", 2, 2, "125.00")), lang="en")[0] if f.rule == "T01")
    assert "prints" in finding.message and "印" not in finding.message


def test_the_engine_is_pure() -> None:
    record, document = record_of(changed(cell("t04", 2, 2, "125.00")))
    before = record.model_dump_json()
    assert run_checks(record, document) == run_checks(record, document)
    assert record.model_dump_json() == before


def test_an_evaluation_stands_while_no_rule_could_see_a_difference() -> None:
    """Confidence and reasons travel into the findings; a status that turns to review is another question."""
    record, document = record_of(reviewed(changed(cell("t04", 2, 2, "125.00")), "t04", 0, 5 - 1))
    evaluation = evaluate(record, document)

    def with_cells(**update: Any) -> Record:
        """The record with every cell of its tables so."""
        changed = record.model_copy(deep=True)
        for table in changed.tables:
            table.evidence = [[e and e.model_copy(update=update) for e in row] for row in table.evidence]
        return changed

    surer = with_cells(confidence=0.9, reasons=["勾稽恒等式成立"])
    again = evaluation.on(surer)
    assert again is not None
    assert findings_of(again) == run_checks(surer, document) != findings_of(evaluation)
    assert evaluation.on(with_cells(status="review")) is None
    assert evaluation.on(with_cells(line=7)) is None


def test_operands_carry_the_evidence_of_their_cells() -> None:
    data = reviewed(changed(cell("t04", 2, 2, "125.00")), "t04", 0, 5 - 1)
    finding = next(f for f in check(data)[0] if f.rule == "T01")
    assert all(op.evidence is not None and op.evidence.line == 1 for op in finding.operands)


def test_money_is_decimal() -> None:
    assert isinstance(figure("1.10").value, Decimal) and figure("1.10").step == Decimal("100.00")


def test_structure_is_formed_once_and_verdicts_again_when_figures_change(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The same outcome as from nothing, without another look at headers, labels and codes; another label forms it anew."""
    first = evaluate(record_of(budget())[0])
    formed: list[object] = []
    columns = TableStructure._kind
    monkeypatch.setattr(TableStructure, "_kind", lambda self, *a: formed.append(self) or columns(self, *a))
    figures = record_of(changed(cell("t04", 2, 2, "125.00"), cell("t06", 6, 2, "45.00")))[0]
    again = evaluate(figures, before=first)
    assert not formed
    assert findings_of(again) == findings_of(evaluate(figures))
    assert {f.rule for f in findings_of(again).findings} > {f.rule for f in findings_of(first).findings}

    formed.clear()
    labels = record_of(changed(cell("t04", 2, 0, "2010699")))[0]
    assert findings_of(evaluate(labels, before=again)) == findings_of(evaluate(labels))
    assert len({id(one) for one in formed}) == 1 + len(labels.tables)
