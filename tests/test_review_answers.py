"""The answers: what may be typed, what becomes of a judgement, of a disagreement and of an old log."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from gouji.cli import gouji
from gouji.errors import ConfigError
from gouji.figures import amount
from gouji.review.apply import apply
from gouji.review.corrections import AgainError, RemovalError, checked, in_form, kind_of
from gouji.review.decisions import decide
from gouji.review.exchange.columns import COLUMNS, FILLED_IN, QueueRow, rows_of
from gouji.review.exchange.importing import import_rows, read_file
from gouji.review.exchange.label_studio import tasks
from gouji.review.exchange.xlsx_queue import HIDDEN, write_xlsx
from gouji.review.findings import finding_key, finding_version
from gouji.review.log import Log
from gouji.review.paths import coerce, slot
from gouji.review.printed_text import figures, printed_figure, region
from gouji.review.queue import Choice
from gouji.review.stats import stats
from gouji.review.value_places import values_of
from gouji.review.workspace import GivenAnswer, Workspace, open_workspace
from gouji.schemas.record import GlossaryItem, Record, Statement, TableKind, Target, Where
from gouji.schemas.review import Action, Event, Item, Reviewed, Typed, modern
from tests.review_pdf import pdf_workspace
from tests.review_support import (
    NO_AUDIT,
    cell,
    disputed_statement,
    give,
    only,
    seed_record,
    small_record,
    small_table,
    workspace_of,
)
from tests.test_review_cases import CASES, RECORD

CELL = "tables/t01/rows/0/cols/3"
SMALL = small_record()
NO_FIGURES = (
    "abc",
    "#N/A",
    "#REF!",
    "########",
    "2025-01-15",
    "2025/1/15",
    "2025-01-15 00:00:00",
    "1000.00万元",
    "1000元",
    "1.2亿",
    "壹仟",
    "一千二百",
    "1000.00 234.50",
    "1000.00234.50",
    "100 200",
    "12,34",
    "1e3",
    "=1100-100",
    "＝1+1",
    "+SUM(A1)",
    "①",
    "½",
    "True",
    "0012.00",
    "—",
    "1000.",
)


def planted() -> Record:
    """Findings in tables and prose; one figure that a finding blames is doubted, too."""
    record = Record.model_validate_json(RECORD.read_bytes())
    doubted = record.tables[1].evidence[0][3]
    assert doubted is not None
    record.tables[1].evidence[0][3] = doubted.model_copy(update={"status": "review", "confidence": 0.4})
    return record


def planted_workspace(folder: Path, record: Record | None = None, choice: Choice = NO_AUDIT) -> Workspace:
    folder.mkdir(parents=True, exist_ok=True)
    text = (record or planted()).model_dump_json()
    (folder / RECORD.name).write_text(text, encoding="utf-8")
    return open_workspace([folder], choice=choice, sources=[CASES])


def applied(workspace: Workspace) -> tuple[Record, Reviewed]:
    (record,) = workspace.records.values()
    return apply(
        record, workspace.items.values(), workspace.decisions(), workspace.sources.document(record.doc_id)
    )


def arithmetic(workspace: Workspace) -> Item:
    return next(i for i in workspace.items.values() if "rule:table_arithmetic" in {r.code for r in i.reasons})


# ---- what may be typed -------------------------------------------------------------------------


@pytest.mark.parametrize("text", NO_FIGURES)
def test_a_figure_cell_takes_figures_only(text: str) -> None:
    with pytest.raises(ConfigError):
        in_form(small_record(), CELL, text)


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("1,234.50", "1234.50"),
        ("１，２３４．５０", "1234.50"),
        (" 12.00 ", "12.00"),
        ("－12.00", "-12.00"),
        ("−12.00", "-12.00"),
        ("△12.00", "△12.00"),
        ("(12.00)", "(12.00)"),
        ("0", "0"),
        ("", None),
    ],
)
def test_a_figure_is_stored_in_the_form_of_the_record(text: str, stored: str | None) -> None:
    assert in_form(small_record(), CELL, text) == stored


def a_table(columns: list[str], rows: list[list[str | None]], unit: str | None = "万元") -> Record:
    table = small_table()
    table.columns, table.rows, table.unit = [[name] for name in columns], rows, unit
    table.evidence = [[None] * len(columns) for _ in rows]
    return small_record(tables=[table])


@pytest.mark.parametrize(
    ("column", "kind"),
    [(0, "code"), (1, "text"), (2, "amount"), (3, "percent"), (4, "count"), (5, "percent"), (6, "text")],
)
def test_a_column_says_what_its_cells_take(column: int, kind: str) -> None:
    record = a_table(
        ["科目编码", "科目名称", "预算数", "完成率", "数量（辆）", "比上年", "备注"],
        [
            ["201", "一般公共服务", "1.00", "50", "3", "4.1%", "3"],
            ["208", "社会保障", "abc", None, "x", "x", "详见说明"],
            ["210", "卫生健康", "2.00", "60", "4", "-2%", "无"],
        ],
    )
    assert kind_of(record, f"tables/t01/rows/1/cols/{column}") == kind


def test_a_form_whose_columns_mix_figures_and_words_takes_what_is_printed() -> None:
    record = a_table(
        ["指标", "完成值", "分值"],
        [["数量", "98%", "7"], ["质量", "95%", "8"], ["成本", "79.30", "x"], ["时效", "79.30万元", "5"]],
    )
    record.tables[0].kind = TableKind.PROJECT_SELF_EVALUATION
    assert in_form(record, "tables/t01/rows/2/cols/1", "79.30万元") == "79.30万元"
    assert kind_of(record, "tables/t01/rows/1/cols/2") == "text"
    record.tables[0].rows[2][2] = "6"
    assert kind_of(record, "tables/t01/rows/1/cols/2") == "amount"


@pytest.mark.parametrize(
    ("path", "wrong", "right"),
    [
        ("statements/s001/value", "5%", "5.00"),
        ("statements/s001/change_pct", "5万元", "5.25"),
        ("statements/s002/value", "2.5", "3"),
        ("statements/s002/value", "-3", "3"),
        ("statements/s001/year", "二〇二五", "2024"),
        ("tables/t01/rows/0/cols/0", "2o8", "209"),
    ],
)
def test_a_field_says_what_it_takes(path: str, wrong: str, right: str) -> None:
    cars = Statement(id="s002", section="一", subject="车辆", measure="count", value="4", quote="车辆4辆")
    table = small_table()
    table.rows.append(["210", "卫生健康", "5.00", "2.00", "3.00"])
    table.evidence.append([None] * 5)
    record = small_record(tables=[table], statements=[disputed_statement(), cars])
    record.statements[0].change_pct = "4.10"
    with pytest.raises(ConfigError):
        in_form(record, path, wrong)
    assert in_form(record, path, right) == right


def test_a_share_is_stored_in_the_style_of_its_reading() -> None:
    statement = disputed_statement()
    statement.change_pct = "4.10"
    record = small_record(statements=[statement])
    assert in_form(record, "statements/s001/change_pct", "9.54%") == "9.54"
    record.statements[0].change_pct = "4.10%"
    assert in_form(record, "statements/s001/change_pct", "9.54%") == "9.54%"


@given(st.text(max_size=20))
def test_whatever_is_typed_into_an_amount_is_a_figure_or_refused(text: str) -> None:
    try:
        stored = in_form(SMALL, CELL, text)
    except ConfigError:
        return
    assert stored is None or amount(stored) is not None


def test_every_way_in_refuses_with_the_row_named(tmp_path: Path) -> None:
    """Page, XLSX, CSV, JSONL, Label Studio: one validator."""
    workspace = workspace_of(tmp_path / "out", small_record(tables=[small_table(sure=False)]))
    item = only(workspace, "value")
    with pytest.raises(ConfigError, match="带了单位"):
        workspace.answer(
            [GivenAnswer(item.item_id, "correct", "张三", changes=(Typed(path=CELL, new="1000.00万元"),))]
        )
    for ending in ("xlsx", "csv", "jsonl", "json"):
        for text in NO_FIGURES:
            path = filled(
                workspace, tmp_path / f"queue.{ending}", item, {"verdict": "更正", "corrected": text}
            )
            found = import_rows(read_file(path), workspace, "王五")
            assert [number for number, _ in found.faults] == [row_of(workspace, item, ending)], (ending, text)
    assert workspace.log.events() == []


def row_of(workspace: Workspace, item: Item, ending: str) -> int:
    at = list(workspace.items).index(item.item_id) + 1
    return at + 1 if ending in ("xlsx", "csv") else at


def filled(workspace: Workspace, path: Path, item: Item, words: QueueRow) -> Path:
    """The queue as a file of the ending's form, one row filled in."""
    decisions = workspace.decisions()
    if path.suffix == ".json":
        data = tasks(workspace.items.values(), decisions)
        task = next(t for t in data if t["data"]["item_id"] == item.item_id)
        result: list[dict[str, Any]] = []
        for key, word in words.items():
            value = {"choices": [word]} if key == "verdict" else {"text": [word]}
            result.append(
                {"from_name": key, "type": "choices" if key == "verdict" else "textarea", "value": value}
            )
        task["annotations"] = [{"result": result, "completed_by": 1}]
        path.write_text(json.dumps(data), encoding="utf-8")
        return path
    rows = [
        {**r, **words} if r["item_id"] == item.item_id else r
        for r in rows_of(workspace.items.values(), decisions, "zh")
    ]
    if path.suffix == ".xlsx":
        write_xlsx(rows, [["文档"]], path, "zh")
    elif path.suffix == ".csv":
        from gouji.review.exchange.csv_queue import write_csv

        write_csv(rows, path, "zh")
    else:
        lines = [json.dumps({k: v for k, v in r.items() if v or k in ("label", "value")}) for r in rows]
        path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_a_date_or_an_error_cell_of_a_spreadsheet_is_refused(tmp_path: Path) -> None:
    from datetime import datetime

    workspace = workspace_of(tmp_path / "out", small_record(tables=[small_table(sure=False)]))
    item = only(workspace, "value")
    for typed in (datetime(2025, 1, 15), "#N/A", True, "=1+1"):
        path = filled(workspace, tmp_path / "queue.xlsx", item, {"verdict": "更正"})
        workbook = load_workbook(path)
        sheet = workbook["队列"]
        for key in ("corrected", "again"):
            sheet.cell(row=row_of(workspace, item, "xlsx"), column=list(COLUMNS).index(key) + 1).value = typed
        workbook.save(path)
        assert len(import_rows(read_file(path), workspace, "王五").faults) == 1, typed


