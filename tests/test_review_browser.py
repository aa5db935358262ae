"""The review page in headless Chromium: keyboard and mouse, the box on the right place, undo, two reviewers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from gouji.cli import gouji
from gouji.pipeline import extract_as_one
from gouji.review.access import redirect_file
from gouji.review.queue import Choice
from gouji.review.server import ReviewServer
from gouji.review.source import Sources
from gouji.review.standalone_page import html
from gouji.review.workspace import GivenAnswer, Workspace, open_workspace
from gouji.schemas.record import Record
from tests.corpus import BROWSER_ABSENT, SELENIUM_ABSENT
from tests.review_pdf import WRONG, pdf_workspace, served
from tests.review_support import NO_AUDIT, seed_record, workspace_of
from tests.test_report_browser import CHROMIUM, DRIVER, FLAGS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None or DRIVER is None,
        reason=BROWSER_ABSENT,
    ),
]
RED = (0xC1, 0x12, 0x1F)
"""The colour of the box (``--red`` of review.css)."""
OFFICE = {"width": 1366, "height": 768, "deviceScaleFactor": 1, "mobile": False}


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    webdriver = pytest.importorskip("selenium.webdriver", reason=SELENIUM_ABSENT)
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", OFFICE)
    yield browser
    browser.quit()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[tuple[ReviewServer, Workspace]]:
    workspace = pdf_workspace(tmp_path)
    with served(workspace) as server:
        yield server, workspace


def until(driver: Any, condition: Callable[[Any], Any]) -> Any:
    from selenium.webdriver.support.ui import WebDriverWait

    return WebDriverWait(driver, 10, poll_frequency=0.02).until(condition)


def visit(driver: Any, url: str) -> None:
    driver.get_log("browser")
    driver.get(url)
    until(driver, lambda d: d.execute_script("return document.documentElement.dataset.ready") == "1")


def press(driver: Any, keys: str) -> None:
    from selenium.webdriver.common.action_chains import ActionChains

    ActionChains(driver).send_keys(keys).perform()


def text(driver: Any, selector: str) -> str:
    return str(driver.find_element("css selector", selector).text)


def settled(driver: Any) -> None:
    """The picture is decoded and painted."""
    image = until(driver, lambda d: d.find_elements("css selector", ".page img"))[0]
    driver.execute_async_script("arguments[0].decode().then(arguments[1])", image)
    driver.execute_async_script("requestAnimationFrame(() => requestAnimationFrame(arguments[0]))")


def pixels(driver: Any) -> Any:
    import pymupdf

    return pymupdf.Pixmap(driver.get_screenshot_as_png())  # type: ignore[no-untyped-call]


def red_bounds(picture: Any) -> tuple[int, int, int, int]:
    """The rectangle around every pixel of the box's colour in the left half."""
    found = [(x, y) for y in range(80, picture.height) for x in range(700) if picture.pixel(x, y)[:3] == RED]
    assert found, "no box is drawn"
    xs, ys = [x for x, _ in found], [y for _, y in found]
    return min(xs), min(ys), max(xs) + 1, max(ys) + 1


def printed_at(workspace: Workspace, digits: str) -> tuple[float, float, float, float]:
    """Where PyMuPDF's own search finds the digits on the page, in points."""
    import pymupdf

    opener: Any = pymupdf.open
    path = Sources(workspace.records).path("made-2025-budget")
    with opener(path) as document:
        found = document[0].search_for(digits)
        assert len(found) == 1
        return tuple(found[0])  # type: ignore[return-value]


