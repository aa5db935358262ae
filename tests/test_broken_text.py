"""Text dumps that a converter broke: each is read to the end, and no figure of a table is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from gouji.pipeline import extract

CASES = Path(__file__).parent / "cases" / "text"

BROKEN = {
    "bars": "|||\n",
    "bars-twice": "|||\n\n|||\n",
    "tabs": "第一部分\n\t\t\n",
    "markdown-rule": "|---|---|\n",
    "column-without-header": (
        "项目支出表\n项目名称\t本年\t\n\t合计\n收入总计\t2,235.47\t支出总计\t2,235.47\n合计\t1.00\t2.00\t3.00\n"
    ),
}


@pytest.mark.parametrize("path", sorted(CASES.glob("min-*.txt")), ids=lambda path: path.stem)
def test_no_step_breaks_on_a_mutated_dump(path: Path) -> None:
    assert extract(path).run.unread == []


@pytest.mark.parametrize("name", BROKEN)
def test_no_step_breaks_on_an_empty_frame(name: str, tmp_path: Path) -> None:
    path = tmp_path / "dump.txt"
    path.write_text(BROKEN[name], encoding="utf-8")
    assert extract(path).run.unread == []


def test_an_empty_frame_between_two_pages_does_not_cut_a_table(tmp_path: Path) -> None:
    row = "2010301\t行政运行\t{0}\t{0}\n"
    page = "表3\n支出总表\n单位：万元\n科目编码\t科目名称\t合计\t基本支出\n" + row.format("1.00")
    path = tmp_path / "dump.txt"
    path.write_text(page + "\n|||\n\n" + row.format("2.00"), encoding="utf-8")
    (table,) = extract(path).tables
    assert [row[2] for row in table.rows] == ["1.00", "2.00"]


def test_a_numbering_that_is_none_breaks_no_rule(tmp_path: Path) -> None:
    path = tmp_path / "dump.txt"
    rows = "".join(f"{number}、公共安全支出\t1.00\n" for number in ("一", "十十", "二五", "三十二五"))
    path.write_text(f"表1\n收支总表\n单位：万元\n项目\t预算数\n{rows}", encoding="utf-8")
    (table,) = extract(path).tables
    assert len(table.rows) == 4


def test_markup_that_nobody_defines_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "dump.txt"
    row = "<tr><td>办公费<![foo[x]]></td><td>12.00</td></tr>"
    path.write_text(f"<table><tr><td>项目</td><td>金额</td></tr>{row}</table>", encoding="utf-8")
    (table,) = extract(path).tables
    assert table.rows == [["办公费", "12.00"]]