# ---- compared with the print -------------------------------------------------------------------


def test_the_figures_of_a_text() -> None:
    text = "合计 1,234.50万元，占 9.54％；△3.00 (4.00)（５）2025年"
    assert list(figures(text)) == ["1,234.50", "9.54%", "△3.00", "(4.00)", "(5)", "2025"]
    assert printed_figure("1234.5", text) == "1,234.50"
    assert printed_figure("9.54", text, shares=False) is None
    assert printed_figure("-3", text) == "△3.00"
    assert printed_figure("1234", text) is None


def test_a_pdf_is_looked_at_where_the_figure_stands(tmp_path: Path) -> None:
    workspace = pdf_workspace(tmp_path)
    record = workspace.records["made-2025-budget"]
    text = region(workspace.sources.document("made-2025-budget"), record, "tables/t01/rows/6/cols/2", None)
    assert text is not None
    assert set(figures(text)) == {"2080505", "40.00", "46.00"}


def test_a_figure_that_is_not_printed_there_is_typed_twice_and_marked(tmp_path: Path) -> None:
    workspace = planted_workspace(tmp_path)
    item = only_doubtful(workspace)
    path = "tables/t02/rows/0/cols/3"
    once = Typed(path=path, new="1000.00")
    with pytest.raises(AgainError):
        workspace.answer([GivenAnswer(item.item_id, "correct", "张三", changes=(once,))])
    other = Typed(path=path, new="1000.00", again="1000.01")
    with pytest.raises(ConfigError, match="两次填写不一致"):
        workspace.answer([GivenAnswer(item.item_id, "correct", "张三", changes=(other,))])
    assert workspace.log.events() == []
    twice = Typed(path=path, new="1000.00", again="1,000")
    workspace.answer([GivenAnswer(item.item_id, "correct", "张三", changes=(twice,))])
    record, reviewed = applied(workspace)
    assert [(c.person, c.printed) for c in reviewed.corrections] == [("1000.00", False)]
    evidence = record.tables[1].evidence[0][3]
    assert evidence is not None
    assert "原文此处未见此值" in evidence.reasons[-1]


def test_what_the_rules_deduce_is_typed_twice_though_the_line_prints_it(tmp_path: Path) -> None:
    """46.00 ≠ 40.00: the figure that would mend the row stands right beside the one that is wrong."""
    workspace = pdf_workspace(tmp_path)
    item = next(iter(workspace.items.values()))
    assert [(h.path, h.value) for h in item.hints] == [(item.target, "40.00")]
    with pytest.raises(AgainError, match="正是勾稽关系推算的值"):
        workspace.answer(
            [GivenAnswer(item.item_id, "misread", "张三", changes=(Typed(path=str(item.target), new="40"),))]
        )
    give(workspace, item, "misread", (str(item.target), "40.00"))
    assert [c.printed for e in workspace.log.events() for c in e.changes] == [True]


