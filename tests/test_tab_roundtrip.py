"""Gold tables written out as tab-separated text, in several ways, are read back as they were."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gouji.figures import amount
from gouji.grids.marked import find_tab_regions
from gouji.read.model import Document, Line
from gouji.tables.interpret import read_tables
from tests.corpus import GOLD, SEEDS, SHARED, from_shared

LABELS = [pytest.param(GOLD / name / "gold.json", id=name) for name in SEEDS] + from_shared(
    sorted(p for p in SHARED.glob("gold/*.json") if not (GOLD / p.stem / "gold.json").exists())
)

GoldTable = dict[str, Any]


def header(columns: list[list[str]]) -> list[str]:
    """Header rows as a converter leaves them: a label stands once, over the first column that it covers."""
    depth = max(len(path) for path in columns)
    rows = []
    for level in range(depth):
        row = []
        for col, path in enumerate(columns):
            before = columns[col - 1] if col else []
            new = level < len(path) and path[: level + 1] != before[: level + 1]
            row.append(path[level] if new else "")
        rows.append("\t".join(row))
    return rows


def rows_of(table: GoldTable) -> list[str]:
    return ["\t".join(cell or "" for cell in row) for row in table["rows"]]


def plain(table: GoldTable) -> list[str]:
    return header(table["columns"]) + rows_of(table)


def repeated_header(table: GoldTable) -> list[str]:
    half = len(table["rows"]) // 2
    rows = rows_of(table)
    page = ["", "- 3 -", "", *header(table["columns"])] if half else []
    return header(table["columns"]) + rows[:half] + page + rows[half:]


def bare_page_break(table: GoldTable) -> list[str]:
    half = len(table["rows"]) // 2
    rows = rows_of(table)
    return header(table["columns"]) + rows[:half] + ([""] if half else []) + rows[half:]


def split_figures(table: GoldTable) -> list[str]:
    """Thousands separators, and a space before the last digit as a narrow cell leaves it."""
    rows = []
    for row in table["rows"]:
        cells = [
            f"{value:,}"[:-1] + " " + f"{value:,}"[-1]
            if cell and "." in cell and (value := amount(cell)) is not None
            else (cell or "")
            for cell in row
        ]
        rows.append("\t".join(cells))
    return header(table["columns"]) + rows


def document(tables: list[GoldTable], body: Callable[[GoldTable], list[str]]) -> Document:
    text: list[str] = []
    for table in tables:
        text += [table["number"], ""] if table["number"] else []
        text += [f"## {table['title']}", ""] if table["title"] else ["详细情况见下表：", ""]
        text += [f"单位：{table['unit']}", ""] if table["unit"] else []
        text += [*body(table), ""]
    lines = tuple(Line(number, line) for number, line in enumerate(text, start=1))
    return Document(name="d", source="d.txt", sha256="", form="text", lines=lines)


@pytest.mark.parametrize("body", [plain, repeated_header, bare_page_break, split_figures])
@pytest.mark.parametrize("label", LABELS)
def test_gold_tables_are_read_back(label: Path, body: Callable[[GoldTable], list[str]]) -> None:
    """Kind, unit, header paths and every cell of every table that is not a form."""
    tables = [t for t in json.loads(label.read_text(encoding="utf-8"))["tables"] if not t.get("form")]
    read = read_tables(find_tab_regions(document(tables, body)))
    assert [(t.title, t.kind, t.unit) for t in read] == [(t["title"], t["kind"], t["unit"]) for t in tables]
    for ours, gold in zip(read, tables, strict=True):
        assert ours.columns == gold["columns"]
        assert ours.rows == gold["rows"]
