"""Rows that number the columns are header, whatever their label and wherever they stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from gouji.domain.column_numbers import is_number_row
from gouji.pipeline import extract
from tests.checks_support import budget, check
from tests.pdf_paper import Paper, Ruling

CASES = Path(__file__).parent / "cases" / "column_numbers"

NUMBERS = (
    "栏次|1|2",
    "**|**|1|2|3",
    "**|1",
    "|1|2|3",
    "甲|乙|1|2",
    "A|B|1|2|3",
    "甲|乙|丙|丁",
    "**|1=2+3|2|3",
    "|1＝2＋3|2|3",
    "（1）|（2）=（3）+（4）|（3）|（4）",
    "①|②|③",
    "|13|14|15|16",
    "栏次|1|2|栏次|1|2",
    "行次|1|栏次|2",
    "栏次||",
    "列号|—|1|2|3",
    "序||1.00|2.00|3.00",
    "Ⅰ|Ⅱ|Ⅲ|Ⅳ",
    "c1|c2|c3",
    "|C2|C3|C4",
)
DATA = (
    "2|",
    "|1",
    "合计|1|2",
    "|2024|2025",
    "|01|02|03",
    "3|泉州市看守所",
    "|5|7",
    "||12.0",
    "A|1",
    "|16||十六、金融支出|47|",
    "—|—",
    "201|202|203",
    "########|1",
    "1|1|1",
    "|0|1|2",
    "|4|5",
    "||1.00|2.00|3.00",
    "合计||1.00|2.00|3.00",
    "序",
    "c1|d2|e3",
    "Ⅰ|Ⅲ|Ⅳ",
    "A1|某项目|A3",
)


@pytest.mark.parametrize("row", NUMBERS)
def test_a_row_of_consecutive_small_integers_numbers_the_columns(row: str) -> None:
    assert is_number_row(row.split("|"))


@pytest.mark.parametrize("row", DATA)
def test_a_row_of_data_is_none(row: str) -> None:
    assert not is_number_row(row.split("|"))


@pytest.mark.parametrize(("row", "numbers"), [("||1|2|3", True), ("|1|2|", False), ("|1|2||||3|||", False)])
def test_among_data_a_row_must_number_most_columns(row: str, numbers: bool) -> None:
    assert is_number_row(row.split("|"), inside=True) == numbers


@pytest.mark.parametrize("name", ["k1", "k1b", "k1c"])
def test_the_row_below_the_header_is_no_row_of_the_table(name: str) -> None:
    record = extract(CASES / f"{name}.md")
    assert [row[0] for row in record.tables[0].rows] == ["合计", "杭州市气象局", "杭州市气象服务中心"]
    assert not [f for f in record.findings if f.severity == "error"]


HEAD = "科目编码\t科目名称\t合计\t基本支出\t项目支出"
ROWS = ("201\t一般公共服务支出\t30.00\t20.00\t10.00", "208\t社会保障和就业支出\t5.00\t5.00\t0.00")


@pytest.mark.parametrize(
    "label",
    [
        "栏次\t\t1\t2\t3",
        "**\t**\t1\t2\t3",
        "\t\t1\t2\t3",
        "甲\t乙\t1=2+3\t2\t3",
        "列号\t—\t1\t2\t3",
        "序\t\t1.00\t2.00\t3.00",
        "Ⅰ\tⅡ\tⅢ\tⅣ\tⅤ",
        "c1\tc2\tc3\tc4\tc5",
    ],
)
def test_it_is_dropped_again_where_a_page_repeats_it(tmp_path: Path, label: str) -> None:
    lines = [
        "部门支出总表",
        "单位：万元",
        HEAD,
        label,
        ROWS[0],
        label,
        ROWS[1],
        "合计\t\t35.00\t25.00\t10.00",
    ]
    source = tmp_path / "table.txt"
    source.write_text("\n".join(lines), encoding="utf-8")
    (table,) = extract(source).tables
    assert [row[2] for row in table.rows] == ["30.00", "5.00", "35.00"]
    assert table.leftovers == []


@pytest.mark.parametrize("ruling", ["ruled", "three_line", "unruled", "rows_only"])
@pytest.mark.parametrize("numbers", ["栏次||1|2|3", "**|**|1|2|3", "||1|2|3", "甲|乙|1=2+3|2|3"])
def test_a_pdf_loses_it(tmp_path: Path, ruling: Ruling, numbers: str) -> None:
    paper = Paper()
    sheet = paper.sheet()
    sheet.line("部门支出总表", "centre", 16)
    sheet.line("单位：万元", "right", 9)
    body = [row.split("\t") for row in (*ROWS, "合计\t\t35.00\t25.00\t10.00")]
    sheet.table([HEAD.split("\t"), numbers.split("|"), *body], [90, 150, 80, 80, 80], ruling, header=2)
    (table,) = extract(paper.save(tmp_path / "a.pdf")).tables
    assert [row[2] for row in table.rows] == ["30.00", "5.00", "35.00"]
    assert table.columns[2] == ["合计"]


@pytest.mark.parametrize("label", ["栏次 1 2 3", "** ** 1 2 3", "甲 乙 1 2 3"])
def test_a_flat_table_loses_it_too(tmp_path: Path, label: str) -> None:
    rows = [row.replace("\t", " ") for row in ROWS]
    lines = ["部门支出总表", "单位：万元", HEAD.replace("\t", " "), label, rows[0], label, rows[1]]
    source = tmp_path / "table.txt"
    source.write_text("\n".join([*lines, "合计 35.00 25.00 10.00"]), encoding="utf-8")
    (table,) = extract(source).tables
    assert [row[2] for row in table.rows] == ["30.00", "5.00", "35.00"]


def test_a_record_that_still_has_it_among_its_rows_makes_no_finding_of_it() -> None:
    """Records of earlier versions: 合计 1 is not 2+3."""
    data = budget()
    table = next(t for t in data["tables"] if t["id"] == "t04")
    table["rows"].insert(0, [None, None, "1", "2", "3"])
    before = check(budget())[0]
    assert len(check(data)[0]) == len(before)