def test_what_one_question_deduces_no_other_question_takes_at_once(tmp_path: Path) -> None:
    """The whole record is read from one document, so the figure is printed at its place: still typed twice."""
    record = small_record(tables=[small_table("21.00")])
    workspace = workspace_of(tmp_path, record, choice=Choice(audit=1.0))
    (hint,) = {(h.path, h.value) for h in arithmetic(workspace).hints}
    other = next(i for i in workspace.items.values() if i.kind == "audit" and i.path == hint[0])
    with pytest.raises(AgainError, match="正是勾稽关系推算的值"):
        workspace.answer(
            [GivenAnswer(other.item_id, "correct", "张三", changes=(Typed(path=hint[0], new=hint[1]),))]
        )


@pytest.mark.parametrize(
    ("field", "value", "wrong", "quote"),
    [
        ("direction", "decrease", "increase", "增值税支出 300.00 万元，比上年减少 5 万元"),
        ("unit", "万元", "元", "支出合计 300.00 万元"),
        ("year", "2024", "2025", "2024 年支出合计 300.00 万元"),
    ],
)
def test_a_word_that_the_print_does_not_bear_out_is_typed_twice(
    tmp_path: Path, field: str, value: str, wrong: str, quote: str
) -> None:
    statement = disputed_statement()
    statement.quote = quote
    setattr(statement, field, coerce(f"statements/s001/{field}", wrong))
    path = f"statements/s001/{field}"
    right = checked(small_record(statements=[statement]), Typed(path=path, new=value), quote)
    assert right.printed is True
    setattr(statement, field, coerce(path, value))
    workspace = workspace_of(tmp_path, small_record(statements=[statement]))
    item = only(workspace, "value")
    with pytest.raises(AgainError, match="原文此处未见"):
        workspace.answer(
            [GivenAnswer(item.item_id, "correct", "张三", changes=(Typed(path=path, new=wrong),))]
        )
    give(workspace, item, "correct", (path, wrong))
    record, reviewed = applied(workspace)
    assert [c.printed for c in reviewed.corrections] == [False]
    assert record.statements[0].evidence is not None
    assert "原文此处未见此值" in record.statements[0].evidence.reasons[-1]


@pytest.mark.parametrize("year", ["7", "0", "25", "20255", "1234", "２０２５"])
def test_a_year_has_four_digits_of_this_century_or_the_last(year: str) -> None:
    with pytest.raises(ConfigError):
        coerce("metadata/fiscal_year", year)


@pytest.mark.parametrize(
    ("path", "new", "text", "printed"),
    [
        ("metadata/fiscal_year", "2024", "二、2024年度部门预算", True),
        ("metadata/fiscal_year", "2023", "二、2024年度部门预算", False),
        ("metadata/doc_type", "final_accounts", "部门预算", None),
        ("tables/t01/unit", "元", "单位：万元", False),
        ("tables/t01/unit", "元", "单位：元", True),
    ],
)
def test_what_a_fixed_field_is_compared_with(path: str, new: str, text: str, printed: bool | None) -> None:
    once = Typed(path=path, new=new)
    record = small_record()
    if printed:
        assert checked(record, once, text).printed is True
        return
    with pytest.raises(AgainError):
        checked(record, once, text)
    assert checked(record, once.model_copy(update={"again": new}), text).printed is printed


def test_an_answer_to_a_list_entry_stays_with_it(tmp_path: Path) -> None:
    """The first entry is not printed and goes; that the second is right is noted on the second."""
    record = small_record()
    record.glossary = [
        GlossaryItem(term=name, definition=f"{name}的意思", evidence=cell(number, 0, name, sure=False))
        for number, name in enumerate("甲乙丙", start=20)
    ]
    workspace = workspace_of(tmp_path, record)
    items = {i.path.split("/")[1]: i for i in workspace.items.values() if i.path.startswith("glossary/")}
    give(workspace, items["0"], "reject")
    give(workspace, items["1"], "accept")
    after, _ = applied(workspace)
    assert [(g.term, "human" in g.evidence.source) for g in after.glossary] == [("乙", True), ("丙", False)]


def only_doubtful(workspace: Workspace) -> Item:
    return next(i for i in workspace.items.values() if i.kind == "value")


def test_without_the_source_every_correction_is_typed_twice(tmp_path: Path) -> None:
    workspace = workspace_of(tmp_path, small_record(tables=[small_table(sure=False)]))
    with pytest.raises(AgainError, match="未能与原文核对"):
        workspace.answer(
            [
                GivenAnswer(
                    only(workspace, "value").item_id,
                    "correct",
                    "张三",
                    changes=(Typed(path=CELL, new="20.01"),),
                )
            ]
        )
    give(workspace, only(workspace, "value"), "correct", (CELL, "20.01"))
    record, reviewed = applied(workspace)
    assert reviewed.corrections[0].printed is None
    evidence = record.tables[0].evidence[0][3]
    assert evidence is not None
    assert "未能与原文核对" in evidence.reasons[-1]


def test_a_printed_figure_leaves_the_record_only_when_that_is_said_twice(tmp_path: Path) -> None:
    """As a correction to nothing: refused once, applied and marked the second time."""
    workspace = planted_workspace(tmp_path)
    item = only_doubtful(workspace)
    path = "tables/t02/rows/0/cols/3"
    for empty in (None, "", " "):
        with pytest.raises(AgainError, match="原文此处印有内容"):
            workspace.answer(
                [GivenAnswer(item.item_id, "correct", "张三", changes=(Typed(path=path, new=empty),))]
            )
    with pytest.raises(ConfigError, match="两次填写不一致"):
        give_empty(workspace, item, path, "1234.50")
    assert workspace.log.events() == []
    give_empty(workspace, item, path, "空")
    record, reviewed = applied(workspace)
    assert [(c.person, c.printed) for c in reviewed.corrections] == [(None, False)]
    evidence = record.tables[1].evidence[0][3]
    assert evidence is not None
    assert "原文此处印有内容，经再次确认删去" in evidence.reasons[-1]


def give_empty(workspace: Workspace, item: Item, path: str, again: str) -> None:
    changes = (Typed(path=path, new=None, again=again),)
    workspace.answer([GivenAnswer(item.item_id, "correct", "张三", changes=changes)])