def test_the_box_is_where_the_figure_is_printed(driver: Any, bench: tuple[ReviewServer, Workspace]) -> None:
    """The red pixels of the screen lie around the place at which another search finds 46.00."""
    server, workspace = bench
    visit(driver, server.url)
    settled(driver)
    image = driver.find_element("css selector", ".page img").rect
    scale = image["width"] / 595
    box = printed_at(workspace, WRONG[0])
    left, top = driver.execute_script(
        "const r = document.querySelector('.page img').getBoundingClientRect(); return [r.left, r.top]"
    )
    wanted = (box[0] * scale + left, box[1] * scale + top, box[2] * scale + left, box[3] * scale + top)
    drawn = red_bounds(pixels(driver))
    assert drawn == pytest.approx(wanted, abs=8)
    assert drawn[0] <= wanted[0] + 1
    assert drawn[2] >= wanted[2] - 1
    assert 20 < drawn[2] - drawn[0] < 90, "around the figure, not around the row"


def test_the_picture_is_the_page(driver: Any, bench: tuple[ReviewServer, Workspace]) -> None:
    """Box hidden, the screen shows what PyMuPDF draws of the page at that size."""
    import pymupdf

    server, workspace = bench
    visit(driver, server.url)
    settled(driver)
    driver.execute_script(
        "document.querySelectorAll('.box').forEach(n => n.remove()); document.getElementById('paper').scrollTop = 0"
    )
    driver.execute_async_script("requestAnimationFrame(() => requestAnimationFrame(arguments[0]))")
    left, top, width = driver.execute_script(
        "const r = document.querySelector('.page img').getBoundingClientRect(); return [r.left, r.top, r.width]"
    )
    shown = pixels(driver)
    opener: Any = pymupdf.open
    matrix: Any = pymupdf.Matrix(width / 595, width / 595)  # type: ignore[no-untyped-call]
    with opener(Sources(workspace.records).path("made-2025-budget")) as document:
        page = document[0].get_pixmap(matrix=matrix, alpha=False)
    points = [(x, y) for y in range(120, 500, 3) for x in range(60, 640, 3)]
    differences = [
        abs(shown.pixel(round(left) + x, round(top) + y)[0] - page.pixel(x, y)[0]) for x, y in points
    ]
    assert sum(differences) / len(differences) < 12
    assert sum(page.pixel(x, y)[0] < 128 for x, y in points) > 100, "there is something to compare"


def test_a_document_is_reviewed_end_to_end(driver: Any, bench: tuple[ReviewServer, Workspace]) -> None:
    """Opens, corrects by keyboard, undoes, judges with the mouse, finishes; record, log and findings follow."""
    server, workspace = bench
    visit(driver, server.url)
    assert "2080505" in text(driver, ".label")
    assert text(driver, ".value").startswith("46.00")
    assert "1/2" in text(driver, "#count")
    first = next(iter(workspace.items))
    # keyboard: misread, type a figure of the line, save
    press(driver, "m")
    box = driver.find_element("id", "new-value")
    assert box.get_attribute("value") == "46.00"
    box.clear()
    box.send_keys("40\n")
    again = until(driver, lambda d: d.find_elements("id", "again-value"))[0]
    assert "40.00 正是勾稽关系推算的值" in text(driver, "#fix")
    again.send_keys("40.00\n")
    until(driver, lambda d: "2/2" in text(d, "#count"))
    decision = workspace.decisions()[first]
    assert decision.state == "corrected"
    assert decision.event is not None
    assert [(c.old, c.new, c.printed) for c in decision.event.changes] == [("46.00", "40.00", True)]
    # undo
    press(driver, "z")
    until(driver, lambda d: "1/2" in text(d, "#count"))
    until(driver, lambda _: workspace.decisions()[first].state == "open")
    # mouse: what the rule deduces becomes a suggestion to the publisher, and no reading
    candidate = driver.find_element("css selector", ".cands button.hint")
    assert candidate.find_element("css selector", "b").text == WRONG[1]
    candidate.click()
    assert driver.find_element("id", "suggested-value").get_attribute("value") == WRONG[1]
    assert len(workspace.log.events()) == 2, "nothing is stored by the click"
    driver.find_element("css selector", "#fix .row button").click()
    until(driver, lambda d: "2/2" in text(d, "#count"))
    # the other question: unsure, then nothing is left
    press(driver, "u")
    until(driver, lambda d: "都看过了" in text(d, "#question"))
    driver.find_element("id", "b-finish").click()
    until(driver, lambda d: "已写出 1 份" in text(d, "#dialog"))
    # the record
    folder = workspace.log.path.parent / "reviewed"
    made = Record.model_validate_json((folder / "made-2025-budget.json").read_bytes())
    assert made.tables[0].rows[6][2] == WRONG[0], "the record says what is printed"
    assert "table_arithmetic" in {finding.type for finding in made.findings}
    account = json.loads((folder / "made-2025-budget.review.json").read_text(encoding="utf-8"))
    assert "corrections" not in account or account["corrections"] == []
    assert {(j["suggested"]["old"], j["suggested"]["new"]) for j in account["confirmed"]} == {WRONG}
    # the log
    actions = [(event.action, event.reviewer) for event in workspace.log.events()]
    wanted = ("misread", "undo", "document_wrong", "unsure")
    assert actions == [(action, "张三") for action in wanted]
    assert all((event.seconds or 0) >= 0 for event in workspace.log.events())
    severe = [entry["message"] for entry in driver.get_log("browser") if entry["level"] == "SEVERE"]
    assert [message for message in severe if "status of 428" not in message] == [], (
        "428 asks for a second typing"
    )


