"""Calibration, GriTS, intervals and the paired bootstrap, by hand."""

from __future__ import annotations

import pytest

from gouji.eval.aggregate import t_interval
from gouji.eval.compare import paired_interval
from gouji.eval.metrics.confidence import by_status, calibrate
from gouji.eval.metrics.grits import grits_content
from gouji.eval.model import Trust


def trust(confidence: float, count: int, right: int, status: str = "accepted") -> Trust:
    return Trust(part="tables", confidence=confidence, status=status, count=count, right=right)


def test_calibration_by_hand() -> None:
    found = calibrate([trust(0.9, 10, 9), trust(0.5, 10, 5)])
    assert found is not None
    assert found.ece == pytest.approx(0.0)
    assert found.brier == pytest.approx((9 * 0.01 + 1 * 0.81 + 10 * 0.25) / 20)
    assert [(p.coverage, p.risk) for p in found.curve] == [
        (0.5, pytest.approx(0.1)),
        (1.0, pytest.approx(0.3)),
    ]
    assert found.accept99 == 0.0


def test_overconfidence_shows_in_ece() -> None:
    found = calibrate([trust(1.0, 10, 8)])
    assert found is not None and found.ece == pytest.approx(0.2) and found.brier == pytest.approx(0.2)


def test_accepted_share_takes_equal_confidences_together() -> None:
    found = calibrate([trust(0.99, 200, 200), trust(0.8, 50, 48), trust(0.3, 50, 10)])
    assert found is not None
    assert found.accept99 == pytest.approx(250 / 300)
    alone = calibrate([trust(0.9, 99, 99, "proved"), trust(0.9, 2, 0, "review")])
    assert alone is not None and alone.accept99 == 0.0


def test_no_confidences_no_calibration() -> None:
    assert calibrate([]) is None


def test_status_table() -> None:
    assert by_status([trust(1, 5, 5, "proved"), trust(0.5, 4, 1, "review"), trust(0.9, 1, 0, "proved")]) == {
        "proved": (5, 6),
        "review": (1, 4),
    }


GRID = [["项目", "金额"], ["甲", "1"], ["乙", "2"]]


@pytest.mark.parametrize(
    ("ours", "expected"),
    [
        (GRID, 1.0),
        (GRID[:2], 2 * 4 / (6 + 4)),
        ([row[:1] for row in GRID], 2 * 3 / (6 + 3)),
        ([["项目", "金额"], ["甲", "1"], ["乙", "9"]], 2 * 5 / 12),
        ([], 0.0),
    ],
)
def test_grits_by_hand(ours: list[list[str]], expected: float) -> None:
    assert grits_content(GRID, ours) == pytest.approx(expected)
    assert grits_content(ours, GRID) == pytest.approx(expected)


def test_t_interval_by_hand() -> None:
    assert t_interval([0.5]) == (None, None)
    low, high = t_interval([0.4, 0.5, 0.6])
    assert (low, high) == (pytest.approx(0.5 - 0.2484, abs=1e-4), pytest.approx(0.5 + 0.2484, abs=1e-4))
    assert t_interval([1.0, 1.0, 0.9])[1] == 1.0


def test_paired_bootstrap_is_repeatable_and_knows_a_clear_difference() -> None:
    assert paired_interval([0.1, 0.2, 0.3], 7) == paired_interval([0.1, 0.2, 0.3], 7)
    low, high = paired_interval([0.1, 0.2, 0.3], 7)
    assert 0.1 <= low < 0.2 < high <= 0.3
    low, high = paired_interval([-0.1, 0.0, 0.1], 7)
    assert low < 0 < high