def test_not_printed_is_refused_for_what_is_printed(tmp_path: Path) -> None:
    """Who means that the finding is not valid is led to 合规; who means the reading says it twice, and it is marked."""
    workspace = planted_workspace(tmp_path)
    item = only_doubtful(workspace)
    with pytest.raises(RemovalError, match="原文此处印有内容") as refused:
        workspace.answer([GivenAnswer(item.item_id, "reject", "张三", why="有合理原因，不是问题")])
    assert "合规" in str(refused.value.hint)
    with pytest.raises(ConfigError, match="再次确认的与结论不同"):
        workspace.answer([GivenAnswer(item.item_id, "reject", "张三", again="正确")])
    assert workspace.log.events() == []
    workspace.answer([GivenAnswer(item.item_id, "reject", "张三", again="不成立")])
    record, reviewed = applied(workspace)
    assert record.tables[1].rows[0][3] is None
    assert {c.printed for c in reviewed.removed} == {False}
    evidence = record.tables[1].evidence[0][3]
    assert evidence is not None
    assert "经再次确认删去" in evidence.reasons[-1]


def test_a_sentence_that_prints_its_figure_goes_only_when_that_is_said_twice(tmp_path: Path) -> None:
    workspace = workspace_of(tmp_path, small_record(statements=[disputed_statement()]))
    item = only(workspace, "value")
    with pytest.raises(RemovalError, match="300.00"):
        workspace.answer([GivenAnswer(item.item_id, "reject", "张三")])
    give(workspace, item, "reject")
    record, reviewed = applied(workspace)
    assert record.statements == []
    assert False in {c.printed for c in reviewed.removed}


def test_words_that_are_not_found_are_not_taken_for_absent(tmp_path: Path) -> None:
    """A deadline is kept as 2026-02-28 and printed 2月28日: its target goes only when that is said twice."""
    made = Target(
        section="一",
        operator="by",
        subject="批复",
        deadline="2026-02-28",
        quote="2月28日前批复",
        evidence=cell(9, 0, "2月28日", sure=False),
    )
    record = small_record()
    record.targets = [made]
    workspace = workspace_of(tmp_path, record)
    item = next(i for i in workspace.items.values() if i.path == "targets/0/deadline")
    with pytest.raises(RemovalError):
        workspace.answer([GivenAnswer(item.item_id, "reject", "张三")])
    give(workspace, item, "reject")
    after, reviewed = applied(workspace)
    assert (after.targets, [c.printed for c in reviewed.removed]) == ([], [None])


def test_a_sheet_says_not_printed_twice(tmp_path: Path) -> None:
    workspace = planted_workspace(tmp_path / "out")
    item = only_doubtful(workspace)
    for ending in ("xlsx", "csv", "jsonl", "json"):
        path = filled(workspace, tmp_path / f"once.{ending}", item, {"verdict": "不成立"})
        assert "合规" in import_rows(read_file(path), workspace, "王五").faults[0][1]
    path = filled(workspace, tmp_path / "twice.xlsx", item, {"verdict": "不成立", "again": "不成立"})
    assert [e.action for e in import_rows(read_file(path), workspace, "王五").written] == ["reject"]


def test_a_field_of_a_form_may_have_a_slash_in_its_name(tmp_path: Path) -> None:
    key = "年度资金总额/全年预算数"
    table = small_table()
    table.kind, table.form = TableKind.PROJECT_SELF_EVALUATION, {key: "79.30"}
    table.form_evidence = {key: cell(2, 0, "79.30", sure=False)}
    workspace = workspace_of(tmp_path, small_record(tables=[table]))
    item = next(i for i in workspace.items.values() if i.kind == "value")
    assert key in item.label
    give(workspace, item, "correct", (f"tables/t01/form/{key}", "79.03"))
    record, reviewed = applied(workspace)
    assert reviewed.not_applied == []
    assert record.tables[0].form == {key: "79.03"}
    assert record.tables[0].form_evidence[key].source == ["human"]
    give(workspace, item, "accept")
    record, reviewed = applied(workspace)
    assert (reviewed.not_applied, reviewed.accepted) == ([], [item.path])


# ---- judgements --------------------------------------------------------------------------------


def test_a_finding_takes_four_answers(tmp_path: Path) -> None:
    workspace = workspace_of(tmp_path, small_record(tables=[small_table("21.00")]))
    item = arithmetic(workspace)
    for action in ("accept", "reject", "correct"):
        with pytest.raises(ConfigError, match="文件有误、识读有误、合规、存疑"):
            give(workspace, item, action)  # type: ignore[arg-type]
    with pytest.raises(ConfigError, match="没有写理由"):
        give(workspace, item, "lawful", why="  ")
    with pytest.raises(ConfigError, match="只有“文件有误”"):
        give(workspace, item, "lawful", why="有", suggested=(CELL, "20.00"))
    with pytest.raises(ConfigError, match="没有更正值"):
        give(workspace, item, "misread")
    with pytest.raises(ConfigError, match="建议值与所印的值相同"):
        give(workspace, item, "document_wrong", suggested=(CELL, "21"))
    with pytest.raises(ConfigError, match="是中文数字"):
        give(workspace, item, "document_wrong", suggested=(CELL, "贰拾"))
    assert workspace.log.events() == []


def test_a_reading_takes_no_judgement_unless_a_finding_hangs_on_it(tmp_path: Path) -> None:
    workspace = workspace_of(tmp_path / "a", small_record(tables=[small_table(sure=False)]))
    with pytest.raises(ConfigError, match="不是这一题的答案"):
        give(workspace, only(workspace, "value"), "document_wrong")
    workspace = planted_workspace(tmp_path / "b")
    item = only_doubtful(workspace)
    assert item.findings
    give(workspace, item, "lawful", why="口径不同")
    record, reviewed = applied(workspace)
    assert {finding_key(j.finding) for j in reviewed.dismissed} == set(item.findings)
    assert not {finding_key(f) for f in record.findings} & set(item.findings)
    assert reviewed.accepted == [member.path for member in item.members]


def test_a_value_found_rightly_read_judges_no_finding(tmp_path: Path) -> None:
    workspace = planted_workspace(tmp_path)
    item = only_doubtful(workspace)
    give(workspace, item, "accept")
    record, reviewed = applied(workspace)
    assert set(item.findings) <= {finding_key(f) for f in record.findings}
    assert (reviewed.confirmed, reviewed.dismissed, reviewed.gone) == ([], [], [])


def test_a_judgement_is_about_the_figures_that_were_seen(tmp_path: Path) -> None:
    """Lawful for 50 ≠ 21 + 30; when 21 is corrected to 25 by another answer, that is another finding."""
    workspace = workspace_of(tmp_path, small_record(tables=[small_table("21.00")]), choice=Choice(audit=1.0))
    give(workspace, arithmetic(workspace), "lawful", why="另有说明")
    audited = next(i for i in workspace.items.values() if i.kind == "audit" and i.path == CELL)
    give(workspace, audited, "correct", (CELL, "25.00"))
    record, _ = applied(workspace)
    assert "table_arithmetic" in {f.type for f in record.findings}


