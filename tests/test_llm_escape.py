"""The promise of the LLM path, measured: a model's errors do not become accepted values."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from gouji.errors import ConfigError
from gouji.eval.commands.escape import command
from gouji.eval.escape_rate import SETTINGS, load_docs, measure
from gouji.eval.escape_result import FILE, EscapeReport, Point, read_escape
from gouji.eval.report.escape_section import escape_sheet
from gouji.eval.report.write import write_report
from gouji.eval.runs import score_run
from gouji.output.labels import Lang
from tests.llm_support import GOLD
from tests.scoring import bundled, perfect


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    out = tmp_path_factory.mktemp("escape")
    result = CliRunner().invoke(command, ["--error-rates", "0,0.2", "-o", str(out)])
    assert result.exit_code == 0, result.output
    assert (out / "escape.svg").read_text(encoding="utf-8").startswith("<svg")
    data: dict[str, Any] = json.loads((out / "escape.json").read_text(encoding="utf-8"))
    return data


def points(report: dict[str, Any], rate: float) -> dict[str, dict[str, Any]]:
    return {p["setting"]: p for p in report["points"] if p["error_rate"] == rate}


@pytest.mark.parametrize("setting", ["with_grammar", "model_alone"])
def test_at_twenty_per_cent_errors_next_to_nothing_escapes(setting: str, report: dict[str, Any]) -> None:
    """At most 0.1 % of the accepted values are wrong, also of a model with nobody beside it."""
    point = points(report, 0.2)[setting]
    assert point["errors_first_answer"] == sum(point["errors_by_kind"].values()) >= 50
    assert point["wrong_share"] <= 0.001, point["escapes"]


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


POINTS = [
    Point(setting="with_grammar", error_rate=0.0, values_accepted=10, right_values=10),
    Point(setting="model_alone", error_rate=0.0, values_accepted=9, right_values=10, right_in_review=1),
    Point(setting="with_grammar", error_rate=0.2, values_accepted=10, errors_first_answer=2, in_review=1),
    Point(
        setting="model_alone",
        error_rate=0.2,
        values_accepted=8,
        wrong_accepted=1,
        errors_first_answer=2,
        errors_by_kind={"digit_swapped": 2},
        escapes=["x <b>value</b> | 1"],
    ),
]
MEASURED = EscapeReport(seeds=[1, 2], documents=["x"], statements=10, points=POINTS)


def test_the_report_says_that_it_is_a_simulation(report: dict[str, Any]) -> None:
    """Nobody may take these numbers for those of a language model."""
    assert "模拟" in report["label"]
    assert report["model"] == "gouji-simulated-model"
    assert "simulation" in escape_sheet(MEASURED, "en")
    assert "模拟" in escape_sheet(MEASURED, "zh")


def test_a_measurement_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    """By the run's directory or by its run.json; nothing there is nothing, anything else an error."""
    assert read_escape(tmp_path) is None
    (tmp_path / FILE).write_text(MEASURED.model_dump_json(), encoding="utf-8")
    assert read_escape(tmp_path) == read_escape(tmp_path / "run.json") == MEASURED
    (tmp_path / FILE).write_text('{"points": 1}', encoding="utf-8")
    with pytest.raises(ConfigError, match="escape"):
        read_escape(tmp_path)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_reports_of_a_run_hold_the_measurement(lang: Lang, tmp_path: Path) -> None:
    """A section in Markdown, JSON and HTML, labelled as simulation, text of documents escaped."""
    doc = bundled("ordos-2025-budget")
    run = score_run([doc], {doc.doc_id: perfect(doc.gold)}, [], {})
    _, markdown, html = (
        path.read_text(encoding="utf-8")
        for path in write_report(run, {doc.doc_id: doc.source}, tmp_path, lang, MEASURED)
    )
    assert json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["escape"]["seeds"] == [1, 2]
    word = "simulation" if lang == "en" else "模拟"
    for text in (markdown, html):
        assert word in text and "12.500" in text and "<b>value" not in text
    write_report(run, {doc.doc_id: doc.source}, tmp_path, lang)
    assert word not in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_seeds_are_counted_together() -> None:
    """Two seeds make about twice the errors of one, each against the same baseline."""
    docs = load_docs(GOLD)[:1]
    one, two, both = (
        {point.setting: point for point in measure(docs, [0.3], seeds)} for seeds in ([1], [2], [1, 2])
    )
    for setting in SETTINGS:
        for name in ("errors_first_answer", "values_accepted", "load_without_errors", "wrong_accepted"):
            assert getattr(both[setting], name) == getattr(one[setting], name) + getattr(two[setting], name)


@pytest.mark.parametrize("rates", ["x", "0,2"])
def test_a_wrong_rate_is_an_error(rates: str) -> None:
    """Not a number, or no share."""
    assert CliRunner().invoke(command, ["--error-rates", rates]).exit_code != 0
