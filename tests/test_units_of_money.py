"""Where the unit of a table is printed, and what is not compared where it is printed nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from gouji.domain.units import label_unit, parted_title, stated_unit, torn_unit, unit_for_all
from gouji.pipeline import extract
from gouji.review.apply import apply
from gouji.review.queue import build_queue
from gouji.schemas.record import Record
from tests.checks_support import Data, budget, check, state
from tests.pdf_paper import Paper, Ruling
from tests.review_support import give, workspace_of

CASES = Path(__file__).parent / "cases" / "units"
COMPARING = ("X01", "X04", "P01", "P02", "P06")
"""Rules that hold the base document's tables against each other and against its prose."""


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("单位：万元", "万元"),
        ("单位：万\n元", "万元"),
        ("单位：万 元", "万元"),
        ("单位：万", "万元"),
        ("（万元）", "万元"),
        ("金额单位：人民币元", "元"),
        ("单位：元（人民币）", "元"),
        ("编制单位：虚构市财政局  2026年1月  金额单位：千元", "千元"),
        ("单位：万元、辆", "万元"),
        ("货币单位：人民币（万元）", "万元"),
        ("单位：万元/人民币", "万元"),
        ("金额：万元", "万元"),
        ("度量单位：元", None),
        ("度量单位：个", None),
        ("单位：元/人", None),
        ("预算单位：元氏县财政局", None),
        ("单位：虚构市财政局", None),
        ("单位：万人", None),
        ("元", None),
    ],
)
def test_a_line_states_a_unit_of_money(text: str, unit: str | None) -> None:
    assert stated_unit(text) == unit


@pytest.mark.parametrize(
    ("label", "unit"),
    [
        ("预算数（万元）", "万元"),
        ("金额/千元", "千元"),
        ("万元", "万元"),
        ("单价（元/人）", None),
        ("计量单位", None),
    ],
)
def test_a_column_label_states_it(label: str, unit: str | None) -> None:
    assert label_unit(label) == unit


@pytest.mark.parametrize("title", ["收支总表（万元）", "收支总表（单位：万元）", "收支总表单位：万元"])
def test_a_title_carries_it(title: str) -> None:
    assert parted_title(title) == ("收支总表", "万元")


@pytest.mark.parametrize(
    ("above", "below", "unit"),
    [
        ("编制单位：某局 单位：万", "元", "万元"),
        ("单位：", "万元", "万元"),
        ("单位：万元", "元", None),
        ("合计", "元", None),
    ],
)
def test_two_lines_state_it_together(above: str, below: str, unit: str | None) -> None:
    assert torn_unit(above, below) == unit


@pytest.mark.parametrize(
    ("sentence", "stated"),
    [
        ("以下各表单位均为万元", ("万元", "after")),
        ("单位：万元（下同）", ("万元", "after")),
        ("除特别注明外，金额单位均为万元。", ("万元", "all")),
        ("本部门公开表格中金额单位为万元", ("万元", "all")),
        ("本表金额单位为万元", None),
        ("单位：万元", None),
    ],
)
def test_a_sentence_states_it_for_all_tables(sentence: str, stated: tuple[str, str] | None) -> None:
    assert unit_for_all(sentence) == stated


BASE = (CASES / "t00-base-tsv.txt").read_text(encoding="utf-8")


def read(folder: Path, text: str) -> Record:
    source = folder / "document.txt"
    source.write_text(text, encoding="utf-8")
    return extract(source)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(BASE.replace("单位：万元", "（万元）"), id="bare"),
        pytest.param(BASE.replace("单位：万元", "单位：万\n元"), id="torn"),
        pytest.param(BASE.replace("单位：万元", "编制单位：河山市人大  单位：万\n元"), id="torn-beside"),
        pytest.param(BASE.replace("单位：万元", "单\n位：\n万\n元"), id="torn-often"),
        pytest.param(BASE.replace("表\n单位：万元", "表（万元）"), id="in-title"),
        pytest.param(BASE.replace("表\n单位：万元", "表  单位：万元"), id="beside-title"),
        pytest.param(BASE.replace("单位：万元\n", "\t\t\t单位：万元\n"), id="in-the-grid"),
        pytest.param("以下各表单位均为万元\n" + BASE.replace("单位：万元\n", ""), id="once-before"),
        pytest.param(BASE.replace("单位：万元\n", "") + "\n以上各表金额单位均为万元。\n", id="once-after"),
        pytest.param(
            BASE.replace("2025年预算", "2025年预算（万元）").replace("单位：万元\n", ""), id="header"
        ),
    ],
)
def test_the_first_table_has_its_unit(tmp_path: Path, text: str) -> None:
    table = read(tmp_path, text).tables[0]
    assert (table.title, table.unit, len(table.rows)) == ("部门收支总表", "万元", 6)