def test_only_what_was_said_of_the_finding_makes_a_label(tmp_path: Path) -> None:
    """``gold``: a finding that a correction left standing is nobody's judgement."""
    from gouji.review.gold import coverage, gold_of

    folder = tmp_path / "out"
    workspace = workspace_of(folder, small_record(tables=[small_table("21.00")]))
    for item in workspace.items.values():
        give(workspace, item, "document_wrong")
    (record,) = workspace.records.values()
    corrected, reviewed = applied(workspace)
    gold = gold_of(
        record, corrected, reviewed, coverage(record, workspace.items.values(), workspace.decisions())
    )
    assert len(gold.inconsistencies) == len(record.findings)
    give(workspace, arithmetic(workspace), "misread", (CELL, "22.00"))
    corrected, reviewed = applied(workspace)
    with pytest.raises(Exception, match="没有哪一部分"):
        gold_of(
            record, corrected, reviewed, coverage(record, workspace.items.values(), workspace.decisions())
        )


# ---- a row is bound to what it shows -----------------------------------------------------------


def test_sorting_the_visible_columns_moves_no_answer(tmp_path: Path) -> None:
    """The hidden columns stay, the visible ones are sorted: every answered row is refused and named."""
    workspace = workspace_of(tmp_path / "out", seed_record("ordos-2025-budget"))
    rows = rows_of(workspace.items.values(), workspace.decisions(), "zh")
    for row in rows[:6]:
        row["verdict"] = "存疑"
    path = tmp_path / "queue.xlsx"
    write_xlsx(rows, [["文档"]], path, "zh")
    workbook = load_workbook(path)
    sheet = workbook["队列"]
    seen = [n for n, key in enumerate(COLUMNS, start=1) if key not in HIDDEN]
    table = [[sheet.cell(row=r, column=c).value for c in seen] for r in range(2, sheet.max_row + 1)]
    table.sort(key=lambda cells: str(cells[2]))
    moved = 0
    for r, cells in enumerate(table, start=2):
        moved += sheet.cell(row=r, column=3).value != cells[2] and cells[seen.index(7)] is not None
        for c, value in zip(seen, cells, strict=True):
            sheet.cell(row=r, column=c).value = value
    workbook.save(path)
    found = import_rows(read_file(path), workspace, "王五")
    assert len(found.faults) == moved > 0
    assert all("对不上" in sentence for _, sentence in found.faults)
    assert workspace.log.events() == []


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_questions_of_one_wording_and_value_are_told_apart(tmp_path: Path, ending: str) -> None:
    """Two documents with the same table: what is shown of one under the hidden columns of the other is refused."""
    records = [small_record(name, tables=[small_table("21.00")]) for name in ("one", "two")]
    workspace = workspace_of(tmp_path / "out", *records)
    rows = rows_of(workspace.items.values(), workspace.decisions(), "zh")
    first = next(r for r in rows if r["doc_id"] == "one" and r["kind"] == "勾稽问题")
    other = next(r for r in rows if r["doc_id"] == "two" and r["label"] == first["label"])
    first |= {"verdict": "合规", "comment": "只说第一份"}
    seen = [key for key in COLUMNS if key not in HIDDEN]
    for key in seen:
        first[key], other[key] = other[key], first[key]
    path = tmp_path / f"queue.{ending}"
    write_queue(rows, path)
    found = import_rows(read_file(path), workspace, "王五")
    assert ["对不上" in sentence for _, sentence in found.faults] == [True]
    for key in seen:
        first[key], other[key] = other[key], first[key]
    write_queue(rows, path)
    assert [e.doc_id for e in import_rows(read_file(path), workspace, "王五").written] == ["one"]


def write_queue(rows: list[QueueRow], path: Path) -> None:
    from gouji.review.exchange.csv_queue import write_csv

    if path.suffix == ".csv":
        write_csv(rows, path, "zh")
    else:
        write_xlsx(rows, [["文档"]], path, "zh")


def test_a_sheet_without_some_columns_is_still_read(tmp_path: Path) -> None:
    workspace = workspace_of(tmp_path / "out", small_record(tables=[small_table(sure=False)]))
    (row,) = [
        r for r in rows_of(workspace.items.values(), workspace.decisions(), "zh") if r["value"] == "20.00"
    ]
    kept = {k: v for k, v in row.items() if k not in ("rank", "quote", "place")} | {"verdict": "正确"}
    assert len(import_rows([(2, kept)], workspace, "王五").written) == 1


def test_a_judgement_stays_with_its_finding_of_two_that_say_the_same(tmp_path: Path) -> None:
    """The same table printed twice; the first, found misread, takes its own judgement with it."""
    first, second = small_table("21.00"), small_table("21.00")
    second.id, second.where = "t02", Where(lines=(11, 14))
    second.evidence = [[e and e.model_copy(update={"line": 13}) for e in row] for row in second.evidence]
    workspace = workspace_of(tmp_path, small_record(tables=[first, second]), choice=Choice(audit=1.0))
    (record,) = workspace.records.values()
    pair = [f for f in record.findings if f.type == "table_arithmetic"]
    assert len({f.key for f in pair}) == 2
    for name, other in ((0, 1), (1, 0)):
        item = next(
            i for i in workspace.items.values() if i.kind == "finding" and pair[name].key in i.findings
        )
        assert pair[other].key not in item.findings
        workspace.log.path.unlink(missing_ok=True)
        workspace.log = Log(workspace.log.path)
        give(workspace, item, "lawful", why="另有说明")
        misread = next(i for i in workspace.items.values() if i.kind == "audit" and i.path == CELL)
        give(workspace, misread, "correct", (CELL, "20.00"))
        after, reviewed = applied(workspace)
        left = [f for f in after.findings if f.type == "table_arithmetic"]
        assert len(left) == (1 if name == 0 else 0), "lawful was said of the other one"
        assert [f.key for f in reviewed.gone if f.type == "table_arithmetic"] == [pair[0].key]


@pytest.mark.parametrize("seconds", [float("nan"), float("inf"), 10**400])
def test_a_time_that_is_none_is_a_fault_and_no_crash(tmp_path: Path, seconds: float) -> None:
    workspace = workspace_of(tmp_path / "out", small_record(tables=[small_table(sure=False)]))
    item = only(workspace, "value")
    path = tmp_path / "a.jsonl"
    line = {"item_id": item.item_id, "version": item.version, "action": "accept", "reviewer": "张三"}
    path.write_text(json.dumps({**line, "seconds": seconds}), encoding="utf-8")
    assert len(import_rows(read_file(path), workspace, "王五").faults) == 1
    assert workspace.log.events() == []


