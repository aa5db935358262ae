"""The queue in files and back: XLSX (also through LibreOffice), CSV, JSONL, Label Studio; faults are named by line."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from gouji.cli import gouji
from gouji.output.cells import guarded, unguarded
from gouji.review.exchange.columns import COLUMNS, header, rows_of
from gouji.review.exchange.csv_queue import csv_text
from gouji.review.exchange.importing import Import, import_rows, read_file
from gouji.review.exchange.label_studio import CONFIG, tasks
from gouji.review.workspace import Workspace, open_workspace
from gouji.schemas.record import Record
from gouji.schemas.review import Item
from tests.review_support import NO_AUDIT, disputed_statement, give, small_record, small_table, workspace_of

SOFFICE = shutil.which("soffice")
CELL = "tables/t01/rows/0/cols/3"
Fill = dict[str, dict[str, str]]


def two_doubts() -> Record:
    return small_record(tables=[small_table(sure=False)], statements=[disputed_statement()])


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A cell and a statement that are doubted."""
    return workspace_of(tmp_path / "out", two_doubts())


def doubts(workspace: Workspace) -> tuple[Item, Item]:
    """(the cell's item, the statement's item)."""
    values = [item for item in workspace.items.values() if item.kind == "value"]
    cell = next(item for item in values if item.table)
    return cell, next(item for item in values if not item.table)


def export(workspace: Workspace, form: str, ending: str) -> Path:
    folder = workspace.log.path.parent
    path = folder.parent / f"queue{ending}"
    arguments = ["review", "export", str(folder), "--audit", "0", "--format", form, "-o", str(path)]
    result = CliRunner().invoke(gouji, arguments)
    assert result.exit_code == 0, result.output
    return path


def fill_xlsx(path: Path, filled: Fill) -> None:
    """Type into the sheet as a person does."""
    workbook = load_workbook(path)
    sheet = workbook["队列"]
    keys = list(COLUMNS)
    for row in range(2, sheet.max_row + 1):
        wanted = filled.get(str(sheet.cell(row=row, column=keys.index("item_id") + 1).value), {})
        for key, text in wanted.items():
            sheet.cell(row=row, column=keys.index(key) + 1).value = text
    workbook.save(path)


def fill_csv(path: Path, filled: Fill) -> None:
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    keys = list(COLUMNS)
    for row in rows[1:]:
        for key, text in filled.get(row[keys.index("item_id")], {}).items():
            row[keys.index(key)] = text
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8-sig", newline="")


def fill_jsonl(path: Path, filled: Fill) -> None:
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    text = "".join(json.dumps({**line, **filled.get(line["item_id"], {})}) + "\n" for line in lines)
    path.write_text(text, encoding="utf-8")


def fill_label_studio(path: Path, filled: Fill) -> None:
    data = json.loads(path.read_text(encoding="utf-8"))
    for task in data:
        wanted = filled.get(task["data"]["item_id"], {})
        result: list[dict[str, Any]] = [dict(r) for p in task["predictions"] for r in p["result"]]
        if "verdict" in wanted:
            value: dict[str, Any] = {"choices": [wanted["verdict"]]}
            result.append({"from_name": "verdict", "to_name": "context", "type": "choices", "value": value})
        for name in ("corrected", "again", "suggested", "comment"):
            if name in wanted:
                value = {"text": [wanted[name]]}
                result.append({"from_name": name, "to_name": "context", "type": "textarea", "value": value})
        cancelled = {"was_cancelled": True, "result": []}
        task["annotations"] = [{"was_cancelled": False, "result": result}, cancelled] if wanted else []
    path.write_text(json.dumps(data), encoding="utf-8")


FORMS: dict[str, tuple[str, Callable[[Path, Fill], None]]] = {
    "xlsx": (".xlsx", fill_xlsx),
    "csv": (".csv", fill_csv),
    "jsonl": (".jsonl", fill_jsonl),
    "label-studio": (".json", fill_label_studio),
}


def bring_back(workspace: Workspace, path: Path) -> Import:
    return import_rows(read_file(path), workspace, "王五")


