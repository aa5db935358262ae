"""A disclosure as a text dump: tab-separated with markdown headings, or flat with the empty cells gone.

Takes the :class:`Disclosure`, its style and a generator, gives text, and writes into each table its
first and last line.  ``tabbed`` looks like a PDF-to-markdown converter's output (pages glued
together, rows cut at the end of a page, figures broken by spaces in narrow columns); ``flat`` like
plain text extraction (cells of a row on a line, wrapped header cells, no trace of an empty cell).
"""

from __future__ import annotations

import random
import re
from abc import ABC, abstractmethod

from gouji.eval.robustness.layout import Box, Layout, caption_lines, lay_out
from gouji.eval.robustness.model import Contents, Disclosure, Heading, Paragraph, TableSpec
from gouji.eval.robustness.style import Style

_BETWEEN = re.compile(r"(?<=[\u4e00-\u9fff])(?=\d)|(?<=\d)(?=[\u4e00-\u9fff])")
_PAGE_ROWS = 22
_WIDTH = 28


class _TextRenderer(ABC):
    """Shared bookkeeping: lines written so far, the place of the table that is being written."""

    def __init__(self, disclosure: Disclosure, style: Style, rng: random.Random) -> None:
        self.disclosure, self.style, self.rng = disclosure, style, rng
        self.lines: list[str] = []
        self.page = 2
        self.first_line = 0

    def write(self, *lines: str) -> None:
        self.lines += lines

    def render(self) -> str:
        self.cover()
        for block in self.disclosure.blocks:
            if isinstance(block, Contents):
                self.contents(block)
            elif isinstance(block, TableSpec):
                self.first_line = 0
                self.table(block, lay_out(block, self.style))
                last = len(self.lines)
                while not self.lines[last - 1]:
                    last -= 1
                block.lines = (self.first_line, last)
            elif isinstance(block, Heading):
                self.heading(block)
            else:
                self.paragraph(block)
        return "\n".join(self.lines) + "\n"

    def mark(self) -> None:
        """The next line is the table's first."""
        self.first_line = self.first_line or len(self.lines) + 1

    @abstractmethod
    def cover(self) -> None: ...

    @abstractmethod
    def contents(self, block: Contents) -> None: ...

    @abstractmethod
    def heading(self, block: Heading) -> None: ...

    @abstractmethod
    def paragraph(self, block: Paragraph) -> None: ...

    @abstractmethod
    def table(self, table: TableSpec, layout: Layout) -> None: ...


class TabbedRenderer(_TextRenderer):
    def __init__(self, disclosure: Disclosure, style: Style, rng: random.Random) -> None:
        super().__init__(disclosure, style, rng)
        self.spaced = rng.random() < 0.6
        self.tags = rng.random() < 0.4

    def cover(self) -> None:
        self.write("", "", f"# {self._spaced(self.disclosure.cover[0])}", "")
        for line in self.disclosure.cover[1:]:
            self.write(self._spaced(line), "")

    def _spaced(self, text: str) -> str:
        return _BETWEEN.sub(" ", text) if self.spaced else text

    def contents(self, block: Contents) -> None:
        self.write("# 目录", "")
        previous = 0
        for level, text in block.entries:
            if level == 1 and previous:
                self.write("")
            self.write(f"## {text.replace(' ', '')}" if level == 1 else f"- {text}")
            if level == 1:
                self.write("")
            previous = level
        self.write("")

    def heading(self, block: Heading) -> None:
        bold = self.tags and self.rng.random() < 0.5
        text = self._spaced(block.text)
        self.write("#" * block.level + " " + (f"**{text}**" if bold else text), "")

    def paragraph(self, block: Paragraph) -> None:
        text = self._spaced(block.text)
        if len(text) > 120 and self.rng.random() < 0.15:  # a page ends inside the paragraph
            cut = self.rng.randrange(60, len(text) - 20)
            self.write(text[:cut], "", text[cut:], "")
        else:
            self.write(text, "")

    def table(self, table: TableSpec, layout: Layout) -> None:
        self.write("")
        for where, text in caption_lines(table):
            if where == "both":
                for part in filter(None, text.split("|")):
                    self.write(part, "")
                continue
            self.mark()
            heading = where == "centre" and self.rng.random() < 0.7
            self.write(("## " if heading else "") + self._spaced(text), "")
        self.mark()
        self._rows(table, layout)
        self.write("")
        for note in table.notes:
            self.write(note, "")

    def _rows(self, table: TableSpec, layout: Layout) -> None:
        on_page = 0
        for at, row in enumerate(layout.boxes):
            cells = self._cells(layout, row, at < layout.header)
            if on_page >= _PAGE_ROWS and at > layout.header and at < len(layout.boxes) - 1:
                on_page = 0
                if self.style.cut_rows and self._cut(row, cells):
                    continue
                self.write("")
                if self.style.breaks == "repeat":
                    for head in layout.boxes[layout.repeat : layout.header]:
                        self.write("\t".join(self._cells(layout, head, True)))
            self.write("\t".join(cells))
            on_page += 1

    def _cells(self, layout: Layout, row: tuple[Box, ...], header: bool) -> list[str]:
        cells = [""] * layout.columns
        for box in row:
            cells[box.col] = self._print(box, header, layout.columns)
        return cells

    def _print(self, box: Box, header: bool, columns: int) -> str:
        text = box.text
        narrow = self.style.narrow and columns > 8
        if header:
            if narrow and box.colspan == 1 and len(text) > 2:
                return " ".join(text[at : at + 2] for at in range(0, len(text), 2))
            return self._letters(text)
        if narrow and box.figure and len(text) > 4:
            at = self.rng.randrange(1, len(text) - 1)
            return f"{text[:at]} {text[at:]}"
        if narrow and box.align == "l" and len(text) > 6 and text.isdigit():
            return f"{text[:-1]} {text[-1]}"
        if box.bold and text:
            text = self._letters(text)
            return f"<b>{text}</b>" if self.tags else text
        return text

    def _letters(self, text: str) -> str:
        """收支 headings are often set with spaces between the characters."""
        return (
            " ".join(text)
            if text in ("收入", "支出", "合计", "收入总计", "支出总计", "项目") and self.spaced
            else text
        )

    def _cut(self, row: tuple[Box, ...], cells: list[str]) -> bool:
        """Cut a row at the end of the page: long texts continue in a row of their own."""
        long = [box for box in row if len(box.text) > 8 and not box.figure and not box.text.isdigit()]
        if not long or any(box.rowspan > 1 for box in row):
            return False
        lower = [""] * len(cells)
        for box in long:
            half = len(cells[box.col]) // 2
            cells[box.col], lower[box.col] = cells[box.col][:half], cells[box.col][half:]
        self.write("\t".join(cells), "", "\t".join(lower))
        return True


