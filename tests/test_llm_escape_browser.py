"""The section on escapes in a real browser: drawn, labelled as simulation, nothing fetched, nothing run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gouji.eval.report.write import write_report
from gouji.eval.runs import score_run
from tests.scoring import bundled, perfect
from tests.test_llm_escape import MEASURED
from tests.test_report_browser import driver, pytestmark, visit

__all__ = ["driver", "pytestmark"]


@pytest.fixture
def section(driver: Any, tmp_path: Path) -> Any:  # noqa: F811
    doc = bundled("ordos-2025-budget")
    run = score_run([doc], {doc.doc_id: perfect(doc.gold)}, [], {})
    write_report(run, {doc.doc_id: doc.source}, tmp_path, "zh", MEASURED)
    addresses = visit(driver, tmp_path / "report.html")
    assert [a for a in addresses if not a.startswith(("file:", "data:"))] == []
    assert driver.get_log("browser") == []
    return driver.find_element("id", "escape")


def test_the_curves_are_drawn_and_say_that_they_are_simulated(section: Any) -> None:
    """Three plots side by side, each with its axis named a simulation, both settings in the legend."""
    plots = section.find_elements("css selector", "figure svg")
    assert len(plots) == 3
    for plot in plots:
        assert plot.size["width"] > 200 and plot.size["height"] > 150
        text = plot.get_attribute("textContent")
        assert "模拟" in text and "只有模型" in text and "语法与模型" in text
    assert "模拟" in section.find_element("css selector", "h2").text
    assert "不是语言模型" in section.find_element("css selector", ".note").text


def test_the_rows_hold_every_point_and_mark_what_misses_its_goal(section: Any) -> None:
    """One row a point; 12.5 % wrong is over the goal; text of documents is text."""
    rows = section.find_elements("css selector", "tbody tr")
    assert len(rows) == len(MEASURED.points)
    assert [cell.text for cell in section.find_elements("css selector", "td.low")] == ["12.500"]
    assert "x <b>value</b> | 1" in section.text
    assert section.find_elements("css selector", "b") == []
