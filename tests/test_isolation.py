"""A part of a document that fails costs itself: it is listed as unread, and everything else is read."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gouji.checks.rules import CATALOGUE
from gouji.errors import SourceError
from gouji.isolation import STRICT_VARIABLE, Isolation, Part
from gouji.jobs import Job
from gouji.options import Options
from gouji.output.xlsx import write_xlsx
from gouji.pipeline import extract
from gouji.schemas.record import Record, Table, TableKind

DUMP = """虚构市财政局2026年部门预算公开
第一部分 部门预算表
表1
收入总表
单位：万元
科目编码\t科目名称\t合计\t一般公共预算
201\t一般公共服务支出\t12.34\t12.34
\t合计\t12.34\t12.34
表2
支出总表
单位：万元
科目编码\t科目名称\t合计\t基本支出\t项目支出
201\t一般公共服务支出\t56.78\t50.00\t6.78
\t合计\t56.78\t50.00\t6.78
第二部分 情况说明
一、收入预算情况说明
2026年收入预算12.34万元。
二、支出预算情况说明
2026年支出预算56.78万元。
"""


@pytest.fixture
def dump(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The dump, read as a user reads it: without the strictness of the tests."""
    monkeypatch.delenv(STRICT_VARIABLE)
    path = tmp_path / "dump.txt"
    path.write_text(DUMP, encoding="utf-8")
    return path


def break_call(
    monkeypatch: pytest.MonkeyPatch, target: str, when: Callable[..., bool] = lambda *a, **k: True
) -> None:
    """Let a function of the pipeline fail, where ``when`` its arguments say so."""
    module, name = target.rsplit(".", 1)
    whole: Callable[..., Any] = getattr(importlib.import_module(module), name)

    def broken(*args: Any, **kwargs: Any) -> Any:
        if when(*args, **kwargs):
            raise IndexError("list index out of range")
        return whole(*args, **kwargs)

    monkeypatch.setattr(f"{module}.{name}", broken)


def details(record: Record) -> list[str]:
    return [part.detail for part in record.run.unread if part.reason == "internal"]


def kinds(record: Record) -> list[TableKind]:
    return [table.kind for table in record.tables]


def test_the_dump_is_read_in_full(dump: Path) -> None:
    record = extract(dump)
    assert kinds(record) == [TableKind.REVENUE_SUMMARY, TableKind.EXPENDITURE_SUMMARY]
    assert len(record.statements) == 2
    assert details(record) == []


