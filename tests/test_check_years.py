"""Without a fiscal year nothing is compared that needs one, and everything else is."""

from __future__ import annotations

from gouji.schemas.record import CheckResult
from tests.checks_support import Data, budget, check, metadata, state


def _wrong_total(*years: int) -> Data:
    """A budget whose text states another total than its tables; its sentences are about these years in turn."""
    data = budget()
    for position, statement in enumerate(data["statements"]):
        statement["year"] = years[position % len(years)]
    state("s02", value="301.00", change=None, change_pct=None, year=years[0])(data)
    return data


def _table_rules(data: Data) -> tuple[set[str], dict[str, CheckResult]]:
    findings, checks = check(data)
    return {f.rule for f in findings if f.severity == "error" and f.type == "prose_vs_table"}, checks


def test_sentences_of_one_year_are_compared_without_it() -> None:
    dated, _ = _table_rules(_wrong_total(2026))
    data = _wrong_total(2026)
    metadata(fiscal_year=None)(data)
    assert dated
    assert _table_rules(data)[0] == dated


def test_sentences_of_several_years_are_not_held_against_the_tables() -> None:
    data = _wrong_total(2025, 2026)
    metadata(fiscal_year=None)(data)
    found, checks = _table_rules(data)
    assert found == set()
    assert any("年度不明" in reason for result in checks.values() for reason in result.reasons)