@pytest.mark.parametrize("form", FORMS)
def test_all_decisions_arrive(workspace: Workspace, form: str) -> None:
    ending, fill = FORMS[form]
    cell, statement = doubts(workspace)
    path = export(workspace, form, ending)
    answers = {"verdict": "更正", "corrected": "20.50", "again": "20.50", "comment": "看了原件"}
    fill(path, {cell.item_id: answers, statement.item_id: {"verdict": "正确"}})
    found = bring_back(workspace, path)
    assert (found.faults, len(found.written)) == ([], 2)
    decisions = workspace.decisions()
    corrected = decisions[cell.item_id]
    assert corrected.state == "corrected"
    assert corrected.event is not None
    assert [(c.path, c.old, c.new) for c in corrected.event.changes] == [(CELL, "20.00", "20.50")]
    assert (corrected.event.reviewer, corrected.event.why) == ("王五", "看了原件")
    assert decisions[statement.item_id].state == "accepted"


@pytest.mark.parametrize("form", FORMS)
def test_importing_twice_writes_once(workspace: Workspace, form: str) -> None:
    ending, fill = FORMS[form]
    cell, _ = doubts(workspace)
    path = export(workspace, form, ending)
    fill(path, {cell.item_id: {"verdict": "存疑"}})
    bring_back(workspace, path)
    again = bring_back(workspace, path)
    assert (again.faults, again.known, again.written) == ([], 1, [])
    assert len(workspace.log.events()) == 1