def test_a_cell_of_the_table_is_picked_with_the_mouse(
    driver: Any, bench: tuple[ReviewServer, Workspace]
) -> None:
    """While correcting, a click on another cell corrects that one instead; several go in one answer."""
    server, workspace = bench
    visit(driver, server.url)
    press(driver, "c")
    cell = 'td[data-path="tables/t01/rows/6/cols/3"]'
    until(driver, lambda d: d.find_elements("css selector", cell))[0].click()
    box = driver.find_element("id", "new-value")
    assert box.get_attribute("value") == "40.00"
    box.clear()
    box.send_keys("46.00\n")
    until(driver, lambda d: "2/2" in text(d, "#count"))
    event = workspace.log.events()[-1]
    assert [(c.path, c.old, c.new) for c in event.changes] == [("tables/t01/rows/6/cols/3", "40.00", "46.00")]


def test_no_key_makes_a_reading_of_what_the_rules_deduce(
    driver: Any, bench: tuple[ReviewServer, Workspace]
) -> None:
    """1 opens the judgement with the deduced value as a suggestion; A and R are no answers to a finding."""
    server, workspace = bench
    visit(driver, server.url)
    for key in "ar":
        press(driver, key)
        until(driver, lambda d: "这一题请选：D 文件有误" in text(d, "#toast"))
    press(driver, "1")
    assert driver.find_element("id", "suggested-value").get_attribute("value") == WRONG[1]
    assert workspace.log.events() == []
    press(driver, "\n")
    until(driver, lambda d: "2/2" in text(d, "#count"))
    (event,) = workspace.log.events()
    assert (event.action, event.changes) == ("document_wrong", [])
    assert event.suggested is not None
    assert (event.suggested.old, event.suggested.new) == WRONG


def test_what_the_line_does_not_print_is_typed_twice(
    driver: Any, bench: tuple[ReviewServer, Workspace]
) -> None:
    server, workspace = bench
    visit(driver, server.url)
    press(driver, "m")
    box = driver.find_element("id", "new-value")
    box.clear()
    box.send_keys("41.00\n")
    again = until(driver, lambda d: d.find_elements("id", "again-value"))[0]
    assert "原文此处未见 41.00" in text(driver, "#fix")
    assert again.get_attribute("value") == ""
    assert workspace.log.events() == []
    again.send_keys("41.00\n")
    until(driver, lambda d: "2/2" in text(d, "#count"))
    assert [(c.new, c.printed) for c in workspace.log.events()[0].changes] == [("41.00", False)]