@pytest.mark.parametrize("name", ["targets", "tables/t01/rows/0/cols", "glossary", "statements"])
def test_a_path_of_many_digits_is_a_fault_and_no_crash(tmp_path: Path, name: str) -> None:
    workspace = workspace_of(tmp_path, small_record(tables=[small_table(sure=False)]))
    for path in (f"{name}/{'9' * 5000}/value", f"{name}/{'9' * 5000}"):
        with pytest.raises(ConfigError):
            give(workspace, only(workspace, "value"), "correct", (path, "1"))


@pytest.mark.parametrize("name", ["", " ", "\u200b", "\u200b\u2060 \ufeff", "\u202e", "…"])
def test_a_reviewer_has_a_name_that_can_be_seen(tmp_path: Path, name: str) -> None:
    workspace = workspace_of(tmp_path, small_record(tables=[small_table(sure=False)]))
    with pytest.raises(ConfigError, match="没有复核人姓名"):
        give(workspace, only(workspace, "value"), "accept", reviewer=name)
    assert give(workspace, only(workspace, "value"), "accept", reviewer=f"张{name}三").reviewer.startswith(
        "张"
    )


@pytest.mark.parametrize("cut", [1, None])
def test_a_log_whose_hashes_were_taken_off_is_refused(tmp_path: Path, cut: int | None) -> None:
    workspace = workspace_of(tmp_path, small_record(tables=[small_table(sure=False)]))
    give(workspace, only(workspace, "value"), "accept")
    give(workspace, only(workspace, "value"), "unsure")
    lines = [json.loads(line) for line in workspace.log.path.read_text(encoding="utf-8").splitlines()]
    bare = [{k: v for k, v in line.items() if k not in ("prev", "hash")} for line in lines[:cut]]
    workspace.log.path.write_text("".join(json.dumps(line) + "\n" for line in bare), encoding="utf-8")
    with pytest.raises(ConfigError, match="校验值被去掉了"):
        Log(workspace.log.path).events()


def test_a_full_disk_says_one_thing(tmp_path: Path) -> None:
    """A workbook that cannot be written: the clear line, and no traceback beside it."""
    resource = pytest.importorskip("resource", reason="needs resource (not on Windows)")
    workspace_of(tmp_path / "out", small_record(tables=[small_table(sure=False)]))
    command = [
        sys.executable,
        "-c",
        "from gouji.cli import main; main()",
        "review",
        "export",
        str(tmp_path / "out"),
    ]
    done = subprocess.run(
        [*command, "--no-pages", "-o", str(tmp_path / "q.xlsx")],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)),
    )
    assert done.returncode != 0
    assert "q.xlsx" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    assert not (tmp_path / "q.xlsx").exists()


def test_a_spreadsheet_that_drops_decimals_does_not_unbind_a_row(tmp_path: Path) -> None:
    workspace = workspace_of(tmp_path / "out", small_record(tables=[small_table(sure=False)]))
    path = filled(workspace, tmp_path / "queue.csv", only(workspace, "value"), {"verdict": "正确"})
    path.write_text(path.read_text(encoding="utf-8-sig").replace('"20.00"', "20"), encoding="utf-8-sig")
    assert len(import_rows(read_file(path), workspace, "王五").written) == 1


def test_no_name_in_a_sheet_can_be_taken_for_a_number(tmp_path: Path) -> None:
    workspace = workspace_of(tmp_path, seed_record("ordos-2025-budget"), choice=Choice(audit=0.2))
    give(workspace, next(iter(workspace.items.values())), "unsure")
    for row in rows_of(workspace.items.values(), workspace.decisions(), "zh"):
        for key in ("item_id", "version", "base", "check"):
            assert not row[key] or re.fullmatch(r"[qvec][0-9a-f]{16,32}", row[key]), row[key]


@given(st.text(alphabet="0123456789eEaF", min_size=16, max_size=16))
def test_old_names_are_the_same_names_with_a_letter(name: str) -> None:
    assert modern(name, "q") == f"q{name.lower()}"
    assert modern(modern(name, "q"), "q") == modern(name, "q")


def test_the_figure_of_a_finding_can_be_named_in_a_sheet(tmp_path: Path) -> None:
    workspace = planted_workspace(tmp_path / "out")
    item = next(i for i in workspace.items.values() if i.kind == "finding" and len(i.members) > 2 and i.table)
    other = next(m for m in item.members if m.path != item.target and m.path.startswith("tables/"))
    words = {"verdict": "识读有误", "figure": other.label, "corrected": "7.77", "again": "7.77"}
    found = import_rows(read_file(filled(workspace, tmp_path / "q.xlsx", item, words)), workspace, "王五")
    assert [c.path for e in found.written for c in e.changes] == [other.path]
    words["figure"] = "不存在的数"
    found = import_rows(read_file(filled(workspace, tmp_path / "q.xlsx", item, words)), workspace, "王五")
    assert "不是这一题的数" in found.faults[0][1]


# ---- two annotators ----------------------------------------------------------------------------


def two_annotators(workspace: Workspace, path: Path, item: Item, one: str, other: str) -> Path:
    filled(workspace, path, item, {"verdict": one})
    data = json.loads(path.read_text(encoding="utf-8"))
    task = next(t for t in data if t["data"]["item_id"] == item.item_id)
    first = task["annotations"][0]
    second = json.loads(json.dumps(first).replace(json.dumps(one), json.dumps(other)))
    task["annotations"] = [first, {**second, "completed_by": 2}]
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def test_two_annotators_who_agree_are_one_answer(tmp_path: Path) -> None:
    workspace = workspace_of(tmp_path / "out", small_record(tables=[small_table(sure=False)]))
    path = two_annotators(workspace, tmp_path / "a.json", only(workspace, "value"), "正确", "正确")
    found = import_rows(read_file(path), workspace, "王五")
    assert (len(found.written), found.conflicts) == (1, [])
    assert import_rows(read_file(path), workspace, "王五").written == []