def test_a_unit_on_the_cover_is_not_for_all_unless_it_says_so(tmp_path: Path) -> None:
    record = read(tmp_path, "单位：万元\n河山市\n" + BASE.replace("单位：万元\n", ""))
    assert {table.unit for table in record.tables} == {None}


ROWS = [
    ["科目编码", "科目名称", "合计", "基本支出"],
    ["201", "一般公共服务支出", "1,234.50", "1,000.00"],
    ["208", "社会保障和就业支出", "20.00", "20.00"],
    ["合计", ">", "1,254.50", "1,020.00"],
]


@pytest.mark.parametrize("ruling", ["ruled", "unruled", "three_line"])
@pytest.mark.parametrize(
    ("above", "below", "unit"),
    [
        (["单位：万元"], [], "万元"),
        (["单位：万 元"], [], "万元"),
        (["（万元）"], [], "万元"),
        (["单位：万", "元"], [], "万元"),
        (["编制单位：某局  金额单位：万", "元"], [], "万元"),
        (["单位：千元"], [], "千元"),
        ([], ["单位：万元"], "万元"),
        ([], [], None),
    ],
)
def test_a_table_of_a_pdf(
    tmp_path: Path, ruling: Ruling, above: list[str], below: list[str], unit: str | None
) -> None:
    paper = Paper()
    sheet = paper.sheet()
    sheet.line("部门支出总表", "centre", 16)
    for text in above:
        sheet.line(text, "right", 9)
    sheet.table(ROWS, [90, 150, 90, 90], ruling)
    for text in below:
        sheet.line(text, "right", 9)
    (table,) = extract(paper.save(tmp_path / "a.pdf")).tables
    assert (table.title, table.unit, len(table.rows)) == ("部门支出总表", unit, 3)


@pytest.mark.parametrize("title", ["部门支出总表（万元）", "部门支出总表（单位：万元）"])
def test_the_title_of_a_pdf_table_carries_it(tmp_path: Path, title: str) -> None:
    paper = Paper()
    sheet = paper.sheet()
    sheet.line(title, "centre", 16)
    sheet.table(ROWS, [90, 150, 90, 90])
    (table,) = extract(paper.save(tmp_path / "a.pdf")).tables
    assert (table.title, table.unit) == ("部门支出总表", "万元")


def test_a_unit_below_a_table_of_text_is_its_own(tmp_path: Path) -> None:
    moved = [part.replace("单位：万元\n", "") for part in BASE.split("\n\n")]
    text = "\n\n".join(part + ("\n单位：万元" if "\t" in part else "") for part in moved)
    assert [table.unit for table in read(tmp_path, text).tables] == ["万元", "万元", "万元"]


def test_a_column_of_units_of_measure_is_no_unit_and_no_name_is_one() -> None:
    """度量单位 holds %, 单位（项目）名称 a project: the rate is not said to be measured in projects."""
    record = extract(CASES / "k11.md")
    assert record.tables[0].unit == "万元"
    assert not [f for f in record.findings if f.rule == "F08"]


@pytest.mark.parametrize("name", ["t67-unit-missing.txt", "k16.md"])
def test_without_a_unit_nothing_is_compared_and_the_reason_says_so(name: str) -> None:
    record = extract(CASES / name)
    assert not [f for f in record.findings if f.severity == "error"]
    checks = {c.rule: c for c in record.checks}
    compared = [checks[rule] for rule in (*COMPARING, "X03") if checks[rule].not_checkable]
    assert compared and all("未印单位" in "".join(c.reasons) for c in compared)
    assert any("两处数字相同" in "".join(c.reasons) for c in compared)


