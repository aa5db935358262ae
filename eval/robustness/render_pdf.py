"""A disclosure set as a PDF: cover, contents, prose, tables with page breaks inside them.

Takes the :class:`Disclosure` and its style, gives PDF bytes, and writes into each table the pages
on which it stands.
"""

from __future__ import annotations

from dataclasses import dataclass

from gouji.eval.robustness.canvas import Canvas, text_width, wrap
from gouji.eval.robustness.layout import Box, Layout, caption_lines, lay_out
from gouji.eval.robustness.model import Contents, Disclosure, Heading, Paragraph, TableSpec
from gouji.eval.robustness.style import Style

_A4 = (595.0, 842.0)
_MARGIN = 56.0
_PAD = 3.0
_LEADING = 1.3
_CAPTION = 60.0
"""Room for the lines above a table."""


@dataclass(slots=True)
class _Row:
    """A grid row ready to set: its boxes with their lines, its height."""

    boxes: list[tuple[Box, list[str]]]
    height: float
    grid: int


class PdfRenderer:
    def __init__(self, disclosure: Disclosure, style: Style) -> None:
        self.disclosure, self.style = disclosure, style
        self.latin = "tiro" if style.serif_digits else "helv"
        self.canvas = Canvas(self.latin)
        self.y = 0.0
        self.wide = False

    def render(self) -> bytes:
        self._cover()
        previous: object = None
        for block in self.disclosure.blocks:
            if isinstance(block, Contents):
                self._contents(block)
            elif isinstance(block, TableSpec):
                self._table(block, previous)
            else:
                self._prose(block, previous)
            previous = block
        return self.canvas.to_bytes()

    # -- pages and prose -------------------------------------------------------------

    def _page(self, landscape: bool) -> None:
        width, height = (_A4[1], _A4[0]) if landscape else _A4
        self.canvas.new_page(width, height)
        self.wide = landscape
        self.y = _MARGIN
        number = self.canvas.page_number
        if number > 2 and self.style.page_numbers:
            text = f"- {number} -" if self.style.landscape else str(number)
            x = (width - text_width(text, 9, self.latin)) / 2
            self.canvas.text(x, height - 24, text, 9)

    @property
    def width(self) -> float:
        return self.canvas.sizes[-1][0]

    @property
    def bottom(self) -> float:
        return self.canvas.sizes[-1][1] - _MARGIN

    def _line(
        self, text: str, size: float, where: str = "left", bold: bool = False, indent: float = 0
    ) -> None:
        room = self.width - 2 * _MARGIN
        if self.y + size * _LEADING > self.bottom:
            self._page(self.wide)
        x = _MARGIN + indent
        if where != "left":
            free = room - text_width(text, size, self.latin)
            x = _MARGIN + (free if where == "right" else free / 2)
        self.canvas.text(x, self.y + size, text, size, bold)
        self.y += size * 1.6

    def _cover(self) -> None:
        self._page(self.style.family == "shanghai")
        self.y = 220
        for line in self.disclosure.cover:
            for part in wrap(line, self.width - 2 * _MARGIN, 22, self.latin):
                self._line(part, 22, "centre", bold=True)
            self.y += 16

    def _contents(self, contents: Contents) -> None:
        self._page(self.style.family == "shanghai")
        self._line("目  录", 18, "centre", bold=True)
        for level, text in contents.entries:
            size, indent = (13, 0) if level == 1 else (12, 24)
            room = self.width - 2 * _MARGIN - indent
            dots = int((room - text_width(text, size, self.latin)) / size) - 2
            self._line(text + "…" * max(dots, 0) * (self.style.family == "shanghai"), size, indent=indent)

    def _prose(self, block: Heading | Paragraph, previous: object) -> None:
        landscape = self.style.family == "shanghai"
        if isinstance(previous, Contents) or (
            isinstance(previous, TableSpec) and (previous.listed or self.wide)
        ):
            self._page(landscape)
        if isinstance(block, Heading):
            if block.level == 1 and not isinstance(previous, Contents) and self.y > _MARGIN:
                self._page(landscape)
            size = {1: 18.0, 2: 14.0}.get(block.level, 12.0)
            where = "centre" if block.level == 1 else "left"
            for part in wrap(block.text, self.width - 2 * _MARGIN, size, self.latin):
                self._line(part, size, where, bold=True)
            return
        size = 11.0 if landscape else 12.0
        lines = wrap("　　" + block.text, self.width - 2 * _MARGIN, size, self.latin)
        if self.style.page_numbers and self.y + len(lines) * size * 1.6 > self.bottom:
            self._page(self.wide)
        for line in lines:
            self._line(line, size)

    # -- tables ------------------------------------------------------------------------

    def _table(self, table: TableSpec, previous: object) -> None:
        landscape = table.listed and (self.style.landscape or len(table.columns) >= 13)
        layout = lay_out(table, self.style)
        stacked = isinstance(previous, TableSpec) and (self.style.stacked or not table.listed)
        beside = stacked or isinstance(previous, Heading) or not table.listed
        if self.wide != landscape or not beside or self.y > self.bottom - 150:
            self._page(landscape)
        elif isinstance(previous, TableSpec):
            self.y += 16
        edges, size = self._edges(layout)
        rows = self._rows(layout, edges, size)
        if (
            self.y + _CAPTION + sum(row.height for row in rows[: layout.header + 1])
            > self.bottom
            > self.y
            > _MARGIN
        ):
            self._page(landscape)
        self._caption(table)
        self._set_rows(table, layout, rows, edges, size)
        for note in table.notes:
            self._line(note, 9)
        self.y += 6

    def _caption(self, table: TableSpec) -> None:
        if not table.pages or table.pages[-1] != self.canvas.page_number:
            table.pages.append(self.canvas.page_number)
        for where, text in caption_lines(table):
            if where != "both":
                for part in wrap(text, self.width - 2 * _MARGIN, 14 if where == "centre" else 12, self.latin):
                    self._line(part, 14 if where == "centre" else 12, where, bold=where == "centre")
                continue
            left, right = text.split("|")
            self._line(left, 10)
            if right:
                self.y -= 16
                self._line(right, 10, "right")

    def _edges(self, layout: Layout) -> tuple[list[float], float]:
        """Left edge of every column, and the size of the type: figures fit on one line unless ``narrow``."""
        room = self.width - 2 * _MARGIN
        sizes = (10.0, 9.0, 8.0, 7.0, 6.0, 5.0) if layout.columns < 9 else (8.0, 7.0, 6.0, 5.0, 4.5)
        for size in sizes:
            need = self._figure_widths(layout, size)
            if self.style.narrow and layout.columns > 8:
                need = [width * 0.7 if width else 0 for width in need]
            texts = [0 if n else w for n, w in zip(need, layout.widths, strict=True)]
            free = room - sum(need)
            if free > 0.8 * size * 2.2 * sum(texts) or size == sizes[-1]:
                break
        if not sum(texts):
            need = [max(n, room / len(need) * 0.8) for n in need]
            scale = room / sum(need)
            widths = [n * scale for n in need]
        else:
            slack = 0.0 if self.style.narrow else min(0.35 * sum(need), 0.4 * free)
            grow, free = 1 + slack / (sum(need) or 1), free - slack
            widths = [n * grow or free * t / sum(texts) for n, t in zip(need, texts, strict=True)]
        edges = [_MARGIN]
        for width in widths:
            edges.append(edges[-1] + width)
        return edges, size

    def _figure_widths(self, layout: Layout, size: float) -> list[float]:
        """Width that each amount column needs; 0 for a column of text."""
        need = [0.0] * layout.columns
        amounts = [0] * layout.columns
        for row in layout.boxes[layout.header :]:
            for box in row:
                if box.colspan == 1 and box.align == "r":
                    amounts[box.col] += 1
                    need[box.col] = max(need[box.col], text_width(box.text, size, self.latin))
        return [max(n + 3 * _PAD, 4.2 * size) if amounts[at] else 0.0 for at, n in enumerate(need)]

    def _rows(self, layout: Layout, edges: list[float], size: float) -> list[_Row]:
        rows = []
        for grid, boxes in enumerate(layout.boxes):
            lined = []
            height = size * _LEADING + 2 * _PAD
            for box in boxes:
                room = edges[box.col + box.colspan] - edges[box.col] - 2 * _PAD
                lines = wrap(box.text, room, size, self.latin)
                lined.append((box, lines))
                if box.rowspan == 1:
                    height = max(height, len(lines) * size * _LEADING + 2 * _PAD)
            rows.append(_Row(lined, height, grid))
        for row in rows:
            for box, lines in row.boxes:
                self._stretch(rows, box, len(lines) * size * _LEADING + 2 * _PAD)
        return rows

    @staticmethod
    def _stretch(rows: list[_Row], box: Box, need: float) -> None:
        """A merged cell that is taller than its rows stretches the last of them."""
        if box.rowspan == 1:
            return
        have = sum(row.height for row in rows[box.row : box.row + box.rowspan])
        rows[box.row + box.rowspan - 1].height += max(0.0, need - have)

    def _set_rows(
        self, table: TableSpec, layout: Layout, rows: list[_Row], edges: list[float], size: float
    ) -> None:
        header, body = rows[: layout.header], rows[layout.header :]
        part: list[_Row] = list(header)
        used = sum(row.height for row in header)
        queue = list(body)
        first = True
        while queue:
            row = queue[0]
            if self.y + used + row.height <= self.bottom or first:
                part.append(queue.pop(0))
                used += row.height
                first = False
                continue
            cut = self._cut(row, self.bottom - self.y - used, size)
            if cut:
                part.append(cut[0])
                queue[0] = cut[1]
            self._part(table, layout, part, edges, size, last=False)
            self._page(self.wide)
            table.pages.append(self.canvas.page_number)
            repeat = self.style.breaks == "repeat"
            part = header[layout.repeat :] if repeat else []
            used = sum(each.height for each in part)
            first = True
        self._part(table, layout, part, edges, size, last=True)

    def _cut(self, row: _Row, room: float, size: float) -> tuple[_Row, _Row] | None:
        """Cut a row at a line: what fits, and the rest; ``None`` where the style or the row forbids it."""
        lines = int((room - 2 * _PAD) / (size * _LEADING))
        figures = max((len(text) for box, text in row.boxes if box.figure), default=1)
        longest = max(len(text) for _, text in row.boxes)
        merged = any(box.rowspan > 1 for box, _ in row.boxes)
        if not self.style.cut_rows or merged or lines < max(1, figures) or longest <= lines:
            return None
        upper = [(box, text[:lines]) for box, text in row.boxes]
        lower = [(box, text[lines:] or [""]) for box, text in row.boxes]
        rest = max(len(text) for _, text in lower) * size * _LEADING + 2 * _PAD
        return _Row(upper, lines * size * _LEADING + 2 * _PAD, row.grid), _Row(lower, rest, row.grid)

    def _part(
        self, table: TableSpec, layout: Layout, rows: list[_Row], edges: list[float], size: float, last: bool
    ) -> None:
        """Set the rows that stand on this page; merged cells are cut at its end."""
        if not rows:
            return
        top = self.y
        tops, y = [], top
        for row in rows:
            tops.append(y)
            y += row.height
        if rows[0].grid >= layout.header:
            self._continued(layout, rows, tops, edges, y)
        for at, row in enumerate(rows):
            for box, lines in row.boxes:
                end = at + 1
                while (
                    end < len(rows) and rows[end].grid < box.row + box.rowspan and rows[end].grid > row.grid
                ):
                    end += 1
                base = y if end == len(rows) else tops[end]
                self._box(
                    box, lines, (edges[box.col], tops[at], edges[box.col + box.colspan], base), size, layout
                )
        self._rules(layout, rows, tops, edges, y, last)
        self.y = y

    def _continued(
        self, layout: Layout, rows: list[_Row], tops: list[float], edges: list[float], end: float
    ) -> None:
        """Borders of merged cells that began on the page before and reach into this one."""
        if self.style.ruling != "ruled":
            return
        first = rows[0].grid
        for row in layout.boxes[:first]:
            for box in row:
                reach = box.row + box.rowspan
                if reach <= first:
                    continue
                inside = [at for at, each in enumerate(rows) if each.grid >= reach]
                base = tops[inside[0]] if inside else end
                self.canvas.rectangle(edges[box.col], tops[0], edges[box.col + box.colspan], base)

    def _box(
        self,
        box: Box,
        lines: list[str],
        place: tuple[float, float, float, float],
        size: float,
        layout: Layout,
    ) -> None:
        x0, y0, x1, y1 = place
        if self.style.ruling == "ruled":
            self.canvas.rectangle(x0, y0, x1, y1)
        height = len(lines) * size * _LEADING
        y = y0 + max(_PAD, (y1 - y0 - height) / 2) + size
        for line in lines:
            width = text_width(line, size, self.latin)
            x = {"l": x0 + _PAD, "r": x1 - _PAD - width}.get(box.align, (x0 + x1 - width) / 2)
            self.canvas.text(x, y, line, size, box.bold and box.row >= layout.header)
            y += size * _LEADING

    def _rules(
        self, layout: Layout, rows: list[_Row], tops: list[float], edges: list[float], end: float, last: bool
    ) -> None:
        """The rules of a three-line table: above and below the header, below grouped headers, at the end."""
        if self.style.ruling != "three_line":
            return
        left, right = edges[0], edges[-1]
        if rows[0].grid < layout.header:
            self.canvas.line(left, tops[0], right, tops[0], 1.2)
            under = next((tops[at] for at, row in enumerate(rows) if row.grid >= layout.header), end)
            self.canvas.line(left, under, right, under, 0.6)
            for at, row in enumerate(rows):
                for box, _ in row.boxes:
                    if box.row < layout.header and box.colspan > 1 and at + 1 < len(rows):
                        x0, x1 = edges[box.col] + 2, edges[box.col + box.colspan] - 2
                        self.canvas.line(x0, tops[at + 1], x1, tops[at + 1], 0.4)
        if last:
            self.canvas.line(left, end, right, end, 1.2)


def render_pdf(disclosure: Disclosure, style: Style) -> bytes:
    """PDF bytes; every table's ``pages`` are filled."""
    return PdfRenderer(disclosure, style).render()
