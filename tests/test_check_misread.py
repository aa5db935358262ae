"""Misread or misprint: one slip of reading in a table of inferred layout is no finding, the same in a sure one is."""

from __future__ import annotations

import pytest

from gouji.schemas.record import Finding
from tests.checks_support import Data, Edit, budget, cell, check, state, table


def inferred(*table_ids: str) -> Edit:
    def edit(data: Data) -> None:
        for found in data["tables"]:
            if found["id"] in table_ids:
                found["layout"] = "inferred"

    return edit


def findings(*edits: Edit) -> list[Finding]:
    data = budget()
    data["run"]["form"] = "pdf"
    for edit in edits:
        edit(data)
    return [f for f in check(data)[0] if f.severity == "error"]


def of(rules: str, found: list[Finding], table: str) -> list[Finding]:
    named = [f for f in found if f.rule in rules.split()]
    return [f for f in named if any(op.where.startswith(table) for op in f.operands)]


def drop(table_id: str, row: int) -> Edit:
    def edit(data: Data) -> None:
        del next(t for t in data["tables"] if t["id"] == table_id)["rows"][row]

    return edit


def both(*edits: Edit) -> Edit:
    def edit(data: Data) -> None:
        for one in edits:
            one(data)

    return edit


SLIPS: dict[str, Edit] = {
    "a figure one column off": both(cell("t06", 3, 6, None), cell("t06", 3, 3, "100.00")),
    "digits cut off": cell("t06", 2, 2, "12"),
    "a code not read": cell("t06", 3, 0, None),
    "a code cut short": cell("t06", 3, 0, "20107"),
    "a code cut to that of its head": cell("t06", 3, 0, "20106"),
    "a code with a digit less": cell("t06", 3, 0, "201060"),
}


ANYWHERE = frozenset({"digits cut off", "a code not read"})
"""Slips that print themselves leaves open, whatever the layout."""


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_of_reading_is_no_finding_where_the_layout_was_inferred(slip: str) -> None:
    sure = of("T02", findings(SLIPS[slip]), "t06")
    assert bool(sure) != (slip in ANYWHERE), "in a table of certain layout it is the document's mistake"
    assert not of("T01 T02", findings(SLIPS[slip], inferred("t06")), "t06")


def test_rows_that_the_page_prints_and_nobody_read_are_no_finding() -> None:
    def printed(data: Data) -> None:
        found = next(t for t in data["tables"] if t["id"] == "t06")
        body = [" ".join(cell or "" for cell in row) for row in found["rows"]]
        data["text"] += "\n" * 5 + "\n".join(body)
        last = data["text"].count("\n") + 1
        found["where"] = {"lines": [last - len(body) + 1, last]}

    lost = drop("t06", 3)
    assert of("T02", findings(lost, inferred("t06")), "t06")
    data = budget()
    printed(data)
    lost(data)
    inferred("t06")(data)
    found, checks = check(data)
    assert not of("T02", [f for f in found if f.severity == "error"], "t06")
    assert "原页印有而未读入" in "".join(checks["T02"].reasons)


@pytest.mark.parametrize(
    ("rules", "plant"),
    [
        ("T01", cell("t06", 2, 2, "121.00")),
        ("T02", cell("t06", 6, 2, "45.00")),
        ("T02", cell("t06", 2, 3, "102.00")),
        ("T03", cell("t06", 10, 6, "109.00")),
        ("T02", cell("t07", 1, 2, "77.00")),
    ],
)
def test_one_wrong_figure_is_a_finding_whatever_the_layout(rules: str, plant: Edit) -> None:
    assert of(rules, findings(plant, inferred("t06", "t07")), "t0")


def test_a_doubled_row_is_a_finding_whatever_the_layout() -> None:
    def twice(data: Data) -> None:
        rows = next(t for t in data["tables"] if t["id"] == "t07")["rows"]
        rows.insert(2, list(rows[1]))

    data = budget()
    twice(data)
    inferred("t07")(data)
    assert "L04" in {f.rule for f in check(data)[0]}


@pytest.mark.parametrize(("stated", "told"), [("0.00", False), ("3.00", True)])
def test_prose_against_a_cell_whose_figure_may_belong_to_a_blank_column(stated: str, told: bool) -> None:
    """小计 10.00 read one column to the left: prose that says 因公出国（境）费 0.00 contradicts nothing."""
    moved = both(cell("t08", 0, 7, "10.00"), cell("t08", 0, 9, None), cell("t08", 0, 10, None))
    found = findings(moved, inferred("t08"), state("s61", value=stated))
    assert any(f.rule.startswith("P") and f.operands[0].value == stated for f in found) is told
    assert of("P06", findings(moved), "t08")


def test_codes_and_names_out_of_step_are_ours_and_one_wrong_name_is_theirs() -> None:
    shifted = both(
        *(
            cell("t07", row, 1, name)
            for row, name in enumerate(("基本工资", "津贴补贴", "奖金", "伙食补助费"))
        )
    )
    assert len(of("L01", findings(shifted), "t07")) > 2
    assert not of("L01", findings(shifted, inferred("t07")), "t07")
    assert of("L01", findings(cell("t07", 1, 1, "奖金"), inferred("t07")), "t07")


