"""Several files of one disclosure: one record, each place with its file; archives unpacked so that they do no harm."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from gouji.cli import gouji
from gouji.errors import SourceError, TooLargeError
from gouji.pipeline import extract, extract_as_one
from gouji.read.archive import unpack
from gouji.read.settings import OfficeSettings
from gouji.schemas.record import Record, Table, TableKind, Where
from tests.corpus import SHARED, SHARED_ABSENT
from tests.office_paper import workbook

PROSE = """虚构市财政局2026年部门预算说明

一、收支总表情况说明
虚构市财政局2026年收入总计120.26万元，其中：一般公共预算拨款收入100.26万元，事业收入20.00万元。
"""


def summary() -> Table:
    return Table(
        id="t01",
        kind=TableKind.REVENUE_EXPENDITURE_SUMMARY,
        title="2026年部门收支总表",
        unit="万元",
        where=Where(),
        columns=[["收入", "项目"], ["收入", "预算数"], ["支出", "项目"], ["支出", "预算数"]],
        rows=[
            ["一、一般公共预算拨款收入", "100.26", "一、一般公共服务支出", "60.26"],
            ["二、事业收入", "20.00", "二、教育支出", "60.00"],
            ["收入总计", "120.26", "支出总计", "120.26"],
        ],
    )


def files(folder: Path) -> list[Path]:
    prose, tables = folder / "说明.txt", folder / "表格.xlsx"
    prose.write_text(PROSE, encoding="utf-8")
    tables.write_bytes(workbook([summary(), summary()]))
    return [prose, tables]


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_two_files_are_one_record_and_each_place_names_its_file(tmp_path: Path) -> None:
    record = extract_as_one(files(tmp_path))
    assert record.metadata.fiscal_year == 2026
    assert [table.id for table in record.tables] == ["t01", "t02"]
    assert {table.where.file for table in record.tables} == {"表格.xlsx"}
    cell, said = record.tables[0].evidence[0][1], record.statements[0].evidence
    assert cell is not None and cell.address is not None
    assert (cell.address.file, cell.address.sheet, cell.address.cell) == ("表格.xlsx", "Sheet", "B5")
    assert said is not None and said.address is not None and said.address.file == "说明.txt"
    assert record.run.files is not None and [f.form for f in record.run.files] == ["text", "xlsx"]


def test_the_verb_writes_one_record_and_skips_it_when_nothing_changed(tmp_path: Path) -> None:
    out = tmp_path / "out"
    for status in ("已写出", "未变动"):
        arguments = ["extract", *map(str, files(tmp_path)), "--as-one", "-o", str(out)]
        result = CliRunner().invoke(gouji, arguments, catch_exceptions=False)
        assert result.exit_code == 0, result.stderr
        written = [path.name for path in out.glob("*.json")]
        assert written == ["说明.json"]
        assert status in result.stdout or status == "未变动"
    assert len(Record.model_validate_json((out / "说明.json").read_bytes()).tables) == 2


def test_one_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    bad = tmp_path / "坏.pdf"
    bad.write_bytes(b"%PDF-1.7\n")
    with pytest.raises(SourceError, match="坏.pdf"):
        extract_as_one([*files(tmp_path), bad])


def test_files_are_grouped_by_body_year_and_kind_and_the_grouping_is_shown(tmp_path: Path) -> None:
    """A file that says less joins the one disclosure beside it; beside two it stays alone."""
    one, two = tmp_path / "甲", tmp_path / "乙"
    for folder in (one, two):
        folder.mkdir()
        files(folder)
    other = PROSE.replace("虚构市财政局", "虚构市司法局").replace("2026年", "2025年").replace("预算", "决算")
    (two / "司法.txt").write_text(other, encoding="utf-8")
    result = CliRunner().invoke(gouji, ["extract", str(tmp_path), "--group", "-o", str(tmp_path / "out")])
    told = [line for line in result.stderr.splitlines() if "归并" in line]
    assert len(told) == 2, result.stderr
    assert "虚构市财政局2026年预算" in told[0] + told[1] and "虚构市司法局2025年决算" in told[0] + told[1]
    records = [Record.model_validate_json(p.read_bytes()) for p in (tmp_path / "out").glob("*.json")]
    assert sorted(len(r.run.files or ["alone"]) for r in records) == [1, 4]


def test_a_folder_is_grouped_or_one_but_not_both(tmp_path: Path) -> None:
    files(tmp_path)
    assert CliRunner().invoke(gouji, ["extract", str(tmp_path), "--group", "--as-one"]).exit_code == 2


def test_an_archive_is_read_as_one_with_the_names_inside_it(tmp_path: Path) -> None:
    path = tmp_path / "公开.zip"
    members = {f"局/{file.name}": file.read_bytes() for file in files(tmp_path)}
    path.write_bytes(zipped(members | {"__MACOSX/x.txt": b"x", "局/~$表格.xlsx": b"x", "局/图.png": b"x"}))
    record = extract(path)
    assert record.doc_id == "公开"
    assert record.run.files is not None
    assert [f.source for f in record.run.files] == ["表格.xlsx", "说明.txt"]


@pytest.mark.skipif(not SHARED.is_dir(), reason=SHARED_ABSENT)
@pytest.mark.corpus
@pytest.mark.parametrize("name", ["js-cppcc-2018-budget", "js-party-2018-budget"])
def test_prose_and_tables_of_two_pdfs_are_compared(name: str) -> None:
    """Alone neither file can be compared with the other; together the rules between prose and tables hold."""
    folder = SHARED / "corpus" / "pdf"
    record = extract_as_one([folder / f"{name}.pdf", folder / f"{name}-tables.pdf"])
    assert sum(check.passed for check in record.checks if check.rule in ("P01", "P02", "P20")) > 15
    assert not [finding for finding in record.findings if finding.severity == "error"]


# ---- archives --------------------------------------------------------------------------------------------


def names(data: bytes, folder: Path, settings: OfficeSettings | None = None) -> list[str]:
    return [path.name for path in unpack(Path("x.zip"), data, folder, settings or OfficeSettings())]


def test_names_in_gbk_are_read(tmp_path: Path) -> None:
    data = zipped({"AAAA.txt": b"x"}).replace(b"AAAA", "说明".encode("gbk"))
    assert names(data, tmp_path) == ["说明.txt"]


@pytest.mark.parametrize("name", ["../../etc/a.txt", "/etc/a.txt", "c:\\x\\a.txt", "a/./a.txt"])
def test_a_name_never_becomes_a_path(name: str, tmp_path: Path) -> None:
    (path,) = unpack(Path("x.zip"), zipped({name: b"x"}), tmp_path)
    assert path.name == "a.txt" and path.parent.parent == tmp_path


def test_archives_in_archives_are_unpacked_once_and_no_deeper(tmp_path: Path) -> None:
    inner = zipped({"a.txt": b"x"})
    middle = zipped({"in.zip": inner})
    (tmp_path / "1").mkdir(), (tmp_path / "2").mkdir()
    assert names(middle, tmp_path / "1") == ["a.txt"]
    with pytest.raises(SourceError, match="套了 2 层"):
        names(zipped({"mid.zip": middle}), tmp_path / "2")


def test_bombs_empty_and_damaged_archives_are_refused(tmp_path: Path) -> None:
    bomb = zipped({"a.txt": b"0" * (20 << 20)})
    with pytest.raises(TooLargeError, match="压缩比"):
        names(bomb, tmp_path, OfficeSettings(ratio=100))
    with pytest.raises(SourceError, match="没有能读的文件"):
        names(zipped({"a.png": b"x"}), tmp_path)
    with pytest.raises(SourceError, match="3 份文件"):
        names(zipped({f"{n}.txt": b"x" for n in range(3)}), tmp_path, OfficeSettings(archived=2))
    data = bytearray(zipped({"a.txt": b"some text " * 50}))
    data[40:60] = b"\xff" * 20
    with pytest.raises(SourceError, match="损坏"):
        names(bytes(data), tmp_path)


def test_a_size_told_too_small_gives_no_byte_more(tmp_path: Path) -> None:
    """The directory claims ten bytes for a member that unpacks to a million."""
    data = bytearray(zipped({"a.txt": b"0" * 1_000_000}))
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 10)
    with pytest.raises(SourceError, match="损坏"):
        names(bytes(data), tmp_path)
