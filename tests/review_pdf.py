"""A made budget table as a PDF with one misprint, its record, and a review server over it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gouji.output.jsonout import write_json
from gouji.pipeline import extract
from gouji.review.queue import Choice
from gouji.review.server import ReviewServer
from gouji.review.source import Sources
from gouji.review.workspace import Workspace, open_workspace

TITLE = "2025年部门支出预算总表"
LEFT, TOP, HEIGHT = (60.0, 150.0, 320.0, 410.0, 490.0, 560.0), 120.0, 24.0
ROWS = (
    ("科目编码", "科目名称", "合计", "基本支出", "项目支出"),
    ("201", "一般公共服务支出", "150.00", "100.00", "50.00"),
    ("20103", "政府办公厅（室）及相关机构事务", "150.00", "100.00", "50.00"),
    ("2010301", "行政运行", "100.00", "100.00", ""),
    ("2010302", "一般行政管理事务", "50.00", "", "50.00"),
    ("208", "社会保障和就业支出", "40.00", "40.00", ""),
    ("20805", "行政事业单位养老支出", "40.00", "40.00", ""),
    ("2080505", "机关事业单位基本养老保险缴费支出", "46.00", "40.00", ""),
    ("", "合计", "190.00", "140.00", "50.00"),
)
"""46.00 stands where 40.00 should: 合计 ≠ 基本支出, and 款 ≠ Σ项."""

WRONG = ("46.00", "40.00")


def make_pdf(path: Path, rows: tuple[tuple[str, ...], ...] = ROWS, title: str = TITLE) -> Path:
    """Write the table, ruled, on one page."""
    import pymupdf

    opener: Any = pymupdf.open
    with opener() as document:
        page = document.new_page()
        page.insert_text((200, 80), title, fontname="china-s", fontsize=15)
        page.insert_text((490, 110), "单位：万元", fontname="china-s", fontsize=9)
        bottom = TOP + len(rows) * HEIGHT
        for x in LEFT:
            page.draw_line((x, TOP), (x, bottom))
        for number in range(len(rows) + 1):
            page.draw_line((LEFT[0], TOP + number * HEIGHT), (LEFT[-1], TOP + number * HEIGHT))
        for number, row in enumerate(rows):
            for x, text in zip(LEFT, row, strict=False):
                page.insert_text((x + 4, TOP + number * HEIGHT + 16), text, fontname="china-s", fontsize=9)
        document.save(path)
    return path


def pdf_workspace(folder: Path, choice: Choice | None = None, **kwargs: Any) -> Workspace:
    """The PDF made, read and opened for review."""
    source = make_pdf(folder / "made-2025-budget.pdf", **kwargs)
    out = folder / "out"
    out.mkdir()
    write_json(extract(source), out / "made-2025-budget.json")
    return open_workspace([out], choice=choice or Choice(audit=0.0))


@contextmanager
def served(workspace: Workspace, lang: str = "zh") -> Iterator[ReviewServer]:
    """The page of ``workspace`` on a free port."""
    folder = workspace.log.path.parent / "reviewed"
    server = ReviewServer(workspace, Sources(workspace.records), 0, reviewer="张三", folder=folder, lang=lang)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