def test_two_annotators_who_disagree_are_a_conflict_for_a_person(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    workspace = workspace_of(folder, small_record(tables=[small_table(sure=False)]))
    item = only(workspace, "value")
    path = two_annotators(workspace, tmp_path / "a.json", item, "正确", "存疑")
    run = CliRunner()
    result = run.invoke(gouji, ["review", "import", str(path), str(folder), "--audit", "0"])
    assert result.exit_code == 0, result.output
    assert "已记为待裁决" in result.stderr
    counted = run.invoke(gouji, ["review", "stats", str(folder), "--audit", "0"]).stdout
    assert "答案矛盾 1" in counted
    assert "标注员 1：正确；标注员 2：存疑" in counted
    result = run.invoke(gouji, ["review", "apply", str(folder), "--audit", "0"])
    assert result.exit_code == 1
    assert "矛盾，未采用" in result.stdout
    made = Record.model_validate_json((folder / "reviewed" / "small.json").read_bytes())
    assert made.tables[0].rows[0][3] == "20.00"
    give(workspace, item, "reject", reviewer="赵六")
    decision = workspace.decisions()[item.item_id]
    assert (decision.state, decision.rivals) == ("rejected", [])
    give(workspace, item, "undo")
    assert workspace.decisions()[item.item_id].state == "conflict", "taken back, the quarrel is open again"


def test_answers_about_one_figure_that_contradict_are_not_applied(tmp_path: Path) -> None:
    """One question says 21.00 is rightly read, another that 20.00 is printed: neither wins."""
    workspace = workspace_of(tmp_path, small_record(tables=[small_table("21.00")]), choice=Choice(audit=1.0))
    give(workspace, arithmetic(workspace), "misread", (CELL, "20.00"), reviewer="甲")
    audited = next(i for i in workspace.items.values() if i.kind == "audit" and i.path == CELL)
    give(workspace, audited, "accept", reviewer="乙")
    record, reviewed = applied(workspace)
    assert record.tables[0].rows[0][3] == "21.00"
    assert (reviewed.corrections, len(reviewed.conflicts)) == ([], 1)
    assert {a.split("：")[0] for a in reviewed.conflicts[0].answers} == {"甲", "乙"}


# ---- old logs ----------------------------------------------------------------------------------


def old_event(item: Item, action: Action, *changes: tuple[str, str], why: str = "") -> str:
    """A line as it was written before findings had answers of their own: bare names, no protocol."""
    line: dict[str, Any] = {
        "event_id": "0" * 31 + "1",
        "item_id": item.item_id[1:],
        "doc_id": item.doc_id,
        "version": item.version[1:],
        "at": "2025-01-01T00:00:00+00:00",
        "reviewer": "张三",
        "action": action,
        "value": item.value,
        "changes": [{"path": path, "old": item.value, "new": new} for path, new in changes],
        "why": why,
    }
    return json.dumps(line, ensure_ascii=False) + "\n"


def with_log(workspace: Workspace, *lines: str) -> Workspace:
    workspace.log.path.write_text("".join(lines), encoding="utf-8")
    return workspace


def test_an_old_key_on_a_finding_is_not_applied_but_asked_again(tmp_path: Path) -> None:
    """Printed 21.00, the rule wanted 20.00, key 1 stored it: it never enters the record."""
    workspace = workspace_of(tmp_path, small_record(tables=[small_table("21.00")]))
    item = arithmetic(workspace)
    with_log(workspace, old_event(item, "correct", (CELL, "20.00")))
    decision = workspace.decisions()[item.item_id]
    assert (decision.state, decision.event is not None) == ("open", True)
    assert "20.00" in str(decision.reopened)
    assert "可能是推算的值" in str(decision.reopened)
    record, reviewed = applied(workspace)
    assert record.tables == workspace.records["small"].tables
    assert reviewed.corrections == []
    give(workspace, item, "document_wrong")
    assert workspace.decisions()[item.item_id].state == "document_wrong"


@pytest.mark.parametrize("typed", [*NO_FIGURES, "12.34.56"])
def test_an_old_log_puts_no_figure_in_that_is_none(tmp_path: Path, typed: str) -> None:
    workspace = workspace_of(tmp_path, small_record(tables=[small_table(sure=False)]))
    item = only(workspace, "value")
    with_log(workspace, old_event(item, "correct", (CELL, typed)))
    decision = workspace.decisions()[item.item_id]
    assert decision.state == "open"
    assert "旧版的更正不是数" in str(decision.reopened)
    assert stats(list(workspace.items.values()), workspace.log.events()).states.get("corrected", 0) == 0
    record, reviewed = applied(workspace)
    assert (record.tables, reviewed.corrections) == (workspace.records["small"].tables, [])


def test_a_value_that_is_none_of_its_kind_is_never_applied(tmp_path: Path) -> None:
    """Whatever the log says: an empty cell of a column of figures without a unit tells nothing to the queue."""
    table = small_table()
    table.unit, table.rows[0][3] = None, None
    table.rows.append(["210", "卫生", "5.00", "2.00", "3.00"])
    table.evidence.append([None] * 5)
    table.evidence[0][3] = cell(3, 20, "20.00", sure=False)
    workspace = workspace_of(tmp_path, small_record(tables=[table]))
    item = next(i for i in workspace.items.values() if i.target == CELL)
    with_log(workspace, old_event(item, "correct", (CELL, "壹仟")))
    record, reviewed = applied(workspace)
    assert record.tables[0].rows[0][3] is None
    assert any("壹仟" in text for text in reviewed.not_applied)


@pytest.mark.parametrize("protocol", [1, 2])
def test_an_old_answer_that_takes_a_value_out_is_asked_again(tmp_path: Path, protocol: int) -> None:
    workspace = workspace_of(tmp_path, small_record(tables=[small_table(sure=False)]))
    item = only(workspace, "value")
    for line in (old_event(item, "reject"), old_event(item, "correct", (CELL, ""))):
        with_log(workspace, json.dumps({**json.loads(line), "protocol": protocol}) + "\n")
        given = Workspace(workspace.records, workspace.items, Log(workspace.log.path), workspace.sources)
        if protocol == 1:
            decision = given.decisions()[item.item_id]
        else:
            decision = decide([item], [Event.model_validate_json(given.log.path.read_text())])[item.item_id]
        assert decision.state == "open"
        assert "没有再次确认" in str(decision.reopened)


@pytest.mark.parametrize(
    ("action", "why", "state", "reopened"),
    [
        ("accept", "", "document_wrong", None),
        ("reject", "口径不同", "lawful", None),
        ("reject", "", "open", "没有写理由"),
        ("unsure", "", "unsure", None),
    ],
)
def test_old_judgements_have_their_sense_of_today(
    tmp_path: Path, action: Action, why: str, state: str, reopened: str | None
) -> None:
    workspace = workspace_of(tmp_path, small_record(tables=[small_table("21.00")]))
    item = arithmetic(workspace)
    decision = with_log(workspace, old_event(item, action, why=why)).decisions()[item.item_id]
    assert decision.state == state
    assert (reopened or "") in (decision.reopened or "")
    assert stats(list(workspace.items.values()), workspace.log.events()).orphans == 0


def test_old_corrections_of_readings_stand_unless_they_are_what_the_rules_deduced(tmp_path: Path) -> None:
    workspace = planted_workspace(tmp_path)
    item = only_doubtful(workspace)
    path = "tables/t02/rows/0/cols/3"
    assert (path, "1000.00") in [(h.path, h.value) for h in item.hints]
    deduced = with_log(workspace, old_event(item, "correct", (path, "1000.00"))).decisions()[item.item_id]
    assert "推算的值" in str(deduced.reopened)
    workspace = planted_workspace(tmp_path)
    typed = with_log(workspace, old_event(item, "correct", (path, "1100.01"))).decisions()[item.item_id]
    assert typed.state == "corrected"


# ---- the property ------------------------------------------------------------------------------

TYPED = ("1000.00", "1,234.50", "1254.50", "0.00", "12", "5.00", "", *NO_FIGURES[:12])
SAID: tuple[Action, ...] = (
    "accept",
    "correct",
    "reject",
    "document_wrong",
    "misread",
    "lawful",
    "unsure",
    "undo",
)
VERDICTS = ("正确", "更正", "不成立", "文件有误", "识读有误", "合规", "存疑", "好")
moves = st.one_of(
    st.tuples(
        st.just("answer"),
        st.integers(0, 40),
        st.sampled_from(SAID),
        st.sampled_from(TYPED),
        st.booleans(),
        st.sampled_from(("", "理由")),
    ),
    st.tuples(
        st.just("sheet"),
        st.lists(
            st.tuples(
                st.integers(0, 40),
                st.sampled_from(VERDICTS),
                st.sampled_from(TYPED),
                st.booleans(),
                st.sampled_from(("", "理由")),
            ),
            max_size=3,
        ),
        st.booleans(),
        st.booleans(),
    ),
    st.tuples(st.just("apply")),
)


def answer(workspace: Workspace, move: tuple[Any, ...]) -> None:
    _, at, action, typed, twice, why = move
    item = list(workspace.items.values())[at % len(workspace.items)]
    path = item.target or item.path
    value = Typed(path=path, new=typed, again=(typed or "空") if twice else None)
    changes = (value,) if action in ("correct", "misread") else ()
    suggested = Typed(path=path, new=typed) if action == "document_wrong" and typed else None
    head = workspace.decisions()[item.item_id].head
    again = "不成立" if twice and action == "reject" else ""
    (event,) = workspace.answer(
        [GivenAnswer(item.item_id, action, "甲", head, changes, suggested, why=why, again=again)]
    )
    if not twice:
        for change in (*event.removed, *(c for c in event.changes if c.new is None)):
            assert not stands_in_print(workspace, item, change.path), change.path


def stands_in_print(workspace: Workspace, item: Item, path: str) -> bool:
    """Whether the document has the value at its very place; looked up without the code under test."""
    where, document = slot(workspace.records[item.doc_id], path), workspace.sources.document(item.doc_id)
    assert document is not None
    if where.evidence is None or where.evidence.line is None or where.value is None:
        return False
    text = next(line.text for line in document.lines if line.number == where.evidence.line)
    start, end = where.evidence.span or (0, len(text))
    return where.value in text[start:end].replace(",", "")


def sheet(workspace: Workspace, move: tuple[Any, ...], first: list[QueueRow]) -> None:
    """A sheet of now or of the beginning, filled in, perhaps with its visible columns rotated by a row."""
    _, fills, stale, sorted_ = move
    rows = [
        dict(row)
        for row in (first if stale else rows_of(workspace.items.values(), workspace.decisions(), "zh"))
    ]
    for at, verdict, typed, twice, why in fills:
        row = rows[at % len(rows)]
        row |= {"verdict": verdict, "comment": why}
        key = "suggested" if verdict == "文件有误" else "corrected"
        row |= {
            key: typed,
            "again": (verdict if verdict == "不成立" else typed) if twice and key == "corrected" else "",
        }
    if sorted_:
        hidden = {"item_id", "version", "base", "check", "path"}
        rows = [
            {k: (row if k in hidden else other)[k] for k in row}
            for row, other in zip(rows, rows[1:] + rows[:1], strict=True)
        ]
    import_rows(list(enumerate(rows, start=2)), workspace, "乙")


def name_of(finding: Any) -> tuple[str, str]:
    return finding_key(finding), finding_version(finding)


def check_promises(workspace: Workspace) -> None:
    """A value changes only by a standing corrected reading; a finding ends only by that or by a judgement."""
    (before,) = workspace.records.values()
    after, reviewed = applied(workspace)
    events = [
        d.event
        for d in workspace.decisions().values()
        if d.event is not None and d.state not in ("open", "conflict")
    ]
    corrected = {(c.path, c.new) for e in events if e.action in ("correct", "misread") for c in e.changes}
    removed = {m.path for e in events if e.action == "reject" for m in workspace.items[e.item_id].members}
    whole = {"/".join(path.split("/")[:2]) for path in removed if path.startswith("statements/")}
    for path, value, evidence in values_of(before):
        if "/".join(path.split("/")[:2]) in whole:
            continue
        now = slot(after, path).value
        if now != value:
            assert (path, now) in corrected or (now is None and path in removed), path
            if kind_of(before, path) in ("amount", "count", "percent", "figure"):
                assert now is None or re.fullmatch(r"[-△(]?\d+(\.\d+)?%?\)?", now), now
        if now is None and value is not None:
            (told,) = [c for c in (*reviewed.corrections, *reviewed.removed) if c.path == path]
            reasons = slot(after, path).evidence
            assert told.printed or (reasons is not None and "经再次确认" in reasons.reasons[-1]), path
        assert evidence is None or now is None or slot(after, path).evidence is not None
    left = {name_of(f) for f in after.findings}
    gone = {name_of(f) for f in reviewed.gone}
    lawful = {name_of(j.finding) for j in reviewed.dismissed}
    said = {k for e in events if e.action == "lawful" and e.why for k in workspace.items[e.item_id].findings}
    assert {key for key, _ in lawful} <= said
    assert not gone or reviewed.corrections or reviewed.removed
    for finding in before.findings:
        assert name_of(finding) in left | gone | lawful, finding.message


@pytest.fixture(scope="module")
def planted_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("property")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(moves, max_size=8))
def test_a_figure_changes_and_a_finding_ends_only_by_a_person_who_says_so(
    planted_folder: Path, sequence: list[tuple[Any, ...]]
) -> None:
    """After any sequence of answers, imports and applies."""
    workspace = planted_workspace(planted_folder, choice=Choice(audit=0.1))
    workspace.log.path.unlink(missing_ok=True)
    first = rows_of(workspace.items.values(), workspace.decisions(), "zh")
    for move in sequence:
        try:
            if move[0] == "answer":
                answer(workspace, move)
            elif move[0] == "sheet":
                sheet(workspace, move, first)
            else:
                check_promises(workspace)
        except ConfigError:
            continue
    check_promises(workspace)


def test_the_columns_to_fill_in_are_columns() -> None:
    assert set(FILLED_IN) <= set(COLUMNS)
