"""Small PDFs for the tests, drawn with PyMuPDF's built-in Chinese font: tables in every style of ruling."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pymupdf

Ruling = Literal["ruled", "three_line", "unruled", "rows_only", "open_sides", "no_rows"]
ROW = 20.0
SIZE = 10.0


@dataclass
class Sheet:
    """One page that is filled from the top; ``rotate`` is the page's ``/Rotate``, text stays upright."""

    page: Any
    width: float
    y: float = 60.0
    margin: float = 60.0
    texts: list[str] = field(default_factory=list)

    def line(self, text: str, where: str = "left", size: float = 12.0) -> None:
        length = _length(text, size)
        room = self.width - 2 * self.margin
        x = {"left": 0.0, "centre": (room - length) / 2, "right": room - length}[where] + self.margin
        self.put(x, self.y, text, size)
        self.y += size * 1.8

    def put(self, x: float, y: float, text: str, size: float = SIZE) -> None:
        if text:
            self.page.insert_text((x, y), text, fontname="china-s", fontsize=size)
            self.texts.append(text)

    def table(
        self,
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
        ruling: Ruling = "ruled",
        header: int = 1,
    ) -> None:
        """``rows`` of printed cells; ``>`` continues the cell on the left, ``^`` the one above."""
        edges = [self.margin]
        for width in widths:
            edges.append(edges[-1] + width)
        heights = [ROW * max(1, *(cell.count("\n") + 1 for cell in row)) for row in rows]
        tops = [self.y]
        for height in heights:
            tops.append(tops[-1] + height)
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                if cell not in (">", "^"):
                    last_c = next((k for k in range(c + 1, len(row)) if row[k] != ">"), len(row))
                    last_r = next((k for k in range(r + 1, len(rows)) if rows[k][c] != "^"), len(rows))
                    self._cell(
                        cell,
                        (edges[c], tops[r], edges[last_c], tops[last_r]),
                        ruling,
                        r < header or last_c > c + 1,
                    )
        self._lines(ruling, edges, tops, header)
        self.y = tops[-1] + 16

    def _cell(self, text: str, box: tuple[float, float, float, float], ruling: Ruling, centred: bool) -> None:
        x0, y0, x1, y1 = box
        if ruling == "ruled":
            self.page.draw_rect(pymupdf.Rect(box), width=0.5)
        lines = text.split("\n")
        y = (y0 + y1) / 2 - len(lines) * SIZE * 0.6 + SIZE * 0.95
        for line in lines:
            length = _length(line, SIZE)
            x = (x0 + x1 - length) / 2 if centred else x1 - 3 - length if _is_amount(line) else x0 + 3
            self.put(x, y, line)
            y += SIZE * 1.2

    def _lines(self, ruling: Ruling, edges: list[float], tops: list[float], header: int) -> None:
        flat = {
            "ruled": [],
            "unruled": [],
            "three_line": [tops[0], tops[header], tops[-1]],
            "rows_only": tops,
            "open_sides": tops,
            "no_rows": [tops[0], tops[header], tops[-1]],
        }[ruling]
        steep = {"open_sides": edges[1:-1], "no_rows": edges}.get(ruling, [])
        for y in flat:
            self.page.draw_line((edges[0], y), (edges[-1], y), width=0.7)
        for x in steep:
            self.page.draw_line((x, tops[0]), (x, tops[-1]), width=0.7)


def _length(text: str, size: float) -> float:
    return float(pymupdf.get_text_length(text, fontname="china-s", fontsize=size))


def _is_amount(text: str) -> bool:
    return text.replace(",", "").replace(".", "").replace("-", "").isdigit() and "." in text


class Paper:
    """A document under construction."""

    def __init__(self) -> None:
        self.document = pymupdf.open()

    def sheet(self, landscape: bool = False) -> Sheet:
        width, height = (842, 595) if landscape else (595, 842)
        return Sheet(self.document.new_page(width=width, height=height), float(width))

    def save(self, path: Path, **options: Any) -> Path:
        self.document.save(path, **options)
        self.document.close()
        return path
