"""``gouji check`` and ``gouji rules``: formats, exit codes, baselines, selection, annotation."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import openpyxl
import pymupdf
import pytest
from click.testing import CliRunner, Result

from gouji.checks.rules import CATALOGUE
from gouji.cli.check import command as check_command
from gouji.cli.extract import command as extract_command
from gouji.cli.rules import command as rules_command
from gouji.errors import ConfigError, SourceError
from gouji.output.findings import neutral, plain
from gouji.schemas.record import Record, Unread
from tests.checks_support import budget, cell, record_of, state


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    return _save(tmp_path / "clean.json")


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    return _save(tmp_path / "wrong.json", cell("t07", 1, 2, "77.00"), state("s35", change="6.01"))


def _save(path: Path, *edits: object) -> Path:
    data = budget()
    for edit in edits:
        edit(data)  # type: ignore[operator]
    path.write_text(record_of(data)[0].model_dump_json(), encoding="utf-8")
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(check_command, [str(a) for a in arguments])


def test_exit_codes(clean: Path, wrong: Path, tmp_path: Path) -> None:
    assert run(clean).exit_code == 0
    assert run(wrong).exit_code == 1
    assert run(wrong, "--fail-on", "never").exit_code == 0
    assert run(tmp_path / "none.pdf").exit_code == 2
    bad = tmp_path / "bad.json"
    bad.write_text("{}", encoding="utf-8")
    assert run(bad).exit_code == 2
    both = run(bad, wrong)
    assert both.exit_code == 2, "what could not be read weighs more than what was found"
    assert "不是 gouji 的记录" in both.stderr
    assert "77.00" in both.stdout, "the others are reported all the same"


@pytest.fixture
def half(tmp_path: Path) -> Path:
    """A document with a page that is a picture, and its record with an error in the part that was read."""
    record = Record.model_validate_json(_save(tmp_path / "half.json", cell("t07", 1, 2, "77.00")).read_text())
    record.run.unread.append(Unread(page=4, reason="scan", detail="第4页是扫描图像，没有文字层"))
    record.run.messages.append("第5页有图片，图中文字未读")
    (tmp_path / "half.json").write_text(record.model_dump_json(), encoding="utf-8")
    return tmp_path / "half.json"


def test_a_scan_gets_no_clean_bill(tmp_path: Path) -> None:
    """Zero errors of zero pages read: exit code 2, and the line that ``extract`` prints."""
    document = pymupdf.open()
    pixmap = pymupdf.Pixmap(pymupdf.csGRAY, pymupdf.IRect(0, 0, 40, 40), False)
    pixmap.clear_with(200)
    page = document.new_page()
    page.insert_image(page.rect, pixmap=pixmap)
    document.save(tmp_path / "scan.pdf")
    checked, extracted = (
        run(tmp_path / "scan.pdf"),
        CliRunner().invoke(extract_command, [str(tmp_path / "scan.pdf"), "--json"]),
    )
    assert (checked.exit_code, extracted.exit_code) == (2, 2)
    line = next(line for line in extracted.stderr.splitlines() if "未读" in line)
    assert line in checked.stderr.splitlines()
    assert "未读：第1页是扫描图像" in checked.stdout


@pytest.mark.parametrize("form", ["text", "json", "sarif", "csv", "xlsx"])
def test_every_format_says_what_was_not_read(half: Path, tmp_path: Path, form: str) -> None:
    """Also for a record; unread parts outrank findings and ``--fail-on never``."""
    target = tmp_path / f"report.{form}"
    result = run(half, "--format", form, "-o", target, "--fail-on", "never")
    assert result.exit_code == 2
    assert "第4页是扫描图像" in result.stderr and "第5页有图片" in result.stderr
    if form == "xlsx":
        from openpyxl import load_workbook

        rows = list(load_workbook(target)["未读"].iter_rows(values_only=True))
        assert rows[1][1:] == ("4", "是扫描图像，文字未读", "第4页是扫描图像，没有文字层")
        return
    text = target.read_text(encoding="utf-8-sig")
    assert "第4页是扫描图像" in text and "T02" in text
    if form == "json":
        assert json.loads(text)["documents"][0]["unread"][0]["page"] == 4
    if form == "csv":
        row = next(csv.DictReader(io.StringIO(text)))
        assert (row["级别"], row["类型"], row["位置"]) == ("未读", "unread", "第4页")
    if form == "sarif":
        invocation = json.loads(text)["runs"][0]["invocations"][0]
        assert invocation["executionSuccessful"] is False
        levels = [n["level"] for n in invocation["toolExecutionNotifications"]]
        assert levels == ["error", "note"]


@pytest.mark.parametrize("form", ["text", "json", "sarif", "csv", "xlsx"])
def test_every_format_names_a_document_that_was_not_read(clean: Path, tmp_path: Path, form: str) -> None:
    """A list of findings about the others must not pass for one on all."""
    locked = tmp_path / "locked.pdf"
    document = pymupdf.open()
    document.new_page()
    document.save(locked, encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="u", owner_pw="o")
    out = tmp_path / f"report.{form}"
    result = run(clean, locked, "--format", form, "-o", out)
    assert result.exit_code == 2
    assert result.stderr.count("locked.pdf") == 1
    if form == "xlsx":
        book = openpyxl.load_workbook(out)
        said = [[str(cell) for cell in row] for row in book["未读"].iter_rows(values_only=True)]
        assert any("locked.pdf" in row[0] and "文件没有读出" in row[2] for row in said)
        return
    text = out.read_text(encoding="utf-8-sig")
    if form == "json":
        named = [d for d in json.loads(text)["documents"] if d["source"].endswith("locked.pdf")]
        assert [part["reason"] for part in named[0]["unread"]] == ["document"]
        assert (named[0]["findings"], named[0]["checks"]) == ([], [])
    elif form == "sarif":
        (invocation,) = json.loads(text)["runs"][0]["invocations"]
        assert not invocation["executionSuccessful"]
        assert "locked.pdf" in json.dumps(invocation["toolExecutionNotifications"])
    else:
        assert "locked.pdf" in text and "文件没有读出" in text


def test_a_whole_document_is_said_to_be_whole(wrong: Path, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    log = json.loads(run(wrong, "--format", "sarif").output)
    assert log["runs"][0]["invocations"] == [{"executionSuccessful": True, "toolExecutionNotifications": []}]
    run(wrong, "--format", "xlsx", "-o", tmp_path / "f.xlsx")
    assert load_workbook(tmp_path / "f.xlsx")["未读"]["C2"].value == "全部读到"


def test_the_screen_groups_by_table_and_hides_notes(wrong: Path) -> None:
    output = run(wrong).output
    assert "一般公共预算基本支出表" in output and "错误 T02" in output
    assert "77.00" in output and "若为 70.00" in output
    assert "提示" in output


def test_explain_gives_places_and_basis(wrong: Path) -> None:
    assert "依据" in run(wrong, "--explain").output


def test_english(wrong: Path) -> None:
    output = run(wrong, "--lang", "en").output
    assert "error T02" in output and "prints" in output


def test_json_has_findings_and_rule_results(wrong: Path) -> None:
    document = json.loads(run(wrong, "--format", "json").output)["documents"][0]
    assert {f["rule"] for f in document["findings"]} >= {"T02"}
    assert len(document["checks"]) == len(CATALOGUE)


def test_sarif_is_complete(wrong: Path) -> None:
    log = json.loads(run(wrong, "--format", "sarif").output)
    assert log["version"] == "2.1.0"
    one = log["runs"][0]
    ids = [rule["id"] for rule in one["tool"]["driver"]["rules"]]
    for result in one["results"]:
        assert ids[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        assert result["locations"] and result["partialFingerprints"]["gouji/v1"]


def test_csv_is_neutral(tmp_path: Path) -> None:
    path = _save(tmp_path / "evil.json", cell("t04", 9, 1, "=HYPERLINK(1)"), cell("t04", 9, 2, "50.00"))
    rows = list(csv.reader(io.StringIO(run(path, "--format", "csv").output)))
    assert len({len(row) for row in rows}) == 1
    assert not [c for row in rows for c in row if c.startswith(("=", "@", "+"))]


@pytest.mark.parametrize(
    ("text", "safe"), [("=1+1", "'=1+1"), ("@x", "'@x"), ("-12.5", "-12.5"), ("-A1", "'-A1"), ("甲", "甲")]
)
def test_neutral(text: str, safe: str) -> None:
    assert neutral(text) == safe


def test_no_control_characters_reach_the_terminal() -> None:
    assert plain("a\x1b[31mb\u202ec\nd") == "a[31mbc d"


def test_workbook(wrong: Path, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    target = tmp_path / "f.xlsx"
    assert run(wrong, "--format", "xlsx", "-o", target).exit_code == 1
    workbook = load_workbook(target)
    assert workbook.sheetnames == ["勾稽", "规则", "未读"]
    assert workbook["规则"].max_row == len(CATALOGUE) + 1
    assert isinstance(run(wrong, "--format", "xlsx").exception, ConfigError)


def test_a_baseline_accepts_what_is_known(wrong: Path, tmp_path: Path) -> None:
    baseline = tmp_path / "baseline.json"
    assert run(wrong, "--write-baseline", baseline).exit_code == 1
    assert run(wrong, "--baseline", baseline).exit_code == 0
    worse = _save(
        tmp_path / "worse.json",
        cell("t07", 1, 2, "77.00"),
        state("s35", change="6.01"),
        cell("t12", 2, 4, "99.00"),
    )
    assert run(worse, "--baseline", baseline).exit_code == 1
    baseline.write_text("[]", encoding="utf-8")
    assert isinstance(run(wrong, "--baseline", baseline).exception, ConfigError)


def test_select_ignore_severity(wrong: Path) -> None:
    assert "T02" not in run(wrong, "--ignore", "T").output
    assert "P21" not in run(wrong, "--select", "T02").output
    assert "尾差 Q31" not in run(wrong, "--severity", "error").output
    assert isinstance(run(wrong, "--select", "ZZ9").exception, ConfigError)


def test_a_record_keeps_what_needed_the_text(tmp_path: Path) -> None:
    from gouji.checks.engine import run_checks

    data = budget()
    data["text"] = data["text"].replace("2025年是", "2026年是")
    record, document = record_of(data)
    findings, checks, _ = run_checks(record, document)
    path = tmp_path / "kept.json"
    path.write_text(
        record.model_copy(update={"findings": findings, "checks": checks}).model_dump_json(), encoding="utf-8"
    )
    assert "M13" in run(path).output


def test_rules_are_listed_and_explained() -> None:
    runner = CliRunner()
    listed = runner.invoke(rules_command, []).output
    assert all(rule.id in listed and rule.title.zh in listed for rule in CATALOGUE)
    explained = runner.invoke(rules_command, ["A04", "T"]).output
    assert "依据" in explained and "T05" in explained and "P01" not in explained
    data = json.loads(runner.invoke(rules_command, ["--json"]).output)
    assert [d["id"] for d in data] == [rule.id for rule in CATALOGUE]


def test_the_annotated_pdf_has_a_box_for_each_place(tmp_path: Path) -> None:
    import pymupdf

    from gouji.output.annotate import annotate
    from gouji.schemas.record import Evidence, Finding, Operand

    source, target = tmp_path / "a.pdf", tmp_path / "b.pdf"
    with pymupdf.open() as document:
        page = document.new_page()
        page.insert_text((72, 72), "392.92")
        document.new_page().set_rotation(90)
        document.save(source)
    operands = [
        Operand(where="t01", value="392.92", evidence=Evidence(page=n, bbox=(70.0, 60.0, 110.0, 75.0)))
        for n in (1, 2, 9)
    ]
    finding = Finding(
        id="f001",
        rule="T01",
        type="table_arithmetic",
        severity="error",
        message="合计不等",
        operands=operands,
    )
    before = source.read_bytes()
    assert annotate(source, target, [finding]) == 2
    assert source.read_bytes() == before
    with pymupdf.open(target) as document:
        notes = [list(page.annots()) for page in document]
        assert [len(page) for page in notes] == [1, 1]
    with pytest.raises(SourceError):
        annotate(source, source, [finding])
    text = tmp_path / "c.pdf"
    text.write_text("not a pdf", encoding="utf-8")
    with pytest.raises(SourceError):
        annotate(text, target, [finding])


@pytest.mark.parametrize(
    ("name", "start"),
    [("f.csv", b"\xef\xbb\xbf"), ("f.json", b"{"), ("f.sarif", b"{"), ("f.xlsx", b"PK"), ("f.txt", b"")],
)
def test_the_name_of_the_file_says_the_format(wrong: Path, tmp_path: Path, name: str, start: bytes) -> None:
    target = tmp_path / name
    assert run(wrong, "-o", target).exit_code == 1
    assert target.read_bytes().startswith(start)
    if name.endswith(".txt"):
        assert not target.read_bytes().startswith((b"{", b"PK", b"\xef\xbb\xbf"))
