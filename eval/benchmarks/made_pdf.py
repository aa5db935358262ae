"""A PDF for the benchmark where the corpus is not at hand: pages with a ruled budget table each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

ROWS = 30
COLUMNS = (70, 130, 330, 430, 530)
"""Left edges of the columns and the right edge of the table, in points."""
TOP, ROW_HEIGHT = 100, 20


def make_pdf(folder: Path, pages: int) -> Path:
    """Write ``made.pdf`` with ``pages`` pages to ``folder``; gives its path."""
    import pymupdf

    path = folder / "made.pdf"
    opener: Any = pymupdf.open
    with opener() as document:
        for number in range(1, pages + 1):
            _fill(document.new_page(), number)
        document.save(path, deflate=True)
    return path


def _fill(page: Any, number: int) -> None:
    """A title, a ruled grid, and codes, names and two figures in each row."""
    page.insert_text((200, 70), f"表{number} 一般公共预算支出表", fontname="china-s", fontsize=14)
    bottom = TOP + ROWS * ROW_HEIGHT
    for left in COLUMNS:
        page.draw_line((left, TOP), (left, bottom))
    for row in range(ROWS + 1):
        y = TOP + row * ROW_HEIGHT
        page.draw_line((COLUMNS[0], y), (COLUMNS[-1], y))
    for row in range(ROWS):
        texts = ("科目编码", "科目名称", "基本支出", "项目支出") if row == 0 else _row(number, row)
        for left, text in zip(COLUMNS, texts, strict=False):
            page.insert_text((left + 4, TOP + row * ROW_HEIGHT + 14), text, fontname="china-s", fontsize=9)


def _row(number: int, row: int) -> tuple[str, str, str, str]:
    return f"{2080000 + row}", f"第{row}项支出", f"{number * 31.07 + row:,.2f}", f"{row * 117.3:,.2f}"