def test_a_table_that_fails_costs_only_itself(dump: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = extract(dump)
    break_call(
        monkeypatch, "gouji.tables.interpret.read_table", lambda region, *_: region.title == "收入总表"
    )
    record = extract(dump)
    assert details(record) == ["表格 t01（收入总表）：程序内部错误 IndexError"]
    assert record.run.unread[0].table == "t01"
    lost, kept = record.tables
    assert (lost.title, lost.rows) == ("收入总表", [])
    assert kept.rows == whole.tables[1].rows
    assert len(record.statements) == 2


def test_the_figures_of_a_table_that_fails_are_left_over(dump: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    break_call(
        monkeypatch, "gouji.tables.interpret.read_table", lambda region, *_: region.title == "收入总表"
    )
    lost, kept = extract(dump).tables
    assert [item.text for item in lost.leftovers].count("12.34") == 4
    assert kept.leftovers == []


def test_what_needs_a_lost_table_is_not_checkable(dump: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    of_tables = {
        rule.id for rule in CATALOGUE if rule.type in ("table_arithmetic", "table_vs_table", "prose_vs_table")
    }
    judged = {check.rule for check in extract(dump).checks if check.passed or check.failed} & of_tables
    break_call(monkeypatch, "gouji.tables.interpret.read_table")
    record = extract(dump)
    assert judged
    assert [finding for finding in record.findings if finding.severity == "error"] == []
    for check in record.checks:
        if check.rule in judged:
            assert (check.passed, check.failed) == (0, 0) and check.not_checkable


YEARS = """虚构市财政局2026年部门预算公开
第一部分 部门预算表
表1
一般公共预算“三公”经费支出表
单位：万元
项目\t2025年预算数\t2026年预算数
公务用车购置及运行维护费\t10.00\t8.00
公务接待费\t5.00\t4.00
合计\t15.00\t12.00
第二部分 情况说明
一、“三公”经费支出情况说明
2026年“三公”经费预算12.00万元，其中：公务用车购置及运行维护费8.00万元，公务接待费4.00万元。
"""


def test_without_a_year_nothing_is_compared_that_needs_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The column of the year before is not the document's own because the cover could not be read."""
    monkeypatch.delenv(STRICT_VARIABLE)
    path = tmp_path / "years.txt"
    path.write_text(YEARS, encoding="utf-8")
    whole = extract(path)
    compared = {check.rule for check in whole.checks if check.passed and check.rule in ("P06", "P07")}
    assert compared
    assert [f.message for f in whole.findings if f.severity == "error"] == []
    break_call(monkeypatch, "gouji.pipeline.read_metadata")
    record = extract(path)
    assert [f.message for f in record.findings if f.severity == "error"] == []
    for check in record.checks:
        if check.rule in compared:
            assert check.not_checkable and not check.passed and not check.failed
            # Of the sums the year is asked for; of the prose it is said which other column prints its amount.
            assert "年度不明" in "".join(check.reasons) or "2026年预算数 也印" in "".join(check.reasons)


def test_a_section_that_fails_costs_only_its_statements(dump: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    break_call(
        monkeypatch,
        "gouji.prose.result.read_paragraph",
        lambda scope, paragraph, first: "支出" in paragraph.text,
    )
    record = extract(dump)
    assert details(record) == ["第18行“第二部分/二”一节的正文：程序内部错误 IndexError"]
    assert [statement.value for statement in record.statements] == ["12.34"]
    assert len(record.tables) == 2


def test_a_rule_that_fails_is_not_checkable(dump: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {check.rule: check for check in extract(dump).checks}

    def broken(context: Any) -> list[Any]:
        raise KeyError("concept")

    assert before["T01"].passed
    monkeypatch.setattr("gouji.checks.rules.within.row_totals.accounts", broken)
    record = extract(dump)
    assert "规则 T01：程序内部错误 KeyError" in details(record)
    for check in record.checks:
        if check.rule != "T01":
            assert check.passed == before[check.rule].passed
        else:
            assert check.not_checkable == 1


STEPS = {
    "gouji.pipeline.find_regions": "表格的识别",
    "gouji.pipeline.read_tables": "表格",
    "gouji.pipeline.read_metadata": "封面信息",
    "gouji.pipeline.metadata_evidence": "封面信息的出处",
    "gouji.pipeline.outline": "正文的章节",
    "gouji.pipeline._quoted": "表格之外各行的查对",
    "gouji.pipeline.read_prose": "正文",
    "gouji.pipeline.ask_model": "模型的回答",
    "gouji.pipeline.reconcile": "各读数的互证",
    "gouji.pipeline.findings_of": "勾稽核对",
    "gouji.grids.marked._region": "第3行起的表格",
    "gouji.grids.flat.find._FlatReader.read_at": "第1行起的表格",
    "gouji.checks.engine.suggest": "勾稽问题的定位与归并",
    "gouji.prose.result.read_projects": "项目说明",
    "gouji.prose.result.one_name": "正文科目的统一名称",
}


@pytest.mark.parametrize("step", STEPS)
def test_a_step_that_fails_costs_no_document(step: str, dump: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if "_FlatReader" in step:
        from gouji.grids.flat.find import _FlatReader

        def broken(self: Any, index: int) -> None:
            raise IndexError

        monkeypatch.setattr(_FlatReader, "read_at", broken)
    else:
        break_call(monkeypatch, step)
    record = extract(dump)
    assert any(detail == f"{STEPS[step]}：程序内部错误 IndexError" for detail in details(record))
    Record.model_validate_json(record.model_dump_json())


def test_the_rows_of_tables_that_were_not_found_are_listed(
    dump: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_call(monkeypatch, "gouji.pipeline.find_regions")
    stray = [part for part in extract(dump).run.unread if part.reason == "stray_rows"]
    assert [part.lines for part in stray] == [(7, 8), (13, 14)]


def test_a_document_with_a_failed_part_is_written_and_told(
    dump: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_call(
        monkeypatch, "gouji.tables.interpret.read_table", lambda region, *_: region.title == "收入总表"
    )
    write_xlsx(extract(dump), tmp_path / "dump.xlsx", "zh")
    from gouji.one_document import read_job

    (tmp_path / "out").mkdir()
    outcome = read_job(Job(dump, "dump", Options(), out=tmp_path / "out"))
    assert outcome.status == "done"
    assert "程序内部错误 IndexError" in outcome.problems[0]
    written = Record.model_validate_json((tmp_path / "out" / "dump.json").read_bytes())
    assert [part.table for part in written.run.unread] == ["t01"]
    assert "Traceback" not in written.model_dump_json()


def failing(error: Exception) -> Table:
    raise error


@pytest.mark.parametrize("error", [SourceError("x.pdf", "损坏"), OSError(28, "disk full"), MemoryError()])
def test_what_is_not_ours_passes(error: Exception) -> None:
    with pytest.raises(type(error)):
        Isolation(strict=False).run(Part("表格"), None, failing, error)


def test_a_part_that_is_nested_too_deep_costs_itself() -> None:
    safe = Isolation(strict=False)
    assert safe.run(Part("第3行起的表格", page=3), None, failing, RecursionError()) is None
    assert [(part.page, part.detail) for part in safe.failures] == [
        (3, "第3行起的表格：程序内部错误 RecursionError")
    ]


def test_strictness_shows_the_error(dump: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    break_call(monkeypatch, "gouji.tables.interpret.read_table")
    monkeypatch.setenv(STRICT_VARIABLE, "1")
    with pytest.raises(IndexError):
        extract(dump)
