"""The table of formats: what is read, what it needs, and that ``gouji formats`` tells."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner

from gouji.cli import gouji
from gouji.errors import SourceError
from gouji.read import formats
from gouji.read.formats import EXTENSIONS, FORMATS, Format
from gouji.read.inputs import documents_in


@pytest.mark.parametrize("form", FORMATS, ids=[form.name for form in FORMATS])
def test_every_reader_is_there(form: Format) -> None:
    module, _, name = form.reader.partition(":")
    assert callable(getattr(import_module(module), name))


def test_an_extension_belongs_to_one_format() -> None:
    assert len(EXTENSIONS) == len(set(EXTENSIONS))


def test_the_verb_lists_every_format() -> None:
    result = CliRunner().invoke(gouji, ["formats", "--json"], catch_exceptions=False)
    told = json.loads(result.stdout)["formats"]
    assert [row["name"] for row in told] == [form.name for form in FORMATS]
    assert all(row["installed"] or row["add"] for row in told)
    lines = CliRunner().invoke(gouji, ["formats"], catch_exceptions=False).stdout.splitlines()
    assert len(lines) == len(FORMATS) and all(line[0] in "✓✗" for line in lines)


def test_a_format_whose_reader_is_missing_says_how_to_add_it(tmp_path: Path) -> None:
    form = Format(
        "x", "某格式", (".x",), "gouji.read.text:read_text", module="no_such_package", add="pip install x"
    )
    assert not form.is_installed
    with pytest.raises(SourceError, match=r"某格式.*没有安装.*pip install x"):
        form.read(tmp_path / "a.x", b"x")


def test_a_format_read_through_libreoffice_needs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "LIBREOFFICE", ("no-such-program",))
    assert not Format("x", "某格式", (".x",), "gouji.read.text:read_text", program=True).is_installed


def test_a_folder_gives_no_lock_files_and_no_workbooks_that_gouji_wrote(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx", "b.json", "~$a.xlsx", ".c.xlsx"):
        (tmp_path / name).write_text("x")
    assert [path.name for path in documents_in(tmp_path)] == ["a.xlsx"]
