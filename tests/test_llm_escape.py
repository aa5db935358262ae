"""The promise of the LLM path, measured: a model's errors do not become accepted values."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner

from eval.commands.escape import command
from eval.escape import Point, plot_svg
from tests.llm_support import GOLD


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    out = tmp_path_factory.mktemp("escape")
    result = CliRunner().invoke(command, ["--error-rates", "0,0.2", "-o", str(out)])
    assert result.exit_code == 0, result.output
    assert (out / "escape.svg").read_text(encoding="utf-8").lstrip().startswith("<?xml")
    data: dict[str, Any] = json.loads((out / "escape.json").read_text(encoding="utf-8"))
    return data


def points(report: dict[str, Any], rate: float) -> dict[str, dict[str, Any]]:
    return {p["setting"]: p for p in report["points"] if p["error_rate"] == rate}


def test_at_twenty_per_cent_errors_next_to_nothing_escapes(report: dict[str, Any]) -> None:
    """With the grammar as second reader at most 0.1 % of the accepted values are wrong."""
    point = points(report, 0.2)["with_grammar"]
    assert point["errors_first_answer"] >= 50
    assert point["wrong_share"] <= 0.001, point["escapes"]


def test_grounding_alone_lets_little_through(report: dict[str, Any]) -> None:
    """The model with nobody beside it: the validators by themselves hold half a per cent."""
    assert points(report, 0.2)["model_alone"]["wrong_share"] <= 0.005


def test_review_load_follows_the_errors(report: dict[str, Any]) -> None:
    """At most 1.3 items to look at for each error made, and few right values among them."""
    for setting in ("with_grammar", "model_alone"):
        assert points(report, 0.2)[setting]["load_per_error"] <= 1.3
    assert points(report, 0.2)["with_grammar"]["right_review_share"] <= 0.02


def test_without_errors_nothing_is_wrong(report: dict[str, Any]) -> None:
    """The baseline makes no errors and keeps all bundled documents in view."""
    point = points(report, 0.0)["with_grammar"]
    assert (point["errors_made"], point["wrong_accepted"]) == (0, 0)
    assert sorted(report["documents"]) == sorted(p.parent.name for p in GOLD.glob("*/gold.json"))


def test_the_report_says_that_it_is_a_simulation(report: dict[str, Any]) -> None:
    """Nobody may take these numbers for those of a language model."""
    assert "模拟" in report["label"]
    assert report["model"] == "gouji-simulated-model"
    assert "Simulation" in plot_svg([Point("with_grammar", 0.1, 10, 0, errors_first_answer=1)])


@pytest.mark.parametrize("rates", ["x", "0,2"])
def test_a_wrong_rate_is_an_error(rates: str) -> None:
    """Not a number, or no share."""
    assert CliRunner().invoke(command, ["--error-rates", rates]).exit_code != 0