@pytest.mark.skipif(SOFFICE is None, reason="needs LibreOffice")
def test_a_workbook_saved_by_libreoffice_comes_back(workspace: Workspace, tmp_path: Path) -> None:
    cell, statement = doubts(workspace)
    path = export(workspace, "xlsx", ".xlsx")
    fill_xlsx(
        path,
        {
            cell.item_id: {"verdict": "更正", "corrected": "20.50", "again": "20.50"},
            statement.item_id: {"verdict": "不成立", "again": "不成立"},
        },
    )
    saved = tmp_path / "saved"
    command = [str(SOFFICE), f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    command += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(saved), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    found = bring_back(workspace, saved / path.name)
    assert (found.faults, len(found.written)) == ([], 2)
    event = workspace.decisions()[cell.item_id].event
    assert event is not None
    assert event.changes[0].new == "20.50"
    assert load_workbook(path)["队列"].freeze_panes == "D2"
    sheet = load_workbook(saved / path.name)["队列"]
    assert sheet.auto_filter.ref
    assert any("正确" in str(v.formula1) for v in sheet.data_validations.dataValidation)


def test_a_number_typed_into_the_sheet_keeps_the_printed_decimals(workspace: Workspace) -> None:
    """Excel makes a number of 20.5; the reading is printed with two decimals."""
    cell, _ = doubts(workspace)
    path = export(workspace, "xlsx", ".xlsx")
    workbook = load_workbook(path)
    sheet = workbook["队列"]
    keys = list(COLUMNS)
    for row in range(2, sheet.max_row + 1):
        if sheet.cell(row=row, column=keys.index("item_id") + 1).value == cell.item_id:
            sheet.cell(row=row, column=keys.index("verdict") + 1).value = "更正"
            sheet.cell(row=row, column=keys.index("corrected") + 1).value = 20.5
            sheet.cell(row=row, column=keys.index("again") + 1).value = 20.5
    workbook.save(path)
    bring_back(workspace, path)
    event = workspace.decisions()[cell.item_id].event
    assert event is not None
    assert event.changes[0].new == "20.50"


FAULTS = {
    "unknown id": ({"item_id": "nonsense", "verdict": "正确"}, "队列中没有编号 nonsense"),
    "no such verdict": ({"verdict": "大概对"}, "结论“大概对”不认识"),
    "correction missing": ({"verdict": "更正"}, "没有填更正值"),
    "verdict missing": ({"corrected": "20.50"}, "没有选结论"),
    "remark only": ({"comment": "?"}, "没有选结论"),
    "value beside another verdict": ({"verdict": "正确", "corrected": "1"}, "结论是“正确”"),
    "the same value": ({"verdict": "更正", "corrected": "20.00"}, "与读数相同"),
    "formula": ({"verdict": "更正", "corrected": "=1+1"}, "是公式"),
    "version overwritten": ({"verdict": "正确", "version": "0" * 16}, "对不上"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_line_is_named_and_nothing_is_written(workspace: Workspace, fault: str) -> None:
    """The good line above the bad one is not written either."""
    wrong, complaint = FAULTS[fault]
    cell, statement = doubts(workspace)
    path = export(workspace, "csv", ".csv")
    fill_csv(path, {statement.item_id: {"verdict": "正确"}, cell.item_id: wrong})
    found = bring_back(workspace, path)
    numbers = {item.item_id: n for n, item in enumerate(workspace.items.values(), start=2)}
    assert [number for number, _ in found.faults] == [numbers[cell.item_id]]
    assert complaint in found.faults[0][1]
    assert workspace.log.events() == []


def test_an_answer_given_meanwhile_is_not_overwritten(workspace: Workspace) -> None:
    """It stands beside the other as a conflict, which a person who has seen both settles."""
    cell, _ = doubts(workspace)
    path = export(workspace, "csv", ".csv")
    fill_csv(path, {cell.item_id: {"verdict": "不成立", "again": "不成立"}})
    give(workspace, cell, "accept", reviewer="李四")
    found = bring_back(workspace, path)
    assert (found.faults, len(found.conflicts)) == ([], 1)
    assert "李四" in found.conflicts[0][1]
    decision = workspace.decisions()[cell.item_id]
    assert (decision.state, [e.reviewer for e in decision.rivals]) == ("conflict", ["李四", "王五"])
    again = bring_back(workspace, path)
    assert (again.known, again.written) == (1, [])
    give(workspace, cell, "accept", reviewer="赵六")
    assert workspace.decisions()[cell.item_id].state == "accepted"
    assert bring_back(workspace, path).written == [], "a sheet read again does not open the conflict again"


def test_two_answers_to_one_question_in_a_file(workspace: Workspace, tmp_path: Path) -> None:
    cell, _ = doubts(workspace)
    line = {"item_id": cell.item_id, "reviewer": "甲", "label": cell.label, "value": cell.value}
    line["version"] = cell.version
    path = tmp_path / "two.jsonl"
    both = [json.dumps({**line, "verdict": verdict}) for verdict in ("正确", "存疑")]
    path.write_text("\n".join(both), encoding="utf-8")
    assert bring_back(workspace, path).faults == [(2, "同一题在第 1 行另有不同答案")]


@pytest.mark.parametrize(
    ("name", "data", "complaint"),
    [
        ("a.xlsx", b"no workbook", "不是能打开的 XLSX"),
        ("a.csv", "甲,乙\n1,2\n".encode(), "表头不对"),
        ("a.csv", b"\xff\xff\x81", "文字编码不认识"),
        ("a.json", b"{}", "不是 Label Studio"),
        ("a.pdf", b"%PDF", "不认识的格式"),
    ],
)
def test_a_file_that_is_no_queue_is_refused(
    workspace: Workspace, tmp_path: Path, name: str, data: bytes, complaint: str
) -> None:
    (tmp_path / name).write_bytes(data)
    arguments = ["review", "import", str(tmp_path / name), str(workspace.log.path.parent), "--audit", "0"]
    result = CliRunner().invoke(gouji, arguments)
    assert result.exit_code != 0
    assert complaint in str(result.exception) + result.output


def test_the_command_reports_line_by_line(workspace: Workspace) -> None:
    cell, statement = doubts(workspace)
    path = export(workspace, "csv", ".csv")
    fill_csv(path, {cell.item_id: {"verdict": "更正"}, statement.item_id: {"verdict": "啊"}})
    result = CliRunner().invoke(
        gouji, ["review", "import", str(path), str(workspace.log.path.parent), "--audit", "0"]
    )
    assert result.exit_code == 1
    assert result.stderr.count("行：") == 2
    assert "没有写入任何答案" in result.stderr


def test_broken_jsonl_and_page_answers(workspace: Workspace, tmp_path: Path) -> None:
    """A file that the self-contained page saved, with a line that a mail program broke."""
    cell, statement = doubts(workspace)
    saved = {
        "item_id": cell.item_id,
        "version": cell.version,
        "action": "correct",
        "reviewer": "赵六",
        "base": "",
        "changes": [{"path": CELL, "new": "20.50", "again": "20.50"}],
        "seconds": 4.5,
    }
    path = tmp_path / "decisions.jsonl"
    bad = {**saved, "item_id": statement.item_id, "action": "explode"}
    path.write_text("\n".join([json.dumps(saved), "{bro", json.dumps(bad)]), encoding="utf-8")
    assert [number for number, _ in bring_back(workspace, path).faults] == [2, 3]
    path.write_text(json.dumps(saved), encoding="utf-8")
    assert len(bring_back(workspace, path).written) == 1
    event = workspace.decisions()[cell.item_id].event
    assert event is not None
    assert (event.reviewer, event.seconds) == ("赵六", 4.5)


HOSTILE = (
    '=HYPERLINK("http://evil","x")',
    "@SUM(1+1)*cmd|'/c calc'!A0",
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "\t=1+1",
    "＝1+1",
    "<script>alert(1)</script>",
    "../../../etc/passwd",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_document_text_is_harmless_in_every_file(tmp_path: Path, text: str) -> None:
    table = small_table(sure=False)
    table.rows[0][1] = table.title = text
    table.rows[0][3] = text
    record = small_record(tables=[table])
    workspace = workspace_of(tmp_path / "out", record)
    sheet = load_workbook(export(workspace, "xlsx", ".xlsx"))["队列"]
    types = {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row}
    assert "f" not in types
    for row in csv.reader(
        io.StringIO(csv_text(rows_of(workspace.items.values(), workspace.decisions(), "zh"), "zh"))
    ):
        assert not [c for c in row if c.lstrip(" ").startswith(("=", "+", "@", "\t", "＝")) and len(c) > 1]
    page = (tmp_path / "queue.html").read_text(encoding="utf-8")
    assert "<script>alert(1)</script>" not in page
    assert page.count("</script>") == 2


def test_the_guard_comes_off_again() -> None:
    for text in (*HOSTILE, "-12.50", "△3", "正常", "'已有撇号"):
        assert unguarded(guarded(text)) == text
    assert guarded("-12.50") == "-12.50"


def test_csv_opens_in_excel(workspace: Workspace) -> None:
    path = export(workspace, "csv", ".csv")
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == len(workspace.items) + 1
    assert next(csv.reader(io.StringIO(data.decode("utf-8-sig")))) == header("zh")


def test_csv_saved_by_chinese_excel_is_read(workspace: Workspace) -> None:
    cell, _ = doubts(workspace)
    path = export(workspace, "csv", ".csv")
    fill_csv(path, {cell.item_id: {"verdict": "正确"}})
    path.write_bytes(path.read_text(encoding="utf-8-sig").encode("gb18030"))
    assert len(bring_back(workspace, path).written) == 1


def test_the_workbook_links_to_the_page_of_each_question(workspace: Workspace) -> None:
    path = export(workspace, "xlsx", ".xlsx")
    sheet = load_workbook(path)["队列"]
    links = [cell.hyperlink for row in sheet.iter_rows(min_row=2) for cell in row if cell.hyperlink]
    assert {link.target for link in links} == {"queue.html"}
    assert [link.location for link in links] == [item.item_id for item in workspace.items.values()]
    assert path.with_suffix(".html").is_file()


def test_an_annotation_of_another_text_is_refused(workspace: Workspace) -> None:
    cell, _ = doubts(workspace)
    path = export(workspace, "label-studio", ".json")
    fill_label_studio(path, {cell.item_id: {"verdict": "正确"}})
    data = json.loads(path.read_text(encoding="utf-8"))
    task = next(t for t in data if t["data"]["item_id"] == cell.item_id)
    task["annotations"][0]["result"][0]["value"]["start"] += 1
    path.write_text(json.dumps(data), encoding="utf-8")
    assert "对不上" in bring_back(workspace, path).faults[0][1]


def test_tasks_fit_the_label_studio_sdk(workspace: Workspace) -> None:
    """Dev only: the SDK draws in 73 packages and is no dependency of the project."""
    interface = pytest.importorskip("label_studio_sdk.label_interface", reason="needs label-studio-sdk")
    config = interface.LabelInterface(CONFIG)
    config.validate()
    made = tasks(workspace.items.values(), workspace.decisions())
    predictions = [prediction for task in made for prediction in task["predictions"]]
    assert predictions
    assert [config.validate_prediction(p, return_errors=True) for p in predictions] == [[]] * len(predictions)


def test_spans_of_the_tasks_are_those_of_their_text(workspace: Workspace) -> None:
    for task in tasks(workspace.items.values(), workspace.decisions()):
        for prediction in task["predictions"]:
            value = prediction["result"][0]["value"]
            assert task["data"]["context"][value["start"] : value["end"]] == value["text"]


def test_gold_names_what_nobody_has_seen(tmp_path: Path) -> None:
    """With --audit 1 every value is asked; what is answered becomes a label, the rest is unlabelled."""
    folder = tmp_path / "out"
    workspace_of(folder, small_record())
    command = ["review", "gold", str(folder), "--audit", "1", "-o", str(tmp_path / "gold")]
    from gouji.review.queue import Choice

    full = open_workspace([folder], choice=Choice(audit=1.0))
    sample = [item for item in full.items.values() if item.kind == "audit"]
    sample.sort(key=lambda item: item.value == "社会保障和就业支出")
    for item in sample[:-1]:
        give(full, item, "accept")
    assert CliRunner().invoke(gouji, command).exit_code == 1
    give(full, sample[-1], "correct", (sample[-1].path, "改过"))
    result = CliRunner().invoke(gouji, command)
    assert result.exit_code == 0, result.output
    gold = json.loads((tmp_path / "gold" / "small" / "gold.json").read_text(encoding="utf-8"))
    assert "tables" not in gold["unlabelled"]
    assert {"metadata", "statements", "inconsistencies"} <= set(gold["unlabelled"])
    assert "改过" in [cell for row in gold["tables"][0]["rows"] for cell in row]
    assert CliRunner().invoke(gouji, command).exit_code == 1, "a label is never overwritten"


def test_apply_and_stats_on_the_command_line(workspace: Workspace) -> None:
    folder = workspace.log.path.parent
    cell, statement = doubts(workspace)
    give(workspace, cell, "correct", (CELL, "25.00"))
    result = CliRunner().invoke(gouji, ["review", "apply", str(folder), "--audit", "0"])
    assert result.exit_code == 0, result.output
    assert "20.00 → 25.00" in result.stdout
    assert "新出" in result.stdout
    made = Record.model_validate_json((folder / "reviewed" / "small.json").read_bytes())
    assert made.tables[0].rows[0][3] == "25.00"
    assert json.loads((folder / "reviewed" / "small.review.json").read_text(encoding="utf-8"))["come"]
    counted = CliRunner().invoke(gouji, ["review", "stats", str(folder), "--audit", "0", "--json"])
    assert json.loads(counted.stdout)["states"]["corrected"] == 1
    assert statement.item_id in open_workspace([folder], choice=NO_AUDIT).items


def test_numbers_as_a_person_reads_them(workspace: Workspace) -> None:
    folder = str(workspace.log.path.parent)
    cell, _ = doubts(workspace)
    give(workspace, cell, "accept", reviewer="张三", seconds=4.0)
    zh = CliRunner().invoke(gouji, ["review", "stats", folder, "--audit", "0"]).stdout
    assert "正确 1" in zh
    assert "每题用时：中位 4.0 秒" in zh
    assert "不能估计准确率" in zh
    en = CliRunner().invoke(gouji, ["review", "stats", folder, "--audit", "0", "--lang", "en"]).stdout
    assert "right 1" in en
    assert "seconds per question: median 4.0" in en


def test_a_taken_port_and_missing_records_are_one_line(workspace: Workspace, tmp_path: Path) -> None:
    import socket

    from gouji.errors import ConfigError

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        result = CliRunner().invoke(
            gouji, ["review", "serve", str(workspace.log.path.parent), "--port", port]
        )
    assert isinstance(result.exception, ConfigError)
    assert "不能监听" in result.exception.one_line()
    (tmp_path / "none").mkdir()
    result = CliRunner().invoke(gouji, ["review", "stats", str(tmp_path / "none")])
    assert isinstance(result.exception, ConfigError)
    assert "没有记录" in result.exception.one_line()


@pytest.mark.parametrize(("ending", "start"), [(".csv", b"\xef\xbb\xbf"), (".jsonl", b"{"), (".xlsx", b"PK")])
def test_the_name_of_the_file_says_the_format(tmp_path: Path, ending: str, start: bytes) -> None:
    """``-o queue.csv`` without ``--format`` writes CSV, not a workbook of that name."""
    workspace = workspace_of(tmp_path, small_record(tables=[small_table(sure=False)]))
    path = tmp_path / f"queue{ending}"
    arguments = ["review", "export", str(workspace.log.path.parent), "--audit", "0", "-o", str(path)]
    assert CliRunner().invoke(gouji, arguments).exit_code == 0
    assert path.read_bytes().startswith(start)