def test_lawful_asks_for_its_reason(driver: Any, bench: tuple[ReviewServer, Workspace]) -> None:
    server, workspace = bench
    visit(driver, server.url)
    press(driver, "l")
    press(driver, "\n")
    assert workspace.log.events() == []
    driver.find_element("id", "why").send_keys("退休人员由社保列支\n")
    until(driver, lambda d: "2/2" in text(d, "#count"))
    assert [(e.action, e.why) for e in workspace.log.events()] == [("lawful", "退休人员由社保列支")]


def test_a_conflict_shows_both_answers_and_is_settled(
    driver: Any, bench: tuple[ReviewServer, Workspace]
) -> None:
    server, workspace = bench
    first = next(iter(workspace.items))
    one = workspace.event_of(GivenAnswer(first, "document_wrong", "甲"))
    workspace.write_beside([one, workspace.event_of(GivenAnswer(first, "lawful", "乙", why="口径不同"))])
    visit(driver, server.url)
    assert "1/2" in text(driver, "#count"), "a conflict is still to be answered"
    assert "甲：文件有误" in text(driver, "#question")
    assert "乙：合规" in text(driver, "#question")
    press(driver, "d")
    press(driver, "\n")
    until(driver, lambda d: "2/2" in text(d, "#count"))
    assert workspace.decisions()[first].state == "document_wrong"


def test_the_other_place_is_one_key_away(driver: Any, bench: tuple[ReviewServer, Workspace]) -> None:
    server, _ = bench
    visit(driver, server.url)
    settled(driver)
    before = red_bounds(pixels(driver))
    press(driver, "o")
    assert driver.find_element("css selector", "#spots button.on")
    settled(driver)
    after = red_bounds(pixels(driver))
    assert after != before


def test_two_reviewers_do_not_overwrite_each_other(
    driver: Any, bench: tuple[ReviewServer, Workspace]
) -> None:
    """李四 answers while 张三 looks: 张三 is told, and decides knowingly."""
    server, workspace = bench
    visit(driver, server.url)
    driver.execute_script("window.setInterval = () => 0")
    first = next(iter(workspace.items))
    workspace.answer([GivenAnswer(first, "lawful", "李四", why="另有原因")])
    press(driver, "u")
    until(driver, lambda d: "李四 已先作答：合规" in text(d, "#notice"))
    assert [event.reviewer for event in workspace.log.events()] == ["李四"]
    driver.find_elements("css selector", "#notice button")[1].click()
    until(driver, lambda _: len(workspace.log.events()) == 2)
    assert workspace.decisions()[first].state == "unsure"


def test_filters_and_list(driver: Any, tmp_path: Path) -> None:
    from selenium.webdriver.support.ui import Select

    workspace = workspace_of(
        tmp_path, seed_record("ordos-2025-budget"), seed_record("qinhuangdao-2026-budget")
    )
    with served(workspace) as server:
        visit(driver, server.url)
        docs = list(workspace.records)
        Select(driver.find_element("id", "f-doc")).select_by_value("1")
        wanted = [i for i in workspace.items.values() if i.doc_id == docs[1]]
        assert f"/{len(wanted)}" in text(driver, "#count")
        codes = [r.code for i in wanted for r in i.reasons if r.code.startswith("rule:")]
        Select(driver.find_element("id", "f-reason")).select_by_value(codes[0])
        assert f"/{sum(codes[0] in {r.code for r in i.reasons} for i in wanted)}" in text(driver, "#count")
        Select(driver.find_element("id", "f-reason")).select_by_value("")
        table = next(i.table for i in wanted if i.table)
        Select(driver.find_element("id", "f-table")).select_by_value(table)
        assert f"/{sum(i.table == table for i in wanted)}" in text(driver, "#count")
        press(driver, "t")
        rows = driver.find_elements("css selector", "#list .r")
        assert len(rows) == sum(i.table == table for i in wanted)
        rows[-1].click()
        assert text(driver, "#count").startswith(f"{len(rows)}/")


