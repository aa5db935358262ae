"""The HTML report in a real browser: filters work, plots are drawn, nothing is fetched, no script of a document runs."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gouji.eval.gold_folders import GoldDoc, load_gold
from gouji.eval.model import Run
from gouji.eval.report.write import write_comparison, write_report
from gouji.eval.runs import score_run
from gouji.normalise import squash
from tests.corpus import BROWSER_ABSENT, SELENIUM_ABSENT, SHARED, SHARED_ABSENT
from tests.scoring import bundled, perfect
from tests.test_eval_cli import damaged

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
PDF_GOLD = SHARED / "gold" / "shpt-finance-2024-final.json"
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--window-size=1400,1000",
)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None or DRIVER is None,
        reason=BROWSER_ABSENT,
    ),
]


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    webdriver = pytest.importorskip("selenium.webdriver", reason=SELENIUM_ABSENT)
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    yield browser
    browser.quit()


def scored(doc: GoldDoc) -> Run:
    return score_run([doc], {doc.doc_id: damaged(perfect(doc.gold, confidence=0.9))}, [], {})


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Run]:
    """A report of two damaged documents."""
    docs = [bundled("baotou-center-2022-final"), bundled("qinhuangdao-2026-budget")]
    run = scored(docs[0])
    run.documents += scored(docs[1]).documents
    folder = tmp_path_factory.mktemp("report")
    write_report(run, {doc.doc_id: doc.source for doc in docs}, folder, "zh")
    return folder / "report.html", run


def visit(driver: Any, path: Path) -> list[str]:
    """Open a file; gives every address that the page asked for."""
    driver.get_log("performance")
    driver.get(path.as_uri())
    messages = [json.loads(entry["message"])["message"] for entry in driver.get_log("performance")]
    return [
        message["params"]["request"]["url"]
        for message in messages
        if message["method"] == "Network.requestWillBeSent"
    ]


def shown(driver: Any) -> list[str]:
    return [node.get_attribute("data-id") for node in driver.find_elements("css selector", "article.error")]


def count(driver: Any) -> int:
    return int(driver.find_element("id", "count").text.split()[0])


def choose(driver: Any, key: str, value: str) -> None:
    from selenium.webdriver.support.ui import Select

    Select(driver.find_element("id", f"f-{key}")).select_by_value(value)


def test_nothing_is_fetched_and_nothing_complains(driver: Any, page: tuple[Path, Run]) -> None:
    addresses = visit(driver, page[0])
    assert addresses, "the log of requests is not recorded"
    assert [a for a in addresses if not a.startswith(("file:", "data:"))] == []
    assert driver.get_log("browser") == []


def test_all_errors_are_listed_and_filters_narrow_them(driver: Any, page: tuple[Path, Run]) -> None:
    path, run = page
    visit(driver, path)
    errors = [error for doc in run.documents for error in doc.errors]
    assert count(driver) == len(errors)
    assert shown(driver) == [error.id for error in errors[:50]]
    choose(driver, "doc", "qinhuangdao-2026-budget")
    second = [error for error in errors if error.doc_id == "qinhuangdao-2026-budget"]
    assert count(driver) == len(second) < len(errors)
    choose(driver, "part", "勾稽问题")
    wanted = [error.id for error in second if error.part == "inconsistencies"]
    assert shown(driver) == wanted and len(wanted) == 1
    driver.find_element("id", "reset").click()
    assert count(driver) == len(errors)


def test_search_and_pages(driver: Any, page: tuple[Path, Run]) -> None:
    path, run = page
    visit(driver, path)
    errors = [error for doc in run.documents for error in doc.errors]
    driver.find_element("id", "next").click()
    assert shown(driver) == [error.id for error in errors[50:100]]
    driver.find_element("id", "prev").click()
    box = driver.find_element("id", "f-text")
    box.send_keys("两表合计不同")
    assert count(driver) == 2
    box.clear()
    box.send_keys("没有这样的字")
    assert shown(driver) == []
    assert driver.find_element("id", "list").text == "没有错误"


def test_source_stands_beside_the_error_and_its_text_never_runs(driver: Any, page: tuple[Path, Run]) -> None:
    path, run = page
    visit(driver, path)
    wrong = next(error for doc in run.documents for error in doc.errors if "<script>" in (error.ours or ""))
    driver.find_element("id", "f-text").send_keys("<script>alert")
    node = driver.find_element("css selector", f'article[data-id="{wrong.id}"]')
    assert "<script>alert(1)</script>" in node.text
    assert squash(node.find_element("css selector", "mark").text) == wrong.gold
    assert driver.execute_script("return document.querySelectorAll('#list script').length") == 0


def test_plots_are_drawn(driver: Any, page: tuple[Path, Run]) -> None:
    visit(driver, page[0])
    for name in ("reliability", "risk"):
        figure = driver.find_element("css selector", f"#{name} svg")
        assert figure.size["width"] > 200 and figure.size["height"] > 150
        marks = driver.execute_script(
            f"return document.querySelectorAll('#{name} svg path, #{name} svg use').length"
        )
        assert marks > 10
    assert "置信度" in driver.find_element("css selector", "#reliability svg").get_attribute("textContent")


def test_heat_map_prints_every_value(driver: Any, page: tuple[Path, Run]) -> None:
    path, run = page
    visit(driver, path)
    rows = driver.find_elements("css selector", "#heat tbody tr")
    assert len(rows) == len({kind for doc in run.documents for kind in doc.by_kind})
    shades = driver.find_elements(
        "css selector", "#heat td.h0, #heat td.h1, #heat td.h2, #heat td.h3, #heat td.h4"
    )
    assert shades and all(cell.text for cell in shades)


def test_headline_and_documents_show_the_run(driver: Any, page: tuple[Path, Run]) -> None:
    path, run = page
    visit(driver, path)
    assert len(driver.find_elements("css selector", "#headline .card")) >= 10
    rows = [row.text for row in driver.find_elements("css selector", "#documents tbody tr")]
    assert len(rows) == len(run.documents)
    assert all(row.startswith(doc.doc_id) for row, doc in zip(rows, run.documents, strict=True))


@pytest.mark.corpus
@pytest.mark.skipif(not PDF_GOLD.is_file(), reason=SHARED_ABSENT)
def test_page_crops_of_a_pdf_are_shown_within_the_limit(driver: Any, tmp_path: Path) -> None:
    doc = load_gold(PDF_GOLD)
    run = scored(doc)
    write_report(run, {doc.doc_id: doc.source}, tmp_path, "en")
    assert (tmp_path / "report.html").stat().st_size < 9_000_000
    visit(driver, tmp_path / "report.html")
    image = driver.find_element("css selector", "article.error .crop img")
    driver.execute_async_script("arguments[0].decode().then(arguments[1])", image)
    assert driver.execute_script("return arguments[0].naturalWidth", image) > 500


def test_comparison_page_lists_both_sides(driver: Any, tmp_path: Path) -> None:
    from gouji.eval.compare import compare

    doc = bundled("baotou-center-2022-final")
    good = score_run([doc], {doc.doc_id: perfect(doc.gold)}, [], {})
    bad = scored(doc)
    write_comparison(compare(good, bad, 7), {doc.doc_id: doc.source}, tmp_path, "zh")
    assert [a for a in visit(driver, tmp_path / "compare.html") if a.startswith("http")] == []
    assert count(driver) == len(bad.documents[0].errors)
    choose(driver, "reason", "变差")
    assert count(driver) == len(bad.documents[0].errors)


def test_the_page_of_unlabelled_documents_needs_no_script(driver: Any, tmp_path: Path) -> None:
    """It opens at the oddest document, whose words are shown as words, and asks for nothing."""
    from gouji.eval.report.wide_page import wide_page
    from gouji.eval.wide.clusters import wide_of
    from gouji.eval.wide.measure import measure

    record = damaged(perfect(bundled("baotou-center-2022-final").gold))
    record.findings[-1].message = "<img src=http://example.invalid/x onerror=alert(1)>"
    (tmp_path / "wide.html").write_text(wide_page(wide_of([measure(record)]), [], "zh"), encoding="utf-8")
    assert [a for a in visit(driver, tmp_path / "wide.html") if a.startswith("http")] == []
    assert record.findings[-1].message in driver.find_element("css selector", "details[open]").text
    assert driver.find_elements("css selector", "main img, script") == []