def test_a_row_of_column_numbers_is_no_row() -> None:
    def numbered(data: Data) -> None:
        rows = next(t for t in data["tables"] if t["id"] == "t04")["rows"]
        rows.insert(5, ["栏次", None, "1", "2", "3"])

    assert not findings(numbered)


def test_a_total_over_two_blocks_under_one_heading() -> None:
    blocks = table(
        "t30",
        "general_public_basic_expenditure",
        "一般公共预算基本支出决算表",
        "公用经费/科目编码|公用经费/科目名称|公用经费/决算数|公用经费/科目编码|公用经费/科目名称|公用经费/决算数",
        [
            "302|商品和服务支出|50.00|30229|福利费|20.00",
            "30201|办公费|30.00|310|资本性支出|6.00",
            "公用经费合计||56.00|31002|办公设备购置|6.00",
        ],
    )

    def add(data: Data) -> None:
        data["tables"].append(blocks)

    assert not of("T03", findings(add), "t30")
    blocks["rows"][2][2] = "57.00"
    assert of("T03", findings(add), "t30")


def test_a_form_with_torn_rows_is_not_judged() -> None:
    def torn(data: Data) -> None:
        rows = next(t for t in data["tables"] if t["id"] == "t11")["rows"]
        rows[0][2] = "50.00"
        rows.insert(1, [*rows[1][:3], None, "标", *[None] * 5])

    assert any(f.rule.startswith("F") or f.rule == "C02" for f in findings(torn))
    assert not any(f.rule.startswith("F") or f.rule == "C02" for f in findings(torn, inferred("t11")))


@pytest.mark.parametrize(
    "subject", ["财政事务（款）行政运行（项）1", "财政事务（款）行政运行（项）1.", "行政运行（"]
)
def test_a_statement_whose_figure_or_subject_is_cut_contradicts_nothing(subject: str) -> None:
    def cut(data: Data) -> None:
        statement = next(s for s in data["statements"] if s["id"] == "s32")
        statement.update(subject=subject, value="20.00")

    assert not findings(cut)


def test_one_project_with_two_budgets_is_a_merged_cell_read_apart() -> None:
    def apart(data: Data) -> None:
        rows = next(t for t in data["tables"] if t["id"] == "t11")["rows"]
        rows[1][2] = "40.00"

    assert any(f.rule == "C02" or f.rule.startswith("F") for f in findings(apart))
    assert not [f for f in findings(apart, inferred("t11")) if f.rule == "C02" or f.rule.startswith("F")]


def test_two_columns_read_as_one_item_are_a_misread_header() -> None:
    def twice(data: Data) -> None:
        found = next(t for t in data["tables"] if t["id"] == "t03")
        found["columns"][5] = ["一般公共预算拨款收入", "小计"]
        found["columns"][4] = ["一般公共预算拨款收入", "合计"]

    assert not of("X01", findings(twice), "t03")


def test_two_sides_of_one_row_are_two_items_whatever_the_layout() -> None:
    assert of("X01", findings(cell("t02", 11, 3, "310.00"), inferred("t02")), "t02")


def test_a_column_and_its_heading_side_by_side_are_counted_once_whatever_the_layout() -> None:
    def beside(data: Data) -> None:
        found = next(t for t in data["tables"] if t["id"] == "t04")
        found["columns"].append(["上年结转"])
        for row in found["rows"]:
            row.append(row[4])

    assert not of("T01", findings(beside), "t04")
    assert not of("T01", findings(beside, inferred("t04")), "t04")


def test_sums_of_a_section_with_a_cut_item_are_not_judged() -> None:
    def cut(data: Data) -> None:
        statement = next(s for s in data["statements"] if s["id"] == "s33")
        statement.update(subject="财政事务（款）一般行政管理（", value="100.00")

    assert not findings(cut)
    data = budget()
    cut(data)
    assert check(data)[1]["Q31"].not_checkable


def test_a_table_read_as_two_is_not_judged() -> None:
    def torn(data: Data) -> None:
        at = next(n for n, t in enumerate(data["tables"]) if t["id"] == "t07")
        whole = data["tables"][at]
        rest = {**whole, "id": "t99", "title": None, "kind": "other", "rows": whole["rows"][2:4]}
        whole["rows"] = whole["rows"][:2] + whole["rows"][4:]
        data["tables"].insert(at + 1, rest)

    assert of("T02", findings(torn), "t07")
    assert not of("T02", findings(torn, inferred("t07")), "t07")


def test_a_name_beside_a_cut_code_is_no_wrong_name() -> None:
    cut = cell("t06", 8, 0, "221")
    assert of("L01", findings(cut), "t06")
    assert not of("L01", findings(cut, inferred("t06")), "t06")
