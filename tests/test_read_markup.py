"""HTML in a text dump: layout tables are taken apart, hidden rows are hidden, wrong spans push no figure aside."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from gouji.pipeline import extract
from gouji.read.markup import unwrap
from gouji.read.text import read_text, split_lines
from gouji.schemas.record import Record, Table
from tests.evidence import wrong_evidence

CASES = Path(__file__).parent / "cases" / "html"
BASE = (CASES / "t00-base-html.txt").read_text(encoding="utf-8")


def core(tables: list[Table]) -> list[tuple[object, ...]]:
    return [(t.kind, t.title, t.unit, t.columns, t.rows) for t in tables]


def of_text(tmp_path: Path, text: str) -> Record:
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    return extract(tmp_path / "a.txt")


@pytest.fixture(scope="module")
def base() -> Record:
    return extract(CASES / "t00-base-html.txt")


def errors(record: Record) -> list[str]:
    return [f.message for f in record.findings if f.severity == "error"]


@pytest.mark.parametrize("path", sorted(CASES.glob("t7*.txt")), ids=lambda path: path.stem)
def test_each_variant_reads_like_its_clean_twin(path: Path, base: Record) -> None:
    """Unclosed, thead, nested, hidden row, comment; a wrong rowspan makes no false sum error."""
    record = extract(path)
    assert errors(record) == []
    if "rowspan" in path.stem:
        figures = [row[-3:] for row in record.tables[1].rows]
        assert figures == [row[-3:] for row in base.tables[1].rows]
    else:
        assert core(record.tables) == core(base.tables)
    assert bool(record.run.messages) == ("hidden" in path.stem)


def _cells(text: str) -> str:
    """Every line of the text a cell of a layout table, all on one line."""
    cells = "".join(f"<tr><td>{line}</td></tr>" for line in text.split("\n"))
    return f"<table width=100%>{cells}</table>"


def _paragraphs(text: str) -> str:
    """A page as sites set it: menus beside the content, paragraphs in it, layout in layout."""
    body = "\n".join(line if "<table" in line else f"<p><span>{line}</span></p>" for line in text.split("\n"))
    inner = f"<table><tbody><tr><td>\n{body}\n</td></tr></tbody></table>"
    return f"<TABLE>\n<tr><td><a href='/'>首页</a></td><td valign=top>{inner}</td></tr>\n</TABLE>"


def _unclosed(text: str) -> str:
    return "<table><tr><td>\n" + text


def _tag_over_lines(text: str) -> str:
    return '<table\n  border="0">\n<tr><td\n class="x">' + text + "</td></tr></table>"


@pytest.mark.parametrize("wrap", [_cells, _paragraphs, _unclosed, _tag_over_lines])
def test_a_page_in_a_layout_table_reads_like_the_page(
    tmp_path: Path, base: Record, wrap: Callable[[str], str]
) -> None:
    text = wrap(BASE)
    record = of_text(tmp_path, text)
    assert core(record.tables) == core(base.tables)
    figures = [(s.subject, s.value, s.change) for s in record.statements]
    assert figures == [(s.subject, s.value, s.change) for s in base.statements]
    assert errors(record) == []
    printed = text.split("\n")
    for table in record.tables:
        for row, places in zip(table.rows, table.evidence, strict=True):
            for cell, place in zip(row, places, strict=True):
                if cell and place and place.line and place.span and re.fullmatch(r"\d+\.\d\d", cell):
                    assert printed[place.line - 1][slice(*place.span)].replace(",", "") == cell
    assert record.run.lines == len(split_lines(text))


def test_evidence_of_the_cases_is_where_it_is_printed() -> None:
    for path in CASES.glob("*.txt"):
        document = read_text(path, path.read_bytes())
        assert [bad for table in extract(path).tables for bad in wrong_evidence(document, table)] == []


@pytest.mark.parametrize(
    "row",
    [
        '<tr style="color:red; display : none"><td>旧</td><td>9.00</td></tr>',
        "<tr hidden><td>旧</td><td>9.00</td></tr>",
        "<tr style='visibility:collapse'><td>旧</td><td>9.00</td>",
        "<tbody style='display:none'><tr><td>旧</td><td>9.00</td></tr></tbody>",
    ],
)
def test_what_a_browser_does_not_show_is_left_out_and_said(row: str) -> None:
    table = f"<table><tr><td>合计</td><td>1.00</td></tr>{row}<tr><td>末</td><td>2.00</td></tr></table>"
    unwrapped = unwrap([table])
    (line,) = unwrapped.lines
    assert "旧" not in line.text and line.text.endswith("<tr><td>末</td><td>2.00</td></tr></table>")
    assert len(line.text) == len(table)
    assert "隐藏" in unwrapped.messages[0]


def test_an_invisible_cell_keeps_its_place() -> None:
    (line,) = unwrap(['<table><tr><td style="visibility:hidden">9.00</td><td>1.00</td></tr></table>']).lines
    assert "9.00" not in line.text and line.text.count("<td") == 2


def test_a_class_named_hidden_and_plain_text_are_left_alone() -> None:
    lines = ["<table><tr class='not-hidden-xs'><td>1.00</td></tr></table>", "a < b, <!-- no table"]
    assert [line.text for line in unwrap(lines[:1]).lines] == lines[:1]
    assert [line.text for line in unwrap(lines[1:]).lines] == lines[1:]


def test_a_grid_in_a_cell_of_a_table_of_figures_is_text_of_that_cell() -> None:
    """No layout: taking the outer table apart would lose its rows."""
    inner = "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>"
    rows = "".join(f"<tr><td>{k}</td><td>{k}.00</td><td>{k}.50</td></tr>" for k in range(4))
    text = f"<table>{rows}<tr><td>{inner}</td><td>9.00</td><td>9.50</td></tr></table>"
    assert [line.text for line in unwrap([text]).lines] == [text]


@pytest.mark.parametrize(
    "text",
    [
        "<table>" * 3000,
        "<table><tr><td>" * 2000,
        "</table>" * 5,
        "<table><tr><td style='display:none'>",
        "<table",
    ],
)
def test_broken_and_deep_markup_ends(text: str) -> None:
    lines = unwrap([text]).lines
    assert sum(len(line.text) for line in lines) <= 2_000 * len(text)
