"""Tables that a converter left as HTML in a text: read as printed, each cell with its place, nothing run."""

from __future__ import annotations

import html
import json
from pathlib import Path

import pytest

from gouji.grids.find import find_regions
from gouji.grids.grid import Grid
from gouji.grids.html import html_blocks
from gouji.grids.settings import MarkedSettings
from gouji.output.xlsx_table import HeaderSpan, header_spans
from gouji.read.model import Document, Line
from gouji.schemas.record import Table
from gouji.tables.interpret import read_tables
from tests.evidence import lost_figures, wrong_evidence
from tests.test_tab_roundtrip import LABELS, GoldTable


def document(text: str) -> Document:
    lines = tuple(Line(number, line) for number, line in enumerate(text.split("\n"), start=1))
    return Document(name="d", source="d.md", sha256="", form="text", lines=lines)


def only_grid(text: str) -> Grid:
    (block,) = html_blocks(document(text).lines, settings=MarkedSettings())
    return block.grid


def texts(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in row] for row in grid.rows]


def header_rows(columns: list[list[str]]) -> list[str]:
    depth = max(len(path) for path in columns)
    by_row: dict[int, list[HeaderSpan]] = {}
    for span in header_spans(columns):
        by_row.setdefault(span.top, []).append(span)
    return [
        "<tr>"
        + "".join(
            f'<td rowspan="{s.bottom - s.top + 1}" colspan={s.right - s.left + 1}>{html.escape(s.text)}</td>'
            for s in by_row.get(level, [])
        )
        + "</tr>"
        for level in range(depth)
    ]


def as_html(table: GoldTable) -> list[str]:
    rows = [
        "<tr>" + "".join(f"<td>{html.escape(cell or '')}</td>" for cell in row) + "</tr>"
        for row in table["rows"]
    ]
    return ["<table>", *header_rows(table["columns"]), *rows, "</table>"]


def dump(tables: list[GoldTable], joint: str) -> Document:
    text: list[str] = []
    for table in tables:
        text += [table["number"], ""] if table["number"] else []
        text += [f"## {table['title']}", ""] if table["title"] else ["详细情况见下表：", ""]
        text += [f"单位：{table['unit']}", ""] if table["unit"] else []
        text += [joint.join(as_html(table)), ""]
    return document("\n".join(text))


def plain_tables(label: Path) -> list[GoldTable]:
    """Tables that are no forms, whose header cells all print something."""
    found = json.loads(label.read_text(encoding="utf-8"))["tables"]
    return [t for t in found if not t.get("form") and all(all(path) for path in t["columns"])]


@pytest.mark.parametrize("joint", ["", "\n"], ids=["one line", "a row a line"])
@pytest.mark.parametrize("label", LABELS, ids=lambda p: p.stem if p.stem != "gold" else p.parent.name)
def test_gold_tables_written_as_html_are_read_back(label: Path, joint: str) -> None:
    """Title, kind, unit, header paths and cells; evidence prints each cell; no figure is lost."""
    gold = plain_tables(label)
    doc = dump(gold, joint)
    regions = find_regions(doc)
    read = read_tables(regions)
    assert [(t.title, t.kind, t.unit) for t in read] == [(t["title"], t["kind"], t["unit"]) for t in gold]
    assert [(t.columns, t.rows) for t in read] == [(t["columns"], t["rows"]) for t in gold]
    assert _wrong(doc, read) == []
    assert [x for r, t in zip(regions, read, strict=True) for x in lost_figures(r, t)] == []


def _wrong(doc: Document, tables: list[Table]) -> list[str]:
    """Evidence that prints something else; a place is a piece of the file, so ``&lt;`` stands for ``<``."""
    return [line for table in tables for line in wrong_evidence(doc, table) if "&" not in line]


def test_merged_cells_are_one_object_and_empty_ones_are_not() -> None:
    grid = only_grid(
        '<table><tr><td colspan="2">收入</td><td></td><td></td></tr>'
        "<tr><td>1</td><td>2</td><td></td><td></td></tr></table>"
    )
    first, second, third, fourth = grid.rows[0]
    assert first is second and third is not fourth


def test_breaks_entities_and_inner_markup_give_plain_text() -> None:
    text = "<TABLE><tr><th>一般公共<br/>预算</th><td><b>1,2</b>34&nbsp;</td><td>A&amp;B</td></tr></TABLE>"
    grid = only_grid(text)
    assert texts(grid) == [["一般公共\n预算", "1,234", "A&B"]]
    spans = [place.span for place in grid.rows[0][1].places]
    assert [text[slice(*span)] for span in spans if span] == ["1,2", "34"]


def test_a_table_in_a_cell_is_text_of_that_cell() -> None:
    grid = only_grid("<table><tr><td>a<table><tr><td>b</td></tr></table></td><td>c</td></tr></table>")
    assert texts(grid) == [["ab", "c"]]


def test_a_table_that_is_never_closed_ends_with_its_last_row() -> None:
    (block,) = html_blocks(
        document("<table>\n<tr><td>1</td></tr>\n\n情况说明。").lines, settings=MarkedSettings()
    )
    assert (block.line_ids, texts(block.grid)) == ((0, 1), [["1"]])


def test_two_tables_on_one_line_are_two() -> None:
    blocks = html_blocks(
        document("<table><tr><td>1</td></tr></table> <table><tr><td>2</td></tr></table>").lines,
        settings=MarkedSettings(),
    )
    assert [texts(block.grid) for block in blocks] == [[["1"]], [["2"]]]


def test_spans_are_held_to_the_table() -> None:
    """A colspan of a million makes no million columns, a rowspan none but the rows that are there; what nobody sees is none."""
    grid = only_grid(
        '<table><tr><td colspan="1000000" rowspan="99999999">x</td></tr><tr><td>y</td></tr></table>'
    )
    assert (len(grid.rows), grid.n_cols) == (2, 2)


@pytest.mark.parametrize("text", ["<table", "<table><tr><td", "<table>" * 50, "</table>", "<table></table>"])
def test_broken_markup_gives_no_cells_and_no_error(text: str) -> None:
    assert all(not block.grid.rows for block in html_blocks(document(text).lines, settings=MarkedSettings()))


def test_scripts_and_comments_are_no_cells() -> None:
    grid = only_grid("<table><tr><td><script>alert(1)</script>5</td><!-- <td>7</td> --></tr></table>")
    assert texts(grid)[0][0].endswith("5") and len(grid.rows[0]) == 1


def test_prose_around_stays_prose_and_a_new_caption_starts_a_table() -> None:
    text = "\n".join(
        [
            "收入总表",
            "单位：万元",
            "<table><tr><td>项目</td><td>金额</td></tr><tr><td>合计</td><td>1.50</td></tr></table>",
            "本年收入 1.50 万元。",
            "支出总表",
            "<table><tr><td>项目</td><td>金额</td></tr><tr><td>合计</td><td>1.50</td></tr></table>",
        ]
    )
    regions = find_regions(document(text))
    assert [(r.title, r.unit, sorted(r.line_ids)) for r in regions] == [
        ("收入总表", "万元", [0, 1, 2]),
        ("支出总表", None, [4, 5]),
    ]
