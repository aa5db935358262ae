"""What ``from gouji import …`` gives: names, documents and records in, findings and frames out."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

import gouji
from gouji import (
    Document,
    Options,
    Record,
    RecordError,
    SourceError,
    check,
    extract,
    read_document,
    read_record,
)
from gouji.output.jsonout import write_json
from gouji.schemas.frames import COLUMNS
from tests.corpus import seed

NAME = "baotou-center-2022-final"


@pytest.fixture(scope="module")
def record() -> Record:
    return extract(str(seed(NAME)))


def test_every_public_name_is_there_and_says_what_it_is() -> None:
    for name in gouji.__all__:
        value = getattr(gouji, name)
        assert value.__name__ == name, f"{name} is known by another name where it is defined"
        assert value.__doc__, f"{name} has no docstring"
    assert set(gouji.__all__) <= set(dir(gouji))
    assert sorted(gouji.__all__) == gouji.__all__
    with pytest.raises(AttributeError, match="nonsense"):
        _ = gouji.nonsense


def test_names_mean_the_same_whatever_was_imported_before() -> None:
    """A subpackage that has the name of a function would win over it once anything had imported it."""
    code = (
        "import gouji.cli.check, gouji.checks.engine, gouji.read.model, gouji.pipeline;"
        "from gouji import check, extract; import gouji;"
        "print(callable(check), callable(extract), gouji.check is check)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.split() == ["True", "True", "True"]


def test_importing_the_package_loads_nothing() -> None:
    code = "import sys, gouji; print([name for name in sys.modules if name.startswith('gouji.')])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_a_document_that_was_read_gives_the_record_of_its_file(record: Record) -> None:
    document = read_document(str(seed(NAME)))
    assert isinstance(document, Document)
    again = extract(document, Options())
    same = {"run": record.run}
    assert again.model_copy(update=same) == record


def test_findings_of_a_path_a_document_a_record_and_its_file_are_the_same(
    record: Record, tmp_path: Path
) -> None:
    write_json(record, tmp_path / "record.json")
    assert record.findings
    assert check(record) == record.findings
    assert check(read_document(seed(NAME))) == record.findings
    assert check(tmp_path / "record.json") == record.findings
    assert check(read_record(str(tmp_path / "record.json"))) == record.findings


@pytest.mark.parametrize("name", ["baotou-2026-budget", "ordos-2025-budget"])
def test_a_record_is_judged_as_its_document_though_it_lacks_the_running_text(name: str) -> None:
    """Of rules that look at the text it keeps what its extraction said: a contents page, a sentence over two lines."""
    record = extract(seed(name))
    assert check(record) == record.findings


def test_what_cannot_be_read_says_so(tmp_path: Path) -> None:
    (tmp_path / "none.json").write_text("{}", encoding="utf-8")
    with pytest.raises(SourceError, match="没有这个文件"):
        extract(tmp_path / "missing.pdf")
    with pytest.raises(RecordError, match="不是 gouji 的记录"):
        check(tmp_path / "none.json")


def test_frames_hold_every_printed_cell_once_with_its_value_and_place() -> None:
    record = extract(seed("baotou-2026-budget"))
    frames = record.to_frames()
    assert {name: list(frame.columns) for name, frame in frames.items()} == {
        name: ["doc_id", *columns] for name, columns in COLUMNS.items()
    }
    cells = frames["cells"]
    printed = [text for t in record.tables for row in t.rows for text in row if text is not None]
    fields = [text for t in record.tables for text in (t.form or {}).values() if text is not None]
    assert sorted(cells["printed"]) == sorted([*printed, *fields])
    money = cells[cells["header"].str.endswith("合计") & cells["label"].eq("社会保障和就业支出")]
    assert len(money) > 0
    for cell in money.itertuples():
        assert isinstance(cell.amount, Decimal)
        assert str(cell.amount) == cell.printed
        assert cell.line > 0
    codes = cells[cells["header"].str.contains("编码")]
    assert len(codes) > 0
    assert codes["amount"].isna().all()
    assert len(frames["documents"]) == 1
    assert len(frames["findings"]) == len(record.findings)
    assert len(frames["operands"]) == sum(len(finding.operands) for finding in record.findings)
    assert list(frames["statements"]["quote"]) == [s.quote for s in record.statements]


def test_frames_without_pandas_name_the_extra(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match=r"gouji\[frames\]"):
        record.to_frames()
