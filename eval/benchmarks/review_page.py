"""How fast the review page is with 5,000 questions: opening, and moving from one to the next.

Makes PDFs with ruled tables, reads them, declares one figure of every row doubtful, serves the queue and drives
it in headless Chromium.  A move is timed in the page from the key to the second animation frame after the
question, the table and the page picture have been put in.  ``python -m gouji.eval.benchmarks.review_page``.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import threading
import time
from pathlib import Path
from statistics import median
from typing import Any

import click

from gouji.errors import ConfigError
from gouji.eval.benchmarks.made_pdf import make_pdf
from gouji.output.jsonout import write_json
from gouji.pipeline import extract
from gouji.review.queue import Choice
from gouji.review.server import ReviewServer
from gouji.review.source import Sources
from gouji.review.workspace import Workspace, open_workspace
from gouji.schemas.record import Evidence, Record

PAGES = 30
"""Pages of one made document; each has a table of 29 rows."""

FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1366,768")

MOVE = """
const done = arguments[0];
const before = document.getElementById('question').textContent;
const started = performance.now();
const painted = () => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - started)));
document.dispatchEvent(new KeyboardEvent('keydown', { key: 'n', bubbles: true }));
const image = () => document.querySelector('.page img');
const wait = () => {
  const ready = document.getElementById('question').textContent !== before && document.querySelector('#table td.on')
    && document.querySelector('.page .box') && image() && image().complete;
  if (ready) image().decode().then(painted, painted); else setTimeout(wait, 1);
};
wait();
"""


def doubted(record: Record) -> Record:
    """The record with one figure of every row sent to review."""
    for table in record.tables:
        for row in table.evidence:
            cell = row[2] if len(row) > 2 else None
            if isinstance(cell, Evidence):
                row[2] = cell.model_copy(update={"status": "review", "confidence": 0.4})
    return record


def make_workspace(folder: Path, questions: int) -> Workspace:
    """Records with at least ``questions`` doubtful figures, on disk and opened."""
    out = folder / "out"
    out.mkdir()
    made = make_pdf(folder, PAGES)
    record = doubted(extract(made))
    count = sum(
        e is not None and e.status == "review" for t in record.tables for row in t.evidence for e in row
    )
    for number in range(-(-questions // max(count, 1))):
        name = f"made-{number:03d}"
        write_json(record.model_copy(update={"doc_id": name, "findings": []}), out / f"{name}.json")
    return open_workspace([out], choice=Choice(audit=0.0))


def browser(profile: Path) -> Any:
    """Headless Chromium; raises :class:`ConfigError` when it is not installed."""
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if chromium is None or driver is None:
        raise ConfigError("chromium", "没有安装", "apt install chromium chromium-driver")
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    return webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))


def timed(workspace: Workspace, profile: Path, moves: int) -> dict[str, float | int]:
    """Seconds to open, milliseconds to move."""
    server = ReviewServer(workspace, Sources(workspace.records), 0, reviewer="bench", folder=profile)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    window = browser(profile)
    try:
        window.get("about:blank")
        started = time.perf_counter()
        window.get(server.url)
        while window.execute_script("return document.documentElement.dataset.ready") != "1":
            time.sleep(0.005)
        window.execute_async_script("requestAnimationFrame(() => requestAnimationFrame(arguments[0]))")
        opened = time.perf_counter() - started
        window.execute_script("document.activeElement.blur()")
        times = sorted(float(window.execute_async_script(MOVE)) for _ in range(moves))
        return {
            "questions": len(workspace.items),
            "open_s": round(opened, 3),
            "move_ms_median": round(median(times), 1),
            "move_ms_p95": round(times[int(0.95 * len(times))], 1),
            "move_ms_max": round(times[-1], 1),
            "moves": moves,
        }
    finally:
        window.quit()
        server.shutdown()
        server.server_close()
        thread.join()


@click.command()
@click.option("--questions", default=5000, show_default=True)
@click.option("--moves", default=100, show_default=True)
def main(questions: int, moves: int) -> None:
    """Time the review page with many questions; one JSON object on stdout."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        started = time.perf_counter()
        workspace = make_workspace(folder, questions)
        made = time.perf_counter() - started
        started = time.perf_counter()
        workspace = open_workspace([folder / "out"], choice=Choice(audit=0.0))
        queue = time.perf_counter() - started
        result = timed(workspace, folder / "profile", moves)
        click.echo(json.dumps({**result, "queue_built_s": round(queue, 2), "made_s": round(made, 1)}))


if __name__ == "__main__":
    main()
