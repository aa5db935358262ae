"""Files made to break a reader, as one batch: each ends in a record or in one clear line, and none stops the others."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gouji.cli import gouji
from gouji.read.inputs import collect, name_documents
from gouji.schemas.record import Record
from tests.corpus import ROOT, SHARED

BUNDLED = ROOT / "tests" / "cases" / "hostile"
WHOLE = SHARED / "cases" / "hostile"
"""The bundled ones and those that are large."""
SECONDS = "10"

needs_whole = pytest.mark.skipif(not WHOLE.is_dir(), reason="needs ../shared/cases/hostile")
FOLDERS = [pytest.param(BUNDLED, id="bundled"), pytest.param(WHOLE, id="whole", marks=needs_whole)]


def run(*arguments: str | Path) -> Result:
    """A verb; nothing may be raised but its exit."""
    return CliRunner().invoke(gouji, [*map(str, arguments), "--timeout", SECONDS], catch_exceptions=False)


def failures(result: Result, paths: list[Path]) -> dict[Path, list[str]]:
    """The lines on stderr by file; a line of several files or of none fails the test."""
    lines: dict[Path, list[str]] = {}
    for line in result.stderr.splitlines():
        named = [path for path in paths if line.startswith(f"gouji: {path}: ")]
        assert len(named) == 1, line
        lines.setdefault(named[0], []).append(line)
    return lines


@pytest.mark.parametrize("folder", FOLDERS)
def test_extract_gives_each_file_a_record_or_a_line(tmp_path: Path, folder: Path) -> None:
    paths, errors = collect([folder])
    assert not errors and len(paths) > 40
    result = run("extract", folder, "-o", tmp_path)
    assert result.exit_code == 2
    lines = failures(result, paths)
    for path, name in zip(paths, name_documents(paths), strict=True):
        written = tmp_path / f"{name}.json"
        if written.is_file():
            Record.model_validate_json(written.read_bytes())
            assert written.with_suffix(".xlsx").is_file()
        else:
            (line,) = lines[path]
            assert line.endswith(")"), "what to do stands at the end"
    bomb = folder / "form-bomb-2^34.pdf"
    assert re.search(rf"用时超过 {SECONDS} 秒.*--timeout", lines[bomb][0])
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize("folder", FOLDERS)
def test_check_reports_each_file_or_gives_it_a_line(folder: Path) -> None:
    paths, _ = collect([folder])
    result = run("check", folder, "--format", "json")
    assert result.exit_code == 2
    lines = failures(result, paths)
    reported = {Path(item["source"]) for item in json.loads(result.stdout)["documents"]}
    assert reported | set(lines) == set(paths)
    assert folder / "ok.pdf" in reported
    assert folder / "form-bomb-2^34.pdf" in lines