def test_a_text_source_shows_its_lines(driver: Any, tmp_path: Path) -> None:
    """The line stands in the middle, the figure is marked, character for character."""
    workspace = workspace_of(tmp_path, seed_record("ordos-2025-budget"))
    lines = Sources(workspace.records).lines("ordos-2025-budget")
    with served(workspace) as server:
        visit(driver, server.url)
        for item in list(workspace.items.values())[:6]:
            if item.place is None or item.place.span is None or item.place.line is None:
                continue
            mark = until(
                driver, lambda d: d.find_elements("css selector", ".ln.on mark:not(.other):not(.also)")
            )
            start, end = item.place.span
            assert mark[0].get_attribute("textContent") == lines[item.place.line - 1][start:end]
            press(driver, "n")


def test_the_page_of_the_second_file_of_one_record_is_shown(driver: Any, tmp_path: Path) -> None:
    pdf_workspace(tmp_path)
    prose = tmp_path / "说明.txt"
    prose.write_text("虚构市财政局2025年部门预算说明\n", encoding="utf-8")
    record = extract_as_one([prose, tmp_path / "made-2025-budget.pdf"], doc_id="both")
    workspace = workspace_of(tmp_path / "both", record)
    assert any(item.place and item.place.page for item in workspace.items.values())
    with served(workspace) as server:
        visit(driver, server.url)
        settled(driver)
        image = driver.find_element("css selector", ".page img")
        assert "/page/0.1/" in str(image.get_attribute("src"))
        assert text(driver, "#where-text").startswith("made-2025-budget.pdf 第")


def test_everything_fits_on_an_office_screen(driver: Any, bench: tuple[ReviewServer, Workspace]) -> None:
    """1366×768: no scroll bar of the window, every action button visible."""
    server, _ = bench
    visit(driver, server.url)
    size = driver.execute_script(
        "const d = document.documentElement; return [d.scrollWidth, d.scrollHeight, innerWidth, innerHeight]"
    )
    assert size == [1366, 768, 1366, 768]
    for button in driver.find_elements("css selector", "#actions button, header button"):
        place = button.rect
        assert button.is_displayed()
        assert place["x"] >= 0 and place["x"] + place["width"] <= 1366
        assert place["y"] + place["height"] <= 768


def test_the_page_speaks_english_when_asked(driver: Any, tmp_path: Path) -> None:
    workspace = pdf_workspace(tmp_path)
    with served(workspace, "en") as server:
        visit(driver, server.url)
        assert "Document wrong" in text(driver, "#actions")
        assert not re.search(
            r"[\u4e00-\u9fff]", text(driver, "#actions") + text(driver, "header").replace("勾稽", "")
        )