class FlatRenderer(_TextRenderer):
    def cover(self) -> None:
        for line in self.disclosure.cover:
            self.write(line, "")

    def contents(self, block: Contents) -> None:
        self.write("目   录", "")
        for _, text in block.entries:
            self.write(f"{text} {'.' * (40 - len(text))} {self.page}", "")
        self._page_end()

    def _page_end(self) -> None:
        self.page += 1
        self.write("", f"- {self.page} -", "")

    def heading(self, block: Heading) -> None:
        if block.level == 1:
            self._page_end()
        for part in self._wrapped(block.text):
            self.write(part, "")

    @staticmethod
    def _wrapped(text: str) -> list[str]:
        return [text[at : at + _WIDTH] for at in range(0, len(text), _WIDTH)]

    def paragraph(self, block: Paragraph) -> None:
        for part in self._wrapped(_BETWEEN.sub(" ", block.text)):
            self.write(part, "")

    def table(self, table: TableSpec, layout: Layout) -> None:
        self.write("")
        self._caption(table)
        self._header(layout)
        on_page = 0
        for at, row in enumerate(layout.boxes[layout.header :]):
            if on_page >= _PAGE_ROWS + 12 and at < len(layout.boxes) - layout.header - 1:
                on_page = 0
                self.write("", "")
                if self.style.breaks == "repeat":
                    self._caption(table)
                    self._header(layout)
            text = " ".join(box.text for box in row if box.text)
            if text:
                self.write(text, "")
            on_page += 1
        for note in table.notes:
            self.write(note, "")
        self.write("", "")

    def _caption(self, table: TableSpec) -> None:
        for where, text in caption_lines(table):
            if where == "both":
                self.write(*filter(None, text.split("|")), "")
                continue
            self.mark()
            spaced = where == "centre" and len(text) == 4
            self.write("　".join(text) if spaced else text)
        self.mark()

    def _header(self, layout: Layout) -> None:
        for row in layout.boxes[: layout.header]:
            short: list[str] = []
            for box in row:
                if box.colspan == 1 and len(box.text) > 8 and layout.columns > 4:
                    half = (len(box.text) + 1) // 2
                    if any(short):
                        self.write(" ".join(filter(None, short)))
                    self.write(box.text[:half], box.text[half:])
                    short = []
                else:
                    short.append(box.text)
            if any(short):
                self.write(" ".join(filter(None, short)))
            self.write("")


def render_text(disclosure: Disclosure, style: Style, rng: random.Random) -> str:
    """The dump; every table's ``lines`` are filled."""
    renderer = TabbedRenderer if style.form == "tabbed" else FlatRenderer
    return renderer(disclosure, style, rng).render()
