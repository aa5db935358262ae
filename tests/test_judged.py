"""Judged findings without keys are found again by rule, digits and places."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gouji.checks import renamed
from gouji.errors import GoldError
from gouji.eval.judged import MOST_LISTED, JudgedFinding, JudgedOperand, judged_of, read_judged
from gouji.schemas.record import Evidence, Finding, Operand

BOX = (453.2, 448.4, 507.6, 458.9)


def finding(*values: str, rule: str = "X03", page: int = 11) -> Finding:
    boxes = [(BOX[0], BOX[1] + 20 * n, BOX[2], BOX[3] + 20 * n) for n in range(len(values))]
    operands = [
        Operand(where=f"t02 行{n}", value=value, evidence=Evidence(page=page, bbox=box))
        for n, (value, box) in enumerate(zip(values, boxes, strict=True))
    ]
    return Finding(
        id="f", rule=rule, type="table_vs_table", severity="error", message="不符", operands=operands
    )


def judged(of: Finding, verdict: str = "false", most: int = MOST_LISTED) -> JudgedFinding:
    """What a person wrote about a finding: boxes in whole points, no more than the first figures."""
    operands = [
        JudgedOperand(
            where=o.where,
            value=o.value,
            page=o.evidence.page if o.evidence else None,
            bbox=tuple(map(round, o.evidence.bbox)) if o.evidence and o.evidence.bbox else None,  # type: ignore[arg-type]
        )
        for o in of.operands[:most]
    ]
    return JudgedFinding.model_validate({"rule": of.rule, "verdict": verdict, "operands": operands})


def test_the_place_decides_between_equal_digits() -> None:
    first, second = finding("1,500.00", "20.00"), finding("1,500.00", "20.00", page=12)
    entries = [judged(second, "true"), judged(first, "false")]
    assert [e.verdict for e in judged_of([first, second], entries) if e] == ["false", "true"]
    assert judged_of([first, first], entries[1:]) == [entries[1], None], "an entry answers one finding"


def test_other_digits_or_another_rule_are_not_it() -> None:
    entry = judged(finding("1500.00", "20.00"))
    others = [finding("1500.00", "20.01"), finding("1500.00", "20.00", rule="X15"), finding("1500.00")]
    assert judged_of(others, [entry]) == [None, None, None]
    assert judged_of([finding("1,500.00", "20.00", page=3)], [entry]) == [entry], "a page more in front"


def test_a_long_list_is_known_by_what_the_entry_shows() -> None:
    long = finding(*(f"{n}.00" for n in range(MOST_LISTED + 5)))
    entry = judged(long)
    assert len(entry.operands) == MOST_LISTED
    assert judged_of([long], [entry]) == [entry]
    assert judged_of([long], [judged(long, most=MOST_LISTED - 1)]) == [None]


def test_a_renamed_rule_is_still_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = judged(finding("1.00"))
    monkeypatch.setattr(renamed, "RENAMED", {"X03": "X99"})
    assert judged_of([finding("1.00", rule="X99")], [entry]) == [entry]


def test_a_file_of_entries(tmp_path: Path) -> None:
    path = tmp_path / "judged.json"
    entry = judged(finding("1.00"))
    path.write_text(json.dumps([{**entry.model_dump(), "id": "f001"}]), encoding="utf-8")
    assert read_judged(path) == [entry]
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(GoldError, match="not a list"):
        read_judged(path)