def test_the_one_file_page_saves_answers_that_import(driver: Any, tmp_path: Path) -> None:
    """Opened from file://, nothing is fetched; the answers go into a file and from there into the log."""
    workspace = pdf_workspace(tmp_path)
    page = tmp_path / "review.html"
    page.write_text(html(workspace, Sources(workspace.records), reviewer="赵六"), encoding="utf-8")
    downloads = tmp_path / "down"
    downloads.mkdir()
    driver.execute_cdp_cmd(
        "Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(downloads)}
    )
    driver.get_log("performance")
    visit(driver, page.as_uri())
    settled(driver)
    driver.execute_script("document.getElementById('reviewer').value = '赵六'")
    press(driver, "m")
    box = driver.find_element("id", "new-value")
    box.clear()
    box.send_keys("40.00\n")
    again = until(driver, lambda d: d.find_elements("id", "again-value"))[0]
    again.send_keys("40.00\n")
    until(driver, lambda d: "2/2" in text(d, "#count"))
    press(driver, "u")
    press(driver, "z")
    press(driver, "l")
    driver.find_element("id", "why").send_keys("另有原因\n")
    until(driver, lambda d: "都看过了" in text(d, "#question"))
    driver.find_element("id", "b-finish").click()
    saved = downloads / "decisions.jsonl"
    until(driver, lambda _: saved.is_file() and saved.stat().st_size)
    messages = [json.loads(entry["message"])["message"] for entry in driver.get_log("performance")]
    asked = [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    folder = str(workspace.log.path.parent)
    result = CliRunner().invoke(gouji, ["review", "import", str(saved), folder, "--audit", "0"])
    assert result.exit_code == 0, result.output
    states = [
        decision.state for decision in open_workspace([Path(folder)], choice=NO_AUDIT).decisions().values()
    ]
    assert states == ["corrected", "lawful"]
    assert workspace.log.events()[0].reviewer == "赵六"


HOSTILE = '</script><script>window.bad=1</script><img src=x onerror="window.bad=2">'


@pytest.mark.parametrize("kind", ["served", "file"])
def test_hostile_text_is_shown_and_never_runs(driver: Any, tmp_path: Path, kind: str) -> None:
    """Script in a cell, a title, a finding, a file name, a reviewer's remark."""
    record = seed_record("ordos-2025-budget").model_copy(deep=True)
    for table in record.tables:
        table.title = HOSTILE
        table.columns[0] = [HOSTILE]
        for row in table.rows:
            row[0] = HOSTILE
    record.metadata.title = HOSTILE
    for finding in record.findings:
        finding.message = HOSTILE + finding.message
    record = record.model_copy(update={"doc_id": HOSTILE.replace("/", "_")})
    (tmp_path / "r.json").write_text(record.model_dump_json(), encoding="utf-8")
    workspace = open_workspace([tmp_path], choice=Choice(audit=0.05))
    workspace.answer([GivenAnswer(next(iter(workspace.items)), "unsure", HOSTILE[:40], why=HOSTILE)])
    with served(workspace) as server:
        if kind == "served":
            visit(driver, server.url)
        else:
            page = tmp_path / "review.html"
            page.write_text(html(workspace, Sources(workspace.records)), encoding="utf-8")
            visit(driver, page.as_uri())
        for key in "nnnnnnto":
            press(driver, key)
        assert "<script>" in text(driver, "body")
        assert driver.execute_script("return window.bad") is None
        assert (
            driver.execute_script("return document.querySelectorAll('main script, main img[onerror]').length")
            == 0
        )


def test_the_token_leaves_the_address_bar_and_the_page_works_without_it(
    driver: Any, bench: tuple[ReviewServer, Workspace]
) -> None:
    """Pictures, script and answers go by the cookie; a reload of the bare address too."""
    server, workspace = bench
    visit(driver, server.url)
    assert driver.current_url == f"http://127.0.0.1:{server.server_address[1]}/"
    visit(driver, driver.current_url)
    settled(driver)
    press(driver, "u")
    until(driver, lambda _: len(workspace.log.events()) == 1)
    assert driver.execute_script("return document.cookie") == ""


def test_a_browser_that_was_started_with_the_private_file_gets_to_the_page(
    driver: Any, bench: tuple[ReviewServer, Workspace]
) -> None:
    """From file:// to the server is from one site to another: the cookie must work all the same."""
    server, _ = bench
    driver.delete_all_cookies()
    with redirect_file(server.url) as path:
        driver.get(path.as_uri())
        until(driver, lambda d: d.execute_script("return document.documentElement.dataset.ready") == "1")
    settled(driver)


def test_a_browser_without_the_token_sees_one_line(
    driver: Any, bench: tuple[ReviewServer, Workspace]
) -> None:
    server, _ = bench
    driver.delete_all_cookies()
    driver.get(f"http://127.0.0.1:{server.server_address[1]}/")
    assert "token" in text(driver, "body")
    assert len(text(driver, "body").splitlines()) == 1