def test_sums_within_a_table_need_no_unit() -> None:
    with_unit, without = (
        {c.rule: c.passed for c in extract(CASES / name).checks}
        for name in ("t00-base-tsv.txt", "t67-unit-missing.txt")
    )
    assert with_unit["T01"] and without["T01"] == with_unit["T01"]
    assert with_unit["T02"] and without["T02"] == with_unit["T02"]
    assert with_unit["P02"] and not without["P02"]


def unitless(table_id: str) -> Data:
    data = budget()
    next(t for t in data["tables"] if t["id"] == table_id)["unit"] = None
    return data


def test_one_table_without_unit_leaves_the_others_compared() -> None:
    data = unitless("t04")
    findings, checks = check(data)
    assert not [f for f in findings if f.severity == "error"]
    assert checks["X04"].not_checkable and checks["P01"].passed


def test_the_factor_is_named_where_digits_agree_up_to_a_power_of_ten() -> None:
    data = unitless("t04")
    table = next(t for t in data["tables"] if t["id"] == "t04")
    table["rows"] = [
        [None if cell is None else f"{float(cell) * 10000:.2f}" if "." in cell else cell for cell in row]
        for row in table["rows"]
    ]
    checks = check(data)[1]
    assert any("相差 10000 倍" in reason for reason in checks["X04"].reasons)


def test_both_units_printed_a_power_of_ten_is_an_error() -> None:
    data = budget()
    next(t for t in data["tables"] if t["id"] == "t04")["unit"] = "元"
    assert [f for f in check(data)[0] if f.rule == "X04" and f.severity == "error"]


def test_an_amount_of_prose_without_unit_is_not_held_against_a_table() -> None:
    data = budget()
    state("s12", value="999.00", share_pct=None)(data)
    broken = [f for f in check(data)[0] if f.severity == "error"]
    state("s12", unit=None)(data)
    assert broken and not [f for f in check(data)[0] if f.rule.startswith("P") and f.severity == "error"]


def test_a_prose_amount_without_yuan_is_money() -> None:
    """收入预算1,254.50万 is 1,254.50万元."""
    assert not [f for f in extract(CASES / "q01-wan-only.txt").findings if f.severity == "error"]


def test_review_asks_once_a_table_and_the_answer_sets_the_unit(tmp_path: Path) -> None:
    record = extract(CASES / "t67-unit-missing.txt")
    asked = [i for i in build_queue([record]) if any(r.code == "unit_unknown" for r in i.reasons)]
    assert sorted(item.path for item in asked) == [f"tables/{t.id}/unit" for t in record.tables]
    workspace = workspace_of(tmp_path, record)
    for item in asked:
        give(workspace, item, "correct", (item.path, "万元"))
    answered, _ = apply(record, workspace.items.values(), workspace.decisions())
    assert [(t.unit, t.unit_evidence.source) for t in answered.tables if t.unit_evidence] == [
        ("万元", ["human"])
    ] * 3
    checks = {c.rule: c for c in answered.checks}
    assert checks["P02"].passed and not checks["P02"].not_checkable
    assert not [i for i in build_queue([answered]) if any(r.code == "unit_unknown" for r in i.reasons)]


def test_an_answer_that_is_no_unit_of_money_is_not_applied(tmp_path: Path) -> None:
    record = extract(CASES / "t67-unit-missing.txt")
    workspace = workspace_of(tmp_path, record)
    item = next(i for i in workspace.items.values() if i.path.endswith("/unit"))
    with pytest.raises(Exception, match="单位|unit"):
        give(workspace, item, "correct", (item.path, "12.00"))
        _, reviewed = apply(record, workspace.items.values(), workspace.decisions())
        raise ValueError("".join(reviewed.not_applied))


def test_the_reason_names_the_unit_that_would_make_the_amounts_equal() -> None:
    record = extract(CASES / "k16.md")
    (item,) = [i for i in build_queue([record]) if i.path.endswith("/unit")]
    assert "若为万元" in item.reasons[0].text
