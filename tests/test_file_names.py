"""Files whose names are no UTF-8 are read, named, and never stop an output; names that look alike stay apart."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gouji.cli import gouji
from gouji.errors import SourceError
from gouji.names import found_as, on_disk, shown
from gouji.read.inputs import name_documents
from gouji.review.source import Sources
from gouji.schemas.record import Record

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="needs a file system that takes names in any bytes"
)

TEXT = "第一部分 部门概况\n一、主要职能\n贯彻执行国家医疗保障法律法规。\n"
GBK = "部门预算.txt".encode("gbk")
NEITHER = b"\xff\xfe\x80.txt"


def write(folder: Path, *names: bytes) -> list[Path]:
    """Files of these names in ``folder``, as the system shows them to us."""
    paths = []
    for name in names:
        path = folder / os.fsdecode(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{TEXT}{len(paths)}\n", encoding="utf-8")
        paths.append(path)
    return paths


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(gouji, [str(argument) for argument in arguments], catch_exceptions=False)


def test_a_name_is_shown_as_what_it_most_likely_is() -> None:
    """UTF-8 as it is; GBK decoded, each part of a path by itself; other bytes escaped."""
    assert shown("目录/部门预算.txt") == "目录/部门预算.txt"
    assert shown(Path("目录") / os.fsdecode(GBK)) == "目录/部门预算.txt"
    assert shown(os.fsdecode(b"/" + "决算表".encode("gbk") + b"/a.txt")) == "/决算表/a.txt"
    assert shown(os.fsdecode(NEITHER)) == r"\xff\xfe\x80.txt"
    assert shown("\ud800.txt") == r"\ud800.txt"


def test_a_name_that_the_system_cannot_hold_is_written_in_utf_8(monkeypatch: pytest.MonkeyPatch) -> None:
    """Under ``LC_ALL=C`` without UTF-8 mode the system's encoding has no Chinese."""
    monkeypatch.setattr(os, "fsencode", lambda name: name.encode("ascii", "surrogateescape"))
    monkeypatch.setattr(os, "fsdecode", lambda data: data.decode("ascii", "surrogateescape"))
    assert on_disk("a.json") == "a.json"
    assert on_disk("预算.json").encode("ascii", "surrogateescape") == "预算.json".encode()


def test_extract_reads_them_and_names_the_outputs(tmp_path: Path) -> None:
    """Named outright or in a directory, to files and to stdout; records and messages are valid UTF-8."""
    write(tmp_path / "in", GBK, NEITHER, b"empty-" + GBK)
    (tmp_path / "in" / os.fsdecode(b"empty-" + GBK)).write_bytes(b"")
    out = tmp_path / "out"
    result = run("extract", tmp_path / "in", "-o", out, "--json")
    assert result.exit_code == 2
    assert "empty-部门预算.txt: 文件是空的" in result.stderr
    assert {path.name for path in out.iterdir()} == {
        "部门预算.json", "部门预算.xlsx", "_xff_xfe_x80.json", "_xff_xfe_x80.xlsx",
    }  # fmt: skip
    records = [json.loads(line) for line in result.stdout_bytes.decode("utf-8").splitlines()]
    assert {record["doc_id"] for record in records} == {"部门预算", "_xff_xfe_x80"}
    assert {Path(record["source"]).name for record in records} == {"部门预算.txt", r"\xff\xfe\x80.txt"}
    assert "跳过" in run("extract", tmp_path / "in" / os.fsdecode(GBK), "-o", out).stdout


def test_names_that_are_shown_alike_are_told_apart(tmp_path: Path) -> None:
    """The same name in UTF-8 and in GBK, side by side."""
    paths = write(tmp_path, GBK, "部门预算.txt".encode())
    names = name_documents(paths)
    assert len(set(names)) == 2
    assert all(name.startswith("部门预算-") for name in names)
    assert run("extract", tmp_path, "-o", tmp_path / "out").exit_code == 0
    assert len(list((tmp_path / "out").glob("*.json"))) == 2


@pytest.mark.parametrize("form", ["text", "json", "sarif", "csv", "xlsx"])
def test_check_reports_them_in_every_format(tmp_path: Path, form: str) -> None:
    write(tmp_path / "in", GBK, NEITHER)
    result = run("check", tmp_path / "in", "--format", form, "-o", tmp_path / f"report.{form}")
    assert result.exit_code == 0, result.output
    printed = run("check", tmp_path / "in").stdout_bytes.decode("utf-8")
    assert "部门预算.txt" in printed and r"\xff\xfe\x80.txt" in printed


def test_errors_are_valid_text() -> None:
    SourceError(Path(os.fsdecode(GBK)), "打不开").one_line().encode("utf-8")


def test_the_review_finds_the_source_again(tmp_path: Path) -> None:
    """Where it was read, below a directory of such a name too, and in a directory of sources."""
    folder = tmp_path / os.fsdecode("决算表".encode("gbk"))
    (path,) = write(folder, GBK)
    out = tmp_path / "out"
    assert run("extract", path, "-o", out).exit_code == 0
    record = Record.model_validate_json((out / "部门预算.json").read_bytes())
    assert Sources({"部门预算": record}).path("部门预算") == path
    assert run("review", "html", out, "-o", tmp_path / "page.html").exit_code == 0
    assert TEXT.split()[1] in (tmp_path / "page.html").read_text(encoding="utf-8")
    moved = tmp_path / "moved"
    folder.rename(moved)
    assert Sources({"部门预算": record}, [moved]).path("部门预算") == moved / path.name


def test_of_two_sources_shown_alike_both_are_offered(tmp_path: Path) -> None:
    """Which one it is, the digest of the record decides."""
    paths = write(tmp_path, GBK, "部门预算.txt".encode())
    assert set(found_as(str(tmp_path / "部门预算.txt"))) == set(paths)


def test_a_label_of_such_a_name_is_measured(tmp_path: Path) -> None:
    (path,) = write(tmp_path, GBK)
    result = run("eval", "gold", "draft", path, "-o", tmp_path / "gold")
    assert result.exit_code == 0
    assert (tmp_path / "gold" / "部门预算" / "gold.json").is_file()
